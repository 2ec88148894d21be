"""Lines of a source with their places; of a very long source only those at both ends, where notices stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SEPARATORS = " \t\u00a0·•|-–—"
REACH = 100_000
"""Characters at each end of a text that are looked at; the text of the longest real page we tried has 40,000."""
LINE = re.compile(r"[^\r\n]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of the source, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def blank(self) -> bool:
        """True when a reader sees nothing, or only a separator."""
        return not self.text.strip(SEPARATORS)


def lines_of(text: str) -> tuple[Line, ...]:
    r"""Return the lines of *text* with their offsets, without line ends and outer spaces.

    >>> [(line.text, line.start) for line in lines_of("A story.\n\n  The end.")]
    [('A story.', 0), ('The end.', 12)]
    >>> len(lines_of("a line\n" * 1_000_000)) < 30_000
    True
    """
    return tuple(map(_line, _matches(text)))


def _matches(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while (match := LINE.search(text, at)) and match.start() < REACH:
        yield match
        at = match.end()
    tail = text.rfind("\n", at, max(at, len(text) - REACH)) + 1
    yield from LINE.finditer(text, max(at, tail))


def _line(match: re.Match[str]) -> Line:
    raw = match.group()
    lead = len(raw) - len(raw.lstrip())
    return Line(text=raw.strip(), start=match.start() + lead, end=match.start() + len(raw.rstrip()))

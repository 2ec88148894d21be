"""Rights notices in running text: where they stand, verbatim, with their offsets."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from publishkit.model.rights import Notice, NoticeWhere
from publishkit.rights.notice_patterns import COPYRIGHT, PHRASES, RESERVES, Phrase

FOLD = {
    "\u00a0": " ",
    "\u202f": " ",
    "\u2007": " ",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2011": "-",
    "\u2013": "-",
    "\u2014": "-",
}
SEPARATORS = " \t\u00a0·•|-–—"
EDGE = 0.15
"""A notice stands in the first or last part of a page; in the middle it is somebody's subject."""
MAX_LINE = 5_000
"""Characters of one line that are searched; the patterns are bounded, hostile lines are not."""


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


def fold(text: str) -> str:
    r"""Return *text* with typographic variants made plain, character for character, for matching only.

    >>> fold("us\u00a0alliance \u2014 \u201cyes\u201d")
    'us alliance - "yes"'
    """
    return "".join(FOLD.get(char, char) for char in text)


def lines_of(text: str) -> tuple[Line, ...]:
    """Return the lines of *text* with their offsets, without line ends and outer spaces."""
    found = []
    for match in re.finditer(r"[^\r\n]+", text):
        raw = match.group()
        lead = len(raw) - len(raw.lstrip())
        found.append(Line(text=raw.strip(), start=match.start() + lead, end=match.start() + len(raw.rstrip())))
    return tuple(found)


def phrases_in(line: str) -> tuple[Phrase, ...]:
    """Return the notice phrases a line holds; text and data mining counts only beside a reservation."""
    folded = fold(line[:MAX_LINE])
    hits = [phrase for phrase in PHRASES if phrase.pattern.search(folded)]
    reserves = any(hit.kind != "TDM" for hit in hits) or bool(RESERVES.search(folded))
    return tuple(hit for hit in hits if reserves or hit.kind != "TDM")


def find_notices(text: str, where: NoticeWhere = NoticeWhere.INPUT) -> tuple[Notice, ...]:
    r"""Return the notices of *text* verbatim, with offsets: neighbouring notice lines are one notice.

    >>> [notice.text for notice in find_notices("A story.\n\n© 2024 Example. All rights reserved.")]
    ['© 2024 Example. All rights reserved.']
    """
    lines = lines_of(text)
    hits = [bool(phrases_in(line.text)) and _stands_apart(index, lines, len(text)) for index, line in enumerate(lines)]
    return tuple(_notice(text, run, where) for run in _runs(lines, hits))


def copyright_lines(text: str) -> tuple[str, ...]:
    r"""Return the lines that name a copyright holder, verbatim, in order; long lines are cut to the naming itself.

    >>> copyright_lines("See also\n©\u00a0Daily Wrap\n·")
    ('©\xa0Daily Wrap',)
    """
    found = []
    for line in lines_of(text):
        match = COPYRIGHT.search(fold(line.text[:MAX_LINE]))
        if match and _names_a_holder(match):
            short = len(line.text) <= 160
            found.append(line.text if short else line.text[match.start() : match.end()].strip())
    return tuple(found)


def copyright_name(line: str) -> str | None:
    """Return whom a copyright line names, or None.

    >>> copyright_name("© 2026 Canada.com, a division of Postmedia Network Inc. All rights reserved.")
    'Canada.com'
    """
    match = COPYRIGHT.search(fold(line))
    if match is None or not match["name"]:
        return None
    start, end = match.span("name")
    name = re.split(r",|\s[|–—-]\s|\.\s|\s{2,}|\ball rights\b", line[start:end], flags=re.IGNORECASE)[0]
    name = re.sub(r"^(?:19|20)\d\d\b[\s–-]*|\s*\b(?:19|20)\d\d$", "", name.strip()).strip(" .·|\u00a0")
    return name if len(name) > 1 and phrases_in(name) == () else None


def _names_a_holder(match: re.Match[str]) -> bool:
    """A copyright line opens with its sign, or has a year; "Caption text © Agency" is a credit."""
    signed = "©" in match.group() or "(c)" in match.group().lower()
    return bool(match["name"]) and (bool(match["year"]) or (signed and match.start() == 0))


def _stands_apart(index: int, lines: Sequence[Line], total: int) -> bool:
    """Tell whether a line stands where notices stand: at an edge, or beside a copyright line."""
    line = lines[index]
    if line.end <= EDGE * total and len(line.text) < 400:
        return True
    if line.start >= (1 - EDGE) * total or line.end == total:
        return True
    near = lines[max(0, index - 2) : index + 3]
    return line.start > total / 2 and any(
        COPYRIGHT.match(fold(other.text[:MAX_LINE])) for other in near if len(other.text) < 300
    )


def _runs(lines: Sequence[Line], hits: Sequence[bool]) -> Iterator[tuple[Line, Line]]:
    """Yield first and last line of each notice; lines of separators between two notice lines belong to it."""
    first: int | None = None
    last = 0
    for index, line in enumerate(lines):
        if hits[index]:
            first, last = (index if first is None else first), index
        elif first is not None and not line.blank:
            yield lines[first], lines[last]
            first = None
    if first is not None:
        yield lines[first], lines[last]


def _notice(text: str, run: tuple[Line, Line], where: NoticeWhere) -> Notice:
    start, end = run[0].start, run[1].end
    verbatim = text[start:end]
    languages = {phrase.language for line in verbatim.splitlines() for phrase in phrases_in(line)} - {"xx"}
    return Notice(
        text=verbatim,
        sha256=sha256(verbatim.encode()).hexdigest(),
        lang=languages.pop() if len(languages) == 1 else "und",
        where=where,
        start=start,
        end=end,
    )

"""The paper a text was in, where a line of its head or its last line is that paper's name: beside byline or date, above the title."""

import re
from collections.abc import Iterator, Sequence

from publishkit.capture.bylines import is_paper, parse_byline, split_house
from publishkit.capture.dates import find_dates
from publishkit.words import plain

HEAD_LINES = 12
"""Lines in which title, byline and date stand."""
PROSE = 140
"""Characters from which a line is a paragraph."""
PARTS = re.compile(r"\s*[|·•∙／]\s*|\s+[-–—]\s+|\s*,\s+(?=\d)|\t+")
"""What parts names and dates in one line."""
STAFF = re.compile(
    r"\s(?:staff(?: writer| reporter)?|(?:senior |chief |political )?(?:writer|reporter|correspondent|columnist)|news desk|newsroom)$",
    re.IGNORECASE,
)
NAME = re.compile(
    r"(?:[Tt]he |[Dd](?:er|ie|as) |[Ll][ae] |[Ll]es |[Ee]l |[Ii]l |[Hh]et )?[A-ZÀ-ÞŁŚŻŹĆ][\w'’&-]*(?: (?:of|and|the|de|la|le|del|di|do|da|für|am|im|von|&|[A-ZÀ-ÞŁŚŻŹĆ][\w'’&-]*)){0,5}"
)


def named_house(texts: Sequence[str], title: str) -> str:
    """Return the paper that a text names as the one it stood in; "" where none does.

    *texts* are the lines of the text, as they stand.

    >>> named_house(["Low water", "By Ada Example", "The Marsh Courier", "The river is low."], "Low water")
    'The Marsh Courier'
    >>> named_house(["The Marsh Courier closes", "By Ada Example", "The river is low."], "The Marsh Courier closes")
    ''
    """
    lines = [bare for text in texts if (bare := text.strip(" *_#>\t\r"))]
    return next(_houses(lines, plain(title)), "")


def _houses(lines: Sequence[str], title: str) -> Iterator[str]:
    for at, line in enumerate(lines[:HEAD_LINES]):
        if len(line) > PROSE:
            break
        if (house := split_house(line)[1]) or (
            plain(line) != title and (house := _named_alone(line)) and _is_in_head(lines, at, title)
        ):
            yield house
    if len(lines) > 1 and len(lines[-2]) > PROSE and plain(lines[-1]) != title:
        yield from filter(None, [_named_alone(lines[-1])])


def _named_alone(line: str) -> str:
    """Return the paper whose name is a line, or one of its parts beside a name or a date; "" where it says more."""
    parts = [part for part in PARTS.split(line) if part]
    named = [part for part in parts if _is_name(STAFF.sub("", part))]
    others = [part for part in parts if part not in named]
    if len(named) != 1 or not all(_is_name_or_date(part) for part in others):
        return ""
    return STAFF.sub("", named[0])


def _is_name(part: str) -> bool:
    return NAME.fullmatch(part) is not None and is_paper(part)


def _is_name_or_date(part: str) -> bool:
    return bool(find_dates(part) or parse_byline(part) or parse_byline(f"By {part}"))


def _is_in_head(lines: Sequence[str], at: int, title: str) -> bool:
    """Whether a line stands beside a byline or a date, holds one itself, or opens the text above its title."""
    near = [lines[other] for other in (at - 1, at + 1) if 0 <= other < len(lines)]
    beside = any(len(line) <= PROSE and (parse_byline(line) or find_dates(line)) for line in (lines[at], *near))
    return beside or (at == 0 and len(lines) > 1 and plain(lines[1]) == title)

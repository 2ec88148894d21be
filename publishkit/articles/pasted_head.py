"""Pasted text: what stands between title and prose: deck, byline, date, captions and credits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from publishkit.articles.bylines import is_name, parse_byline, split_names
from publishkit.articles.cues import UPDATED, is_furniture
from publishkit.articles.dates import FoundDate, find_date
from publishkit.articles.extracted import Dropped, FoundPicture, Readers
from publishkit.articles.lines import PastedLine
from publishkit.model.article import Byline

REACH = 14
"""Lines after the title among which byline, date and first caption stand."""
PROSE_BEFORE = 2
"""Paragraphs that may stand before the byline (the deck, an introduction)."""


@dataclass(kw_only=True, slots=True)
class Head:
    """What was read between title and prose; filled line by line."""

    end: int
    """Index of the first line of the prose."""
    deck: str = ""
    bylines: tuple[Byline, ...] = ()
    published: date | datetime | None = None
    modified: date | datetime | None = None
    pictures: list[FoundPicture] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    review: list[str] = field(default_factory=list)


def read_head(lines: Sequence[PastedLine], start: int, last: int, language: str | None, readers: Readers) -> Head:
    """Return what the lines from *start* say about the article, up to where its prose begins."""
    head = Head(end=_head_end(lines, start, last, language, readers))
    waiting: list[PastedLine] = []
    for index in range(start, head.end):
        line = lines[index]
        if line.cut or (waiting and waiting[-1].key == line.key):
            continue
        if not _read_meta(head, line, waiting, language, readers) and not _is_byline(head, lines, index, language):
            waiting.append(line)
    _place_waiting(head, waiting)
    return head


def is_date_line(text: str, language: str | None) -> FoundDate | None:
    """Return the date of a line that is little more than a date ("Updated 3 May 2024, 17:47")."""
    found = find_date(text, language)
    if found is None:
        return None
    rest = len(text) - (found.end - found.start)
    limit = 90 if found.start < 15 else 45
    return found if rest <= limit and not text.endswith(("…", '"', ".")) else None


def _head_end(lines: Sequence[PastedLine], start: int, last: int, language: str | None, readers: Readers) -> int:
    """Return the index after the last line of meta that stands near the title."""
    end, prose = start, 0
    for index in range(start, min(start + REACH, last + 1)):
        line = lines[index]
        names = bool(parse_byline(line.text)) or (not line.long and is_name(line.text) and index - start < 6)
        if readers.credit_line(line.text) or is_date_line(line.text, language) or names:
            end = index + 1
        elif line.long and not (index + 1 <= last and readers.credit_line(lines[index + 1].text)):
            prose += 1
            if prose > PROSE_BEFORE:
                break
    return end


def _read_meta(head: Head, line: PastedLine, waiting: list[PastedLine], language: str | None, readers: Readers) -> bool:
    """Take a date, a byline with its opening word, a credit or a button; tell whether it was one."""
    found = is_date_line(line.text, language)
    if found is not None:
        _take_date(head, line.text, found)
        return True
    names = parse_byline(line.text)
    if names:
        head.bylines = head.bylines or names
        return True
    credit = readers.credit_line(line.text)
    if credit is not None:
        if waiting and not head.bylines and len(waiting[-1].text) < 80:
            head.bylines = split_names(waiting[-1].text)
            waiting[-1:] = [] if head.bylines else waiting[-1:]
        caption = waiting.pop().text if waiting and _may_be_caption(waiting, head, line) else ""
        head.pictures.append(FoundPicture(caption=caption, credit=credit.credit, credit_raw=credit.raw))
        return True
    if is_furniture(line.text):
        head.dropped.append(Dropped(text=line.text, reason="a button or a pointer, not text"))
        return True
    return False


def _may_be_caption(waiting: Sequence[PastedLine], head: Head, credit: PastedLine) -> bool:
    """The only paragraph before a credit is the deck when an empty line parts them, or when it is long."""
    return (
        len(waiting) > 1
        or bool(head.deck)
        or (len(waiting[-1].text) < 250 and not (credit.gap and waiting[-1].sentence))
    )


def _take_date(head: Head, text: str, found: FoundDate) -> None:
    value = found.value
    if UPDATED.search(text[: found.start]) and head.published is not None:
        head.modified = head.modified or value
    else:
        head.published = head.published or value
    if found.ambiguous:
        head.review.append(f"published: {text!r} could be day/month or month/day")
    names = split_names(text[: found.start].strip(" |,·-–—")) if found.start > 3 else ()
    if names and not head.bylines:
        head.bylines = names


def _is_byline(head: Head, lines: Sequence[PastedLine], index: int, language: str | None) -> bool:
    """A line that only holds names, beside a date or after a credit, names the authors."""
    if head.bylines or lines[index].long:
        return False
    names = split_names(lines[index].text)
    near = lines[max(0, index - 2) : index + 3]
    if not names or not (head.pictures or any(is_date_line(line.text, language) for line in near)):
        return False
    head.bylines = names
    return True


def _place_waiting(head: Head, waiting: Sequence[PastedLine]) -> None:
    """The first sentence that waits is the deck; the rest is no text we know."""
    for line in waiting:
        if not head.deck and line.weight >= 40 and (line.sentence or line.weight >= 60):
            head.deck = line.text
        else:
            head.dropped.append(
                Dropped(text=line.text, reason="stands among title, byline and date; not known what it is")
            )

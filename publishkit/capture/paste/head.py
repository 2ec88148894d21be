"""Pasted text: which line is the title, and what stands between it and the prose: deck, byline, date, captions, credits."""

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from publishkit.capture.bylines import UPDATED, is_name, parse_byline, split_names
from publishkit.capture.paste.cues import is_furniture
from publishkit.capture.dates import FoundDate, find_date
from publishkit.capture.extracted import Dropped, FoundPicture, Readers
from publishkit.capture.paste.lines import DENSE, PastedLine
from publishkit.model.article import Byline

REACH = 14
"""Lines after the title among which byline, date and first caption stand."""
PROSE_BEFORE = 2
"""Paragraphs that may stand before the byline (the deck, an introduction)."""
ABOVE = 60
"""Lines above the prose in which a title is looked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundTitle:
    """The title's line, and what stood glued to it."""

    index: int
    """Last line of it: what follows is no longer the title."""
    title: str
    kicker: str = ""


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


# --- the title --------------------------------------------------------------------------------------------------------


def find_title(
    lines: Sequence[PastedLine], core: tuple[int, int], is_credit: Callable[[str], bool]
) -> FoundTitle | None:
    """Return the line that names what the prose below is about; None when no line does."""
    first, last = core
    prose = [
        (index, _words(lines[index].key))
        for index in range(first, last + 1)
        if lines[index].long and lines[index].sentence
    ]
    candidates = [
        (_score(lines, index, frozenset().union(*(words for at, words in prose if at != index)), first), -index)
        for index in range(max(0, first - ABOVE), min(len(lines), first + 3))
        if _may_be_title(lines[index]) and not is_credit(lines[index].text)
    ]
    score, negative = max(candidates, default=(0.0, 0))
    if score < 0.5:
        return _opening_line(lines, first)
    # A deck often says more of the same words than its title: of two that are close together the upper one wins.
    close = (
        -at for value, at in candidates if value >= score - 0.6 and 0 <= at - negative <= 3 and lines[-at].weight >= 30
    )
    index = min([-negative, *close])
    title, label = _unglued(lines, index)
    return FoundTitle(index=_last_repeat(lines, index, title), title=title, kicker=label or _label_above(lines, index))


def _opening_line(lines: Sequence[PastedLine], first: int) -> FoundTitle | None:
    """A short first line that stands alone above the prose is a title, whatever its words."""
    line = lines[0]
    alone = (
        first <= 1
        and len(lines) > 1
        and lines[1].gap
        and line.weight <= 160
        and not line.text.endswith((".", ",", ";", ":"))
    )
    return FoundTitle(index=0, title=line.text) if alone and not line.cut and not is_furniture(line.text) else None


def _may_be_title(line: PastedLine) -> bool:
    if not 10 <= line.weight <= 240 or line.cut or is_furniture(line.text):
        return False
    if parse_byline(line.text) or split_names(line.text.title() if line.text.isupper() else line.text):
        return False
    found = find_date(line.text)
    return found is None or found.end - found.start < 0.5 * len(line.text)


def _score(lines: Sequence[PastedLine], index: int, words: frozenset[str], first: int) -> float:
    line = lines[index]
    own = _words(line.key)
    overlap = len(own & words) / len(own) if own else 0.0
    repeated = any(other.key == line.key or _glued(other, line) for other in lines[: index + 6] if other is not line)
    score = 2 * overlap * min(1.0, len(own) / 4) + 1.2 * repeated - 0.6 * line.text.endswith((".", ",", ";", ":"))
    score += _glue_bonus(lines, index) + _place_bonus(lines, index)
    score -= 0.01 * max(0, first - index) + 0.8 * (line.weight > 140) + 0.5 * (line.weight < 30)
    prose_above = sum(other.long and other.sentence for other in lines[max(0, index - 12) : index])
    return score - 0.6 * min(prose_above, 3)


def _glue_bonus(lines: Sequence[PastedLine], index: int) -> float:
    """A label glued to the same words is a title's own habit; two equal lines in a row are a caption's."""
    line = lines[index]
    near = lines[max(0, index - 4) : index + 5]
    if any(_glued(other, line) for other in near):
        return 1.0
    twin = index + 1 < len(lines) and lines[index + 1].key == line.key and not lines[index + 1].gap
    twin = twin or (index > 0 and lines[index - 1].key == line.key and not line.gap)
    return -1.5 if twin else 0.0


def _place_bonus(lines: Sequence[PastedLine], index: int) -> float:
    """Byline and date stand below a title, seldom above it; a credit never stands right below it."""
    below = any(_is_meta(line) for line in lines[index + 1 : index + 7])
    above = any(_is_meta(line) for line in lines[max(0, index - 4) : index])
    return 0.6 * below - 0.6 * above


def _is_meta(line: PastedLine) -> bool:
    return not line.long and bool(find_date(line.text) or parse_byline(line.text) or is_name(line.text))


def _words(key: str) -> frozenset[str]:
    words = {word for word in re.findall(r"\w+", key) if len(word) > 3}
    dense = DENSE.findall(key)
    return frozenset(words | {a + b for a, b in itertools.pairwise(dense)})


def _glued(longer: PastedLine, line: PastedLine) -> bool:
    """A short label before the same words, without a space: "NewsNorth Korea …"."""
    extra = len(longer.key) - len(line.key)
    return 1 < extra <= 30 and longer.key.endswith(line.key) and longer.key[extra - 1] != " "


def _unglued(lines: Sequence[PastedLine], index: int) -> tuple[str, str]:
    """Return title and label: the clean form of the title wins over the glued one."""
    line = lines[index]
    for other in lines[max(0, index - 4) : index + 5]:
        if other is line:
            continue
        if _glued(other, line):
            return line.text, _label(other.text[: len(other.text) - len(line.text)])
        if _glued(line, other):
            return other.text, _label(line.text[: len(line.text) - len(other.text)])
    return line.text, ""


def _label(text: str) -> str:
    """A label is one to three words; a whole glued path of menus is none."""
    label = text.strip(" :|·>/-")
    if len(label.split()) > 3 or re.search(r"[a-zß-ÿ][A-ZÀ-Þ]", label):
        return ""
    return label


def _last_repeat(lines: Sequence[PastedLine], index: int, title: str) -> int:
    key = " ".join(title.lower().split())
    last = index
    for at in range(index, min(len(lines), index + 5)):
        if lines[at].key.endswith(key) and len(lines[at].key) - len(key) <= 30:
            last = at
    return last


def _label_above(lines: Sequence[PastedLine], index: int) -> str:
    """The line right above, without an empty line between, when it is a short label."""
    if index == 0 or lines[index].gap:
        return ""
    above = lines[index - 1].text
    if len(above) > 30 or len(above.split()) > 4 or is_furniture(above) or re.search(r"[\d.!?@]", above):
        return ""
    return above.rstrip(" :|")


# --- between title and prose ------------------------------------------------------------------------------------------


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

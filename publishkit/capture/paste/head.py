"""Pasted text: what stands between the title and the prose: deck, byline, date, captions, credits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from publishkit.capture.byline_words import AGENCIES
from publishkit.capture.bylines import OPENING, WITH_AGENCY, parse_byline, signed_by, split_names
from publishkit.capture.cues import ends_article, is_furniture
from publishkit.capture.extracted import Block, Dropped, FoundPicture
from publishkit.capture.paste.captions import CAPTION, caption_of
from publishkit.capture.paste.lines import LONG, Page, PastedLine, letters_of
from publishkit.capture.paste.meta import Meta, moment_of, read_meta
from publishkit.model.article import Byline

DECK = 12
"""Weight of the shortest deck."""
REACH = 18
"""Lines after the title, buttons aside, among which byline, date and first caption stand."""
FARTHEST = 70
"""Lines after the title, with the buttons."""
PROSE_BEFORE = 2
"""Paragraphs that may stand before the byline (the deck, an introduction)."""
SHORT_CAPTION = 250
LABELLED = re.compile(r"[:：]")
"""A credit with its label; a name alone is seldom followed by a caption, and never by a paragraph."""
SOURCE = re.compile(
    r"(?:来源|來源|출처|出典|source|quelle|fuente|fonte|źródło|zdroj|bron|kilde|källa|lähde|forrás|источник|джерело|kaynak|المصدر|מקור|स्रोत|ที่มา)\s?[:：]\s*(?P<name>[^:：|/]{2,60})$",
    re.IGNORECASE,
)
SUBJECTS = 0.6
"""Share of the prose, from its beginning, in which a person is named who was written about; its end may tell of the author."""
LABELS = frozenset(("by", "von", "par", "por", "di", "door", "av", "af", "autor", "author", "text", "kommentar von"))
"""Of a byline, in a line of their own."""
UNKNOWN = "stands among title, byline and date; not known what it is"
BUTTON = "a button or a pointer, not text"


@dataclass(kw_only=True, slots=True)
class Head:
    """What was read between title and prose; filled line by line."""

    end: int
    """Index of the first line of the prose."""
    deck: str = ""
    bylines: tuple[Byline, ...] = ()
    bare: bool = False
    """No word says that they wrote it; a line that does is believed instead."""
    loose: bool = False
    """No date beside them says so, either."""
    published: date | datetime | None = None
    modified: date | datetime | None = None
    pictures: list[FoundPicture] = field(default_factory=list)
    opening: list[Block] = field(default_factory=list)
    """Paragraphs of the text that stand among the lines of the head."""
    dropped: list[Dropped] = field(default_factory=list)
    review: list[str] = field(default_factory=list)
    waiting: list[PastedLine] = field(default_factory=list)
    """Lines not yet known to be a deck, a caption or nothing."""
    source: str | None = None
    """Where the text is from, where the page says so in words."""
    decks: int = 0
    """How many of them stood before the first date or name: a deck stands there, a caption below."""


def read_head(page: Page, start: int, last: int, least: int) -> Head:
    """Return what the lines from *start* say about the article, up to where its prose begins, at least up to *least*."""
    head = Head(end=max(least, _head_end(page, start, last)))
    skip = -1
    for index in range(start, head.end):
        line = page.lines[index]
        if (
            index == skip
            or (line.cut and not _is_credit(page, line))
            or (index < least and _says_title(page, line))
            or (head.waiting and head.waiting[-1].key == line.key)
        ):
            continue
        if _take_meta(head, page, index) or (_beside_date(page, index) and _take_names(head, page, index, start)):
            continue
        if (used := _take_picture(head, page, index)) >= 0:
            skip = max(skip, used)
            continue
        if is_furniture(line.text) or ends_article(line.text):
            head.dropped.append(Dropped(text=line.text, reason=BUTTON))
        elif not _take_names(head, page, index, start):
            head.waiting.append(line)
    head.end = max(head.end, skip + 1)
    _place_waiting(head, _below_title(head, page, least))
    return head


def _below_title(head: Head, page: Page, least: int) -> PastedLine | None:
    """The line right below the title, in one block with it and above byline and date: a deck, however short."""
    line = page.lines[least] if 0 < least < len(page.lines) else None
    waits = head.decks > 0 and bool(head.waiting) and head.waiting[0] is line
    if line is None or not waits or line.gap or line.weight < DECK or not (head.bylines and head.published):
        return None
    after = page.lines[least + 1] if least + 1 < len(page.lines) else None
    meta = after is not None and (after.gap or meta_at(page, least + 1) is not None)
    return line if meta and not line.text.endswith((":", "：")) else None


def _says_title(page: Page, line: PastedLine) -> bool:
    """Whether a line is the title once more, with a label at most in front of it."""
    return line.key.endswith(" ".join(page.title.lower().split()))


# --- how far it goes --------------------------------------------------------------------------------------------------


def _head_end(page: Page, start: int, last: int) -> int:
    """Return the index after the last line of meta that stands near the title."""
    end, prose, content, people = start, 0, 0, -9
    dated = False
    for index in range(start, min(start + FARTHEST, last + 1, len(page.lines))):
        line = page.lines[index]
        if content >= REACH or index == page.verse:
            break
        if (line.cut and not _is_credit(page, line)) or is_furniture(line.text):
            continue
        content += 1
        meta = meta_at(page, index)
        named = (
            bool(meta.people)
            if meta
            else (people < 0 or people == content - 1) and bool(_bare_names(page, index, start))
        )
        if meta is not None or named:
            end, prose = index + 1, 0
            people = content if named else people
            dated = dated or (meta is not None and bool(meta.stamps))
        elif _is_credit(page, line):
            if prose and (dated or people > 0):
                break  # a picture inside of the text
            end = index + 1
        elif line.long and not _is_caption_of_next(page, index, last):
            prose += 1
            if prose > (1 if dated or people > 0 else PROSE_BEFORE):
                break
    return end


def meta_at(page: Page, index: int) -> Meta | None:
    """Return the date and names of a line; a label may stand alone in the line above."""
    before = page.lines[index - 1].text if index else ""
    text = page.lines[index].text
    if len(text) > LONG and (tail := caption_of(text, page.readers)) and tail.caption:
        return None  # a caption with a date in it
    found = read_meta(text, page.language, page.order, before)
    if found is None and before.rstrip(" :").lower() in LABELS:
        people = parse_byline(f"By {text}")
        return Meta(people=people) if people else None
    return found


def _is_credit(page: Page, line: PastedLine) -> bool:
    if not line.cut and page.readers.credit_line(line.text):
        return True
    tail = caption_of(line.text, page.readers)
    return tail is not None and (tail.raw.startswith("Copyright ") if line.cut else bool(tail.caption))


def _is_caption_of_next(page: Page, index: int, last: int) -> bool:
    return index + 1 <= last and page.readers.credit_line(page.lines[index + 1].text) is not None


# --- who and when -----------------------------------------------------------------------------------------------------


def _take_meta(head: Head, page: Page, index: int) -> bool:
    """Take the dates and the people of a line; tell whether it was one of meta."""
    meta = meta_at(page, index)
    if meta is None:
        return False
    text = page.lines[index].text
    if not (head.bylines or head.published or head.modified):
        head.decks = len(head.waiting)
    take_dates(head, meta, text)
    people = _without_houses(meta.people, page)
    fresh = tuple(one for one in people if one not in head.bylines)
    labelled = bool(parse_byline(text) or OPENING.match(text))
    if fresh and head.bare and (labelled or (meta.stamps and head.loose)) and not _roles_only(fresh):
        head.dropped += [Dropped(text=one.name, reason=UNKNOWN) for one in head.bylines]
        head.bylines, head.bare, head.loose = (), False, False
    if fresh and (not head.bylines or labelled or _roles_only(fresh)):
        head.bylines = (*head.bylines, *fresh)
    if WITH_AGENCY.search(text):
        head.review.append(f"bylines: {text!r} says that an agency's text is in it")
    if not meta.stamps and not fresh:
        head.dropped.append(Dropped(text=text, reason="a date or a name that says no more"))
    return True


def _roles_only(people: Sequence[Byline]) -> bool:
    return all(one.role not in {"author", "agency"} for one in people)


def take_dates(head: Head, meta: Meta, text: str) -> None:
    """Put the dates of a line where they belong: an update is no publication."""
    for stamp in meta.stamps:
        value = moment_of(stamp)
        if value is None:
            head.review.append(f"published: {text!r} could be day/month or month/day")
        elif stamp.updated:
            head.modified = head.modified or value
        else:
            head.published = head.published or value
    if meta.yearless:
        head.review.append(f"published: {text!r} names no day with its year")


def _without_houses(people: Sequence[Byline], page: Page) -> tuple[Byline, ...]:
    """The people without the house's own name: it publishes, it did not write."""
    return tuple(one for one in people if letters_of(one.name) not in page.houses)


def _take_names(head: Head, page: Page, index: int, start: int) -> bool:
    """Take a line that holds only names, where it stands as a byline does."""
    names = _bare_names(page, index, start)
    if not names:
        return False
    beside = index > 0 and head.bylines and split_names(page.lines[index - 1].text) == head.bylines[-1:]
    if head.bylines and not beside:
        return False
    if not (head.bylines or head.published or head.modified):
        head.decks = len(head.waiting)
    head.bare = head.bare or not head.bylines
    head.loose = head.bare and not _beside_date(page, index)
    head.bylines = (*head.bylines, *(one for one in names if one not in head.bylines))
    return True


def _beside_date(page: Page, index: int) -> bool:
    """Whether the line above or below is a date: then an agency that stands alone is the author, not a credit."""
    near = (at for at in (index - 1, index + 1) if 0 <= at < len(page.lines))
    return any((meta := meta_at(page, at)) is not None and bool(meta.stamps or meta.yearless) for at in near)


def _bare_names(page: Page, index: int, start: int) -> tuple[Byline, ...]:
    """Names alone on a line: beside a date, or right below title and deck, and not under a picture."""
    line = page.lines[index]
    if line.weight > 120 or line.cut:
        return ()
    names = _without_houses(split_names(line.text), page)
    if not names:
        return ()
    after = page.lines[index + 1] if index + 1 < len(page.lines) else None
    if after is not None and not after.gap and page.readers.credit_line(after.text) and not _beside_date(page, index):
        return ()  # the caption of a portrait
    near = [at for at in range(max(start, index - 3), min(len(page.lines), index + 4)) if at != index]
    dated = any((meta := meta_at(page, at)) is not None and bool(meta.stamps or meta.yearless) for at in near)
    if any(_is_subject(one.name, page, dated=dated) for one in names):
        return ()
    credited = any(page.readers.credit_line(one.text) for one in page.lines[max(start, index - 2) : index])
    between = [one for one in page.lines[start:index] if not is_furniture(one.text) and not split_names(one.text)]
    opens = after is not None and after.gap and after.long and after.sentence
    return names if dated or credited or opens or len(between) <= 1 else ()


def _is_subject(name: str, page: Page, *, dated: bool) -> bool:
    """A person whom title or text name was written about; beside a date only the whole name counts."""
    name = name.lower().rstrip(".")
    sought = name if dated else name.split()[-1]
    return len(sought) > 3 and (sought in page.title.lower() or sought in page.prose)


# --- pictures ---------------------------------------------------------------------------------------------------------


def _take_picture(head: Head, page: Page, index: int) -> int:
    """Take a credit with its caption, before it or after it; return the line used up, -1 when it is no credit."""
    line, lines = page.lines[index], page.lines
    credit = page.readers.credit_line(line.text) if not line.cut else None
    if credit is not None and _take_source(head, page, index):
        return index
    if credit is None:
        tail = caption_of(line.text, page.readers)
        if tail is None or not (tail.caption or line.cut):
            return -1
        head.pictures.append(FoundPicture(caption=tail.caption, credit=tail.credit, credit_raw=tail.raw))
        return index
    used, caption = index, ""
    after = lines[index + 1] if index + 1 < head.end or (index + 1 < len(lines) and not lines[index + 1].gap) else None
    if head.waiting and _may_be_caption(head, line):
        caption = head.waiting.pop().text
    elif (
        after is not None
        and not after.gap
        and _is_caption_below(page, lines[index - 1] if index else None, after, line)
    ):
        caption, used = after.text, index + 1
    head.pictures.append(FoundPicture(caption=caption, credit=credit.credit, credit_raw=credit.raw))
    return used


def _take_source(head: Head, page: Page, index: int) -> bool:
    """Take “来源：港口日报” beside date or byline: it says where the text is from, not whose a picture is."""
    match = SOURCE.match(page.lines[index].text)
    near = [at for at in (index - 1, index + 1) if 0 <= at < len(page.lines)]
    if match is None or not any(meta_at(page, at) for at in near):
        return False
    if agency := re.match(rf"(?:{AGENCIES})\b", match["name"]):
        head.bylines = (*head.bylines, Byline(name=agency.group(), role="agency"))
    else:
        head.source = match["name"]
    return True


def _is_caption_below(page: Page, above: PastedLine | None, after: PastedLine, credit: PastedLine) -> bool:
    """A caption stands below its credit where an empty line parts both from what is above."""
    apart = above is None or credit.gap
    return (
        apart
        and not (after.long and after.sentence and not LABELLED.search(credit.text))
        and not after.cut
        and len(after.text) <= CAPTION
        and not is_furniture(after.text)
        and read_meta(after.text, page.language, page.order) is None
        and not split_names(after.text)
    )


def _may_be_caption(head: Head, credit: PastedLine) -> bool:
    """The only paragraph before a credit is the deck when an empty line parts them, or when it is long."""
    waiting = head.waiting[-1]
    if len(waiting.text) > CAPTION:
        return False
    if head.decks >= len(head.waiting) and bool(head.bylines or head.published or head.modified):
        return False  # it stood above byline and date
    after_meta = head.decks < len(head.waiting) and bool(head.bylines or head.published or head.modified)
    return (
        len(head.waiting) > 1
        or bool(head.deck)
        or after_meta
        or (len(waiting.text) < SHORT_CAPTION and not (credit.gap and waiting.sentence))
    )


# --- the rest ---------------------------------------------------------------------------------------------------------


def _place_waiting(head: Head, below: PastedLine | None) -> None:
    """The first sentence that waits is the deck, or the line right *below* the title; a paragraph after it is text; the rest is nothing we know."""
    for line in head.waiting:
        if not head.deck and (line is below or (line.weight >= 40 and (line.sentence or line.weight >= 60))):
            head.deck = line.text
        elif line.long and line.sentence:
            head.opening.append(Block(kind="paragraph", text=line.text))
        else:
            head.dropped.append(Dropped(text=line.text, reason=UNKNOWN))


def read_around(head: Head, page: Page, first: int, end: int) -> None:
    """Look for the date and the people the head lacks: right above the title, then below the last paragraph."""
    if head.published is None:
        for index in _nearest_above(page, first):
            meta = meta_at(page, index)
            if meta is not None and meta.stamps:
                take_dates(head, meta, page.lines[index].text)
                break
    for index in range(max(first, end - 3), min(len(page.lines), end + 6)):
        others = parse_byline(page.lines[index].text) if not page.lines[index].cut else ()
        if others and _roles_only(others):
            head.bylines = (*head.bylines, *(one for one in others if one not in head.bylines))
    if not any(one.role in {"author", "agency"} for one in head.bylines):
        head.bylines = (*head.bylines, *next((names for names in _signed(page, first, end) if names), ()))


def _nearest_above(page: Page, first: int) -> Iterator[int]:
    """The lines above the title, the nearest first, buttons left out."""
    content = [index for index in range(max(0, first - 12), first) if not is_furniture(page.lines[index].text)]
    yield from reversed(content[-6:])


def _signed(page: Page, first: int, end: int) -> Iterator[tuple[Byline, ...]]:
    """The names above the title and those that sign the text, where words say that they do."""
    places = (*_nearest_above(page, first), *range(max(first, end - 3), min(len(page.lines), end + 6)))
    for index in places:
        line = page.lines[index]
        if not line.cut and line.weight <= 200:
            yield _without_houses(parse_byline(line.text), page)
    for index in range(end - 1, max(first, end - 6), -1):
        yield _without_houses(signed_by(page.lines[index].text), page)
    for index in range(first, end):
        line = page.lines[index]
        meta = read_meta(line.text, page.language, page.order) if line.weight <= 120 else None
        if meta is not None and meta.stamps and meta.people:
            yield _without_houses(meta.people, page)

"""When it was published and changed: from the page's data, its `time` elements and the lines near the headline; nothing is guessed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from publishkit.capture.bylines import UPDATED
from publishkit.capture.cues import SALUTATION
from publishkit.capture.dates import Order, find_dates, order_of, parse_moment
from publishkit.capture.extracted import Candidate, Moment
from publishkit.capture.page.fields.evidence import CHANGED, TIME
from publishkit.capture.page.fields.headline import Headline
from publishkit.capture.page.fields.sight import Line, Sight, words_of
from publishkit.capture.page.structured import Structured, is_page, text_value
from publishkit.capture.page.tree import text_of

PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dc.date.created",
    "dcterms.date", "dcterms.issued", "dcterms.created", "pubdate", "publish-date", "publishdate", "publish_date", "publication_date", "parsely-pub-date", "sailthru.date",
    "article.published", "article_date_original", "citation_publication_date", "citation_date", "cxenseparse:recs:publishtime", "rnews:datepublished", "og:pubdate", "created",
)  # fmt: skip
MODIFIED = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "modified", "dc.date.modified", "dcterms.modified", "last-modified", "lastmod",
    "article.updated", "date.updated", "updated_time",
)  # fmt: skip
APART = re.compile(r"\s[|•·]\s")
"""Between two times of one line."""
OPENED = re.compile(r"\s?[–—:|-]\s")
"""Between the date a paragraph opens with and its words."""
OPENING = 90
"""Letters at the beginning of a paragraph in which such a date stands."""
PLACE = re.compile(r"[^\W\d_a-zß-ÿ][\w’' .-]{1,30}(?:, [^\W\d_a-zß-ÿ][\w’' .-]{1,20})?(?:, | )")
HOUSE = re.compile(r"\s?(?:\([^()]{2,30}\)|/[\w .]{2,30}/)$")
"""“BRISTANE, Nov. 23, 2026 (House) — …”."""
SENTENCE = re.compile(r"[^\W\d_]{2,}[.!?…。！？]\W?$")
ABOVE, BELOW = 8, 14
INTO = 5
"""Lines behind the first paragraph, which may be the deck."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A day or a time of the article, and where it stood."""

    value: Moment
    source: str
    changed: bool = False
    """It is the day of a change."""
    ambiguous: bool = False
    """Day and month could be the other way round."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """When the article was published and changed."""

    published: Moment | None = None
    modified: Moment | None = None
    candidates: Sequence[Candidate] = ()
    changes: Sequence[Candidate] = ()
    review: tuple[str, ...] = ()


def find_times(sight: Sight, headline: Headline, data: Structured, language: str | None) -> Times:
    """Return the dates: what the data says, else a `time` element near the headline, else a line there, else evidence from farther off."""
    order = order_of("\n".join(line.text for line in sight.lines))
    found = [
        *_from_data(data, language),
        *_elements(sight, headline, language),
        *_lines(sight, headline, language, order),
    ]
    published = [one for one in found if not one.changed]
    changed = [one for one in found if one.changed]
    sure = [one for one in published if not one.ambiguous]
    if not sure:
        found = far_times(sight, headline, data, language, order)
        sure, published = found, [*published, *found]
    best = sure[0] if sure else None
    review: tuple[str, ...] = ()
    if best is None and published:
        review = (f"published: {_both(published[0].value)}; the page does not say which",)
    modified = next((one.value for one in changed if not one.ambiguous), None)
    if best is not None and modified is not None and not _is_later(modified, best.value):
        modified = None
    return Times(
        published=best.value if best is not None else None,
        modified=modified,
        candidates=_as_candidates(published),
        changes=_as_candidates(changed),
        review=review,
    )


def _from_data(data: Structured, language: str | None) -> Iterator[Found]:
    for key, names, changed in (("datePublished", PUBLISHED, False), ("dateModified", MODIFIED, True)):
        texts = [(text, f"json-ld {key}") for text in data.texts(key)]
        texts += [(value, f"meta {name}") for name in names for value in data.meta.get(name, ())]
        if not changed:
            texts += [(text, "json-ld dateCreated") for text in data.texts("dateCreated", "uploadDate")]
        for text, source in texts:
            value = parse_written(text, language)
            if value is not None:
                yield Found(value=value, source=source, changed=changed)


def _window(sight: Sight, headline: Headline) -> Sequence[Line]:
    """The lines around the headline, nearest first; those at the top of the text and right behind it last."""
    at = headline.line.number if headline.line is not None else 0
    first = max(sight.first_prose, at)
    near = sight.lines[max(0, at - ABOVE) : min(at + BELOW, first + INTO) + 1]
    tail = sight.lines[max(first, sight.last_text) : sight.last_text + 4]
    below = [line for line in near if line.number >= at and (line.number <= first + 3 or line.place != "beside")]
    above = [line for line in reversed(near) if line.number < at]
    after = [line for line in tail if not line.place]
    seen = [line for line in (*below, *above, *after) if line.place not in {"picture", "menu"} and not line.hidden]
    return [line for line in seen if not _is_quoted(line, headline.line) and not _opens_letter(line, sight)]


def _is_quoted(line: Line, headline: Line | None) -> bool:
    """Whether a line is of a quotation: the day of a post, of a letter; a line that is indented alone is of none."""
    mine = next((box for box in line.run.box.chain if box.tag == "blockquote"), None)
    if mine is None or line.near.get(mine) == 1:
        return False
    return headline is None or mine not in set(headline.run.box.chain)


def _opens_letter(line: Line, sight: Sight) -> bool:
    """Whether somebody is greeted in the next line: then the day is that of a letter."""
    return any(SALUTATION.match(other.text) for other in sight.around(line.number + 1, 0, 0))


def _elements(sight: Sight, headline: Headline, language: str | None) -> Iterator[Found]:
    """`time` elements, and others that carry a date for machines."""
    for line in _window(sight, headline):
        holders = [line.run.box.element, *line.inline]
        for element in holders:
            text = machine_date(element)
            value = parse_written(text, language) if text else None
            if value is not None:
                words = words_of(element) | line.names(2)
                changed = bool(words & CHANGED) or (bool(UPDATED.search(line.text)) and not _is_first(line, element))
                yield Found(value=value, source=f"{element.tag!s} at line {line.number + 1}", changed=changed)


def _is_first(line: Line, element: HtmlElement) -> bool:
    """Whether no word of an update stands in front of an element of the line."""
    words = "".join(element.itertext()).strip()
    before = line.text.partition(words)[0] if words else ""
    return not UPDATED.search(before)


def _lines(sight: Sight, headline: Headline, language: str | None, order: Order | None) -> Iterator[Found]:
    """Dates in words in lines that are little else, or are named so."""
    for line in _window(sight, headline):
        if line.prose or line is headline.line:
            yield from _at_opening(line, language, order)
            continue
        if line.heading is not None and line.level < 3 and not _is_stamp(line, language, order):
            continue
        named = bool(line.names(3) & (TIME | CHANGED))
        if not named and _is_fact(line):
            continue
        if len(line.text) > 160 and not named:
            continue
        for part in APART.split(line.text):
            end = 0
            if not named and _is_told(part, language, order):
                continue
            for found in find_dates(part, language, order):
                before, end = part[end : found.start], found.end
                if len(before) > 90:
                    continue
                changed = bool(UPDATED.search(before[-40:])) or (not before.strip() and bool(line.names(2) & CHANGED))
                source = f"{line.run.box.tag} at line {line.number + 1}"
                yield Found(value=found.value, source=source, changed=changed, ambiguous=found.ambiguous)


def _is_told(text: str, language: str | None, order: Order | None) -> bool:
    """Whether a date stands within a sentence: “Maps were hung. 20 November 2026 was a Friday.”"""
    found = find_dates(text, language, order) if SENTENCE.search(text) else ()
    return bool(found) and len(text[found[-1].end :].split()) > 1 and len(text[: found[0].start].split()) > 1


def _at_opening(line: Line, language: str | None, order: Order | None) -> Iterator[Found]:
    """The date with a dash behind it that a paragraph opens with, the place in front of it."""
    dash = OPENED.search(line.text[:OPENING])
    if dash is None or not line.prose:
        return
    opening = HOUSE.sub("", line.text[: dash.start()].rstrip())
    for found in find_dates(opening, language, order)[:1]:
        if found.end == len(opening) and (not found.start or PLACE.fullmatch(opening[: found.start])):
            source = f"{line.run.box.tag} at line {line.number + 1}"
            yield Found(value=found.value, source=source, ambiguous=found.ambiguous)


def _is_fact(line: Line) -> bool:
    """Whether a line is a cell of a table of facts: its row has a heading, and that is no label of a day of publication."""
    cell = next((box.element for box in line.run.box.chain if box.tag == "td"), None)
    row = cell.getparent() if cell is not None else None
    head = row.find("th") if row is not None else None
    return head is not None and not LABEL.search(f"{text_of(head)}:")


def _is_stamp(line: Line, language: str | None, order: Order | None) -> bool:
    """Whether a heading is a date and little else."""
    dates = find_dates(line.text, language, order) if len(line.text) < 60 else ()
    return any(one.end - one.start > 0.6 * len(line.text) or isinstance(one.value, datetime) for one in dates)


def _is_later(one: Moment, other: Moment) -> bool:
    """Whether a day or, in zones that are known, a time is later than the other; a day alone is not later than a time of it."""
    if isinstance(one, datetime) and isinstance(other, datetime) and (one.tzinfo is None) == (other.tzinfo is None):
        return one > other
    return _day(one) > _day(other) or (_day(one) == _day(other) and isinstance(one, datetime))


def _day(value: Moment) -> tuple[int, int, int]:
    return value.year, value.month, value.day


def _both(value: Moment) -> str:
    """A date in numbers, read both ways."""
    return f"{value.day:02}/{value.month:02}/{value.year} or {value.month:02}/{value.day:02}/{value.year} (day and month could be either way round)"


def _as_candidates(found: Sequence[Found]) -> tuple[Candidate, ...]:
    kept = dict.fromkeys(
        (
            one.value.isoformat(timespec="minutes") if isinstance(one.value, datetime) else one.value.isoformat(),
            one.source,
            one.ambiguous,
        )
        for one in found
    )
    return tuple(
        Candidate(value=value, source=source, why="day and month open" if ambiguous else "")
        for value, source, ambiguous in list(kept)[:8]
    )


SPACED = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d) (?P<time>\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s?(?P<zone>[+-]\d\d:?\d\d|Z|UTC|GMT)?"
)
"""As some systems print a time: "2026-03-03 09:00:00 +0100 CET"."""
PACKED = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?P<mo>[01]\d)(?P<d>[0-3]\d)(?:T?(?P<h>[0-2]\d)(?P<m>[0-5]\d)(?:[0-5]\d)?)?Z?"
)
"""“20260303”, “20260303T0900”."""
FIRST_YEAR = 1800
NAMED = frozenset(
    "pubdate publishdate publisheddate publicationdate datepublished publishtime publishedtime publishedat releasedate dateissued firstpublished"
    " firstpublication datepublication published articledate".split()
)
"""What systems call the day of publication in their own meta elements, without the signs between the words."""
STAMPED = frozenset(
    "published datepublished dtpublished pubdate publishdate publisheddate postdate postedon entrydate submitted dateheader".split()
)
"""What the element is named in which the day of publication stands."""
LABEL = re.compile(
    r"(?:first published|published(?: online)?|posted|publication date|date published|date of publication|veröffentlicht|erstveröffentlicht|erschienen|publiziert|erstellt|veröffentlichungsdatum|erscheinungsdatum"
    r"|publiée?|mis en ligne|mise en ligne|parue?|date de (?:publication|parution)|publicad[oa]|fecha de publicación|data de publicação|pubblicat[oa]|data di pubblicazione|opublikowan[oay]|data publikacji"
    r"|gepubliceerd|publicatiedatum|publicerad|publicerat|publiceret|publisert|julkaistu|megjelent|publicat|zveřejněno|publikováno|опубликовано|дата публикации|опубліковано|公開日?|掲載日?|発行日?|发布时间|发布日期|發布時間|등록|입력|게시일|yayın tarihi|diterbitkan)"
    r"(?: (?:on|am|le|el|em|il|dnia|op|den|d\.|kl\.))?\s?[:：]?\s{0,3}$",
    re.IGNORECASE,
)
"""What stands right in front of the day of publication."""
IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/_-]|$)")
LONGEST = 300


def parse_written(text: str, language: str | None) -> Moment | None:
    """Return a date as data writes it: ISO 8601, as in mail, in words; None for numbers whose order is open."""
    text = text.strip()
    written, packed = SPACED.match(text), PACKED.fullmatch(text)
    if packed:
        time = f"T{packed['h']}:{packed['m']}" if packed["h"] else ""
        text = f"{packed['y']}-{packed['mo']}-{packed['d']}{time}"
    elif written:
        text = f"{written['day']}T{written['time']}{(written['zone'] or '').replace('UTC', 'Z').replace('GMT', 'Z')}"
    value = parse_moment(text)
    if value is None:
        try:
            value = parsedate_to_datetime(text) if re.match(r"^[A-Z][a-z]{2}, \d", text) else None
        except ValueError:
            value = None
    if value is None:
        value = next((found.value for found in find_dates(text[:60], language) if not found.ambiguous), None)
    return value if value is not None and value.year > FIRST_YEAR and value.year != 1970 else None


def machine_date(element: HtmlElement) -> str:
    """Return what an element carries for machines where it shows a date, "" when nothing."""
    if text := element.get("datetime"):
        return str(text)
    if "date" in (element.get("itemprop") or "").lower():
        return element.get("content") or element.get("title") or ""
    return (element.get("title") or "") if element.tag == "abbr" and words_of(element) & STAMPED else ""


def far_times(
    sight: Sight, headline: Headline, data: Structured, language: str | None, order: Order | None
) -> list[Found]:
    """Return what the first kind of evidence says that speaks of one day only: data, named elements, labels, the address."""
    for found in (
        _of_data(data, language),
        _stamped(sight, language, order),
        _labelled(sight, language, order),
        _between(sight, headline, language),
        _of_address(data),
    ):
        every = list(found)
        if every and len({(one.value.year, one.value.month, one.value.day) for one in every}) == 1:
            return every
    return []


def _of_data(data: Structured, language: str | None) -> Iterator[Found]:
    """Meta elements of a system's own, and what JSON-LD says of the page."""
    said = [
        (value, f"meta {name}")
        for name, values in data.meta.items()
        if re.sub(r"^.*[.:]|[^a-z]", "", name) in NAMED
        for value in values
    ]
    said += [(text_value(node.get("datePublished")), "json-ld page") for node in data.nodes if is_page(node)]
    for text, source in said:
        value = parse_written(text, language) if text else None
        if value is not None:
            yield Found(value=value, source=source)


def _stamped(sight: Sight, language: str | None, order: Order | None) -> Iterator[Found]:
    """Elements that are named as the day of publication."""
    for line in sight.lines:
        if line.place in {"menu", "beside", "picture"} or line.hidden or line.prose or len(line.text) > LONGEST:
            continue
        if _is_quoted(line, None):
            continue
        source = f"{line.run.box.tag} at line {line.number + 1}"
        carried = [
            text
            for element in (line.run.box.element, *line.inline)
            if (words_of(element) & STAMPED or element.get("pubdate") is not None) and (text := machine_date(element))
        ]
        values = [value for text in carried if (value := parse_written(text, language)) is not None]
        if not values and line.names(2) & STAMPED:
            values = [found.value for found in find_dates(line.text, language, order)[:1] if not found.ambiguous]
        for value in values[:1]:
            yield Found(value=value, source=source)


def _labelled(sight: Sight, language: str | None, order: Order | None) -> Iterator[Found]:
    """Dates behind a label that says so; the label may be the line above."""
    before = ""
    for line in sight.lines:
        shown = line.place != "menu" and not line.hidden and len(line.text) <= LONGEST
        for found in find_dates(line.text, language, order)[:2] if shown else ():
            ahead = line.text[: found.start]
            if LABEL.search(ahead[-40:] if ahead.strip() else before[-40:]) and not found.ambiguous:
                yield Found(value=found.value, source=f"{line.run.box.tag} at line {line.number + 1}")
        before = line.text if len(line.text) < 40 else ""


def _between(sight: Sight, headline: Headline, language: str | None) -> Iterator[Found]:
    """What `time` elements carry that stand between the headline and the text, however far."""
    at = headline.line.number if headline.line is not None else len(sight.lines)
    for line in sight.lines[at : sight.first_prose + INTO]:
        if not line.place and not line.hidden and not _is_quoted(line, headline.line):
            carried = [machine_date(one) for one in (line.run.box.element, *line.inline) if one.tag == "time"]
            for value in filter(None, (parse_written(text, language) for text in carried)):
                yield Found(value=value, source=f"time at line {line.number + 1}")


def _of_address(data: Structured) -> Iterator[Found]:
    """The day in the page's own address: "/2026/03/03/low-water"."""
    for address in (*data.links.get("canonical", ()), data.first("og:url"), data.text("url")):
        match = IN_ADDRESS.search(urlsplit(address).path) if address else None
        value = parse_moment(f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}") if match else None
        if value is not None:
            yield Found(value=value, source="the page's address")

"""When a page was published, where neither its data for articles nor the lines near the headline say: evidence from elsewhere in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from publishkit.capture.dates import Order, find_dates, parse_moment
from publishkit.capture.extracted import Moment
from publishkit.capture.page.fields.sight import Sight, words_of
from publishkit.capture.page.structured import Structured, is_page, text_value

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A day or a time of the article, and where it stood."""

    value: Moment
    source: str
    changed: bool = False
    """It is the day of a change."""
    ambiguous: bool = False
    """Day and month could be the other way round."""


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


def far_times(sight: Sight, data: Structured, language: str | None, order: Order | None) -> list[Found]:
    """Return what the first kind of evidence says that speaks of one day only: data, named elements, labels, the address."""
    for found in (
        _of_data(data, language),
        _stamped(sight, language, order),
        _labelled(sight, language, order),
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


def _of_address(data: Structured) -> Iterator[Found]:
    """The day in the page's own address: "/2026/03/03/low-water"."""
    for address in (*data.links.get("canonical", ()), data.first("og:url"), data.text("url")):
        match = IN_ADDRESS.search(urlsplit(address).path) if address else None
        value = parse_moment(f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}") if match else None
        if value is not None:
            yield Found(value=value, source="the page's address")

"""When it was published and changed: from the page's data, its `time` elements and the lines near the headline; nothing is guessed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from publishkit.capture.bylines import UPDATED
from publishkit.capture.dates import Order, find_dates, order_of
from publishkit.capture.extracted import Candidate, Moment
from publishkit.capture.page.fields.evidence import CHANGED, TIME
from publishkit.capture.page.fields.far_times import Found, far_times, machine_date, parse_written
from publishkit.capture.page.fields.headline import Headline
from publishkit.capture.page.fields.sight import Line, Sight, words_of
from publishkit.capture.page.structured import Structured

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
ABOVE, BELOW = 8, 14
INTO = 5
"""Lines behind the first paragraph, which may be the deck."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """When the article was published and changed."""

    published: Moment | None = None
    modified: Moment | None = None
    candidates: Sequence[Candidate] = ()
    changes: Sequence[Candidate] = ()
    review: tuple[str, ...] = ()


def find_times(sight: Sight, headline: Headline, data: Structured, language: str | None) -> Times:
    """Return the dates: what the data says, else a `time` element near the headline, else a line there."""
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
        found = far_times(sight, data, language, order)
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
    return [line for line in (*below, *above, *after) if line.place not in {"picture", "menu"} and not line.hidden]


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
            for found in find_dates(part, language, order):
                before, end = part[end : found.start], found.end
                if len(before) > 90:
                    continue
                changed = bool(UPDATED.search(before[-40:])) or (not before.strip() and bool(line.names(2) & CHANGED))
                source = f"{line.run.box.tag} at line {line.number + 1}"
                yield Found(value=found.value, source=source, changed=changed, ambiguous=found.ambiguous)


def _at_opening(line: Line, language: str | None, order: Order | None) -> Iterator[Found]:
    """The date with a dash behind it that a paragraph opens with."""
    dash = OPENED.search(line.text[:40])
    if dash is None or not line.prose:
        return
    opening = line.text[: dash.start()].rstrip()
    for found in find_dates(opening, language, order)[:1]:
        if not found.start and found.end == len(opening):
            source = f"{line.run.box.tag} at line {line.number + 1}"
            yield Found(value=found.value, source=source, ambiguous=found.ambiguous)


def _is_fact(line: Line) -> bool:
    """Whether a line is a cell of a table of facts: its row has a heading."""
    cell = next((box.element for box in line.run.box.chain if box.tag == "td"), None)
    row = cell.getparent() if cell is not None else None
    return row is not None and row.find("th") is not None


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

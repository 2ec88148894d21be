"""Dates as people write them at the head of an article, in the languages of the press."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

from babel.core import Locale
from babel.dates import get_month_names

LANGUAGES = (
    "en de fr es it pt pl nl cs sk sv da nb fi hu ro ru uk bg el tr hr sl lt lv et is id vi ca eu ja ko zh".split()
)
CLOCK = r"(?P<h>\d{1,2})[:.h](?P<m>\d{2})(?::\d{2})?(?:\s*(?P<ap>[ap])\.?\s?m\b\.?)?"
TIME = re.compile(rf"(?<![\d.,:]){CLOCK}(?![\d%])", re.IGNORECASE)
ISO = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)-(?P<mo>\d{2})-(?P<d>\d{2})(?:[T ](?P<h>\d{2}):(?P<m>\d{2})(?::\d{2})?(?:\.\d+)?(?P<z>Z|[+-]\d{2}:?\d{2})?)?(?!\d)"
)
YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*[./年년]\s*(?P<mo>\d{1,2})\s*[./月월]\s*(?P<d>\d{1,2})\s*[日일.]?(?!\d)"
)
NUMBERS = re.compile(
    r"(?<![\d.,])(?P<a>\d{1,2})\s?(?P<sep>[./-])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<y>(?:19|20)\d\d)(?!\d)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundDate:
    """A date in a line, and how much of the line it is."""

    value: date | datetime
    start: int
    end: int
    ambiguous: bool = False
    """Day and month could be the other way round."""


def parse_moment(value: str) -> date | datetime | None:
    """Return an ISO 8601 value as a date or a minute; never more exact than it was, None when it is none.

    >>> parse_moment("2024-11-18T08:56:12+01:00").isoformat()
    '2024-11-18T08:56:12+01:00'
    >>> parse_moment("2024-11-18")
    datetime.date(2024, 11, 18)
    """
    match = ISO.match(value.strip())
    if match is None:
        return None
    text = re.sub(r"([+-]\d{2})(\d{2})$", r"\1:\2", value.strip()).replace("Z", "+00:00")
    try:
        if match["h"] is None:
            return date.fromisoformat(match.group()[:10])
        return datetime.fromisoformat(text)
    except ValueError:
        return _built(match)


def find_date(line: str, language: str | None = None) -> FoundDate | None:
    """Return the first date of *line* (with its time), None when there is none; a year is needed.

    >>> find_date("18 November 2024 08:56").value.isoformat()
    '2024-11-18T08:56:00'
    >>> find_date("Publicado: 3 de mayo de 2024, 17.47 h").value.isoformat()
    '2024-05-03T17:47:00'
    """
    if len(line) > 300:
        return None
    found = next(iter(sorted(_days(line, language), key=lambda item: item.start)), None)
    if found is None or isinstance(found.value, datetime):
        return found
    clock = _clock(line, found)
    if clock is None:
        return found
    hour, minute, start, end = clock
    value = datetime(found.value.year, found.value.month, found.value.day, hour, minute)  # noqa: DTZ001  the page states no zone
    return FoundDate(value=value, start=min(found.start, start), end=max(found.end, end), ambiguous=found.ambiguous)


def _days(line: str, language: str | None) -> Iterator[FoundDate]:
    for match in ISO.finditer(line):
        if value := _built(match):
            yield FoundDate(value=value, start=match.start(), end=match.end())
    for match in YEAR_FIRST.finditer(line):
        if value := _day(match["y"], match["mo"], match["d"]):
            yield FoundDate(value=value, start=match.start(), end=match.end())
    for match in NUMBERS.finditer(line):
        yield from _numbers(match, language)
    for match in _worded(language).finditer(line):
        month = _months(language).get((match["mo1"] or match["mo2"]).lower().rstrip("."))
        value = _day(match["y1"] or match["y2"], str(month), match["d1"] or match["d2"]) if month else None
        if value:
            yield FoundDate(value=value, start=match.start(), end=match.end())


def _numbers(match: re.Match[str], language: str | None) -> Iterator[FoundDate]:
    """Day first, except where the second number cannot be a month; English with slashes stays open."""
    first, second = int(match["a"]), int(match["b"])
    if second > 12:
        first, second = second, first
    value = _day(match["y"], str(second), str(first))
    if value:
        both = first <= 12 and first != second
        doubt = both and match["sep"] != "." and language in {None, "en"}
        yield FoundDate(value=value, start=match.start(), end=match.end(), ambiguous=doubt)


def _clock(line: str, day: FoundDate) -> tuple[int, int, int, int] | None:
    """The time beside the day: within 25 characters after or before it."""
    for match in TIME.finditer(line):
        near = 0 <= match.start() - day.end <= 25 or 0 <= day.start - match.end() <= 25
        hour, minute = int(match["h"]), int(match["m"])
        if match["ap"]:
            hour = hour % 12 + (12 if match["ap"].lower() == "p" else 0)
        if near and hour < 24 and minute < 60:
            return hour, minute, match.start(), match.end()
    return None


def _built(match: re.Match[str]) -> date | datetime | None:
    day = _day(match["y"], match["mo"], match["d"])
    if day is None or match["h"] is None or int(match["h"]) > 23 or int(match["m"]) > 59:
        return day
    zone = _zone(match["z"])
    return datetime(day.year, day.month, day.day, int(match["h"]), int(match["m"]), tzinfo=zone)


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 23 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@cache
def _names(language: str) -> Mapping[str, int]:
    locale = Locale.parse(language)
    return {
        name.lower().rstrip("."): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, context, locale).items()
        if not re.search(r"\d", name) and len(name.rstrip(".")) > 2
    }


@cache
def _months(language: str | None) -> Mapping[str, int]:
    """Month names of all our languages; where two languages differ (listopad), only the one asked for counts."""
    readings: dict[str, set[int]] = {}
    for other in LANGUAGES:
        for name, number in _names(other).items():
            readings.setdefault(name, set()).add(number)
    shared = {name: min(numbers) for name, numbers in readings.items() if len(numbers) == 1}
    own = _names(language) if language in LANGUAGES else {}
    return {**shared, "sept": 9, "mrz": 3, "jänner": 1, **own}


@cache
def _worded(language: str | None) -> re.Pattern[str]:
    words = "|".join(re.escape(name) for name in sorted(_months(language), key=len, reverse=True))
    month = rf"(?P<mo{{n}}>(?:{words})\b\.?)"
    day_first = (
        rf"(?<!\d)(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|º|ª)?\.?\s*(?:de |di |of |da )?{month.format(n=1)},?"
        r"\s*(?:de |del |do |of )?(?P<y1>(?:19|20)\d\d)(?!\d)"
    )
    month_first = rf"(?<!\w){month.format(n=2)}\s*(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\.?,?\s*(?P<y2>(?:19|20)\d\d)(?!\d)"
    return re.compile(f"{day_first}|{month_first}", re.IGNORECASE)

"""The moment that a cell of a foreign file says: dates as programs and people of many countries write them."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal

from publishkit.capture.dates import find_date

DayOrder = Literal["", "day-first", "month-first"]
"""How `03/04/2026` is meant; "" is not known."""

DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})")
WORDED = re.compile(r"[^\W\d]|年")
SHORT_YEAR = re.compile(r"(\d{1,2}[\s-][^\W\d_]+[\s-])(\d{2})")
"""`3-Nov-26`, as spreadsheets write it."""
CLOCK = re.compile(
    r"(?:[\s,T]+(?:at|um|à|a las|om|kl\.?)\s+|[\s,T]+)(\d{1,2})(?::|h)(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(?P<half>[ap]\.?\s?m\.?)?"
    r"(?:\s?(?:Uhr|hrs?|h)\b)?\s*(?P<zone>Z\b|(?:UTC|GMT)?\s?[+-]\d{2}:?\d{2}|[A-Z]{2,5}\b)?(?:\s+(?:[A-Z]{3,5}\b|\+\d{4}))?(?:\s*\([^)]*\))?",
    re.IGNORECASE,
)
OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})$")
WEEKDAY = re.compile(r"^[^\W\d_]+\.?,\s*|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?\s+", re.IGNORECASE)
SECONDS = re.compile(r"1\d{9}(?:\d{3})?")
"""Of the Unix epoch, 2001 to 2033, or thousandths of them."""


@lru_cache(maxsize=4096)
def parse_moment(text: str, order: DayOrder = "") -> datetime | None:
    """Return the moment that *text* says, in UTC unless it says otherwise; None when it could be two, or is none.

    >>> parse_moment("20.11.2026").date() == parse_moment("Nov 20, 2026 10:00 AM").date() == date(2026, 11, 20)
    True
    >>> parse_moment("03/04/2026"), parse_moment("03/04/2026", "day-first").date()
    (None, datetime.date(2026, 4, 3))
    """
    written = " ".join(text.split())
    if not any(mark.isdigit() for mark in written):
        return None
    if SECONDS.fullmatch(written):
        return datetime.fromtimestamp(int(written[:10]), UTC)
    try:
        return _in_utc(datetime.fromisoformat(written))
    except (ValueError, OverflowError):
        pass
    clock = CLOCK.search(written)
    day = _day(
        WEEKDAY.sub("", f"{written[: clock.start()]} {written[clock.end() :]}" if clock else written).strip(" ,"), order
    )
    if day is None:
        return None
    try:
        return _at(day, clock) if clock else datetime(day.year, day.month, day.day, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def day_order(text: str) -> DayOrder:
    """Return which order *text*, a day written with slashes or hyphens, must have; "" when it could be either.

    >>> day_order("20/11/2026"), day_order("11/20/2026 10:00"), day_order("03/04/2026")
    ('day-first', 'month-first', '')
    """
    found = SLASHED.match(text.strip())
    if found is None or int(found[1]) == int(found[2]):
        return ""
    return "day-first" if int(found[1]) > 12 else "month-first" if int(found[2]) > 12 else ""


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _at(day: date, clock: re.Match[str]) -> datetime:
    """Return *day* at the time that *clock* found; zones that are only a name are taken for UTC, a few hours off."""
    hour, half = int(clock[1]), (clock["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    zone = UTC
    if offset := OFFSET.search(clock["zone"] or ""):
        east = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        zone = timezone(east if offset[1] == "+" else -east)
    moment = datetime(day.year, day.month, day.day, hour, int(clock[2]), int(clock[3] or 0), tzinfo=zone)
    return moment.astimezone(UTC)


def _day(text: str, order: DayOrder) -> date | None:
    try:
        if found := DOTTED.fullmatch(text):
            return date(_year(found[3]), int(found[2]), int(found[1]))
        if found := YEAR_FIRST.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := SLASHED.fullmatch(text):
            return _slashed(int(found[1]), int(found[2]), _year(found[3]), day_order(text) or order)
        return _named(text)
    except ValueError:
        return None


def _named(text: str) -> date | None:
    """Return a day whose month is a word, or whose parts are, when it is all that *text* says."""
    if short := SHORT_YEAR.fullmatch(text):
        text = f"{short[1]}{_year(short[2])}"
    if not WORDED.search(text):
        return None
    found = find_date(text)
    if found is None or found.ambiguous or (found.start, found.end) != (0, len(text)):
        return None
    return date(found.value.year, found.value.month, found.value.day)


def _year(digits: str) -> int:
    """Return the year; of two digits, the one nobody doubts: letters by mail are younger than 1970."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)


def _slashed(first: int, second: int, year: int, order: DayOrder) -> date | None:
    if first == second or order == "day-first":
        return date(year, second, first)
    return date(year, first, second) if order == "month-first" else None

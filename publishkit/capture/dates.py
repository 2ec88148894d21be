"""Dates as people write them at the head of an article, in the languages of the press."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from typing import Literal, cast

from babel import localedata

LANGUAGES = (
    "en de fr es it pt pl nl cs sk sv da nb fi hu ro ru uk bg el tr hr sl lt lv et is id vi ca eu ja ko zh".split()
)
MORE = "ar ar_LB ar_DZ he th hi bn ur fa ta te mr gu sw af sq sr mk ka hy az kk ms gl zu xh fil lo km my ne cy ga gd".split()
"""Languages whose months are read where no language above means another month by the same word."""
FIGURES = {
    first + value: str(value)
    for first in (0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xBE6, 0xC66, 0xE50, 0xED0, 0x1040, 0x17E0, 0xFF10)
    for value in range(10)
} | {ord(wide): plain for wide, plain in zip("：／．，", ":/.,", strict=True)}
"""Figures of other scripts -> ours, one for one: what stood where stays known."""
YEAR = r"(?:19|20)\d\d"
Order = Literal["day first", "month first"]

CLOCK = (
    r"(?:(?P<first>오전|오후|午前|午後|上午|下午)\s?)?(?P<h>\d{1,2})(?:(?:\s?[:.h]|\s?[時时點点시]\s?)(?P<m>\d{2})(?::\d{2}|\s?[分분])?)?"
    r"(?:\s{0,2}(?P<ap>[ap])\.?\s?m(?:\b|(?=(?-i:[A-Z][a-z])))\.?|\s?(?P<last>صباح\w{0,2}|مساء?\w{0,2}|π\.μ\.|μ\.μ\.))?"
)
TIME = re.compile(rf"(?<![\d.,:]){CLOCK}(?![\d%]|[.:]\d)", re.IGNORECASE)
AFTERNOON = ("오후", "午後", "下午", "مساء", "μ.μ.")
ZONE = re.compile(
    r"\s{0,2}(?:Uhr |hrs? |h )?\(?(?P<name>UTC|GMT|Z|CET|MEZ|CEST|MESZ|EET|EEST|MSK|МСК|JST|KST|HKT|SGT|AEST|AEDT|NZST|NZDT|SAST|CAT|EAT|WAT|WIB|EDT|CDT|MDT|PDT|PST|IST|BST|CST|EST)?"
    r"\s?(?P<shift>[+-]\d{1,2}(?::?\d{2})?)?(?!\w)"
)
HOURS = {
    **dict.fromkeys(("UTC", "GMT", "Z"), 0), **dict.fromkeys(("CET", "MEZ", "WAT"), 1),
    **dict.fromkeys(("CEST", "MESZ", "EET", "SAST", "CAT"), 2), **dict.fromkeys(("EEST", "MSK", "МСК", "EAT"), 3), "WIB": 7,
    "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "EDT": -4, "CDT": -5, "MDT": -6, "PDT": -7, "PST": -8,
}  # fmt: skip
"""Zones whose letters mean one offset."""
SEVERAL: Mapping[str, Sequence[tuple[float, Sequence[str]]]] = {
    "IST": ((5.5, ("en-IN", "hi", "bn-IN", "ta-IN", "te", "mr", "gu", "kn", "ml", "pa-IN", "ur-IN")), (1, ("en-IE", "ga"))),
    "BST": ((1, ("en-GB", "cy", "gd")), (6, ("bn-BD", "en-BD"))),
    "CST": ((-6, ("en-US", "en-CA", "es-MX")), (8, ("zh",))),
    "EST": ((-5, ("en-US", "en-CA", "fr-CA")), (10, ("en-AU",))),
}  # fmt: skip
"""Zones whose letters mean several offsets -> hours, and the languages of the lands that mean them; elsewhere a time keeps none."""

ISO = re.compile(
    rf"(?<!\d)(?P<y>{YEAR})-(?P<mo>\d{{2}})-(?P<d>\d{{2}})(?:[T ](?P<h>\d{{2}}):(?P<m>\d{{2}})(?::\d{{2}})?(?:\.\d+)?(?P<z>Z|[+-]\d{{2}}:?\d{{2}})?)?(?!\d)"
)
YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<y>(?:19|20|25)\d\d|(?P<era>令和|平成|昭和|中華民國|民國|民国)\s?(?P<of>\d{1,3}|元))\s?(?:[./-]|年|년)\s?(?P<mo>\d{1,2})\s?(?:[./-]|月|월)\s?(?P<d>\d{1,2})\s?[日일.]?(?!\d)"
)
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "中華民國": 1911, "民國": 1911, "民国": 1911}
"""The year before the first of an era."""
NUMBERS = re.compile(
    r"(?<![\d.,])(?P<a>\d{1,2})\s?(?P<sep>[./-])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<y>(?:19|20|25)\d\d|\d\d(?!\d|[.,/-]\d))(?!\d)"
)
MONTH_BY_NUMBER = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})\s?tháng\s?(?P<mo>\d{{1,2}}),?\s?(?:năm\s)?(?P<y>{YEAR})", re.IGNORECASE
)
_END = r"(?!\d(?!\d?:\d\d|\d? (?:year|month|week|day|hour|min|comment)))"
"""No figure behind a year, but a time that is glued to it: “April 25, 20232:26 PM”."""
_YEAR = rf"(?P<y>(?:1[3-4]|19|20|25)\d\d){_END}"
DAY_LAST = re.compile(rf"(?P<word>)(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\.?,?[\s-]{{0,3}}{_YEAR}", re.IGNORECASE)
"""“March 3, 2026”: the month stands before it."""
WORDED = (
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|ª)?(?P<word>[^\d\n:;|()]{{4,32}}?){_YEAR}", re.IGNORECASE),
    DAY_LAST,
    re.compile(rf"(?<!\d){_YEAR}\.?\s{{0,2}}(?:m\. |ko )?(?P<word>[^\d\n:;|()]{{3,24}}?)(?P<d>\d{{1,2}})(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}\.?\s{{0,2}}(?:gada )?(?P<d>\d{{1,2}})\.\s{{0,2}}(?P<word>[^\W\d_]{{3,16}})"),
)
"""A date whose month is a word, which is looked up: an alternation of all months would be tried at every word."""
BESIDE_MONTH = re.compile(r"^(?:de|di|of|da|ב-?)(?=\s|[\u0590-\u05ff])\s?|\s(?:de|del|do|of|พ\.ศ|ค\.ศ)$", re.IGNORECASE)
EDGES = " \u00a0.,-–'’\t"

SHORT_YEARS = frozenset("de fr it es pt pl nl cs sk sv da nb fi ro ru uk bg el tr hr sl et is id vi ca".split())
"""Languages that write 15.04.25 with the day first, always."""
MONTH_FIRST = frozenset(("en-US", "en-PH"))
BUDDHIST = 543
"""Years the Buddhist era is ahead; a Thai year of 2500 or more can be no other."""
JALALI = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
"""Months of Iran's solar calendar, whose years are counted, not seen."""


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


def find_date(line: str, language: str | None = None, order: Order | None = None) -> FoundDate | None:
    """Return the first date of *line* (with its time), None when there is none; a year is needed.

    >>> find_date("18 November 2024 08:56").value.isoformat()
    '2024-11-18T08:56:00'
    >>> find_date("Publicado: 3 de mayo de 2024, 17.47 h").value.isoformat()
    '2024-05-03T17:47:00'
    """
    return next(iter(find_dates(line, language, order)), None)


def find_dates(line: str, language: str | None = None, order: Order | None = None) -> tuple[FoundDate, ...]:
    """Return the dates of a line in order, each with the time beside it; *order* is what `order_of` says of the text.

    >>> [found.value.isoformat() for found in find_dates("公開日：2025/01/31 11:30　更新日：2025/02/01 9:05", "ja")]
    ['2025-01-31T11:30:00', '2025-02-01T09:05:00']
    >>> [find_dates(line)[0].value.isoformat() for line in ("٣ مارس ٢٠٢٦", "3 มีนาคม 2569", "2026年3月3日")]
    ['2026-03-03', '2026-03-03', '2026-03-03']
    """
    if len(line) > 300 or not any(char.isdigit() for char in line):
        return ()
    line = line.translate(FIGURES)
    days: list[FoundDate] = []
    for found in sorted(_days(line, language, order), key=lambda one: (one.start, -one.end)):
        if not days or found.start >= days[-1].end:
            days.append(found)
    timed: list[FoundDate] = []
    for at, day in enumerate(days):
        low = timed[-1].end if timed else 0
        high = days[at + 1].start if at + 1 < len(days) else len(line)
        timed.append(_with_time(line, day, low, high, language))
    return tuple(timed)


def order_of(text: str) -> Order | None:
    """Return whether the dates in numbers of a text put the day first; None when none of them shows it, or they differ.

    >>> order_of("Printed on 25/05/2026"), order_of("Printed on 05/25/2026"), order_of("Printed on 05/06/2026")
    ('day first', 'month first', None)
    """
    shown = {
        _order(int(match["a"]))
        for match in NUMBERS.finditer(text[:200_000])
        if match["sep"] != "." and max(int(match["a"]), int(match["b"])) > 12 >= min(int(match["a"]), int(match["b"]))
    }
    return shown.pop() if len(shown) == 1 else None


def _order(first: int) -> Order:
    return "day first" if first > 12 else "month first"


def lacks_year(line: str, language: str | None = None) -> bool:
    """Tell whether a line names a day of a month without its year.

    >>> lacks_year("8 января, 17:46", "ru"), lacks_year("8 января 2026", "ru")
    (True, False)
    """
    line = line.translate(FIGURES)
    if len(line) > 120 or find_dates(line, language):
        return False
    if re.search(r"\d\s?[月월]\s?\d{1,2}\s?[日일]", line):
        return True
    for match in re.finditer(r"(?<!\d)\d{1,2}(?!\d)", line):
        after = re.match(r"\W{0,4}([^\W\d_][^\s\d,]*)", line[match.end() : match.end() + 30])
        if (after and _month(after[1].lower().strip(EDGES), language)) or _last_words(
            line[: match.start()][-24:], language
        ):
            return True
    return False


def _days(line: str, language: str | None, order: Order | None) -> Iterator[FoundDate]:
    for pattern in (ISO, YEAR_FIRST, MONTH_BY_NUMBER):
        for match in pattern.finditer(line):
            value = _built(match) if pattern is ISO else _day(_year_of(match, language), match["mo"], match["d"])
            if value:
                yield FoundDate(value=value, start=match.start(), end=match.end())
    for match in NUMBERS.finditer(line):
        yield from _numbers(match, language, order)
    for pattern in WORDED:
        yield from _worded(line, pattern, language)


def _worded(line: str, pattern: re.Pattern[str], language: str | None) -> Iterator[FoundDate]:
    """The dates of one of the forms whose month is a word."""
    for match in pattern.finditer(line):
        word, start = match["word"], match.start()
        if pattern is DAY_LAST:
            word = _last_words(line[max(0, start - 24) : start], language)
            start -= len(word)
        if value := _in_words(match, word, language):
            yield FoundDate(value=value, start=start, end=match.end())


def _year_of(match: re.Match[str], language: str | None) -> str:
    """The year of a date that opens with it: of an era, of the Buddhist count, or as it stands."""
    parts = match.groupdict()
    if parts.get("era"):
        return str(ERAS[parts["era"]] + (1 if parts["of"] == "元" else int(parts["of"])))
    return _western(match["y"], thai=language == "th")


def _western(year: str, *, thai: bool) -> str:
    """The year as we count it; "" for one of the Buddhist era that is not said to be one."""
    number = int(year)
    return year if number < 2400 else str(number - BUDDHIST) if thai else ""


def _in_words(match: re.Match[str], word: str, language: str | None) -> date | None:
    """The day of a date whose month is a word."""
    word, year = word.strip(EDGES).lower(), int(match["y"])
    if word in JALALI:
        return _from_jalali(year, JALALI.index(word) + 1, int(match["d"])) if 1300 <= year < 1500 else None
    month = _month(word, language)
    western = _western(match["y"], thai="\u0e00" < word[:1] < "\u0e7f")
    return _day(western, str(month), match["d"]) if month and western >= "1900" else None


def _month(word: str, language: str | None) -> int | None:
    """The number of a month: "märz", "de mayo de", "במרץ", "آذار/مارس"."""
    months = _months(language)
    plain = BESIDE_MONTH.sub("", word).strip(EDGES)
    return next((months[one] for part in plain.split("/") if (one := part.strip(EDGES)) in months), None)


def _last_words(before: str, language: str | None) -> str:
    """The word in front of a day, or the two of them, that are a month; "" when they are none."""
    for pattern in (
        r"\S+\s+\S+[\s-]{0,3}$",
        r"[^\W\d_][^\s\d]*[\s-]{0,3}$",
        r"(?<=[a-zß-ÿ])[A-ZÀ-Þ][a-zß-ÿ]*\.?[\s-]{0,3}$",
        r"(?<=[•·|/,;:])[^\W\d_]+\.?[\s-]{0,3}$",
    ):
        match = re.search(pattern, before)
        if match and _month(match.group().strip(EDGES).lower(), language):
            return match.group()
    shouted = re.search(r"[A-ZÀ-Þ]{4,}(?=\.?[\s-]{0,3}$)", before)
    months = (
        _names((language or "en").partition("-")[0])
        if shouted and (language or "en").partition("-")[0] in LANGUAGES
        else {}
    )
    for size in range(9, 2, -1):
        if shouted and shouted.group()[-size:].lower() in months:
            return before[shouted.end() - min(size, len(shouted.group())) :]
    return ""


def _numbers(match: re.Match[str], language: str | None, order: Order | None) -> Iterator[FoundDate]:
    """Day first, except where the second number cannot be a month; English with slashes stays open."""
    spoken = (language or "").partition("-")[0]
    year = match["y"]
    if len(year) == 2:
        if spoken not in SHORT_YEARS or match["sep"] == "-":
            return
        year = f"20{year}"
    first, second = int(match["a"]), int(match["b"])
    swapped = (
        second > 12 or (order == "month first" and match["sep"] != ".") or (language in MONTH_FIRST and order is None)
    )
    if swapped:
        first, second = second, first
    western = _western(year, thai=spoken == "th")
    value = _day(western, str(second), str(first))
    if value:
        both = first <= 12 and second <= 12 and first != second
        sure = order is not None or match["sep"] == "." or language in MONTH_FIRST
        doubt = both and not sure and language in {None, "en"}
        yield FoundDate(value=value, start=match.start(), end=match.end(), ambiguous=doubt)


# --- the time of day --------------------------------------------------------------------------------------------------


def _with_time(line: str, day: FoundDate, low: int, high: int, language: str | None) -> FoundDate:
    """The day with the time that stands beside it between *low* and *high*: within 25 characters after it or before it."""
    if isinstance(day.value, datetime):
        return day
    glued = TIME.match(line[day.end : min(high, day.end + 20)])
    if glued and glued["m"] and line[day.end : day.end + 1].isdigit():
        return _at(line, day, glued, day.end, language)
    near = [
        match
        for match in TIME.finditer(line, max(low, day.start - 60), min(high, day.end + 60))
        if match["m"] or match["ap"]
    ]
    after = [match for match in near if 0 <= match.start() - day.end <= 25]
    before = [match for match in near if 0 <= day.start - match.end() <= 25]
    for match in (*after, *reversed(before)):
        timed = _at(line, day, match, 0, language)
        if timed is not day:
            return timed
    return day


def _at(line: str, day: FoundDate, match: re.Match[str], shift: int, language: str | None) -> FoundDate:
    """The day at the time that was matched, *shift* characters into the line; the day itself when it is no time."""
    hour, minute = int(match["h"]), int(match["m"] or 0)
    half = (match["ap"] or "").lower()
    if half or match["first"] or match["last"]:
        late = half == "p" or any((match["first"] or match["last"] or "").startswith(word) for word in AFTERNOON)
        hour = hour % 12 + 12 * late
    if hour > 23 or minute > 59:
        return day
    zone, end = _zone_after(line, match.end() + shift, language)
    value = datetime(day.value.year, day.value.month, day.value.day, hour, minute, tzinfo=zone)
    return replace(day, value=value, start=min(day.start, match.start() + shift), end=max(day.end, end))


def _zone_after(line: str, at: int, language: str | None) -> tuple[timezone | None, int]:
    """The offset that stands behind a time, and where it ends; None when the source states none."""
    match = ZONE.match(line, at)
    if match is None or not (match["name"] or match["shift"]):
        return None, at
    if match["shift"] and not match["name"] and ":" not in match["shift"]:
        return None, at  # "17:47 - 3 comments" is no offset
    name = match["name"] or "UTC"
    hours = _meant(name, language) if name in SEVERAL else HOURS.get(name, 0)
    if hours is None:
        return None, match.end() if not match["shift"] else at
    shift = match["shift"] or "+0"
    whole, minutes = (
        int(re.sub(r":?(\d{2})$", "", shift[1:]) if len(shift) > 3 else shift[1:]),
        int(shift[-2:]) if len(shift) > 3 else 0,
    )
    offset = timedelta(hours=whole, minutes=minutes) * (-1 if shift[0] == "-" else 1) + timedelta(hours=hours)
    return (timezone(offset) if offset else UTC, match.end()) if abs(offset) < timedelta(hours=15) else (None, at)


def _meant(name: str, language: str | None) -> float | None:
    """The hours that the letters of a zone mean in a language; None where nobody knows."""
    tag = language or ""
    known = (hours for hours, tags in SEVERAL[name] if tag in tags or tag.partition("-")[0] in tags)
    return next(known, None)


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


def _from_jalali(year: int, month: int, day: int) -> date | None:
    """The western day of one in Iran's solar calendar, by its cycle of 33 years (right from 1799 to 2256).

    >>> _from_jalali(1405, 1, 1)
    datetime.date(2026, 3, 21)
    """
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    years = year + 1595
    months = (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186
    days = 365 * years + years // 33 * 8 + (years % 33 + 3) // 4 + day + months
    return date.fromordinal(days - 356_033)


# --- the words of months ----------------------------------------------------------------------------------------------


@cache
def _names(language: str) -> Mapping[str, int]:
    kept = set(_LOADED)
    held = cast("dict[str | int | None, object]", localedata.load(language))
    months = localedata.LocaleDataDict(held)["months"]
    names = {
        name.lower().rstrip("."): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in months[context][width].items()
        if not re.search(r"\d", name) and len(name.rstrip(".")) > 2
    }
    for loaded in set(_LOADED) - kept - {"root"}:
        del _LOADED[loaded]
    return names


_LOADED: dict[str, object] = vars(localedata).get("_cache", {})
"""What Babel keeps of each language: half a megabyte, of which we need its months alone."""


@cache
def _months(language: str | None) -> Mapping[str, int]:
    """Month names of all our languages; where two languages differ (listopad), only the one asked for counts."""
    readings: dict[str, set[int]] = {}
    for other in LANGUAGES:
        for name, number in _names(other).items():
            readings.setdefault(name, set()).add(number)
    shared = {name: min(numbers) for name, numbers in readings.items() if len(numbers) == 1}
    more: dict[str, int] = {}
    for other in MORE:
        more.update((name, number) for name, number in _names(other).items() if name not in readings)
    spoken = (language or "").partition("-")[0]
    own = _names(spoken) if spoken in LANGUAGES or spoken in MORE else {}
    return {**more, **shared, "sept": 9, "mrz": 3, "jänner": 1, **own}

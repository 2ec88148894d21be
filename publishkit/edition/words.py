"""The edition's language: interface words, dates, names of languages, how names are joined, direction."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency
from babel.units import format_unit

FALLBACK = "en"


@cache
def load_words(language: str) -> Mapping[str, str]:
    """Return the interface words for *language* (a BCP 47 tag); English where we have no translation yet."""
    folder = resources.files("publishkit.edition") / "labels"
    for name in (language.split("-", maxsplit=1)[0], FALLBACK):
        file = folder / f"{name}.toml"
        if file.is_file():
            return tomllib.loads(file.read_text("utf-8"))
    raise AssertionError("the English words are part of the package")


def word_languages() -> tuple[str, ...]:
    """Return the languages we have interface words for."""
    folder = resources.files("publishkit.edition") / "labels"
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(FALLBACK)


def shown_date(day: date | datetime | None, language: str) -> str:
    """Return a day as readers write it.

    >>> shown_date(date(2026, 11, 20), "en"), shown_date(date(2026, 11, 20), "de"), shown_date(None, "en")
    ('20 November 2026', '20. November 2026', '')
    """
    if day is None:
        return ""
    # Babel's plain "en" is American; day before month is what the rest of the world reads, and never ambiguous.
    locale = Locale.parse("en_GB") if language == "en" else _locale(language)
    return str(format_date(day, "long", locale))


def shown_price(price: Decimal, currency: str, language: str) -> str:
    """Return a price as readers write it; "" for an edition that is free.

    >>> shown_price(Decimal("3.5"), "USD", "en"), shown_price(Decimal(0), "EUR", "de")
    ('$3.50', '')
    """
    return str(format_currency(price, currency, locale=_locale(language))) if price else ""


def shown_size(size: int, language: str) -> str:
    """Return a number of bytes as readers write it, in thousands and millions.

    >>> shown_size(2_413_856, "en"), shown_size(2_413_856, "fr"), shown_size(81_230, "de")
    ('2.4 MB', '2,4 Mo', '81 kB')
    """
    million = 1_000_000
    value, unit = (round(size / million, 1), "megabyte") if size >= million else (max(1, size // 1000), "kilobyte")
    shown = format_unit(value, unit, length="short", locale=_locale(language))
    return str(shown).replace("\u00a0", " ").replace("\u202f", " ")


def joined(names: Sequence[str], language: str) -> str:
    """Return names as the language joins them.

    >>> joined(["Ada", "Bo", "Cy"], "en")
    'Ada, Bo and Cy'
    """
    locale = Locale.parse("en_GB") if language == "en" else _locale(language)
    return str(format_list(list(names), locale=locale)) if names else ""


def language_name(tag: str, language: str) -> str:
    """Return the name of the language *tag* in *language*; the tag itself when Babel does not know it."""
    return _locale(tag).get_language_name(language.split("-", maxsplit=1)[0]) or tag


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Return the writing direction of *language*."""
    return "rtl" if _locale(language).text_direction == "rtl" else "ltr"

"""The edition's language: interface words, dates, names of languages, how names are joined, direction.

The words of a language are a TOML file (`labels/`). A tag that has none gets those of the next wider one (RFC 4647, 3.4, with
the parents that CLDR names); what no such file holds is borrowed from English and says so (`Word.lang`).
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency
from babel.units import format_unit

from publishkit.model.edition import Span, Word, plain
from publishkit.rights.credit import Filling, fill

FALLBACK = "en"
Words = Mapping[str, str]
"""Key -> word or sentence; a word with forms for numbers has a key for each: `pictures_omitted.one`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """The words of every language: those that come with the program, and before them those the workspace supplies."""

    supplied: Mapping[str, Words] = field(default_factory=dict)
    """Language tag -> the words its file in the workspace holds, not always all."""

    def of(self, language: str) -> Words:
        """Return all words for *language*, a BCP 47 tag; those no file holds are English, and say so."""
        own: dict[str, str] = {}
        for tag in fallbacks(language):
            for words in (self.supplied.get(tag, {}), shipped(tag)):
                own |= _beyond(own, words)
        return own | {key: Word(word, FALLBACK) for key, word in _beyond(own, shipped(FALLBACK)).items()}

    def missing(self, language: str) -> tuple[str, ...]:
        """Return the keys that *language* borrows, in the order of the English file."""
        words = self.of(language)
        return tuple(key for key in shipped(FALLBACK) if getattr(words.get(key, ""), "lang", ""))


OURS = Vocabulary()
"""The words that come with the program."""


@cache
def load_words(language: str) -> Words:
    """Return the interface words for *language* as the program has them; English where there is no translation yet."""
    return OURS.of(language)


@cache
def word_languages() -> tuple[str, ...]:
    """Return the languages the program has interface words for."""
    names = (file.name for file in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def _folder() -> Any:
    return resources.files("publishkit.edition") / "labels"


@cache
def shipped(tag: str) -> Words:
    """Return the words of the file named exactly *tag*; {} when there is none."""
    if tag not in word_languages():
        return {}
    return flat(tomllib.loads((_folder() / f"{tag}.toml").read_text("utf-8")))


def flat(tree: Mapping[str, Any]) -> dict[str, str]:
    """Return a label file with the forms for numbers beside the other words.

    >>> flat({"next": "Next", "days": {"one": "a day", "other": "{count} days"}})
    {'next': 'Next', 'days.one': 'a day', 'days.other': '{count} days'}
    """
    pairs: dict[str, str] = {}
    for key, value in tree.items():
        pairs |= {f"{key}.{form}": word for form, word in value.items()} if isinstance(value, Mapping) else {key: value}
    return pairs


def _beyond(known: Words, words: Words) -> dict[str, str]:
    """Return what *words* has and *known* has not; the forms of one word stay together."""
    named = {key.partition(".")[0] for key in known}
    return {key: word for key, word in words.items() if key.partition(".")[0] not in named}


@cache
def fallbacks(language: str) -> tuple[str, ...]:
    """Return the tags whose words serve *language*, the nearest first.

    >>> fallbacks("de-AT"), fallbacks("pt_br"), fallbacks("zh-TW")
    (('de-AT', 'de'), ('pt-BR', 'pt'), ('zh-TW', 'zh-Hant-TW', 'zh-Hant', 'zh'))
    >>> fallbacks("pt-AO"), fallbacks("nb")
    (('pt-AO', 'pt-PT', 'pt'), ('nb', 'no'))
    """
    tag = _cased(language)
    script = _cased(get_global("likely_subtags").get(tag.replace("-", "_"), "")) if "-" in tag else ""
    with_script = [wider for wider in (script, *_wider(script)) if "-" in wider]
    return tuple(dict.fromkeys((tag, *with_script, *_wider(tag))))


def _wider(tag: str) -> Iterator[str]:
    parents: Mapping[str, str] = get_global("parent_exceptions")
    while tag:
        parent = parents.get(tag.replace("-", "_"), "").replace("_", "-")
        # CLDR gives Haitian a French parent; those words would be borrowed, and must say so.
        near = parent.partition("-")[0] in (tag.partition("-")[0], "no")
        tag = parent if parent and near else tag.rpartition("-")[0]
        if tag:
            yield tag


def _cased(tag: str) -> str:
    """Return *tag* as BCP 47 writes it (RFC 5646, 2.1.1)."""
    first, *rest = tag.replace("_", "-").split("-")
    cased = (part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower() for part in rest)
    return "-".join((first.lower(), *cased))


def counted(words: Words, key: str, number: int, language: str, **values: Span | str) -> str:
    """Return the sentence *key* for that many, in the form its language has for the number (CLDR plural rules).

    >>> counted(load_words("en"), "pictures_omitted", 1, "en", credits="")
    'One picture of the original is not shown here.'
    """
    told, lang = plain(counted_line(words, key, number, language, **values)), getattr(words[f"{key}.other"], "lang", "")
    return Word(told, lang) if lang else told


def counted_line(words: Words, key: str, number: int, language: str, **values: Span | str) -> tuple[Span, ...]:
    """Return the same as a line of spans."""
    other = words[f"{key}.other"]
    form = _locale(getattr(other, "lang", "") or language).plural_form(number)
    filling: Filling = {"count": str(number), **values}
    return fill(words.get(f"{key}.{form}", other), filling)


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

"""The edition's language: interface words, dates, names of languages, how names are joined, direction.

The words of a language are a TOML file (`labels/`). A tag that has none gets those of the next wider one (RFC 4647, 3.4, with
the parents that CLDR names); what no such file holds is borrowed from English and says so (`Word.lang`). A workspace may
supply words of its own, all or a part; a finding names those that are borrowed.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import Any, Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency
from babel.units import format_unit

from publishkit.errors import InputError, Problem
from publishkit.model.artifact import Finding
from publishkit.model.credits import Span, Word, plain
from publishkit.rights.credit import GAP, GROUP, fill
from publishkit.workspace.toml.parse import decode_text, parse_toml

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
    return fill(words.get(f"{key}.{form}", other), {"count": str(number), **values})


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(FALLBACK)


FIRST_DAYS = {"fr": "1er", "it": "1º", "pt_BR": "1º"}
"""Languages that write the first day of a month as an ordinal."""
SOUNDS_LIKE_Y = re.compile(r"h?[ií](?![aeou])", re.IGNORECASE)
"""A Spanish "y" is "e" before such a name."""


def shown_date(day: date | datetime | None, language: str) -> str:
    """Return a day as readers write it.

    >>> shown_date(date(2026, 11, 20), "en"), shown_date(date(2026, 11, 20), "de"), shown_date(None, "en")
    ('20 November 2026', '20. November 2026', '')
    >>> shown_date(date(2026, 12, 1), "fr")
    '1er décembre 2026'
    """
    if day is None:
        return ""
    # Babel's plain "en" is American; day before month is what the rest of the world reads, and never ambiguous.
    locale = Locale.parse("en_GB") if language == "en" else _locale(language)
    told = str(format_date(day, "long", locale))
    first = FIRST_DAYS.get(str(locale)) or FIRST_DAYS.get(locale.language, "1")
    return told.replace("1 ", f"{first} ", 1) if day.day == 1 else told


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
    >>> joined(["Ada", "Ines"], "es")
    'Ada e Ines'
    """
    locale = Locale.parse("en_GB") if language == "en" else _locale(language)
    told = str(format_list(list(names), locale=locale)) if names else ""
    if locale.language == "he" and len(names) > 1 and not "\u05d0" <= names[-1].lstrip("\u2068")[:1] <= "\u05ea":
        return f"{told.removesuffix(names[-1])}\u05be{names[-1]}"  # a hyphen (maqaf)
    if locale.language == "es" and len(names) > 1 and SOUNDS_LIKE_Y.match(names[-1]):
        return f"{told.removesuffix(names[-1]).removesuffix('y ')}e {names[-1]}"
    return told


def language_name(tag: str, language: str) -> str:
    """Return the name of the language *tag* in *language*; the tag itself when Babel does not know it."""
    return _locale(tag).get_language_name(language.split("-", maxsplit=1)[0]) or tag


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Return the writing direction of *language*."""
    return "rtl" if _locale(language).text_direction == "rtl" else "ltr"


# --- words a workspace supplies: read, checked, and as a file to translate --------------------------------------------


FOLDER = "labels"
FORMS = ("zero", "one", "two", "few", "many", "other")
"""Plural categories of CLDR; `other` is every language's."""
ROOM = 4
"""How many times as long as the English a translation may be, and 60 characters more: a button is no paragraph."""
MARKUP = re.compile(r"[<>\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]|&\w+;|://")
"""Tags, entities, line breaks, addresses, and characters that turn the direction of what follows."""


def read_vocabulary(files: Mapping[str, bytes]) -> Vocabulary:
    """Return the words of every language; *files* is name (`nl.toml`) -> bytes of the workspace's label files.

    Raises:
        InputError: a file is wrong; carries every problem of all of them, each with its line.
    """
    problems: list[Problem] = []
    supplied: dict[str, Words] = {}
    for name, data in sorted(files.items()):
        place, tag = f"{FOLDER}/{name}", name.removesuffix(".toml")
        found = list(_check_tag(tag, place))
        words: Words = {}
        if not found:
            words, found = _parse(data, place)
        problems += found
        supplied[fallbacks(tag)[0]] = words
    if problems:
        raise InputError(*problems)
    return Vocabulary(supplied=supplied)


def _check_tag(tag: str, place: str) -> Iterator[Problem]:
    try:
        Locale.parse(fallbacks(tag)[0], sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        hint = "languages have names like nl, pt-BR, zh-Hant, and so have the files with their words"
        yield Problem(place=place, message=f"“{tag}” is no language", hint=hint)


def check_language(tag: str) -> None:
    """Refuse what is no language tag.

    Raises:
        InputError: *tag* is none.
    """
    if problems := tuple(_check_tag(tag, "")):
        raise InputError(*problems)


def _parse(data: bytes, place: str) -> tuple[Words, list[Problem]]:
    try:
        text = decode_text(data, place)
        tree = parse_toml(data, dict[str, object], place)
    except InputError as stop:
        return {}, list(stop.problems)
    words: dict[str, str] = {}
    problems: list[Problem] = []
    for key, value in tree.items():
        found = list(_check_key(key, value))
        problems += [Problem(place=f"{place}, line {_line(text, key)}: {key}", message=m, hint=h) for m, h in found]
        if not found:
            words |= flat({key: {"other": value} if isinstance(value, str) and _counts(key) else value})
    return words, problems


Fault = tuple[str, str]
"""A sentence and a hint."""


def _check_key(key: str, value: object) -> Iterator[Fault]:
    known = {name.partition(".")[0] for name in shipped(FALLBACK)}
    if key not in known:
        near = get_close_matches(key, known, 1)
        yield "unknown key", f"did you mean `{near[0]}`?" if near else "`publishkit labels` lists the keys"
    elif isinstance(value, str):
        yield from _check_words(value, shipped(FALLBACK).get(key) or shipped(FALLBACK)[f"{key}.other"])
    elif not (_counts(key) and isinstance(value, Mapping) and all(isinstance(form, str) for form in value.values())):
        yield "is not a text", f'write `{key} = "…"`'
    else:
        yield from _check_forms(key, value)


def _counts(key: str) -> bool:
    return f"{key}.other" in shipped(FALLBACK)


def _check_forms(key: str, forms: Mapping[str, str]) -> Iterator[Fault]:
    for form in forms:
        if form not in FORMS:
            yield f"`{form}` is no form for a number", f"the forms are {', '.join(FORMS)}"
    if "other" not in forms:
        yield "has no `other`", f'add `{key}.other = "…"`: the form for every number that has no other'
    for form, words in forms.items():
        yield from _check_words(words, shipped(FALLBACK)[f"{key}.other"], counts=form != "other")


def _check_words(words: str, english: str, *, counts: bool = False) -> Iterator[Fault]:
    """Yield what is wrong with *words* for the sentence *english*; a form of its own may leave its {count} out."""
    wanted, written = set(GAP.findall(english)), set(GAP.findall(words))
    like = f"the English is “{english}”"
    for gap in sorted(wanted - written - ({"count"} if counts else set())):
        yield f"lacks {{{gap}}}", like
    for gap in sorted(written - wanted):
        yield f"holds {{{gap}}}, which nobody fills", like
    outside = set(GAP.findall(GROUP.sub("", words)))
    for gap in sorted(outside - set(GAP.findall(GROUP.sub("", english))) & wanted):
        yield f"{{{gap}}} is not always known and stands outside of [ ]", f"{like}: a group vanishes with what it holds"
    if re.search(r"[\[\]{}]", GROUP.sub("", GAP.sub("", words))) or any("[" in g for g in GROUP.findall(words)):
        yield "has brackets that do not close, or stand in one another", like
    if not words.strip() or (words != words.strip() and english == english.strip()):
        yield "is empty, or begins or ends with a space", like
    if MARKUP.search(words):
        yield "holds markup, an address, a line break or a control character", "plain words only"
    if len(words) > ROOM * len(english) + 60:
        yield f"has {len(words)} characters; {ROOM * len(english) + 60} are room enough", like


def _line(text: str, key: str) -> int:
    """Return the line *key* stands in, counted from 1."""
    wanted = re.compile(rf"""\s*(?:\[\s*)?["']?{re.escape(key)}["']?\s*[.=\]]""")
    return next((number for number, line in enumerate(text.splitlines(), 1) if wanted.match(line)), 1)


# --- what an editor should know, and the file to translate ------------------------------------------------------------

NAMED = 8
"""Keys a finding names."""


def borrowed_words(vocabulary: Vocabulary, language: str) -> Iterator[Finding]:
    """R024: words of the interface that are printed in another language than the edition's."""
    if not (missing := vocabulary.missing(language)):
        return
    some = "one" if len(missing) == 1 else "all" if len(missing) == len(shipped(FALLBACK)) else str(len(missing))
    named = ", ".join(missing[:NAMED]) + (f" and {len(missing) - NAMED} more" if len(missing) > NAMED else "")
    yield Finding(
        code="R024",
        severity="warning",
        where=f"{FOLDER}/{fallbacks(language)[0]}.toml",
        message=f"“{language}” lacks {some} of the words around the texts; printed in English, and marked so: {named}",
        hint=f"`publishkit labels {language} > {FOLDER}/{fallbacks(language)[0]}.toml` writes a file to translate",
    )


def label_file(vocabulary: Vocabulary, language: str) -> str:
    """Return a file with every word for *language*: those it has, and as comments the English ones it lacks."""
    words = vocabulary.of(language)
    lines = [
        f"# Words around the texts of an edition in “{language}”. Save as {FOLDER}/{fallbacks(language)[0]}.toml.",
        "# Take the # away and translate. {braces} are filled by the program and stay as they are;",
        "# a [group] vanishes when a value in it is not known, with the comma that belongs to it.",
        "",
    ]
    for base in dict.fromkeys(key.partition(".")[0] for key in shipped(FALLBACK)):
        lines += _entries(base, words)
    return "\n".join(lines) + "\n"


def _entries(base: str, words: Words) -> Sequence[str]:
    named = {key: word for key, word in words.items() if key.partition(".")[0] == base}
    return [f"{'# ' if getattr(word, 'lang', '') else ''}{key} = {_quoted(word)}" for key, word in named.items()]


def _quoted(word: str) -> str:
    return '"{}"'.format(word.replace("\\", "\\\\").replace('"', '\\"'))

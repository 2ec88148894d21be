"""What letters say, in the languages we ask in: yes, no, perhaps, later; what mail programs add; and names of countries.

The phrases stand in `phrases/<language>.toml`, as regular expressions over folded text: small letters without accents,
straight quotation marks, single spaces. All languages are looked through always: a holder answers in their own.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from babel import Locale

from publishkit.model.rights import Channel
from publishkit.permissions.request_letter import letter_languages
from publishkit.words import Folding, aligned

Patterns = tuple[re.Pattern[str], ...]
"""One for each language."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrases:
    """The phrases of all languages."""

    words: tuple[frozenset[str], ...]
    """Common words of each language, to tell which one a letter is in."""
    signs: tuple[str, ...]
    """Letters that only this language among ours has."""
    wrote: Patterns
    """The line over a quotation: "On … wrote:"."""
    labels: Mapping[str, str]
    """Label of a mail's head -> from, sent, to or subject."""
    forwarded: Patterns
    """The line over a mail passed on."""
    original: Patterns
    """The line over the mail answered."""
    away_subject: Patterns
    bounce_subject: Patterns
    away: Patterns
    """Nobody reads this now."""
    fyi: Patterns
    """Passed on, not answered."""
    yes: Patterns
    """Words that are a yes when nothing else is said."""
    courtesy: Patterns
    """What may stand beside such a word."""
    consent: Patterns
    """A sentence that permits."""
    may: Patterns
    """A sentence that permits if it speaks of the work, and of no service: "you can use …"."""
    work: Patterns
    service: Patterns
    one_issue: Patterns
    harmless: Patterns
    """What sounds like a no or a condition and is none."""
    credit: Patterns
    """A condition that every edition keeps: to name the author and link to the original."""
    refusal: Patterns
    negation: Patterns
    limits: Patterns
    """Words of a condition or of a part."""
    pay: Patterns
    refer: Patterns
    """Somebody else decides."""
    defer: Patterns
    """Not decided yet."""
    noncommercial: Patterns
    unchanged: Patterns
    until: Patterns
    """Before the last day of use."""
    every_format: Patterns
    formats: Mapping[str, Patterns]
    """Format -> how letters name it."""
    worldwide: Patterns
    holder: Patterns
    """The writer holds the rights."""
    disclaimer: Patterns
    """What a mail server adds beneath every letter."""
    newsletter: Patterns
    """What only a mass mailing says."""
    closing: Patterns
    """The line above a signature, whole."""
    post: Patterns
    """A word of what stands below a name: a post, a department, a number."""


APART = frozenset({"labels", "words", "signs", "formats"})
"""What is no plain list of expressions."""
LABELS = ("from", "sent", "to", "subject")


@cache
def phrases() -> Phrases:
    """Return the phrases of all languages."""
    folder = resources.files("publishkit.permissions.answer") / "phrases"
    tables = [
        tomllib.loads(file.read_text("utf-8"))
        for file in sorted(folder.iterdir(), key=lambda one: one.name)
        if file.name.endswith(".toml")
    ]
    labels = {word: kind for table in tables for kind in LABELS for word in table["labels"][kind]}
    keys = [key for key in Phrases.__dataclass_fields__ if key not in APART]
    formats = {
        channel.value: tuple(_joined(table["formats"].get(channel.value, [])) for table in tables)
        for channel in Channel
    }
    words = tuple(frozenset(table["words"].split()) for table in tables)
    signs = tuple(table["signs"] for table in tables)
    plain = {key: tuple(_joined(table[key]) for table in tables) for key in keys}
    return Phrases(labels=labels, words=words, signs=signs, formats=formats, **plain)


def plain_yes() -> tuple[Mapping[str, tuple[str, ...]], ...]:
    """Return, for each language of which we know a plain yes alone, the words that permit and those that may stand beside."""
    text = (resources.files("publishkit.permissions.answer") / "plain_yes.toml").read_text("utf-8")
    return tuple({kind: tuple(words) for kind, words in table.items()} for table in tomllib.loads(text).values())


def _joined(choices: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{choice})" for choice in choices) if choices else r"(?!)")


# --- countries --------------------------------------------------------------------------------------------------------


WORLD = frozenset({"world", "worldwide", "everywhere", "welt", "weltweit", "monde", "mundo", "mondo", "swiat"})
fold = Folding(form="NFKD", case="lower", letters=True, marks="dropped", spaces="one")


def read_countries(words: str) -> tuple[str, ...]:
    """Return the codes of the countries named, in any of our languages; () when one is not understood.

    >>> read_countries("Polen, Deutschland und Österreich"), read_countries("PL/DE"), read_countries("the Baltic")
    (('PL', 'DE', 'AT'), ('PL', 'DE'), ())
    """
    pieces = [piece for piece in re.split(r"[,;/&+]|\b(?:and|und|et|y|e|i|oraz)\b", words) if piece.strip(" .")]
    codes = [_country(piece.strip(" .")) for piece in pieces]
    return tuple(dict.fromkeys(filter(None, codes))) if all(codes) else ()


def _country(name: str) -> str | None:
    said = _folded(re.sub(r"(?i)^(?:the|die|der|das|la|le|les|los|las|el|il|lo|o|a|os|as|l.)\s+", "", name))
    if said in WORLD:
        return "WORLD"
    if name in country_codes().values():
        return name
    return country_codes().get(said)


def _folded(text: str) -> str:
    return fold(aligned(text)).strip(" .")


@cache
def country_codes() -> Mapping[str, str]:
    """Return the names of countries in all our languages, folded -> their ISO 3166-1 codes."""
    found: dict[str, str] = {"uk": "GB", "usa": "US", "england": "GB", "great britain": "GB"}
    for language in letter_languages():
        for code, name in Locale.parse(language.split("-", maxsplit=1)[0]).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(_folded(str(name)), code)
    return found

"""Countries as letters name them, in the languages we ask in."""

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale

from publishkit.permissions.request_letter import letter_languages
from publishkit.words import Folding, aligned

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

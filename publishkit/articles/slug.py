"""Slugs: names of folders, files, anchors and addresses; ASCII, short, never twice."""

import re
import unicodedata
from collections.abc import Collection
from hashlib import sha256

MAX = 60
LETTERS = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфхцъыьэ", "a b v g d e z i y k l m n o p r s t u f kh ts _ y _ e".split(), strict=True)),
        **dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(), strict=True)),
        **{"ж": "zh", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ё": "yo", "і": "i", "ї": "yi", "є": "ye", "ґ": "g"},
        **{"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"},
        **{"'": "", "’": "", "‘": "", "ʼ": ""},
    }
)
GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))})
"""Device names that Windows does not let a folder have."""


def slugify(title: str, language: str | None = None) -> str:
    """Return a slug for *title*: at most 60 of `a-z0-9-`, cut at a word; a hash where no letter can be written so.

    >>> slugify("Źródło: Spółka Akcyjna")
    'zrodlo-spolka-akcyjna'
    >>> slugify("Über uns", "de")
    'ueber-uns'
    """
    text = unicodedata.normalize("NFC", title).lower()
    if (language or "").startswith("de"):
        text = text.translate(GERMAN)
    text = unicodedata.normalize("NFKD", text.translate(LETTERS)).replace("_", "")
    text = "".join(char for char in text if not unicodedata.combining(char))
    words = re.findall(r"[a-z0-9]+", text)
    slug = _cut(words)
    if len(slug) < 2 or slug in RESERVED:
        return f"article-{sha256(title.encode('utf-8', 'replace')).hexdigest()[:8]}"
    return slug


def free_slug(wanted: str, taken: Collection[str]) -> str:
    """Return *wanted*, or with the first number that is free.

    >>> free_slug("low-water", {"low-water", "low-water-2"})
    'low-water-3'
    """
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        ending = f"-{number}"
        slug = wanted[: MAX - len(ending)].rstrip("-") + ending
    return slug


def _cut(words: list[str]) -> str:
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:MAX]
        if len(longer) > MAX:
            break
        slug = longer
    return slug

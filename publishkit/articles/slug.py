"""Slugs: names of folders, files, anchors and addresses; ASCII, short, never twice."""

import re
from collections.abc import Collection
from hashlib import sha256

from publishkit.words import Folding

COMPOSED = Folding(form="NFC", case="lower")
"""As the table of letters has them."""
BARE = Folding(form="NFKD", marks="dropped")
MAX = 60
PAIRS = (
    "а a б b в v г g д d е e з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ы y э e ж zh ч ch ш sh щ shch"
    " ю yu я ya ё yo і i ї yi є ye ґ g α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y"
    " φ f χ ch ψ ps ω o ß ss æ ae ø o œ oe ł l đ d ð d þ th ı i ħ h"
).split()
SILENT = "ъь'’‘ʼ"
LETTERS = str.maketrans({**dict(zip(PAIRS[::2], PAIRS[1::2], strict=True)), **dict.fromkeys(SILENT, "")})
GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))}
)
"""Device names that Windows does not let a folder have."""


def slugify(title: str, language: str | None = None) -> str:
    """Return a slug for *title*: at most 60 of `a-z0-9-`, cut at a word; a hash where no letter can be written so.

    >>> slugify("Źródło: Spółka Akcyjna")
    'zrodlo-spolka-akcyjna'
    >>> slugify("Über uns", "de")
    'ueber-uns'
    """
    text = COMPOSED(title)
    if (language or "").startswith("de"):
        text = text.translate(GERMAN)
    words = re.findall(r"[a-z0-9]+", BARE(text.translate(LETTERS)))
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

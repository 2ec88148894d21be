"""Text as patterns see it: typographic variants made plain, invisible characters gone; never for printing."""

import re

FOLD = {
    "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"',
    "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2014": "-", "\u24d2": "©", "\u24b8": "©",
}  # fmt: skip
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff]")
"""Soft hyphens, zero-width characters, direction marks."""
DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Overrides and isolates: they would turn round what is printed after them."""


def fold(text: str) -> str:
    r"""Return *text* with typographic variants made plain, character for character.

    >>> fold("us\u00a0alliance \u2014 \u201cyes\u201d")
    'us alliance - "yes"'
    """
    for char, instead in FOLD.items():
        text = text.replace(char, instead)
    return text


def plain(text: str) -> str:
    r"""Return *text* folded and without characters nobody sees; offsets are no longer those of *text*.

    >>> plain("All rights re\u00adserved")
    'All rights reserved'
    """
    return INVISIBLE.sub("", fold(text))


def inert(text: str) -> str:
    r"""Return *text* without characters that reverse the direction of what follows: for names and credits.

    >>> inert("Ada \u202eelpmaxE")
    'Ada elpmaxE'
    """
    return DIRECTION.sub("", text)


def lowered(text: str) -> str:
    r"""Return *text* in small letters, character for character.

    >>> lowered("\u0130STANBUL") == "\u0130stanbul"
    True
    """
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)

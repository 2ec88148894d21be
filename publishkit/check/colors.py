"""Colours as CSS and PDF write them, and whether one is seen on another."""

import re
from collections.abc import Mapping
from functools import lru_cache

from PIL import ImageColor

from publishkit.theme.contrast import contrast

Color = tuple[int, int, int]
"""Red, green, blue, 0 to 255."""

_NUMBERS = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*(?:[,/]\s*([\d.]+)(%?)\s*)?\)")
_WORD = re.compile(r"#[0-9a-f]{3,8}\b|rgba?\([^)]*\)|var\(\s*--[\w-]+\s*\)|[a-z]+")
LEAST = 1.15
"""Contrast (WCAG) below which a letter cannot be told from its ground; 1 is none."""
FAINT = 0.1
"""Share of a colour below which nothing is seen of it."""


def parse_color(value: str, names: Mapping[str, str] | None = None) -> Color | None:
    """Return the colour a CSS value begins with, or None: see-through, inherited, or in words we do not know.

    *names* are the custom properties of the page.

    >>> parse_color("#fff url(a.png)"), parse_color("transparent"), parse_color("var(--ink)", {"--ink": "black"})
    ((255, 255, 255), None, (0, 0, 0))
    """
    found = _WORD.match(value.strip().lower())
    if not found:
        return None
    word = found[0]
    if word.startswith("var("):
        named = (names or {}).get(word[4:-1].strip(), "")
        return parse_color(named) if not named.startswith("var(") else None
    if numbers := _NUMBERS.fullmatch(word):
        alpha = float(numbers[4] or 1) / (100 if numbers[5] else 1)
        return (int(numbers[1]), int(numbers[2]), int(numbers[3])) if alpha >= FAINT else None
    try:
        color = ImageColor.getrgb(word)
    except ValueError:
        return None
    return color[:3] if len(color) < 4 or color[3] >= 255 * FAINT else None


@lru_cache(maxsize=1024)
def told_apart(one: Color, other: Color) -> bool:
    """Return whether letters of one colour are seen on a ground of the other.

    >>> told_apart((255, 255, 255), (0, 0, 0)), told_apart((255, 255, 255), (254, 254, 250))
    (True, False)
    """
    return contrast(f"#{bytes(one).hex()}", f"#{bytes(other).hex()}") >= LEAST

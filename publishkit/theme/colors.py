"""Colors as CSS and PDF write them, whether one is seen on another, and whether a text can be read (WCAG 2.2, 1.4.3)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PIL import ImageColor

from publishkit.theme.tokens import Colors

Color = tuple[int, int, int]
"""Red, green, blue, 0 to 255."""
_NUMBERS = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*(?:[,/]\s*([\d.]+)(%?)\s*)?\)")
_WORD = re.compile(r"#[0-9a-f]{3,8}\b|rgba?\([^)]*\)|var\(\s*--[\w-]+\s*\)|[a-z]+")
LEAST = 1.15
"""Contrast (WCAG) below which a letter cannot be told from its ground; 1 is none."""
FAINT = 0.1
"""Share of a color below which nothing is seen of it."""


def parse_color(value: str, names: Mapping[str, str] | None = None) -> Color | None:
    """Return the color a CSS value begins with, or None: see-through, inherited, or in words we do not know.

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
    """Return whether letters of one color are seen on a ground of the other.

    >>> told_apart((255, 255, 255), (0, 0, 0)), told_apart((255, 255, 255), (254, 254, 250))
    (True, False)
    """
    return contrast(f"#{bytes(one).hex()}", f"#{bytes(other).hex()}") >= LEAST


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two `#rrggbb` colors, 1 to 21 (WCAG 2.2, definition "contrast ratio").

    >>> round(contrast("#000000", "#ffffff"), 1), round(contrast("#777777", "#ffffff"), 2)
    (21.0, 4.48)
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[n : n + 2], 16) / 255) for n in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    # 0.04045 is sRGB's own threshold; WCAG prints 0.03928, which makes no difference for 8-bit colors.
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


# --- the colors of a theme --------------------------------------------------------------------------------------------


MINIMUM = 4.5
TEXT = ("ink", "muted", "accent", "second")
"""Colors that carry text."""
GROUNDS = ("paper", "panel")
"""Colors that text stands on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Text on a ground, and how far apart they are."""

    mode: Literal["light", "dark"]
    text: str
    """Token: `muted`."""
    ground: str
    ratio: float


def pairs(colors: Colors) -> Iterator[Pair]:
    """Yield every pair of tokens in which text can stand."""
    modes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for mode in modes:
        palette = getattr(colors, mode)
        for ground in GROUNDS:
            for text in TEXT:
                yield Pair(
                    mode=mode,
                    text=text,
                    ground=ground,
                    ratio=contrast(getattr(palette, text), getattr(palette, ground)),
                )


def low_contrast(colors: Colors, minimum: float = MINIMUM) -> tuple[Pair, ...]:
    """Return the pairs that are too close to be read; empty is good."""
    return tuple(pair for pair in pairs(colors) if pair.ratio < minimum)

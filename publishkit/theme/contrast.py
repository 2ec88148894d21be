"""Can the colors be read? WCAG 2.2, success criterion 1.4.3: at least 4.5:1 for text of ordinary size."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from publishkit.theme.tokens import Colors

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

"""Colors as CSS and PDF write them, and whether one is seen on another."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

from tinycss2 import parse_component_value_list, serialize
from tinycss2.color5 import parse_color as read_css_color

Color = tuple[int, int, int]
"""Red, green, blue, 0 to 255."""
LEAST = 1.15
"""Contrast (WCAG) below which a letter cannot be told from its ground; 1 is none."""
FAINT = 0.1
"""Share of a color below which nothing is seen of it."""


CLEAR: Literal["clear"] = "clear"
"""See-through: nothing is seen of it."""
Seen = Color | Literal["clear"]
_DEEP = 8
"""Custom properties that name each other."""
_SYSTEM: Mapping[str, tuple[Color, Color]] = {
    "canvas": ((255, 255, 255), (18, 18, 18)),
    "canvastext": ((0, 0, 0), (255, 255, 255)),
    "field": ((255, 255, 255), (59, 59, 59)),
    "fieldtext": ((0, 0, 0), (255, 255, 255)),
    "graytext": ((109, 109, 109), (170, 170, 170)),
    "linktext": ((0, 0, 238), (158, 158, 255)),
}
"""Words for the browser's own colors, light and dark (CSS Color 4, 6.2)."""
_FROM_XYZ = ((3.2410, -1.5374, -0.4986), (-0.9692, 1.8760, 0.0416), (0.0556, -0.2040, 1.0570))
"""To linear sRGB (IEC 61966-2-1)."""


def parse_color(value: str, names: Mapping[str, str] | None = None) -> Color | None:
    """Return the color a CSS value begins with, or None: see-through, inherited, or in words we do not know.

    *names* are the custom properties of the page.

    >>> parse_color("#fff url(a.png)"), parse_color("transparent"), parse_color("var(--ink)", {"--ink": "black"})
    ((255, 255, 255), None, (0, 0, 0))
    """
    found = seen_color(value, names)
    return None if found == CLEAR else found


def seen_color(value: str, names: Mapping[str, str] | None = None, *, dark: bool = False) -> Seen | None:
    """Return the color a CSS value begins with, `CLEAR` when nothing is seen of it, None when it is inherited or unknown.

    *dark* asks for the browser's dark scheme.

    >>> seen_color("hsl(0 0% 0% / 0)"), seen_color("color-mix(in srgb, white 50%, black)"), seen_color("Canvas")
    ('clear', (128, 128, 128), (255, 255, 255))
    """
    tokens = [token for token in parse_component_value_list(value, skip_comments=True) if token.type != "whitespace"]
    return _seen(tokens[0], names or {}, dark=dark, deep=_DEEP) if tokens else None


def _seen(token: Any, names: Mapping[str, str], *, dark: bool, deep: int) -> Seen | None:
    if token.type == "function" and token.lower_name == "var":
        parts = _parts(token.arguments)
        name = serialize(parts[0]).strip() if parts else ""
        value = names.get(name, serialize(parts[1]) if len(parts) > 1 else "")
        inner = [one for one in parse_component_value_list(value, skip_comments=True) if one.type != "whitespace"]
        return _seen(inner[0], names, dark=dark, deep=deep - 1) if inner and deep else None
    if token.type == "function" and token.lower_name == "color-mix":
        return _mixed(_parts(token.arguments), names, dark=dark, deep=deep)
    if token.type == "ident" and token.lower_value in _SYSTEM:
        return _SYSTEM[token.lower_value][dark]
    if token.type == "function" and any(getattr(one, "lower_value", "") == "from" for one in token.arguments[:2]):
        shares = [one.value / (100 if one.type == "percentage" else 1) for one in token.arguments if _is_share(one)]
        return CLEAR if shares and "/" in token.arguments and shares[-1] < FAINT else None
    found = read_css_color(token, color_schemes=("dark",) if dark else ("light",))
    if found is None or found == "currentcolor":
        return None
    return CLEAR if found.alpha < FAINT else _srgb(found)


def _parts(tokens: Sequence[Any]) -> list[list[Any]]:
    """Return what stands between the commas."""
    parts: list[list[Any]] = [[]]
    for one in tokens:
        if one == ",":
            parts.append([])
        else:
            parts[-1].append(one)
    return parts


def _is_share(token: Any) -> bool:
    return token.type in {"number", "percentage"}


def _mixed(parts: Sequence[Sequence[Any]], names: Mapping[str, str], *, dark: bool, deep: int) -> Seen | None:
    """Return a mixture; in whatever space it is asked for, it is mixed in sRGB, which is near enough to be seen."""
    sides: list[tuple[Seen | None, float | None]] = []
    for part in parts[1:3]:
        tokens = [one for one in part if one.type != "whitespace"]
        shares = [one.value / 100 for one in tokens if one.type == "percentage"]
        colors = [one for one in tokens if one.type != "percentage"]
        color = _seen(colors[0], names, dark=dark, deep=deep - 1) if colors and deep else None
        sides.append((color, shares[0] if shares else None))
    if len(sides) != 2 or any(color is None for color, _ in sides):
        return None
    (one, share), (other, rest) = sides
    first = share if share is not None else 1 - rest if rest is not None else 0.5
    second = rest if rest is not None else 1 - first
    weights = [(color, weight) for color, weight in ((one, first), (other, second)) if isinstance(color, tuple)]
    alpha = sum(weight for _, weight in weights)
    if alpha < FAINT:
        return CLEAR
    red, green, blue = (round(sum(color[n] * weight for color, weight in weights) / alpha) for n in range(3))
    return red, green, blue


def _srgb(color: Any) -> Color | None:
    try:
        if color.space in {"hsl", "hwb"}:
            color = color.to("srgb")
        elif color.space in {"lab", "lch", "oklab", "oklch"}:
            xyz = color.to("xyz-d50" if color.space in {"lab", "lch"} else "xyz-d65").coordinates
            return _bytes(_curved(sum(part * value for part, value in zip(row, xyz, strict=True))) for row in _FROM_XYZ)
    except NotImplementedError:
        return None
    return _bytes(part or 0.0 for part in color.coordinates)


def _bytes(parts: Iterable[float]) -> Color:
    red, green, blue = (min(255, max(0, round(part * 255))) for part in parts)
    return red, green, blue


def _curved(value: float) -> float:
    """The inverse of `_linear`."""
    return 12.92 * value if value <= 0.0031308 else float(1.055 * value ** (1 / 2.4) - 0.055)


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

"""Colors of the house over those of a theme: each checked on the grounds it stands on, its dark pair derived."""

import math
from collections.abc import Iterator, Mapping

from publishkit.errors import InputError, Problem
from publishkit.model.brand import Brand
from publishkit.theme.colors import contrast
from publishkit.theme.tokens import Colors, Palette, Tokens

READABLE = 4.5
"""Contrast that text needs (WCAG 2.2, 1.4.3)."""
PLENTY: Mapping[str, float] = {"ink": 13.0}
GLARING = 9.0
"""Contrast that a derived color does not go beyond, but for those of `PLENTY`: brighter letters shine on a dark ground."""
TEXTS = ("ink", "muted", "accent", "second")
"""Colors that carry text."""
GROUNDS = ("paper", "panel")
LIGHTNESS: Mapping[str, float] = {"paper": 0.205, "panel": 0.245, "rule": 0.345}
"""Lightness (Oklab) of what stands behind text on a dark screen."""
TINT = 0.02
"""Chroma that a dark ground has at most: more of it colors the text as well."""
STEPS = 200

Lch = tuple[float, float, float]
"""Lightness 0 to 1, chroma, hue in radians (Oklab in polar form)."""


def branded(tokens: Tokens, brand: Brand, place: str) -> Tokens:
    """Return *tokens* with the colors of the *brand*, which stands in the file *place*.

    Raises:
        InputError: a color that carries text cannot be read on its ground; says how far it is off, and names one that can.
    """
    light = tokens.color.light.model_copy(update=dict(brand.color.said))
    dark = _dark_palette(tokens.color.dark, light, brand)
    problems = (
        *_unreadable(light, brand.color.said, f"{place}: brand.color"),
        *_unreadable(dark, brand.color_dark.said, f"{place}: brand.color_dark"),
    )
    if problems:
        raise InputError(*problems)
    return tokens.model_copy(update={"color": Colors(light=light, dark=dark)})


def _dark_palette(dark: Palette, light: Palette, brand: Brand) -> Palette:
    """Return the theme's dark colors, over them what is derived of the brand's light ones, over them the brand's dark ones."""
    behind = {name: _dark_ground(name, brand.color.said[name]) for name in LIGHTNESS if name in brand.color.said}
    grounds = dark.model_copy(update={**behind, **{k: v for k, v in brand.color_dark.said.items() if k in LIGHTNESS}})
    texts = {name: dark_pair(name, light, grounds) for name in TEXTS if name in brand.color.said}
    # Where the ground changed, a color of the theme's may no longer be read on it.
    kept = {name: getattr(dark, name) for name in TEXTS if name not in texts}
    mended = {name: _lifted(color, grounds, READABLE) for name, color in kept.items()}
    return grounds.model_copy(update={**mended, **texts, **dict(brand.color_dark.said)})


def dark_pair(name: str, light: Palette, dark: Palette) -> str:
    """Return the color *name* of *light* for the *dark* grounds: its hue, as strong there as it is by day, always readable."""
    color = getattr(light, name)
    strength = min(max(weakest(color, light), READABLE), PLENTY.get(name, GLARING))
    return _lifted(color, dark, strength)


def weakest(color: str, palette: Palette) -> float:
    """Return the contrast of *color* on the ground of *palette* on which it has least."""
    return min(contrast(color, getattr(palette, ground)) for ground in GROUNDS)


def readable_near(color: str, palette: Palette) -> str:
    """Return the color of the same hue nearest in lightness that can be read on both grounds of *palette*."""
    return _moved(color, palette, READABLE) or palette.ink


def too_pale(colors: Colors) -> Iterator[tuple[str, str, str, float]]:
    """Yield (mode, color, ground, contrast) of text that cannot be read."""
    for mode, palette in (("light", colors.light), ("dark", colors.dark)):
        for name in TEXTS:
            for ground in GROUNDS:
                if (ratio := contrast(getattr(palette, name), getattr(palette, ground))) < READABLE:
                    yield mode, name, ground, ratio


def _unreadable(palette: Palette, said: Mapping[str, str], place: str) -> Iterator[Problem]:
    """Yield what of the colors *said* makes text that cannot be read, each color once."""
    moved = [ground for ground in GROUNDS if ground in said]
    for name in TEXTS:
        color = getattr(palette, name)
        ratio, ground = min((contrast(color, getattr(palette, ground)), ground) for ground in GROUNDS)
        if ratio >= READABLE or not (name in said or moved):
            continue
        if name in said:
            hint = f'the nearest that can be read is "{readable_near(color, palette)}"'
            message = f"cannot be read on {ground} {getattr(palette, ground)}: its contrast is {_shown(ratio)}:1, text needs 4.5:1"
            yield Problem(place=f"{place}.{name}", message=message, hint=hint)
        else:
            message = f"{name} {color} cannot be read on it: its contrast is {_shown(ratio)}:1, text needs 4.5:1"
            hint = f"choose a ground further from the text, or set {name} as well"
            yield Problem(place=f"{place}.{moved[0]}", message=message, hint=hint)


def _shown(ratio: float) -> str:
    """Return a contrast that fails, never rounded up to one that does not.

    >>> _shown(4.4999), _shown(2.0)
    ('4.49', '2.0')
    """
    return f"{math.floor(ratio * 100) / 100}"


def _lifted(color: str, palette: Palette, least: float) -> str:
    return _moved(color, palette, least) or _moved(color, palette, READABLE) or palette.ink


def _moved(color: str, palette: Palette, least: float) -> str:
    """Return *color* as little lighter or darker as gives it the contrast *least* on both grounds; "" where none has it."""
    lightness, chroma, hue = _lch(color)
    shades = sorted((n / STEPS for n in range(STEPS + 1)), key=lambda one: abs(one - lightness))
    if weakest(color, palette) >= least:
        return color
    return next((made for one in shades if weakest(made := _hex((one, chroma, hue)), palette) >= least), "")


def _dark_ground(name: str, color: str) -> str:
    _, chroma, hue = _lch(color)
    return _hex((LIGHTNESS[name], min(chroma, TINT), hue))


# --- Oklab (Björn Ottosson, 2020): lightness as it is seen ------------------------------------------------------------


def _lch(color: str) -> Lch:
    red, green, blue = (_linear(int(color[n : n + 2], 16) / 255) for n in (1, 3, 5))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _hex(shade: Lch) -> str:
    """Return the color as `#rrggbb`, with as much of its chroma as a screen can show."""
    lightness, chroma, hue = shade
    for share in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1):
        parts = _linear_rgb(lightness, chroma * share * math.cos(hue), chroma * share * math.sin(hue))
        if all(-0.0005 <= part <= 1.0005 for part in parts):
            break
    else:
        parts = _linear_rgb(lightness, 0, 0)
    return "#" + "".join(f"{round(255 * _curved(min(1.0, max(0.0, part)))):02x}" for part in parts)


def _linear_rgb(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _curved(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055

"""Is a picture that was made still its source? Its light and its proportions are compared before it is used.

The light of the source is read by another way than the picture is made by: what was bleached, inverted or cut is seen.
"""

from collections.abc import Sequence

from PIL import Image, ImageOps

from publishkit.edition.pixels import brightness_scale, ground_for, is_deep, is_negative, transparency

FIELDS = 4
"""Fields along each side that are compared."""
NEAR, BY_PROFILE, BY_INK = 8, 40, 72
"""Of 255: how far the light may be off; where a profile says what the numbers mean; where they are inks, or of another gamma."""
WEIGHTS = (0.299, 0.587, 0.114)
"""Of red, green and blue in the light (ITU-R BT.601)."""

Light = tuple[float, ...]


def light_of(picture: Image.Image) -> Light:
    """Return the light of 16 fields of an opened picture, 0 to 255, row by row, by the numbers in its file alone.

    >>> light_of(Image.new("L", (8, 8), 100))[:2]
    (100.0, 100.0)
    """
    upright = ImageOps.exif_transpose(picture)
    if is_deep(picture):
        return _deep(upright, brightness_scale(picture), negative=is_negative(picture))
    alpha = transparency(upright)
    if alpha is None:
        return _flat(upright)
    ground = ground_for(upright.convert("RGBA").convert("L"), alpha)
    small = upright.convert("RGBA").convert("RGBa").resize((FIELDS, FIELDS), Image.Resampling.BOX, reducing_gap=2)
    red, green, blue, covered = (_numbers(band) for band in small.split())
    lit = _luminance(red, green, blue)
    paper = _luminance(*((value,) for value in ground))[0]
    return tuple(light + paper * (1 - share / 255) for light, share in zip(lit, covered, strict=True))


def _deep(picture: Image.Image, scale: float, *, negative: bool) -> Light:
    numbers = _numbers(picture.convert("F").resize((FIELDS, FIELDS), Image.Resampling.BOX))
    return tuple(255 - number * scale if negative else number * scale for number in numbers)


def _flat(picture: Image.Image) -> Light:
    if picture.mode in ("L", "LA", "LAB"):
        return _numbers(picture.getchannel(0).resize((FIELDS, FIELDS), Image.Resampling.BOX, reducing_gap=2))
    if picture.mode not in ("RGB", "CMYK"):
        picture = picture.convert("RGB")
    small = picture.resize((FIELDS, FIELDS), Image.Resampling.BOX, reducing_gap=2)
    bands = [_numbers(band) for band in small.split()]
    if len(bands) == 4:
        *inks, black = bands
        bands = [tuple((255 - i) * (255 - k) / 255 for i, k in zip(ink, black, strict=True)) for ink in inks]
    return _luminance(*bands)


def _luminance(*bands: Sequence[float]) -> Light:
    return tuple(
        sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True))
        for values in zip(*bands, strict=True)
    )


def _numbers(band: Image.Image) -> Light:
    return tuple(float(band.getpixel((x, y)) or 0) for y in range(FIELDS) for x in range(FIELDS))  # type: ignore[arg-type]  # one channel


def tolerance(picture: Image.Image) -> float:
    """Return how far the light of what is made of *picture* may be off."""
    if picture.mode == "CMYK" or "gamma" in picture.info:
        return BY_INK
    return BY_PROFILE if "icc_profile" in picture.info or picture.mode == "LAB" else NEAR


def difference(source: Light, size: tuple[int, int], made: Image.Image, allowed: float) -> str:
    """Return in what *made* differs from a source of this light and size, in words; "" when it is the same picture.

    >>> difference((127.0,) * 16, (8, 8), Image.new("L", (4, 4), 254), 8)
    'would be printed lighter than it is: 254 of 255 instead of 127'
    """
    if made.width > size[0] or made.height > size[1]:
        return f"would be enlarged from {size[0]} x {size[1]} to {made.width} x {made.height} pixels"
    if abs(made.width * size[1] - made.height * size[0]) > max(size):
        return f"would be printed in other proportions: {made.width} x {made.height} pixels instead of {size[0]} x {size[1]}"
    light = light_of(made)
    mean, wanted = sum(light) / len(light), sum(source) / len(source)
    if abs(mean - wanted) > allowed:
        told = "lighter" if mean > wanted else "darker"
        return f"would be printed {told} than it is: {mean:.0f} of 255 instead of {wanted:.0f}"
    if max(abs(one - other) for one, other in zip(light, source, strict=True)) > 2 * allowed + NEAR:
        return "would be printed as another picture: light and dark stand in other places"
    return ""

"""Any picture as eight bits of sRGB on paper: deep scans, inks, profiles, palettes, transparency, turned ones."""

import io

from PIL import Image, ImageCms, ImageOps

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
DEEP = frozenset({"I", "F"})
"""Modes of more than eight bits a channel, besides `I;16` of any byte order."""
PLAIN = frozenset({"L", "RGB"})
BITS, PHOTOMETRIC, WHITE_IS_ZERO = 258, 262, 0
"""Tags of TIFF, and the value for a negative scale."""
GAMMA = 1 / 2.2
"""What sRGB says of itself in a PNG."""
LIGHT, WHITE, DARK = 224, (255, 255, 255), (24, 24, 24)
"""Drawings on nothing whose visible parts are lighter than this are laid on dark ground: on white nobody would see them."""


class PictureError(ValueError):
    """A picture cannot be printed as it is meant; the message says why, as the end of a sentence about its file."""


def upright_srgb(opened: Image.Image) -> Image.Image:
    """Return an opened picture as it is meant to be seen: upright, in `RGB` or `L`, opaque.

    Raises:
        PictureError: its numbers are no brightness.
    """
    picture = ImageOps.exif_transpose(_eight_bits(opened))
    alpha = transparency(picture)
    picture = _in_srgb(picture, opened.info.get("icc_profile"), _gamma(opened))
    return _laid_on_paper(picture, alpha) if alpha is not None else picture


# --- deep pictures ----------------------------------------------------------------------------------------------------


def is_deep(picture: Image.Image) -> bool:
    """Return whether a picture has one channel of more than eight bits, which Pillow would cut off instead of scaling."""
    return picture.mode in DEEP or picture.mode.startswith("I;")


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Return a deep picture scaled to eight bits, with what its file says of it; another one as it is."""
    if not is_deep(picture):
        return picture
    scale, offset = brightness_scale(picture), 0.0
    if is_negative(picture):
        scale, offset = -scale, 255.0
    made = picture.convert("F").point(lambda value: value * scale + (offset + 0.5)).convert("L")
    made.info = {name: value for name, value in picture.info.items() if name != "transparency"}
    if orientation := picture.getexif().get(0x0112):
        made.getexif()[0x0112] = orientation
    return made


def brightness_scale(picture: Image.Image) -> float:
    """Return by what the numbers of a deep picture are multiplied.

    Raises:
        PictureError: they are no brightness: heights, temperatures, counts.
    """
    lowest, highest = (float(end) for end in picture.convert("F").getextrema())  # type: ignore[arg-type]  # one channel
    said = _tag(picture, BITS)
    if picture.mode == "F":
        top = 1.0 if highest <= 1 else 255.0 if highest <= 255 else 65535.0
    else:
        top = 2.0**said - 1 if said and 8 < said < 16 and highest < 2**said else 65535.0
        top = 255.0 if picture.mode == "I" and said <= 8 and highest <= 255 else top
    if lowest < 0 or highest > top:
        raise PictureError(f"holds numbers that are no brightness: {lowest:g} to {highest:g}")
    return 255 / top


def is_negative(picture: Image.Image) -> bool:
    """Whether 0 is white: Pillow turns that around for eight bits only."""
    return picture.format == "TIFF" and _tag(picture, PHOTOMETRIC, 1) == WHITE_IS_ZERO


def _tag(picture: Image.Image, tag: int, otherwise: int = 0) -> int:
    value = getattr(picture, "tag_v2", {}).get(tag, otherwise)
    value = value[0] if isinstance(value, tuple) and value else value
    return value if isinstance(value, int) else otherwise


# --- colors -----------------------------------------------------------------------------------------------------------


def is_plain_color(picture: Image.Image) -> bool:
    """Return whether every engine shows a picture's numbers as they are meant: sRGB without saying so, nothing to turn."""
    info = picture.info
    said = "icc_profile" in info or "exif" in info or picture.getexif().get(0x0112, 1) != 1
    return not said and abs(_gamma(picture) - GAMMA) < 0.01


def _gamma(picture: Image.Image) -> float:
    """Return what a PNG says of its brightness; where it has a better word for it (a profile, sRGB), that counts."""
    said = picture.info.get("gamma", 0.0)
    better = "icc_profile" in picture.info or "srgb" in picture.info
    return float(said) if said and 0.1 < said < 4 and not better else GAMMA


def _in_srgb(picture: Image.Image, profile: bytes | None, gamma: float) -> Image.Image:
    """Return the colors of *picture* in sRGB, its transparency left out."""
    picture = _opaque(picture)
    converted = _by_profile(picture, profile) if profile else None
    if converted is None:
        converted = picture if picture.mode in PLAIN else _without_profile(picture)
    if abs(gamma - GAMMA) < 0.01:
        return converted
    table = [round(255 * (value / 255) ** (GAMMA / gamma)) for value in range(256)]
    return converted.point(table * len(converted.getbands()))


def _opaque(picture: Image.Image) -> Image.Image:
    """Return the colors of *picture* alone; palettes are looked up."""
    if picture.mode in ("1", "LA", "La"):
        return picture.convert("LA").getchannel(0) if picture.mode != "1" else picture.convert("L")
    if picture.mode in ("P", "PA", "RGBA", "RGBa", "RGBX"):
        straight = picture.convert("RGBA")
        return Image.merge("RGB", straight.split()[:3])
    return picture


def _by_profile(picture: Image.Image, profile: bytes) -> Image.Image | None:
    """Return *picture* by its own profile; None where it is broken, or is for other colors: then the numbers are taken as sRGB."""
    if picture.mode not in ("L", "RGB", "CMYK"):
        return None
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    intent = ImageCms.Intent.PERCEPTUAL if picture.mode == "CMYK" else ImageCms.Intent.RELATIVE_COLORIMETRIC
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, SRGB, intent, outputMode="RGB", flags=flags)
    except (ImageCms.PyCMSError, OSError):
        return None


def _without_profile(picture: Image.Image) -> Image.Image:
    if picture.mode == "LAB":
        converted = ImageCms.profileToProfile(picture, LAB, SRGB, outputMode="RGB")
        return converted if converted is not None else picture.getchannel(0)
    return picture.convert("RGB")


# --- transparency -----------------------------------------------------------------------------------------------------


def is_transparent(picture: Image.Image) -> bool:
    """Return whether anything shows through a picture."""
    return picture.has_transparency_data


def transparency(picture: Image.Image) -> Image.Image | None:
    """Return how far each pixel of *picture* covers what is behind it; None for a picture that covers all."""
    if not picture.has_transparency_data:
        return None
    alpha = picture.convert("RGBA").getchannel("A")
    return None if alpha.getextrema() == (255, 255) else alpha


def _laid_on_paper(picture: Image.Image, alpha: Image.Image) -> Image.Image:
    """Return *picture* on white paper, or on dark where it is made for dark: every reader draws transparency differently."""
    ground = ground_for(picture.convert("L"), alpha)
    paper = Image.new("RGB", picture.size, ground)
    paper.paste(picture.convert("RGB"), mask=alpha)
    return paper.convert("L") if picture.mode == "L" else paper


def ground_for(light: Image.Image, alpha: Image.Image) -> tuple[int, int, int]:
    """Return the color of the paper for a picture of this light."""
    covered = sum(alpha.histogram()[value] * value for value in range(256))
    if not covered:
        return WHITE
    weights = light.histogram(alpha.point(lambda value: 255 if value > 127 else 0))
    seen = sum(weights)
    return DARK if seen and sum(value * count for value, count in enumerate(weights)) / seen > LIGHT else WHITE

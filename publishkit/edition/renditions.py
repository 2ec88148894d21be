"""Picture files for the page: upright, sRGB, opaque, JPEG or PNG, no larger than they are shown. Rights metadata is kept."""

import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageFile, ImageOps, PngImagePlugin

from publishkit.edition.pixels import (
    PictureError,
    brightness_scale,
    ground_for,
    is_deep,
    is_negative,
    is_plain_color,
    transparency,
    upright_srgb,
)
from publishkit.model.article import Asset
from publishkit.rights.pictures.metadata import rights_packet, rights_packet_of
from publishkit.rights.pictures.parts import only_with
from publishkit.workspace.drawing import MEDIA_TYPE, Drawing, DrawingError, parse_drawing

BOOK_SIDE = 2000
"""Longest side in pixels for PDF and EPUB: 170 mm at 300 dpi; 4 megapixels is what old readers hold."""
SCREEN_SIDE = 1200
"""For mail and web: twice the mail's 600."""
TALL = 2.0
"""A picture higher than so many times its width (a strip, a long chart) may have as many pixels as a square one."""
FLAT = 64
"""Colors of a drawing at most, where its format does not say what it is."""
QUALITY = 82
Light = tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Renditions:
    """One picture in the two sizes we print."""

    book: Asset
    screen: Asset


@dataclass(frozen=True, kw_only=True, slots=True)
class _Source:
    """A decoded picture, and what everything made of it is compared with."""

    picture: Image.Image
    """Upright, sRGB, opaque; perhaps smaller than the file's own, never larger."""
    light: Light
    allowed: float
    lossless: bool
    xmp: bytes


def render_pictures(asset: Asset, name: str, fonts: Sequence[Path] = ()) -> Renditions:
    """Return *asset* for book and screen under the file name *name* (without suffix); drawings are set in *fonts* (folders).

    A picture that already fits keeps its very pixels; nothing is ever enlarged. Of the words in a file only those about its
    rights go out: a description or a comment may be a text that nobody cleared. What is made anew is compared with its
    source.

    Raises:
        OSError: the file breaks off or cannot be decoded.
        PictureError, DrawingError: what would be printed is not the picture in the file, or a drawing cannot be drawn; says why.
    """
    # WeasyPrint, once loaded, makes Pillow fill a broken file up with grey for the whole process.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    xmp = rights_packet_of(asset.data) if asset.media_type == MEDIA_TYPE else None
    asset = _drawn(asset, fonts) if asset.media_type == MEDIA_TYPE else asset
    with Image.open(io.BytesIO(asset.data)) as opened:
        if opened.format == "PNG":
            opened.load()  # what it says of itself may stand behind the pixels
        fits = _fits(opened)
        if fits and max(opened.size) <= SCREEN_SIDE:
            opened.load()  # whoever opens it next may only show what is there of a broken file
            same = _named(
                asset, name, only_with(asset.data, rights_packet(opened) if xmp is None else xmp), opened.size
            )
            return Renditions(book=same, screen=same)
        source = _read(opened, asset, xmp)
    book = (
        _named(asset, name, only_with(asset.data, source.xmp), (asset.width, asset.height))
        if fits
        else _made(source, name, BOOK_SIDE)
    )
    return Renditions(book=book, screen=_made(source, name, SCREEN_SIDE))


def _drawn(asset: Asset, fonts: Sequence[Path]) -> Asset:
    data = draw(parse_drawing(asset.data), BOOK_SIDE, fonts)
    with Image.open(io.BytesIO(data)) as opened:
        if len(opened.getcolors(2) or "ab") == 1:
            raise DrawingError("is a drawing on which nothing is seen")
        return replace(asset, media_type="image/png", data=data, width=opened.width, height=opened.height)


def _fits(picture: Image.Image) -> bool:
    """Whether every engine can take the file as it is: WeasyPrint re-encodes JPEGs with EXIF, and knows no profiles.

    Transparency does not fit: where a reader's ground is dark, ink on nothing is not seen.
    """
    plain = (
        picture.format in ("JPEG", "PNG") and picture.mode in ("RGB", "L", "P") and not picture.has_transparency_data
    )
    plain = plain and is_plain_color(picture)
    most = _most(picture, BOOK_SIDE)
    return plain and picture.width <= most[0] and picture.height <= most[1]


def _read(opened: Image.Image, asset: Asset, xmp: bytes | None) -> _Source:
    if opened.format == "JPEG":
        opened.draft(None, _most(opened, BOOK_SIDE))
    opened.load()
    return _Source(
        picture=upright_srgb(opened),
        light=light_of(opened),
        allowed=tolerance(opened),
        lossless=_is_of_lines(opened, asset),
        xmp=rights_packet(opened) if xmp is None else xmp,
    )


def _is_of_lines(opened: Image.Image, asset: Asset) -> bool:
    """Whether a picture is kept without loss: JPEG blurs lines and flat colors; photographs would be four times as large."""
    if asset.media_type == "image/png" or opened.mode in ("1", "P"):
        return True
    photographed = asset.media_type in ("image/jpeg", "image/avif") or opened.mode not in ("L", "RGB", "RGBA")
    return not photographed and opened.getcolors(FLAT) is not None


def _most(picture: Image.Image, side: int) -> tuple[int, int]:
    """Return the box a picture must fit into: a very tall one is read from top to bottom, and needs its width for that."""
    if picture.height <= TALL * picture.width:
        return side, side
    scale = min(side / picture.width, side / math.sqrt(picture.width * picture.height))
    return max(1, int(picture.width * scale)), max(1, int(picture.height * scale))


def _made(source: _Source, name: str, side: int) -> Asset:
    """Return a smaller copy, or one of the same size.

    Raises:
        PictureError: it is not the same picture.
    """
    small = source.picture.copy()
    small.thumbnail(_most(small, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    made = _encoded(small, source, name)
    with Image.open(io.BytesIO(made.data)) as again:
        if differs := difference(source.light, source.picture.size, again, source.allowed):
            raise PictureError(differs)
    return made


def _encoded(small: Image.Image, source: _Source, name: str) -> Asset:
    small.info = {}  # of which Pillow would write comments again
    out = io.BytesIO()
    if source.lossless:
        # Pillow drops `xmp` for PNG: it has to be a text chunk of this name (XMP part 3, 1.1.5).
        chunks = PngImagePlugin.PngInfo()
        if source.xmp:
            chunks.add_itxt("XML:com.adobe.xmp", source.xmp.decode("utf-8", "replace"))
        _few_colors(small).save(out, "PNG", optimize=True, pnginfo=chunks)
        return _asset(name, ".png", "image/png", out.getvalue(), small.size)
    small.save(out, "JPEG", quality=QUALITY, optimize=True, **({"xmp": source.xmp} if source.xmp else {}))
    return _asset(name, ".jpg", "image/jpeg", out.getvalue(), small.size)


def _few_colors(picture: Image.Image) -> Image.Image:
    """Return a palette picture when that loses nothing: charts shrink to a third."""
    return picture.quantize(256) if picture.mode == "RGB" and picture.getcolors(256) else picture


def _named(asset: Asset, name: str, data: bytes, size: tuple[int, int]) -> Asset:
    suffix = ".png" if asset.media_type == "image/png" else ".jpg"
    return _asset(name, suffix, asset.media_type, data, size)


def _asset(name: str, suffix: str, media_type: str, data: bytes, size: tuple[int, int]) -> Asset:
    return Asset(name=name + suffix, media_type=media_type, data=data, width=size[0], height=size[1])


FIELDS = 4
"""Fields along each side that are compared."""
NEAR, BY_PROFILE, BY_INK = 8, 40, 72
"""Of 255: how far the light may be off; where a profile says what the numbers mean; where they are inks, or of another gamma."""
WEIGHTS = (0.299, 0.587, 0.114)
"""Of red, green and blue in the light (ITU-R BT.601)."""


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


SHARPER = 4
"""A drawing that says its size is drawn up to so many times larger: 384 dots an inch."""
_BOOKISH = re.compile(rb"(?<!sans-)\bserif\b|Times|Georgia|Garamond|Literata|Palatino", re.IGNORECASE)
FONT_FILES = frozenset({".ttf", ".otf"})


def draw(drawing: Drawing, side: int, fonts: Sequence[Path] = ()) -> bytes:
    """Return *drawing* as a PNG, on nothing, its longest side at most *side* pixels.

    *fonts* are folders; fonts of the machine are not looked at, so that the bytes are the same everywhere.

    Raises:
        DrawingError: it cannot be drawn, or has letters that no font has.
    """
    import resvg_py

    longest = max(drawing.width, drawing.height)
    scale = min(side / longest, SHARPER) if drawing.fixed else side / longest
    size: dict[str, Any] = {
        "width": max(1, round(drawing.width * scale)),
        "height": max(1, round(drawing.height * scale)),
    }
    try:
        made = resvg_py.svg_to_bytes(
            svg_string=drawing.data.decode(), skip_system_fonts=True, **size, **_fonts(drawing, fonts)
        )
    except ValueError as cause:
        raise DrawingError(f"is a drawing that cannot be drawn: {cause}") from cause
    return bytes(made)


def _fonts(drawing: Drawing, folders: Sequence[Path]) -> dict[str, Any]:
    """Return the fonts to draw the texts of *drawing* with, none for one without texts.

    Raises:
        DrawingError: they lack letters.
    """
    letters = {letter for letter in drawing.letters if letter.isprintable() and not letter.isspace()}
    if not letters:
        return {}
    files = list(_files(folders))
    known = [(path, *_face(path)) for path in files]
    lacking = sorted(letters - {chr(code) for _, _, codes in known for code in codes})
    if lacking:
        shown = " ".join(lacking[:5])
        raise DrawingError(f"has letters that no font of the theme has: {shown}; save its texts as outlines")
    families = [family for _, family, _ in known if family]
    sans = next((family for family in families if "sans" in family.lower()), families[0])
    # A family that is not there (Arial, mostly) is drawn in this one, too.
    bookish = _BOOKISH.search(drawing.data) is not None
    serif = (
        sans if not bookish else next((family for family in families if family.lower().endswith("serif")), families[0])
    )
    named = dict.fromkeys(("font_family", "sans_serif_family", "monospace_family", "cursive_family"), sans)
    return {"font_files": [str(path) for path in files], **named, "serif_family": serif, "fantasy_family": sans}


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    yield from (path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix.lower() in FONT_FILES)


@lru_cache(maxsize=64)
def _face(path: Path) -> tuple[str, frozenset[int]]:
    """Return the family of a font file, and the characters it has."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, lazy=True) as font:
            return font["name"].getBestFamilyName() or "", frozenset(font.getBestCmap() or ())
    except (TTLibError, OSError, KeyError):
        return "", frozenset()

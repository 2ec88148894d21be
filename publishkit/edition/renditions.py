"""Picture files for the page: upright, sRGB, opaque, JPEG or PNG, no larger than they are shown. Rights metadata is kept."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image, ImageFile, PngImagePlugin

from publishkit.edition.drawings import draw
from publishkit.edition.fidelity import Light, difference, light_of, tolerance
from publishkit.edition.pixels import PictureError, is_plain_color, upright_srgb
from publishkit.model.article import Asset
from publishkit.rights.pictures.metadata import rights_packet, rights_packet_of
from publishkit.rights.pictures.parts import only_with
from publishkit.workspace.drawing import MEDIA_TYPE, DrawingError, parse_drawing

BOOK_SIDE = 2000
"""Longest side in pixels for PDF and EPUB: 170 mm at 300 dpi; 4 megapixels is what old readers hold."""
SCREEN_SIDE = 1200
"""For mail and web: twice the mail's 600."""
TALL = 2.0
"""A picture higher than so many times its width (a strip, a long chart) may have as many pixels as a square one."""
FLAT = 64
"""Colors of a drawing at most, where its format does not say what it is."""
QUALITY = 82


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

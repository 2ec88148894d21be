"""Picture files for the page: upright, sRGB, JPEG or PNG, no larger than they are shown. Rights metadata is kept."""

import io
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageFile, ImageOps, PngImagePlugin

from publishkit.model.article import Asset
from publishkit.rights.pictures.metadata import rights_packet
from publishkit.rights.pictures.parts import only_with

BOOK_SIDE = 2000
"""Longest side in pixels for PDF and EPUB: 170 mm at 300 dpi; 4 megapixels is what old readers hold."""
SCREEN_SIDE = 1200
"""For mail and web: twice the mail's 600."""
QUALITY = 82
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Renditions:
    """One picture in the two sizes we print."""

    book: Asset
    screen: Asset


def render_pictures(asset: Asset, name: str) -> Renditions:
    """Return *asset* for book and screen under the file name *name* (without suffix).

    A picture that already fits keeps its very pixels; nothing is ever enlarged. Of the words in a file only those about its
    rights go out: a description or a comment may be a text that nobody cleared.

    Raises:
        OSError: the file breaks off or cannot be decoded.
    """
    # WeasyPrint, once loaded, makes Pillow fill a broken file up with grey for the whole process.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with Image.open(io.BytesIO(asset.data)) as opened:
        fits = _fits(opened, asset)
        if fits and max(opened.size) <= SCREEN_SIDE:
            opened.load()  # whoever opens it next may only show what is there of a broken file
            same = _named(asset, name, only_with(asset.data, rights_packet(opened)), opened.size)
            return Renditions(book=same, screen=same)
        whole = _upright_srgb(opened, BOOK_SIDE)
        xmp = rights_packet(opened)
    book = (
        _named(asset, name, only_with(asset.data, xmp), (asset.width, asset.height))
        if fits
        else _encode(whole, asset, name, xmp, BOOK_SIDE)
    )
    return Renditions(book=book, screen=_encode(whole, asset, name, xmp, SCREEN_SIDE))


def _fits(picture: Image.Image, asset: Asset) -> bool:
    """Whether every engine can take the file as it is: WeasyPrint re-encodes JPEGs with EXIF, and knows no profiles."""
    plain = picture.mode in ("RGB", "L", "P") or (picture.mode == "RGBA" and picture.format == "PNG")
    clean = "exif" not in picture.info and "icc_profile" not in picture.info
    return picture.format in ("JPEG", "PNG") and plain and clean and max(picture.size) <= BOOK_SIDE


def _upright_srgb(opened: Image.Image, side: int) -> Image.Image:
    if opened.format == "JPEG":
        opened.draft(None, (side, side))
    picture = ImageOps.exif_transpose(opened)
    profile = opened.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, SRGB, outputMode="RGB")
            picture = converted if converted is not None else picture
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile: the numbers are taken as sRGB, as browsers do
    if picture.mode not in ("RGB", "L"):
        picture = _flattened(picture)
    return picture


def _flattened(picture: Image.Image) -> Image.Image:
    """Return *picture* on white: transparency is drawn differently by every reader."""
    if picture.has_transparency_data:
        rgba = picture.convert("RGBA")
        paper = Image.new("RGBA", rgba.size, "white")
        paper.alpha_composite(rgba)
        picture = paper
    return picture.convert("RGB")


def _encode(picture: Image.Image, asset: Asset, name: str, xmp: bytes, side: int) -> Asset:
    small = picture.copy()
    small.info.pop("comment", None)  # which Pillow would write again
    small.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    if asset.media_type == "image/png":
        # Pillow drops `xmp` for PNG: it has to be a text chunk of this name (XMP part 3, 1.1.5).
        chunks = PngImagePlugin.PngInfo()
        if xmp:
            chunks.add_itxt("XML:com.adobe.xmp", xmp.decode("utf-8", "replace"))
        _few_colors(small).save(out, "PNG", optimize=True, pnginfo=chunks)
        return _made(name, ".png", "image/png", out.getvalue(), small.size)
    small.save(out, "JPEG", quality=QUALITY, optimize=True, **({"xmp": xmp} if xmp else {}))
    return _made(name, ".jpg", "image/jpeg", out.getvalue(), small.size)


def _few_colors(picture: Image.Image) -> Image.Image:
    """Return a palette picture when that loses nothing: charts shrink to a third."""
    return picture.quantize(256) if picture.getcolors(256) else picture


def _named(asset: Asset, name: str, data: bytes, size: tuple[int, int]) -> Asset:
    suffix = ".png" if asset.media_type == "image/png" else ".jpg"
    return _made(name, suffix, asset.media_type, data, size)


def _made(name: str, suffix: str, media_type: str, data: bytes, size: tuple[int, int]) -> Asset:
    return Asset(name=name + suffix, media_type=media_type, data=data, width=size[0], height=size[1])

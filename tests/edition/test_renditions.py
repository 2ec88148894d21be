"""Pictures as cameras and phones make them become pictures every reader can show."""

import io
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from publishkit.edition.renditions import BOOK_SIDE, SCREEN_SIDE, render_pictures
from publishkit.model.article import Asset
from publishkit.rights.pictures.metadata import rights_text
from publishkit.rights.pictures.parts import words_in
from publishkit.workspace.article import parse_picture

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    b' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Bo Marl" photoshop:Headline="Dues rise">'
    b"<dc:rights><rdf:Alt><rdf:li>(c) Bo Marl</rdf:li></rdf:Alt></dc:rights>"
    b"<dc:description><rdf:Alt><rdf:li>The whole story</rdf:li></rdf:Alt></dc:description>"
    b"</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def asset(mode: str = "RGB", size: tuple[int, int] = (2400, 1600), kind: str = "JPEG", **options: Any) -> Asset:
    out = io.BytesIO()
    gradient = Image.linear_gradient("L").resize(size)
    picture = gradient.convert(mode) if mode != "RGBA" else Image.merge("RGBA", [gradient] * 4)
    picture.save(out, kind, **options)
    return parse_picture("images/x", out.getvalue(), "x")


def opened(made: Asset) -> Image.Image:
    return Image.open(io.BytesIO(made.data))


def test_large_photographs_are_made_smaller_for_book_and_screen() -> None:
    made = render_pictures(asset(), "quay-01")
    assert (made.book.name, made.book.media_type) == ("quay-01.jpg", "image/jpeg")
    assert max(opened(made.book).size) == BOOK_SIDE
    assert max(opened(made.screen).size) == SCREEN_SIDE
    assert (made.screen.width, made.screen.height) == opened(made.screen).size


def test_a_small_clean_picture_passes_untouched() -> None:
    """No second compression, and its metadata stays."""
    small = asset(size=(800, 500))
    assert render_pictures(small, "x").book.data == small.data


def test_nothing_is_enlarged() -> None:
    assert opened(render_pictures(asset(size=(300, 200), kind="WEBP"), "x").book).size == (300, 200)


def test_a_turned_photograph_stands_upright() -> None:
    """Phones write the rotation beside the picture; half of the readers ignore it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    made = render_pictures(asset(size=(1600, 1000), exif=exif), "x")
    assert opened(made.book).size == (1000, 1600)
    assert "exif" not in opened(made.book).info


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("L", "JPEG"), ("P", "GIF"), ("RGBA", "PNG"), ("RGB", "WEBP"), ("RGBA", "WEBP")],
)
def test_every_kind_becomes_jpeg_or_png_in_rgb(mode: str, kind: str) -> None:
    made = render_pictures(asset(mode, kind=kind), "x")
    for one in (made.book, made.screen):
        assert opened(one).format in {"JPEG", "PNG"}
        assert opened(one).mode in {"RGB", "L", "P"}
        assert one.media_type == f"image/{(opened(one).format or '').lower()}"


def test_transparency_becomes_white_paper() -> None:
    clear = Image.new("RGBA", (1300, 10), (0, 0, 0, 0))
    out = io.BytesIO()
    clear.save(out, "PNG")
    made = render_pictures(parse_picture("x", out.getvalue(), "x"), "x")
    assert opened(made.screen).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("size", [(2400, 1600), (800, 500)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_of_the_words_in_a_file_its_rights_go_out_and_nothing_else(kind: str, size: tuple[int, int]) -> None:
    """Removing rights information is regulated (17 USC 1202); a description or a comment may be a text nobody cleared."""
    if kind == "JPEG":
        original = asset(size=size, xmp=XMP, comment=b"The whole story as a comment")
    else:
        chunks = PngImagePlugin.PngInfo()
        chunks.add_itxt("XML:com.adobe.xmp", XMP.decode())
        chunks.add_text("Comment", "The whole story as a comment", zip=True)
        original = asset(size=size, kind="PNG", pnginfo=chunks)
    made = render_pictures(original, "x")
    for one in (made.book, made.screen):
        assert rights_text(one.data) == "(c) Bo Marl\nBo Marl"
        assert "story" not in words_in(one.data)
        assert "Dues rise" not in words_in(one.data)
    if size[0] < SCREEN_SIDE:
        assert opened(made.screen).tobytes() == opened(original).tobytes()


def test_a_file_with_content_credentials_is_left_whole() -> None:
    """They vouch for its very bytes."""
    plain = asset(size=(800, 500), comment=b"Made by hand").data
    box = b"\xff\xeb\x00\x36JP\x00\x01\x00\x00\x00\x01" + b"\x00\x00\x00\x2cjumb\x00\x00\x00\x1ejumdc2pa".ljust(
        44, b"\0"
    )
    signed = parse_picture("x", plain[:2] + box + plain[2:], "x")
    assert render_pictures(signed, "x").book.data == signed.data


def test_colour_profiles_are_turned_into_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert "icc_profile" not in opened(render_pictures(asset(icc_profile=profile), "x").book).info


def test_a_broken_profile_is_no_reason_to_stop() -> None:
    assert render_pictures(asset(icc_profile=b"nonsense"), "x").book.width == BOOK_SIDE


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert render_pictures(asset(), "x") == render_pictures(asset(), "x")


def test_a_truncated_file_is_an_error_of_pillow_s() -> None:
    """`draw_pictures` turns it into a sentence with the file's name."""
    whole = asset()
    cut = Asset(name="x", media_type="image/jpeg", data=whole.data[:2000], width=2400, height=1600)
    with pytest.raises(OSError, match="truncated"):
        render_pictures(cut, "x")

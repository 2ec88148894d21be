"""Pictures as cameras and phones make them become pictures every reader can show."""

import io
import re
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageStat, PngImagePlugin

from publishkit.edition.pixels import PictureError
from publishkit.edition.renditions import BOOK_SIDE, SCREEN_SIDE, difference, light_of, render_pictures
from publishkit.errors import InputError
from publishkit.model.article import Asset
from publishkit.rights.pictures.metadata import rights_text
from publishkit.rights.pictures.parts import words_in
from publishkit.theme.load import bundled_themes
from publishkit.workspace.article import parse_picture
from publishkit.workspace.drawing import DrawingError, parse_drawing

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


# --- deep, inked, transparent, turned: each is still the picture it was -----------------------------------------------


def mean(made: Asset) -> float:
    return ImageStat.Stat(opened(made).convert("L")).mean[0]


def darkest(picture: Image.Image) -> int:
    return next(value for value, count in enumerate(picture.histogram()) if count)


def stored(picture: Image.Image, kind: str, **options: Any) -> Asset:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return parse_picture("images/x", out.getvalue(), "x")


GREY = Image.linear_gradient("L").resize((300, 200))
DEEP = GREY.convert("I").point(lambda value: value * 257).convert("I;16")
COLORS = Image.merge("RGB", (GREY, GREY.rotate(180), GREY.point(lambda value: value // 2)))
SEE_THROUGH = Image.merge("RGBA", (*COLORS.split(), GREY))


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_a_scan_of_sixteen_bits_keeps_its_light(kind: str) -> None:
    """Pillow cuts what is over 255 off: nearly all of the page would be white."""
    made = render_pictures(stored(DEEP, kind), "x")
    assert (round(mean(made.book)), opened(made.book).mode) == (round(ImageStat.Stat(GREY).mean[0]), "L")
    assert darkest(opened(made.book)) < 5


def test_a_negative_scale_is_turned_around() -> None:
    made = render_pictures(stored(DEEP, "TIFF", tiffinfo={262: 0}), "x")
    assert darkest(opened(made.book).crop((0, 0, 300, 5))) > 240


def test_numbers_that_are_no_brightness_are_no_picture() -> None:
    heights = GREY.convert("F").point(lambda value: value * 7 - 900)
    with pytest.raises(PictureError, match="no brightness: -900 to 885"):
        render_pictures(stored(heights, "TIFF"), "x")


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (COLORS, "TIFF"),
        (COLORS, "AVIF"),
        (COLORS, "BMP"),
        (COLORS.convert("CMYK"), "TIFF"),
        (COLORS.convert("CMYK"), "JPEG"),
        (GREY.convert("1"), "TIFF"),
        (COLORS, "MPO"),
    ],
)
def test_formats_of_scanners_phones_and_the_web_keep_their_light(picture: Image.Image, kind: str) -> None:
    made = render_pictures(stored(picture, kind), "x")
    assert abs(mean(made.book) - ImageStat.Stat(picture.convert("L")).mean[0]) < 2
    assert opened(made.book).format in {"JPEG", "PNG"}
    assert made == render_pictures(stored(picture, kind), "x")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
def test_a_turned_picture_of_any_format_stands_upright(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = render_pictures(stored(COLORS, kind, exif=exif), "x")
    assert opened(made.book).size == (200, 300)


@pytest.mark.parametrize(
    "picture", [SEE_THROUGH, Image.merge("LA", (GREY, GREY)), COLORS.quantize(16)], ids=["RGBA", "LA", "P"]
)
def test_nothing_shows_through_a_picture_that_goes_out(picture: Image.Image) -> None:
    """A web page, a reading device or a mail program may be dark; ink on nothing is not seen there."""
    options = {"transparency": 0} if picture.mode == "P" else {}
    made = render_pictures(stored(picture, "PNG", **options), "x")
    for one in (made.book, made.screen):
        assert not opened(one).has_transparency_data
    assert opened(made.book).convert("RGB").getpixel((150, 0)) == (255, 255, 255)


def test_white_ink_on_nothing_is_laid_on_dark() -> None:
    """A logo made for dark pages would be a white sheet."""
    logo = Image.new("RGBA", (300, 200), (255, 255, 255, 0))
    logo.paste((250, 250, 250, 255), (50, 50, 250, 150))
    made = render_pictures(stored(logo, "PNG"), "x")
    shown = opened(made.book).convert("L")
    assert (shown.getpixel((5, 5)), shown.getpixel((150, 100))) == (24, 250)


def icc_of_adobe_rgb() -> bytes:
    """Return a matrix profile with AdobeRGB's primaries and gamma, as ICC.1:2001 writes one."""

    def fixed(value: float) -> bytes:
        return round(value * 65536).to_bytes(4, "big", signed=True)

    def point(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(map(fixed, values))

    curve = b"curv\0\0\0\0" + (1).to_bytes(4, "big") + round(2.2 * 256).to_bytes(2, "big") + b"\0\0"
    tags = {
        b"wtpt": point(0.9505, 1, 1.0891),
        b"rXYZ": point(0.60974, 0.31111, 0.01947),
        b"gXYZ": point(0.20528, 0.62567, 0.06087),
        b"bXYZ": point(0.14919, 0.06322, 0.74457),
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
        b"desc": b"desc\0\0\0\0" + (10).to_bytes(4, "big") + b"wide gamut".ljust(100, b"\0"),
        b"cprt": b"text\0\0\0\0none\0\0\0\0",
    }
    at, table, body = 132 + 12 * len(tags), b"", b""
    for name, data in tags.items():
        table += name + (at + len(body)).to_bytes(4, "big") + len(data).to_bytes(4, "big")
        body += data + b"\0" * (-len(data) % 4)
    size = (at + len(body)).to_bytes(4, "big")
    head = size + b"\0\0\0\0\x02\x40\0\0mntrRGB XYZ " + b"\x07\xd0\0\1\0\1\0\0\0\0\0\0acsp" + b"\0" * 28
    head += fixed(0.9642) + fixed(1) + fixed(0.8249)
    return head.ljust(128, b"\0") + len(tags).to_bytes(4, "big") + table + body


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_a_wide_gamut_is_narrowed_to_srgb(mode: str, kind: str) -> None:
    """Taken for sRGB, AdobeRGB looks faded: a red of 180, 90, 90 there is 209, 89, 89 here."""
    flat = Image.new(mode, (300, 200), (180, 90, 90, 255)[: len(mode)])
    made = render_pictures(stored(flat, kind, icc_profile=icc_of_adobe_rgb()), "x")
    red, green, blue = opened(made.book).convert("RGB").getpixel((9, 9))  # type: ignore[misc]
    assert (abs(red - 209) <= 4, abs(green - 89) <= 4, abs(blue - 88) <= 5) == (True, True, True)
    assert "icc_profile" not in opened(made.book).info


def test_a_very_tall_picture_keeps_the_width_it_is_read_by() -> None:
    made = render_pictures(asset(size=(600, 6000)), "x")
    assert opened(made.screen).width > 350
    assert opened(made.book).width * opened(made.book).height <= BOOK_SIDE**2


def test_a_bleached_copy_is_never_used() -> None:
    """Whatever engine made it: the copy is compared with its source, and the difference is said in words."""
    white = Image.new("L", (300, 200), 254)
    assert difference(light_of(GREY), GREY.size, white, 8).startswith("would be printed lighter than it is: 254 of 255")
    assert difference(light_of(GREY), GREY.size, GREY.rotate(180), 8).startswith("would be printed as another picture")
    assert difference(light_of(GREY), GREY.size, GREY.resize((600, 400)), 8).startswith("would be enlarged")
    assert difference(light_of(GREY), GREY.size, GREY.resize((300, 150)), 8).startswith(
        "would be printed in other prop"
    )
    assert difference(light_of(GREY), GREY.size, GREY.resize((150, 100)), 8) == ""


# --- drawings ---------------------------------------------------------------------------------------------------------


FONTS = (bundled_themes() / "almanac" / "fonts",)
NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
CHART = '<rect width="100" height="90" fill="#a00"/><text x="120" y="60" font-size="30">Depth</text>'


def svg(inner: str = CHART, size: str = 'width="400" height="200"', before: str = "") -> Asset:
    return parse_picture("images/x.svg", f"{before}<svg {NS} {size}>{inner}</svg>".encode(), "x")


def test_a_drawing_becomes_a_picture_every_reader_shows() -> None:
    made = render_pictures(svg(), "x", FONTS)
    assert (made.book.media_type, opened(made.book).size) == ("image/png", (1600, 800))
    assert opened(made.book).convert("RGB").getpixel((9, 9)) == (170, 0, 0)
    assert darkest(opened(made.book).convert("L").crop((480, 100, 900, 260))) < 50, "its words are drawn"
    assert made == render_pictures(svg(), "x", FONTS)


def test_a_drawing_says_whose_it_is() -> None:
    told = (
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/'
        'elements/1.1/"><rdf:Description><dc:rights>(c) Bo Marl</dc:rights></rdf:Description></rdf:RDF></metadata>'
    )
    made = render_pictures(svg(told + CHART), "x", FONTS)
    assert rights_text(made.screen.data) == "(c) Bo Marl"


def test_letters_that_no_font_has_are_named() -> None:
    with pytest.raises(DrawingError, match="no font of the theme has: 深"):
        render_pictures(svg('<text x="9" y="60">深 m</text>'), "x", FONTS)


def test_a_drawing_on_which_nothing_is_seen_is_none() -> None:
    with pytest.raises(DrawingError, match="nothing is seen"):
        render_pictures(svg("<g/>"), "x", FONTS)


BOMB = "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaaaaaaaa'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
)


@pytest.mark.parametrize(
    ("inner", "before", "why"),
    [
        ('<image xlink:href="file:///etc/passwd"/>', "", "file:///etc/passwd"),
        ('<image href="https://a.example/b.png"/>', "", "https://a.example/b.png"),
        ('<use href="other.svg#a"/>', "", "other.svg#a"),
        ('<rect fill="url(https://a.example/#b)"/>', "", "https://a.example/#b"),
        ("<style>rect{fill:url(//a.example/#b)}</style>", "", "//a.example/#b"),
        ('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>', "", "data:image/svg"),
        ("<foreignObject><p>Words</p></foreignObject>", "", "only a browser shows"),
        ("<text>&j;</text>", f"{BOMB}]>", "cannot be read"),
        ('<text x="&j;"/>', f"{BOMB}]>", "cannot be read"),
        ("<text>&x;</text>", "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", "cannot be read"),
    ],
)
def test_a_drawing_that_leads_outside_or_grows_is_refused(inner: str, before: str, why: str) -> None:
    with pytest.raises(InputError, match=re.escape(why)):
        svg(inner, before=before)


def test_copies_of_copies_of_a_shape_end() -> None:
    groups = '<g id="a0"><rect width="1" height="1"/></g>' + "".join(
        f'<g id="a{n + 1}">{f"""<use href="#a{n}"/>""" * 10}</g>' for n in range(9)
    )
    with pytest.raises(DrawingError, match="cannot be drawn"):
        render_pictures(svg(f'<defs>{groups}</defs><use href="#a9"/>'), "x")


def test_scripts_and_fonts_from_elsewhere_are_taken_out() -> None:
    active = (
        "<style>@import url(https://fonts.example/a.css); rect{fill:#a00}</style><script>alert(1)</script>"
        '<a href="https://a.example/"><rect onclick="alert(1)" width="90" height="90"/></a><!-- a comment -->'
    )
    safe = parse_drawing(svg(active, before="<!DOCTYPE svg [<!ENTITY ns 'http://a.example/'>]>").data).data.decode()
    assert [word for word in ("script", "alert", "https://", "comment", "DOCTYPE") if word in safe] == []
    assert opened(render_pictures(svg(active), "x").book).convert("RGB").getpixel((9, 9)) == (170, 0, 0)

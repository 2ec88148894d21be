"""What a picture's file says of its rights is in every copy we make of it, read back by readers that are not ours."""

import io
from typing import Any

import pikepdf
import pytest
from lxml import etree
from PIL import Image, IptcImagePlugin, PngImagePlugin

from publishkit.edition.renditions import render_pictures
from publishkit.model.article import Asset
from publishkit.rights.pictures.metadata import rights_words
from tests.proof.every_duty import XMP, Made, photograph

HOLDER = "© 2026 Bo Marl & Daughters"
KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def asset(kind: str, xmp: bytes = XMP, size: tuple[int, int] = (2600, 1700), **options: Any) -> Asset:
    picture = Image.open(io.BytesIO(photograph(size)))
    out = io.BytesIO()
    if kind == "PNG" and xmp:
        chunks = PngImagePlugin.PngInfo()
        chunks.add_itxt("XML:com.adobe.xmp", xmp.decode(), zip=True)
        options["pnginfo"] = chunks
    elif xmp:
        options["xmp"] = xmp
    picture.save(out, kind, **options)
    return Asset(name="x", media_type=KINDS[kind], data=out.getvalue(), width=size[0], height=size[1])


def said(data: bytes) -> dict[str, list[str]]:
    """Return what an outside reader finds in the packet: by its place in the file, parsed by pikepdf's model of XMP."""
    start, end = data.index(b"<x:xmpmeta"), data.index(b"</x:xmpmeta>") + len(b"</x:xmpmeta>")
    root = etree.fromstring(data[start:end])
    found: dict[str, list[str]] = {}
    for element in root.iter(etree.Element):
        for name, value in [*element.attrib.items(), (element.tag, (element.text or "").strip())]:
            found.setdefault(etree.QName(str(name)).localname, []).append(str(value))
    return found


def in_file(data: bytes) -> None:
    """The packet stands where the format wants it."""
    if data.startswith(b"\x89PNG"):
        assert b"iTXtXML:com.adobe.xmp\0" in data
    else:
        assert b"http://ns.adobe.com/xap/1.0/\0<" in data


@pytest.mark.parametrize("kind", KINDS)
def test_a_smaller_copy_keeps_the_packet(kind: str) -> None:
    """JPEG, PNG (a text chunk of its own) and WebP; a WebP becomes a JPEG."""
    made = render_pictures(asset(kind), "x")
    for copy in (made.book, made.screen):
        in_file(copy.data)
        assert HOLDER in said(copy.data)["li"]
        assert "https://marl.example/rights" in said(copy.data)["WebStatement"]
        assert rights_words(copy.data) == rights_words(asset(kind).data)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
@pytest.mark.parametrize("turn", [3, 6, 8])
def test_a_copy_turned_upright_keeps_it_and_is_turned_once(kind: str, turn: int) -> None:
    exif = Image.Exif()
    exif[274] = turn
    turned = XMP.replace(
        b'rdf:about="" ', b'rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="%d" ' % turn
    )
    made = render_pictures(asset(kind, turned, exif=exif), "x")
    assert HOLDER in said(made.screen.data)["li"]
    assert b"Orientation" not in made.screen.data
    assert (made.screen.width > made.screen.height) is (turn == 3)


def test_what_only_exif_says_is_carried_over() -> None:
    """The EXIF block itself goes: WeasyPrint would draw the picture anew, and it holds where the camera stood."""
    exif = Image.Exif()
    exif[315], exif[33432] = "Bo Marl", HOLDER.encode()
    exif.get_ifd(0x8825)[1] = "N"
    made = render_pictures(asset("JPEG", b"", exif=exif), "x")
    assert said(made.screen.data)["li"] == ["Bo Marl", HOLDER]
    with Image.open(io.BytesIO(made.screen.data)) as copy:
        assert not copy.getexif()


def test_what_only_iptc_says_is_carried_over() -> None:
    def dataset(number: int, text: str) -> bytes:
        return b"\x1c\x02" + bytes([number]) + len(text.encode()).to_bytes(2, "big") + text.encode()

    block = dataset(80, "Bo Marl") + dataset(110, "KCNA via KNS") + dataset(116, HOLDER)
    resource = b"8BIM\x04\x04\0\0" + len(block).to_bytes(4, "big") + block + b"\0" * (len(block) % 2)
    segment = b"Photoshop 3.0\0" + resource
    plain = photograph()
    data = plain[:2] + b"\xff\xed" + (len(segment) + 2).to_bytes(2, "big") + segment + plain[2:]
    with Image.open(io.BytesIO(data)) as picture:
        assert IptcImagePlugin.getiptcinfo(picture)
    made = render_pictures(Asset(name="x", media_type="image/jpeg", data=data, width=2600, height=1700), "x")
    assert said(made.screen.data)["Credit"] == ["KCNA via KNS"]
    assert HOLDER in said(made.screen.data)["li"]


def test_a_packet_too_long_for_a_jpeg_is_reduced_to_its_rights() -> None:
    """A segment holds 65,533 bytes; editing histories are longer. The rights come first."""
    history = XMP.replace(
        b"</rdf:Description>", b"<dc:description>" + b"x" * 70_000 + b"</dc:description></rdf:Description>"
    )
    made = render_pictures(asset("PNG", history), "x")
    assert HOLDER in said(made.screen.data)["li"]
    assert len(made.screen.data) < len(asset("PNG", history).data)


@pytest.mark.parametrize(
    "packet", [b"<x:xmpmeta", b"\xff\xfe\0", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<a/>" * 9]
)
def test_a_broken_packet_breaks_nothing(packet: bytes) -> None:
    made = render_pictures(asset("JPEG", packet), "x")
    assert rights_words(made.screen.data) == ()


def test_a_picture_without_rights_words_gets_none() -> None:
    assert b"xmpmeta" not in render_pictures(asset("JPEG", b""), "x").screen.data


def test_the_pdf_holds_the_very_jpeg_with_its_packet(made: Made) -> None:
    """pikepdf: the picture's stream is the file, its metadata inside."""
    with pikepdf.open(io.BytesIO(made.files[made.name(".pdf")].data)) as pdf:
        pictures = [image for page in pdf.pages for image in page.get_images().values()]
        raw = [bytes(image.read_raw_bytes()) for image in pictures if image.get("/Filter") == "/DCTDecode"]
    assert any(HOLDER.replace("&", "&amp;").encode() in data for data in raw)

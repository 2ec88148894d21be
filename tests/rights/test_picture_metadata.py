"""What a picture file says of its rights, read and judged."""

import io
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from publishkit.model.rights import Origin, Status, TdmState
from publishkit.rights.detect.found import Detection
from publishkit.rights.detect.picture import detect_picture
from publishkit.rights.pictures.metadata import read_picture_metadata

PACKET = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/" xmlns:cc="http://creativecommons.org/ns#">{}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""
CREATOR = "<dc:creator><rdf:Seq><rdf:li>Ida Example</rdf:li></rdf:Seq></dc:creator>"
RIGHTS = '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2026 Ida Example</rdf:li></rdf:Alt></dc:rights>'


def file(xmp: str = "", kind: str = "JPEG", artist: str = "", copyright: str = "") -> bytes:
    picture, out = Image.new("RGB", (8, 8)), io.BytesIO()
    exif = Image.Exif()
    if artist:
        exif[315] = artist
    if copyright:
        exif[33432] = copyright
    options: dict[str, object] = {"exif": exif} if artist or copyright else {}
    packet = PACKET.format(xmp).encode() if xmp else b""
    if kind == "PNG" and packet:
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", packet.decode())
        options["pnginfo"] = info
    elif packet:
        options["xmp"] = packet
    picture.save(out, kind, **options)
    return out.getvalue()


def signs(data: bytes) -> dict[str, str]:
    return {sign.kind: sign.value for sign in reversed(read_picture_metadata(data))}


def judged(data: bytes, credit: str = "") -> Detection:
    return detect_picture(credit, raw=credit, signals=read_picture_metadata(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_xmp_is_read_from_every_kind_of_file(kind: str) -> None:
    data = file(CREATOR + RIGHTS + "<photoshop:Credit>Ida Example/AFP</photoshop:Credit>", kind)
    assert signs(data) == {"creator": "Ida Example", "copyright": "© 2026 Ida Example", "credit": "Ida Example/AFP"}


def test_xmp_comes_before_exif() -> None:
    data = file(CREATOR, artist="camera owner", copyright="(c) camera owner")
    assert signs(data) == {"creator": "Ida Example", "copyright": "(c) camera owner"}


def test_exif_is_read_where_there_is_nothing_else() -> None:
    found = judged(file(artist="Ida Example", copyright="(c) 2026 Ida Example")).statement
    assert (found.status, found.copyright_line) == (Status.ALL_RIGHTS_RESERVED, "(c) 2026 Ida Example")
    assert [party.name for party in found.creators] == ["Ida Example"]
    assert found.origin is Origin.IMAGE_METADATA


def test_png_names_author_and_copyright_in_its_own_words() -> None:
    info, out = PngInfo(), io.BytesIO()
    info.add_text("Author", "Ida Example / Reuters")
    info.add_itxt("Copyright", "© 2026 Ida Example")
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=info)
    assert signs(out.getvalue()) == {"creator": "Ida Example / Reuters", "copyright": "© 2026 Ida Example"}


def test_a_description_that_ends_in_a_credit_is_a_sign() -> None:
    described = '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Boats at noon. (AP Photo/Ida Example)</rdf:li></rdf:Alt></dc:description>'
    exif, out = Image.Exif(), io.BytesIO()
    exif[270] = "Boats at noon. (AP Photo/Ida Example)"
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=exif)
    assert signs(file(described)) == signs(out.getvalue()) == {"caption": "(AP Photo/Ida Example)"}


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\nmud", file(), file("<dc:rights")])
def test_a_file_that_says_nothing(data: bytes) -> None:
    assert read_picture_metadata(data) == ()


def test_a_license_in_the_file_is_the_pictures() -> None:
    uri = "https://creativecommons.org/licenses/by-sa/4.0/"
    for xmp in (f'<cc:license rdf:resource="{uri}"/>', f"<xmpRights:WebStatement>{uri}</xmpRights:WebStatement>"):
        found = judged(file(xmp + CREATOR)).statement
        assert (found.status, found.license_id, found.origin) == (
            Status.LICENSED_OPEN,
            "CC-BY-SA-4.0",
            Origin.IMAGE_METADATA,
        )
        assert found.signals[0].where == "file"


def test_a_license_in_the_file_against_another_under_the_picture_is_a_conflict() -> None:
    xmp = "<xmpRights:WebStatement>https://creativecommons.org/licenses/by/4.0/</xmpRights:WebStatement>"
    found = judged(file(xmp), "Ida Example, CC BY-NC 4.0")
    assert found.statement.conflict and found.statement.status is Status.UNKNOWN
    assert "ask the photographer" in found.questions[0]


def test_agencies_in_the_file_reserve_the_picture() -> None:
    found = judged(file("<photoshop:Source>Getty Images</photoshop:Source>")).statement
    assert (found.status, [party.name for party in found.agencies]) == (Status.ALL_RIGHTS_RESERVED, ["Getty Images"])


def test_mining_prohibited_and_a_statement_that_is_no_license_reserve_the_picture() -> None:
    """As the files of the large agencies say it."""
    xmp = (
        "<plus:DataMining>http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING</plus:DataMining>"
        "<xmpRights:WebStatement>https://agency.example/eula</xmpRights:WebStatement>"
    )
    found = judged(file(xmp)).statement
    assert (found.status, found.tdm.state) == (Status.ALL_RIGHTS_RESERVED, TdmState.RESERVED)
    assert found.terms_url == "https://agency.example/eula"


@pytest.mark.parametrize("words", ["No resale. Mandatory credit.", "All rights reserved.", "Editorial use only"])
def test_instructions_that_reserve(words: str) -> None:
    assert (
        judged(file(f"<photoshop:Instructions>{words}</photoshop:Instructions>")).statement.status
        is Status.ALL_RIGHTS_RESERVED
    )


def test_the_credit_under_the_picture_is_kept_and_the_files_fills_a_gap() -> None:
    data = file("<photoshop:Credit>Ida Example / Port Office</photoshop:Credit>")
    assert judged(data, "Bo Example").statement.credit_line == "Bo Example"
    assert judged(data).statement.credit_line == "Ida Example / Port Office"


def test_an_xmp_bomb_is_not_expanded() -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        + PACKET.format("<photoshop:Credit>&b;</photoshop:Credit>").encode()
    )
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG", xmp=bomb)
    assert "aaaaaaaaaa" not in str(read_picture_metadata(out.getvalue()))


def test_a_picture_added_with_its_text_says_what_its_file_says(tmp_path: Path) -> None:
    from tests.rights.detect.reading import Reader

    (tmp_path / "pier.jpg").write_bytes(file("<photoshop:Credit>Ida Example/dpa</photoshop:Credit>"))
    taken = Reader(tmp_path).read(
        "ferry.md",
        "# The ferry returns\n\nThe ferry was built in 1961, the port office said.\n\n![The pier](pier.jpg)\n",
    )
    (picture,) = taken.rights.picture
    assert (picture.rights.credit_line, picture.rights.status) == ("Ida Example/dpa", Status.ALL_RIGHTS_RESERVED)

"""What machines read of the rights: JSON-LD, RDFa, OPF, XMP, TDM; by outside readers (lxml, json, pypdf, pikepdf)."""

import io
import json
import zipfile
from typing import Any

import pikepdf
import pypdf
import pytest
from lxml import etree, html

from publishkit.model.rights import Channel
from tests.proof.every_duty import Made

SENTENCE = "© 2026 Quay Readers for our own texts, selection and layout."
OPF = {"o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
BY_ND = "https://creativecommons.org/licenses/by-nd/4.0/"


def web(made: Made, name: str) -> html.HtmlElement:
    return html.document_fromstring(made.files[f"web/{name}.html"].data.decode())


def book(made: Made) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(made.files[made.name(".epub")].data))


def opf(made: Made) -> etree._Element:
    return etree.fromstring(book(made).read("EPUB/content.opf"))


def json_ld(made: Made, place: str) -> dict[str, Any]:
    if place == "web":
        (script,) = web(made, "index").xpath("//script[@type='application/ld+json']/text()")
    else:
        script = book(made).read("EPUB/rights.jsonld").decode()
    told = json.loads(str(script))
    assert isinstance(told, dict)
    return told


@pytest.mark.parametrize("place", ["web", "epub"])
def test_json_ld_says_what_is_based_on_what(made: Made, place: str) -> None:
    """A reprint is based on its original and names its license, a brief cites and has none."""
    told = json_ld(made, place)
    assert (told["@type"], told["copyrightNotice"][: len(SENTENCE)]) == ("PublicationIssue", SENTENCE)
    assert "license" not in told
    parts = {part.get("headline") or part["name"]: part for part in told["hasPart"]}
    eels, salt, brief = (
        parts[name] for name in ("Eels return to the weir", "The price of salt", "Harbour dues to double")
    )
    assert (eels["isBasedOn"], eels["license"]) == ("https://harbournews.example/eels", BY_ND)
    assert (eels["author"][0]["name"], eels["copyrightNotice"]) == ("Ann Reed", "© 2026 Harbour News")
    assert "license" not in brief and "isBasedOn" not in brief
    assert brief["author"]["name"] == "Ines Falk"
    assert brief["citation"]["@id"] == "https://press.example/dues"
    assert brief["citation"]["copyrightHolder"][0]["name"] == "Harbour Press Ltd"
    (pans,) = salt["image"]
    assert (pans["creator"][0]["name"], pans["license"]) == (
        "Marta Luz",
        "https://creativecommons.org/licenses/by/2.0/",
    )
    assert pans["copyrightNotice"] == "© Marta Luz 2019"


def test_every_article_page_has_its_own(made: Made) -> None:
    for name in (name for name in made.files if name.startswith("web/") and name.endswith(".html")):
        for script in html.document_fromstring(made.files[name].data.decode()).xpath("//script/text()"):
            assert json.loads(script)["@context"] == "https://schema.org"


def test_the_book_points_to_the_record(made: Made) -> None:
    (link,) = opf(made).xpath("//o:metadata/o:link[@rel='record']", namespaces=OPF)
    assert (link.get("href"), link.get("media-type")) == ("rights.jsonld", "application/ld+json")
    assert not opf(made).xpath("//o:manifest/o:item[@href='rights.jsonld']", namespaces=OPF)


def subject_of(link: etree._Element) -> str:
    """Return what RDFa takes as the subject of an `<a rel="license">` (RDFa Core 1.1, 7.5)."""
    while True:
        parent = link.getparent()
        assert parent is not None, "a license of nothing in particular"
        for attribute in ("about", "resource"):
            if parent.get(attribute):
                return str(parent.get(attribute))
        link = parent


@pytest.mark.parametrize("place", ["web/index.html", "web/salt.html", "email.html", "EPUB/text/a03.xhtml"])
def test_a_license_link_speaks_of_its_own_work(made: Made, place: str) -> None:
    """`rel="license"` inside RDFa says whose: the picture's license is not the article's."""
    data = book(made).read(place) if place.startswith("EPUB") else made.files[place].data
    root = html.document_fromstring(data)
    assert not root.xpath("//head//*[@rel='license']")
    told = {(subject_of(a), a.get("href")) for a in root.xpath("//*[@rel='license']")}
    article = "https://salemar.example/sal"
    assert (article, "https://creativecommons.org/licenses/by-sa/4.0/") in told
    assert (article, "https://creativecommons.org/licenses/by/2.0/") not in told
    assert any("salt-01" in who and what.endswith("/by/2.0/") for who, what in told)


def test_the_package_says_rights_and_reservation(made: Made) -> None:
    root = opf(made)
    assert root.xpath("string(//dc:rights)", namespaces=OPF).startswith(SENTENCE)
    said = {m.get("property"): m.text for m in root.xpath("//o:meta[@property]", namespaces=OPF)}
    assert (said["dcterms:rightsHolder"], said["tdm:reservation"]) == ("Quay Readers", "1")
    assert said["tdm:policy"] == "https://quay.example/tdm.json"
    assert "tdm: http://www.w3.org/ns/tdmrep#" in root.get("prefix", "")
    assert "dcterms:license" not in said


def test_the_pdf_says_rights_and_reservation(made: Made) -> None:
    """Pypdf and pikepdf read the same; the namespace of TDMRep ends with a slash here, and the file is PDF/A-3a."""
    data = made.files[made.name(".pdf")].data
    xmp = pypdf.PdfReader(io.BytesIO(data)).xmp_metadata
    assert xmp and xmp.dc_rights
    assert xmp.dc_rights["x-default"].startswith(SENTENCE)
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as meta:
        assert str(meta["dc:rights"]).startswith(SENTENCE)
        assert meta["xmpRights:Marked"] == "True"
        assert meta["xmpRights:WebStatement"] == "https://quay.example/letter/2026-w47/#credits"
        assert meta["{http://www.w3.org/ns/tdmrep/}reservation"] == "1"
        assert meta["{http://www.w3.org/ns/tdmrep/}policy"] == "https://quay.example/tdm.json"
        assert "{http://creativecommons.org/ns#}license" not in meta
        assert meta.pdfa_status == "3A"


def test_pages_of_free_texts_reserve_nothing(made: Made) -> None:
    """A reservation for others must not spread (CC 4.0, 2(a)(5)(C)); the file as a whole says so with its exception."""
    reserved = "//meta[@name='tdm-reservation']"
    assert web(made, "index").xpath(reserved)
    assert not web(made, "eels").xpath(reserved)
    assert web(made, "salt").xpath(reserved), "a picture in it is reserved"
    for channel in Channel:
        duties = [o for o in made.record.owed if o.duty == "D-NO-EXTRA-TERMS" and o.channel is channel]
        assert all("The reservation does not apply to items marked Creative Commons" in o.strings[1] for o in duties)


def test_the_mail_names_the_record(made: Made) -> None:
    assert b"X-Publishkit-Rights: https://quay.example/letter/2026-w47/rights.json" in made.files["email.eml"].data
    page = html.document_fromstring(made.files["email.html"].data)
    assert page.xpath("//meta[@name='tdm-reservation' and @content='1']")

"""A page saved whole, with its folder: pictures come along with what they say of themselves; its site's rules count."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from publishkit.model.article import RightsFile
from publishkit.workspace.article import parse_article
from publishkit.workspace.toml.parse import parse_toml

STORY = "".join(
    f"<p>The ferry was built in 19{year} and carried up to four hundred people an hour across the harbour, it is said.</p>"
    for year in range(61, 67)
)
XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmpRights:WebStatement="https://creativecommons.org/licenses/by-sa/4.0/" photoshop:Credit="Ida Example"/></rdf:RDF></x:xmpmeta>"""


def jpeg(xmp: str = "") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(out, "JPEG", **({"xmp": xmp.encode()} if xmp else {}))
    return out.getvalue()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """As browsers save it: `src` leads into the folder, `srcset` still to the web; a portrait and a pixel are no pictures."""
    folder = tmp_path / "The ferry_files"
    folder.mkdir()
    (folder / "pier-1.jpg").write_bytes(jpeg(XMP))
    (folder / "pier 2.jpg").write_bytes(jpeg())
    (folder / "fake.jpg").write_bytes(b"<svg onload='alert(1)'/>")
    (folder / "author.jpg").write_bytes(jpeg())
    path = tmp_path / "The ferry.html"
    path.write_text(
        f"""<html lang="en"><head><title>The ferry returns</title><link rel="canonical" href="https://gazette.example/ferry"></head>
<body><article><h1>The ferry returns</h1><div class="author"><img src="./The%20ferry_files/author.jpg"></div>
<figure><img src="./The%20ferry_files/pier-1.jpg" srcset="https://img.example/pier-1.jpg 900w" alt="The pier"><figcaption>The northern pier in March</figcaption></figure>{STORY}
<figure><img src="./The%20ferry_files/pier%202.jpg"><figcaption>The southern pier. Photo: Bo Example/AFP</figcaption></figure>
<figure><img src="./The%20ferry_files/fake.jpg"><figcaption>Another pier, which was not saved well</figcaption></figure>
<p>And that is the end of the story of the ferry, as the port office tells it to its guests on Mondays.</p></article></body></html>"""
    )
    return path


def test_pictures_come_along(page: Path, workspace: Path, run_add: Callable) -> None:
    ran = run_add(page)
    folder = workspace / "issues/2026-w47/articles/the-ferry-returns"
    assert ran.code == 0
    assert sorted(path.name for path in (folder / "images").iterdir()) == ["01.jpg", "02.jpg"]
    _, body = parse_article((folder / "article.md").read_bytes(), "article.md")
    assert "![The pier](images/01.jpg)" in body and "](images/02.jpg)" in body
    assert body.index("01.jpg") < body.index("The ferry was built in 1961") < body.index("02.jpg")
    first, second, third = parse_toml((folder / "rights.toml").read_bytes(), RightsFile, "rights.toml").picture
    assert (first.file, first.src, first.rights.license_id) == (
        "images/01.jpg",
        "https://img.example/pier-1.jpg",
        "CC-BY-SA-4.0",
    )
    assert (first.rights.credit_line, first.rights.origin) == ("Ida Example", "image_metadata")
    assert (second.file, second.src, second.rights.status) == ("images/02.jpg", None, "all_rights_reserved")
    assert (third.file, third.caption) == ("", "Another pier, which was not saved well")
    assert "1 picture(s) without a file" in ran.out


def test_a_page_without_its_folder_is_as_before(page: Path, run_add: Callable) -> None:
    page = page.rename(page.with_name("moved.html"))
    assert "3 picture(s) without a file" in run_add("--dry-run", page).out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("The ferry.html.headers", "HTTP/2 200\ntdm-reservation: 1\n"),
        ("The ferry.html.headers", "HTTP/2 200\nx-robots-tag: noai\n"),
        ("The ferry.html.headers", 'HTTP/2 200\nlink: </l.xml>; rel="license"; type="application/rsl+xml"\n'),
        ("gazette.example/robots.txt", "User-agent: *\nContent-Signal: ai-train=no\n"),
        ("gazette.example/robots.txt", "License: https://gazette.example/l.xml\n"),
        ("gazette.example/.well-known/tdmrep.json", '[{"location": "/ferry", "tdm-reservation": 1}]'),
    ],
)
def test_what_the_site_tells_machines_is_recorded(
    page: Path, workspace: Path, run_add: Callable, name: str, content: str
) -> None:
    path = page.parent / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    run_add(page)
    rights = workspace / "issues/2026-w47/articles/the-ferry-returns/rights.toml"
    assert parse_toml(rights.read_bytes(), RightsFile, "rights.toml").text.tdm.state == "reserved"

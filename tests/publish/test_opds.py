"""OPDS catalogs: the rules of OPDS 1.2 and 2.0, written out from the specifications, and a walk as an e-reading app does it.

The published schemas (RELAX NG of 1.2, JSON Schema of 2.0) carry no license that would let us keep copies here.
"""

import io
import json
import re
import urllib.request
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from lxml import etree

from tests.support.once import epubcheck

A, DC = "{http://www.w3.org/2005/Atom}", "{http://purl.org/dc/terms/}"
URL = "https://estuary.example.org/letter/"
NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
ACQUIRE = "http://opds-spec.org/acquisition"


def tree_of(data: bytes) -> Any:
    return etree.fromstring(data)


def feeds(site: Path) -> list[Path]:
    return sorted((site / "opds").glob("*.xml"))


def test_opds_1_feeds_keep_the_rules(site: Path) -> None:
    """2.: every feed has self and start; an entry of an acquisition feed acquires, one of a navigation feed leads on."""
    assert [path.name for path in feeds(site)] == ["2025.xml", "2026.xml", "index.xml", "new.xml"]
    for path in feeds(site):
        root = tree_of(path.read_bytes())
        kind = NAVIGATION if path.name == "index.xml" else ACQUISITION
        links = {link.get("rel"): link for link in root.findall(f"{A}link")}
        assert (links["self"].get("href"), links["self"].get("type")) == (f"{URL}opds/{path.name}", kind)
        assert (links["start"].get("href"), links["start"].get("type")) == (f"{URL}opds/index.xml", NAVIGATION)
        for node in (root, *root.iter(f"{A}entry")):
            assert [len(node.findall(f"{A}{n}")) for n in ("id", "title", "updated")] == [1, 1, 1]
            assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", node.findtext(f"{A}id"))
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", node.findtext(f"{A}updated"))
        for entry in root.iter(f"{A}entry"):
            check_entry(entry, acquisition=kind == ACQUISITION)


def check_entry(entry: Any, *, acquisition: bool) -> None:
    links = entry.findall(f"{A}link")
    if not acquisition:
        assert [link.get("type") for link in links] == [ACQUISITION]
        return
    books = [link for link in links if link.get("rel").startswith(ACQUIRE)]
    assert [link.get("type") for link in books] == ["application/epub+zip", "application/pdf"]
    assert {"http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail"} <= {x.get("rel") for x in links}
    assert all(len(entry.findall(f"{DC}{n}")) == 1 for n in ("identifier", "language", "issued", "publisher"))
    assert entry.findtext(f"{A}summary")
    assert entry.findtext(f"{A}rights")


@pytest.mark.parametrize("name", ["index", "new", "2026", "2025"])
def test_opds_2_feeds_keep_the_rules(site: Path, name: str) -> None:
    """A title and a self link; publications or navigation; each publication names itself, acquires and has a picture."""
    told = json.loads((site / f"opds/{name}.json").read_bytes())
    assert told["metadata"]["title"]
    assert {"rel": "self", "href": f"{URL}opds/{name}.json", "type": "application/opds+json"} in told["links"]
    if name == "index":
        assert [(n["title"], n["href"]) for n in told["navigation"]][1:] == [
            ("Issues of 2026", f"{URL}opds/2026.json"),
            ("Issues of 2025", f"{URL}opds/2025.json"),
        ]
        publications = told["groups"][0]["publications"]
    else:
        publications = told["publications"]
        assert told["metadata"]["numberOfItems"] == len(publications)
    for publication in publications:
        check_publication(site, publication)


def check_publication(site: Path, told: dict[str, Any]) -> None:
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", told["metadata"]["identifier"])
    assert told["metadata"]["@type"] == "http://schema.org/PublicationIssue"
    assert set(told["metadata"]["belongsTo"]["series"]) == {"name", "position"}
    (own,) = (link for link in told["links"] if link["rel"] == "self")
    assert own["type"] == "application/opds-publication+json"
    assert json.loads((site / own["href"].removeprefix(URL)).read_bytes()) == told
    assert any(link["rel"].startswith(ACQUIRE) for link in told["links"])
    for image in told["images"]:
        from PIL import Image

        with Image.open(site / image["href"].removeprefix(URL)) as picture:
            assert (picture.format, picture.size) == ("JPEG", (image["width"], image["height"]))


def test_a_walk_through_the_catalog_brings_a_book_that_epubcheck_passes(address: str, shared: Path) -> None:
    """Home page, catalog, newest shelf, first entry, its EPUB: only by links, as an app goes."""

    def fetch(url: str) -> bytes:
        with urllib.request.urlopen(url.replace(URL, address)) as answer:
            return bytes(answer.read())

    page = fetch(address).decode()
    start = re.search(rf'type="{re.escape(NAVIGATION)}" href="([^"]+)"', page)
    assert start
    root = tree_of(fetch(urljoin(address, start[1])))
    newest = root.find(f"{A}entry/{A}link[@rel='http://opds-spec.org/sort/new']").get("href")
    entry = tree_of(fetch(newest)).find(f"{A}entry")
    book = entry.find(f"{A}link[@type='application/epub+zip']")
    data = fetch(book.get("href"))
    assert len(data) == int(book.get("length"))
    assert fetch(entry.find(f"{A}link[@rel='http://opds-spec.org/image']").get("href")).startswith(b"\xff\xd8")
    assert [message for message in epubcheck(data, shared) if message["severity"] != "USAGE"] == []
    with zipfile.ZipFile(io.BytesIO(data)) as book_file:
        opf = next(n for n in book_file.namelist() if n.endswith(".opf"))
        assert entry.findtext(f"{A}id") in book_file.read(opf).decode()


def test_a_year_of_a_daily_is_cut_into_pages(shelf: Path) -> None:
    """More than a hundred issues: pages joined by first, previous, next, last (RFC 5005)."""
    from dataclasses import replace

    from publishkit.edition.language import load_words
    from publishkit.edition.records.public_record import parse_edition
    from publishkit.publish.feeds.opds import shelves

    record = parse_edition((shelf / "out/2026-w47/edition.json").read_bytes())
    many = [replace(record, edition=f"d{n:03}", number=n) for n in range(250, 0, -1)]
    years = [one for one in shelves(many, load_words("en")) if one.path != "opds/new"]
    assert [(one.path, len(one.records)) for one in years] == [
        ("opds/2026", 100),
        ("opds/2026-2", 100),
        ("opds/2026-3", 50),
    ]
    assert [years[1].path_of(page) for page in (1, 2, 3)] == ["opds/2026", "opds/2026-2", "opds/2026-3"]

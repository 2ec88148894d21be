"""OPDS catalogs: every issue as a book for e-reading apps, in OPDS 1.2 (Atom) and OPDS 2.0 (JSON).

The root leads to the newest issues and to each year; a year's shelf has at most a hundred issues on a page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from publishkit.edition.language import OURS, Vocabulary
from publishkit.edition.records.public_record import EditionRecord
from publishkit.model.issue import stamp
from publishkit.publish.feeds.entries import edition_title, enclosures
from publishkit.publish.feeds.feeds import ATOM, atom_node
from publishkit.publish.files import (
    OPDS_ACQUISITION,
    OPDS_JSON,
    OPDS_NAVIGATION,
    OPDS_PUBLICATION,
    Addresses,
    json_bytes,
    xml_bytes,
)

DC = "http://purl.org/dc/terms/"
OPDS = "http://opds-spec.org/2010/catalog"
OPEN_ACCESS = "http://opds-spec.org/acquisition/open-access"
IMAGE, THUMBNAIL = "http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail"
NEWEST = "http://opds-spec.org/sort/new"
PAGE = 100
NEW = 25

Links = Sequence[tuple[str, str, str]]
"""(rel, path on the site, media type)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    """One page of a list of issues."""

    path: str
    """Without suffix: `opds/2026`."""
    title: str
    records: tuple[EditionRecord, ...]
    total: int
    """Issues on all pages of it."""
    page: int = 1
    pages: int = 1

    def path_of(self, page: int) -> str:
        """Return the path of another page, without suffix."""
        stem = self.path.removesuffix(f"-{self.page}") if self.page > 1 else self.path
        return stem if page == 1 else f"{stem}-{page}"


def shelves(records: Sequence[EditionRecord], words: Mapping[str, str]) -> Iterator[Shelf]:
    """Yield the newest issues, then each year; *records* come newest first."""
    yield Shelf(path="opds/new", title=words["newest_issue"], records=tuple(records[:NEW]), total=len(records[:NEW]))
    for year in dict.fromkeys(record.date[:4] for record in records):
        of_year = [record for record in records if record.date[:4] == year]
        pages = -(-len(of_year) // PAGE)
        for page in range(1, pages + 1):
            yield Shelf(
                path=f"opds/{year}" if page == 1 else f"opds/{year}-{page}",
                title=words["issues_of"].format(year=year),
                records=tuple(of_year[(page - 1) * PAGE : page * PAGE]),
                total=len(of_year),
                page=page,
                pages=pages,
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalog:
    """The whole of it."""

    title: str
    publisher: str
    language: str
    rights: str
    updated: datetime
    """Moment of the latest change."""
    at: Addresses
    shelves: tuple[Shelf, ...]
    vocabulary: Vocabulary = OURS


# --- OPDS 1.2 ---------------------------------------------------------------------------------------------------------


def navigation_xml(catalog: Catalog) -> bytes:
    """Return the root of the OPDS 1.2 catalog, `opds/index.xml`."""
    root = _feed(catalog, "opds/index", catalog.title, OPDS_NAVIGATION)
    for shelf in catalog.shelves:
        if shelf.page == 1:
            entry = atom_node(root, "entry")
            atom_node(entry, "id", _id(catalog, shelf.path))
            atom_node(entry, "title", shelf.title)
            atom_node(entry, "updated", _updated(shelf.records, catalog))
            atom_node(entry, "content", _count(catalog, shelf), type="text")
            rel = NEWEST if shelf.path == "opds/new" else "subsection"
            _link(entry, rel, catalog.at.to(f"{shelf.path}.xml"), OPDS_ACQUISITION)
    return xml_bytes(root)


def acquisition_xml(catalog: Catalog, shelf: Shelf) -> bytes:
    """Return one shelf as an OPDS 1.2 acquisition feed."""
    root = _feed(catalog, shelf.path, shelf.title, OPDS_ACQUISITION)
    _link(root, "up", catalog.at.to("opds/index.xml"), OPDS_NAVIGATION)
    for rel, path in _pages(shelf):
        _link(root, rel, catalog.at.to(f"{path}.xml"), OPDS_ACQUISITION)
    for record in shelf.records:
        _entry(root, record, catalog.at, catalog.vocabulary)
    return xml_bytes(root)


def _feed(catalog: Catalog, path: str, title: str, kind: str) -> etree._Element:
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "dc": DC, "opds": OPDS})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", catalog.language)
    atom_node(root, "id", _id(catalog, path))
    atom_node(root, "title", title)
    atom_node(root, "updated", stamp(catalog.updated))
    author = atom_node(root, "author")
    atom_node(author, "name", catalog.publisher)
    atom_node(author, "uri", catalog.at.base)
    atom_node(root, "icon", catalog.at.to("site/icon.png"))
    _link(root, "self", catalog.at.to(f"{path}.xml"), kind)
    _link(root, "start", catalog.at.to("opds/index.xml"), OPDS_NAVIGATION)
    _link(root, "alternate", catalog.at.base, "text/html")
    return root


def _entry(root: etree._Element, record: EditionRecord, at: Addresses, vocabulary: Vocabulary) -> None:
    entry = atom_node(root, "entry")
    atom_node(entry, "id", record.identifier)
    atom_node(entry, "title", f"{record.name}, {edition_title(record, vocabulary)}")
    atom_node(entry, "updated", stamp(record.changed))
    atom_node(entry, "published", stamp(record.came_out))
    atom_node(atom_node(entry, "author"), "name", record.publisher)
    for name, role in record.contributors:
        if role == "aut":
            atom_node(atom_node(entry, "contributor"), "name", name)
    atom_node(entry, "rights", record.rights)
    atom_node(entry, "summary", record.deck, type="text")
    atom_node(entry, "category", term="magazine", label="Magazine")
    for name, text in (
        ("identifier", record.identifier),
        ("language", record.language),
        ("publisher", record.publisher),
        ("issued", record.date),
    ):
        etree.SubElement(entry, f"{{{DC}}}{name}").text = text
    _link(entry, IMAGE, _cover(record, at, record.cover.file), "image/jpeg")
    _link(entry, THUMBNAIL, _cover(record, at, record.cover.small), "image/jpeg")
    for book in enclosures(record, at):
        _link(entry, OPEN_ACCESS, book.url, book.media_type, length=f"{book.bytes}", title=book.title)
    _link(entry, "alternate", record.url, "text/html")


def _link(parent: etree._Element, rel: str, href: str, media_type: str, **more: str) -> None:
    atom_node(parent, "link", rel=rel, href=href, type=media_type, **more)


# --- OPDS 2.0 ---------------------------------------------------------------------------------------------------------


def navigation_json(catalog: Catalog) -> bytes:
    """Return the root of the OPDS 2.0 catalog, `opds/index.json`: the way to the shelves, and the newest issues."""
    newest = next(iter(catalog.shelves))
    shelves = [shelf for shelf in catalog.shelves if shelf.page == 1]
    document = {
        "metadata": {"title": catalog.title, "modified": stamp(catalog.updated)},
        "links": _links(catalog.at, (("self", "opds/index.json", OPDS_JSON), ("start", "opds/index.json", OPDS_JSON))),
        "navigation": [
            {"title": shelf.title, "rel": "subsection", **_target(catalog.at, f"{shelf.path}.json")}
            for shelf in shelves
        ],
        "groups": [
            {
                "metadata": {"title": newest.title},
                "links": _links(catalog.at, (("self", f"{newest.path}.json", OPDS_JSON),)),
                "publications": [_publication(record, catalog.at, catalog.vocabulary) for record in newest.records[:8]],
            }
        ],
    }
    return json_bytes(document)


def acquisition_json(catalog: Catalog, shelf: Shelf) -> bytes:
    """Return one shelf as an OPDS 2.0 feed."""
    links = (
        ("self", f"{shelf.path}.json", OPDS_JSON),
        ("start", "opds/index.json", OPDS_JSON),
        ("up", "opds/index.json", OPDS_JSON),
        *((rel, f"{path}.json", OPDS_JSON) for rel, path in _pages(shelf)),
    )
    document = {
        "metadata": {
            "title": shelf.title,
            "modified": _updated(shelf.records, catalog),
            "numberOfItems": shelf.total,
            "itemsPerPage": PAGE,
            "currentPage": shelf.page,
        },
        "links": _links(catalog.at, links),
        "publications": [_publication(record, catalog.at, catalog.vocabulary) for record in shelf.records],
    }
    return json_bytes(document)


def _publication(record: EditionRecord, at: Addresses, vocabulary: Vocabulary) -> Mapping[str, Any]:
    cover = record.cover
    contributors = [{"name": name} for name, role in record.contributors if role == "aut"]
    return {
        "metadata": {
            "@type": "http://schema.org/PublicationIssue",
            "identifier": record.identifier,
            "title": f"{record.name}, {edition_title(record, vocabulary)}",
            "author": {"name": record.publisher},
            **({"contributor": contributors} if contributors else {}),
            "publisher": {"name": record.publisher},
            "language": record.language,
            "published": record.date,
            "modified": stamp(record.changed),
            "description": record.deck,
            "belongsTo": {"series": {"name": record.name, "position": record.number}},
        },
        "links": [
            {"rel": "self", "href": at.to(publication_path(record)), "type": OPDS_PUBLICATION},
            *(
                {"rel": OPEN_ACCESS, "href": book.url, "type": book.media_type, "size": book.bytes, "title": book.title}
                for book in enclosures(record, at)
            ),
            {"rel": "alternate", "href": record.url, "type": "text/html"},
        ],
        "images": [
            _image(record, at, cover.file, (cover.width, cover.height)),
            _image(record, at, cover.small, (cover.small_width, cover.small_height)),
        ],
    }


def publication_json(record: EditionRecord, at: Addresses, vocabulary: Vocabulary = OURS) -> bytes:
    """Return one edition as an OPDS 2.0 publication, where its entries say it stands."""
    return json_bytes(_publication(record, at, vocabulary))


def publication_path(record: EditionRecord) -> str:
    """Return where an edition's own OPDS 2.0 publication stands on the site."""
    return f"opds/issues/{record.edition}.json"


def _image(record: EditionRecord, at: Addresses, file: str, size: tuple[int, int]) -> Mapping[str, Any]:
    return {"href": _cover(record, at, file), "type": "image/jpeg", "width": size[0], "height": size[1]}


def _links(at: Addresses, links: Links) -> list[Mapping[str, str]]:
    return [{"rel": rel, "href": at.to(path), "type": media_type} for rel, path, media_type in links]


def _target(at: Addresses, path: str) -> Mapping[str, str]:
    return {"href": at.to(path), "type": OPDS_JSON}


# --- both -------------------------------------------------------------------------------------------------------------


def _id(catalog: Catalog, path: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{catalog.at.id_base or catalog.at.base}{path}')}"


def _cover(record: EditionRecord, at: Addresses, file: str) -> str:
    return at.to(f"{record.edition}/{file.removeprefix('web/')}")


def _pages(shelf: Shelf) -> Iterator[tuple[str, str]]:
    """Yield (rel, path without suffix) of the other pages of a shelf (RFC 5005)."""
    if shelf.pages > 1:
        yield "first", shelf.path_of(1)
        yield "last", shelf.path_of(shelf.pages)
    if shelf.page > 1:
        yield "previous", shelf.path_of(shelf.page - 1)
    if shelf.page < shelf.pages:
        yield "next", shelf.path_of(shelf.page + 1)


def _updated(records: Sequence[EditionRecord], catalog: Catalog) -> str:
    return stamp(max((record.changed for record in records), default=catalog.updated))


def _count(catalog: Catalog, shelf: Shelf) -> str:
    return f"{catalog.vocabulary.of(catalog.language)['feed_issues']}: {shelf.total}"

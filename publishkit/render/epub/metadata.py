"""What the package says of the book: bibliography, people, series, rights, and what readers are told who do not see it."""

import re
from collections.abc import Iterator
from typing import Any

from ebooklib.epub import EpubBook

from publishkit.model.edition import Edition
from publishkit.render.base import Names
from publishkit.render.epub.access import Access, told

RECORD = "rights.jsonld"
"""The linked record of the book, beside the package document."""
PREFIXES = {
    "tdm": "http://www.w3.org/ns/tdmrep#",
    "ibooks": "http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/",
}
"""Vocabularies that are not reserved in EPUB 3.3; TDMRep in EPUB ends with #, in XMP with a slash."""


def describe(book: EpubBook, edition: Edition, access: Access, *, has_fonts: bool) -> None:
    """Write the metadata; *access* is what readers are told who do not see the book, *has_fonts* that it brings typefaces."""
    for prefix, uri in PREFIXES.items():
        book.add_prefix(prefix, uri)
    _bibliography(book, edition)
    _people(book, edition)
    _series(book, edition)
    for name, value in (*_rights(edition), *told(access, edition.labels)):
        _meta(book, name, value)
    if access.has_pages:
        # `pageBreakSource` would say the same, but EPUBCheck 4.2, which shops still run, does not know it.
        book.add_metadata(
            "DC", "source", f"{Names(edition=edition).books}{Names(edition=edition).pdf}", {"id": "pagination"}
        )
        _meta(book, "source-of", "pagination", refines="#pagination")
    if has_fonts:
        _meta(book, "ibooks:specified-fonts", "true")
    if edition.revision > 1:
        # The identifier stays: shops and readers' libraries know the new file for the same book by it.
        _meta(book, "schema:version", str(edition.revision))
        _meta(book, "ibooks:version", f"{edition.revision}.0")
    book.add_metadata(None, "meta", "", {"name": "cover", "content": "cover-image"})
    # The rights of every item for machines. A linked record is no part of the publication, so it is not in the manifest
    # (OPF-067); as a script in the credits page Send to Kindle would stumble over it.
    book.add_metadata(None, "link", "", {"rel": "record", "href": RECORD, "media-type": "application/ld+json"})


def full_title(edition: Edition) -> str:
    """Return `The Lantern, No. 47: Low water`."""
    number = edition.labels["number"].format(number=edition.number)
    return f"{edition.name}, {number}: {edition.title}" if edition.title else f"{edition.name}, {number}"


def _bibliography(book: EpubBook, edition: Edition) -> None:
    book.add_metadata("DC", "title", full_title(edition), {"id": "main-title"})
    _meta(book, "title-type", "main", refines="#main-title")
    for language in dict.fromkeys((edition.language, *edition.languages)):
        book.add_metadata("DC", "language", language)
    book.add_metadata("DC", "publisher", edition.config.publication.publisher)
    book.add_metadata("DC", "date", edition.date.isoformat())
    book.add_metadata("DC", "description", edition.preheader or full_title(edition))
    book.add_metadata("DC", "rights", edition.rights_sentence)


def _people(book: EpubBook, edition: Edition) -> None:
    """Readers file a periodical under who publishes it; everyone who made something in it is a contributor."""
    publication = edition.config.publication
    book.add_metadata("DC", "creator", publication.publisher, {"id": "creator"})
    # Whoever puts the works of others together (MARC: compiler). As publisher, which `dc:publisher` says, a creator stops
    # foliate-js, and with it the readers made of it, from opening the book.
    _meta(book, "role", "com", refines="#creator", scheme="marc:relators")
    _meta(book, "file-as", _filed(publication.publisher), refines="#creator")
    editors = ((name, "edt") for name in publication.editors)
    for n, (name, role) in enumerate(dict.fromkeys((*editors, *edition.contributors)), 1):
        book.add_metadata("DC", "contributor", name, {"id": f"contributor{n}"})
        _meta(book, "role", role, refines=f"#contributor{n}", scheme="marc:relators")


def _filed(name: str) -> str:
    """Return *name* with an English article at its end.

    >>> _filed("The Lantern Association")
    'Lantern Association, The'
    """
    found = re.match(r"(?P<article>The|A|An) (?P<rest>.+)", name)
    return f"{found['rest']}, {found['article']}" if found else name


def _series(book: EpubBook, edition: Edition) -> None:
    _meta(book, "belongs-to-collection", edition.name, id="series")
    _meta(book, "collection-type", "series", refines="#series")
    _meta(book, "group-position", str(edition.number), refines="#series")
    if issn := edition.config.publication.issn:
        _meta(book, "dcterms:identifier", f"urn:issn:{issn}", refines="#series")
    # calibre and older readers know only these.
    book.add_metadata(None, "meta", "", {"name": "calibre:series", "content": edition.name})
    book.add_metadata(None, "meta", "", {"name": "calibre:series_index", "content": str(edition.number)})


def _rights(edition: Edition) -> Iterator[tuple[str, str]]:
    yield "dcterms:rightsHolder", edition.config.publication.publisher
    yield "dcterms:dateCopyrighted", str(edition.date.year)
    if edition.tdm_reserved:
        yield "tdm:reservation", "1"
        if edition.tdm_policy:
            yield "tdm:policy", edition.tdm_policy


def _meta(book: EpubBook, name: str, value: str, **attributes: Any) -> None:
    book.add_metadata("OPF", "m", value, {"property": name, **attributes})

"""The edition as a book: EPUB 3.3 with accessibility and rights metadata."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import PurePosixPath
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from ebooklib import epub
from ebooklib.epub import EpubBook
from lxml import etree

from publishkit.errors import InputError, Problem
from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition, PlacedPicture
from publishkit.model.rights import Channel
from publishkit.render.base import Names, context, issue_json, join_anchors, printed
from publishkit.render.cover import draw_cover
from publishkit.render.logo import logo_files
from publishkit.theme.load import Theme

EPUB = Channel.EPUB
XHTML = "application/xhtml+xml"
FRONT = ("cover.xhtml", "title.xhtml")
"""Before the contents."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One file of the book."""

    id: str
    name: str
    """Relative to the folder of the package document."""
    media_type: str
    data: bytes
    properties: tuple[str, ...] = ()


def render_epub(edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return the book; it needs none of the other formats."""
    whole = printed(edition, EPUB, headings=2)  # h1 article
    pictures = _pictures(whole)
    documents = _documents(whole, theme)
    parts = (
        *_dress(whole, theme),
        *(
            Part(id=_id(name), name=f"text/{name}", media_type=XHTML, data=finish(text), properties=_properties(text))
            for name, text in documents.items()
        ),
        *(_media(picture) for picture in pictures),
    )
    spine = ["cover", "title", "nav", *(_id(name) for name in documents if name not in FRONT)]
    described = all(picture.alt or picture.decorative for picture in pictures)
    data = pack(whole, parts, spine, described=described, record=str(issue_json(whole, EPUB)).encode())
    return (Artifact(name=Names(edition=edition).epub, media_type="application/epub+zip", data=data),)


def _properties(markup: str) -> tuple[str, ...]:
    """Return what a document of the book must say of itself (EPUB 3.3, 5.4.2)."""
    return ("mathml",) if "<math" in markup else ()


def _documents(edition: Edition, theme: Theme) -> dict[str, str]:
    """Return the texts in reading order: file name -> markup, links between them joined."""
    shared = context(edition, theme, EPUB)

    def render(template: str, **values: Any) -> str:
        return theme.render(f"epub/{template}.xhtml", {**shared, **values})

    entries = {entry.item_id: entry for entry in edition.credits.entries}
    documents = {"cover.xhtml": render("cover"), "title.xhtml": render("title")}
    for section in edition.sections:
        documents[f"{section.id}.xhtml"] = render("section", section=section)
        for item in section.items:
            documents[f"{item.id}.xhtml"] = render("article", item=item, section=section, entry=entries.get(item.id))
    if edition.changes:
        documents["corrections.xhtml"] = render("corrections")
    documents |= {
        "credits.xhtml": render("credits"),
        "colophon.xhtml": render("colophon"),
    }
    return join_anchors(documents)


def _dress(edition: Edition, theme: Theme) -> Iterator[Part]:
    """Yield what is not text: contents for new and old readers, style sheet, fonts, cover."""
    shared = context(edition, theme, EPUB)
    yield Part(
        id="nav",
        name="nav.xhtml",
        media_type=XHTML,
        data=finish(theme.render("epub/nav.xhtml", shared)),
        properties=("nav",),
    )
    ncx = theme.render("epub/toc.ncx", {**shared, "uid": identifier(edition)})
    yield Part(id="ncx", name="toc.ncx", media_type="application/x-dtbncx+xml", data=finish(ncx))
    yield Part(
        id="css", name="css/book.css", media_type="text/css", data=theme.render("epub/book.css", shared).encode()
    )
    for face in theme.tokens.faces(EPUB):
        yield Part(id=_id(face.file), name=f"fonts/{face.file}", media_type="font/ttf", data=theme.font_data[face.file])
    for logo in logo_files(edition, theme, EPUB):
        yield Part(id=_id(logo.name, "p-"), name=f"images/{logo.name}", media_type=logo.media_type, data=logo.data)
    cover = draw_cover(edition, theme)
    yield Part(
        id="cover-image", name="images/cover.jpg", media_type="image/jpeg", data=cover, properties=("cover-image",)
    )


def _pictures(edition: Edition) -> tuple[PlacedPicture, ...]:
    """Return the pictures that stand in a text, each once; the cover's is drawn into the cover."""
    lists = (edition.editorial, *(item.blocks for item in edition.items))
    placed: Mapping[str, PlacedPicture] = {b.picture.name: b.picture for blocks in lists for b in blocks if b.picture}
    return tuple(placed[name] for name in sorted(placed))


def _media(picture: PlacedPicture) -> Part:
    return Part(
        id=_id(picture.name, "p-"),
        name=f"images/{picture.name}",
        media_type=picture.book.media_type,
        data=picture.book.data,
    )


def _id(name: str, prefix: str = "") -> str:
    """Return a manifest id: an XML name, so documents lose their suffix and files their dots.

    >>> _id("a01.xhtml"), _id("PkSans-Bold.ttf"), _id("2-x.jpg", "p-")
    ('a01', 'PkSans-Bold-ttf', 'p-2-x-jpg')
    """
    return prefix + name.removesuffix(".xhtml").replace(".", "-")


# --- documents: well-formed, and marked for reading systems -----------------------------------------------------------


XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
TYPES = {"doc-noteref": "noteref"}
"""Role -> epub:type for marks that come with an article's text; Apple Books opens a note by its type only."""


def finish(markup: str) -> bytes:
    """Return *markup* as UTF-8 with an XML declaration, `xml:lang` beside every `lang`, `epub:type` beside note marks.

    Raises:
        InputError: a theme's template is not well-formed XML.
    """
    root = _parsed(markup)
    for element in root.iter(etree.Element):
        if lang := element.get("lang"):
            element.set(XML_LANG, lang)
        if kind := TYPES.get(element.get("role", "")):
            element.set(EPUB_TYPE, kind)
    doctype = "<!DOCTYPE html>" if etree.QName(root).localname == "html" else None
    # Without the declaration Send to Kindle reads Latin-1.
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", doctype=doctype) + b"\n"


def _parsed(markup: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        return etree.fromstring(markup.strip().encode(), parser)
    except etree.XMLSyntaxError as cause:
        hint = "every element of an .xhtml template is closed, every attribute quoted"
        raise InputError(
            Problem(place="theme: templates/epub", message=f"not well-formed: {cause.msg}", hint=hint)
        ) from cause


# --- metadata: bibliography, people, series, rights, accessibility ----------------------------------------------------


FEATURES = (
    "alternativeText", "ARIA", "displayTransformability", "readingOrder", "structuralNavigation", "tableOfContents", "unlocked",
)  # fmt: skip
"""schema:accessibilityFeature, from the vocabulary of the W3C's Schema.org accessibility group."""
RECORD = "rights.jsonld"
"""The linked record of the book, beside the package document."""
PREFIXES = {
    "tdm": "http://www.w3.org/ns/tdmrep#",
    "ibooks": "http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/",
}
"""Vocabularies that are not reserved in EPUB 3.3; TDMRep in EPUB ends with #, in XMP with a slash."""


def identifier(edition: Edition) -> str:
    """Return the book's name for machines: stable for an edition, different for every other."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, edition.url)}"


def describe(book: EpubBook, edition: Edition, *, described: bool) -> None:
    """Write the metadata; *described* says that every picture has a text alternative."""
    for prefix, uri in PREFIXES.items():
        book.add_prefix(prefix, uri)
    _bibliography(book, edition)
    _people(book, edition)
    _series(book, edition)
    for name, value in (*_rights(edition), *_accessibility(edition, described=described)):
        _meta(book, name, value)
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
    _meta(book, "role", "pbl", refines="#creator", scheme="marc:relators")
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


def _accessibility(edition: Edition, *, described: bool) -> Iterator[tuple[str, str]]:
    """What we know by construction; conformance is claimed by whoever evaluates the book, not by us."""
    yield from (("schema:accessMode", mode) for mode in ("textual", "visual"))
    yield "schema:accessModeSufficient", "textual,visual"
    if described:
        yield "schema:accessModeSufficient", "textual"
    for feature in FEATURES:
        if described or feature != "alternativeText":
            yield "schema:accessibilityFeature", feature
    markup = (part.html for item in edition.items for parts in (item.blocks, item.notes) for part in parts)
    if any("<math" in text for text in markup):
        yield "schema:accessibilityFeature", "MathML"
    yield "schema:accessibilityHazard", "none"
    yield "schema:accessibilitySummary", edition.labels["accessibility_summary"]


def _meta(book: EpubBook, name: str, value: str, **attributes: Any) -> None:
    book.add_metadata("OPF", "m", value, {"property": name, **attributes})


# --- container --------------------------------------------------------------------------------------------------------


FOLDER = "EPUB"
OPF = f"{FOLDER}/content.opf"
FIRST = ("mimetype", "META-INF/container.xml", OPF)
"""OCF 3.3: the media type comes first, stored."""
STORED = frozenset({".jpg", ".jpeg", ".png", ".gif"})
"""Compressed already."""
LEVEL = 6
"""Of deflate: on our fonts 9 saves 0.4 % and takes 2.4 times as long."""
STAMP = (1980, 1, 1, 0, 0, 0)
"""The zip format's first day, on every entry."""
OPTIONS = {"raise_exceptions": True, "epub3_pages": False, "epub3_landmark": False, "compresslevel": 1}


def pack(edition: Edition, parts: Sequence[Part], spine: Sequence[str], *, described: bool, record: bytes) -> bytes:
    """Return the finished book: *parts* with *spine* (their ids) as reading order, and the *record* of its rights."""
    book = epub.EpubBook()
    book.set_identifier(identifier(edition))
    book.title, book.language, book.direction = full_title(edition), edition.language, edition.dir
    describe(book, edition, described=described)
    for part in parts:
        # Empty here and filled in below: EbookLib would deflate every picture and font a second time.
        item = epub.EpubItem(uid=part.id, file_name=part.name, media_type=part.media_type, content=b" ")
        item.properties = list(part.properties)
        book.add_item(item)
    book.spine = list(spine)
    book.guide = _guide(edition)
    data = io.BytesIO()
    # Two revisions of one day are two releases, told apart by `dcterms:modified` (EPUB 3.3, 5.3.3).
    epub.write_epub(
        data, book, {**OPTIONS, "mtime": datetime.combine(edition.modified, time(second=min(edition.revision - 1, 59)))}
    )
    files = {f"{FOLDER}/{part.name}": part.data for part in parts} | {f"{FOLDER}/{RECORD}": record}
    return _repacked(data, files, edition.language)


def _guide(edition: Edition) -> list[dict[str, str]]:
    """Return the landmarks of EPUB 2, which Kindle still opens a book by."""
    words = edition.labels
    start = f"text/{edition.items[0].id}.xhtml"
    return [
        {"type": "cover", "title": words["cover"], "href": "text/cover.xhtml"},
        {"type": "toc", "title": words["contents"], "href": "nav.xhtml"},
        {"type": "text", "title": words["start_of_text"], "href": start},
    ]


def _repacked(source: io.BytesIO, files: Mapping[str, bytes], language: str) -> bytes:
    with zipfile.ZipFile(source) as made:
        written = {name: made.read(name) for name in made.namelist()} | dict(files)
    written[OPF] = _package(written[OPF], language)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name in (*FIRST, *sorted(set(written) - set(FIRST))):
            book.writestr(_entry(name), written[name], compresslevel=LEVEL)
    return out.getvalue()


def _package(data: bytes, language: str) -> bytes:
    root = etree.fromstring(data)
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, STAMP)
    entry.create_system, entry.external_attr = 3, 0o644 << 16  # Unix, readable: the same from every system
    stored = name == "mimetype" or PurePosixPath(name).suffix in STORED
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    return entry

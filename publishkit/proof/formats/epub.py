"""B codes: the EPUB, checked in milliseconds without Java. EPUBCheck runs in our own tests, not at every build."""

import posixpath
import re
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from publishkit.edition.records.announced import Announced, announce
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.proof.formats import markup
from publishkit.proof.formats.epub_files import check_media, check_style
from publishkit.proof.formats.epub_texts import check_claims, check_texts
from publishkit.proof.formats.markup import finding
from publishkit.proof.read.document import Book, Document
from publishkit.proof.read.html import parse_xml
from publishkit.proof.reading import BuiltEdition

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The only time a ZIP entry of ours carries."""

TYPE = "{http://www.idpf.org/2007/ops}type"

NEEDED = (
    "dcterms:modified",
    "schema:accessMode",
    "schema:accessModeSufficient",
    "schema:accessibilityFeature",
    "schema:accessibilityHazard",
    "schema:accessibilitySummary",
    "belongs-to-collection",
    "group-position",
)
"""EPUB 3.3 for the first, EPUB Accessibility 1.1; the last two put an issue into its series."""

SPOKEN = ("title", "language", "identifier", "rights", "publisher", "date")
"""Dublin Core that shops and libraries read."""

PLAYABLE = frozenset({"image/jpeg", "image/png", "image/gif", "image/svg+xml"})
"""Every reading system shows these; WebP and AVIF stay empty on a Kindle."""

BIG_DOCUMENT = 300_000
"""Bytes; older readers choke on more."""

BIG_BOOK: Sequence[tuple[int, str]] = (
    (200_000_000, "more than Send to Kindle takes at all (200 MB)"),
    (50_000_000, "more than Send to Kindle takes by mail (50 MB)"),
    (25_000_000, "more than most mailboxes take as an attachment (25 MB)"),
)
"""Bytes, and what the book cannot do above."""


def check_epub(edition: Edition | Announced, artifacts: BuiltEdition) -> Iterator[Finding]:
    """B001-B028, for the EPUB when there is one."""
    reading = artifacts.readings.get(Channel.EPUB)
    artifact = artifacts.get(reading.names[0]) if reading else None
    if reading is None or artifact is None:
        return
    book = reading.book
    if book is None:
        yield finding("B001", "error", artifact.name, reading.broken[0].removeprefix(f"{artifact.name}: "))
        return
    yield from _check_container(artifact, book)
    said = announce(edition)
    yield from _check_metadata(book, said)
    yield from _check_manifest(book)
    yield from _check_nav(book, said)
    for document in reading.documents:
        if document.root is not None:
            yield from _check_document(document, book)
    yield from check_texts(reading.documents, book)
    yield from check_claims(reading.documents, book)
    yield from check_style(reading.documents, book)
    yield from check_media(book)


def _check_container(artifact: Artifact, book: Book) -> Iterator[Finding]:
    """B002 mimetype, B003 dates, B004 names, B005 no protection, B006 size."""
    head = artifact.data[:58]
    plain = len(head) == 58 and struct.unpack("<H", head[28:30])[0] == 0 and book.infos[0].compress_type == 0
    if not (plain and head[30:58] == b"mimetypeapplication/epub+zip"):
        yield finding("B002", "error", artifact.name, "`mimetype` must come first, stored, without extra field")
    if any(info.date_time != EPOCH for info in book.infos):
        yield finding("B003", "error", artifact.name, "entries carry a time of day, so two builds differ")
    names = [info.filename for info in book.infos]
    for name in names:
        if not re.fullmatch(r"[A-Za-z0-9._/-]+", name):
            yield finding(
                "B004",
                "error",
                f"{artifact.name}/{name}",
                "use letters, digits, dot, dash and underscore in file names",
            )
    if len({name.lower() for name in names}) != len(names):
        yield finding("B004", "error", artifact.name, "two names differ by case only, or stand twice")
    for name in ("META-INF/encryption.xml", "META-INF/rights.xml"):
        if name in names:
            yield finding("B005", "error", f"{artifact.name}/{name}", "the book is locked")
    if found := next((words for most, words in BIG_BOOK if len(artifact.data) > most), ""):
        message = f"weighs {len(artifact.data) / 1e6:.0f} MB, {found}"
        yield finding("B006", "warning", artifact.name, message, "use fewer or smaller pictures")


def _check_metadata(book: Book, edition: Announced) -> Iterator[Finding]:
    """B007 what machines and shops read, B008 rights and reservation."""
    where = f"{book.name}/{book.package_path}"
    properties = {meta.get("property") for meta in book.package.iter("meta")}
    spoken = {str(element.tag) for element in book.package.xpath("metadata/*") if (element.text or "").strip()}
    for name in (*(n for n in NEEDED if n not in properties), *(f"dc:{n}" for n in SPOKEN if n not in spoken)):
        code = "B008" if name == "dc:rights" else "B007"
        yield finding(code, "error", where, f"the package does not say {name}")
    if not book.package.get("{http://www.w3.org/XML/1998/namespace}lang"):
        yield finding("B007", "error", where, "the package does not say its language (xml:lang)")
    if edition.tdm_reserved and "tdm:reservation" not in properties:
        yield finding("B008", "error", where, "the package does not say tdm:reservation")


def _check_manifest(book: Book) -> Iterator[Finding]:
    """B009 manifest, spine and files agree, B010 cover, B011 picture types."""
    where = f"{book.name}/{book.package_path}"
    known = {entry.path for entry in book.manifest.values()}
    # Linked records are no part of the publication (EPUB 3.3, 5.5.7).
    base = posixpath.dirname(book.package_path)
    linked = (posixpath.join(base, str(href)) for href in book.package.xpath("metadata/link/@href"))
    free = {"mimetype", book.package_path, *linked}
    for name in (n for n in book.files if n not in known | free and not n.startswith("META-INF/")):
        yield finding("B009", "error", f"{book.name}/{name}", "is not in the manifest")
    for path in (path for path in known if path not in book.files):
        yield finding("B009", "error", where, f"the manifest names {path}, which is not in the book")
    for reference in (reference for reference in book.spine if reference not in book.manifest):
        yield finding("B009", "error", where, f"the spine names {reference!r}, which is not in the manifest")
    yield from _check_spine(book)
    for entry in book.manifest.values():
        if entry.media_type.startswith("image/") and entry.media_type not in PLAYABLE:
            yield finding(
                "B011",
                "error",
                f"{book.name}/{entry.path}",
                f"{entry.media_type} is not shown everywhere",
                "use JPEG or PNG",
            )
    if not book.path_of("cover-image"):
        yield finding("B010", "warning", where, "the book has no cover", "set [cover] in issue.toml")


def _check_spine(book: Book) -> Iterator[Finding]:
    """B009: a reader who turns the pages meets every document, once."""
    where = f"{book.name}/{book.package_path}"
    for reference, times in Counter(book.spine).items():
        if times > 1:
            yield finding("B009", "error", where, f"the spine names {reference!r} {times} times")
        if reference in book.aside:
            yield finding(
                "B009",
                "error",
                where,
                f"the spine names {reference!r} as not linear: a reader who turns the pages does not meet it",
            )
    for name, entry in book.manifest.items():
        if entry.media_type == "application/xhtml+xml" and name not in book.spine and "nav" not in entry.properties:
            yield finding("B009", "error", where, f"{entry.path} is not in the spine")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Nav:
    """The navigation document, its lists by type."""

    path: str
    lists: dict[str, etree._Element]

    def targets(self, kind: str) -> list[str]:
        """Return the files and anchors a list leads to, as paths inside the book."""
        links = self.lists[kind].iter("a") if kind in self.lists else ()
        return [
            posixpath.normpath(posixpath.join(posixpath.dirname(self.path), link.get("href") or "")) for link in links
        ]


def _check_nav(book: Book, edition: Announced) -> Iterator[Finding]:
    """B012 contents and landmarks are there, B013 every item stands in the contents and every entry leads somewhere."""
    path = book.path_of("nav")
    where = f"{book.name}/{path or book.package_path}"
    try:
        root = parse_xml(book.files[path])
    except (KeyError, etree.XMLSyntaxError) as error:
        yield finding("B012", "error", where, f"there is no navigation document ({error})")
        return
    nav = _Nav(path=path, lists={found.get(TYPE) or "": found for found in root.iter("nav")})
    for kind in ("toc", "landmarks"):
        if kind not in nav.lists:
            yield finding("B012", "error", where, f"the navigation has no {kind}")
    landmarks = (
        [link.get(TYPE) for link in nav.lists["landmarks"].iter("a")] if "landmarks" in nav.lists else ["bodymatter"]
    )
    if "bodymatter" not in landmarks:
        yield finding("B012", "warning", where, "the landmarks do not say where the text begins")
    listed = {target.partition("#")[0] for target in nav.targets("toc")}
    holders = _holders(book)
    for item in edition.items:
        if holders.get(item.id) not in listed:
            yield finding("B013", "error", where, f"“{item.title}” ({item.id}) is not in the contents")
    credits = book.manifest.get("credits")
    if credits and credits.path not in listed:
        yield finding("B013", "error", where, "the credits are not in the contents")
    for target in (target for kind in nav.lists for target in nav.targets(kind)):
        if target.partition("#")[0] not in book.files:
            yield finding("B013", "error", where, f"leads to {target}, which is not in the book")


def _holders(book: Book) -> dict[str, str]:
    """Return item id -> the document that holds it."""
    pattern = re.compile(rb"""\sid=["'](a\d{2,})["']""")
    documents = (entry.path for entry in book.manifest.values() if entry.media_type == "application/xhtml+xml")
    return {found.decode(): path for path in documents for found in pattern.findall(book.files.get(path, b""))}


def _check_document(document: Document, book: Book) -> Iterator[Finding]:
    """B014 language, B015 headings, B016 alternative texts, B017 nothing runs or is loaded, B018 size and declaration."""
    where = document.name
    data = book.files[where.removeprefix(f"{book.name}/")]
    if not document.meta.get("lang"):
        yield finding("B014", "error", where, "<html> has no lang")
    if not document.meta.get("title"):
        yield finding("B014", "error", where, "the document has no title")
    for sentence in markup.jumps(document):
        yield finding("B015", "error", where, f"headings skip a level: {sentence}")
    for source in markup.without_alt(document):
        yield finding(
            "B016",
            "error",
            where,
            f"{source} has no alternative text",
            '`publishkit rights set ARTICLE PICTURE alt="…"` says what it shows',
        )
    for sentence in markup.running_scripts(document):
        yield finding("B017", "error", where, f"{sentence}; our books run nothing")
    for address in markup.fetched(document):
        yield finding("B017", "error", where, f"loads {address} from outside the book")
    if not data.lstrip().startswith(b"<?xml") or b"utf-8" not in data[:60].lower():
        yield finding(
            "B018", "error", where, "has no XML declaration with UTF-8; Send to Kindle then takes it for Latin-1"
        )
    if len(data) > BIG_DOCUMENT:
        yield finding("B018", "warning", where, f"has {len(data)} bytes; older readers choke above {BIG_DOCUMENT}")

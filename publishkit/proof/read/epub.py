"""An EPUB as a reading system sees it: package, spine, documents, pictures. By zipfile and lxml, not by what made it."""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from urllib.parse import unquote

from lxml import etree

from publishkit.model.artifact import Artifact
from publishkit.model.rights import Channel
from publishkit.proof.read.document import (
    Book,
    Document,
    Entry,
    FoundPicture,
    Reading,
    View,
    embedded,
    hidden_words,
    is_picture,
)
from publishkit.proof.read.html import css_addresses, css_words, parse_xml, read_tree

MOST = 200_000_000
"""Unpacked bytes we are ready to look at; ours have a tenth of it."""
LOCKS = ("META-INF/encryption.xml", "META-INF/rights.xml", "META-INF/sinf.xml")
"""What copy protection leaves in the container (EPUB 3.3, OCF)."""
_ITEM = re.compile(r"a\d{2,}")
_PREFIX = re.compile(r"(\S+):\s+(\S+)")
_NAMES: Mapping[str, str] = {
    "http://www.w3.org/ns/tdmrep#reservation": "tdm-reservation",
    "http://www.w3.org/ns/tdmrep#policy": "tdm-policy",
}
"""In an EPUB the TDM namespace ends with #; the same words under another one say nothing."""


def read_book(artifact: Artifact) -> Reading:
    """Return the reading of an EPUB; what cannot be read is named in `broken`."""
    try:
        book = open_book(artifact)
    except BrokenBookError as error:
        return Reading(channel=Channel.EPUB, views=(), names=(artifact.name,), broken=(f"{artifact.name}: {error}",))
    documents, apart, broken = _documents(book)
    meta = {**_package_meta(book.package), **_order(book)}
    return Reading(
        channel=Channel.EPUB,
        views=(View(name=artifact.name, documents=(*documents, _package(book, meta))),),
        pictures=tuple(_pictures(book)),
        names=(artifact.name, *book.files),
        locked=any(name in book.files for name in LOCKS),
        broken=tuple(broken),
        others=(*apart, *_others(book, [*documents, *apart])),
        book=book,
    )


def _documents(book: Book) -> tuple[list[Document], list[Document], list[str]]:
    """Return the documents a reader meets who turns the pages, those that only a link leads to, and what is broken."""
    sheets = [data.decode("utf-8", "replace") for name, data in book.files.items() if name.endswith(".css")]
    spine = [book.manifest[ref].path for ref in book.spine if ref in book.manifest and ref not in book.aside]
    others = [e.path for e in book.manifest.values() if e.media_type == "application/xhtml+xml" and e.path not in spine]
    documents: list[Document] = []
    apart: list[Document] = []
    broken = []
    for path in dict.fromkeys([*spine, *others]):
        try:
            root = parse_xml(book.files[path])
        except (KeyError, etree.XMLSyntaxError) as error:
            broken.append(f"{book.name}/{path}: {'is missing' if isinstance(error, KeyError) else error}")
        else:
            document = _widened(read_tree(f"{book.name}/{path}", root, "xhtml", sheets))
            (documents if path in spine else apart).append(document)
    return documents, apart, broken


def _order(book: Book) -> Mapping[str, str]:
    """Return the book's order and what it holds, as metadata: what is read, what is only there, what is linked beside."""
    path = book.path_of("nav")
    try:
        lists = parse_xml(book.files[path]).iter("nav")
    except (KeyError, etree.XMLSyntaxError):
        lists = iter(())
    contents = [
        " ".join("".join(link.itertext()).split()) + f" {link.get('href')}"
        for found in lists
        for link in found.iter("a")
    ]
    base = posixpath.dirname(book.package_path)
    linked = [posixpath.join(base, str(href)) for href in book.package.xpath("metadata/link/@href")]
    return {
        "spine": " ".join(f"{ref}{' (aside)' if ref in book.aside else ''}" for ref in book.spine),
        "manifest": "\n".join(
            sorted(f"{e.path} {e.media_type} {' '.join(e.properties)}".strip() for e in book.manifest.values())
        ),
        "contents": "\n".join(contents),
        "record": " ".join(sha256(book.files[name]).hexdigest() for name in linked if name in book.files),
    }


def _widened(document: Document) -> Document:
    """Return *document*; an item that is alone in it has all of it, wherever its id stands."""
    items = [name for name in document.spans if _ITEM.fullmatch(name)]
    if len(items) != 1:
        return document
    return replace(document, spans={**document.spans, items[0]: (0, len(document.text))})


def _package(book: Book, meta: Mapping[str, str]) -> Document:
    """Return the package as a document without text: its metadata, and everything else that names something."""
    addresses = [entry.path for entry in book.manifest.values()]
    for name, data in book.files.items():
        if name.endswith(".css"):
            addresses += css_addresses(data.decode("utf-8", "replace"))
    unseen = "\n".join(book.package.itertext())
    return Document(
        name=f"{book.name}/{book.package_path}",
        kind="xhtml",
        text="",
        unseen=unseen,
        mentions=tuple(addresses),
        meta=meta,
    )


def _package_meta(package: etree._Element) -> Mapping[str, str]:
    found = {"lang": package.get("{http://www.w3.org/XML/1998/namespace}lang") or ""}
    prefixes = dict(_PREFIX.findall(package.get("prefix") or ""))
    for element in package.xpath("metadata/*"):
        name = element.get("property") or (str(element.tag) if element.tag in {"title", "rights", "language"} else "")
        prefix, _, local = name.rpartition(":")
        whole = f"{prefixes[prefix]}{local}" if prefix in prefixes else name
        found.setdefault(_NAMES.get(whole, name), (element.text or "").strip())
    every: dict[str, list[str]] = {}
    for element in package.xpath("metadata/*"):
        if words := (element.text or "").strip():
            every.setdefault(f"{element.tag}:{element.get('property') or ''}".removesuffix(":"), []).append(words)
    return found | {f"package {name}": "\n".join(values) for name, values in every.items()}


def _pictures(book: Book) -> Iterator[FoundPicture]:
    for name, data in book.files.items():
        where = f"{book.name}/{name}"
        if name.lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif")) or is_picture(data):
            yield FoundPicture(where=where, sha256=sha256(data).hexdigest(), data=data)
        if not is_picture(data):
            yield from embedded(where, data)


def _others(book: Book, documents: Iterable[Document]) -> Iterator[Document]:
    """Yield the files of the container that no reader opens as a page: style, records, whatever was put there."""
    read = {document.name for document in documents}
    for name, data in book.files.items():
        where = f"{book.name}/{name}"
        if where not in read and not name.endswith((".ttf", ".otf", ".woff2")) and (found := hidden_words(where, data)):
            sheet = css_words(data.decode("utf-8", "replace")) if name.endswith(".css") else ""
            yield replace(found, unseen=f"{found.unseen}\n{sheet}") if sheet else found


# --- the container ----------------------------------------------------------------------------------------------------


class BrokenBookError(ValueError):
    """Not an EPUB we can read; the message says why."""


def open_book(artifact: Artifact) -> Book:
    """Return the container with its package read.

    Raises:
        BrokenBookError: not a ZIP, no package, or a package that is no XML.
    """
    try:
        with zipfile.ZipFile(BytesIO(artifact.data)) as packed:
            infos = tuple(packed.infolist())
            if sum(info.file_size for info in infos) > MOST:
                raise BrokenBookError("unpacks to more than 200 MB")
            files = {info.filename: packed.read(info) for info in infos if not info.is_dir()}
        container = parse_xml(files["META-INF/container.xml"])
        path = next(container.iter("rootfile")).get("full-path") or ""
        package = parse_xml(files[path])
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        StopIteration,
        etree.XMLSyntaxError,
        NotImplementedError,
    ) as error:
        raise BrokenBookError(f"cannot be opened as an EPUB ({type(error).__name__}: {error})") from error
    base = posixpath.dirname(path)
    return Book(
        name=artifact.name,
        files=files,
        infos=infos,
        package=package,
        package_path=path,
        manifest={item.get("id") or "": _entry(item, base) for item in package.iter("item")},
        spine=tuple(ref.get("idref") or "" for ref in package.iter("itemref")),
        aside=frozenset(ref.get("idref") or "" for ref in package.iter("itemref") if ref.get("linear") == "no"),
    )


def _entry(item: etree._Element, base: str) -> Entry:
    return Entry(
        path=posixpath.normpath(posixpath.join(base, unquote(item.get("href") or ""))),
        media_type=item.get("media-type") or "",
        properties=tuple((item.get("properties") or "").split()),
    )

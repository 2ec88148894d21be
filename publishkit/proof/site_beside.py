"""What a published site holds beside its editions: lists, feeds, catalogs, the search, and whatever else lies there."""

import json
import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import chain

from lxml import etree

from publishkit.edition.records.proof_record import PROOF
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.rights import Channel
from publishkit.proof.formats.web import check_loads, check_page, check_sheet
from publishkit.proof.read.document import (
    Document,
    FoundPicture,
    Reading,
    View,
    embedded,
    hidden_words,
    is_picture,
    json_words,
)
from publishkit.proof.read.epub import read_book
from publishkit.proof.read.html import css_addresses, css_words, parse_html, read_tree
from publishkit.proof.read.pdf import read_pdf

Files = Mapping[str, bytes]
PAGES = (".html", ".htm", ".xhtml")
OWN_FOLDERS = frozenset({"archive", "feeds", "opds", "search", "sections", "site", ".well-known"})
"""Folders of the site itself; no edition may be called so."""
OWN_PAGES = frozenset({"index.html", "404.html"})
BOOKS: Mapping[str, Channel] = {".pdf": Channel.PDF, ".epub": Channel.EPUB}
MARKS = (b"\xff\xfe", b"\xfe\xff")
"""How a text of two bytes a letter begins."""


def read_beside(files: Files, paths: Sequence[str], known: Collection[str]) -> Reading:
    """Return what *paths* show and hold: words, addresses, pictures; *known* are digests of pictures that are cleared."""
    documents = tuple(filter(None, (read_words(path, files[path]) for path in paths)))
    # A proof names what was withheld, to know it again; nothing can be fetched by that.
    documents = tuple(replace(one, mentions=()) if one.name.endswith(f"/{PROOF}") else one for one in documents)
    return Reading(
        channel=Channel.WEB,
        views=(View(name="site", documents=documents),),
        pictures=tuple(one for path in paths for one in _pictures(path, files[path]) if one.sha256 not in known),
        names=tuple(paths),
    )


def is_made(path: str) -> bool:
    """Return whether the site itself makes what stands at *path*, out of the editions and the theme.

    >>> is_made("archive/2026.html"), is_made("about/index.html")
    (True, False)
    """
    return path in OWN_PAGES or path.partition("/")[0] in OWN_FOLDERS


def check_pages(files: Files, paths: Iterable[str]) -> Iterator[Finding]:
    """Yield the errors of the pages and style sheets at *paths*, none of them an edition's: what a theme may have put there.

    W001-W010, W012 for what the site makes; of files that people put beside it only that they run nothing which is no file
    of the site, and load nothing from other hosts (W008, W009).
    """
    for path in sorted(paths):
        data = files[path]
        ending = posixpath.splitext(path)[1].lower()
        if ending in (*PAGES, ".svg") and data.strip():
            try:
                yield from (found for found in _of_page(files, path, data, ending) if found.severity == "error")
            except (etree.ParserError, etree.XMLSyntaxError):
                continue  # R120
        elif ending == ".css":
            yield from check_sheet(path, data.decode("utf-8", "replace"), whole=is_made(path))


def _of_page(files: Files, path: str, data: bytes, ending: str) -> Iterator[Finding]:
    document = read_tree(path, parse_html(data), "html")
    root = document.root if document.root is not None else etree.Element("empty")
    named = [script.get("src") or "" for script in root.iter("script")]
    own = [name for name in named if _beside(path, name) in files]
    yield from check_page(path, data, own) if is_made(path) and ending in PAGES else check_loads(document, own)


def _beside(path: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), address.partition("?")[0]))


def read_books(files: Files, paths: Sequence[str]) -> Iterator[Mapping[Channel, Reading]]:
    """Yield the reading of every book among *paths*, by its format."""
    for path in paths:
        channel = BOOKS.get(posixpath.splitext(path)[1].lower())
        if channel is not None:
            read = read_pdf if channel is Channel.PDF else read_book
            yield {channel: read(Artifact(name=path, media_type="", data=files[path]))}


def _pictures(path: str, data: bytes) -> Iterator[FoundPicture]:
    if is_picture(data):
        yield FoundPicture(where=path, sha256=sha256(data).hexdigest(), data=data)
    else:
        yield from embedded(path, data)


# --- words ------------------------------------------------------------------------------------------------------------


def read_words(path: str, data: bytes) -> Document | None:
    """Return everything written in a page, feed, record or script; None for a picture, a font, a book.

    Feeds carry markup inside markup, and JSON does: each text of them is read as a page.
    """
    if data[:2] in MARKS:
        data = data.decode("utf-16", "replace").encode()
    plain = hidden_words(path, data)
    if plain is None:
        return None
    ending = posixpath.splitext(path)[1].lower()
    try:
        if ending in PAGES:
            return read_tree(path, parse_html(data), "html")
        told = [*_told(ending, data)]
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, RecursionError):
        return plain
    parts = [_read(path, text) for text in told]
    sheet = data.decode("utf-8", "replace") if ending == ".css" else ""
    return Document(
        name=path,
        kind="text",
        text="\n".join(part.text if isinstance(part, Document) else part for part in parts),
        unseen="\n".join(
            [*(part.unseen for part in parts if isinstance(part, Document)), plain.unseen, css_words(sheet)]
        ),
        mentions=(
            *plain.mentions,
            *chain.from_iterable(part.mentions for part in parts if isinstance(part, Document)),
            *css_addresses(sheet),
        ),
    )


def _told(ending: str, data: bytes) -> Iterator[str]:
    """Yield every text of a file: of XML in elements, attributes and comments, of JSON its strings, else all of it."""
    if ending == ".json":
        yield from strings(json.loads(data))
    elif data.lstrip()[:1] == b"<":
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, strip_cdata=False))
        for node in root.iter():
            yield from filter(None, (node.text, node.tail))
            if isinstance(node.tag, str):
                yield from map(str, node.attrib.values())
    else:
        yield json_words(data.decode("utf-8", "replace"))


def _read(path: str, text: str) -> Document | str:
    if "<" not in text:
        return text
    try:
        return read_tree(path, parse_html(f"<title>x</title><body>{text}</body>".encode()), "html")
    except (etree.ParserError, etree.XMLSyntaxError):
        return text


def strings(value: object) -> Iterator[str]:
    """Yield every string of what JSON holds, names of members among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield str(name)
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)

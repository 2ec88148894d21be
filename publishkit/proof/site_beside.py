"""What a published site holds beside its editions: lists, feeds, catalogs, the search, and whatever else lies there."""

import json
import posixpath
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import chain

from lxml import etree

from publishkit.edition.records.proof_record import PROOF
from publishkit.model.artifact import Artifact
from publishkit.model.rights import Channel
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

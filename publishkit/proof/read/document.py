"""What a reader would see in finished bytes, as values: documents, the views they make up, and what is packed inside other files."""

import base64
import binascii
import json
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from html import unescape
from typing import Literal, Protocol
from urllib.parse import unquote_to_bytes

from lxml import etree

from publishkit.model.rights import Channel

Kind = Literal["html", "xhtml", "text", "pdf"]


class SecondReader(Protocol):
    """Another engine that reads the same file."""

    def between(self, first: int, last: int) -> tuple[str, tuple[int, ...]]:
        """Return the words between two offsets of the document's text, and the offsets in them at which a page begins."""
        ...

    def words(self, page: int, bottom: float, top: float) -> str:
        """Return the words between two heights of a page (points from its lower edge)."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """A link or picture, and where in the text it stands."""

    at: int
    """Offset in the document's text."""
    target: str
    """The address, as written in the file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Region:
    """A stretch of a document: an item, or everything."""

    where: str
    """For people: `web/index.html#a03`."""
    text: str
    links: tuple[str, ...]
    pictures: tuple[str, ...]
    breaks: tuple[int, ...]
    """Offsets at which a new page begins."""
    kind: Kind = "html"
    again: Callable[[], tuple[str, tuple[int, ...]]] | None = field(default=None, compare=False, repr=False)
    """Reads it once more, by another engine: its text and breaks; None where there is one reader only."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One text surface: a page of HTML, a document of the EPUB, a PDF, a part of a mail."""

    name: str
    """The artifact, and what is inside it: `letter-12.epub/EPUB/a03.xhtml`."""
    kind: Kind
    text: str
    """Everything a reader sees, in reading order; hidden text is not in it."""
    unseen: str = ""
    """What the file holds beside: hidden text, comments, scripts, attributes; withheld words may not stand there either."""
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Element id -> first and last offset in the text; of a PDF and of plain text only the items' ids."""
    links: tuple[Spot, ...] = ()
    pictures: tuple[Spot, ...] = ()
    mentions: tuple[str, ...] = ()
    """Every address in the file, seen or not: href, src, srcset, url() and the like."""
    breaks: tuple[int, ...] = ()
    again: SecondReader | None = field(default=None, compare=False, repr=False)
    """Of a PDF: another engine, for what the first one cannot read."""
    meta: Mapping[str, str] = field(default_factory=dict)
    """By one name in all formats: title, lang, canonical, rights, marked, web-statement, tdm-reservation, tdm-policy."""
    root: etree._Element | None = None
    """The parsed tree of HTML and XHTML, namespaces taken off, for the checks of the format."""

    @property
    def whole(self) -> Region:
        """Everything a reader sees in it."""
        return self._cut(self.name, 0, len(self.text))

    @property
    def words(self) -> str:
        """Everything that is written in it, seen or unseen."""
        return f"{self.text}\n\n{self.unseen}"

    def outside(self, items: Collection[str]) -> str:
        """Return the text that belongs to none of *items*."""
        kept, at = [], 0
        for first, last in sorted(span for name, span in self.spans.items() if name in items):
            kept.append(self.text[at:first])
            at = max(at, last)
        return "\n".join([*kept, self.text[at:]])

    def region(self, item: str) -> Region | None:
        """Return what stands in the element with id *item*; None when there is none."""
        span = self.spans.get(item)
        return self._cut(f"{self.name}#{item}", *span) if span else None

    def _cut(self, where: str, first: int, last: int) -> Region:
        return Region(
            where=where,
            text=self.text[first:last],
            links=tuple(spot.target for spot in self.links if first <= spot.at <= last),
            pictures=tuple(spot.target for spot in self.pictures if first <= spot.at <= last),
            breaks=tuple(at - first for at in self.breaks if first < at < last),
            kind=self.kind,
            again=partial(self.again.between, first, last) if self.again else None,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """What one reader has in hand; it must show everything that is owed without help from another view."""

    name: str
    documents: tuple[Document, ...]

    def regions(self, item: str) -> tuple[Region, ...]:
        """Return every place that shows *item*."""
        found = (document.region(item) for document in self.documents)
        return tuple(region for region in found if region)


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundPicture:
    """A picture's bytes as they stand in a finished file."""

    where: str
    """`web/images/harbour-01.jpg`, `letter-12.pdf, page 3`."""
    sha256: str
    data: bytes
    """As stored; "" for a picture that is kept as bare pixels (a PNG inside a PDF)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One line of the manifest of an EPUB."""

    path: str
    """Inside the container."""
    media_type: str
    properties: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Book:
    """An EPUB, opened: its files, and what its package says of them."""

    name: str
    files: Mapping[str, bytes]
    infos: tuple[zipfile.ZipInfo, ...]
    package: etree._Element
    package_path: str
    manifest: Mapping[str, Entry]
    """Manifest id -> entry."""
    spine: tuple[str, ...]
    """Manifest ids in reading order."""
    aside: frozenset[str] = frozenset()
    """Those of them that are not linear: a reader who turns the pages does not meet them."""

    def path_of(self, property_: str) -> str:
        """Return the file with that manifest property ("nav", "cover-image"); "" when there is none."""
        return next((entry.path for entry in self.manifest.values() if property_ in entry.properties), "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Everything read back from the finished files of one format."""

    channel: Channel
    views: tuple[View, ...]
    pictures: tuple[FoundPicture, ...] = ()
    names: tuple[str, ...] = ()
    """Names of the files, and of everything packed inside them."""
    locked: bool = False
    """Copy protection or encryption of any kind."""
    broken: tuple[str, ...] = ()
    """What could not be read: "letter.pdf: not a PDF"."""
    pdf: bytes = b""
    """Of the PDF, so that bare pixels can be looked at when something was withheld."""
    book: Book | None = None
    """The EPUB, for the checks of the format; None when it cannot be opened."""
    others: tuple[Document, ...] = ()
    """What no reader opens but the files hold: attachments, drawings, data; nothing withheld may stand there either."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """Every document of every view."""
        return tuple(document for view in self.views for document in view.documents)

    @property
    def written(self) -> tuple[Document, ...]:
        """Everything with words in it: what readers open, and what they do not."""
        return (*self.documents, *self.others)

    @property
    def speaker(self) -> Document | None:
        """The document whose metadata speaks for all of the format: home page, mail, PDF, the package of an EPUB."""
        match self.channel:
            case Channel.EPUB:
                found = (document for document in self.documents if document.root is None)
            case Channel.WEB:
                found = (document for document in self.documents if document.name == "web/index.html")
            case _:
                found = (document for document in self.documents if document.kind in {"html", "pdf"})
        return next(found, None)

    def named(self, name: str) -> Document | None:
        """Return the document of that name; None when there is none."""
        return next((document for document in self.documents if document.name == name), None)


# --- pictures and words inside other files ----------------------------------------------------------------------------


BEGINNINGS = (
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"\0\0\0\x0cjP  ",
    b"\xff\x0a",
    b"\0\0\1\0",
)
"""JPEG, PNG, GIF, BMP, TIFF of both byte orders, JPEG 2000, JPEG XL, icon."""
BRANDS = frozenset({b"ftypavif", b"ftypavis", b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1"})
"""Pictures in an ISO container (AVIF, HEIF), from the fifth byte on."""
DATA = re.compile(rb"data:([^,\s\"'<>()]{0,100}),([A-Za-z0-9+/=_%.~!*:;@&$?#\s-]*)", re.IGNORECASE)
"""A file in an address; what may follow the comma is told from what may not by its letters alone, so it is linear."""
NAMED = (b"image/", b"application/octet-stream")
"""Kinds that a picture in an address is said to be; a browser shows one of any kind."""
LETTERS = re.compile(rb"(?:/9j/|iVBORw0KGgo|R0lGOD|UklGR)[A-Za-z0-9+/=]{100,}")
"""A JPEG, PNG, GIF or WebP in base64, from which a script can make an address."""
ADDRESS = re.compile(
    r"(?:https?:)?//[^\s\"'<>()]+|(?<![\w./%-])[\w./%-]{1,200}\.(?:avif|bmp|gif|jpe?g|png|svg|tiff?|webp)\b",
    re.IGNORECASE,
)
"""Addresses and names of pictures; a name begins where a run of its letters begins, so that no run is tried twice."""
DEEP = 3
"""Drawings within drawings."""
TAG = re.compile(r"<[^<>]*>")
ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\u\{([0-9a-fA-F]{1,8})\}|\\x([0-9a-fA-F]{2})")
"""A letter written as a number, as scripts may."""
MOST = 5_000_000
"""Characters of one file in which words are looked for."""


def is_picture(data: bytes) -> bool:
    """Return whether *data* begins as a picture does.

    >>> is_picture(b"GIF89a"), is_picture(b"<html>")
    (True, False)
    """
    return data.startswith(BEGINNINGS) or data[8:12] == b"WEBP" or data[4:12] in BRANDS


def embedded(where: str, data: bytes, depth: int = DEEP) -> Iterator[FoundPicture]:
    """Yield the pictures written into a file that is no picture itself: HTML, CSS, SVG, JSON; also within each other."""
    found: dict[str, FoundPicture] = {}
    for inner, named in _written_in(data) if depth else ():
        if named or is_picture(inner):
            digest = sha256(inner).hexdigest()
            found.setdefault(digest, FoundPicture(where=f"{where} (embedded)", sha256=digest, data=inner))
        if not is_picture(inner):
            found |= {one.sha256: one for one in embedded(where, inner, depth - 1)}
    yield from found.values()


def _written_in(data: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield the files written into *data* in letters, and whether each is said to be a picture."""
    for match in DATA.finditer(data) if re.search(rb"(?i)data:", data) else ():
        kind = match[1].lower()
        if inner := _unpacked(match[2], packed=b";base64" in kind):
            yield inner, kind.startswith(NAMED)
    for match in LETTERS.finditer(data):
        yield _unpacked(match[0], packed=True), False


def embedded_in(document: Document) -> Iterator[FoundPicture]:
    """Yield the pictures in the addresses of a page, as its reader understands them."""
    for target in document.mentions:
        if target[:5].lower() == "data:":
            yield from embedded(document.name, target.encode())


def _unpacked(body: bytes, *, packed: bool) -> bytes:
    if not packed:
        return unquote_to_bytes(body)
    plain = re.sub(rb"[^A-Za-z0-9+/]", b"", unquote_to_bytes(body))
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4))
    except binascii.Error:
        return b""


def hidden_words(name: str, data: bytes) -> Document | None:
    """Return what stands in a file nobody reads as a page (JSON, text, drawings, attachments); None when it is no text."""
    if is_picture(data) or b"\0" in data[:4096]:
        return None
    text = data[:MOST].decode("utf-8", "replace")
    words = "\n".join(_strings(text)) or unescape(TAG.sub(" ", text))
    return Document(
        name=name,
        kind="text",
        text="",
        unseen=f"{words}\n{unescape(' '.join(TAG.findall(text)))}",
        mentions=tuple(ADDRESS.findall(text)),
    )


def json_words(text: str) -> str:
    r"""Return every string of a JSON text, escapes undone; of another text or script all of it, its escapes undone, too.

    >>> json_words(r'say("\u0077ater")')
    'say("water")'
    """
    return "\n".join(_strings(text)) or ESCAPE.sub(_unescaped, text)


def _unescaped(found: re.Match[str]) -> str:
    number = int(found[1] or found[2] or found[3], 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else " "


def _strings(text: str) -> Iterator[str]:
    if not text.lstrip().startswith(("{", "[")):
        return
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return
    waiting: list[object] = [told]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            waiting += reversed([part for pair in value.items() for part in pair])
        elif isinstance(value, list):
            waiting += reversed(value)

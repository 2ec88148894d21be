"""What a reader would see in finished bytes, as values: documents, the views they make up, the reading of a format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from publishkit.model.rights import Channel

Kind = Literal["html", "xhtml", "text", "pdf"]


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
    meta: Mapping[str, str] = field(default_factory=dict)
    """By one name in all formats: title, lang, canonical, rights, marked, web-statement, tdm-reservation, tdm-policy."""
    root: etree._Element | None = None
    """The parsed tree of HTML and XHTML, namespaces taken off, for the checks of the format."""

    @property
    def whole(self) -> Region:
        """Everything in it."""
        return self._cut(self.name, 0, len(self.text))

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
    others: tuple[Document, ...] = ()
    """What no reader opens but the files hold: attachments, drawings, data; nothing withheld may stand there either."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """Every document of every view."""
        return tuple(document for view in self.views for document in view.documents)

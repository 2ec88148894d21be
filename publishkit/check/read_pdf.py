"""A PDF as a reader sees it, by PDFium, which did not make it.

pypdf (and pikepdf) would do as well, but unpack every object of a tagged file first: half a second for forty pages.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pypdfium2
from lxml import etree
from pypdfium2 import raw

from publishkit.check.document import Document, FoundPicture, Reading, View
from publishkit.check.embedded import embedded, hidden_words
from publishkit.check.paper import Paper
from publishkit.check.pdf_hidden import take_hidden
from publishkit.check.pdf_places import marks, page_links, page_pictures
from publishkit.check.pdf_unseen import unseen_words
from publishkit.model.artifact import Artifact
from publishkit.model.rights import Channel

if TYPE_CHECKING:
    from PIL import Image

JPEG = "DCTDecode"
"""The filter under which a PDF keeps a JPEG file as it is."""

_PACKET = re.compile(rb"<<([^<>]*/Type\s*/Metadata\b[^<>]*)>>\s*stream\r?\n(.*?)endstream", re.DOTALL)


def read_pdf(artifact: Artifact) -> Reading:
    """Return the reading of a PDF; what cannot be read is named in `broken`."""
    try:
        book = pypdfium2.PdfDocument(artifact.data)
    except pypdfium2.PdfiumError as error:
        return Reading(channel=Channel.PDF, views=(), names=(artifact.name,), broken=(f"{artifact.name}: {error}",))
    try:
        return _read(artifact, book)
    finally:
        book.close()


def _read(artifact: Artifact, book: Any) -> Reading:
    paper = Paper(marks=marks(book))
    found: dict[str, FoundPicture] = {}
    said: list[str] = []
    for number, page in enumerate(book):
        pictures = list(page_pictures(book, page))
        heights = [(bottom + top) / 2 for _, bottom, _, top in (drawn.get_bounds() for drawn in pictures)]
        said += take_hidden(page)
        paper.lay(number, page, list(page_links(book, page)), heights)
        for picture in (_found(f"{artifact.name}, page {number + 1}", drawn) for drawn in pictures):
            found.setdefault(picture.sha256, picture)
        said += unseen_words(page)
        page.close()
    attached = [(a.get_name(), bytes(a.get_data())) for a in map(book.get_attachment, range(book.count_attachments()))]
    held = [(f"{artifact.name}, attachment {name}", data) for name, data in attached]
    for where, data in held:
        found.setdefault(where, FoundPicture(where=where, sha256=sha256(data).hexdigest(), data=data))
        found |= {f"{where}{number}": inner for number, inner in enumerate(embedded(where, data))}
    return Reading(
        channel=Channel.PDF,
        views=(View(name=artifact.name, documents=(_document(artifact, book, paper, said),)),),
        pictures=tuple(found.values()),
        names=(artifact.name, *(name for name, _ in attached)),
        locked=raw.FPDF_GetSecurityHandlerRevision(book) >= 0,
        pdf=artifact.data,
        others=tuple(words for where, data in held if (words := hidden_words(where, data))),
    )


def _document(artifact: Artifact, book: Any, paper: Paper, said: Sequence[str]) -> Document:
    info: Mapping[str, str] = book.get_metadata_dict()
    packet = xmp_packet(artifact.data)
    titles = (entry.get_title() for entry in book.get_toc())
    return Document(
        name=artifact.name,
        kind="pdf",
        text="".join(paper.pieces),
        unseen="\n".join([*info.values(), *titles, *said, unescape(packet.decode("utf-8", "replace"))]),
        spans=paper.spans(),
        links=tuple(paper.links),
        pictures=tuple(paper.pictures),
        mentions=tuple(spot.target for spot in paper.links),
        breaks=tuple(paper.breaks),
        meta={"title": info.get("Title", ""), **read_xmp(packet)},
    )


def _found(where: str, drawn: Any) -> FoundPicture:
    """Return a picture: a JPEG is the very file that was put in, any other is kept as bare pixels."""
    data = bytes(drawn.get_data(decode_simple=True)) if drawn.get_filters()[-1:] == [JPEG] else b""
    stored = data or bytes(drawn.get_data(decode_simple=False))
    return FoundPicture(where=where, sha256=sha256(stored).hexdigest(), data=data)


def xmp_packet(data: bytes) -> bytes:
    """Return the metadata packet of a PDF; b"" when there is none."""
    packets = _PACKET.findall(data)
    if len(packets) == 1 and b"/Filter" not in packets[0][0]:
        return bytes(packets[0][1])
    return _packet_by_pypdf(data)


def _packet_by_pypdf(data: bytes) -> bytes:
    """Return the packet the long way: it is packed, or the file was changed and holds several."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError
    from pypdf.generic import StreamObject

    try:
        packet = PdfReader(BytesIO(data)).root_object.get("/Metadata")
    except (PyPdfError, KeyError, ValueError):
        return b""
    stream = packet.get_object() if packet is not None else None
    return stream.get_data() if isinstance(stream, StreamObject) else b""


_XMP: Mapping[str, str] = {
    "{http://purl.org/dc/elements/1.1/}rights": "rights",
    "{http://ns.adobe.com/xap/1.0/rights/}Marked": "marked",
    "{http://ns.adobe.com/xap/1.0/rights/}WebStatement": "web-statement",
    "{http://www.w3.org/ns/tdmrep/}reservation": "tdm-reservation",
    "{http://www.w3.org/ns/tdmrep/}policy": "tdm-policy",
}
"""What we look for (reference/rights.md 1.8: in PDF the TDM namespace ends with a slash)."""


def read_xmp(packet: bytes) -> Mapping[str, str]:
    """Return rights and reservation from an XMP packet, by the names of `Document.meta`; {} when it is none."""
    try:
        root = etree.fromstring(packet.strip(b"\0 \r\n"), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return {}
    found: dict[str, str] = {}
    for element in root.iter(etree.Element):
        said = [*element.attrib.items(), (element.tag, "".join(element.itertext()).strip())]
        found.update((_XMP[str(name)], str(value)) for name, value in said if str(name) in _XMP)
    return found


def bare_pictures(data: bytes) -> Iterator[tuple[str, "Image.Image"]]:
    """Yield ("page 3", pixels) for every picture a PDF keeps as bare pixels."""
    book = pypdfium2.PdfDocument(data)
    try:
        for number, page in enumerate(book, 1):
            for drawn in page_pictures(book, page):
                if drawn.get_filters()[-1:] != [JPEG]:
                    yield f"page {number}", drawn.get_bitmap().to_pil()
            page.close()
    finally:
        book.close()

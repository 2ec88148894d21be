"""A PDF as a reader sees it, by PDFium, which did not make it.

pypdf (and pikepdf) would do as well, but unpack every object of a tagged file first: half a second for forty pages.
"""

import ctypes
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pypdfium2
from lxml import etree
from pypdfium2 import raw

from publishkit.model.artifact import Artifact
from publishkit.model.rights import Channel
from publishkit.proof.read.document import Document, FoundPicture, Reading, Spot, View, embedded, hidden_words
from publishkit.proof.read.pdf_again import Again, Stretch
from publishkit.proof.read.pdf_areas import ITEM, Mark, Point, areas, marks
from publishkit.proof.read.pdf_hidden import take_hidden

if TYPE_CHECKING:
    from PIL import Image

JPEG = "DCTDecode"
"""The filter under which a PDF keeps a JPEG file as it is."""
DEEP = 5
"""Levels of forms within forms that are looked through for pictures; ours have one."""


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
    unseen: list[str] = []
    for number, page in enumerate(book):
        pictures = list(page_pictures(book, page))
        middles = [_middle(*drawn.get_bounds()) for drawn in pictures]
        if taken := take_hidden(page, partial(book.get_page, number)):
            paper.unclean.add(number)
            unseen += taken
        paper.lay(number, page, list(page_links(book, page)), middles)
        for picture in (_found(f"{artifact.name}, page {number + 1}", drawn) for drawn in pictures):
            found.setdefault(picture.sha256, picture)
        unseen += unseen_words(page)
        page.close()
    attached = [(a.get_name(), bytes(a.get_data())) for a in map(book.get_attachment, range(book.count_attachments()))]
    held = [(f"{artifact.name}, attachment {name}", data) for name, data in attached]
    for where, data in held:
        found.setdefault(where, FoundPicture(where=where, sha256=sha256(data).hexdigest(), data=data))
        found |= {f"{where}{number}": inner for number, inner in enumerate(embedded(where, data))}
    return Reading(
        channel=Channel.PDF,
        views=(View(name=artifact.name, documents=(_document(artifact, book, paper, unseen, attached),)),),
        pictures=tuple(found.values()),
        names=(artifact.name, *(name for name, _ in attached)),
        locked=raw.FPDF_GetSecurityHandlerRevision(book) >= 0,
        pdf=artifact.data,
        others=tuple(words for where, data in held if (words := hidden_words(where, data))),
    )


def _found(where: str, drawn: Any) -> FoundPicture:
    """Return a picture: a JPEG is the very file that was put in, any other is kept as bare pixels."""
    data = bytes(drawn.get_data(decode_simple=True)) if drawn.get_filters()[-1:] == [JPEG] else b""
    stored = data or bytes(drawn.get_data(decode_simple=False))
    return FoundPicture(where=where, sha256=sha256(stored).hexdigest(), data=data)


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


# --- the text, page after page ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Paper:
    """The pages of a PDF, read one after the other."""

    marks: Mapping[int, Sequence[Mark]]
    """Page -> marks on it, from top to bottom."""
    pieces: list[str] = field(default_factory=list)
    links: list[Spot] = field(default_factory=list)
    pictures: list[Spot] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    begins: list[tuple[int, str]] = field(default_factory=list)
    """(offset, item or "") of every mark, in order."""
    stretches: list[Stretch] = field(default_factory=list)
    unclean: set[int] = field(default_factory=set)
    """Pages from which something hidden was taken."""
    at: int = 0

    def lay(self, number: int, page: Any, links: Sequence[tuple[Point, str]], pictures: Sequence[Point]) -> None:
        """Add a page of PDFium with its links (middle, address) and the middles of its pictures."""
        if number:
            self.breaks.append(self.at)
        marks = self.marks.get(number, ())
        text = page.get_textpage()
        for mark, area in areas(marks, *page.get_size()):
            if mark:
                self.begins.append((self.at, mark.name))
            # The offset after the first character is inside this stretch and outside the one before.
            inside = self.at + 1
            sides = (area.left, area.bottom, area.right, area.top)
            self._say(text.get_text_bounded(*sides) if marks else text.get_text_range())
            self._say("\n\n")
            self.stretches.append(Stretch(inside - 1, self.at, number, *sides))
            self.links += [Spot(at=inside, target=target) for point, target in links if area.holds(point)]
            self.pictures += [Spot(at=inside, target=f"page {number + 1}") for point in pictures if area.holds(point)]
        text.close()

    def _say(self, text: str) -> None:
        self.pieces.append(text)
        self.at += len(text)

    def spans(self) -> Mapping[str, tuple[int, int]]:
        """Return from where to where each item goes: to the next mark, or to the end."""
        ends = [*(at for at, _ in self.begins[1:]), self.at]
        found = zip(self.begins, ends, strict=True) if self.begins else ()
        return {name: (first, last) for (first, name), last in found if ITEM.fullmatch(name)}


def _document(
    artifact: Artifact, book: Any, paper: Paper, unseen: Sequence[str], attached: Sequence[tuple[str, bytes]]
) -> Document:
    info: Mapping[str, str] = book.get_metadata_dict()
    packet = xmp_packet(artifact.data)
    titles = (entry.get_title() for entry in book.get_toc())
    return Document(
        name=artifact.name,
        kind="pdf",
        text="".join(paper.pieces),
        unseen="\n".join([*info.values(), *titles, *unseen, unescape(packet.decode("utf-8", "replace"))]),
        spans=paper.spans(),
        links=tuple(paper.links),
        pictures=tuple(paper.pictures),
        mentions=tuple(spot.target for spot in paper.links),
        breaks=tuple(paper.breaks),
        again=Again(artifact.data, paper.stretches, paper.unclean),
        meta={
            "title": info.get("Title", ""),
            **read_xmp(packet),
            **{f"info {name}": told for name, told in info.items() if told},
            "attached": "\n".join(f"{name} {sha256(data).hexdigest()}" for name, data in attached),
        },
    )


# --- links and pictures -----------------------------------------------------------------------------------------------


def page_links(book: Any, page: Any) -> Iterator[tuple[Point, str]]:
    """Yield (its middle, address) of every hyperlink on *page* that leaves the file."""
    position, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page, position, link):
        action = raw.FPDFLink_GetAction(link)
        size = raw.FPDFAction_GetURIPath(book, action, None, 0) if action else 0
        if size:
            address, box = ctypes.create_string_buffer(size), raw.FS_RECTF()
            raw.FPDFAction_GetURIPath(book, action, address, size)
            raw.FPDFLink_GetAnnotRect(link, box)
            if _can_be_followed(page, link, box):
                yield _middle(box.left, box.bottom, box.right, box.top), address.value.decode("utf-8", "replace")


def _middle(left: float, bottom: float, right: float, top: float) -> Point:
    return (left + right) / 2, (bottom + top) / 2


UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
SMALL = 1.0
"""Points; nobody hits a smaller place."""


def _can_be_followed(page: Any, link: Any, box: Any) -> bool:
    """Return whether a reader can get hold of a link: it is shown, has a size, and lies on the page."""
    left, right = sorted((box.left, box.right))
    bottom, top = sorted((box.bottom, box.top))
    wide, high = page.get_size()
    if right - left < SMALL or top - bottom < SMALL or right < 0 or top < 0 or left > wide or bottom > high:
        return False
    annotation = raw.FPDFLink_GetAnnot(page, link)
    flags = raw.FPDFAnnot_GetFlags(annotation) if annotation else 0
    if annotation:
        raw.FPDFPage_CloseAnnot(annotation)
    return not flags & UNSEEN


def page_pictures(book: Any, page: Any) -> Iterator[Any]:
    """Yield every picture drawn on *page* (PDFium's PdfImage), also inside forms."""
    objects: Sequence[Any] = [raw.FPDFPage_GetObject(page, at) for at in range(raw.FPDFPage_CountObjects(page))]
    for drawn in _pictures_among(objects, DEEP):
        yield pypdfium2.PdfObject(drawn, page=page, pdf=book)


def _pictures_among(objects: Sequence[Any], depth: int) -> Iterator[Any]:
    for drawn in objects:
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            yield drawn
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth:
            count = raw.FPDFFormObj_CountObjects(drawn)
            yield from _pictures_among([raw.FPDFFormObj_GetObject(drawn, at) for at in range(count)], depth - 1)


# --- words beside the text: annotations, structure --------------------------------------------------------------------


FIELDS = (b"Contents", b"T", b"TU", b"V", b"Subj", b"NM", b"RC")
"""Text entries of annotations and form fields (ISO 32000-1, tables 164, 170 and 220)."""
Ask = Callable[[Any, int], int]
"""Called with a buffer and its size; returns the size that is needed."""


def unseen_words(page: Any) -> Iterator[str]:
    """Yield the texts of the annotations of *page*, and of its structure tree: alternatives, replacements, titles."""
    yield from _annotations(page)
    tree = raw.FPDF_StructTree_GetForPage(page)
    if tree:
        try:
            waiting = [
                raw.FPDF_StructTree_GetChildAtIndex(tree, n) for n in range(raw.FPDF_StructTree_CountChildren(tree))
            ]
            yield from _elements(waiting)
        finally:
            raw.FPDF_StructTree_Close(tree)


def _annotations(page: Any) -> Iterator[str]:
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        for key in FIELDS:
            if raw.FPDFAnnot_HasKey(annotation, key):
                yield _text(partial(raw.FPDFAnnot_GetStringValue, annotation, key))
        raw.FPDFPage_CloseAnnot(annotation)


def _elements(waiting: list[Any]) -> Iterator[str]:
    asks = (raw.FPDF_StructElement_GetAltText, raw.FPDF_StructElement_GetActualText, raw.FPDF_StructElement_GetTitle)
    while waiting:
        element = waiting.pop()
        if element:
            yield from filter(None, (_text(partial(ask, element)) for ask in asks))
            count = max(0, raw.FPDF_StructElement_CountChildren(element))
            waiting += [raw.FPDF_StructElement_GetChildAtIndex(element, n) for n in range(count)]


def _text(ask: Ask) -> str:
    """Return what PDFium has to say: asked once how long it is, once for the words (UTF-16, ended by a zero)."""
    size = ask(None, 0)
    if size <= 2:
        return ""
    letters = (ctypes.c_ushort * (size // 2))()
    ask(letters, size)
    return bytes(letters)[: size - 2].decode("utf-16-le", "replace")


# --- metadata ---------------------------------------------------------------------------------------------------------


_PACKET = re.compile(rb"<<([^<>]*/Type\s*/Metadata\b[^<>]*)>>\s*stream\r?\n(.*?)endstream", re.DOTALL)
_XMP: Mapping[str, str] = {
    "{http://purl.org/dc/elements/1.1/}rights": "rights",
    "{http://ns.adobe.com/xap/1.0/rights/}Marked": "marked",
    "{http://ns.adobe.com/xap/1.0/rights/}WebStatement": "web-statement",
    "{http://www.w3.org/ns/tdmrep/}reservation": "tdm-reservation",
    "{http://www.w3.org/ns/tdmrep/}policy": "tdm-policy",
}
"""What we look for; in a PDF the TDM namespace ends with a slash."""


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


def read_xmp(packet: bytes) -> Mapping[str, str]:
    """Return rights and reservation from an XMP packet, by the names of `Document.meta`; {} when it is none."""
    try:
        root = etree.fromstring(packet.strip(b"\0 \r\n"), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return {}
    found: dict[str, str] = {}
    for element in root.iter(etree.Element):
        values = [*element.attrib.items(), (element.tag, "".join(element.itertext()).strip())]
        found.update((_XMP[str(name)], str(value)) for name, value in values if str(name) in _XMP)
    for element in root.iterfind(".//{*}Description/{*}*"):
        lines = [" ".join(text.split()) for text in element.itertext() if text.strip()]
        found[f"xmp {etree.QName(element).localname}"] = "\n".join(lines)
    return found

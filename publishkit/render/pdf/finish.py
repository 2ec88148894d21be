"""The last hand on the PDF before it is written: what PDF/UA and readers need and WeasyPrint 70 does not do."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pydyf
from lxml import etree
from weasyprint.pdf import tags

from publishkit.model.edition import Edition

PRINT = 4
"""Annotation flag "Print" (ISO 32000-1, table 165)."""
PX = 0.75
"""Points in a CSS pixel."""
NOT_A_LINE_END = (b"\r", b"\n")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def finish(_document: Any, pdf: Any, *, xmp: bytes, cover_label: str, spare: int = 0) -> None:
    """Mend *pdf* in place: tags, figures, links, page labels, metadata, streams; add *spare* empty objects."""
    pages = sorted((o for o in _dictionaries(pdf) if o.get("Type") == "/Page"), key=lambda page: page["StructParents"])
    _mark_artifacts(pdf, pages)
    _place_figures(pdf, pages)
    for annotation in _dictionaries(pdf):
        if annotation.get("Type") == "/Annot":
            annotation["F"] = PRINT
    _label_pages(pdf, cover_label)
    _put_metadata(pdf, xmp)
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and stream.compress:
            _compress(stream)
    for _ in range(spare):
        pdf.add_object(pydyf.Dictionary())


def _dictionaries(pdf: Any) -> Iterator[Any]:
    return (item for item in pdf.objects if isinstance(item, pydyf.Dictionary))


def _object(pdf: Any, reference: bytes) -> Any:
    """Return what `12 0 R` stands for."""
    return pdf.objects[int(reference.split()[0])]


def _mark_artifacts(pdf: Any, pages: list[Any]) -> None:
    """Make running heads, folios and ornaments artifacts: they are on the page but in no part of the document's tree."""
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    live = _reachable(pdf, root)
    numbers = _object(pdf, root["ParentTree"])["Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page in pages:
        owners = parents[page["StructParents"]]
        orphans = {mark for mark, owner in enumerate(owners) if int(owner.split()[0]) not in live}
        _unmark(_object(pdf, page["Contents"]).stream, orphans)
        for mark in orphans:
            owners[mark] = "null"


def _reachable(pdf: Any, root: Any) -> set[int]:
    """Return the numbers of the structure elements that hang on the tree."""
    live: set[int] = set()
    waiting = list(root["K"])
    while waiting:
        element = _object(pdf, waiting.pop())
        if element.number not in live:
            live.add(element.number)
            if element.get("Type") == "/StructElem":
                # A kid is a reference to an element, or the number of a piece of marked content.
                waiting += [kid for kid in element["K"] if isinstance(kid, bytes)]
    return live


def _unmark(stream: list[Any], orphans: set[int]) -> None:
    """Turn `/P <</MCID n>> BDC` into `/Artifact <</Type /Pagination>> BDC` for the pieces in *orphans*."""
    for n, operand in enumerate(stream):
        if isinstance(operand, pydyf.Dictionary) and operand.get("MCID") in orphans:
            stream[n - 1], stream[n] = "/Artifact", pydyf.Dictionary({"Type": "/Pagination"})


def _place_figures(pdf: Any, pages: list[Any]) -> None:
    """Give pictures their box in points from the page's lower left corner; it is written in pixels from the upper left."""
    heights = {page.reference: float(page["MediaBox"][3]) for page in pages}
    for figure in _dictionaries(pdf):
        if figure.get("S") == "/Figure":
            left, top, right, bottom = (PX * float(side) for side in figure["A"]["BBox"])
            height = heights[figure["Pg"]]
            figure["A"]["BBox"] = pydyf.Array((left, height - bottom, right, height - top))
            figure["A"]["Placement"] = "/Block"


def _label_pages(pdf: Any, cover_label: str) -> None:
    """Call the first page by name and the others by the number printed on them; open with the bookmarks shown."""
    cover = pydyf.Dictionary({"P": pydyf.String(cover_label)})
    others = pydyf.Dictionary({"S": "/D", "St": 2})
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array((0, cover, 1, others))})
    pdf.catalog["PageMode"] = "/UseOutlines"


def _put_metadata(pdf: Any, xmp: bytes) -> None:
    """Replace WeasyPrint's XMP by ours, uncompressed so that any tool can find it."""
    metadata = _object(pdf, pdf.catalog["Metadata"])
    metadata.stream, metadata.compress = [xmp], False


def _compress(stream: Any) -> None:
    """Compress now, with an empty line more as long as the last byte is a line end.

    Parsers could take that for the one before `endstream` (seen in one stream of 256).
    """
    plain = b"\n".join(pydyf._to_bytes(item) for item in stream.stream)  # noqa: SLF001 - as its own `data` does
    packed = zlib.compress(plain, 9)
    while packed.endswith(NOT_A_LINE_END):
        plain += b"\n"
        packed = zlib.compress(plain, 9)
    stream.stream, stream.compress = [packed], False
    stream.extra["Filter"] = "/FlateDecode"


# --- tags -------------------------------------------------------------------------------------------------------------


NOTE_ROLE = "doc-footnote"
NOBODY = b"0 0 R"
"""Owner of what hangs on no element; `finish` makes it an artifact."""
Builder = Callable[..., Iterator[Any]]


@contextmanager
def richer_tags() -> Iterator[None]:
    """Write the richer tags while the block runs."""
    before: Builder = tags._build_box_tree  # noqa: SLF001 - see the module's docstring

    # Named as upstream calls it: the builder calls itself by this name, so every box passes here.
    def build(
        box: Any, parent: Any, pdf: Any, page: int, owners: dict[int, bytes], annotations: Any, marks: dict[Any, Any]
    ) -> Iterator[Any]:
        if _is_ornament(box) and box in marks:
            owners[marks.pop(box)["mcid"]] = NOBODY
            return
        if box.link_annotation:
            box.link_annotation["Contents"] = pydyf.String(_words(box.element))
        for element in before(box, parent, pdf, page, owners, annotations, marks):
            yield _enriched(element, box)

    tags._build_box_tree = build  # noqa: SLF001
    try:
        yield
    finally:
        tags._build_box_tree = before  # noqa: SLF001


def _is_ornament(box: Any) -> bool:
    """Return whether the box is a picture with an empty alternative text."""
    return box.element is not None and box.element_tag == "img" and box.element.get("alt") == ""


def _enriched(element: Any, box: Any) -> Any:
    html = box.element
    # `html` and `body` have no tag of their own: what they yield are their children's.
    if html is None or not isinstance(html.tag, str) or box.element_tag in ("html", "body"):
        return element
    if lang := html.get("lang") or html.get(XML_LANG):
        element["Lang"] = pydyf.String(lang)
    if html.get("role") == NOTE_ROLE and element["S"] == "/Div":
        # PDF/UA-1, 7.9: a note has a unique id.
        element["S"], element["ID"] = "/Note", pydyf.String(f"note-{element.number}")
    return element


def _words(html: Any) -> str:
    """Return what a link says, for readers that announce links by name (PDF/UA-1, 7.18.5)."""
    return html.get("aria-label") or " ".join("".join(html.itertext()).split()) or html.get("href", "")


# --- XMP --------------------------------------------------------------------------------------------------------------


NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "tdm": "http://www.w3.org/ns/tdmrep/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
}
PACKET = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n{}\n<?xpacket end="r"?>'
"""XMP part 1, 7.3.2; the id is the same in every packet there is."""


def xmp_packet(edition: Edition, title: str) -> bytes:
    """Return the XMP of an edition called *title*: dates from the issue, rights as data, no clock."""
    publication = edition.config.publication
    description = etree.Element(_name("rdf:Description"), {_name("rdf:about"): ""}, nsmap=NS)
    day = f"{edition.date.isoformat()}T00:00:00Z"
    _text(description, "pdfuaid:part", "1")
    _alternatives(description, "dc:title", title)
    _list(description, "dc:creator", "Seq", [publication.publisher])
    _list(description, "dc:contributor", "Bag", list(dict.fromkeys(name for name, _ in edition.contributors)))
    _list(description, "dc:publisher", "Bag", [publication.publisher])
    _list(description, "dc:language", "Bag", edition.languages)
    _list(description, "dc:date", "Seq", [edition.date.isoformat()])
    _text(description, "dc:format", "application/pdf")
    _text(description, "dc:identifier", edition.url)
    _rights(description, edition)
    _text(description, "xmp:CreateDate", day)
    _text(description, "xmp:ModifyDate", f"{edition.modified.isoformat()}T00:00:00Z")
    if edition.revision > 1:
        _text(description, "xmpMM:VersionID", str(edition.revision))
    _text(description, "xmp:CreatorTool", "publishkit")
    meta = etree.Element("{adobe:ns:meta/}xmpmeta", nsmap={"x": "adobe:ns:meta/"})
    etree.SubElement(meta, _name("rdf:RDF"), nsmap={"rdf": NS["rdf"]}).append(description)
    return PACKET.format(etree.tostring(meta, encoding="unicode")).encode()


def _rights(parent: etree._Element, edition: Edition) -> None:
    """Say what our rights model says of the whole; a mixed issue has no license of its own, so none is named."""
    _alternatives(parent, "dc:rights", edition.rights_sentence)
    _text(parent, "xmpRights:Marked", "True")
    _alternatives(parent, "xmpRights:UsageTerms", edition.usage_terms)
    _text(parent, "xmpRights:WebStatement", f"{edition.url}#credits")
    _list(parent, "xmpRights:Owner", "Bag", [edition.config.publication.publisher])
    _text(parent, "tdm:reservation", "1" if edition.tdm_reserved else "0")
    if edition.tdm_policy:
        _text(parent, "tdm:policy", edition.tdm_policy)


def _name(prefixed: str) -> str:
    prefix, _, local = prefixed.partition(":")
    return f"{{{NS[prefix]}}}{local}"


def _text(parent: etree._Element, name: str, value: str) -> None:
    etree.SubElement(parent, _name(name)).text = value


def _alternatives(parent: etree._Element, name: str, value: str) -> None:
    """Write a text that could stand in several languages; ours is the default one."""
    alternatives = etree.SubElement(etree.SubElement(parent, _name(name)), _name("rdf:Alt"))
    etree.SubElement(alternatives, _name("rdf:li"), {XML_LANG: "x-default"}).text = value


def _list(parent: etree._Element, name: str, kind: str, values: Sequence[str]) -> None:
    if values:
        holder = etree.SubElement(etree.SubElement(parent, _name(name)), _name(f"rdf:{kind}"))
        for value in values:
            etree.SubElement(holder, _name("rdf:li")).text = value

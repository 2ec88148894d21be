"""The last hand on the PDF before it is written: what PDF/UA and readers need and WeasyPrint 70 does not do."""

import zlib
from collections.abc import Iterator
from typing import Any

import pydyf

PRINT = 4
"""Annotation flag "Print" (ISO 32000-1, table 165)."""
PX = 0.75
"""Points in a CSS pixel."""
NOT_A_LINE_END = (b"\r", b"\n")


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

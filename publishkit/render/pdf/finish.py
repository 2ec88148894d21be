"""What WeasyPrint is given and what it is taught: the edition's own pictures, richer tags, and the last hand on the file.

PDF/UA and readers need more than WeasyPrint 70 does. Loading this loads WeasyPrint.
"""

import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint.pdf import tags
from weasyprint.urls import URLFetcher, URLFetcherResponse

from publishkit.model.article import Asset
from publishkit.render.pdf.formulas import CLASS

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
        if figure.get("S") in ("/Figure", "/Formula"):
            left, top, right, bottom = (PX * float(side) for side in figure["A"]["BBox"])
            height = heights[figure["Pg"]]
            figure["A"]["BBox"] = pydyf.Array((left, height - bottom, right, height - top))
            figure["A"]["Placement"] = "/Block" if figure["S"] == "/Figure" else "/Inline"


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
    if html.get("class") == CLASS and element["S"] == "/Figure":
        element["S"] = "/Formula"  # PDF/UA-1, 7.7
    if html.get("role") == NOTE_ROLE and element["S"] == "/Div":
        # PDF/UA-1, 7.9: a note has a unique id.
        element["S"], element["ID"] = "/Note", pydyf.String(f"note-{element.number}")
    return element


def _words(html: Any) -> str:
    """Return what a link says, for readers that announce links by name (PDF/UA-1, 7.18.5)."""
    return html.get("aria-label") or " ".join("".join(html.itertext()).split()) or html.get("href", "")


# --- pictures: from the edition alone ---------------------------------------------------------------------------------


PICTURE_TYPES = ("image/jpeg", "image/png")
"""An SVG could name further addresses, so none is served but formulas, which we drew."""


class IssueFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint publishes no types
    """Answers for the addresses it was given and refuses every other.

    A refusal is logged by WeasyPrint ("Failed to load …"), becomes a remark of the artifact and an error in `proof/formats/pdf.py`.
    """

    def __init__(self, pictures: Mapping[str, Asset], formulas: Mapping[str, Asset]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._pictures = {url: one for url, one in pictures.items() if one.media_type in PICTURE_TYPES} | dict(formulas)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the picture at *url*.

        Raises:
            PermissionError: the address is not one of this edition's pictures.
        """
        picture = self._pictures.get(url)
        if picture is None:
            raise PermissionError(f"not part of this edition: {url[:80]}")
        return URLFetcherResponse(url, picture.data, {"Content-Type": picture.media_type})

"""The tags of the PDF: its structure written into the file, in place of what WeasyPrint writes. Loading this loads WeasyPrint."""

import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint import pdf as engine
from weasyprint.pdf.stream import Stream

from publishkit.render.pdf.structure import Annotation, Mark, Node, Structure

LOGGER = logging.getLogger("weasyprint")
ORNAMENT = pydyf.Dictionary({"Type": "/Pagination"})


def add_tags(pdf: Any, document: Any, _version: Any, streams: list[Any]) -> None:
    """Write the tree of *document* into *pdf*; what is in no part of it becomes an artifact. (WeasyPrint's own has this name.)"""
    if "Lang" not in pdf.catalog:
        LOGGER.error('Missing required "lang" attribute at the root of the document')
        pdf.catalog["Lang"] = pydyf.String()
    html = document.pages[0]._page_box.children[0].element  # noqa: SLF001 - as WeasyPrint does
    structure = Structure(html, pdf.catalog["Lang"].string)
    for number, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
        structure.add_page(number, page, stream._tags)  # noqa: SLF001 - as above
    _Writer(pdf, streams).write(structure.root)
    _unmark(structure.aside)
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


class _Writer:
    """Writes a tree of nodes as objects of a PDF."""

    def __init__(self, pdf: Any, streams: list[Any]) -> None:
        self._pdf = pdf
        self._streams = streams
        self._pages = pdf.page_references
        self._owners: dict[int, dict[int, bytes]] = defaultdict(dict)
        """Key in the tree of parents -> number of a mark -> its element."""
        self._keys = {id(stream): number for number, stream in enumerate(streams)}
        self._annotations: list[tuple[Any, bytes]] = []
        self._notes: list[tuple[str, bytes]] = []

    def write(self, document: Node) -> None:
        root = self._added({"Type": "/StructTreeRoot"})
        root["K"] = pydyf.Array([self._element(document, root.reference).reference])
        numbers = pydyf.Array()
        for key in range(len(self._keys)):
            owners = self._owners[key]
            numbers += [key, pydyf.Array(owners.get(n, "null") for n in range(max(owners, default=-1) + 1))]
        for key, (link, owner) in enumerate(self._annotations, len(self._keys)):
            link["StructParent"] = key
            numbers += [key, owner]
        root["ParentTree"] = self._added({"Nums": numbers}).reference
        root["ParentTreeNextKey"] = len(numbers) // 2
        if self._notes:
            names = [part for name, owner in sorted(self._notes) for part in (pydyf.String(name), owner)]
            root["IDTree"] = self._added({"Names": pydyf.Array(names)}).reference
        self._pdf.catalog["StructTreeRoot"] = root.reference

    def _element(self, node: Node, parent: bytes) -> Any:
        element = self._added({"Type": "/StructElem", "S": f"/{node.kind}", "P": parent, **node.entries})
        if node.said:
            element["Lang"] = pydyf.String(node.said)
        if "ID" in element:
            self._notes.append((element["ID"].string, element.reference))
        page = next((kid.page for kid in node.kids if not isinstance(kid, Node)), None)
        if page is not None:
            element["Pg"] = self._pages[page]
        if node.kids:
            element["K"] = pydyf.Array(self._kid(kid, element, page) for kid in node.kids)
        return element

    def _kid(self, kid: "Node | Mark | Annotation", element: Any, page: int | None) -> Any:
        if isinstance(kid, Node):
            return self._element(kid, element.reference).reference
        if isinstance(kid, Annotation):
            self._annotations.append((kid.link, element.reference))
            return pydyf.Dictionary({"Type": "/OBJR", "Obj": kid.link.reference, "Pg": self._pages[kid.page]}).data
        self._owners[self._key(kid.stream)][kid.number] = element.reference
        if kid.page == page and kid.stream is self._streams[kid.page]:
            return kid.number
        place = pydyf.Dictionary({"Type": "/MCR", "Pg": self._pages[kid.page], "MCID": kid.number})
        if kid.stream is not self._streams[kid.page]:
            place["Stm"] = kid.stream.reference
        return place.data

    def _key(self, stream: Any) -> int:
        """Return the key of a page's stream, or of a form's, which is given one."""
        if id(stream) not in self._keys:
            self._keys[id(stream)] = stream.extra["StructParents"] = len(self._keys)
        return self._keys[id(stream)]

    def _added(self, entries: dict[str, Any]) -> Any:
        made = pydyf.Dictionary(entries)
        self._pdf.add_object(made)
        return made


def _unmark(aside: list[Mark]) -> None:
    """Turn `/Span <</MCID n>> BDC` into `/Artifact <</Type /Pagination>> BDC` for what is in no part of the tree."""
    by_stream: dict[int, tuple[Any, set[int]]] = {}
    for mark in aside:
        by_stream.setdefault(id(mark.stream), (mark.stream, set()))[1].add(mark.number)
    for stream, numbers in by_stream.values():
        operands = stream.stream
        for n, operand in enumerate(operands):
            if isinstance(operand, pydyf.Dictionary) and operand.get("MCID") in numbers:
                operands[n - 1], operands[n] = "/Artifact", ORNAMENT


def _outermost(links: list[Any]) -> list[Any]:
    """Return the links of a page without those that lie in another: each box in a link is one too, and a stop for keys."""
    kept, held = [], dict[int, Any]()
    for link in links:
        *_, (left, top, right, bottom), box = link
        outer = held.get(id(box))
        if outer and outer[0] <= left + 1 and outer[1] <= top + 1 and right <= outer[2] + 1 and bottom <= outer[3] + 1:
            continue
        kept.append(link)
        held.update((id(inner), (left, top, right, bottom)) for inner in box.descendants(placeholders=True))
    return kept


# --- while the block runs ---------------------------------------------------------------------------------------------


@contextmanager
def structured() -> Iterator[None]:
    """Write these tags while the block runs, instead of WeasyPrint's own."""
    before, linked, marked, artifact = engine.add_tags, engine.add_links, Stream.marked, Stream.artifact
    inside: list[Any] = []

    def link(links_and_anchors: Any, *more: Any) -> None:
        links, anchors = links_and_anchors
        linked((_outermost(links), anchors), *more)

    @contextmanager
    def mark(stream: Any, box: Any, tag: str) -> Iterator[None]:
        with marked(stream, box, tag):
            stream._tags[box]["stream"] = stream  # noqa: SLF001 - as above
            inside.append(box)
            try:
                yield
            finally:
                inside.pop()

    @contextmanager
    def ornament(stream: Any) -> Iterator[None]:
        # A line under words is part of them: nothing that is left out may lie in what is read (PDF/UA-1, 7.1).
        if inside:
            yield
        else:
            with artifact(stream):
                yield

    engine.add_tags, engine.add_links, Stream.marked, Stream.artifact = add_tags, link, mark, ornament
    try:
        yield
    finally:
        engine.add_tags, engine.add_links, Stream.marked, Stream.artifact = before, linked, marked, artifact

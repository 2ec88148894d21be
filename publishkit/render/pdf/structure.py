"""The structure of the PDF: one element for each element of the page's markup, in its order, whatever page it lies on.

WeasyPrint 70 tags boxes: a paragraph that goes on overleaf becomes two, each line is an element, lists lie in lists, table heads
are read again on every page, and dots that lead the eye are read aloud. Loading this loads WeasyPrint.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from publishkit.render.pdf.formulas import CLASS

LOGGER = logging.getLogger("weasyprint")
PX = 0.75
"""Points in a CSS pixel."""
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# --- what an element of markup is called in a PDF (ISO 32000-1, 14.8.4) -----------------------------------------------


KINDS: Mapping[str, str] = {
    **{name: name.upper() for name in ("h1", "h2", "h3", "h4", "h5", "h6", "p", "tr", "th", "td")},
    **dict.fromkeys(("section", "nav", "main"), "Sect"),
    **dict.fromkeys(("div", "header", "footer", "aside", "figure", "address", "details"), "Div"),
    **dict.fromkeys(("ul", "ol", "dl"), "L"),
    **dict.fromkeys(("caption", "figcaption"), "Caption"),
    **dict.fromkeys(("code", "kbd", "samp"), "Code"),
    **dict.fromkeys(("pre", "summary"), "P"),
    "article": "Art",
    "blockquote": "BlockQuote",
    "q": "Quote",
    "a": "Link",
    "img": "Figure",
    "li": "LI",
    "dt": "Lbl",
    "dd": "LBody",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
}
"""Whatever is not here is written into the element around it; when it is in another language, as a Span."""
GROUPS = frozenset({"Document", "Sect", "Art", "Div", "TOCI"})
"""Hold no words of their own; a paragraph is put around them."""
INLINE = frozenset({"Link", "Span", "Code", "Quote", "Formula"})
ROWS = frozenset({"THead", "TBody", "TFoot"})
FITTING: Mapping[str, frozenset[str]] = {
    "L": frozenset({"LI", "Caption"}),
    "LI": frozenset({"Lbl", "LBody"}),
    "TOC": frozenset({"TOC", "TOCI", "Caption"}),
    "Table": ROWS | {"TR", "Caption"},
    **dict.fromkeys(ROWS, frozenset({"TR"})),
    "TR": frozenset({"TH", "TD"}),
}
"""Kind -> the only kinds that may lie in it."""
BETWEEN: Mapping[str, str] = {"L": "LI", "LI": "LBody", "TOC": "TOCI", "Table": "TR", "TR": "TD"} | dict.fromkeys(
    ROWS, "TR"
)
"""Kind -> what is put between it and anything that may not lie in it."""
AROUND: Mapping[str, str] = {
    "LI": "L",
    "Lbl": "LI",
    "LBody": "LI",
    "TOCI": "TOC",
    "TR": "Table",
    "TH": "TR",
    "TD": "TR",
}
"""Kind -> what it must lie in; put around it where the markup has something else."""
HOLDERS = {kind: frozenset(outer for outer, kinds in FITTING.items() if kind in kinds) for kind in AROUND}


@dataclass(slots=True, eq=False)
class Node:
    """A structure element."""

    kind: str
    lang: str = ""
    """That of the words in it, said or inherited."""
    said: str = ""
    """The language it says itself."""
    kids: "list[Node | Mark | Annotation]" = field(default_factory=list)
    entries: dict[str, Any] = field(default_factory=dict)
    """Further entries of its dictionary."""
    loose: bool = False
    """A paragraph put around words that had none."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of marked content."""

    page: int
    number: int
    stream: Any


@dataclass(frozen=True, slots=True)
class Annotation:
    """A link as readers click it."""

    page: int
    link: Any


# --- from boxes to structure elements ---------------------------------------------------------------------------------


class Structure:
    """The tree of an edition, grown page by page."""

    def __init__(self, html: Any, lang: str) -> None:
        """Begin the tree of a document whose root element is *html*."""
        self.root = Node("Document", lang=lang)
        self.aside: list[Mark] = []
        """What belongs to no part of the tree: running heads, folios, dots, ornaments."""
        self._parents = {child: parent for parent in html.iter() for child in parent}
        self._holders: dict[Any, Node] = {html: self.root}
        self._items: dict[Any, Node] = {}
        self._heads: set[Any] = set()

    def add_page(self, number: int, page: Any, marks: dict[Any, Any]) -> None:
        """Hang what is marked on a page into the tree; *marks* (by box) are used up."""
        self._walk(page._page_box, number, marks, page.height, aside=False)  # noqa: SLF001 - as `add_tags` of WeasyPrint does
        self.aside += [_mark(number, left) for left in marks.values()]
        marks.clear()

    def _walk(self, box: Any, page: int, marks: dict[Any, Any], height: float, *, aside: bool) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box  # noqa: SLF001 - as WeasyPrint does
        aside = aside or isinstance(box, boxes.MarginBox) or box.is_leader or self._is_repeated(box)
        if not aside and isinstance(box, boxes.TableCellBox) and box.element_tag in {"th", "td"}:
            self._cell(box)
        if box.link_annotation:
            self._link(box, page)
        if (found := marks.pop(box, None)) is not None:
            mark = _mark(page, found)
            if aside:
                self.aside.append(mark)
            elif isinstance(box, boxes.ReplacedBox):
                self._picture(box, mark, height)
            else:
                self._say(box, mark)
        for child in box.children:
            self._walk(child, page, marks, height, aside=aside)

    def _is_repeated(self, box: Any) -> bool:
        """Return whether *box* is the head or foot of a table that was met before, on the page where the table began."""
        if not isinstance(box, boxes.TableRowGroupBox) or not (box.is_header or box.is_footer) or box.element is None:
            return False
        if box.element in self._heads:
            return True
        self._heads.add(box.element)
        return False

    # --- content

    def _say(self, box: Any, mark: Mark) -> None:
        holder = self._holder(box.element)
        if (box.element_tag or "").endswith("::marker") and (item := self._items.get(box.element)):
            holder = self._label(item)
        self._words_in(holder).kids.append(mark)

    def _picture(self, box: Any, mark: Mark, height: float) -> None:
        alt = box.element.get("alt")
        if alt == "" or box.element_tag != "img":
            self.aside.append(mark)
            return
        figure = self._holder(box.element)
        if alt is None:
            LOGGER.error('Image "%s" has no required alt description', box.element.get("src", "unknown"))
        left, top = box.content_box_x(), box.content_box_y()
        sides = (left, height - top - box.height, left + box.width, height - top)
        figure.entries["Alt"] = pydyf.String(alt or "")
        place = "/Inline" if isinstance(box, boxes.InlineReplacedBox) else "/Block"
        figure.entries["A"] = pydyf.Dictionary(
            {"O": "/Layout", "Placement": place, "BBox": pydyf.Array(PX * side for side in sides)}
        )
        figure.kids.append(mark)

    def _link(self, box: Any, page: int) -> None:
        link = self._holder(box.element)
        if link.kind != "Link":
            link = self._fit(Node("Link", lang=link.lang), link)
        if box.element is not None:
            # For readers that announce links by name (PDF/UA-1, 7.18.5).
            box.link_annotation["Contents"] = pydyf.String(_words(box.element))
        link.kids.append(Annotation(page, box.link_annotation))

    def _cell(self, box: Any) -> None:
        """Open the cell, empty or not; say how many columns and rows it spans, and what it is the head of."""
        cell = self._holder(box.element)
        told = pydyf.Dictionary({"O": "/Table"})
        if box.colspan != 1:
            told["ColSpan"] = box.colspan
        if box.rowspan != 1:
            told["RowSpan"] = box.rowspan
        if cell.kind == "TH":
            told["Scope"] = "/Row" if box.element.get("scope") == "row" else "/Column"
        if len(told) > 1:
            cell.entries["A"] = told

    # --- structure elements

    def _holder(self, element: Any) -> Node:
        """Return the structure element that the words of *element* go into, made when it is first asked for."""
        waiting = []
        while element is not None and element not in self._holders:
            waiting.append(element)
            element = self._parents.get(element)
        holder = self._holders[element] if element is not None else self.root
        for inner in reversed(waiting):
            holder = self._holders[inner] = self._open(inner, holder)
        return holder

    def _open(self, element: Any, around: Node) -> Node:
        tag = element.tag if isinstance(element.tag, str) else ""
        lang = element.get("lang") or element.get(XML_LANG) or around.lang
        kind = self._kind(element, tag)
        if not kind:
            if lang == around.lang:
                return around
            kind = "Span"
        node = self._fit(Node(kind, lang=lang, said=lang if lang != around.lang else ""), around)
        if kind == "Note":
            # PDF/UA-1, 7.9: a note has a unique id.
            node.entries["ID"] = pydyf.String(element.get("id") or f"note-{len(self._holders)}")
        if kind in {"LI", "TOCI"}:
            self._items[element] = node
        return self._fit(Node("LBody", lang=lang), node) if kind == "LI" else node

    def _kind(self, element: Any, tag: str) -> str:
        if element.get("role") == "doc-footnote":
            return "Note"
        if element.get("class") == CLASS:
            return "Formula"  # PDF/UA-1, 7.7
        kind = KINDS.get(tag, "")
        return (
            {"L": "TOC", "LI": "TOCI"}.get(kind, kind) if kind in {"L", "LI"} and self._in_contents(element) else kind
        )

    def _in_contents(self, element: Any) -> bool:
        while (element := self._parents.get(element)) is not None:
            if element.tag == "nav":
                return True
        return False

    def _label(self, item: Node) -> Node:
        first = item.kids[0] if item.kids else None
        if isinstance(first, Node) and first.kind == "Lbl":
            return first
        label = Node("Lbl", lang=item.lang)
        item.kids.insert(0, label)
        return label

    def _fit(self, node: Node, around: Node) -> Node:
        """Hang *node* into *around*, with what the rules want between the two; return it."""
        if node.kind == "Lbl" and around.kind == "L":
            around = self._fit(Node("LI", lang=around.lang), around)
        elif node.kind == "LBody" and around.kind == "L":
            # The definition of the term before it.
            last = around.kids[-1] if around.kids else None
            is_open = isinstance(last, Node) and last.kind == "LI" and "LBody" not in _kinds(last)
            around = last if is_open and isinstance(last, Node) else self._fit(Node("LI", lang=around.lang), around)
        elif around.kind in FITTING and node.kind not in FITTING[around.kind]:
            around = self._fit(Node(BETWEEN[around.kind], lang=around.lang), around)
            return self._fit(node, around)
        elif node.kind in AROUND and around.kind not in HOLDERS[node.kind]:
            around = self._fit(Node(AROUND[node.kind], lang=around.lang), around)
            return self._fit(node, around)
        elif node.kind == "Link" and around.kind == "TOCI":
            around = self._fit(Node("Reference", lang=around.lang), around)
        elif node.kind in INLINE:
            around = self._words_in(around)
        around.kids.append(node)
        return node

    def _words_in(self, holder: Node) -> Node:
        """Return what words of *holder* may be written into: itself, or a paragraph in it."""
        if holder.kind in FITTING:
            return self._words_in(self._fit(Node("P", lang=holder.lang, loose=True), holder))
        if holder.kind not in GROUPS:
            return holder
        last = holder.kids[-1] if holder.kids else None
        if isinstance(last, Node) and last.loose:
            return last
        return self._fit(Node("P", lang=holder.lang, loose=True), holder)


def _kinds(node: Node) -> list[str]:
    return [kid.kind for kid in node.kids if isinstance(kid, Node)]


def _mark(page: int, found: Mapping[str, Any]) -> Mark:
    return Mark(page, found["mcid"], found["stream"])


def _words(html: Any) -> str:
    """Return what a link says."""
    return html.get("aria-label") or " ".join("".join(html.itertext()).split()) or html.get("href", "")

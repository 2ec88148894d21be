"""Richer tags than WeasyPrint 70 writes: languages, notes, ornaments and the names of links.

Wraps one private function of WeasyPrint, the only one: `weasyprint.pdf.tags._build_box_tree`. The project pins
WeasyPrint below 72 and `tests/render/test_pdf.py` looks for each of these tags.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint.pdf import tags

NOTE_ROLE = "doc-footnote"
NOBODY = b"0 0 R"
"""Owner of what hangs on no element; `pdf_finish` makes it an artifact."""
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

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

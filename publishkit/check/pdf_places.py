"""Where things are in a PDF, asked of PDFium: the items' destinations, the outline, hyperlinks, pictures."""

import ctypes
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pypdfium2
from pypdfium2 import raw

from publishkit.check.paper import Mark

_ITEM = re.compile(r"a\d{2,}")

DEEP = 5
"""Levels of forms within forms that are looked through for pictures; ours have one."""


def marks(book: Any) -> Mapping[int, tuple[Mark, ...]]:
    """Return the marks of each page from top to bottom.

    An item begins at its named destination (the contents page links to it) and ends at the next item or at the next
    bookmark that is neither an item's own nor below one: a section, the credits.
    """
    items = sorted(_items(book), key=_reading_order)
    entries = [(entry.level, place) for entry in book.get_toc() if (place := _place("", entry.get_dest()))]
    own = [next((entry for entry in entries if _not_before(entry[1], item)), None) for item in items]
    deepest = max((entry[0] for entry in own if entry), default=-1)
    others = [entry[1] for entry in entries if entry not in own and entry[0] <= deepest]
    pages: dict[int, list[Mark]] = defaultdict(list)
    for mark in sorted([*items, *others], key=_reading_order):
        pages[mark.page].append(mark)
    return {number: tuple(found) for number, found in pages.items()}


def _reading_order(mark: Mark) -> tuple[int, float]:
    return mark.page, -mark.up


def _not_before(entry: Mark, item: Mark) -> bool:
    # A heading's own box may begin a hair above the box of its article.
    return (entry.page, -entry.up) >= (item.page, -item.up - 1)


def _place(name: str, destination: Any) -> Mark | None:
    if destination is None or destination.get_index() is None:
        return None
    _, view = destination.get_view()
    return Mark(page=destination.get_index(), up=view[1] if len(view) > 1 else 0.0, name=name)


def _items(book: Any) -> Iterator[Mark]:
    for index in range(raw.FPDF_CountNamedDests(book)):
        size = ctypes.c_long(0)
        raw.FPDF_GetNamedDest(book, index, None, size)
        name = ctypes.create_string_buffer(max(size.value, 2))
        found = raw.FPDF_GetNamedDest(book, index, name, size)
        plain = name.raw.decode("utf-16-le", "replace").rstrip("\0")
        if found and _ITEM.fullmatch(plain) and (mark := _place(plain, pypdfium2.PdfDest(found, book))):
            yield mark


def page_links(book: Any, page: Any) -> Iterator[tuple[float, str]]:
    """Yield (height of its middle, address) of every hyperlink on *page* that leaves the file."""
    position, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page, position, link):
        action = raw.FPDFLink_GetAction(link)
        size = raw.FPDFAction_GetURIPath(book, action, None, 0) if action else 0
        if size:
            address, box = ctypes.create_string_buffer(size), raw.FS_RECTF()
            raw.FPDFAction_GetURIPath(book, action, address, size)
            raw.FPDFLink_GetAnnotRect(link, box)
            yield (box.bottom + box.top) / 2, address.value.decode("utf-8", "replace")


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

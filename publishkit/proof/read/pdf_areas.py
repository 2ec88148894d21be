"""Which part of a page of a PDF belongs to which item: from where it begins down to the next, and to the sides where items stand side by side."""

import ctypes
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby, pairwise
from typing import Any

import pypdfium2
from pypdfium2 import raw

ITEM = re.compile(r"a\d{2,}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """Where something begins: an item, or what ends the item before it."""

    page: int
    """Counted from 0."""
    up: float
    """Points from the page's lower edge."""
    name: str
    """Element id of an item; "" for anything else."""
    across: float = 0.0
    """Points from the page's left edge."""


Point = tuple[float, float]
"""Points from the left edge of a page, and from its lower edge."""
LEVEL = 1.0
"""Points by which items may begin at different heights that stand side by side."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a page."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, point: Point) -> bool:
        """Return whether *point* lies in it."""
        return self.left <= point[0] < self.right and self.bottom <= point[1] < self.top


def areas(marks: Sequence[Mark], width: float, height: float) -> Iterator[tuple[Mark | None, Area]]:
    """Yield what begins on a page, and the part of it that is its own; first what has begun before, without a mark.

    It goes from side to side of the page and down to the next mark; items that begin side by side share it.
    """
    rows = [list(row) for _, row in groupby(marks, key=partial(_row, marks))]
    tops = [height, *(max(mark.up for mark in row) for row in rows), 0.0]
    yield None, Area(0.0, tops[1], width, height)
    for row, (top, bottom) in zip(rows, pairwise(tops[1:]), strict=True):
        edges = [0.0, *sorted(mark.across - LEVEL for mark in row)[1:], width]
        for mark in row:
            left, right = next(pair for pair in pairwise(edges) if pair[0] <= mark.across < pair[1])
            yield mark, Area(left, bottom, right, top)


def _row(marks: Sequence[Mark], mark: Mark) -> int:
    """Return the number of the first of *marks* that stands beside *mark*, or its own."""
    return next(n for n, other in enumerate(marks) if other is mark or _is_beside(other, mark))


def _is_beside(one: Mark, other: Mark) -> bool:
    is_level = one.page == other.page and abs(one.up - other.up) < LEVEL
    return is_level and bool(one.name and other.name) and abs(one.across - other.across) > LEVEL


# --- where the items begin --------------------------------------------------------------------------------------------


def marks(book: Any) -> Mapping[int, tuple[Mark, ...]]:
    """Return the marks of each page from top to bottom.

    An item begins at its named destination (the contents page links to it) and ends at the next item or at the next
    bookmark that is neither an item's own nor below one: a section, the credits.
    """
    items = sorted(_items(book), key=_reading_order)
    entries = [(entry.level, place) for entry in book.get_toc() if (place := _place("", entry.get_dest()))]
    own: list[tuple[int, Mark] | None] = []
    for item in items:
        # Of items side by side each has its own, in their order.
        beside = sum(_is_beside(other, item) for other in items[: len(own)])
        following = [entry for entry in entries if _not_before(entry[1], item)]
        own.append(following[beside] if beside < len(following) else None)
    deepest = max((entry[0] for entry in own if entry), default=-1)
    others = [entry[1] for entry in entries if entry not in own and entry[0] <= deepest]
    pages: dict[int, list[Mark]] = defaultdict(list)
    for mark in sorted([*items, *others], key=_reading_order):
        pages[mark.page].append(mark)
    return {number: tuple(found) for number, found in pages.items()}


def _reading_order(mark: Mark) -> tuple[int, int, str]:
    """Return what marks are sorted by: what stands side by side has the order of its names."""
    return mark.page, -round(mark.up / LEVEL), mark.name


def _not_before(entry: Mark, item: Mark) -> bool:
    # A heading's own box may begin a hair above the box of its article.
    return (entry.page, -entry.up) >= (item.page, -item.up - 1)


def _place(name: str, destination: Any) -> Mark | None:
    if destination is None or destination.get_index() is None:
        return None
    _, view = destination.get_view()
    across, up = view[:2] if len(view) > 1 else (0.0, 0.0)
    return Mark(page=destination.get_index(), up=up, name=name, across=across)


def _items(book: Any) -> Iterator[Mark]:
    for index in range(raw.FPDF_CountNamedDests(book)):
        size = ctypes.c_long(0)
        raw.FPDF_GetNamedDest(book, index, None, size)
        name = ctypes.create_string_buffer(max(size.value, 2))
        found = raw.FPDF_GetNamedDest(book, index, name, size)
        plain = name.raw.decode("utf-16-le", "replace").rstrip("\0")
        if found and ITEM.fullmatch(plain) and (mark := _place(plain, pypdfium2.PdfDest(found, book))):
            yield mark

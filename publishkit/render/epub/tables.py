"""Tables too wide for a small page are told in parts, one under the other, each with the first column again.

An e-reader neither turns nor shrinks a table, and what stands beyond its page cannot be scrolled to.
"""

import re
from copy import deepcopy
from itertools import pairwise

from lxml import etree

from publishkit.render.epub.markup import XHTML

MOST = 5
"""Columns a page of 320 pixels has room for."""
ROOM = 34
"""Letters side by side that such a page has room for, in the size of a table."""
TIGHT = "tight"
"""Class of a table whose words must be broken for it to fit."""
_WORD = re.compile(r"[^\s\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef-]+")
"""What does not break by itself: Chinese, Japanese and Korean do."""


def fit_tables(root: etree._Element) -> None:
    """Divide every table in *root* that has more than `MOST` columns, and say of each that is still too wide that it is.

    A table whose cells span others is not divided.
    """
    _part_tables(root)
    for table in root.iter(f"{XHTML}table"):
        columns: dict[int, int] = {}
        for row in table.iter(f"{XHTML}tr"):
            for at, cell in enumerate(_cells(row)):
                longest = max(map(len, _WORD.findall("".join(cell.itertext()))), default=0)
                columns[at] = max(columns.get(at, 0), longest)
        if sum(longest + 1 for longest in columns.values()) > ROOM:
            table.set("class", TIGHT)


def _part_tables(root: etree._Element) -> None:
    for table in list(root.iter(f"{XHTML}table")):
        rows = [_cells(row) for row in table.iter(f"{XHTML}tr")]
        columns = max(map(len, rows), default=0)
        spans = any(cell.get("colspan") or cell.get("rowspan") for row in rows for cell in row)
        if columns > MOST and not spans and (parent := table.getparent()) is not None:
            parts = [_part(table, first, last) for first, last in pairwise(cuts(columns))]
            parts[-1].tail = table.tail
            at = parent.index(table)
            parent[at : at + 1] = parts


def cuts(columns: int) -> list[int]:
    """Return where parts begin, and where the last ends, so that with the first column none has more than `MOST`.

    >>> cuts(7), cuts(20)
    ([1, 4, 7], [1, 5, 9, 13, 17, 20])
    """
    count = -(-(columns - 1) // (MOST - 1))
    size, more = divmod(columns - 1, count)
    return [1 + size * part + min(part, more) for part in range(count + 1)]


def _part(table: etree._Element, first: int, last: int) -> etree._Element:
    part = deepcopy(table)
    part.tail = "\n"
    for row in part.iter(f"{XHTML}tr"):
        for at, cell in enumerate(_cells(row)):
            if at and not first <= at < last:
                row.remove(cell)
            elif not at and first > 1:
                _unnamed(cell)
    return part


def _unnamed(cell: etree._Element) -> None:
    """Take the ids out of a cell that is repeated."""
    for element in cell.iter(etree.Element):
        element.attrib.pop("id", None)


def _cells(row: etree._Element) -> list[etree._Element]:
    return list(row.iterchildren(f"{XHTML}th", f"{XHTML}td"))

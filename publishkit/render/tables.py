"""Tables of texts that are too wide for a small screen: how much room their columns take, and how they are told in parts."""

import re
from collections.abc import Sequence
from copy import deepcopy
from itertools import pairwise

from lxml import etree

_WORD = re.compile(r"[^\s\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef-]+")
"""What does not break by itself: Chinese, Japanese and Korean do."""


def rows_of(table: etree._Element) -> list[list[etree._Element]]:
    """Return the cells of each row of *table*, whatever its namespace."""
    return [_cells(row) for row in table.iter("{*}tr")]


def is_plain(rows: Sequence[Sequence[etree._Element]]) -> bool:
    """Return whether no cell spans others: such a table can be divided."""
    return not any(cell.get("colspan") or cell.get("rowspan") for row in rows for cell in row)


def longest_words(rows: Sequence[Sequence[etree._Element]]) -> list[int]:
    """Return, for each column, the letters of the longest word in it."""
    columns: dict[int, int] = {}
    for row in rows:
        for at, cell in enumerate(row):
            longest = max(map(len, _WORD.findall("".join(cell.itertext()))), default=0)
            columns[at] = max(columns.get(at, 0), longest)
    return [columns[at] for at in sorted(columns)]


def divide(table: etree._Element, cuts: Sequence[int]) -> list[etree._Element]:
    """Put parts in the place of *table*, one under the other, each with the first column again, and return them.

    *cuts* are the columns with which parts begin, and where the last ends.
    """
    parent = table.getparent()
    if parent is None:
        return [table]
    parts = [_part(table, first, last) for first, last in pairwise(cuts)]
    parts[-1].tail = table.tail
    at = parent.index(table)
    parent[at : at + 1] = parts
    return parts


def _part(table: etree._Element, first: int, last: int) -> etree._Element:
    part = deepcopy(table)
    part.tail = "\n"
    for row in part.iter("{*}tr"):
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
    return list(row.iterchildren("{*}th", "{*}td"))

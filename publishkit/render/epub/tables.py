"""Tables too wide for a small page are told in parts, one under the other, each with the first column again.

An e-reader neither turns nor shrinks a table, and what stands beyond its page cannot be scrolled to.
"""

from lxml import etree

from publishkit.render.epub.markup import XHTML
from publishkit.render.tables import divide, is_plain, longest_words, rows_of

MOST = 5
"""Columns a page of 320 pixels has room for."""
ROOM = 34
"""Letters side by side that such a page has room for, in the size of a table."""
TIGHT = "tight"
"""Class of a table whose words must be broken for it to fit."""


def fit_tables(root: etree._Element) -> None:
    """Divide every table in *root* that has more than `MOST` columns, and say of each that is still too wide that it is.

    A table whose cells span others is not divided.
    """
    for table in list(root.iter(f"{XHTML}table")):
        rows = rows_of(table)
        columns = max(map(len, rows), default=0)
        if columns > MOST and is_plain(rows):
            divide(table, cuts(columns))
    for table in root.iter(f"{XHTML}table"):
        if sum(longest + 1 for longest in longest_words(rows_of(table))) > ROOM:
            table.set("class", TIGHT)


def cuts(columns: int) -> list[int]:
    """Return where parts begin, and where the last ends, so that with the first column none has more than `MOST`.

    >>> cuts(7), cuts(20)
    ([1, 4, 7], [1, 5, 9, 13, 17, 20])
    """
    count = -(-(columns - 1) // (MOST - 1))
    size, more = divmod(columns - 1, count)
    return [1 + size * part + min(part, more) for part in range(count + 1)]

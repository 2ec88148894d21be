"""Pasted text: lines that belong together — rows of a table, lines of verse — and whether a paste is the article alone."""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence

from publishkit.capture.cues import ends_article, is_furniture
from publishkit.capture.extracted import Block
from publishkit.capture.paste.lines import LONG, STOPS, PastedLine

MOST_ALONE = 600
"""Lines of the longest article without a page around it."""
POINT = re.compile(r"[•·●▪◦‣⁃∙○■□–-]\t")
"""What stands in front of an item of a list that was copied out of an office program."""
CELL = 160
"""Characters of a cell that is none of a text in columns."""
QUOTES = '“”„‟"«»‹›「」『』'


def is_alone(lines: Sequence[PastedLine]) -> bool:
    """Return whether somebody copied the article and nothing around it: no button, no cue, no pointer is among the lines."""
    return len(lines) <= MOST_ALONE and not any(is_furniture(line.text) or ends_article(line.text) for line in lines)


def tables(lines: Sequence[PastedLine]) -> Mapping[int, Sequence[PastedLine]]:
    """Return the rows of every table by the number of its first line: cells parted by tabs, as spreadsheets copy them."""
    found: dict[int, Sequence[PastedLine]] = {}
    first = 0
    for is_row, group in itertools.groupby(lines, _is_row):
        rows = tuple(group)
        if is_row and len(rows) > 1 and not any(row.gap for row in rows[1:]) and _is_even(rows):
            found[first] = rows
        first += len(rows)
    return found


def _is_row(line: PastedLine) -> bool:
    return (
        "\t" in line.text
        and not line.cut
        and not POINT.match(line.text)
        and not is_furniture(line.text)
        and all(len(cell) <= CELL for cell in line.text.split("\t"))
    )


def _is_even(rows: Sequence[PastedLine]) -> bool:
    """Whether the rows have as many cells each; a corner, or a last cell, may be empty."""
    counts = [row.text.count("\t") + 1 for row in rows]
    return max(counts) - min(counts) <= 1 and max(counts) * 2 > len(rows[0].text.split("\t"))


def table_block(rows: Sequence[PastedLine]) -> Block:
    """Return the rows as a table; what lacks in the first is its corner, what lacks below is a last cell."""
    cells = [[cell.strip().replace(" | ", " / ") for cell in row.text.split("\t")] for row in rows]
    wide = max(map(len, cells))
    head = [""] * (wide - len(cells[0])) + cells[0]
    items = tuple(" | ".join([*row, *[""] * (wide - len(row))]) for row in (head, *cells[1:]))
    return Block(kind="table", text="\n".join(items), items=items)


def stanza_at(
    lines: Sequence[PastedLine], index: int, end: int, is_other: Callable[[PastedLine], bool]
) -> Sequence[PastedLine]:
    """Return the short lines from *index* that stand together and are no sentences each: verse, an address, a motto."""
    group = [lines[index]]
    for line in lines[index + 1 : end]:
        if line.gap:
            break
        group.append(line)
    together = len(group) > 1 and all(line.weight < LONG and not is_other(line) for line in group)
    return group if together and not all(line.text.endswith(STOPS) for line in group) else ()


def is_speech(text: str) -> bool:
    """Return whether a line is what somebody says, however short: “No.”"""
    return len(text) > 3 and text[0] in QUOTES and text[-1] in QUOTES and text.endswith(STOPS)

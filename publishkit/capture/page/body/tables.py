"""Tables of a page: which hold data, and their rows as a reader sees them, cells that span others parted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from publishkit.capture.page.body.lines import NUMBERS, verbatim
from publishkit.capture.page.body.outline import Box, Run
from publishkit.capture.page.body.shapes import linked
from publishkit.capture.page.tree import text_of
from publishkit.capture.paste.lines import weight
from publishkit.capture.spans import Span, markdown

MANY = 20
"""Rows of a table of properties."""
FEW = 6
"""Rows of a table that lays out a page."""
MOST = 0.6
"""Share of the words of such a table that its widest cell has."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; empty where another one reaches into its place."""

    text: str = ""
    markdown: str = ""
    heads: bool = False
    align: str = ""


def is_data(box: Box) -> bool:
    """Return whether a table holds data: one with tables, headings or several paragraphs in a cell lays out a page."""
    element = box.element
    if element.get("role") in {"presentation", "none"} or any(one is not element for one in element.iter("table")):
        return False
    if next(element.iter("h1", "h2", "h3", "figure"), None) is not None:
        return False
    if any("\n" in (text := verbatim(listing).strip()) or NUMBERS.fullmatch(text) for listing in element.iter("pre")):
        return False
    cells = list(element.iter("td", "th"))
    rows = list(element.iter("tr"))
    single = len(cells) <= len(rows) and next(element.iter("th"), None) is None
    if _lays_out(box, len(rows)):
        return False
    return bool(cells) and not (single and max(len(text_of(cell)) for cell in cells) > 300)


PROSE = 80
"""Weight of a paragraph."""


def _lays_out(box: Box, rows: int) -> bool:
    """Whether a table of a few rows has a cell with the paragraphs of a text in it: it parts a page into columns."""
    if rows > FEW or next(box.element.iter("th", "caption"), None) is not None:
        return False
    inside = _by_cell(box)
    total = sum(weight(run.text) for runs in inside.values() for run in runs)
    for runs in inside.values():
        prose = sum(weight(run.text) >= PROSE for run in runs)
        most = sum(weight(run.text) for run in runs) > MOST * total
        if prose > 1 and (most or rows <= 2):
            return True
        if prose and most and len(runs) > 3:
            return True
    return False


def _by_cell(box: Box) -> Mapping[HtmlElement, list[Run]]:
    """The runs of each cell."""
    inside: dict[HtmlElement, list[Run]] = {}
    for run in box.runs():
        cell = next((one.element for one in run.box.chain if one.tag in {"td", "th"}), None)
        if cell is not None and run:
            inside.setdefault(cell, []).append(run)
    return inside


def is_of_properties(box: Box) -> bool:
    """Return whether a table is a list of properties: in each row a head and one value, as programs for notes set them over a page."""
    rows = list(islice(box.element.iter("tr"), MANY + 1))
    cells = [[cell.tag for cell in row.iterchildren("td", "th")] for row in rows]
    return box.tag == "table" and 0 < len(rows) <= MANY and all(row == ["th", "td"] for row in cells)


def is_menu_cell(box: Box) -> bool:
    """Return whether a box is a cell of links beside the cell of a table that holds the text."""
    if box.tag != "td" or sum(1 for _ in islice(box.element.iter("a"), 2)) < 2:
        return False
    table = next((one for one in box.chain if one.tag == "table"), None)
    if table is None or is_data(table):
        return False
    runs = [run for run in box.runs() if run]
    letters = sum(len(run.text) for run in runs)
    leading = sum(linked(run) * len(run.text) for run in runs)
    return letters > 0 and leading > 0.8 * letters


def table_rows(box: Box) -> Iterator[list[Cell]]:
    """Yield the rows in the order in which they are shown."""
    inside = _by_cell(box)
    down: dict[int, int] = {}
    # A foot may be written above the rows; it is shown below them.
    rows = sorted(box.element.iter("tr"), key=lambda row: any(one.tag == "tfoot" for one in row.iterancestors()))
    for row in rows:
        heads = any(one.tag == "thead" for one in row.iterancestors())
        cells: list[Cell] = []
        for element in row.iter("td", "th"):
            while down.get(len(cells), 0) > 0:
                down[len(cells)] -= 1
                cells.append(Cell())
            runs = inside.get(element, [])
            span, height = (_number(element.get(name)) for name in ("colspan", "rowspan"))
            if height > 1:
                down.update(dict.fromkeys(range(len(cells), len(cells) + span), height - 1))
            cells.append(
                Cell(
                    text=" ".join(" ".join(run.text.split("\n")) for run in runs),
                    markdown=" ".join(_in_cell(run) for run in runs),
                    heads=heads or element.tag == "th",
                    align=_alignment(element),
                )
            )
            cells += [Cell()] * (span - 1)
        if cells:
            yield cells


def _in_cell(run: Run) -> str:
    spans = [Span(" ") if span.kind == "break" else span for span in run.spans]
    return re.sub(r"(?<!\\)\|", r"\\|", markdown(spans))


def _number(value: str | None) -> int:
    match = re.match(r"\s*(\d{1,3})", value) if value else None
    return max(1, min(int(match[1]), 100)) if match else 1


def _alignment(element: HtmlElement) -> str:
    style, align = element.get("style"), element.get("align")
    said = re.search(r"text-align:\s*(left|right|center)", style) if style else None
    said = said or (re.search(r"^(left|right|center)$", align) if align else None)
    return said[1] if said else ""


def aligned(column: Sequence[Cell]) -> str:
    """Return how a column is set, where all its cells agree."""
    kinds = {cell.align for cell in column if cell.text}
    return next(iter(kinds)) if len(kinds) == 1 else ""


def table_captions(box: Box) -> Iterator[Run]:
    """Yield what stands over or under a table."""
    yield from (run for run in box.runs() if any(one.tag == "caption" for one in run.box.chain))
    around = next((one for one in box.chain if one.tag == "figure"), None)
    if around is not None:
        yield from (run for run in around.runs() if any(one.tag == "figcaption" for one in run.box.chain))

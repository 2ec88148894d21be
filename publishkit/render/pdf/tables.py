"""Wide tables on paper: each is measured alone, and is set as it is, across the margin, in small type, or in parts with its first column repeated."""

import logging
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import count, zip_longest
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, document_fromstring, fragment_fromstring

from publishkit.render.pdf.words import breakable

TABLE = re.compile(
    r'(?P<float><div class="float"><div class="room"></div>\s*)?'
    r'<div class="table"><table>(?P<inside>.*?)</table></div>(?(float)\s*</div>)',
    re.DOTALL,
)
"""As `edition/body.py` writes them, in a float or not; within one stands no other."""
MEASURED = "data-measured"
"""Attribute of a table that is laid out to be measured: its number and how it is set."""
SURE = 36
"""Letters that the longest words of all columns have together, and two for each column, for which there is always room."""
PIECE = 12
"""Letters after which a word of a narrow column may break."""
LONG = 12
"""Rows; what has more goes on over the page, under its heads again."""
SHEET = 36
"""Rows of small type that have room on a page, about."""
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b[^>]*>.*?</t[hd]>", re.DOTALL)
_PART = re.compile(r"(?P<caption><caption>.*?</caption>)?\s*(?P<head><thead>.*?</thead>)?(?P<body>.*)", re.DOTALL)
_TEXT = re.compile(r">([^<]+)")
_ID = re.compile(r' id="[^"]*"')

FORMS = ("table", "table full", "table full tight", "table full tight broken")
"""Classes of the ways to set a table, the best first; a theme's style sheet says what they look like."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What a table needs, set one way."""

    room: float
    """Pixels there are for it."""
    columns: tuple[float, ...]
    """Pixels that each of its columns needs at least."""

    @property
    def fits(self) -> bool:
        """Whether it is no wider than its place."""
        return sum(self.columns) <= self.room + 0.5


Measure = Callable[[str], Mapping[str, Measured]]
"""Lays out a page and returns, by the value of `MEASURED`, what was measured."""


def fitted(html: str, measure: Measure) -> str:
    """Return *html* with every table set so that it fits; only those that may not are measured.

    >>> fitted('<div class="table"><table><tbody><tr><td>1</td></tr></tbody></table></div>', lambda page: {})
    '<div class="table"><table><tbody><tr><td>1</td></tr></tbody></table></div>'
    """
    risky = {number for number, found in enumerate(TABLE.finditer(html)) if _is_risky(found["inside"])}
    measured = measure(_alone(html, risky)) if risky else {}
    numbers = count()

    def placed(found: re.Match[str]) -> str:
        number = next(numbers)
        forms = [measured.get(f"{number} {at}") for at in range(len(FORMS))]
        parts = _set(found["inside"], [one for one in forms if one])
        return f"{found['float']}{parts[0]}</div>" if found["float"] and len(parts) == 1 else "".join(parts)

    return TABLE.sub(placed, html)


def _is_risky(inside: str) -> bool:
    widths = [0]
    for row in _ROW.findall(inside):
        longest = [_longest(cell) for cell in _CELL.findall(row)]
        widths = [max(pair) for pair in zip_longest(widths, longest, fillvalue=0)]
    return sum(widths) + 2 * len(widths) > SURE


def _longest(cell: str) -> int:
    words = unescape(" ".join(_TEXT.findall(cell))).split()
    return max((*map(len, words), SURE if "<img" in cell else 0))


def _set(inside: str, forms: Sequence[Measured]) -> list[str]:
    """Return a table set the best way it fits, in parts when it fits in none."""
    best = next((at for at, form in enumerate(forms) if form.fits), None)
    if best is None and forms:
        return list(_parts(_broken(inside), forms[-1]))
    return [_table(inside if best != len(FORMS) - 1 else _broken(inside), FORMS[best or 0])]


def _table(inside: str, form: str) -> str:
    long = " long" if len(_ROW.findall(inside)) > LONG else ""
    return f'<div class="{form}{long}"><table>{inside}</table></div>'


def _broken(inside: str) -> str:
    return breakable(inside, PIECE + 1, PIECE)


# --- in parts ---------------------------------------------------------------------------------------------------------


def _parts(inside: str, form: Measured) -> Iterator[str]:
    """Yield a table that is too wide as several: all columns of a few rows, and then of the next."""
    found = _PART.match(inside.strip())
    if not found:
        yield _table(inside, FORMS[-1])
        return
    heads = [_CELL.findall(row) for row in _ROW.findall(found["head"] or "")]
    rows = [_CELL.findall(row) for row in _ROW.findall(found["body"])]
    groups = _groups(form)
    some = max(4, SHEET // len(groups) - 2) if len(rows) > LONG else len(rows)
    caption = found["caption"] or ""
    for first in range(0, max(1, len(rows)), max(1, some)):
        for number, group in enumerate(groups):
            lead = {0} if number else set()
            head = _rows(heads, group, set(group) if first else lead)
            body = _rows(rows[first : first + some], group, lead)
            yield _table(
                f"{caption}{f'<thead>{head}</thead>' if head else ''}<tbody>{body}</tbody>", f"{FORMS[-1]} part"
            )
            caption = ""


def _groups(form: Measured) -> list[list[int]]:
    """Return the columns of each part: the first one, and of the others about as many as in any other part.

    >>> _groups(Measured(room=10, columns=(4, 3, 3, 3, 3, 3)))
    [[0, 1, 2], [0, 3, 4], [0, 5]]
    """
    filled = _filled(form, form.room)
    evenly = (_filled(form, form.room * share / 10) for share in range(1, 10))
    return next((groups for groups in evenly if len(groups) == len(filled)), filled)


def _filled(form: Measured, room: float) -> list[list[int]]:
    """Return the columns of each part when none is wider than *room*, but for one that is so by itself."""
    lead = [0] if form.columns[0] <= form.room / 2 else []
    first = sum(form.columns[at] for at in lead)
    groups, taken = [lead[:]], first
    for at in range(len(lead), len(form.columns)):
        if len(groups[-1]) > len(lead) and taken + form.columns[at] > room:
            groups.append(lead[:])
            taken = first
        groups[-1].append(at)
        taken += form.columns[at]
    return groups


def _rows(rows: Sequence[Sequence[str]], group: Sequence[int], again: Collection[int]) -> str:
    """Return rows with the columns of *group*; those that are there *again* take their ids along no second time."""
    cells = ("".join(_ID.sub("", row[at]) if at in again else row[at] for at in group if at < len(row)) for row in rows)
    return "\n".join(f"<tr>{row}</tr>" for row in cells)


# --- measured alone ---------------------------------------------------------------------------------------------------


def _alone(html: str, risky: Collection[int]) -> str:
    """Return the page with nothing on it but the *risky* tables, each set in every way, where it stands."""
    numbers = count()

    def marked(found: re.Match[str]) -> str:
        number = next(numbers)
        return found[0].replace("<table>", f'<table {MEASURED}="{number}">', 1) if number in risky else found[0]

    root = document_fromstring(TABLE.sub(marked, html))
    places = [table.getparent() for table in root.xpath(f"//table[@{MEASURED}]")]
    kept: set[HtmlElement] = set()
    for place in places:
        kept.update((place, *place.iterancestors()))
    _prune(root.find("body"), kept)
    for place in places:
        _in_every_form(place)
    return f"<!DOCTYPE html>{etree.tostring(root, encoding='unicode', method='html')}"


def _prune(element: Any, kept: set[HtmlElement]) -> None:
    element.text = None
    for child in list(element):
        child.tail = None
        if child not in kept:
            element.remove(child)
        elif child.get("class") != "table":
            _prune(child, kept)


def _in_every_form(place: Any) -> None:
    table, parent = place[0], place.getparent()
    number, inside = table.get(MEASURED), etree.tostring(table, encoding="unicode", method="html")
    for at, form in enumerate(FORMS):
        copy = fragment_fromstring(_broken(inside) if at == len(FORMS) - 1 else inside)
        copy.set(MEASURED, f"{number} {at}")
        etree.SubElement(parent, "div", {"class": form}).append(copy)
    parent.remove(place)


def measure_with(render: Callable[[str], Any]) -> Measure:
    """Return what measures the tables of a page that *render* lays out by WeasyPrint."""
    from weasyprint.layout import table as engine
    from weasyprint.layout.preferred import table_and_columns_preferred_widths

    # What is said of pages that nobody sees is of no use.
    logger = logging.getLogger("weasyprint")

    def measure(page: str) -> Mapping[str, Measured]:
        found: dict[str, Measured] = {}
        before = engine.auto_table_layout

        def layout(context: Any, box: Any, containing_block: Any) -> None:
            table = box.get_wrapped_table()
            number = table.element.get(MEASURED) if table.element is not None else None
            if number:
                widths = table_and_columns_preferred_widths(context, box, outer=False)[2]
                room = containing_block[0] - sum(side for side in (box.margin_left, box.margin_right) if side != "auto")
                found[number] = Measured(room=room, columns=tuple(widths))
            before(context, box, containing_block)

        engine.auto_table_layout, logger.disabled = layout, True
        try:
            render(page)
        finally:
            engine.auto_table_layout, logger.disabled = before, False
        return found

    return measure

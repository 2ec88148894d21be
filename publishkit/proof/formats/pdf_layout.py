"""Findings on how the pages of the PDF lie: words outside the sheet, in the file itself; what else slipped, as the engine laid it out."""

import ctypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdfium2 import raw

from publishkit.model.artifact import Artifact, Finding, Level, Slip, SlipKind
from publishkit.model.edition import Edition
from publishkit.proof.formats.pdf_file import Opened
from publishkit.proof.read.pdf_hidden import Box, painted

EDGE = 1.0
"""Points that the edge of a letter may stand out."""
SHOWN = 6
"""Words that are named."""


# --- in the file ------------------------------------------------------------------------------------------------------


def check_sheet(pdf: Opened) -> Iterator[Finding]:
    """P021: every word is on the sheet; what the engine named, with its article, is not named again."""
    told = {slip.page for slip in pdf.artifact.slips if slip.kind == "off sheet"}
    book = pypdfium2.PdfDocument(pdf.artifact.data)
    try:
        for number, page in enumerate(book, 1):
            words = [] if number in told else _words_outside(page, _sheet(page))
            if words:
                message = f"words lie outside the sheet: {_named(words)}"
                yield pdf.finding("P021", message, "the pages' geometry is the theme's: look at the page", page=number)
            page.close()
    finally:
        book.close()


def _sheet(page: Any) -> Box:
    """Return what is left of a page when it is cut and trimmed."""
    lefts, bottoms, rights, tops = zip(page.get_mediabox(), page.get_cropbox(), page.get_trimbox(), strict=True)
    return Box(max(lefts) - EDGE, max(bottoms) - EDGE, min(rights) + EDGE, min(tops) + EDGE)


def _words_outside(page: Any, sheet: Box) -> list[str]:
    """Return the words that stand out of *sheet*; the letters are looked at only where a whole text does."""
    if all(_lies_in(one.box, sheet) for one in painted(page) if one.is_text):
        return []
    text = page.get_textpage()
    found: list[str] = []
    word, is_out = "", False
    for index in range(text.count_chars() + 1):
        code = raw.FPDFText_GetUnicode(text, index) if index < text.count_chars() else 0
        if code > ord(" "):
            word += chr(code)
            is_out = is_out or not _lies_in(Box(*_edges(text, index)), sheet)
            continue
        found += [word] if is_out else []
        word, is_out = "", False
    text.close()
    return found


def _edges(text: Any, index: int) -> tuple[float, float, float, float]:
    sides = [ctypes.c_double() for _ in range(4)]
    raw.FPDFText_GetCharBox(text, index, sides[0], sides[1], sides[2], sides[3])
    left, right, bottom, top = (side.value for side in sides)
    return left, bottom, right, top


def _lies_in(box: Box, sheet: Box) -> bool:
    if box.right <= box.left:
        return True
    return box.left >= sheet.left and box.right <= sheet.right and box.bottom >= sheet.bottom and box.top <= sheet.top


def _named(words: list[str]) -> str:
    more = f" and {len(words) - SHOWN} more" if len(words) > SHOWN else ""
    return " ".join(word[:40] for word in words[:SHOWN]) + more


# --- as it was laid out -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What a slip means."""

    code: str
    severity: Level
    says: str
    """`{what}` is the block, `{amount}` what was measured."""
    hint: str


ROWS: Mapping[SlipKind, Row] = {
    "off sheet": Row(
        code="P021",
        severity="error",
        says="{what} runs {amount} mm off the sheet, and its words are lost",
        hint="shorten what cannot break, or take columns out of the table; a theme's own styles may forbid the break",
    ),
    "off column": Row(
        code="P022",
        severity="warning",
        says="{what} stands {amount} mm out of its column",
        hint="shorten what cannot break, or take columns out of the table",
    ),
    "overlap": Row(
        code="P023",
        severity="warning",
        says="{what} lies over other words",
        hint="look at the page: a style of the theme moves words over each other",
    ),
    "stranded": Row(
        code="P024",
        severity="warning",
        says="{what} is alone at the edge of the page, away from what it belongs to",
        hint="a few words more or fewer before it, or another place for a picture, move the end of the page",
    ),
    "empty": Row(
        code="P025",
        severity="warning",
        says="{amount} % of the page stays empty, because {what} found no room on it",
        hint="let a picture or table stand earlier or later in the text, or make it smaller",
    ),
    "two pages": Row(
        code="P026",
        severity="warning",
        says="the cover takes two pages: {what} is on the second",
        hint="shorten the title or the preheader of the issue, or choose a wider picture",
    ),
    "coarse": Row(
        code="P027",
        severity="warning",
        says="{what} is printed with {amount} dots an inch, where 150 are not seen",
        hint="a larger original prints better: `publishkit add` it again, or put the file in its place",
    ),
}
"""Kind -> what is said of it."""
BLOCKS: Mapping[str, str] = {
    "table": "the table",
    "img": "the picture",
    "pre": "the code",
    "li": "the list item",
    "td": "the cell",
    "th": "the cell",
    "h1": "the heading",
    "h2": "the headline",
    "h3": "the subhead",
    "h4": "the subhead",
}
"""Element -> what it is called; any other is "the text"."""


def check_slips(artifact: Artifact, edition: object) -> Iterator[Finding]:
    """P021-P027: everything lies on its page as it should, as far as the engine that laid it out can tell."""
    names = {item.id: item.slug for item in edition.items} if isinstance(edition, Edition) else {}
    for slip in artifact.slips:
        row = ROWS[slip.kind]
        what = BLOCKS.get(slip.block, "the text")
        message = row.says.format(what=f"{what} “{slip.words}”" if slip.words else what, amount=slip.amount)
        yield Finding(
            code=row.code,
            severity=row.severity,
            where=f"{artifact.name}#page={slip.page}",
            message=f"{_place(slip, names)}{message}",
            hint=row.hint,
        )


def _place(slip: Slip, names: Mapping[str, str]) -> str:
    """Return the article or part a sentence is about, and a colon; nothing for a running head."""
    place = names.get(slip.part, slip.part)
    return f"{place}: " if place and place != "cover" else ""

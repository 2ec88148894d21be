"""Code on paper: in letters of one width, every line whole, and what turned over told from a line of its own."""

import io

import page as validator
import pypdfium2
import pytest
from pypdfium2 import raw

from publishkit.render.pdf.document import render_pdf
from publishkit.theme.load import load_theme
from tests.render.test_pdf import with_text
from tests.support import sheet

LINE = "print('a line of code that is much longer than the page is wide, whoever reads it', end='', file=harbour, flush=True)"


def letter(code: str) -> bytes:
    """Return the PDF of an edition whose letter from the editor is a listing."""
    (made,) = render_pdf(with_text(f"<pre><code>{code}\n</code></pre>"), load_theme("almanac"))
    assert made.remarks == ()
    assert [slip for slip in made.slips if slip.kind in {"off sheet", "off column", "overlap"}] == []
    return made.data


def arrows(data: bytes) -> int:
    """Return how many outlines of six strokes are drawn: nothing else on these pages has so many."""
    found = 0
    for page in pypdfium2.PdfDocument(io.BytesIO(data)):
        for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
            found += raw.FPDFPath_CountSegments(path) == 6
    return found


@pytest.mark.parametrize(("code", "turns"), [("short = 1", 0), (LINE, 1), (f"if high:\n    {LINE}\n    {LINE}", 2)])
def test_each_part_of_a_line_that_turned_over_has_an_arrow(code: str, turns: int) -> None:
    assert arrows(letter(code)) == turns


def test_the_arrow_says_nothing_and_breaks_no_standard() -> None:
    data = letter(LINE)
    for profile in ("3a", "ua1"):
        assert validator.validate_pdf_bytes(data, profile=profile).failures == []
    assert sheet.words_lost(data, {"letter": f"```\n{LINE}\n```"}) == []
    said = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    assert "".join(LINE.split()) in "".join(said.split())


def test_a_line_without_a_place_to_break_stays_on_the_sheet() -> None:
    data = letter("w" * 400)
    assert sheet.words_off(data) == []
    assert arrows(data) >= 3

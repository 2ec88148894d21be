"""What does not lie on a laid-out page as it should is seen: each kind on a page that shows it, and nothing on a good one."""

import io

import pytest
from PIL import Image

from publishkit.model.artifact import Slip
from publishkit.render.pdf.document import load_engine
from publishkit.render.pdf.fonts import fonts_seen
from publishkit.theme.load import load_theme

PAGE = "@page { size: 100mm 100mm; margin: 20mm } body { margin: 0; font: 10px/15px 'PK Serif' } p, h2 { margin: 0; font-size: 10px } "
LINES = "<br>".join(["words"] * 10)


def laid_out(body: str, css: str = "") -> tuple[Slip, ...]:
    """Return the slips of a page of 60 by 60 mm text; fifteen lines fill it."""
    engine = load_engine()
    from publishkit.render.pdf.geometry import slips

    with fonts_seen(load_theme("almanac").fonts, system=False):
        page = f"<style>{PAGE}{css}</style><section id=s1><article id=a01>{body}</article></section>"
        return slips(engine.HTML(string=page).render())


def told(found: tuple[Slip, ...]) -> list[tuple[str, int, str, str]]:
    return [(slip.kind, slip.page, slip.part, slip.block) for slip in found]


def test_a_good_page_has_none() -> None:
    assert laid_out(f"<h2>A title</h2><p>{LINES}</p><ul><li>one<li>two</ul>") == ()


def test_a_word_off_the_sheet_is_named_with_its_article_and_block() -> None:
    (slip,) = laid_out(f"<p>Before {'w' * 90} after</p>")
    assert (slip.kind, slip.page, slip.part, slip.block) == ("off sheet", 1, "a01", "p")
    assert slip.words.startswith("Before www")
    assert slip.amount > 50


def test_of_a_table_off_the_sheet_its_cells_are_one_thing() -> None:
    row = "".join(f"<td>column{n}</td>" for n in range(12))
    (slip,) = laid_out(f"<table><tr>{row}</tr><tr>{row}</tr></table>")
    assert (slip.kind, slip.block) == ("off sheet", "table")


def test_what_stands_out_of_its_column_but_not_off_the_sheet_is_told_apart() -> None:
    found = laid_out(f"<p style='width: 30mm'>{'w' * 20}</p><table style='width: 70mm'><tr><td>a</table>")
    assert told(found) == [("off column", 1, "a01", "p"), ("off column", 1, "a01", "table")]


def test_markers_and_hanging_first_lines_stand_out_on_purpose() -> None:
    assert laid_out("<ol><li>one<li>two</ol><p style='padding-left: 3em; text-indent: -3em'>hanging</p>") == ()


def test_words_over_words_are_seen() -> None:
    assert told(laid_out("<p>first words</p><p style='margin-top: -12px'>second words</p>")) == [
        ("overlap", 1, "a01", "p")
    ]


def test_lines_that_are_merely_close_do_not_overlap() -> None:
    assert laid_out("<p style='line-height: 1'>first<sup>1</sup><br>second words<br>third</p>") == ()


def test_a_heading_at_the_end_of_its_page_is_stranded() -> None:
    body = f"<p>{LINES}<br>a<br>b<br>c<br>d</p><h2>Heading</h2><p style='break-before: page'>{LINES}</p>"
    assert ("stranded", 1, "a01", "h2") in told(laid_out(body))


def test_a_last_line_alone_on_the_next_page_is_stranded() -> None:
    fifteen = "<br>".join(["words"] * 16)
    assert told(laid_out(f"<p style='widows: 1; orphans: 1'>{fifteen}</p>")) == [("stranded", 2, "a01", "p")]


def test_an_address_alone_on_the_next_page_is_stranded() -> None:
    lines = "<br>".join(["words"] * 15)
    assert told(laid_out(f"<p>{lines}</p><p><a href='https://quay.example/'>quay.example</a></p>")) == [
        ("stranded", 2, "a01", "p")
    ]


def test_a_gap_within_an_article_names_what_found_no_room() -> None:
    (slip,) = laid_out(f"<p>a<br>b<br>c<br>d</p><div style='break-inside: avoid'><p>Block</p><p>{LINES}<br>a</p></div>")
    assert (slip.kind, slip.page, slip.block, slip.words) == ("empty", 1, "p", "Block")
    assert 60 < slip.amount < 80


def test_a_page_that_was_to_end_leaves_no_gap() -> None:
    assert laid_out(f"<p>few words</p><p style='break-before: page'>{LINES}</p>") == ()


def test_a_cover_of_two_pages_is_seen() -> None:
    engine = load_engine()
    from publishkit.render.pdf.geometry import slips

    page = f"<style>{PAGE}</style><section id=cover><h1 style='height: 180px'>Name</h1><p>{LINES}</p></section>"
    with fonts_seen(load_theme("almanac").fonts, system=False):
        found = slips(engine.HTML(string=page).render())
    assert [(slip.kind, slip.page) for slip in found if slip.kind == "two pages"] == [("two pages", 2)]


@pytest.mark.parametrize(("width", "is_coarse"), [("40mm", True), ("20mm", False)])
def test_a_picture_printed_with_few_dots_is_seen(width: str, is_coarse: bool) -> None:
    from base64 import b64encode

    out = io.BytesIO()
    Image.new("RGB", (160, 100), "#456").save(out, "PNG")
    source = f"data:image/png;base64,{b64encode(out.getvalue()).decode()}"
    found = laid_out(f"<img src='{source}' alt='A boat' style='width: {width}'>")
    assert [(slip.kind, slip.words) for slip in found] == ([("coarse", "A boat")] if is_coarse else [])

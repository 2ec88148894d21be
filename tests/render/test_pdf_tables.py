"""Tables on paper: whatever they hold, every cell is on the sheet, and the better ways to set one come first."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
import pytest

from publishkit.press.build import Build, build_issue
from publishkit.render.pdf.tables import FORMS, Measured, fitted
from tests.support import sheet
from tests.support.hard_editions import HardEdition, text


def table(columns: int, rows: int, cell: str = "{row}.{column}", head: str = "Column {column}") -> str:
    """Return a table in Markdown."""
    heads = [head.format(column=column) for column in range(columns)]
    lines = [[cell.format(row=row, column=column) for column in range(columns)] for row in range(rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in (heads, ["---"] * columns, *lines))


BODIES = {
    "twenty columns": table(20, 8, "value {row}.{column}"),
    "twenty columns and sixty rows": table(20, 60),
    "two hundred rows": table(2, 200, "Boat {row} of {column}"),
    "long words": table(5, 3, "Donaudampfschifffahrtsgesellschaft{row}{column}" * 3),
    "an address": table(3, 2, "https://quay.example/a/path/that/is/long/{row}/{column}?and=has&a=query"),
    "in a note": "Word.[^1]\n\n[^1]: See.\n\n    " + table(14, 3).replace("\n", "\n    "),
    "in a list": "- One:\n\n  " + table(14, 3).replace("\n", "\n  "),
    "code and notes": "| a | b[^1] |\n| --- | --- |\n| `"
    + "code" * 40
    + "` | x |\n\n[^1]: Note.\n\n"
    + table(18, 2, "w{row}"),
}


@cache
def built(page_size: str) -> tuple[Build, dict[str, str], bytes]:
    """Return the build of an edition of such texts, the bodies of its articles, and its PDF."""
    texts = {name.replace(" ", "-"): f"Before {name}.\n\n{body}\n\nAfter {name}." for name, body in BODIES.items()}
    edition = HardEdition(
        articles=[text(slug, slug.replace("-", " "), body) for slug, body in texts.items()],
        config={"pdf": {"page_size": page_size}},
    )
    with TemporaryDirectory() as folder:
        root = edition.write(Path(folder))
        build = build_issue(root, "2026-w47", lambda _: None)
        bodies = sheet.bodies(root)
    return build, bodies, next(file.data for file in build.artifacts if file.name.endswith(".pdf"))


@pytest.mark.parametrize("page_size", ["A4", "A5"])
def test_every_word_is_on_the_sheet(page_size: str) -> None:
    build, bodies, data = built(page_size)
    assert sheet.words_off(data) == []
    assert sheet.words_lost(data, bodies) == []
    assert [str(found) for found in build.findings if found.code in {"P004", "P021", "P022", "P023"}] == []
    assert build.exit_code == 0


def pages(name: str) -> list[str]:
    """Return what the pages of one text say, on A4."""
    said = [page.get_textpage().get_text_range().replace("\r\n", " ") for page in pypdfium2.PdfDocument(built("A4")[2])]
    first = next(at for at, page in enumerate(said) if f"Before {name}." in page)
    last = next(at for at, page in enumerate(said) if f"After {name}." in page)
    return said[first : last + 1]


def test_what_is_wider_than_the_page_comes_in_parts_with_its_first_column_again() -> None:
    """Twenty columns: two parts of about as many columns each, one under the other."""
    said = "".join(pages("twenty columns"))
    assert said.count("value 7.0 ") == 2
    assert said.count("value 7.1 ") == 1


def test_all_columns_of_a_few_rows_stand_together() -> None:
    """A reader of row 30 finds its twentieth column on the same page as its first."""
    said = pages("twenty columns and sixty rows")
    assert [("30.1 " in page) for page in said] == [("30.19 " in page) for page in said]
    assert any("30.1 " in page for page in said)


def test_a_long_table_begins_on_the_page_of_its_text_and_repeats_its_heads() -> None:
    said = pages("two hundred rows")
    assert "Boat 0 of 0" in said[0]
    assert len(said) > 3
    assert all("Column 0 Column 1 Boat" in page for page in said)


def test_a_table_of_few_letters_is_not_measured() -> None:
    html = '<div class="table"><table><tbody><tr><td>one</td><td>two</td></tr></tbody></table></div>'
    assert fitted(html, pytest.fail) == html


def wide() -> str:
    cells = "".join(f'<td id="c{n}">{"w" * 10}</td>' for n in range(6))
    return f'<p>a</p><div class="table"><table><thead></thead><tbody><tr>{cells}</tr></tbody></table></div>'


@pytest.mark.parametrize("fits", range(len(FORMS)))
def test_the_first_form_that_fits_is_taken(fits: int) -> None:
    def measure(page: str) -> dict[str, Measured]:
        return {f"0 {at}": Measured(room=100 if at >= fits else 10, columns=(16,) * 6) for at in range(len(FORMS))}

    assert f'<div class="{FORMS[fits]}"><table>' in fitted(wide(), measure)


def test_no_anchor_is_there_twice() -> None:
    """A note's mark in the first column is repeated without the anchor that the note leads back to."""
    measured = {f"0 {at}": Measured(room=40, columns=(16,) * 6) for at in range(len(FORMS))}
    html = fitted(wide(), lambda page: measured)
    assert html.count('<div class="table full tight broken part">') == 5
    assert [html.count(f'id="c{n}"') for n in range(6)] == [1] * 6


def test_what_comes_in_parts_does_not_float() -> None:
    """A float is laid out whole, or goes overleaf; parts stand one after the other in the text."""
    floats = f'<div class="float"><div class="room"></div>\n{wide()[8:]}</div><p>b</p>'
    narrow = {f"0 {at}": Measured(room=40, columns=(16,) * 6) for at in range(len(FORMS))}
    broad = {f"0 {at}": Measured(room=400, columns=(16,) * 6) for at in range(len(FORMS))}
    assert fitted(floats, lambda page: broad) == floats
    assert fitted(floats, lambda page: narrow).startswith('<div class="table full tight broken part">')
    assert fitted(floats, lambda page: narrow).endswith("</table></div><p>b</p>")

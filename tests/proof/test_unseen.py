"""A credit that stands in the file and that no reader sees is a credit missing: in mail, web, book and on paper."""

from dataclasses import replace
from pathlib import Path

import pytest

from publishkit.model.artifact import Artifact
from publishkit.model.rights import Channel
from publishkit.render.formats import render
from publishkit.theme.load import load_theme
from tests.proof.every_duty import TAGLINE, Made
from tests.proof.hand import repacked
from tests.proof.test_breaking import PDF, Files, assert_named, owed_by, proved, with_text

EMAIL, WEB, EPUB = Channel.EMAIL, Channel.WEB, Channel.EPUB
THEME = Path(__file__).parents[2] / "themes/almanac"
PLACES = [(EMAIL, "email.html"), (EMAIL, "email.eml (text/html)"), (WEB, "web/eels.html"), (EPUB, "/a02.xhtml")]


@pytest.mark.parametrize(("channel", "file"), PLACES)
@pytest.mark.parametrize(
    "style", ["color:#ffffff;background:#fff", "position:absolute;left:-9999px", "font-size:1px", "opacity:0"]
)
def test_a_tagline_nobody_sees_is_named(made: Made, channel: Channel, file: str, style: str) -> None:
    files = with_text(made, channel, TAGLINE, f'<span style="{style}">{TAGLINE}</span>')
    (row,) = proved(made, files, owed_by(made, "D-TAGLINE", channel))
    assert_named(row, file)


@pytest.mark.parametrize(
    "css",
    [
        ".credit *{color:var(--paper) !important}",
        ".credit p{opacity:0}",
        ".item :not(h2,h3,.body,.body *){display:none}",
    ],
)
def test_credits_hidden_by_the_webs_style_sheet_are_named(made: Made, css: str) -> None:
    files = made.in_channel(WEB)
    sheet = files["web/style.css"]
    files["web/style.css"] = replace(sheet, data=sheet.data + css.encode())
    (row,) = proved(made, files, owed_by(made, "D-TAGLINE", WEB))
    assert_named(row, "web/eels.html")


def test_credits_hidden_by_the_books_style_sheet_are_named(made: Made) -> None:
    book = made.files[made.name(".epub")]
    hides = b"/* */ .credit { font-size: .01em }"
    spoiled = replace(book, data=repacked(book.data, {"EPUB/more.css": hides}))
    (row,) = proved(made, {book.name: spoiled}, owed_by(made, "D-TAGLINE", EPUB))
    assert_named(row, "/a02.xhtml")


def drawn_with(made: Made, root: Path, css: str) -> Artifact:
    """Return the PDF of a theme with a rule more."""
    folder = root / "sly/templates/pdf"
    folder.mkdir(parents=True)
    (root / "sly/theme.toml").write_text('parent = "almanac"\n', "utf-8")
    (folder / "style.css").write_text((THEME / "templates/pdf/style.css").read_text("utf-8") + css, "utf-8")
    (pdf,) = render(PDF, made.edition, load_theme("sly", [root]))
    return pdf


@pytest.mark.parametrize("css", [".credit, .credit * { color: #fff } .credits { font-size: 1pt }"])
def test_credits_a_theme_hides_on_paper_are_named(made: Made, tmp_path: Path, css: str) -> None:
    pdf = drawn_with(made, tmp_path, css)
    (row,) = proved(made, {pdf.name: pdf}, owed_by(made, "D-TAGLINE", PDF))
    assert_named(row, ".pdf")


@pytest.mark.parametrize("channel", [EMAIL, WEB, EPUB])
@pytest.mark.parametrize(
    "into",
    [
        "Harbour News is a nonprofit newsroom\u00b7 that counts every eel.",
        "Harbour News is a nonprofit newsroom that counts every\u0301 eel.",
        "Harbour News is a n\u043enprofit newsroom that counts every eel.",
        "\u2067Harbour News is a for-profit newsroom\u2069 that counts every eel.",
    ],
)
def test_a_tagline_of_other_letters_is_named(made: Made, channel: Channel, into: str) -> None:
    """What no reader sees may stand in it; signs and letters of other alphabets make other words."""
    files: Files = with_text(made, channel, TAGLINE, into, texts=True)
    (row,) = proved(made, files, owed_by(made, "D-TAGLINE", channel))
    assert row.state == "missing"


@pytest.mark.parametrize("channel", [EMAIL, WEB, EPUB])
def test_marks_of_direction_and_joining_do_not_hide_a_tagline(made: Made, channel: Channel) -> None:
    into = "\u2066Harbour News\u2069 is a non\u00adprofit news\u200broom\u200f that\u2063 counts every eel."
    (row,) = proved(made, with_text(made, channel, TAGLINE, into, texts=True), owed_by(made, "D-TAGLINE", channel))
    assert row.state == "found"

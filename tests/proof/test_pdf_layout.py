"""Words outside the sheet are an error in any finished PDF; what else slipped on paper is told with its article and block."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import pikepdf
import pytest

from publishkit.edition.records.announced import announce
from publishkit.model.artifact import Artifact, Slip, SlipKind
from publishkit.model.edition import Edition
from publishkit.proof.formats.pdf import check_pdf
from publishkit.proof.formats.pdf_layout import ROWS, check_slips
from publishkit.render.pdf.document import render_pdf
from publishkit.theme.load import load_theme
from tests.support.editions import make_edition

NAME = "the-lantern-2026-w47.pdf"


@pytest.fixture(scope="module")
def edition() -> Edition:
    return make_edition()


@pytest.fixture(scope="module")
def good(edition: Edition) -> Artifact:
    (made,) = render_pdf(edition, load_theme("almanac"))
    return made


def spoiled(artifact: Artifact, spoil: Callable[[pikepdf.Pdf], None]) -> Artifact:
    """Return the file as somebody else's program saves it: how it was laid out is not known any more."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        spoil(pdf)
        pdf.save(out)
    return Artifact(name=artifact.name, media_type=artifact.media_type, data=out.getvalue())


def cut(box: str, right: float) -> Callable[[pikepdf.Pdf], None]:
    """Return what cuts the fourth page off on its right."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        left, bottom, _, top = (float(side) for side in pdf.pages[3].mediabox)
        pdf.pages[3][box] = pikepdf.Array([left, bottom, right, top])

    return spoil


@pytest.mark.parametrize("box", ["/MediaBox", "/TrimBox"])
def test_words_off_the_sheet_are_found_in_the_file_alone(edition: Edition, good: Artifact, box: str) -> None:
    """As `verify` sees it, with the records of the edition; a sheet is what is left when it is trimmed."""
    short = spoiled(good, cut(box, 400))
    (found,) = [one for one in check_pdf(announce(edition), {NAME: short}) if one.code == "P021"]
    assert (found.severity, found.where) == ("error", f"{NAME}#page=4")
    assert found.message.startswith("words lie outside the sheet: ")


def test_no_word_of_a_good_file_is_off_the_sheet(edition: Edition, good: Artifact) -> None:
    bare = replace(good, slips=())
    assert [one for one in check_pdf(announce(edition), {NAME: bare}) if one.code == "P021"] == []


def test_what_the_engine_named_is_not_named_again(edition: Edition, good: Artifact) -> None:
    slip = Slip(kind="off sheet", page=4, part="a01", block="table", words="Pier Printed", amount=12)
    short = replace(spoiled(good, cut("/MediaBox", 400)), slips=(slip,))
    said = [one.message for one in check_pdf(edition, {NAME: short}) if one.code == "P021"]
    assert said == ["tide-clocks: the table “Pier Printed” runs 12 mm off the sheet, and its words are lost"]


SAID = {
    "off sheet": "a02: the text “Words” runs 7 mm off the sheet, and its words are lost",
    "off column": "a02: the text “Words” stands 7 mm out of its column",
    "overlap": "a02: the text “Words” lies over other words",
    "stranded": "a02: the text “Words” is alone at the edge of the page, away from what it belongs to",
    "empty": "a02: 7 % of the page stays empty, because the text “Words” found no room on it",
    "two pages": "a02: the cover takes two pages: the text “Words” is on the second",
    "coarse": "a02: the text “Words” is printed with 7 dots an inch, where 150 are not seen",
}


@pytest.mark.parametrize("kind", get_args(SlipKind))
def test_every_kind_of_slip_has_a_code_and_a_sentence(kind: SlipKind) -> None:
    slip = Slip(kind=kind, page=3, part="a02", block="p", words="Words", amount=7)
    file = Artifact(name=NAME, media_type="application/pdf", data=b"", slips=(slip,))
    (found,) = check_slips(file, None)
    assert (found.code, found.where, found.message) == (ROWS[kind].code, f"{NAME}#page=3", SAID[kind])
    assert found.severity == ("error" if kind == "off sheet" else "warning")
    assert len({row.code for row in ROWS.values()}) == len(ROWS)


def test_an_item_is_called_by_the_name_of_its_folder(edition: Edition) -> None:
    slip = Slip(kind="coarse", page=3, part="a02", block="img", words="A boat", amount=90)
    (found,) = check_slips(Artifact(name=NAME, media_type="application/pdf", data=b"", slips=(slip,)), edition)
    assert found.message.startswith("watt: the picture “A boat” is printed with 90 dots an inch")

"""What breaks PDF/A-3a or PDF/UA-1 is found by the build and by `verify`, and a validator of all rules agrees."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import page as validator
import pikepdf
import pytest

from publishkit.edition.records.announced import announce
from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.proof.formats.pdf import check_pdf
from publishkit.render.pdf.document import render_pdf
from publishkit.theme.load import load_theme
from tests.proof.test_pdf import spoiled
from tests.support.editions import make_edition

Spoil = Callable[[pikepdf.Pdf], None]


@pytest.fixture(scope="module")
def edition() -> Edition:
    return make_edition()


@pytest.fixture(scope="module")
def good(edition: Edition) -> Artifact:
    (made,) = render_pdf(edition, load_theme("almanac"))
    return made


def elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        if "/S" in element:
            yield element
        kids: Any = element.get("/K", [])
        inner = list(kids) if isinstance(kids, pikepdf.Array) else []
        waiting += [kid for kid in reversed(inner) if isinstance(kid, pikepdf.Dictionary)]


def first(pdf: pikepdf.Pdf, kind: str) -> pikepdf.Object:
    return next(element for element in elements(pdf) if kind == element.S)


def without_claim(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(b"pdfaid:part", b"pdfaid:parts"))


def without_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def unprinted_link(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].Annots[0].F = 2


def smoothed_picture(pdf: pikepdf.Pdf) -> None:
    next(iter(pdf.pages[0].Resources.XObject.values())).Interpolate = True


def picture_in_inks(pdf: pikepdf.Pdf) -> None:
    next(iter(pdf.pages[0].Resources.XObject.values())).ColorSpace = pikepdf.Name.DeviceCMYK


def in_inks(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[2]
    page.Contents = pdf.make_stream(b"0 0 0 1 k\n" + page.Contents.read_bytes())


def silent_font(pdf: pikepdf.Pdf) -> None:
    del next(iter(pdf.pages[0].Resources.Font.values()))["/ToUnicode"]


def undated_record(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AF[0]["/AFRelationship"]


def item_in_item(pdf: pikepdf.Pdf) -> None:
    item = first(pdf, "/LI")
    item.K.append(pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.P, P=item, K=[])))


def loose_row(pdf: pikepdf.Pdf) -> None:
    first(pdf, "/TBody").S = pikepdf.Name.Div


def skipped_heading(pdf: pikepdf.Pdf) -> None:
    first(pdf, "/H2").S = pikepdf.Name.H4


def picture_without_words(pdf: pikepdf.Pdf) -> None:
    del first(pdf, "/Figure")["/Alt"]


def nameless_note(pdf: pikepdf.Pdf) -> None:
    del first(pdf, "/Note")["/ID"]


def headless_column(pdf: pikepdf.Pdf) -> None:
    for element in elements(pdf):
        if element.S == "/TH":
            del element["/A"]


def unmarked(pdf: pikepdf.Pdf) -> None:
    """Words that are neither read aloud nor left out."""
    page = pdf.pages[2]
    content = re.sub(
        rb"/Span\s*<</MCID 1>>\s*BDC(.*?)EMC", rb"\1", page.Contents.read_bytes(), count=1, flags=re.DOTALL
    )
    page.Contents = pdf.make_stream(content)


def ornament_in_words(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[2]
    content = re.sub(rb"(/Span\s*<</MCID 1>>\s*BDC)", rb"\1\n/Artifact BMC EMC", page.Contents.read_bytes(), count=1)
    page.Contents = pdf.make_stream(content)


def forgotten_words(pdf: pikepdf.Pdf) -> None:
    """A paragraph that is on the page and not in the tree."""
    first(pdf, "/P").K = pikepdf.Array()


def silent_link(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[1].Annots[0]["/Contents"]


def untold_link(pdf: pikepdf.Pdf) -> None:
    first(pdf, "/Link").S = pikepdf.Name.Span


def without_order(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[1]["/Tabs"]


FAULTS: list[tuple[Spoil, str]] = [
    (without_claim, "P019"),
    (without_intent, "P019"),
    (unprinted_link, "P019"),
    (smoothed_picture, "P019"),
    (picture_in_inks, "P019"),
    (in_inks, "P019"),
    (silent_font, "P019"),
    (undated_record, "P019"),
    (item_in_item, "P020"),
    (loose_row, "P020"),
    (skipped_heading, "P020"),
    (picture_without_words, "P020"),
    (nameless_note, "P020"),
    (headless_column, "P020"),
    (unmarked, "P020"),
    (ornament_in_words, "P020"),
    (silent_link, "P020"),
    (untold_link, "P020"),
    (without_order, "P020"),
]


@pytest.mark.parametrize(("spoil", "code"), FAULTS)
def test_each_fault_is_an_error_and_a_validator_agrees(
    edition: Edition, good: Artifact, spoil: Spoil, code: str
) -> None:
    bad = spoiled(good, spoil)
    for known in (edition, announce(edition)):  # as a build knows it, and as `verify` does
        found = list(check_pdf(known, {bad.name: bad}))
        assert {finding.code for finding in found} == {code}
        assert {finding.severity for finding in found} == {"error"}
    assert not all(validator.validate_pdf_bytes(bad.data, profile=profile).is_compliant for profile in ("3a", "ua1"))


def test_words_that_no_part_of_the_tree_has_are_found_though_the_validator_lets_them_pass(
    edition: Edition, good: Artifact
) -> None:
    bad = spoiled(good, forgotten_words)
    (found,) = check_pdf(edition, {bad.name: bad})
    assert (found.code, found.where) == ("P020", f"{good.name}#page=1")


def test_another_record_is_not_ours(edition: Edition, good: Artifact) -> None:
    """P018: an attachment of that name that tells of another edition, or a second one."""

    def exchanged(pdf: pikepdf.Pdf) -> None:
        record = pdf.attachments["issue.json"].obj.EF.F
        record.write(record.read_bytes().replace(b"The clock was the river", b"Another title"))

    def joined(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["more.json"] = b"{}"

    for spoil in (exchanged, joined):
        bad = spoiled(good, spoil)
        assert "P018" in {finding.code for finding in check_pdf(edition, {bad.name: bad})}
        assert spoil is joined or {finding.code for finding in check_pdf(edition, {bad.name: bad})} == {"P018"}


def test_a_file_without_a_trailing_name_is_no_archives_file(edition: Edition, good: Artifact) -> None:
    bad = Artifact(name=good.name, media_type=good.media_type, data=re.sub(rb"/ID \[[^]]*\]", b"", good.data))
    with pikepdf.open(io.BytesIO(bad.data)) as pdf:
        assert "/ID" not in pdf.trailer
    assert {finding.code for finding in check_pdf(edition, {bad.name: bad})} == {"P019"}

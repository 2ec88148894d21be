"""Each check of the PDF finds its own fault, and nothing in a good file."""

import io
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.proof.formats.pdf import BUDGET, check_pdf
from publishkit.render.pdf.document import render_pdf
from publishkit.theme.load import load_theme
from tests.support.editions import make_edition


@pytest.fixture(scope="module")
def edition() -> Edition:
    return make_edition()


@pytest.fixture(scope="module")
def good(edition: Edition) -> Artifact:
    (made,) = render_pdf(edition, load_theme("almanac"))
    return made


def found(edition: Edition, artifact: Artifact) -> list[tuple[str, str, str]]:
    return [(f.code, f.severity, f.where) for f in check_pdf(edition, {artifact.name: artifact})]


def spoiled(artifact: Artifact, spoil: Callable[[pikepdf.Pdf], None]) -> Artifact:
    """Return the file after *spoil* had it, opened and saved by a library that did not make it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        spoil(pdf)
        pdf.save(out)
    return replace(artifact, data=out.getvalue())


def delete(*path: str) -> Callable[[pikepdf.Pdf], None]:
    def spoil(pdf: pikepdf.Pdf) -> None:
        holder = pdf.Root
        for key in path[:-1]:
            holder = holder[key]
        del holder[path[-1]]

    return spoil


def without_title(pdf: pikepdf.Pdf) -> None:
    del pdf.docinfo["/Title"]


def in_another_language(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = pikepdf.String("xx")


def with_a_blank_page(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page()


def without_a_font(pdf: pikepdf.Pdf) -> None:
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    del font.DescendantFonts[0].FontDescriptor["/FontFile2"]


def leading(target: str) -> Callable[[pikepdf.Pdf], None]:
    def spoil(pdf: pikepdf.Pdf) -> None:
        link = next(note for note in pdf.pages[0].Annots if "/A" in note)
        link.A.URI = pikepdf.String(target)

    return spoil


def leading_nowhere(pdf: pikepdf.Pdf) -> None:
    link = next(note for note in pdf.pages[1].Annots if "/Dest" in note)
    link.Dest = pikepdf.String("nowhere")


def with_bare_metadata(pdf: pikepdf.Pdf) -> None:
    packet = pdf.Root.Metadata.read_bytes().replace(b"xmpRights:Marked", b"xmpRights:Other")
    pdf.Root.Metadata.write(packet)


NAME = "the-lantern-2026-w47.pdf"
FAULTS = [
    (without_title, "P010", "error", NAME),
    (in_another_language, "P010", "error", NAME),
    (delete("/ViewerPreferences"), "P010", "error", NAME),
    (delete("/StructTreeRoot"), "P011", "error", NAME),
    (delete("/MarkInfo"), "P011", "error", NAME),
    (without_a_font, "P013", "error", NAME),
    (leading("file:///home/editor/issue.html"), "P014", "error", f"{NAME}#page=1"),
    (leading("article.html"), "P014", "error", f"{NAME}#page=1"),
    (leading("https://issue.invalid/a03"), "P014", "error", f"{NAME}#page=1"),
    (leading("javascript:alert(1)"), "P014", "error", f"{NAME}#page=1"),
    (leading("https://[broken"), "P014", "error", f"{NAME}#page=1"),
    (leading_nowhere, "P014", "error", f"{NAME}#page=2"),
    (with_a_blank_page, "P015", "warning", f"{NAME}#page=7"),
    (with_bare_metadata, "P016", "error", NAME),
]


def test_a_good_file_has_no_findings(edition, good):
    assert found(edition, good) == []


@pytest.mark.parametrize(("spoil", "code", "severity", "where"), FAULTS)
def test_each_fault_is_found_once(edition, good, spoil, code, severity, where):
    assert found(edition, spoiled(good, spoil)) == [(code, severity, where)]


def test_every_section_and_item_lacking_a_bookmark_is_named(edition, good):
    findings = list(check_pdf(edition, {NAME: spoiled(good, delete("/Outlines"))}))
    assert {finding.code for finding in findings} == {"P012"}
    assert len(findings) == 7
    assert "no bookmark for “Das Watt schläft nicht”" in [finding.message for finding in findings]


def test_a_file_without_metadata_names_everything_it_lacks(edition, good):
    codes = [code for code, *_ in found(edition, spoiled(good, delete("/Metadata")))]
    assert codes == ["P016"] * 6 + ["P019"]


@pytest.mark.parametrize("data", [b"", b"not a PDF", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_one_finding(edition, good, data):
    assert found(edition, replace(good, data=data)) == [("P001", "error", NAME)]


def test_half_a_file_is_one_finding(edition, good):
    assert "P001" in {code for code, *_ in found(edition, replace(good, data=good.data[: len(good.data) // 2]))}


def test_a_heavy_file_is_a_warning(edition, good):
    heavy = replace(good, data=good.data + b"\n" * BUDGET)
    assert ("P017", "warning", NAME) in found(edition, heavy)


def test_other_formats_are_left_to_their_checks(edition):
    other = Artifact(name="email.html", media_type="text/html", data=b"")
    assert list(check_pdf(edition, {other.name: other})) == []


REMARKS = [
    ('.notdef glyph rendered for Unicode string unsupported by fonts: "ि" (U+093F)', "P002", "error"),
    ("Failed to load image at 'https://a.example/x.png': PermissionError", "P003", "error"),
    ("Font-face 'X' cannot be loaded", "P003", "error"),
    ("No anchor #a09 for internal URI reference", "P004", "error"),
    ('Image "https://issue.invalid/pictures/x.jpg" has no required alt description', "P005", "error"),
    ("Ignored `text-wrap: balance` at 3:5, unknown property.", "P006", "warning"),
    ("Something nobody has seen yet", "P007", "warning"),
]


@pytest.mark.parametrize(("remark", "code", "severity"), REMARKS)
def test_what_weasyprint_says_becomes_a_finding_once(edition, good, remark, code, severity):
    said = replace(good, remarks=(remark, remark))
    assert found(edition, said) == [(code, severity, NAME)]

"""The PDF as its readers meet it: validators, text extraction, outlines, metadata, and what it must never hold."""

import io
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import page as validator
import pikepdf
import pypdf
import pytest

from publishkit.errors import InputError
from publishkit.model.artifact import Artifact
from publishkit.model.config import Fonts, PdfOptions
from publishkit.model.edition import Block, Edition
from publishkit.model.rights import Channel
from publishkit.render.pdf import document as pdf_module
from publishkit.render.pdf.document import PICTURES, pdf_html, render_pdf
from publishkit.render.pdf.fonts import fontconfig
from publishkit.theme.load import Theme, load_theme
from tests.support.edition_items import NOTICE, URL, chart, withheld_picture
from tests.support.editions import make_config, make_edition

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme("almanac")


@pytest.fixture(scope="module")
def edition() -> Edition:
    return make_edition()


@pytest.fixture(scope="module")
def artifact(edition: Edition, theme: Theme) -> Artifact:
    (made,) = render_pdf(edition, theme)
    return made


@pytest.fixture(scope="module")
def reader(artifact: Artifact) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(artifact.data))


def with_text(html: str) -> Edition:
    """Return an edition of one short text without pictures, and *html* as its letter."""
    whole = make_edition()
    section = replace(whole.sections[1], items=whole.sections[1].items[2:])
    page = replace(whole.credits, entries=whole.credits.entries[4:])
    letter = (Block(kind="html", html=html),)
    return replace(whole, cover=None, sections=(section,), credits=page, editorial=letter)


def extracted(data: bytes) -> str:
    """Return the text an outside program reads, spaces made one."""
    if not (program := shutil.which("pdftotext")):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    run = subprocess.run([program, "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(run.stdout.decode().split())


def pictures(reader: pypdf.PdfReader) -> int:
    """Return how many pictures the file holds; its pages share one list of them."""
    return len({picture.name for page in reader.pages for picture in page.images})


def squeezed(text: str) -> str:
    return "".join(text.split())


def failures(data: bytes) -> list[str]:
    """Return what a validator has against the file, as an archive's (PDF/A-3a) and as an accessible one (PDF/UA-1)."""
    return [
        f"{failure.rule_id}: {failure.message}"
        for profile in ("3a", "ua1")
        for failure in validator.validate_pdf_bytes(data, profile=profile).failures
    ]


# --- the file ---------------------------------------------------------------------------------------------------------


def test_it_is_one_file_with_the_issues_name_and_nothing_was_wrong(artifact):
    assert (artifact.name, artifact.media_type) == ("the-lantern-2026-w47.pdf", "application/pdf")
    assert artifact.remarks == ()


@pytest.mark.parametrize("page_size", ["A4", "A5", "letter"])
@pytest.mark.parametrize("hyphens", [True, False])
def test_every_page_size_conforms_to_both_standards(theme, page_size, hyphens):
    config = make_config(pdf=PdfOptions(page_size=page_size, hyphens=hyphens))
    (made,) = render_pdf(make_edition(config=config), theme)
    assert failures(made.data) == []
    sizes = {"A4": (595, 842), "A5": (420, 595), "letter": (612, 792)}
    box = pypdf.PdfReader(io.BytesIO(made.data)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == sizes[page_size]


def test_an_edition_without_cover_letter_or_hints_conforms_too(theme):
    bare = make_edition(cover=None, editorial=(), editorial_by="", title="", preheader="", tdm_policy="")
    (made,) = render_pdf(bare, theme)
    assert failures(made.data) == []
    assert made.remarks == ()


def test_a_stream_that_ends_badly_is_written_again_without_harm(artifact, edition, theme, monkeypatch):
    """Fonts are cut to size while a file is written; the second writing must not suffer from the first."""
    answers = iter([True, True, False])
    monkeypatch.setattr(pdf_module, "_ends_a_stream_badly", lambda data: next(answers))
    (again,) = render_pdf(edition, theme)
    assert failures(again.data) == []
    assert extracted(again.data) == extracted(artifact.data)


def test_the_last_streams_are_looked_at():
    assert pdf_module._ends_a_stream_badly(b"stream\nabc\r\nendstream\nstream\nabc\nendstream\n%%EOF")
    assert pdf_module._ends_a_stream_badly(b"stream\nabc\nendstream\nstream\nabc\n\nendstream\n%%EOF")
    assert not pdf_module._ends_a_stream_badly(b"stream\nabc\nendstream\nstream\nabc\nendstream\n%%EOF")


RENDER = """
import sys
from publishkit.render.pdf.document import render_pdf
from publishkit.theme.load import load_theme
from tests.support.editions import make_edition
print(render_pdf(make_edition(), load_theme("almanac", (__import__("pathlib").Path(sys.argv[1]),)))[0].sha256)
"""


@pytest.mark.parametrize(("seed", "zone"), [("0", "UTC"), ("4711", "Asia/Kathmandu")])
def test_the_same_edition_gives_the_same_bytes_anywhere(artifact, tmp_path, seed, zone):
    """Another process, another folder, another theme folder, another hash seed, another time zone."""
    shutil.copytree(REPOSITORY / "themes", tmp_path / "elsewhere")
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
    command = [sys.executable, "-c", RENDER, str(tmp_path / "elsewhere")]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == artifact.sha256


def test_weasyprint_is_not_loaded_before_it_is_needed():
    code = "import publishkit.render.pdf.document, sys; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False).returncode == 0


def test_a_machine_without_pango_gets_one_sentence_and_a_way_out():
    code = (
        "import cffi; cffi.FFI.dlopen = lambda *_: (_ for _ in ()).throw(OSError('cannot load library'))\n"
        "from publishkit.errors import ExternalError\n"
        "from publishkit.render.pdf.document import render_pdf\n"
        "from publishkit.theme.load import load_theme\n"
        "from tests.support.editions import make_edition\n"
        "try: render_pdf(make_edition(), load_theme('almanac'))\n"
        "except ExternalError as error: print(error)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert run.stdout.startswith("pdf: WeasyPrint cannot load Pango")
    assert "publishkit doctor --fix" in run.stdout


# --- what people read -------------------------------------------------------------------------------------------------


def test_text_comes_out_in_reading_order(artifact):
    text = extracted(artifact.data)
    order = [
        "Slow news from the water’s edge",
        "Contents",
        "Dear reader, this week we stayed close",
        "Two ways of listening to the same mud.",
        "By Mara Lindqvist and Ines Amaral, University of the Estuary",
        "Full text · CC BY 4.0",
        "Before the railway brought its own hour",
        "Three ways to be late",
        "forgetting that the tables are kept in winter time all year;",
        "Dr. Ines Amaral, who measures such things",
        "Nobody in Port Ellery was surprised by her paper.",
        "Parish accounts, 1741",
        "Original: https://estuary.example/tide-clocks",
        "Was man hört, wenn das Wasser geht.",
        "Wer nachts am Deich steht",
        "After nine years of argument",
        "The basin is where the red",
        "Source: Adele Norrby",
        "My father wound the lamp",
        "This issue is a collection.",
        "Our own texts, summaries, selection and layout",
        "Frequency",
    ]
    assert "A levee is a promise made by the dead" in text  # beside the brief; the tags have their order
    at = 0
    for words in order:
        assert words in text[at:], words
        at = text.index(words, at)


def test_every_credit_and_notice_is_complete(artifact, edition, reader):
    """Two readers, whitespace aside; hyphenation would show as a changed notice."""
    own = squeezed("".join(page.extract_text() for page in reader.pages))
    for text in (squeezed(extracted(artifact.data)), own):
        assert squeezed(NOTICE) in text
        for item in edition.items:
            assert squeezed(item.credit.label) in text
            for line in item.credit.lines:
                assert squeezed("".join(span.text for span in line)) in text
        said = (line for entry in edition.credits.entries for line in entry.lines)
        for line in (*said, *edition.credits.pictures, *edition.credits.licenses):
            assert squeezed("".join(span.text for span in line)) in text


def test_pictures_have_their_credit_under_them_and_omitted_ones_are_absent(artifact, reader):
    text = squeezed(extracted(artifact.data))
    assert squeezed("an hour before the ebb. Picture: Mara Lindqvist / Estuary Papers, CC BY 4.0") in text
    assert squeezed("in feet. Picture: Estuary Papers, CC BY 4.0") in text
    assert pictures(reader) == 2  # the cover is also the first picture of a01
    assert withheld_picture().data not in artifact.data
    assert b"harbor-vote-01" not in artifact.data


def test_a_picture_not_cleared_for_pdf_is_left_out(theme):
    edition = make_edition()
    only_web = replace(chart(), channels=(Channel.WEB,))
    first = edition.items[0]
    blocks = tuple(replace(b, picture=only_web) if b.picture == chart() else b for b in first.blocks)
    section = replace(edition.sections[0], items=(replace(first, blocks=blocks), *edition.sections[0].items[1:]))
    changed = replace(edition, sections=(section, *edition.sections[1:]), cover=None)
    html = pdf_html(changed, theme)
    assert f"{PICTURES}tide-clocks-01.jpg" in html
    assert f"{PICTURES}tide-clocks-02" not in html


def test_a_missing_glyph_is_remarked_not_printed_to_the_screen(theme, capfd):
    (made,) = render_pdf(with_text("<p>བོད་ཡིག</p>"), theme)
    assert any(".notdef" in remark for remark in made.remarks)
    assert capfd.readouterr() == ("", "")


# --- structure --------------------------------------------------------------------------------------------------------


def outline(entries: list[object], level: int = 0) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for entry in entries:
        found += outline(entry, level + 1) if isinstance(entry, list) else [(level, str(entry.title))]  # type: ignore[attr-defined]
    return found


def test_bookmarks_have_two_levels_sections_and_items(reader):
    assert outline(reader.outline) == [
        (0, "Cover"),
        (0, "Contents"),
        (0, "From the editor"),
        (0, "The shore"),
        (1, "The clock was the river"),
        (1, "Das Watt schläft nicht"),
        (0, "Elsewhere"),
        (1, "Port Ellery fills its oldest basin"),
        (1, "What levees remember"),
        (1, "The last keeper of Skerry Lamp"),
        (0, "Credits and rights"),
        (0, "Colophon"),
    ]


def test_pages_are_labelled_as_they_are_numbered(reader):
    labels = reader.page_labels
    assert labels[:3] == ["Cover", "2", "3"]
    for label, page in list(zip(labels, reader.pages, strict=True))[1:]:
        # The folio is drawn last.
        assert page.extract_text().split()[-1] == label


def test_every_font_is_embedded(reader):
    fonts = {str(font["/BaseFont"]): font for page in reader.pages for font in _resources(page, "/Font")}
    assert {name.partition("+")[2] for name in fonts} >= {
        "PK-Serif",
        "PK-Serif-Italic",
        "PK-Serif-Display-Bold",
        "PK-Sans",
    }
    for font in fonts.values():
        assert "/FontFile2" in font["/DescendantFonts"][0]["/FontDescriptor"]


def _resources(page, kind):
    return [value.get_object() for value in page["/Resources"][kind].values()]


def elements(artifact: Artifact) -> list[tuple[str, dict[str, str]]]:
    """Return every structure element that hangs on the tree: its kind, and its strings."""
    found: list[tuple[str, dict[str, str]]] = []
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        waiting = [pdf.Root.StructTreeRoot.K[0]]
        while waiting:
            element = waiting.pop()
            if isinstance(element, pikepdf.Dictionary) and "/S" in element:
                strings = {str(key): str(element[key]) for key in ("/Lang", "/Alt", "/ID") if key in element}
                found.append((str(element.S), strings))
                waiting += list(element.get("/K", []))
    return found


def test_languages_notes_and_pictures_are_tagged(artifact):
    """What `pdf_tags` adds: if a new WeasyPrint renames the function it wraps, this fails."""
    tree = elements(artifact)
    assert {strings["/Lang"] for _, strings in tree if "/Lang" in strings} >= {"de", "cy"}
    notes = [strings["/ID"] for kind, strings in tree if kind == "/Note"]
    assert len(notes) == len(set(notes)) == 2
    assert all("/Alt" in strings for kind, strings in tree if kind == "/Figure")
    assert {kind for kind, _ in tree} >= {
        "/H1",
        "/H2",
        "/H3",
        "/L",
        "/Table",
        "/TH",
        "/Caption",
        "/Link",
        "/BlockQuote",
    }


def test_an_ornament_is_no_figure(theme):
    edition = make_edition()
    ornament = replace(chart(), decorative=True, alt="")
    first = edition.items[0]
    blocks = tuple(replace(b, picture=ornament) if b.picture == chart() else b for b in first.blocks)
    section = replace(edition.sections[0], items=(replace(first, blocks=blocks), *edition.sections[0].items[1:]))
    (made,) = render_pdf(replace(edition, sections=(section, *edition.sections[1:])), theme)
    assert failures(made.data) == []
    assert [kind for kind, _ in elements(made)].count("/Figure") == 2  # the cover, and the same picture in a01
    assert made.remarks == ()


def test_running_heads_are_read_aloud_by_nobody(artifact):
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        for page in list(pdf.pages)[1:]:
            operands = [str(i.operands[0]) for i in pikepdf.parse_content_stream(page) if str(i.operator) == "BDC"]
            assert "/Artifact" in operands


def test_links_are_annotations_with_a_name_and_the_print_flag(reader):
    links = [note.get_object() for page in reader.pages for note in page.get("/Annots", ())]
    assert all(link["/F"] == 4 and link["/Contents"] for link in links)
    targets = {str(link["/A"]["/URI"]) for link in links if "/A" in link}
    assert {"https://creativecommons.org/licenses/by-nd/4.0/", "mailto:rights@lantern.example"} <= targets
    inside = {str(link["/Dest"]) for link in links if "/Dest" in link}
    assert {"a01-fn1", "a01-fnref1", "rights-a03", "a05", "credits"} <= inside
    assert inside <= set(reader.named_destinations)
    assert "Back to note 1 in the text" in {str(link["/Contents"]) for link in links}


def test_pictures_say_where_on_the_page_they_are(artifact):
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        figures = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
        for figure in figures:
            left, bottom, right, top = map(float, figure.A.BBox)
            assert 0 <= left < right <= 596
            assert 0 <= bottom < top <= 842


# --- metadata ---------------------------------------------------------------------------------------------------------


def test_rights_can_be_read_from_the_metadata_by_two_libraries(artifact, edition, reader):
    xmp = reader.xmp_metadata
    assert xmp.dc_rights == {"x-default": edition.rights_sentence}
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:rights"] == edition.rights_sentence
        assert metadata["xmpRights:Marked"] == "True"
        assert metadata["xmpRights:UsageTerms"] == edition.usage_terms
        assert metadata["xmpRights:WebStatement"] == f"{URL}#credits"
        assert metadata["xmpRights:Owner"] == {"The Lantern Association"}
        assert metadata["{http://www.w3.org/ns/tdmrep/}reservation"] == "1"
        assert metadata["{http://www.w3.org/ns/tdmrep/}policy"] == "https://lantern.example/tdm.json"
        assert metadata["dc:language"] == {"en", "de"}
        assert metadata.pdfa_status == "3A"
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"


def test_title_author_and_day_are_the_issues(reader):
    assert reader.metadata.title == "The Lantern, No. 47: Low water"
    assert reader.metadata.author == "The Lantern Association"
    assert reader.metadata.creation_date.isoformat() == "2026-11-20T00:00:00+00:00"
    assert reader.root_object["/Lang"] == "en"


# --- what must not get in ---------------------------------------------------------------------------------------------

HOSTILE = [
    '<img src="file:///etc/passwd" alt="x">',
    '<img src="http://127.0.0.1:9/x.png" alt="x">',
    '<img src="https://evil.example/x.png" alt="x">',
    '<img src="https://issue.invalid/pictures/../../etc/passwd" alt="x">',
    '<img src="https://issue.invalid/pictures/%2e%2e/x.jpg" alt="x">',
    '<img src="data:image/svg+xml,&lt;svg xmlns=\'http://www.w3.org/2000/svg\'/&gt;" alt="x">',
    '<link rel="attachment" href="file:///etc/passwd">',
    '<a rel="attachment" href="file:///etc/passwd">x</a>',
    '<link rel="stylesheet" href="file:///etc/passwd">',
    "<style>@import url(file:///etc/passwd);</style>",
    "<style>@font-face { font-family: X; src: url(file:///etc/hostname) } p { font-family: X }</style><p>x</p>",
    '<p style="background: url(file:///etc/passwd)">x</p>',
    '<object data="file:///etc/passwd">x</object>',
    '<embed src="file:///etc/passwd">',
    '<base href="file:///etc/"><img src="passwd" alt="x">',
]


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_is_read_from_disk_or_network(theme, html):
    """The cleaner lets none of this through; should it ever, the fetcher refuses, and the refusal is remarked."""
    (made,) = render_pdf(with_text(f"<p>Before.</p>{html}<p>After.</p>"), theme)
    assert any("Failed to load" in remark or "cannot be loaded" in remark for remark in made.remarks), made.remarks
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert list(pdf.attachments) == ["issue.json"]
    reader = pypdf.PdfReader(io.BytesIO(made.data))
    assert pictures(reader) == 0


def test_foreign_text_is_escaped(theme):
    hostile = "<script>x</script> & “quotes” {{ 7 * 7 }}"
    html = pdf_html(make_edition(title=hostile, editorial_by=hostile), theme)
    assert "<script>" not in html
    assert "&lt;script&gt;x&lt;/script&gt; &amp; “quotes” {{ 7 * 7 }}" in html


# --- fonts ------------------------------------------------------------------------------------------------------------


def test_only_the_themes_fonts_are_seen_unless_the_systems_are_asked_for(tmp_path):
    alone = fontconfig([tmp_path / "a & b"], tmp_path / "cache", system=False)
    assert "<include" not in alone
    assert f"<dir>{tmp_path}/a &amp; b</dir>" in alone
    assert '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>' in fontconfig([], tmp_path, system=True)


def test_coloured_pictures_are_scaled_once(tmp_path):
    """By us, or by the machine's own settings where they are asked for."""
    assert "<divide>" in fontconfig([], tmp_path, system=False)
    assert "<divide>" not in fontconfig([], tmp_path, system=True)


def test_the_environment_is_left_as_it_was(edition, theme, artifact, monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    assert render_pdf(edition, theme)[0].sha256 == artifact.sha256
    assert os.environ["FONTCONFIG_FILE"] == "/etc/fonts/fonts.conf"


def test_the_systems_fonts_fill_in_when_asked(theme):
    (made,) = render_pdf(make_edition(config=make_config(fonts=Fonts(system=True))), theme)
    assert made.remarks == ()


def test_a_theme_without_any_font_is_stopped_before_pango_crashes(edition, theme):
    with pytest.raises(InputError, match="the theme has no fonts"):
        render_pdf(edition, replace(theme, fonts=()))

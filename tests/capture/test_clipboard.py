"""HTML that was pasted, or saved by an office program."""

import base64
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from publishkit.press.adding.take import Taken, take
from tests.support.made_sources import PROSE, picture

TEXT = "".join(f"<p>{words}</p>" for words in PROSE)
NOTED = """<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1" title=""><span class=MsoFootnoteReference><![if !supportFootnotes]>[1]<![endif]></span></a>"""
WORD = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15 (filtered)"></head>
<body lang=EN-GB><div class=WordSection1><p class=MsoTitle>The last ferry</p><p class=MsoSubtitle>A season ends on the water</p>
<p class=MsoNormal>By Ada Example</p><p class=MsoNormal>{PROSE[0]}{NOTED}</p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>3.<span>&nbsp; </span></span><![endif]>One</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp; </span></span>Inner</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>4.<span>&nbsp; </span></span>Two</p>
<p class=MsoQuote>No one told me so.</p><p class=MsoQuote>Nobody at all.</p><!--[if gte mso 9]><xml><o:p>junk</o:p></xml><![endif]-->
<p class=MsoNormal>{PROSE[1]}<o:p></o:p></p></div><div style='mso-element:footnote-list'><hr size=1><div style='mso-element:footnote' id=ftn1>
<p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1" title=""><span class=MsoFootnoteReference>[1]</span></a> Or five.</p></div></div></body></html>"""


def paste(data: str) -> Taken:
    return take("-", io.BytesIO(data.encode()), None)


def test_a_pasted_fragment_is_read_as_html_and_whole() -> None:
    taken = paste(f"<meta charset='utf-8'><h1>The last ferry</h1><p>By Ada Example</p>{TEXT}<p>Share</p>")
    assert (taken.found.title, taken.found.text) == ("The last ferry", "\n\n".join(PROSE))
    assert [one.text for one in taken.found.dropped] == ["Share"]


def test_only_what_was_copied_is_taken_and_the_clipboard_says_from_where() -> None:
    head = "Version:0.9\r\nStartHTML:00000097\r\nSourceURL:https://quay.example/ferry\r\n"
    taken = paste(
        f"{head}<html><body>Menu<!--StartFragment--><h1>The last ferry</h1>{TEXT}<!--EndFragment-->Foot</body></html>"
    )
    assert (taken.found.source_url, taken.found.text) == ("https://quay.example/ferry", "\n\n".join(PROSE))


def test_words_own_styles_lists_and_notes_become_what_they_mean(tmp_path: Path) -> None:
    path = tmp_path / "a.htm"
    path.write_text(WORD)
    for taken in (take(str(path), io.BytesIO(), None), paste(WORD)):
        found = taken.found
        assert (found.title, found.deck, found.bylines[0].name) == (
            "The last ferry",
            "A season ends on the water",
            "Ada Example",
        )
        assert taken.body == (
            f"{PROSE[0]}[^1]\n\n3. One\n   - Inner\n4. Two\n\n> No one told me so.\n>\n> Nobody at all.\n\n{PROSE[1]}\n\n[^1]: Or five.\n"
        )


@pytest.mark.parametrize(
    "pasted", ["class=MsoNormal", "id=docs-internal-guid-7", "xmlns:w='urn:schemas-microsoft-com:office:word'"]
)
def test_a_sites_page_with_a_text_pasted_from_an_office_program_is_a_page(pasted: str, tmp_path: Path) -> None:
    text = "".join(f"<p {pasted}>{words}</p>" for words in PROSE)
    menu = "<nav><ul><li><a href=/>Home</a></li><li><a href=/ferries>Ferries</a></li></ul></nav>"
    path = tmp_path / "a.html"
    path.write_text(
        f"<!doctype html><html lang=en><head><title>The last ferry</title><script>var a = 1;</script></head><body>{menu}"
        f"<article><h1>The last ferry</h1>{text}</article></body></html>"
    )
    found = take(str(path), io.BytesIO(), None).found
    assert (found.title, found.text) == ("The last ferry", "\n\n".join(PROSE))


def test_a_document_exported_by_google_is_a_manuscript() -> None:
    styles = "<style>.c1{font-weight:700}.c2{font-style:italic}</style>"
    taken = paste(
        f'<html><head>{styles}</head><body class="c0 doc-content"><p class="c3 title"><span class="c1">The last ferry</span></p><p class="c3 subtitle">A season ends</p>'
        f'<p class="c3">By Ada Example</p><p class="c3"><span class="c1">Bold</span> and <span class="c2">slant</span>. {PROSE[0]}<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup></p>'
        f'<p>{PROSE[1]} <a href="https://www.google.com/url?q=https://quay.example/&amp;sa=D">Quay</a></p><hr><div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a> Or five.</p></div></body></html>'
    )
    assert (taken.found.title, taken.found.deck, taken.found.bylines[0].name) == (
        "The last ferry",
        "A season ends",
        "Ada Example",
    )
    assert taken.body == (
        f"**Bold** and *slant*. {PROSE[0]}[^1]\n\n{PROSE[1]} [Quay](https://quay.example/)\n\n[^1]: Or five.\n"
    )


def test_what_is_copied_out_of_google_docs_is_not_bold_as_a_whole() -> None:
    taken = paste(
        f'<meta charset=\'utf-8\'><b style="font-weight:normal;" id="docs-internal-guid-1"><h1 dir="ltr"><span>The last ferry</span></h1>'
        f'<p><span style="font-weight:700">Bold</span><span style="font-weight:400"> words. {PROSE[0]}</span></p><p><span>{PROSE[1]}</span></p></b>'
    )
    assert (taken.found.title, taken.body) == ("The last ferry", f"**Bold** words. {PROSE[0]}\n\n{PROSE[1]}\n")


def test_a_whole_page_on_standard_input_is_a_page() -> None:
    taken = paste(
        f"<!DOCTYPE html><title>The last ferry</title><nav><a href='/'>Home</a></nav><h1>The last ferry</h1>{TEXT}"
    )
    assert not taken.document.whole
    assert taken.found.title == "The last ferry"


def test_what_is_said_to_be_html_is_read_as_html(run_add: Callable, workspace: Path) -> None:
    ran = run_add("-", "--html", stdin=f"The last ferry<br><br>{PROSE[0]}<br><br>{PROSE[1]}")
    assert ran.code == 0, ran.err
    article = (workspace / "issues/2026-w47/articles/the-last-ferry/article.md").read_text()
    assert article.endswith(f"{PROSE[0]}\n\n{PROSE[1]}\n")


def test_words_with_a_bracket_are_no_html() -> None:
    assert paste("<3 is what she wrote\n\n" + "\n\n".join(PROSE)).document.kind == "pasted"


# --- pictures in the page ---------------------------------------------------------------------------------------------

SAVED = """<!DOCTYPE html> <html lang=en><!--
 Page saved with SingleFile
 url: https://quay.example/ferry/
 saved date: Fri Nov 20 2026 07:00:00 GMT+0100 (Central European Standard Time)
--><meta charset=utf-8><title>The last ferry</title>{style}<article><h1>The last ferry</h1>{text}
<figure><img src="{source}"{more}><figcaption>The quay at dusk. Photo: Ben Example</figcaption></figure>{text}</article>"""


def carried(data: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


@pytest.mark.parametrize("shared", [False, True])
def test_a_page_of_singlefile_brings_its_pictures_and_its_address(tmp_path: Path, shared: bool) -> None:
    source = carried(picture())
    styled = f'<style>:root{{--sf-img-3:url("{source}")}}</style>'
    holder = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>".replace("<", "%3C").replace(">", "%3E")
    page = SAVED.format(
        style=styled if shared else "", source=holder if shared else source, text=TEXT,
        more=' style="background-image:var(--sf-img-3)!important"' if shared else "",
    )  # fmt: skip
    path = tmp_path / "ferry.html"
    path.write_text(page)
    taken = take(str(path), io.BytesIO(), None)
    assert (taken.found.title, taken.found.source_url) == ("The last ferry", "https://quay.example/ferry/")
    assert taken.files == {"images/01.png": picture()}
    shown = taken.found.pictures[0]
    assert (shown.caption, shown.credit) == ("The quay at dusk.", "Ben Example")
    assert taken.document.data == page.encode()
    assert taken.document.origin and str(taken.document.origin.retrieved) == "2026-11-20 06:00:00+00:00"


def test_a_picture_inside_of_any_page_is_taken_and_an_icon_is_not() -> None:
    dot = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
    taken = paste(
        f'<h1>The last ferry</h1><img src="{dot}">{TEXT}<p><img alt="A quay" src="{carried(picture("navy", "JPEG"), "jpeg")}"></p>'
    )
    assert taken.files == {"images/01.jpg": picture("navy", "JPEG")}
    assert "![A quay](images/01.jpg)" in taken.body
    assert len(taken.found.pictures) == 1


def test_a_broken_picture_inside_of_a_page_is_no_picture() -> None:
    taken = paste(
        f'<h1>The last ferry</h1>{TEXT}<img src="data:image/png;base64,iVBORw0KGgo@@@=="><img src="data:image/png;base64">'
    )
    assert not taken.files


def item(mark: str, words: str, margin: str, place: str = "Middle") -> str:
    """A paragraph that Word numbers, as its filtered pages have it."""
    style = f"margin-left:{margin};text-indent:-18.0pt"
    return f"<p class=MsoListParagraphCxSp{place} style='{style}'>{mark}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;&nbsp; </span>{words}</p>"


@pytest.mark.parametrize("units", [("36.0pt", "72.0pt"), (".5in", "1.0in"), ("1.27cm", "2.54cm")])
def test_lists_of_a_filtered_page_are_nested_by_how_far_they_are_set_in(units: tuple[str, str]) -> None:
    """A point behind numbers is a list of its own, and the next number is the one that stands there."""
    near, far = units
    items = item("1.", "Traps", near) + item("a.", "wicker", far) + item("2.", "Nets", near)
    points = "<p class=MsoListParagraph style='text-indent:-18.0pt'><span style='font-family:Symbol'>·<span>&nbsp;&nbsp;&nbsp; </span></span>one loose point</p>"
    rest = item("7.", "Weirs", near) + item("8.", "Oars", near)
    page = f"<html><head><meta name=Generator content='Microsoft Word 15 (filtered)'></head><body><div class=WordSection1><p class=MsoTitle>The last ferry</p><p class=MsoNormal>{PROSE[0]}</p>{items}{points}{rest}<p class=MsoNormal>{PROSE[1]}</p></div></body></html>"
    body = paste(page).body
    assert "1. Traps\n   1. wicker\n2. Nets\n\n- one loose point\n\n7. Weirs\n8. Oars\n" in body

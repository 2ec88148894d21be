"""Words a file holds and shows to nobody are not read, in a page, by a style sheet, on paper; what is seen is read."""

from io import BytesIO

import pikepdf
import pytest

from publishkit.model.rights import Channel
from publishkit.proof.read.document import Document
from publishkit.proof.read.pdf import read_pdf
from publishkit.render.pdf.document import load_engine
from tests.proof.hand import artifact, web


def only(body: str, head: str = "") -> Document:
    return web(body, head)[Channel.WEB].documents[0]


AWAY = """
display: none | display:/* */none | d\\69splay:none | visibility: collapse | content-visibility: hidden
opacity: 0 | opacity: .01 | opacity: 0.00 | opacity: 3% | filter: opacity(0)
font-size: 0 | font-size: 1px | font-size: 0.1pt | font-size: .1em | font-size: 2% | font: 0/0 a | font: italic 700 1px/1 serif
height: 0; overflow: hidden | overflow: clip; width: 0px | line-height:0;overflow-y:hidden | max-height: 0 | max-width: 0
position: absolute; left: -9999px | position: fixed; top: -1000px | margin-left: -100em | right: -200vw | left: 99999px
text-indent: -999px | text-indent: 100% | clip: rect(1px, 1px, 1px, 1px) | clip-path: inset(50%) | clip-path: circle(0)
transform: scale(0) | transform: scale(0.01, 1) | transform: translateX(-9999px) | mso-hide: all
color: #fff | color: white !important | color: rgb(255, 255, 255) | color: #fffffe | color: transparent
color: rgba(0,0,0,0.02) | color: #00000000 | background: #204060; color: #204060 | background-color: #234; color: rgb(34,51,68)
-webkit-text-fill-color: transparent
"""
SHOWN = """
opacity: .85 | opacity: 0.5 | font-size: 0.9em | font-size: 11px | font: 700 0.9rem/1.4 serif | font: italic 12px/1 serif | font-size: 90%
height: 0 | overflow: hidden | overflow: hidden; line-height: 1.2 | margin: -10px | left: -5em | text-indent: 1em | margin-left: -1.5em
color: #777 | color: red | color: var(--nobody-knows) | background: #000; color: #fff | background: url(dark.jpg); color: #fff
background: linear-gradient(#000, #222); color: #fff | color: inherit | background: transparent | transform: scale(.9) | clip-path: inset(0)
"""


def each(lines: str) -> list[str]:
    return [style.strip() for line in lines.strip().splitlines() for style in line.split(" | ")]


@pytest.mark.parametrize("style", each(AWAY))
def test_a_style_takes_words_away(style: str) -> None:
    """As an attribute, and in a style sheet; they are kept apart, for withheld words may not stand there either."""
    for seen in (
        only(f'<p>Before.</p><p style="{style}">Jane Roe</p><p>After.</p>'),
        only('<p>Before.</p><p class="c">Jane Roe</p><p>After.</p>', f"<style>.c {{ {style} }}</style>"),
    ):
        assert "Jane" not in seen.text
        assert "Jane" in seen.unseen
        assert "Before." in seen.text
        assert "After." in seen.text


@pytest.mark.parametrize("style", each(SHOWN))
def test_an_ordinary_style_takes_nothing_away(style: str) -> None:
    assert "Jane Roe" in only(f'<p style="{style}">Jane Roe</p>').text
    assert "Jane Roe" in only('<p class="c">Jane Roe</p>', f"<style>.c {{ {style} }}</style>").text


@pytest.mark.parametrize(
    "css",
    [
        "p:first-child { display: none }",
        "article > :not(h1, .text) { display: none }",
        ":is(.credit, .note) { opacity: 0 }",
        "[class^=cred] { font-size: 0 }",
        "@media (prefers-color-scheme: dark) { .credit { display: none } }",
        ":root { --paper: #fff; --ink: var(--paper) } .credit { color: var(--paper) }",
        "body { background: #123 } .credit { color: #123 }",
        "article { color: #fff } .text { color: #000 }",
        "article .credit { color: #fff } .credit { color: #000 }",
        ".credit { color: #fff !important } article .credit { color: #000 }",
    ],
)
def test_a_rule_that_hides_is_followed(css: str) -> None:
    seen = only('<article><p class="credit">Jane Roe</p><p class="text">Text</p></article>', f"<style>{css}</style>")
    assert "Jane" not in seen.text
    assert "Text" in seen.text or "body" in css


@pytest.mark.parametrize(
    "css",
    [
        ".credit:hover { display: none }",
        ".credit::before { display: none }",
        "@media print { .credit { color: #fff } }",
        "@media (prefers-color-scheme: dark) { .credit { color: #fff } body { background: #000 } }",
        ".credit { color: #fff } .credit { color: #000 }",
        "p { color: #fff } p.credit { color: #000 }",
        "article { background: #000; color: #fff }",
        "tr { color: #fff } .credit { background: #000; color: #fff }",
    ],
)
def test_a_rule_that_does_not_hide_is_no_false_alarm(css: str) -> None:
    assert "Jane Roe" in only('<article><p class="credit">Jane Roe</p></article>', f"<style>{css}</style>").text


@pytest.mark.parametrize(
    "body",
    [
        "<dialog>Jane Roe</dialog>",
        "<video>Jane Roe</video>",
        "<object data='x'>Jane Roe</object>",
        "<textarea hidden>Jane Roe</textarea>",
        "<datalist><option>Jane Roe</option></datalist>",
        "<table bgcolor='#ffeeee'><tr><td><font color='#ffeeee'>Jane Roe</font></td></tr></table>",
        "<p style='color:#fff'><b>Jane Roe</b></p>",
        "<p style='color:#fff'>Jane <b style='color:#000'>Bold</b> Roe</p>",
    ],
)
def test_elements_that_show_nothing(body: str) -> None:
    seen = only(f"{body}<p>After.</p>").text
    assert "Jane" not in seen
    assert "Roe" not in seen
    assert "After." in seen
    assert "<b style" not in body or "Bold" in seen


# --- paper ------------------------------------------------------------------------------------------------------------

PAPER_AWAY = """
color: #fff | color: #fefefe | font-size: 1pt | font-size: 0.01pt | color: transparent | color: rgba(0,0,0,.02) | opacity: 0
position: absolute; left: -5000px | display: block; background: #204060; color: #204060 | display: block; transform: scale(.1)
display: block; overflow: hidden; height: 0 | display: none
"""
PAPER_SHOWN = """
color: #777 | font-size: 6pt | opacity: .5 | display: block; background: #204060; color: #fff | display: block; transform: scale(.8)
display: block; background: #204060; color: #fff; border-radius: 9px | display: block; border: 9px solid #000
display: block; border: 9px solid #000; border-radius: 20px | display: block; overflow: hidden; height: 1em
display: block; color: #fff; background: linear-gradient(#000, #222) | display: inline-block; transform: rotate(90deg)
display: inline-block; clip-path: inset(0) | -webkit-text-stroke: 1px; color: #000
"""


def on_paper(data: bytes) -> Document:
    (view,) = read_pdf(artifact("letter.pdf", data)).views
    return view.documents[0]


def drawn(html: str) -> bytes:
    return bytes(load_engine().HTML(string=f"<style>@page {{ size: A5 }}</style>{html}").write_pdf())


def test_words_nobody_sees_on_paper_are_not_read() -> None:
    for style in each(PAPER_AWAY):
        seen = on_paper(drawn(f'<p>Before.</p><div><span style="{style}">Jane Roe</span></div><p>After.</p>'))
        assert "Jane" not in seen.text, style
        assert "Jane" in seen.unseen or style == "display: none", style
        assert "Before." in seen.text, style
        assert "After." in seen.text, style


def test_words_seen_on_paper_are_read() -> None:
    for style in each(PAPER_SHOWN):
        seen = on_paper(drawn(f'<p>Before.</p><div><span style="{style}">Jane Roe</span></div><p>After.</p>'))
        assert "Jane Roe" in " ".join(seen.text.split()), style


def test_words_painted_over_are_not_read() -> None:
    cover = '<div style="position:absolute;inset:-5px;background:#fff"></div>'
    seen = on_paper(drawn(f'<p>Before.</p><div style="position:relative">Jane Roe{cover}</div><p>After.</p>'))
    assert "Jane" not in seen.text
    assert "After." in seen.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"3 Tr", b""),  # invisible, as under a scanned page
        (b"7 Tr", b""),  # for clipping only
        (b"/OC /Layer BDC", b"EMC"),  # on a layer that can be switched off
        (b"/Span << /ActualText (Jane Roe) >> BDC", b"EMC"),  # a mark that says what the letters do not
        (b"/Span << /ActualText <FEFF0E010E02004A0061006E0065> >> BDC", b"EMC"),  # nor when it says it in two scripts
    ],
)
def test_words_written_into_a_finished_pdf_for_machines_only(before: bytes, after: bytes) -> None:
    html = "<p>Mary Moe</p>" if b"ActualText" in before else "<p>Jane Roe</p>"
    with pikepdf.open(BytesIO(drawn(html))) as pdf:
        page = pdf.pages[0]
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Layer"))
        page.Resources.Properties = pikepdf.Dictionary(Layer=layer)
        page.Contents = pdf.make_stream(b"\n".join([before, page.Contents.read_bytes(), after]))
        out = BytesIO()
        pdf.save(out)
    seen = on_paper(out.getvalue()).text
    assert "Jane" not in seen
    assert ("Mary Moe" in seen) is (b"ActualText" in before)

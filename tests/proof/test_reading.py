"""What a reader would see: regions, links and pictures of every format; hidden text does not count."""

from collections.abc import Mapping

import pytest

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.proof.read.document import Document
from publishkit.proof.reading import BuiltEdition, heads_of, read_artifacts
from tests.proof.hand import finished, page, repacked, web


def only(body: str, head: str = "", **more: str) -> Document:
    return web(body, head, **more)[Channel.WEB].documents[0]


HIDDEN = [
    '<p style="display:none">Jane Roe</p>',
    '<p style="color:red; visibility : hidden">Jane Roe</p>',
    '<div style="font-size:0">Jane Roe</div>',
    '<div style="mso-hide:all">Jane Roe</div>',
    "<p hidden>Jane Roe</p>",
    '<p aria-hidden="true">Jane Roe</p>',
    "<template><p>Jane Roe</p></template>",
    "<!-- Jane Roe -->",
    '<script type="application/ld+json">"Jane Roe"</script>',
    '<img src="a.jpg" alt="Jane Roe">',
    '<div style="max-height:0;overflow:hidden">Jane Roe</div>',
]


@pytest.mark.parametrize("body", HIDDEN)
def test_hidden_text_is_not_read(body: str) -> None:
    seen = only(f"<p>Before.</p>{body}<p>After.</p>")
    assert "Jane" not in seen.text
    assert "After." in seen.text


@pytest.mark.parametrize(
    "css",
    [
        ".credit { display: none }",
        "/* x */ article > .credit{visibility:hidden;}",
        "@media (max-width: 30em) { .note, .credit { display:none } }",
        ".credit { clip: rect(0,0,0,0) }",
        ".credit{font-size:0px}",
    ],
)
def test_a_style_sheet_can_hide_a_credit_and_is_caught(css: str) -> None:
    """Hidden for some readers is hidden."""
    body = '<article><p class="credit">Jane Roe</p><p>Text</p></article>'
    assert "Jane" not in only(body, f"<style>{css}</style>").text
    assert "Jane" not in only(body, '<link rel="stylesheet" href="style.css">', web__style_css=css).text
    assert "Text" in only(body, f"<style>{css}</style>").text


def test_a_page_that_is_printed_keeps_what_it_owes() -> None:
    """What a rule for paper takes away is not read: who has the sheet has no other."""
    body = '<p class="credit">Jane Roe</p>'
    assert "Jane" not in only(body, "<style>@media print { .credit { display: none } } p { color: red }</style>").text


def test_visible_styles_hide_nothing() -> None:
    body = '<p style="font-size:0.9em;opacity:0.85;display:block">Jane Roe</p>'
    assert "Jane Roe" in only(body).text


def test_hidden_text_is_kept_apart_for_the_search_of_withheld_words() -> None:
    seen = only(
        '<p hidden>Words nobody sees</p><!-- a comment --><img src="a.jpg" alt="one two three four five six seven eight nine">'
    )
    assert all(words in seen.unseen for words in ("nobody sees", "a comment", "eight nine"))


def test_a_region_is_the_element_with_the_items_id() -> None:
    seen = only(
        '<article id="a01"><h2>One</h2><a href="https://one.example">1</a></article>'
        '<article id="a02"><h2>Two</h2><a href="https://two.example">2</a><img src="b.jpg" alt=""></article>'
    )
    one, two = seen.region("a01"), seen.region("a02")
    assert one is not None
    assert two is not None
    assert ("One" in one.text, "Two" in one.text, one.links, one.pictures) == (
        True,
        False,
        ("https://one.example",),
        (),
    )
    assert (two.links, two.pictures) == (("https://two.example",), ("b.jpg",))
    assert seen.region("a03") is None


def test_words_of_two_blocks_are_two_words() -> None:
    assert only("<p>one</p><p>two<br>three</p><td>four</td>").text.split() == ["one", "two", "three", "four"]


def test_inline_elements_do_not_part_a_word() -> None:
    assert "harbour" in only("<p>har<em>bo</em>ur</p>").text


def test_every_item_is_found_in_every_view(handmade: Edition, files: Mapping[str, Artifact]) -> None:
    """Email page and text, web, PDF, EPUB: each shows each item, and the right one."""
    readings = BuiltEdition(files, heads_of(handmade)).readings
    assert set(readings) == set(Channel)
    for reading in readings.values():
        for view in reading.views:
            for item in handmade.items:
                regions = view.regions(item.id)
                assert regions, (view.name, item.id)
                for other in handmade.items:
                    if other.id != item.id:
                        assert not any(other.credit.lines[0][0].text + other.title in region.text for region in regions)


def test_a_pdf_region_ends_where_the_next_item_begins(handmade: Edition, files: Mapping[str, Artifact]) -> None:
    """Two items on one page do not lend each other their credits."""
    document = BuiltEdition(files, heads_of(handmade)).readings[Channel.PDF].documents[0]
    brief, quotation = document.region("a03"), document.region("a04")
    assert brief is not None
    assert quotation is not None
    assert ("Adele Norrby" in brief.text, "Pilar Sandoval" in brief.text) == (True, False)
    assert ("Adele Norrby" in quotation.text, "Pilar Sandoval" in quotation.text) == (False, True)
    assert any(href.startswith("https://courier.example") for href in brief.links)
    assert not any(href.startswith("https://courier.example") for href in quotation.links)


def test_the_rights_metadata_of_pdf_and_epub_is_read(handmade: Edition, files: Mapping[str, Artifact]) -> None:
    readings = BuiltEdition(files, heads_of(handmade)).readings
    for channel in (Channel.PDF, Channel.EPUB):
        told = next(document.meta for document in readings[channel].documents if document.root is None)
        assert told["rights"] == handmade.rights_sentence
        assert told["tdm-reservation"] == "1"


def test_a_message_has_two_views_and_its_pictures() -> None:
    message = (
        "MIME-Version: 1.0\nSubject: x\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain; charset=utf-8\n\n"
        "By Jane Roe, https://one.example/x.\n--B\nContent-Type: text/html; charset=utf-8\n\n<p>By Jane Roe</p>\n"
        "--B\nContent-Type: image/gif\nContent-Disposition: attachment; filename=harbor.gif\n"
        "Content-Transfer-Encoding: base64\n\nR0lGODlhAQABAAAAACw=\n--B--\n"
    )
    reading = finished(email_eml=message).readings[Channel.EMAIL]
    assert [view.name for view in reading.views] == ["email.eml (text/plain)", "email.eml (text/html)"]
    assert [spot.target for spot in reading.views[0].documents[0].links] == ["https://one.example/x"]
    assert [found.data[:4] for found in reading.pictures] == [b"GIF8"]
    assert "harbor.gif" in reading.names


@pytest.mark.parametrize(
    ("name", "data"), [("letter.pdf", b"%PDF-1.7 nothing"), ("letter.epub", b"PK nothing"), ("letter.pdf", b"")]
)
def test_a_broken_file_is_named_and_not_passed_over(name: str, data: bytes) -> None:
    files = {name: Artifact(name=name, media_type="", data=data)}
    (reading,) = read_artifacts(files).values()
    assert reading.broken[0].startswith(name)


def test_a_document_that_is_no_xml_is_named(handmade: Edition, files: Mapping[str, Artifact]) -> None:
    name = next(name for name in files if name.endswith(".epub"))
    broken = repacked(files[name].data, {"EPUB/text/a03.xhtml": b"<html><p></html>"})
    reading = BuiltEdition([Artifact(name=name, media_type="", data=broken)], heads_of(handmade)).readings[Channel.EPUB]
    assert "a03.xhtml" in reading.broken[0]


def test_a_second_pdf_would_go_out_unproved(files: Mapping[str, Artifact]) -> None:
    pdf = next(artifact for name, artifact in files.items() if name.endswith(".pdf"))
    other = Artifact(name="another.pdf", media_type="application/pdf", data=pdf.data)
    reading = read_artifacts({pdf.name: pdf, other.name: other})[Channel.PDF]
    assert any("one file too many" in sentence for sentence in reading.broken)


def test_the_page_helper_is_a_whole_page() -> None:
    assert page("x").startswith("<!doctype html>")


LAID_OUT = {
    "a row turned round": '<p style="display:flex;flex-direction:row-reverse">{backwards}</p>',
    "columns turned round by a sheet": '<div class="r">{backwards}</div>',
    "pieces that float to the right": "<p>{floating}</p>",
    "an order given": '<p style="display:flex">{ordered}</p>',
    "marks of a list": "<ul>{marks}</ul>",
    "notes over every word": "<p>{noted}</p>",
}
WORDS = "the board met twice about the sluice".split()


@pytest.mark.parametrize("how", LAID_OUT)
def test_words_that_styles_put_in_order_are_read_in_it(how: str) -> None:
    body = LAID_OUT[how].format(
        backwards="".join(f"<span>{word}</span>" for word in reversed(WORDS)),
        floating="".join(f'<span style="float:right">{word}</span>' for word in reversed(WORDS)),
        ordered="".join(f'<span style="order:{n}">{word}</span>' for n, word in sorted(enumerate(WORDS), key=str)),
        marks="".join(f"<li style=\"list-style-type:'{word} '\"></li>" for word in WORDS),
        noted=" ".join(f"<ruby>{word}<rt>la</rt></ruby>" for word in WORDS),
    )
    seen = only(body, "<style>.r { display: flex; flex-flow: column-reverse }</style>")
    assert " ".join(WORDS) in " ".join(seen.words.split())


def test_a_browser_may_show_any_of_the_pictures_named() -> None:
    body = '<picture><source srcset="b.avif 1x, c.avif 2x"><img src="a.jpg" srcset="a.jpg 1x, d.jpg 2x"></picture>'
    assert [spot.target for spot in only(body).pictures] == ["b.avif", "c.avif", "a.jpg", "d.jpg"]


@pytest.mark.parametrize(
    ("body", "css", "dead"),
    [
        ('<a style="pointer-events:none" href="x">there</a>', "", True),
        ('<p><a href="x">there</a></p>', "p { pointer-events: none }", True),
        ('<div inert><a href="x">there</a></div>', "", True),
        ('<p><a href="x">there</a></p>', "p { pointer-events: none } a { pointer-events: auto }", False),
        ('<p><a href="x">there</a></p>', "", False),
    ],
)
def test_a_link_that_no_pointer_reaches_is_none(body: str, css: str, *, dead: bool) -> None:
    assert bool(only(body, f"<style>{css}</style>").links) is not dead


@pytest.mark.parametrize(
    ("css", "changed"),
    [
        ("img { filter: sepia(1) }", True),
        ("figure { transform: scaleX(-1) }", True),
        ("img { object-fit: cover }", True),
        ("img { width: 100%; object-fit: contain; filter: none }", False),
        ("p { filter: grayscale(1) }", False),
    ],
)
def test_styles_that_change_pictures_are_told(css: str, *, changed: bool) -> None:
    seen = only('<figure><img src="a.jpg"></figure><p>x</p>', f"<style>{css}</style>")
    assert bool(seen.meta.get("pictures")) is changed

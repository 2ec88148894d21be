"""Pages saved as MHTML, and newsletters."""

import io
import plistlib
from pathlib import Path

import pytest

from publishkit.errors import InputError
from publishkit.press.adding.take import Taken, take
from tests.support.made_sources import PROSE, mail, mhtml, picture

TEXT = "".join(f"<p>{words}</p>" for words in PROSE)
PAGE = (
    f"<html lang=en><head><title>The last ferry</title></head><body><article><h1>The last ferry</h1>{TEXT}"
    "<figure><img src='img/quay.png'><figcaption>The quay. Photo: Ben Example</figcaption></figure><p>And that was all of it, "
    "as far as anybody on the quay could tell the next morning.</p></article></body></html>"
)


def take_file(folder: Path, name: str, data: bytes) -> Taken:
    path = folder / name
    path.write_bytes(data)
    return take(str(path), io.BytesIO(), None)


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "a.html"])
def test_a_page_in_one_file_brings_its_pictures_and_its_address(tmp_path: Path, name: str) -> None:
    data = mhtml(PAGE, "https://quay.example/ferry/", {"https://quay.example/ferry/img/quay.png": picture()})
    taken = take_file(tmp_path, name, data)
    assert (taken.found.title, taken.found.source_url) == ("The last ferry", "https://quay.example/ferry/")
    assert taken.files == {"images/01.png": picture()}
    assert taken.found.pictures[0].src == "https://quay.example/ferry/img/quay.png"
    assert (taken.document.archive, taken.document.archive_name) == (data, "page.mhtml")
    assert taken.document.origin and str(taken.document.origin.retrieved) == "2026-11-20 07:00:00+00:00"


def test_a_newsletter_is_its_text_without_what_it_says_of_itself(tmp_path: Path) -> None:
    html = (
        "<div style='display:none'>Read this first</div><table><tr><td><a href='https://quay.example/v'>View in browser</a></td></tr>"
        f"<tr><td>{TEXT}<img src='cid:quay' width=600><p><a href='https://quay.example/u'>Unsubscribe</a></p></td></tr></table>"
    )
    taken = take_file(tmp_path, "a.eml", mail(html, {"quay": picture()}))
    found = taken.found
    assert (found.title, found.publisher, str(found.published)) == (
        "The last ferry", "The Quay Letter", "2026-11-20 07:00:00+01:00",
    )  # fmt: skip
    assert found.text == "\n\n".join(PROSE)
    assert [one.text for one in found.dropped] == ["Read this first", "View in browser", "Unsubscribe"]
    assert taken.files == {"images/01.png": picture()}
    assert any("The Quay Letter is who the mail says" in line for line in found.review)


def test_a_mail_that_was_sent_on_says_neither_whose_nor_when(tmp_path: Path) -> None:
    found = take_file(tmp_path, "a.eml", mail(TEXT, Subject="Fwd: The last ferry")).found
    assert (found.title, found.publisher, found.published) == ("The last ferry", None, None)


def test_a_mail_of_text_alone_is_read_as_text(tmp_path: Path) -> None:
    heads = "From: Quay <a@quay.example>\nSubject: =?utf-8?q?The_last_=C3=89tretat_ferry?=\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
    taken = take_file(tmp_path, "a.eml", (heads + "\n\n".join(PROSE)).encode())
    assert taken.found.title == "The last Étretat ferry"
    assert PROSE[1] in taken.body


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.mhtml", b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx", "no web page"),
        ("a.eml", b"MIME-Version: 1.0\r\nFrom: a\r\nContent-Type: image/png\r\n\r\nx", "no text"),
        ("a.eml", b"MIME-Version: 1.0\r\nFrom: a\r\n" + b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 3_000, "parts within parts"),
    ],
)  # fmt: skip
def test_what_holds_nothing_is_refused(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        take_file(tmp_path, name, data)


def test_text_that_speaks_of_mails_is_no_mail(tmp_path: Path) -> None:
    taken = take_file(tmp_path, "a.txt", ("From: here\nSubject: to change\n\n" + "\n\n".join(PROSE)).encode())
    assert taken.document.kind == "pasted"
    assert not taken.document.archive


def test_the_foot_of_a_newsletter_and_its_own_name_are_no_text(tmp_path: Path) -> None:
    html = f"<p>The Quay Letter</p><p>By Ada Example</p>{TEXT}<p><a href='https://quay.example/u'>Unsubscribe</a></p><p>Quay House, 1 Water Lane</p>"
    found = take_file(tmp_path, "a.eml", mail(html)).found
    assert found.text == "\n\n".join(PROSE)
    assert [one.name for one in found.bylines] == ["Ada Example"]
    assert [one.text for one in found.dropped] == ["The Quay Letter", "Unsubscribe", "Quay House, 1 Water Lane"]


def test_a_page_saved_by_safari_brings_its_pictures(tmp_path: Path) -> None:
    parts = [
        {
            "WebResourceURL": "https://quay.example/ferry/img/quay.png",
            "WebResourceMIMEType": "image/png",
            "WebResourceData": picture(),
        }
    ]
    main = {
        "WebResourceURL": "https://quay.example/ferry/",
        "WebResourceData": PAGE.encode(),
        "WebResourceTextEncodingName": "UTF-8",
    }
    for form in (plistlib.FMT_BINARY, plistlib.FMT_XML):
        taken = take_file(
            tmp_path, "a.webarchive", plistlib.dumps({"WebMainResource": main, "WebSubresources": parts}, fmt=form)
        )
        assert (taken.found.title, taken.found.source_url) == ("The last ferry", "https://quay.example/ferry/")
        assert taken.files == {"images/01.png": picture()}


def test_a_newsletter_is_called_as_its_heading_and_laid_out_by_tables(tmp_path: Path) -> None:
    """Logo and icons are no pictures of the text, columns are no table, and the line under a picture is its caption."""
    html = (
        "<table><tr><td><img src='cid:logo' width=120 height=40 alt='The Quay'></td></tr>"
        f"<tr><td><h1>Oarsmen plant trees</h1><p style='color:#888'>by Ada Example</p><p>{PROSE[0]}</p>"
        "<img src='cid:quay' width=560 height=300 alt='A quay'><p style='font-size:12px'>The quay at dusk. Photo: Ben Example</p></td></tr>"
        f"<tr><td><table><tr><td width='50%'><p>{PROSE[1]}</p></td><td><p>{PROSE[2]}</p></td></tr></table></td></tr>"
        "<tr><td><table><tr><td>Year</td><td>Boats</td></tr><tr><td>1911</td><td>4</td></tr></table></td></tr></table>"
    )
    taken = take_file(
        tmp_path, "a.eml", mail(html, {"quay": picture(), "logo": picture("red")}, Subject="The Quay #44: Wood")
    )
    found = taken.found
    assert (found.title, [one.name for one in found.bylines]) == ("Oarsmen plant trees", ["Ada Example"])
    assert [block.kind for block in found.blocks] == ["paragraph", "figure", "paragraph", "paragraph", "table"]
    assert [(one.caption, one.credit) for one in found.pictures] == [("The quay at dusk.", "Ben Example")]
    assert ("The Quay", "a logo or an icon") in [(one.text, one.reason) for one in found.dropped]
    assert any("The Quay #44: Wood" in line for line in found.review)


@pytest.mark.parametrize(
    "heading", ["<h1>The Quay Letter</h1>", "<h1>The last ferry</h1>", "<h1>One</h1><h1>Two</h1>", ""]
)
def test_the_subject_is_the_title_where_no_heading_says_another(tmp_path: Path, heading: str) -> None:
    assert take_file(tmp_path, "a.eml", mail(heading + TEXT)).found.title == "The last ferry"


def test_a_picture_with_its_caption_in_the_next_row(tmp_path: Path) -> None:
    rows = "<table><tr><td align=center><a href='https://quay.example'><img src='cid:quay' width=560></a></td></tr><tr><td>The quay. Photo: Ben Example</td></tr></table>"
    found = take_file(tmp_path, "a.eml", mail(TEXT + rows + TEXT.replace("ferry", "boat"), {"quay": picture()})).found
    assert [(one.caption, one.credit) for one in found.pictures] == [("The quay.", "Ben Example")]


@pytest.mark.parametrize(("more", "joint"), [("", " "), ("; delsp=yes", "")])
def test_flowed_lines_of_a_mail_are_one_paragraph(tmp_path: Path, more: str, joint: str) -> None:
    heads = f"From: Quay <a@quay.example>\nSubject: The last ferry\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8; format=flowed{more}\n\n"
    half = "The bank of the river is soft and the council has decided that "
    text = f"{PROSE[0]}\n\n{half}\nnobody may stand on it without a hat.\n\n{PROSE[1]}\n"
    assert f"decided that{joint}nobody" in take_file(tmp_path, "a.eml", (heads + text).encode()).body


def test_a_byline_stands_below_a_heading_that_says_the_subjects_end(tmp_path: Path) -> None:
    """The letter's own name and number stand in front of it in the subject."""
    html = f"<h1>Mud, again</h1><p>By Farah Quillen</p><p>{PROSE[0]}</p><p>{PROSE[1]}</p>"
    found = take_file(tmp_path, "a.eml", mail(html, Subject="Wet Feet #12: mud, again")).found
    assert (found.title, [one.name for one in found.bylines]) == ("Wet Feet #12: mud, again", ["Farah Quillen"])
    assert found.text.startswith(PROSE[0])

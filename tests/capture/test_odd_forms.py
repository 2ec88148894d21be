"""What files hold in odd ways: frames of a page in one file, readings and formulas of Word, elements of a book that XML closes at once."""

import io
from pathlib import Path

from publishkit.press.adding.take import Taken, take
from tests.support.made_sources import PROSE, docx, epub, mhtml, paragraph

FRAMES = (
    "--b\r\nContent-Type: text/html\r\nContent-ID: <f-1@mhtml.blink>\r\nContent-Location: https://www.youtube.com/embed/abcdefghijk\r\n\r\n<p>Player</p>\r\n"
    "--b\r\nContent-Type: text/html\r\nContent-ID: <f-2@mhtml.blink>\r\nContent-Location: cid:f-2@mhtml.blink\r\n\r\n<p>A table of quays.</p>\r\n--b--\r\n"
)
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
RUBY = "<w:p><w:r><w:ruby><w:rt><w:r><w:t>とう</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>灯</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t> is a lamp.</w:t></w:r></w:p>"
FORMULA = (
    f"<w:p><w:r><w:t>Let </w:t></w:r><m:oMath {M}><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    "<m:r><m:t>=</m:t></m:r><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath><w:r><w:t> be so.</w:t></w:r></w:p>"
)


def take_file(folder: Path, name: str, data: bytes, part: str = "") -> Taken:
    (folder / name).write_bytes(data)
    return take(str(folder / name) + part, io.BytesIO(), None)


def test_frames_of_a_page_in_one_file_are_known(tmp_path: Path) -> None:
    frames = "<iframe src='cid:f-1@mhtml.blink'></iframe><iframe src='cid:f-2@mhtml.blink'></iframe>"
    html = f"<article><h1>The last ferry</h1><p>{PROSE[0]}</p>{frames}<p>{PROSE[1]}</p><p>{PROSE[2]}</p></article>"
    page = f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n"
    head = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://quay.example/1\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    taken = take_file(tmp_path, "a.mhtml", (head + page + FRAMES).encode())
    assert "[Video: youtube.com](https://www.youtube.com/watch?v=abcdefghijk)" in taken.body
    assert "A table of quays." in [one.text for one in taken.found.dropped]


def test_a_page_without_frames_stays_as_it_is(tmp_path: Path) -> None:
    html = (
        f"<article><h1>The last ferry</h1><p>{PROSE[0]}</p><iframe src='cid:gone'></iframe><p>{PROSE[1]}</p></article>"
    )
    assert PROSE[1] in take_file(tmp_path, "a.mhtml", mhtml(html, "https://quay.example/1", {})).body


def test_readings_and_formulas_of_a_document_are_words(tmp_path: Path) -> None:
    body = take_file(tmp_path, "a.docx", docx(paragraph(PROSE[0]) + RUBY + FORMULA)).body
    assert "灯（とう） is a lamp." in body and "Let x^2^=(a+b)/2 be so." in body


def test_elements_that_are_closed_at_once_hold_nothing(tmp_path: Path) -> None:
    chapter = f'<h1>The last ferry</h1><p>{PROSE[0]} It <a id="x"/><span epub:type="pagebreak" title="13"/>stood.<span epub:type="pagebreak">14</span> And more.</p><p/><p>{PROSE[1]}</p>'
    body = take_file(tmp_path, "a.epub", epub({"one.xhtml": chapter})).body
    assert f"{PROSE[0]} It stood. And more.\n\n{PROSE[1]}" in body


def test_a_note_of_a_book_may_stand_in_front_of_its_mark(tmp_path: Path) -> None:
    note = '<aside epub:type="footnote" id="n2"><p>Or five.</p></aside>'
    chapter = f'<h1>The last ferry</h1><p>{PROSE[0]}</p>{note}<p>{PROSE[1]}<a epub:type="noteref" href="#n2">2</a></p>'
    body = take_file(tmp_path, "a.epub", epub({"one.xhtml": chapter})).body
    assert f"{PROSE[1]}[^1]" in body and body.rstrip().endswith("[^1]: Or five.")

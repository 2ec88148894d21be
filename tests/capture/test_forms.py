"""What every form of source has in common."""

import io
import plistlib
from pathlib import Path

import pytest

from publishkit.capture.sources.registry import FORMS, form_of, read_any
from publishkit.errors import InputError
from publishkit.press.adding.take import take
from tests.support.made_sources import PROSE, docx, entry, epub, mail, mhtml, odt, paragraph, rss

TEXT = "".join(f"<p>{words}</p>" for words in PROSE)
MADE = {
    "a Word document": docx(paragraph("The last ferry", "Title") + "".join(map(paragraph, PROSE))),
    "an OpenDocument text": odt('<text:p text:style-name="Title">The last ferry</text:p>' + "".join(f"<text:p>{one}</text:p>" for one in PROSE)),
    "a book (EPUB)": epub({"one.xhtml": f"<h1>The last ferry</h1>{TEXT}"}),
    "a page saved as MHTML": mhtml(f"<html lang=en><body><article><h1>The last ferry</h1>{TEXT}</article></body></html>", "https://quay.example/", {}),
    "a mail": mail(TEXT),
    "a page saved by an office program": f'<html><head><meta name="generator" content="LibreOffice 24"></head><body><h1>The last ferry</h1>{TEXT}</body></html>'.encode(),
    "a feed": rss(entry("The last ferry", f"<![CDATA[{TEXT}]]>")),
    "a page saved with SingleFile": f"<html lang=en><!--\n Page saved with SingleFile\n url: https://quay.example/\n--><article><h1>The last ferry</h1>{TEXT}</article>".encode(),
    "a web archive of Safari": plistlib.dumps({"WebMainResource": {"WebResourceData": f"<html lang=en><article><h1>The last ferry</h1>{TEXT}</article>".encode(), "WebResourceURL": "https://quay.example/"}}, fmt=plistlib.FMT_BINARY),
    "HTML out of the clipboard": f"Version:1.0\r\nStartHTML:1\r\n<html><!--StartFragment--><h1>The last ferry</h1>{TEXT}<!--EndFragment-->".encode(),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
class TestEveryForm:
    """The same list for each of them."""

    def test_is_known_by_its_bytes_whatever_its_name(self, form) -> None:
        data = MADE[form.name]
        assert [one.name for one in FORMS if one.sniff(data)] == [form.name]
        assert form_of(data, "a.md") is form

    def test_is_known_by_its_ending_second(self, form) -> None:
        assert all(form_of(b"?", f"A{ending.upper()}") is form for ending in form.endings)

    def test_gives_title_and_text_and_keeps_the_bytes(self, form, tmp_path: Path) -> None:
        path = tmp_path / "source"
        path.write_bytes(MADE[form.name])
        name = f"{path}#1" if form.name == "a feed" else str(path)
        taken = take(name, io.BytesIO(), None)
        assert taken.found.title == "The last ferry"
        assert taken.found.text == "\n\n".join(PROSE)
        assert MADE[form.name] in {taken.document.archive, taken.document.data}
        assert "/" not in taken.document.archive_name

    def test_what_is_cut_off_or_empty_is_refused_or_read_and_never_a_traceback(self, form, tmp_path: Path) -> None:
        data = MADE[form.name]
        for cut in (b"", data[:1], data[: len(data) // 2], data[:-20], data.replace(b"\n", b"\0"), data[::-1]):
            for ending in form.endings or (".html",):
                path = tmp_path / f"source{ending}"
                path.write_bytes(cut)
                assert said_of(path), "it holds something, or a sentence says why not"

    def test_has_no_parts_unless_it_lists_them(self, form, tmp_path: Path) -> None:
        path = tmp_path / "source"
        path.write_bytes(MADE[form.name])
        if form.parts is None:
            with pytest.raises(InputError, match="has no parts"):
                read_any(f"{path}#1", io.BytesIO(), lambda _: [])
        else:
            assert form.parts(str(path), MADE[form.name])


def said_of(path: Path) -> str:
    """What was read of a source, or what was said against it."""
    try:
        found = take(str(path), io.BytesIO(), None).found
    except InputError as stop:
        return stop.problems[0].message
    return found.title or found.text or "\n".join(found.review)


def test_a_file_with_a_hash_in_its_name_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "no#1.txt"
    path.write_text("The last ferry\n\n" + "\n\n".join(PROSE))
    assert take(str(path), io.BytesIO(), None).found.title == "The last ferry"

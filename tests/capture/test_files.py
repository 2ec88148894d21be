"""Files of an editor's disk: what is read, what is refused, and how it is said."""

import gzip
import io
from pathlib import Path

import pytest

from publishkit.capture.files import decode, read_source
from publishkit.errors import InputError
from publishkit.press.adding.take import take


def read(name: object, stdin: bytes = b""):
    return read_source(
        str(name),
        io.BytesIO(stdin),
        lambda _text: ["a.png", "../outside.png", "/etc/hostname", "https://example.org/b.png"],
    )


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.md", b"PK\x03\x04rest", "zip archive"),
        ("a.txt", b"%PDF-1.7", "a PDF file"),
        ("a.txt", bytes(range(256)) * 10, "is not text"),
        ("a.txt", b"x" * 4_000_001, "larger than 4 MB"),
        ("a.html", b"x" * 10_000_001, "larger than 10 MB"),
        ("a.html.gz", gzip.compress(b"x" * 10_000_001), "larger than 10 MB"),
        ("a.html.gz", b"\x1f\x8bbroken", "cannot be read"),
        ("a.txt", b" \n", "is empty"),
        ("a.doc", b"PK", "save it as .docx"),
        ("a.pdf", b"%PDF-1.7", "PDF files cannot be read"),
        ("a.rtf", b"{\\rtf1 a}", "save it as .docx or .odt"),
        ("a.txt", b"{\\rtf1 a}", "is rich text"),
        ("a.exe", b"MZ", "files named .exe"),
        ("a", b"x", "without an ending"),
    ],
)
def test_what_is_no_document_of_ours_is_refused_by_name(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=message):
        read(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.txt", "no such file"),
    ],
)
def test_what_is_not_there(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(name if "://" in name else tmp_path / name)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(InputError, match="is a folder"):
        read(tmp_path / "a.txt")


@pytest.mark.parametrize(
    ("data", "charset", "why"),
    [
        ("Źródło".encode(), "utf-8", "utf-8"),
        (b"\xef\xbb\xbfabc", "utf-8", "bom"),
        ("abc".encode("utf-16"), "utf-16-le", "bom"),
        (b'<meta charset="iso-8859-2"><p>\xac\xf3', "iso8859-2", "declared"),
        (b'<meta charset="latin-1"><p>\x80', "cp1252", "declared"),
        ('<meta charset="latin-1"><p>Źródło'.encode(), "utf-8", "utf-8"),
    ],
)
def test_the_charset_is_found_as_browsers_do(tmp_path: Path, data: bytes, charset: str, why: str) -> None:
    (tmp_path / "a.html").write_bytes(data)
    document = read(tmp_path / "a.html")
    assert (document.charset, document.charset_why, document.data) == (charset, why, data)


@pytest.mark.parametrize(
    ("told", "data", "charset", "text"),
    [
        ("ISO-8859-2", "<p>Źródło".encode("iso-8859-2"), "iso8859-2", "<p>Źródło"),
        ("iso-8859-1", b"<p>\x93a\x94", "cp1252", "<p>“a”"),
        ("windows-1251", "<meta charset=koi8-r><p>вода".encode("cp1251"), "cp1251", "<meta charset=koi8-r><p>вода"),
        ("Shift_JIS", "<p>潮".encode("cp932"), "cp932", "<p>潮"),
        ("utf8", b"<meta charset=latin-1><p>\xc3\xa9", "utf-8", "<meta charset=latin-1><p>é"),
        ("iso-8859-2", "\ufeff<p>é".encode(), "utf-8", "<p>é"),
    ],
)
def test_a_charset_told_by_the_header_comes_before_that_of_the_page(
    told: str, data: bytes, charset: str, text: str
) -> None:
    """Only a mark at the beginning of the bytes comes before it."""
    assert decode(data, markup=True, told=told)[:2] == (text, charset)


@pytest.mark.parametrize(
    "told", ["hex", "rot13", "unicode_escape", "idna", "zlib", "undefined", "no\0such", "nope", "utf-7"]
)
def test_what_is_no_charset_of_the_web_is_overlooked(told: str) -> None:
    """Python decodes more than letters; a header must not choose that."""
    assert decode(b"<p>\\x41 +AGE-", markup=True, told=told)[:2] == ("<p>\\x41 +AGE-", "utf-8")
    assert decode(f"<meta charset={told}><p>a".encode(), markup=True)[1] == "utf-8"


def test_pictures_outside_of_the_folder_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside.png").write_bytes(b"no")
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.md").write_text("# A")
    (folder / "a.png").write_bytes(b"yes")
    assert read(folder / "a.md").pictures == {"a.png": b"yes"}


def test_standard_input_is_a_paste_or_a_page() -> None:
    assert read("-", b"Some words").kind == "pasted"
    assert read("-", b"<!DOCTYPE html><p>Some words").kind == "html"


def test_a_hostile_name_is_shown_without_its_commands(tmp_path: Path) -> None:
    with pytest.raises(InputError) as stop:
        read(tmp_path / "a\x1b[2J\n.txt")
    assert "\x1b" not in str(stop.value)


@pytest.mark.parametrize("name", ["a.html", "a.md", "a.txt"])
def test_one_bad_byte_leaves_the_rest_as_it_is_and_is_asked_about(tmp_path: Path, name: str) -> None:
    """A page of ten thousand letters must not turn into another charset for one of them."""
    words = "Prom „Źródło” odpłynął o szóstej, z czterema pasażerami i kozą. " * 8
    data = (
        f"<!DOCTYPE html><html lang=pl><title>Prom</title><article><h1>Prom</h1><p>{words}</p></article>"
        if name == "a.html"
        else f"Prom\n\n{words}"
    )
    (tmp_path / name).write_bytes(data.encode().replace(b"koz", b"ko\xb3z", 1))
    taken = take(str(tmp_path / name), io.BytesIO(), None)
    assert (taken.document.charset, taken.document.unread) == ("utf-8", 1)
    assert "„Źródło” odpłynął" in taken.body
    assert any(line.startswith("charset: 1 place") for line in taken.found.review)


def test_a_page_that_only_claims_to_be_utf_8_is_guessed(tmp_path: Path) -> None:
    words = "Prom Źródło odpłynął o szóstej, z czterema pasażerami na pokładzie, żegnany przez całą wieś. " * 20
    (tmp_path / "a.html").write_bytes(f"<meta charset=utf-8><p>{words}".encode("iso-8859-2"))
    assert read(tmp_path / "a.html").charset_why == "guessed"

"""Files and standard input become documents; what cannot be read is refused by name."""

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO

from publishkit.capture.beside import read_picture
from publishkit.capture.document import Document, DocumentKind
from publishkit.errors import InputError

MAX_PAGE = 10_000_000
MAX_TEXT = 4_000_000
KINDS: dict[str, DocumentKind] = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".xhtml": "html", ".txt": "pasted",
}  # fmt: skip
ENDINGS = ".md, .html, .html.gz, .mhtml, .docx, .odt, .epub, .eml or .txt"
LATER = {
    ".doc": "old Word documents cannot be read; save it as .docx, or paste its text into a .txt file",
    ".pages": "documents of Pages cannot be read; export it as Word (.docx), or paste its text into a .txt file",
    ".rtf": "rich text cannot be read; open it and save it as .docx or .odt",
    ".pdf": "PDF files cannot be read: they hold lines, not paragraphs; copy the article's text into a .txt file, or add its page",
}
BINARY = (
    (b"PK\x03\x04", "a zip archive (or an office file)"),
    (b"%PDF", "a PDF file"),
    (b"{\\rtf", "rich text"),
    (b"\xd0\xcf\x11\xe0", "an old office file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)


MAX_NAMED = 5
"""Files of a folder that are named."""
ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{1,20}://")


def is_address(name: str) -> bool:
    """Return whether *name* means something on the web, and no file.

    >>> is_address("https://example.org/ferry"), is_address("ferry.html")
    (True, False)
    """
    return ADDRESS.match(name) is not None


def is_archive(name: str) -> bool:
    """Return whether *name* is that of a web archive."""
    return name.lower().endswith((".warc", ".warc.gz"))


def read_source(name: str, stdin: BinaryIO, pictures_of: Callable[[str], Sequence[str]]) -> Document:
    """Return the document *name* means: a file, or `-` for standard input.

    *pictures_of* says which pictures a Markdown text shows; those beside the file are read with it.

    Raises:
        InputError: no such file, too large, binary, or of a kind we do not read.
    """
    if name == "-":
        return read_text("-", read_limited(stdin, MAX_TEXT, "-"), None)
    path = Path(name)
    kind = _kind(path, name)
    received = read_bounded(path, name, MAX_PAGE)
    data = _unpacked(received, name) if path.suffix.lower() == ".gz" else received
    document = replace(read_text(name, data, kind), data=received)
    if document.kind != "markdown":
        return document
    beside = {address: read_picture(path.parent, address) for address in pictures_of(document.text)}
    found = {address: picture for address, picture in beside.items() if picture is not None}
    return replace(document, pictures=found)


def _kind(path: Path, name: str) -> DocumentKind:
    if path.is_dir():
        inside = sorted(one.name for one in path.iterdir() if one.suffix.lower() in KINDS)
        told = f"; in it: {', '.join(inside[:MAX_NAMED])}" if inside else ""
        raise stop_at(name, "is a folder", f"give the file in it that holds the text ({ENDINGS}){told}")
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    suffix = suffixes[0] if suffixes[-1:] == [".gz"] and len(suffixes) == 2 else "".join(suffixes[-1:])
    if suffix in LATER:
        raise stop_at(name, LATER[suffix])
    if suffix not in KINDS:
        raise stop_at(
            name,
            f"files named {suffix or 'without an ending'} are not read",
            f"use {ENDINGS}",
        )
    return KINDS[suffix]


def read_bounded(path: Path, name: str, most: int) -> bytes:
    """Return the bytes of the file at *path*, which the editor called *name*; at most *most* of them.

    Raises:
        InputError: there is none, it cannot be read, or it is larger.
    """
    try:
        if not path.is_file():
            raise stop_at(name, "is no file" if path.exists() else "there is no such file", _near(path))
        with path.open("rb") as stream:
            return read_limited(stream, most, name)
    except (OSError, ValueError) as cause:
        raise stop_at(
            name, f"cannot be read: {getattr(cause, 'strerror', None) or 'its name is not allowed'}"
        ) from cause


def _unpacked(data: bytes, name: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            return read_limited(stream, MAX_PAGE, name)
    except (OSError, EOFError, zlib.error) as cause:
        raise stop_at(name, "cannot be read: its packing is damaged") from cause


def read_limited(stream: BinaryIO | gzip.GzipFile, limit: int, name: str) -> bytes:
    """Return the bytes of *stream*, at most *limit* of them.

    Raises:
        InputError: there are more.
    """
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise stop_at(
            name,
            f"is larger than {limit // 1_000_000} MB",
            "an article with its page is far smaller; save only the page",
        )
    return data


def read_text(name: str, data: bytes, kind: DocumentKind | None, told: str = "") -> Document:
    """Return the document in *data*; *told* is the charset that came with it, "" when none did.

    Raises:
        InputError: it is no text.
    """
    for magic, words in BINARY:
        if data.startswith(magic):
            raise stop_at(name, f"is {words}, whatever its name says", "save the article as text, Markdown or HTML")
    if kind is None:
        kind = "html" if re.match(rb"\s*(?:<!doctype html|<html)", data[:200], re.IGNORECASE) else "pasted"
    text, charset, why = decode(data, markup=kind == "html", told=told)
    if kind != "html" and len(data) > MAX_TEXT:
        raise stop_at(name, f"is larger than {MAX_TEXT // 1_000_000} MB", "one article is far smaller")
    if text.count("\0") > max(2, len(text) // 1_000) or text.count("\ufffd") > len(text) // 20:
        raise stop_at(name, "is not text", "save the article as text, Markdown or HTML in UTF-8")
    if not text.strip():
        raise stop_at(name, "is empty")
    unread = text.count("\ufffd") - data.count("\ufffd".encode()) if charset == "utf-8" else 0
    return Document(name=name, kind=kind, data=data, text=text, charset=charset, charset_why=why, unread=unread)


def _near(path: Path) -> str:
    """Return which file of its folder was probably meant, as a hint; "" where none is near."""
    there = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
    near = get_close_matches(path.name, there, n=1, cutoff=0.75)
    return f"did you mean {near[0]}?" if near and near[0] != path.name and near[0].isprintable() else ""


def stop_at(name: str, message: str, hint: str = "") -> InputError:
    """Return the refusal of the source *name*, as a terminal may show it."""
    place = "standard input" if name == "-" else re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", "?", name)[:200]
    return InputError.at(place, message, hint)


# --- the text in the bytes --------------------------------------------------------------------------------------------


BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
ALIASES = {"iso-8859-8-i": "iso8859-8", "windows-874": "cp874", "windows-31j": "cp932", "x-sjis": "cp932", "x-mac-cyrillic": "mac-cyrillic",
           "ks_c_5601-1987": "cp949"}  # fmt: skip
"""Names that Python does not know."""
MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
         "euc_kr": "cp949", "tis-620": "cp874", "iso8859-11": "cp874"}  # fmt: skip
"""What these charsets mean on the web (WHATWG Encoding)."""
OF_THE_WEB = re.compile(
    r"cp(?:866|874|125\d|932|949)|iso8859-\d{1,2}|koi8-[ru]|mac-(?:roman|cyrillic)|gb18030|big5(?:hkscs)?|euc_jp|iso2022_jp"
)
"""The charsets that browsers know, as Python calls them: its codecs read other things besides."""


def decode(data: bytes, *, markup: bool, told: str = "") -> tuple[str, str, str]:
    """Return (text, charset, why); *markup* may declare its charset in the first 1,024 bytes.

    What an HTTP header *told* comes first.

    >>> decode("Źródło".encode(), markup=False)
    ('Źródło', 'utf-8', 'utf-8')
    """
    for mark, name in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name, "bom"
    header = _known(told)
    declared = header or (_declared(data[:1024]) if markup else None)
    if declared and declared != "utf-8":
        # A page that claims another charset and is good UTF-8 was saved again by its browser.
        try:
            return data.decode("utf-8"), "utf-8", "utf-8"
        except UnicodeDecodeError:
            return data.decode(declared, "replace"), declared, "header" if header else "declared"
    why = ("header" if header else "declared") if declared else "utf-8"
    try:
        return data.decode("utf-8"), "utf-8", why
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        return (text, "utf-8", why) if _is_utf8(text, said=bool(declared)) else _guess(data)


def _is_utf8(text: str, *, said: bool) -> bool:
    """Whether a text with some bytes that are not UTF-8 is UTF-8 all the same: by far the most of what is not ASCII is.

    >>> _is_utf8("Źródło \ufffd", said=False), _is_utf8("\ufffdr\ufffddlo", said=True)
    (True, False)
    """
    bad = text.count("\ufffd")
    good = sum(not one.isascii() for one in text) - bad
    return good >= bad if said else good >= 3 * bad


def _declared(head: bytes) -> str | None:
    match = DECLARED.search(head)
    return _known(match[1].decode("ascii")) if match else None


def _known(name: str) -> str | None:
    """The charset of that name as Python calls it; None when there is none."""
    name = name.lower()
    name = ALIASES.get(name, name)
    try:
        found = "utf-8" if name.startswith("utf") else codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    found = MEANT.get(found, found)
    return found if found == "utf-8" or OF_THE_WEB.fullmatch(found) else None


def _guess(data: bytes) -> tuple[str, str, str]:
    import charset_normalizer

    best = charset_normalizer.from_bytes(data[:200_000]).best()
    name = best.encoding if best is not None else "cp1252"
    return data.decode(name, "replace"), name, "guessed"

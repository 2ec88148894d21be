"""Files and standard input become documents, with what was saved beside them; what cannot be read is refused by name."""

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from email.parser import HeaderParser
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Literal
from urllib.parse import unquote, urlsplit

from publishkit.errors import InputError

DocumentKind = Literal["markdown", "html", "pasted"]

MAX_PAGE = 10_000_000
MAX_TEXT = 4_000_000
KINDS: dict[str, DocumentKind] = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".xhtml": "html", ".txt": "pasted",
}  # fmt: skip
LATER = {
    ".docx": "Word documents cannot be read yet; save it as HTML or paste its text into a .txt file",
    ".doc": "old Word documents cannot be read; save it as HTML or paste its text into a .txt file",
    ".odt": "OpenDocument texts cannot be read; save it as HTML or paste its text into a .txt file",
    ".pdf": "PDF files cannot be read; paste the article's text into a .txt file",
    **dict.fromkeys(
        (".rss", ".atom", ".xml", ".json"), "feeds cannot be read yet; save the article's page and add that file"
    ),
    **dict.fromkeys(
        (".mhtml", ".mht", ".webarchive"), 'web archives cannot be read; save the page as "web page, complete"'
    ),
}
BINARY = (
    (b"PK\x03\x04", "a zip archive (or an office file)"),
    (b"%PDF", "a PDF file"),
    (b"\xd0\xcf\x11\xe0", "an old office file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One source, read."""

    name: str
    """As the editor gave it: a path, or `-`."""
    kind: DocumentKind
    data: bytes
    """As received: what is kept as evidence."""
    text: str
    charset: str
    charset_why: str
    """"bom", "declared", "utf-8" or "guessed"."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """Picture files beside a Markdown file, by the path written there."""

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return sha256(self.data).hexdigest()


MAX_NAMED = 5
"""Files of a folder that are named."""


def read_source(name: str, stdin: BinaryIO, pictures_of: Callable[[str], Sequence[str]]) -> Document:
    """Return the document *name* means: a file, or `-` for standard input.

    *pictures_of* says which pictures a Markdown text shows; those beside the file are read with it.

    Raises:
        InputError: no such file, too large, binary, or of a kind we do not read.
    """
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]{1,20}://", name):
        raise _stop(
            name, "web addresses cannot be fetched yet", "save the page in your browser and add the file with --url"
        )
    if name == "-":
        return _document("-", _limited(stdin, MAX_TEXT, "-"), None)
    path = Path(name)
    kind = _kind(path, name)
    received = _read(path, name)
    data = _unpacked(received, name) if path.suffix.lower() == ".gz" else received
    document = replace(_document(name, data, kind), data=received)
    if document.kind != "markdown":
        return document
    beside = {address: read_picture(path.parent, address) for address in pictures_of(document.text)}
    found = {address: picture for address, picture in beside.items() if picture is not None}
    return replace(document, pictures=found)


def _kind(path: Path, name: str) -> DocumentKind:
    if path.is_dir():
        inside = sorted(one.name for one in path.iterdir() if one.suffix.lower() in KINDS)
        told = f"; in it: {', '.join(inside[:MAX_NAMED])}" if inside else ""
        raise _stop(
            name, "is a folder", f"give the file in it that holds the text (.md, .html, .html.gz or .txt){told}"
        )
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    suffix = suffixes[0] if suffixes[-1:] == [".gz"] and len(suffixes) == 2 else "".join(suffixes[-1:])
    if suffix in LATER:
        raise _stop(name, LATER[suffix])
    if suffix not in KINDS:
        raise _stop(
            name, f"files named {suffix or 'without an ending'} are not read", "use .md, .html, .html.gz or .txt"
        )
    return KINDS[suffix]


def _read(path: Path, name: str) -> bytes:
    try:
        if not path.is_file():
            raise _stop(name, "is no file" if path.exists() else "there is no such file", _near(path))
        with path.open("rb") as stream:
            return _limited(stream, MAX_PAGE, name)
    except (OSError, ValueError) as cause:
        raise _stop(name, f"cannot be read: {getattr(cause, 'strerror', None) or 'its name is not allowed'}") from cause


def _unpacked(data: bytes, name: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            return _limited(stream, MAX_PAGE, name)
    except (OSError, EOFError, zlib.error) as cause:
        raise _stop(name, "cannot be read: its packing is damaged") from cause


def _limited(stream: BinaryIO | gzip.GzipFile, limit: int, name: str) -> bytes:
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise _stop(
            name,
            f"is larger than {limit // 1_000_000} MB",
            "an article with its page is far smaller; save only the page",
        )
    return data


def _document(name: str, data: bytes, kind: DocumentKind | None) -> Document:
    for magic, words in BINARY:
        if data.startswith(magic):
            raise _stop(name, f"is {words}, whatever its name says", "save the article as text, Markdown or HTML")
    if kind is None:
        kind = "html" if re.match(rb"\s*(?:<!doctype html|<html)", data[:200], re.IGNORECASE) else "pasted"
    text, charset, why = decode(data, markup=kind == "html")
    if kind != "html" and len(data) > MAX_TEXT:
        raise _stop(name, f"is larger than {MAX_TEXT // 1_000_000} MB", "one article is far smaller")
    if "\0" in text[:100_000] or text.count("\ufffd") > len(text) // 20:
        raise _stop(name, "is not text", "save the article as text, Markdown or HTML in UTF-8")
    if not text.strip():
        raise _stop(name, "is empty")
    return Document(name=name, kind=kind, data=data, text=text, charset=charset, charset_why=why)


def _near(path: Path) -> str:
    """Return which file of its folder was probably meant, as a hint; "" where none is near."""
    there = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
    near = get_close_matches(path.name, there, n=1, cutoff=0.75)
    return f"did you mean {near[0]}?" if near and near[0] != path.name and near[0].isprintable() else ""


def _stop(name: str, message: str, hint: str = "") -> InputError:
    place = "standard input" if name == "-" else re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", "?", name)[:200]
    return InputError.at(place, message, hint)


# --- the text in the bytes --------------------------------------------------------------------------------------------


BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
ALIASES = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "iso-8859-9": "cp1254",
           "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "x-sjis": "cp932"}  # fmt: skip
"""What these names mean on the web (WHATWG Encoding)."""


def decode(data: bytes, *, markup: bool) -> tuple[str, str, str]:
    """Return (text, charset, why); *markup* may declare its charset in the first 1,024 bytes.

    >>> decode("Źródło".encode(), markup=False)
    ('Źródło', 'utf-8', 'utf-8')
    """
    for mark, name in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name, "bom"
    declared = _declared(data[:1024]) if markup else None
    if declared and declared != "utf-8":
        # A page that claims another charset and is good UTF-8 was saved again by its browser.
        try:
            return data.decode("utf-8"), "utf-8", "utf-8"
        except UnicodeDecodeError:
            return data.decode(declared, "replace"), declared, "declared"
    try:
        return data.decode("utf-8"), "utf-8", "declared" if declared else "utf-8"
    except UnicodeDecodeError:
        return _guess(data)


def _declared(head: bytes) -> str | None:
    match = DECLARED.search(head)
    if match is None:
        return None
    name = match[1].decode("ascii").lower()
    name = ALIASES.get(name, name)
    try:
        return "utf-8" if name.startswith("utf") else codecs.lookup(name).name
    except LookupError:
        return None


def _guess(data: bytes) -> tuple[str, str, str]:
    import charset_normalizer

    best = charset_normalizer.from_bytes(data[:200_000]).best()
    name = best.encoding if best is not None else "cp1252"
    return data.decode(name, "replace"), name, "guessed"


# --- what was saved beside a page -------------------------------------------------------------------------------------


MAX_PICTURE = 40_000_000
MAX_PICTURES = 200_000_000
"""Bytes of all pictures of one page."""
MAX_SITE_FILE = 2_000_000
ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/|\\")
HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?")


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteFiles:
    """What a site told machines when the page was saved; empty where nothing was kept."""

    headers: Mapping[str, str] = field(default_factory=dict)
    """The response's headers, from `PAGE.headers` (`curl -D ferry.html.headers -o ferry.html …`)."""
    robots: str = ""
    """`robots.txt`, from a folder with the name of the host beside the page or around it, as `wget -x` writes it."""
    tdmrep: str = ""
    """`.well-known/tdmrep.json`, from the same folder."""


def read_picture(folder: Path, address: str) -> bytes | None:
    """Return the picture a text shows at *address*, never from outside of *folder*; None when there is none."""
    return _read_inside(folder, folder, address)


def read_page_pictures(name: str, addresses: Sequence[str]) -> Mapping[str, bytes]:
    """Return the pictures that a browser saved with the page *name*, by the address the page has for them.

    They stand in a folder that is named after the page ("ferry.html": "ferry_files", "ferry-Dateien"); a page cannot ask
    for other pictures of the editor, wherever they are.
    """
    if name == "-":
        return {}
    page = Path(name)
    found: dict[str, bytes] = {}
    room = MAX_PICTURES
    for address in dict.fromkeys(addresses):
        folder = _own_folder(page, address)
        data = _read_inside(folder, page.parent, address) if folder else None
        if data and len(data) <= room:
            found[address] = data
            room -= len(data)
    return found


def read_site_files(name: str, address: str | None) -> SiteFiles:
    """Return what was kept of the site of the page *name*, which stood at *address*."""
    if name == "-":
        return SiteFiles()
    page = Path(name)
    headers = _text(page.parent / f"{page.name}.headers")
    site = _site_folder(page, address)
    return SiteFiles(
        headers=_headers(headers),
        robots=_text(site / "robots.txt") if site else "",
        tdmrep=_text(site / ".well-known" / "tdmrep.json") if site else "",
    )


def _paths(folder: Path, address: str) -> Iterator[Path]:
    """Where a relative address may mean: as written, and without its query and escapes."""
    if ABSOLUTE.match(address) or "\0" in address or len(address) > 1_000:
        return
    yield folder / address
    try:
        bare = unquote(urlsplit(address).path)
    except ValueError:
        return
    if bare != address and "\0" not in bare and not ABSOLUTE.match(bare):
        yield folder / bare


def _own_folder(page: Path, address: str) -> Path | None:
    """The folder of *address* beside the page, when it is named after the page."""
    stem = page.name.removesuffix(".gz")
    stem = stem.rpartition(".")[0] or stem
    parts = Path(unquote(address).removeprefix("./")).parts
    named = len(parts) > 1 and parts[0].startswith(stem) and parts[0] != page.name and ".." not in parts
    folder = page.parent / parts[0] if named else None
    return folder if folder is not None and not folder.is_symlink() else None


def _read_inside(folder: Path, start: Path, address: str) -> bytes | None:
    """Return the picture at *address*, seen from *start*, when it lies in *folder*; None when there is none."""
    return next((data for path in _paths(start, address) if (data := _read_limited(path, folder, MAX_PICTURE))), None)


def _read_limited(path: Path, folder: Path, limit: int) -> bytes | None:
    """The bytes of a regular file inside of *folder*, links followed; None when it is none, or too large."""
    try:
        real = path.resolve()
        if not real.is_relative_to(folder.resolve()) or not real.is_file():
            return None
        with real.open("rb") as stream:
            data = stream.read(limit + 1)
    except (OSError, ValueError, RuntimeError):
        return None
    return data if len(data) <= limit else None


def _text(path: Path) -> str:
    data = _read_limited(path, path.parent, MAX_SITE_FILE)
    return data.decode("utf-8", "replace") if data else ""


def _site_folder(page: Path, address: str | None) -> Path | None:
    """The folder named after the host: beside the page, or one that holds it."""
    try:
        host = urlsplit(address or "").hostname or ""
    except ValueError:
        return None
    if not HOST.fullmatch(host) or ".." in host:
        return None
    around = (folder for folder in page.absolute().parents if folder.name == host)
    return next((folder for folder in (page.parent / host, *around) if folder.is_dir()), None)


def _headers(text: str) -> Mapping[str, str]:
    """The headers of the last response (after redirects); one that is said twice is joined, as HTTP reads it."""
    last = re.split(r"\r?\n[ \t]*\r?\n", text.strip())[-1]
    _, _, fields = last.partition("\n") if last.upper().startswith("HTTP/") else ("", "", last)
    found: dict[str, str] = {}
    for name, value in HeaderParser().parsestr(fields.strip()).items():
        low = name.lower()
        found[low] = f"{found[low]}, {value}" if low in found else str(value)
    return found

"""What was saved beside a page: its pictures, and what its site told machines."""

import re
from collections.abc import Iterator, Mapping, Sequence
from email.parser import HeaderParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from publishkit.capture.document import SiteFiles

MAX_PICTURE = 40_000_000
MAX_PICTURES = 200_000_000
"""Bytes of all pictures of one page."""
MAX_SITE_FILE = 2_000_000
ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/|\\")
HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?")


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

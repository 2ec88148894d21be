"""Pictures that a page carries in itself (`data:`), as SingleFile and mail programs save them: taken as files."""

import base64
import binascii
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from urllib.parse import unquote_to_bytes

from publishkit.capture.document import Document, Origin
from publishkit.capture.extracted import ending_of
from publishkit.capture.files import read_text
from publishkit.capture.sources.form import Form

IMG = re.compile(r"<img(?=[\s/])", re.IGNORECASE)
SRC = re.compile(r"""(\ssrc\s*=\s*)(?:"(data:[^"]*)"|'(data:[^']*)'|(data:[^\s>"']*))""", re.IGNORECASE)
DATA = re.compile(r"data:image/[a-z0-9.+-]{1,30}((?:;[\w=.-]{1,40}){0,4}),", re.IGNORECASE)
SHARED = re.compile(r"""(--sf-img-\d{1,6})\s*:\s*url\(\s*["']?(data:image/[^"')(]*)["']?\s*\)""", re.IGNORECASE)
USED = re.compile(r"var\((--sf-img-\d{1,6})\)")
LONG = re.compile(r"data:[a-z0-9/.+-]{1,60}(?:;[\w=.-]{1,40}){0,4},[A-Za-z0-9+/=%]{1000,}", re.IGNORECASE)
SAVED = re.compile(r"<!--\s{0,9}Page saved with SingleFile\b(.{0,4000}?)-->", re.DOTALL)
MARK = re.compile(rb"<!--\s{0,9}Page saved with SingleFile\b")
ADDRESS = re.compile(r"^\s*(?:url|original url):\s*(https?://\S{1,2000})", re.MULTILINE | re.IGNORECASE)
DAY = re.compile(r"^\s*saved date:\s*([^\n(]{10,60})", re.MULTILINE | re.IGNORECASE)
SMALL = 100
"""Pixels of the longer side below which a picture is an icon, or stands for one that was to come."""
MOST = 200
"""Pictures of one page."""
MAX_SAVED = 50_000_000


def carried_pictures(text: str) -> tuple[str, Mapping[str, bytes]]:
    """Return the page with an address of ours for each picture it carries, and the pictures by these addresses.

    Icons and placeholders stay as they are.
    """
    if "data:image" not in text:
        return text, {}
    shared = dict(SHARED.findall(text)) if "--sf-img-" in text else {}
    found: dict[str, bytes] = {}
    known: dict[str, str] = {}

    def address(source: str) -> str:
        if source not in known:
            data = _bytes(source) if len(found) < MOST else b""
            named = f"cid:carried-{len(found) + 1}.{ending_of(data)}" if ending_of(data) and _is_large(data) else ""
            if named:
                found[named] = data
            known[source] = named
        return known[source]

    def written(tag: str) -> str:
        source = SRC.search(tag)
        if source is None:
            return tag
        used = USED.search(tag)
        named = address(shared[used[1]] if used and used[1] in shared else next(filter(None, source.groups()[1:]), ""))
        return f'{tag[: source.start()]}{source[1]}"{named}"{tag[source.end() :]}' if named else tag

    parts: list[str] = []
    at = 0
    for start in IMG.finditer(text):
        if start.start() < at:
            continue
        end = text.find(">", start.end()) + 1
        if not end:
            break
        parts += [text[at : start.start()], written(text[start.start() : end])]
        at = end
    return "".join([*parts, text[at:]]), found


def _bytes(source: str) -> bytes:
    """The bytes in a `data:` address; b"" when it is none of a picture."""
    head = DATA.match(source)
    if head is None:
        return b""
    raw = unquote_to_bytes(unescape(source[head.end() :]))
    if "base64" not in head[1].lower():
        return raw
    try:
        return base64.b64decode(b"".join(raw.split()) + b"==", validate=False)
    except (binascii.Error, ValueError):
        return b""


def _is_large(data: bytes) -> bool:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data)) as image:
            return max(image.size) >= SMALL
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, RuntimeError, Image.DecompressionBombError):
        return False


def read_single_file(name: str, data: bytes, part: str = "") -> Document:
    """Return a page that SingleFile saved, with its pictures and its address.

    Raises:
        InputError: it is no text.
    """
    del part
    document = read_text(name, data, "html")
    text, pictures = carried_pictures(document.text)
    text = LONG.sub("data:,", text)  # fonts and the like: no words of the page
    told = SAVED.search(text[:20_000])
    address = ADDRESS.search(told[1]) if told else None
    document = replace(document, text=text)
    if address is None:
        return replace(document, pictures=pictures)
    origin = Origin(
        requested=address[1], address=address[1], retrieved=_saved_on(told[1] if told else ""), media_type="text/html",
        files=pictures,
    )  # fmt: skip
    return replace(document, origin=origin)


def _saved_on(words: str) -> datetime | None:
    """When it was saved, as a browser writes a date: "Fri Nov 20 2026 07:00:00 GMT+0100 (…)"."""
    found = DAY.search(words)
    if found is None:
        return None
    for form in ("%a %b %d %Y %H:%M:%S GMT%z", "%a, %d %b %Y %H:%M:%S GMT%z"):
        with suppress(ValueError):
            return datetime.strptime(found[1].strip(), form).astimezone(UTC)
    return None


SINGLE_FILE = Form(
    name="a page saved with SingleFile",
    endings=(),
    sniff=lambda data: MARK.search(data[:8_000]) is not None,
    read=read_single_file,
    most=MAX_SAVED,
)

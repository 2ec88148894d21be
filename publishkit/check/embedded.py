"""What is packed inside other files: pictures written as `data:` addresses, and words where no reader looks."""

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import unescape
from urllib.parse import unquote_to_bytes

from publishkit.check.document import Document, FoundPicture
from publishkit.check.picture_types import is_picture

DATA = re.compile(
    rb"data:(?:image/|application/octet-stream)[^,\s\"'<>()]{0,100},([A-Za-z0-9+/=_%.~!*:;@&$?#\s-]*)", re.IGNORECASE
)
"""A picture in an address; what may follow the comma is told from what may not by its letters alone, so it is linear."""

ADDRESS = re.compile(
    r"(?:https?:)?//[^\s\"'<>()]+|(?<![\w./%-])[\w./%-]{1,200}\.(?:avif|bmp|gif|jpe?g|png|svg|tiff?|webp)\b",
    re.IGNORECASE,
)
"""Addresses and names of pictures; a name begins where a run of its letters begins, so that no run is tried twice."""
DEEP = 3
"""Drawings within drawings."""
TAG = re.compile(r"<[^<>]*>")
MOST = 5_000_000
"""Characters of one file in which words are looked for."""


def embedded(where: str, data: bytes, depth: int = DEEP) -> Iterator[FoundPicture]:
    """Yield the pictures written into a file that is no picture itself: HTML, CSS, SVG, JSON; also within each other."""
    for match in DATA.finditer(data) if depth and re.search(rb"(?i)data:", data) else ():
        head = data[match.start() : match.start(1)].lower()
        if inner := _unpacked(match[1], packed=b";base64" in head):
            yield FoundPicture(where=f"{where} (embedded)", sha256=sha256(inner).hexdigest(), data=inner)
            if not is_picture(inner):
                yield from embedded(where, inner, depth - 1)


def embedded_in(document: Document) -> Iterator[FoundPicture]:
    """Yield the pictures in the addresses of a page, as its reader understands them."""
    for target in document.mentions:
        if target[:5].lower() == "data:":
            yield from embedded(document.name, target.encode())


def _unpacked(body: bytes, *, packed: bool) -> bytes:
    if not packed:
        return unquote_to_bytes(body)
    plain = re.sub(rb"[^A-Za-z0-9+/]", b"", unquote_to_bytes(body))
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4))
    except binascii.Error:
        return b""


def hidden_words(name: str, data: bytes) -> Document | None:
    """Return what stands in a file nobody reads as a page (JSON, text, drawings, attachments); None when it is no text."""
    if is_picture(data) or b"\0" in data[:4096]:
        return None
    text = data[:MOST].decode("utf-8", "replace")
    words = "\n".join(_strings(text)) or unescape(TAG.sub(" ", text))
    return Document(
        name=name,
        kind="text",
        text="",
        unseen=f"{words}\n{' '.join(_in_tags(text))}",
        mentions=tuple(ADDRESS.findall(text)),
    )


def _in_tags(text: str) -> Iterator[str]:
    return (unescape(tag) for tag in TAG.findall(text) if tag.count(" ") > 7)


def json_words(text: str) -> str:
    """Return every string of a JSON text, escapes undone; the text itself when it is none."""
    return "\n".join(_strings(text)) or text


def _strings(text: str) -> Iterator[str]:
    if not text.lstrip().startswith(("{", "[")):
        return
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return
    waiting: list[object] = [told]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            waiting += [part for pair in value.items() for part in pair]
        elif isinstance(value, list):
            waiting += value

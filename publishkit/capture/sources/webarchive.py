"""A page as Safari saves it: a property list with the page and what it shows."""

import plistlib
from collections.abc import Iterator
from dataclasses import replace
from xml.parsers.expat import ExpatError

from publishkit.capture.document import Document, Origin
from publishkit.capture.files import read_text, stop_at
from publishkit.capture.sources.form import Form
from publishkit.capture.sources.packed import refuse_entities

MAX_PARTS = 2_000
SAVE = "save it again, as HTML"


def read_webarchive(name: str, data: bytes, part: str = "") -> Document:
    """Return the page in a web archive of Safari, with its pictures.

    Raises:
        InputError: it is damaged, or no page is in it.
    """
    del part
    if not data.startswith(b"bplist"):
        refuse_entities(name, data)
    try:
        told = plistlib.loads(data)
        main = told["WebMainResource"]
        page, address = bytes(main["WebResourceData"]), str(main.get("WebResourceURL") or "")
        charset = str(main.get("WebResourceTextEncodingName") or "")
        files = dict(_pictures(told.get("WebSubresources") or []))
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OverflowError,
        RecursionError,
        MemoryError,
        ExpatError,
    ) as cause:
        raise stop_at(name, "cannot be read: it is no web archive, or a damaged one", SAVE) from cause
    document = replace(read_text(name, page, "html", charset), archive=data, archive_name="page.webarchive")
    if not address.startswith(("http://", "https://")):
        return replace(document, pictures=files)
    return replace(document, origin=Origin(requested=address, address=address, media_type="text/html", files=files))


def _pictures(parts: list[dict[str, object]]) -> Iterator[tuple[str, bytes]]:
    for one in parts[:MAX_PARTS]:
        data = one.get("WebResourceData")
        if str(one.get("WebResourceMIMEType") or "").startswith("image/") and isinstance(data, bytes):
            yield str(one.get("WebResourceURL") or ""), data


WEBARCHIVE = Form(
    name="a web archive of Safari",
    endings=(".webarchive",),
    sniff=lambda data: (
        b"WebMainResource" in data[:4_000] + data[-4_000_000:] and data.startswith((b"bplist", b"<?xml"))
    ),
    read=read_webarchive,
)

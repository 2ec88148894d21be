"""SVG drawings: what of one is drawn, and how large it is. Nothing in it is run, and nothing outside it is looked for."""

import re
from dataclasses import dataclass

from lxml import etree

SVG = "http://www.w3.org/2000/svg"
MEDIA_TYPE = "image/svg+xml"
MAX_DRAWING = 10_000_000
"""Bytes; a larger drawing is a map, and printed better from a picture of it."""
NOT_DRAWN = frozenset({"script", "metadata", "title", "desc", "handler", "listener", "cursor", "a11y"})
"""Elements that show nothing; scripts are not run, so they are taken out."""
FOREIGN = frozenset({"foreignObject", "iframe", "audio", "video", "canvas", "embed", "object"})
"""Elements that only a browser shows."""
RASTER = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,", re.IGNORECASE)
FONTS = re.compile(r"@import\b[^;]{0,2000};?|@font-face\s*\{[^{}]*\}", re.IGNORECASE)
"""Fonts from elsewhere: text is drawn with those of the theme."""
_ADDRESS = re.compile(r"""url\(\s*["']?\s*([^"')\s]*)""", re.IGNORECASE)
_LENGTH = re.compile(r"\s*\+?(\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})\s*(px|pt|pc|mm|cm|in|q)?\s*", re.IGNORECASE)
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "q": 96 / 101.6}
"""CSS pixels of each unit."""


class DrawingError(ValueError):
    """A drawing cannot be printed; the message says why, as the end of a sentence about its file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """A drawing that refers to nothing outside itself and runs nothing."""

    data: bytes
    """Well-formed, without a document type."""
    width: float
    """CSS pixels."""
    height: float
    fixed: bool
    """Whether it says its size, and not only its proportions."""
    letters: frozenset[str]
    """Every character of its texts."""


def is_drawing(data: bytes) -> bool:
    """Return whether *data* is probably SVG: its first element is called so.

    >>> is_drawing(b'<?xml version="1.0"?><!-- A --><svg viewBox="0 0 1 1"/>'), is_drawing(b"<html><svg>")
    (True, False)
    """
    head = data[:65_536].removeprefix(b"\xef\xbb\xbf").lstrip()
    while head.startswith((b"<?", b"<!--", b"<!DOCTYPE svg")):
        end = b"?>" if head.startswith(b"<?") else b"-->" if head.startswith(b"<!--") else b">"
        if b"[" in head.partition(b">")[0] and end == b">":
            end = b"]>" if b"]>" in head else b"]"
        head = head.partition(end)[2].lstrip(b" \t\r\n>")
    return re.match(rb"<(?:[A-Za-z][\w.-]*:)?svg[\s>/]", head) is not None


def ending_of_drawing(data: bytes) -> str:
    """Return "svg" for a drawing that can be printed; "" for any other file."""
    try:
        return "svg" if is_drawing(data) and parse_drawing(data).data else ""
    except DrawingError:
        return ""


def parse_drawing(data: bytes) -> Drawing:
    """Return the drawing, safe to draw.

    Raises:
        DrawingError: it is damaged, refers to something outside itself, holds what only a browser shows, or grows
            when it is read; says which.
    """
    if len(data) > MAX_DRAWING:
        raise DrawingError(f"is a drawing of {len(data):,} bytes; the limit is {MAX_DRAWING:,}")
    root = _root(data)
    _without_foreign(root)
    for element in list(root.iter(etree.Element)):
        if etree.QName(element).localname in NOT_DRAWN and element is not root:
            _take_out(element)
        else:
            _make_safe(element)
    width, height, fixed = _size(root)
    return Drawing(
        data=etree.tostring(root, encoding="utf-8", with_tail=False),
        width=width,
        height=height,
        fixed=fixed,
        letters=frozenset("".join("".join(text.itertext()) for text in root.iter(f"{{{SVG}}}text"))),
    )


def _root(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities="internal",  # those of a file's own, up to libxml2's limit of growth
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as cause:
        raise DrawingError(f"is a drawing that cannot be read: {cause}") from cause
    if root.tag != f"{{{SVG}}}svg":
        raise DrawingError("is no SVG drawing: its first element is not in SVG's namespace")
    return root


def _without_foreign(root: etree._Element) -> None:
    """Take out what only a browser shows where the drawing itself says what stands there instead."""
    for element in [one for one in root.iter(etree.Element) if etree.QName(one).localname in FOREIGN]:
        parent, name = element.getparent(), etree.QName(element).localname
        instead = parent is not None and etree.QName(parent).localname == "switch" and len(parent) > 1
        if not instead and ("".join(element.itertext()).strip() or len(element) or element.attrib.get("src")):
            raise DrawingError(
                f"has a part that only a browser shows (<{name}>); save it with its texts as SVG text or outlines"
            )
        _take_out(element)


def _take_out(element: etree._Element) -> None:
    """Remove *element*; words behind it stay."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if parent is None:
        return
    if before is not None:
        before.tail = f"{before.tail or ''}{tail}"
    else:
        parent.text = f"{parent.text or ''}{tail}"
    parent.remove(element)


def _make_safe(element: etree._Element) -> None:
    """Take programs and fonts from elsewhere out of an element.

    Raises:
        DrawingError: it refers to something outside the file.
    """
    name = etree.QName(element).localname
    for key in list(map(str, element.attrib)):
        local = etree.QName(key).localname
        value = element.attrib[key]
        if local.lower().startswith("on") or key.startswith("{http://www.w3.org/XML/1998/namespace}base"):
            del element.attrib[key]
        elif local in ("href", "src"):
            if name == "a":
                del element.attrib[key]
            elif not (value.strip().startswith("#") or RASTER.match(value.strip())):
                raise _outside(value)
        else:
            _check_addresses(value)
    if name == "style":
        element.text = FONTS.sub("", "".join(element.itertext()))
        for child in list(element):
            element.remove(child)
        _check_addresses(element.text)


def _check_addresses(value: str) -> None:
    for found in _ADDRESS.finditer(value):
        if not (found[1].startswith("#") or RASTER.match(found[1])):
            raise _outside(found[1])


def _outside(address: str) -> DrawingError:
    return DrawingError(
        f"refers to {address.strip()[:80] or 'nothing'!r}, which is not in the file; save the drawing with it inside"
    )


def _size(root: etree._Element) -> tuple[float, float, bool]:
    """Return width and height, and whether they are said.

    Raises:
        DrawingError: neither they nor proportions are.
    """
    width, height = (_length(root.get(side, "")) for side in ("width", "height"))
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    sides = [_length(part) for part in box[2:]] if len(box) == 4 else []
    across, down = (sides[0], sides[1]) if len(sides) == 2 else (0.0, 0.0)
    if width and height:
        return width, height, True
    if not (across and down):
        raise DrawingError("is a drawing without size: it has neither width and height nor a viewBox")
    if width or height:
        return width or height * across / down, height or width * down / across, True
    return across, down, False


def _length(value: str) -> float:
    """Return a length in CSS pixels; 0 where it is relative or none."""
    found = _LENGTH.fullmatch(value)
    return float(found[1]) * _PIXELS[(found[2] or "").lower()] if found else 0.0

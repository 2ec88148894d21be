"""B codes of what a book is dressed in: style sheets old readers can open, colors that last at night, pictures, typefaces."""

import io
import re
import warnings
from collections.abc import Iterator, Sequence

from PIL import Image, UnidentifiedImageError

from publishkit.model.artifact import Finding
from publishkit.proof.formats.markup import finding
from publishkit.proof.read.document import Book, Document, Entry
from publishkit.theme.colors import Color, contrast, parse_color

RISKY: Sequence[tuple[str, re.Pattern[str]]] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("flex and grid", r"display\s*:\s*(?:inline-)?(?:flex|grid)"),
        ("variables", r"var\(|(?<![\w-])--[\w-]+\s*:"),
        ("positions", r"(?<![\w-])position\s*:\s*(?:fixed|absolute|sticky|relative)"),
        ("rules of a newer kind", r"@(?:import|layer|container|supports|namespace|property)\b"),
        ("functions", r"(?:calc|clamp|min|max)\(|:(?:is|where|has)\("),
    )
)
"""What has stopped an e-reader from opening a book: what it is, and how it is known."""

UNWISE: Sequence[tuple[str, re.Pattern[str]]] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("negative margins", r"(?:margin|padding|text-indent)[\w-]*\s*:[^;}]*(?<![\w.])-\.?\d"),
        ("type of a fixed size", r"font-size\s*:\s*[\d.]+(?:px|pt|pc|cm|mm|in|rem)"),
    )
)
"""What an e-reader drops."""

COLORED = re.compile(r"(?<![\w-])(?P<name>color|background(?:-color)?)\s*:\s*(?P<value>[^;}!]+)", re.IGNORECASE)
KEPT = frozenset({"inherit", "currentcolor", "initial", "unset", "transparent", "none", "auto"})
"""Colors that are the reader's own."""
READABLE = 4.5
"""Contrast of text to its ground (WCAG 2.2, 1.4.3)."""

KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp", "AVIF": "image/avif"}
"""What Pillow calls a file -> its media type."""
MOST_PIXELS = 4_000_000
"""Apple Books and Kindle refuse pictures above 4 to 5 million."""
COVER = 640
"""Pixels of the short side that shops ask for at least."""
RGB = frozenset({"RGB", "RGBA", "L", "LA", "P", "1"})


def check_style(documents: Sequence[Document], book: Book) -> Iterator[Finding]:
    """B022 and B023, for style sheets, <style> and style attributes."""
    for where, style in _styles(documents, book):
        told = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
        for name, pattern in RISKY:
            if found := pattern.search(told):
                message = f"the style has {name} ({found[0].strip()[:40]}), with which old e-readers do not open a book"
                yield finding("B022", "error", where, message)
        for name, pattern in UNWISE:
            if found := pattern.search(told):
                message = f"the style has {name} ({found[0].strip()[:40]}), which e-readers drop"
                yield finding("B022", "warning", where, message)
        yield from _check_colors(where, told)


def _styles(documents: Sequence[Document], book: Book) -> Iterator[tuple[str, str]]:
    for name, data in book.files.items():
        if name.endswith(".css"):
            yield f"{book.name}/{name}", data.decode("utf-8", "replace")
    for document in documents:
        if document.root is not None:
            own = [element.text or "" for element in document.root.iter("style")]
            own += [f"x {{ {style} }}" for style in document.root.xpath("//@style")]
            if own:
                yield document.name, "\n".join(own)


def _check_colors(where: str, style: str) -> Iterator[Finding]:
    """B023: letters have no color that vanishes on white or, at night, on black; grounds have none at all."""
    pairs = ((found["name"].lower(), found["value"].strip()) for found in COLORED.finditer(style))
    for name, value in dict.fromkeys(pairs):
        color = parse_color(value)
        if color is None or value.lower() in KEPT:
            continue
        if name != "color":
            yield finding("B023", "warning", where, f"{name}: {value} stays as it is when the reader's page is black")
        elif _contrast(color, "#ffffff") < READABLE:
            yield finding("B023", "error", where, f"color: {value} cannot be read on white")
        elif _contrast(color, "#000000") < READABLE:
            yield finding("B023", "warning", where, f"color: {value} cannot be read at night")


def _contrast(color: Color, ground: str) -> float:
    return contrast("#{:02x}{:02x}{:02x}".format(*color), ground)


def check_media(book: Book) -> Iterator[Finding]:
    """B021, for every picture and the cover, and B028, for every typeface."""
    for entry in book.manifest.values():
        where = f"{book.name}/{entry.path}"
        if entry.media_type.startswith("image/") and entry.media_type != "image/svg+xml" and entry.path in book.files:
            yield from _check_picture(where, entry, book.files[entry.path])
        if "woff2" in entry.media_type or entry.path.endswith(".woff2"):
            message = "Kobo knows no WOFF2 and shows its own typefaces"
            yield finding("B028", "info", where, message, '`[epub] fonts = "ttf"` carries them for every e-reader')


def _check_picture(where: str, entry: Entry, data: bytes) -> Iterator[Finding]:
    """B021: a picture is what the manifest says, in RGB or gray, and not larger than e-readers take."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        yield finding("B021", "error", where, "cannot be opened as a picture")
        return
    kind = KINDS.get(picture.format or "", picture.format)
    if kind != entry.media_type:
        yield finding("B021", "error", where, f"is {kind}, and the manifest says {entry.media_type}")
    if picture.mode not in RGB:
        yield finding("B021", "error", where, f"is in {picture.mode}; e-readers show RGB and gray", "convert it to RGB")
    wide, high = picture.size
    if wide * high > MOST_PIXELS:
        yield finding(
            "B021", "warning", where, f"has {wide} × {high} pixels; some e-readers show no more than 4 million"
        )
    if "cover-image" in entry.properties and (min(wide, high) < COVER or high < wide):
        yield finding(
            "B021", "warning", where, f"the cover has {wide} × {high} pixels; shops want it upright, 640 at least"
        )

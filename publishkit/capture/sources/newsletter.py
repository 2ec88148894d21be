"""How mails are laid out: tables that only place what is in them, logos and icons, and captions under their pictures."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from publishkit.capture.extracted import Dropped
from publishkit.capture.page.tree import text_of

ICON = 64
"""Pixels of the shorter side up to which a picture of a mail is a logo or an icon."""
LONGEST_CAPTION = 420
CLIMBED = 5
"""Elements around a picture within which its caption stands beside them."""
PLACES = frozenset({"p", "div", "td", "tr", "tbody", "table", "center", "a", "span"})
SENTENCE = 60
"""Characters from which a cell's paragraph is text, and no value."""


def mark_layout(tree: HtmlElement) -> None:
    """Mark the tables that place text and pictures beside each other: their cells are read one after the other."""
    for table in tree.iter("table"):
        if next(table.iter("th", "caption"), None) is None and _is_layout(table):
            table.set("role", "presentation")


def _is_layout(table: HtmlElement) -> bool:
    rows, cells = list(table.iter("tr")), list(table.iter("td"))
    pictured = any(next(cell.iter("img", "hr", "ul", "ol", "blockquote"), None) is not None for cell in cells)
    told = [text for cell in cells if (text := text_of(cell).strip())]
    prose = sum(len(text) > SENTENCE for text in told)
    return pictured or len(told) < 2 or (len(rows) == 1 and 2 * prose >= len(told))


def without_icons(tree: HtmlElement) -> Iterator[Dropped]:
    """Take out logos and icons, which say how large they are; yield the words they stand for."""
    for image in list(tree.iter("img")):
        sides = [side for name in ("width", "height") if (side := _pixels(image, name)) is not None]
        if re.search(r"emoji|smiley|latex|math", image.get("class") or "", re.IGNORECASE) or _is_sign(image):
            continue
        if sides and min(sides) <= ICON and max(sides) <= 4 * ICON and image.getparent() is not None:
            if alt := " ".join((image.get("alt") or "").split()):
                yield Dropped(text=alt[:200], reason="a logo or an icon")
            image.drop_tree()


def _is_sign(image: HtmlElement) -> bool:
    """Whether a picture stands for a sign within the words: “🐐”."""
    alt = (image.get("alt") or "").strip()
    return 0 < len(alt) <= 8 and not any(char.isascii() and char.isalnum() for char in alt)


def _pixels(image: HtmlElement, name: str) -> int | None:
    styled = re.search(rf"(?<![\w-]){name}\s{{0,9}}:\s{{0,9}}(\d{{1,5}})(?:\.\d+)?px", image.get("style") or "")
    told = re.fullmatch(r"\s*(\d{1,5})(?:px)?\s*", image.get(name) or "")
    found = styled or told
    return int(found[1]) if found else None


def line_below(image: HtmlElement) -> HtmlElement | None:
    """Return the short paragraph that follows a picture at once; None where none does."""
    at = image
    for _ in range(CLIMBED):
        if (at.tail or "").strip():
            return None
        below = at.getnext()
        if below is not None:
            short = below.tag in PLACES and below.tag not in {"a", "span"} and len(text_of(below)) <= LONGEST_CAPTION
            return below if short and next(below.iter("img"), None) is None and text_of(below).strip() else None
        parent = at.getparent()
        if parent is None or parent.tag not in PLACES:
            return None
        at = parent
    return None

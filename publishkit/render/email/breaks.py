"""Where lines, words and tables of a mail break: in its markup, for a style that says so is not known everywhere."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Literal

from lxml import html

from publishkit.render.base import pieces
from publishkit.render.tables import divide, is_plain, longest_words, rows_of
from publishkit.words import SPACELESS

ROOM = 32
"""Letters side by side, in the size of a table, for which a telephone of 320 pixels has room; the padding of a cell is one."""
KEPT_BLANKS = re.compile(r"^ +| {2,}")


# --- code and tables --------------------------------------------------------------------------------------------------


def with_breaks(code: html.HtmlElement) -> None:
    """Make listed lines a block that keeps its breaks and indents without a style for white space."""
    code.tag, code.attrib["class"] = "div", "code"
    code.set("dir", "ltr")  # whatever the text around it is
    for element in list(code.iter()):
        _broken(element, "text")
        if element is not code:
            _broken(element, "tail")


def _broken(element: html.HtmlElement, part: Literal["text", "tail"]) -> None:
    """Put a `<br>` in the place of each line break of a text before or behind *element*, and no-break spaces for indents."""
    words = getattr(element, part)
    if not words:
        return
    lines = [
        KEPT_BLANKS.sub(lambda found: "\u00a0" * len(found.group()), line.expandtabs(4))
        for line in words.rstrip("\n").split("\n")
    ]
    setattr(element, part, lines[0])
    parent = element.getparent() if part == "tail" else element
    if parent is None:
        return
    place = parent.index(element) + 1 if part == "tail" else 0
    for number, line in enumerate(lines[1:]):
        mark = html.Element("br")
        mark.tail = line
        parent.insert(place + number, mark)


def as_data(table: html.HtmlElement) -> None:
    """Mark a table of the text apart from those of the layout, in parts that a telephone has room for: nobody can scroll in a mail."""
    rows = rows_of(table)
    where = cuts(longest_words(rows)) if is_plain(rows) else []
    for number, part in enumerate(divide(table, where) if len(where) > 2 else [table]):
        part.set("class", "data")
        if part.find(".//th") is None:
            part.set("role", "table")  # of data all the same: only tables of the layout are passed over
        part.set("cellpadding", "4")  # a padding on each cell would cost 25 bytes a cell
        if number and (caption := part.find("caption")) is not None:
            part.remove(caption)


def cuts(columns: Sequence[int]) -> list[int]:
    """Return where parts of a table begin, and where the last ends; *columns* are the letters of their longest words.

    As few parts as there can be, each about as wide as the others.

    >>> cuts([5, 8, 7, 8]), cuts([4, 7, 7, 10, 11, 5, 5, 9])
    ([1, 4], [1, 3, 5, 8])
    """
    taken = [min(longest, LONGEST_IN_CELL) + 1 for longest in columns]
    best = _cut(taken, ROOM)
    for room in range(ROOM - 1, taken[0] if taken else ROOM, -1):
        narrower = _cut(taken, room)
        if len(narrower) > len(best):
            break
        best = narrower
    return best


def _cut(taken: Sequence[int], room: int) -> list[int]:
    found, left = [1], room - sum(taken[:1])
    for at, letters in enumerate(taken[1:], 1):
        if letters > left and at > found[-1]:
            found.append(at)
            left = room - taken[0]
        left -= letters
    return [*found, len(taken)]


# --- long words -------------------------------------------------------------------------------------------------------


NARROW = 272
"""Pixels of a line on the smallest telephone (320), its margins as they are without the kept styles."""
LONGEST_IN_CELL = 15
"""Letters of a word in a table that stay together."""
LARGE = 23
"""Pixels from which letters are those of a headline, bold and wider."""
LONG_RUN = re.compile(rf"[^ \t\r\n\f\v\u00ad\u200b\u2010-\u2014{SPACELESS}-]{{10,}}")
FONT_SIZE = re.compile(r"font-size:(\d+)px")
BREAKS = re.compile(r"[/?&=_.,:;@%#+]+")
"""Signs behind which addresses and code break."""
WHOLE = re.compile(r"[\d.,:/%\u00a0$€£+]+")
"""A figure stays whole."""


def part_words(element: html.HtmlElement, size: int = 16, *, in_cell: bool = False, in_link: bool = False) -> bool:
    """Give the words below *element* that are longer than a line of a telephone places to break, and return whether there are any.

    Yahoo knows no style that breaks words, Gmail on iOS no `<wbr>`: a mail has both. *size* is that of the letters, in pixels.
    """
    style = element.get("style") or ""
    if "display:none" in style:
        return False
    if found := FONT_SIZE.search(style):
        size = int(found[1])
    if element.tag == "table":
        in_cell = element.get("role") != "presentation"
    in_link = in_link or (element.tag == "a" and "text-decoration:none" not in style)
    room = LONGEST_IN_CELL if in_cell else int(NARROW / ((0.68 if size > LARGE else 0.6) * size))
    any_parted = False
    for inner in list(element):
        if isinstance(inner.tag, str):
            any_parted |= part_words(inner, size, in_cell=in_cell, in_link=in_link)
        if inner.tail and (parted := _parted(inner.tail, room, whole=in_link)):
            inner.tail, any_parted = parted[0], True
            _insert(element, element.index(inner) + 1, parted[1:])
    if element.text and (parted := _parted(element.text, room, whole=in_link)):
        element.text, any_parted = parted[0], True
        _insert(element, 0, parted[1:])
    if any_parted and in_cell and element.tag in ("td", "th"):
        element.set("style", f"{style};word-break:break-word".lstrip(";"))
    return any_parted


def _insert(parent: html.HtmlElement, at: int, nodes: list[Any]) -> None:
    for number, (node, tail) in enumerate(zip(nodes[::2], nodes[1::2], strict=True)):
        node.tail = tail
        parent.insert(at + number, node)


def _parted(text: str, room: int, *, whole: bool) -> list[Any]:
    """Return *text* as words and elements in turn, words first and last; empty when no word is longer than *room*.

    A word of letters is a box of its own, which breaks inside only where it has no line to itself; *whole* is a link, under which a
    box would have no line.
    """
    nodes: list[Any] = [""]
    at = 0
    for found in LONG_RUN.finditer(text):
        word = found[0]
        if len(word) <= room or WHOLE.fullmatch(word):
            continue
        nodes[-1] += text[at : found.start()]
        at = found.end()
        runs = list(_runs(word, max(4, min(room // 3, 10))))
        if BREAKS.search(word[:-1]) or whole:
            for run in runs[:-1]:
                nodes[-1] += run
                nodes += [html.Element("wbr"), ""]
            nodes[-1] += runs[-1]
        else:
            box = html.Element("span", {"style": "display:inline-block"})
            box.text = runs[0]
            for run in runs[1:]:
                mark = html.Element("wbr")
                mark.tail = run
                box.append(mark)
            nodes += [box, ""]
    if len(nodes) > 1:
        nodes[-1] += text[at:]
        return nodes
    return []


def _runs(word: str, length: int) -> Iterator[str]:
    """Yield the parts of a long word: some *length* letters each, up to three times as many where its signs part it so.

    >>> list(_runs("https://a.example/tideclocks/of/the/old/town", 10)), list(_runs("Wattwanderungsverein", 8))
    (['https://a.', 'example/tideclocks/', 'of/the/old/', 'town'], ['Wattwand', 'erungsve', 'rein'])
    """
    ends = [found.end() for found in BREAKS.finditer(word)]
    begun = ""
    for first, last in pairwise(dict.fromkeys([0, *ends, len(word)])):
        if last - first > 2 * length:
            yield from [begun] * bool(begun)
            *whole, begun = ("".join(run) for run in pieces(word[first:last], length))
            yield from whole
        else:
            begun += word[first:last]
        if len(begun) >= length:
            yield begun
            begun = ""
    yield from [begun] * bool(begun)

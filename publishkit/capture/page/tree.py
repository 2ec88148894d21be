"""Hostile HTML becomes a tree, and the tree becomes words: size and depth bounded, nothing fetched, no entity of its own."""

import ctypes
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import cast

from lxml import etree
from lxml.html import HtmlComment, HtmlElement, HTMLParser, document_fromstring
from selectolax.lexbor import LexborHTMLParser, LexborNode

from publishkit.capture.extracted import printable

MAX_CHARS = 10_000_000
LARGE = 1_000_000
"""Characters of a page from which on its memory is minded."""
MAX_DEPTH = 150
"""Levels of elements; real pages stay below 100, and everything that walks a tree recurses."""
MAX_NODES = 1_500_000
"""Elements and texts; the largest real page we saw has 40,000."""
MAX_ATTRIBUTES = 1_000
"""Of one element."""
QUOTED = re.compile("=(?:\"[^\"]*\"|'[^']*')")
SCRIPTS = re.compile(r"<(script|style)\b.*?</\1", re.IGNORECASE | re.DOTALL)
TEMPLATE = re.compile(r"<template\b[^<>]{0,2000}>|</template\s{0,9}>", re.IGNORECASE)
SPACES = re.compile(r"[ \t\r\n\f\v\u200b\ufeff]+")
WIDE = re.compile(r"[\t\r\n\f\v\u200b\ufeff]|  ")
"""White space that is not one single space."""
SIGNS = re.compile(r"\W+")
NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_.-]*")
DATA = re.compile("json|xml|math", re.IGNORECASE)
"""Types of scripts that hold data or formulas; what the others hold is left out of the tree, and is most of many a page."""


def _maker() -> Callable[..., HtmlElement]:
    """Return what makes elements: all of one class, for to choose among classes lxml asks Python at every element."""
    parser = etree.HTMLParser()
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement, comment=HtmlComment))
    return cast("Callable[..., HtmlElement]", parser.makeelement)


MAKE = _maker()
MARKUP = re.compile(r"<(?:!doctype|html|body|head|article|div|p)\b", re.IGNORECASE)
"""What tells HTML from a text without markup."""
UNREAD = ("script", "style", "noscript", "template")
INLINE = frozenset(
    "a abbr b bdi bdo cite code data em font i ins kbd mark q s small span strong sub sup time u var wbr".split()
)
HIDDEN = frozenset("script style template noscript svg head title iframe textarea select".split())
"""Elements no reader sees, with all that is inside of them."""


def clean_text(text: str) -> str:
    r"""Return *text* without characters XML cannot hold.

    >>> clean_text("a\x00b\x0cc")
    'abc'
    """
    return printable(text[:MAX_CHARS])


def parse_html(html: str) -> HtmlElement | None:
    """Return the tree of a page as a browser builds it, from its root on; None when there is nothing in it.

    Elements nested deeper than `MAX_DEPTH` are taken away from around their words, blocks leave line breaks; comments are gone.

    Raises:
        ValueError: it has more than `MAX_NODES` elements and texts, or `MAX_ATTRIBUTES` at one of them.
    """
    html = clean_text(html)
    if any(map(_crowded, _long_tags(html))) and any(map(_crowded, _long_tags(SCRIPTS.sub("", html)))):
        raise ValueError(f"an element has more than {MAX_ATTRIBUTES:,} attributes; no page has")
    source = LexborHTMLParser(_with_shadows(html)).root
    if source is None:
        return None
    root = MAKE("html", {key: value or "" for key, value in source.attributes.items() if NAME.fullmatch(key)})
    _copy(source, root)
    del source
    give_back(html)
    return root if root.text or root.find("*") is not None else None


def _with_shadows(html: str) -> str:
    """The page with the trees of its own elements where they are shown: a program that saves a page writes them as templates."""
    if "shadowroot" not in html:
        return html
    opened: list[bool] = []

    def shown(found: re.Match[str]) -> str:
        if not found[0].startswith("</"):
            opened.append("shadowroot" in found[0])
            return "<div>" if opened[-1] else found[0]
        return "</div>" if opened and opened.pop() else found[0]

    return TEMPLATE.sub(shown, html)


def give_back(html: str) -> None:
    """Give the system the memory back that was freed after a large page: the C library keeps it, where Python cannot use it."""
    if len(html) > LARGE and sys.platform == "linux":
        with suppress(OSError, AttributeError):  # a C library that has no such function
            ctypes.CDLL(None).malloc_trim(0)


def _copy(source: LexborNode, root: HtmlElement) -> None:
    """Write everything below *source* below *root*, in the order of the page and without recursion."""
    place = _Place(root)
    # The elements around the place: which they are in the source, and ours; those too deep share the one around them.
    around: list[tuple[int, HtmlElement]] = [(source.mem_id, root)]
    depth = 1
    below = source.traverse(include_text=True)
    next(below)
    for count, node in enumerate(below):
        if count >= MAX_NODES:
            raise ValueError(f"it has more than {MAX_NODES:,} elements; no page has")
        above = node.parent.mem_id  # type: ignore[union-attr]  # only the root has none
        while around[-1][0] != above:
            around.pop()
            depth -= place.end(around[-1][1])
        name = node.tag or ""
        if name == "-text":
            if place.element.tag != "script" or DATA.search(place.element.get("type") or ""):
                place.texts.append(node.text_content or "")
        elif name[:1].isalpha():
            if depth < MAX_DEPTH:
                place.begin(name, node.attributes)
                depth += 1
            elif name not in INLINE:
                place.add_break()
            around.append((node.mem_id, place.element))
    place.put()


def _long_tags(html: str) -> Iterator[str]:
    """Yield what stands from a "<" to the next one, where it is long enough to hold too many attributes."""
    end = 0
    for at in range(0, len(html), MAX_ATTRIBUTES):
        if at < end or html.find("<", at, at + MAX_ATTRIBUTES) >= 0:
            continue
        end = html.find("<", at)
        end = end if end >= 0 else len(html)
        yield html[html.rfind("<", 0, at) + 1 : end]


def _crowded(tag: str) -> bool:
    """Whether a tag, without its "<", has more attributes than any page gives one: reading them takes the square of the time."""
    end = tag.find(">")
    inside = tag[: end if end >= 0 else len(tag)]
    return len(inside) > 2 * MAX_ATTRIBUTES and len(QUOTED.sub("", inside).split()) > MAX_ATTRIBUTES


class _Place:
    """Where a tree is written: within an element, behind the last of its children."""

    __slots__ = ("element", "last", "texts")

    def __init__(self, element: HtmlElement) -> None:
        """Begin to write at the start of *element*."""
        self.element = element
        self.last: HtmlElement | None = None
        self.texts: list[str] = []
        """What is written at this place, joined once: a page may hold thousands of scraps in a row."""

    def put(self) -> None:
        """Write the texts that wait into their place."""
        if not self.texts:
            return
        if self.last is None:
            self.element.text = "".join(self.texts)
        else:
            self.last.tail = "".join(self.texts)
        self.texts.clear()

    def end(self, above: HtmlElement) -> bool:
        """Go on behind the element, in the one around it; False when nothing of ours ends here."""
        if above is self.element:
            return False
        self.put()
        self.last, self.element = self.element, above
        return True

    def begin(self, name: str, attributes: Mapping[str, str | None]) -> None:
        """Begin an element."""
        self.put()
        self.element, self.last = _added(self.element, name, attributes), None

    def add_break(self) -> None:
        """Part what comes from what was: a block began here that is nested too deeply."""
        self.put()
        etree.SubElement(self.element, "br")
        self.last = etree.SubElement(self.element, "br")


def _added(above: HtmlElement, name: str, attributes: Mapping[str, str | None]) -> HtmlElement:
    values = {key: value or "" for key, value in attributes.items()}
    try:
        return etree.SubElement(above, name, values)
    except ValueError:
        # "o:p", "@click": no names in XML.
        named = name if NAME.fullmatch(name) else "span"
        return etree.SubElement(above, named, {key: value for key, value in values.items() if NAME.fullmatch(key)})


def drop(tree: HtmlElement, names: Iterable[str]) -> None:
    """Take all elements of these names out of *tree*; the text behind them stays."""
    for element in list(tree.iter(*names)):
        if element.getparent() is not None:
            element.drop_tree()


CAPTION = 80
"""Letters of a paragraph from which on it is no caption when it stands behind one."""


def close_figures(tree: HtmlElement) -> None:
    """Take the paragraphs of the article out of figures, and out of captions, that were never closed."""
    for figure in list(tree.iter("figure")):
        caption = next(figure.iter("figcaption"), None)
        for holder in (caption, figure):
            if holder is not None and (first := _first_paragraph(holder, caption)) is not None:
                _move_out(holder, first, figure)


def _first_paragraph(holder: HtmlElement, caption: HtmlElement | None) -> HtmlElement | None:
    """The first child of a figure, or of its caption, that is the article's; None when none is."""
    children = list(holder)
    prose = [number for number, child in enumerate(children) if child.tag == "p" and len(text_of(child)) >= CAPTION]
    if holder is caption:
        begun = bool((holder.text or "").strip())
        return children[prose[0]] if len(prose) > 2 or (prose and begun) else None
    behind = children.index(caption) if caption is not None and caption in children else -1
    prose = [number for number in prose if number > behind]
    if len(prose) < (1 if behind >= 0 else 3) or next(holder.iter("img", "picture", "video", "iframe"), None) is None:
        return None
    first = prose[0]
    while behind >= 0 and first > behind + 1 and children[first - 1].tag in PARAGRAPHS:
        first -= 1
    return children[first]


PARAGRAPHS = frozenset("p h2 h3 h4 ul ol blockquote table figure pre hr".split())


def _move_out(holder: HtmlElement, first: HtmlElement, figure: HtmlElement) -> None:
    """Set *first* and what follows it in *holder* behind *figure*."""
    behind = figure.tail
    figure.tail = None
    last = figure
    for child in list(holder)[holder.index(first) :]:
        last.addnext(child)
        last = child
    last.tail = (last.tail or "") + (behind or "") or None


def text_of(element: HtmlElement) -> str:
    """Return the words of an element as a reader sees them: soft hyphens gone, spaces single.

    No-break spaces stay: they are the writer's.
    """
    return squeeze("".join(element.itertext()))


def squeeze(text: str) -> str:
    r"""Return *text* with ordinary white space made single.

    >>> squeeze(" a \n  b\u00adc\u00a0d ")
    'a bc\xa0d'
    """
    if text.isascii():
        return " ".join(text.split())
    text = text.replace("\u00ad", "")
    # To look whether there is anything to make single is much faster than to replace every single space by itself.
    return SPACES.sub(" ", text).strip() if WIDE.search(text) else text.strip()


def key_of(text: str) -> str:
    """Return *text* without spaces, punctuation and case: places of a page with the same key say the same.

    >>> key_of("Low Water, again!")
    'lowwateragain'
    """
    return _known_key(text) if len(text) < SHORT else _key(text)


SHORT = 500
"""Characters of a text whose key is kept: most are asked for several times."""
_LETTERS = {code: chr(code).lower() if chr(code).isalnum() or chr(code) == "_" else None for code in range(128)}


def _key(text: str) -> str:
    if text.isascii():
        return text.translate(_LETTERS)
    return (SIGNS.sub("", text) if "_" in text else "".join(filter(str.isalnum, text))).lower()


_known_key = lru_cache(maxsize=10_000)(_key)


def page_lines(tree: HtmlElement) -> str:
    """Return all visible words of a page, one line for each block: where notices are looked for."""
    lines: list[str] = []
    current: list[str] = []
    for starts, element, tag in visible(tree):
        if tag not in INLINE or (starts and tag == "a" and _is_next_item(element, current)):
            _flush(lines, current)
        if text := element.text if starts else element.tail:
            current.append(text)
    _flush(lines, current)
    return "\n".join(lines)


def visible(tree: HtmlElement) -> Iterator[tuple[bool, HtmlElement, str]]:
    """Yield each element that a reader sees, and its tag, where it starts (True) and where it ends (False).

    An element is seen unless it is one of `HIDDEN`, or a child of one.
    """
    around = [False]
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag, starts = element.tag, event == "start"
        if not starts:
            around.pop()
        hides = tag in HIDDEN
        if not hides and not around[-1] and isinstance(tag, str):
            yield starts, element, tag
        if starts:
            around.append(hides)


def _is_next_item(element: HtmlElement, current: list[str]) -> bool:
    """A link that sticks to the sentence or link before it is the next item of a menu: no reader sees one word."""
    before = current[-1] if current else ""
    opens = (element.text or "")[:1]
    return opens.isupper() and (before[-1:].islower() or before[-1:] in ".0123456789")


def _flush(lines: list[str], current: list[str]) -> None:
    line = squeeze("".join(current))
    if line:
        lines.append(line)
    current.clear()


def plain_text(source: str) -> str:
    """Return the words of *source*, which may be HTML or text; one block a line.

    >>> plain_text("<p>Low <b>water</b><script>x</script></p>")
    'Low water'
    """
    if not MARKUP.search(source[:100_000]):
        return source
    try:
        tree = document_fromstring(source.encode(), parser=HTMLParser(encoding="utf-8", huge_tree=False))
    except (etree.ParserError, ValueError):
        return ""
    for element in list(tree.iter(*UNREAD)):
        element.drop_tree()
    lines = (" ".join(line.split()) for line in tree.text_content().split("\n"))
    return "\n".join(line for line in lines if line)

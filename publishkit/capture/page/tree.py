"""Hostile HTML -> a tree: control characters cut, size and depth bounded, nothing fetched, no entity of its own."""

import re
from collections.abc import Iterable

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, fromstring

from publishkit.capture.plain import printable

MAX_CHARS = 10_000_000
MAX_DEPTH = 200
"""Levels of elements; real pages stay below 100, and everything that walks a tree recurses."""
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
CLOSED = re.compile(r"(<(?:source|track|wbr)\b[^<>]{0,20000}?)/?>", re.IGNORECASE)
"""Elements without an end that the parser (libxml2, of HTML 4) does not know: it would put all that follows inside of them."""
OPTIONAL = frozenset("p li dt dd tr td th thead tbody tfoot option optgroup html head body rb rt rp".split())
"""Elements whose end may be left out: they say nothing about depth."""


def clean_text(text: str) -> str:
    r"""Return *text* without characters XML cannot hold.

    >>> clean_text("a\x00b\x0cc")
    'abc'
    """
    return printable(text[:MAX_CHARS])


def is_too_deep(html: str) -> bool:
    """Tell whether elements are nested deeper than any real page nests them; counted without building a tree."""
    depth = 0
    for match in re.finditer(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)", html):
        name = match[2].lower()
        if name in VOID or name in OPTIONAL:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > 5 * MAX_DEPTH:
            return True
    return False


def parse_html(html: str) -> HtmlElement | None:
    """Return the tree of a page, None when there is no element in it."""
    parser = HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        tree = fromstring(CLOSED.sub(r"\1/>", clean_text(html)).encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        return None
    return tree


def drop(tree: HtmlElement, names: Iterable[str]) -> None:
    """Take all elements of these names out of *tree*; the text behind them stays."""
    for element in list(tree.iter(*names)):
        if element.getparent() is not None:
            element.drop_tree()


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
    return re.sub(r"[ \t\r\n\f\v\u200b\ufeff]+", " ", text.replace("\u00ad", "")).strip()


def page_lines(tree: HtmlElement) -> str:
    """Return all visible words of a page, one line for each block: where notices are looked for."""
    lines: list[str] = []
    current: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str) or _hidden(element):
            continue
        if element.tag not in INLINE:
            _flush(lines, current)
        text = element.text if event == "start" else element.tail
        if text and not (event == "end" and _inside_hidden(element)):
            current.append(text)
    _flush(lines, current)
    return "\n".join(lines)


INLINE = frozenset(
    "a abbr b bdi bdo cite code data em font i ins kbd mark q s small span strong sub sup time u var wbr".split()
)
HIDDEN = frozenset("script style template noscript svg head title iframe textarea select".split())


def _hidden(element: etree._Element) -> bool:
    return element.tag in HIDDEN or _inside_hidden(element)


def _inside_hidden(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in HIDDEN


def _flush(lines: list[str], current: list[str]) -> None:
    line = squeeze("".join(current))
    if line:
        lines.append(line)
    current.clear()

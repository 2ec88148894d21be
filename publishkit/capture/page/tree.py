"""Hostile HTML becomes a tree, and the tree becomes words: size and depth bounded, nothing fetched, no entity of its own."""

import re
from collections.abc import Iterable

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from publishkit.capture.extracted import printable

MAX_CHARS = 10_000_000
MAX_DEPTH = 200
"""Levels of elements; real pages stay below 100, and everything that walks a tree recurses."""
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
CLOSED = re.compile(r"(<(?:source|track|wbr)\b[^<>]{0,20000}?)/?>", re.IGNORECASE)
"""Elements without an end that the parser (libxml2, of HTML 4) does not know: it would put all that follows inside of them."""
OPTIONAL = frozenset("p li dt dd tr td th thead tbody tfoot option optgroup html head body rb rt rp".split())
"""Elements whose end may be left out: they say nothing about depth."""

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
    """Return the tree of a page from its root on, whatever stands before `<html>` or instead of it; None when it has no element."""
    parser = HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(CLOSED.sub(r"\1/>", clean_text(html)).encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        return None
    # Of two <html> the parser may keep the second inside of the first: what is walked is everything.
    return tree.getroottree().getroot()


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


def key_of(text: str) -> str:
    """Return *text* without spaces, punctuation and case: places of a page with the same key say the same.

    >>> key_of("Low Water, again!")
    'lowwateragain'
    """
    return re.sub(r"\W+", "", text).lower()


def page_lines(tree: HtmlElement) -> str:
    """Return all visible words of a page, one line for each block: where notices are looked for."""
    lines: list[str] = []
    current: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str) or is_hidden(element):
            continue
        if element.tag not in INLINE or (event == "start" and _is_next_item(element, current)):
            _flush(lines, current)
        if text := element.text if event == "start" else element.tail:
            current.append(text)
    _flush(lines, current)
    return "\n".join(lines)


def _is_next_item(element: etree._Element, current: list[str]) -> bool:
    """A link that sticks to the sentence or link before it is the next item of a menu: no reader sees one word."""
    before = current[-1] if current else ""
    opens = (element.text or "")[:1] if element.tag == "a" else ""
    return opens.isupper() and (before[-1:].islower() or before[-1:] in ".0123456789")


def is_hidden(element: etree._Element) -> bool:
    """Whether no reader sees the element: for what it is, or for what it stands in."""
    parent = element.getparent()
    return element.tag in HIDDEN or (parent is not None and parent.tag in HIDDEN)


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

"""Words of an element as a reader of the page sees them: without scripts, buttons and what is hidden."""

import re
from collections.abc import Collection, Iterator

from lxml.html import HtmlElement

from publishkit.capture.page.body.outline import BLOCKS
from publishkit.capture.page.tree import squeeze

UNREAD = frozenset("script style noscript template button svg select video audio iframe".split())
HIDDEN = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-?reader(?:-text)?|assistive|off-?screen)(?:[\s_-]|$)",
    re.IGNORECASE,
)


def words_of(element: HtmlElement, without: Collection[HtmlElement] = ()) -> str:
    """Return the words of an element a reader sees; neighbouring blocks do not run together."""
    return squeeze("".join(_pieces(element, without)))


def _pieces(element: HtmlElement, without: Collection[HtmlElement]) -> Iterator[str]:
    if (
        not isinstance(element.tag, str)
        or element.tag in UNREAD
        or element in without
        or HIDDEN.search(element.get("class") or "")
    ):
        return
    before = element.getprevious()
    # "caption</span><span>credit": two elements of a page, no word.
    parted = element.tag in BLOCKS or element.tag == "br" or (before is not None and not before.tail)
    if parted:
        yield " "
    if element.text:
        yield element.text
    for child in element:
        yield from _pieces(child, without)
        if child.tail:
            yield child.tail
    if element.tag in BLOCKS:
        yield " "

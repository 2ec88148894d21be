"""Words of an element as a reader of the page sees them: without scripts, buttons and what is hidden."""

import re
from collections.abc import Collection
from functools import lru_cache

from lxml.html import HtmlElement

from publishkit.capture.page.body.outline import BLOCKS
from publishkit.capture.page.tree import squeeze

UNREAD = frozenset("script style noscript template button svg select video audio iframe".split())
HIDDEN = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-?reader(?:-text)?|assistive|off-?screen|header-?link|heading-?anchor)(?:[\s_-]|$)",
    re.IGNORECASE,
)


def words_of(element: HtmlElement, without: Collection[HtmlElement] = ()) -> str:
    """Return the words of an element a reader sees; neighbouring blocks do not run together."""
    pieces: list[str] = []
    _add_words(pieces, element, without)
    return squeeze("".join(pieces))


@lru_cache(maxsize=5_000)
def _is_hidden(named: str) -> bool:
    return HIDDEN.search(named) is not None


def _add_words(pieces: list[str], element: HtmlElement, without: Collection[HtmlElement]) -> None:
    tag = element.tag
    if not isinstance(tag, str) or tag in UNREAD or element in without or _is_hidden(element.get("class") or ""):
        return
    before = element.getprevious()
    # "caption</span><span>credit": two elements of a page, no word.
    if tag in BLOCKS or tag == "br" or (before is not None and not before.tail):
        pieces.append(" ")
    if text := element.text:
        pieces.append(text)
    for child in element:
        _add_words(pieces, child, without)
        if text := child.tail:
            pieces.append(text)
    if tag in BLOCKS:
        pieces.append(" ")

"""Words of the article's part of a page that are neither printed nor left out by a reason of their own: nothing goes without being named."""

from collections.abc import Iterator

from lxml.html import HtmlElement

from publishkit.capture.extracted import Dropped
from publishkit.capture.page.body.outline import Box
from publishkit.capture.page.body.select import Selection
from publishkit.capture.page.body.shapes import ASIDE
from publishkit.capture.page.tree import key_of, plain_text, squeeze, text_of

WITHIN = {
    "canvas": "what stands in for a drawing",
    "svg": "words of a drawing",
    "object": "what stands in for an object",
}
MOST = 2_000
"""Letters of one of them that are named."""


def unprinted(whole: Box, selection: Selection, said: str) -> Iterator[Dropped]:
    """Yield the words that stand in drawings and frames of the article; *said* is what is printed or recorded."""
    printed = key_of(said)
    for box in _boxes(whole):
        if box.tag == "iframe" and box.element.get("srcdoc") and _is_near(box, selection):
            words = squeeze(plain_text((box.element.get("srcdoc") or "")[:200_000]))
            if words and key_of(words) not in printed:
                yield Dropped(text=words[:MOST], reason="stands in a frame of the page")
    for element in _inner(whole, selection):
        words = text_of(element)
        if key_of(words) and key_of(words) not in printed:
            yield Dropped(text=words[:MOST], reason=WITHIN[str(element.tag)])


def _boxes(box: Box) -> Iterator[Box]:
    yield box
    for part in box.parts:
        if isinstance(part, Box):
            yield from _boxes(part)


def _is_near(box: Box, selection: Selection) -> bool:
    """Whether a box stands in one that holds much of the article, and in nothing beside it."""
    for one in box.chain:
        if one in selection.core:
            return one.tag not in {"body", "html"}
        if one.tag in ASIDE:
            return False
    return False


def _inner(whole: Box, selection: Selection) -> Iterator[HtmlElement]:
    """The drawings among the article's runs."""
    core = {box.element for box in selection.core if box.tag not in {"body", "html"}}
    for element in whole.element.iter(*WITHIN) if core else ():
        for above in element.iterancestors():
            if above in core:
                yield element
                break
            if above.tag in ASIDE or above.tag in {"a", "button", *WITHIN}:
                break

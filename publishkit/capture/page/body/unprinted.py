"""Words of the article's part of a page that are neither printed nor left out by a reason of their own: nothing goes without being named."""

from collections.abc import Collection, Iterator, Sequence

from lxml.html import HtmlElement

from publishkit.capture.extracted import Block, Dropped
from publishkit.capture.page.body.outline import Box
from publishkit.capture.page.body.select import Selection
from publishkit.capture.page.body.shapes import ASIDE
from publishkit.capture.page.pictures.seen import words_of
from publishkit.capture.page.tree import key_of, plain_text, squeeze, text_of

CAPTION = "the caption of what is not printed"
WITHIN = {
    "canvas": "what stands in for a drawing",
    "svg": "words of a drawing",
    "object": "what stands in for an object",
}
MOST = 2_000
"""Letters of one of them that are named."""


def unprinted(
    whole: Box, selection: Selection, captions: Collection[HtmlElement], blocks: Sequence[Block], said: str
) -> Iterator[Dropped]:
    """Yield captions of what could not be taken, and words that stand in drawings and frames; *said* is what pictures hold of them."""
    printed = key_of("\n".join([said, *(block.text for block in blocks)]))
    for box in _boxes(whole):
        element = box.element
        if box.tag == "figcaption" and not _is_used(element, captions):
            words = words_of(element)
            if key_of(words) and key_of(words) not in printed and _is_near(box, selection):
                yield Dropped(text=words, reason=CAPTION)
        elif box.tag == "iframe" and element.get("srcdoc") and _is_near(box, selection):
            words = squeeze(plain_text((element.get("srcdoc") or "")[:200_000]))
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


def _is_used(caption: HtmlElement, captions: Collection[HtmlElement]) -> bool:
    """Whether a caption, what it stands in, or a part of it is a picture's."""
    around = (caption, *caption.iterancestors(), *caption.iterdescendants())
    return any(one in captions for one in around)


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

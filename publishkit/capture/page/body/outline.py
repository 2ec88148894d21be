"""A page's tree as boxes and runs: what stands as a block, and the lines of words within it, in the order of the page."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Literal

from lxml.html import HtmlElement

from publishkit.capture.page.body.inline import UNSEEN, Reading, is_task, plain, read_spans, styled, typed_formula
from publishkit.capture.spans import PLAIN, Span, Style

BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header"
    " hgroup hr html legend li main menu nav ol p pre search section summary table caption tbody thead tfoot tr td th ul"
    " iframe video audio embed object amp-youtube amp-video amp-audio amp-iframe amp-twitter amp-instagram".split()
)
EMBEDS = frozenset("iframe video audio embed object amp-youtube amp-video amp-audio amp-iframe amp-twitter amp-instagram".split())  # fmt: skip
"""Elements that show something from elsewhere; what is inside of them is for browsers that cannot."""
PASSED = UNSEEN - {"noscript", "object"}


@dataclass(eq=False, slots=True)
class Run:
    """Words that stand together: a paragraph, a cell, an item, or what stands loose between two blocks."""

    box: "Box"
    pieces: list[HtmlElement | str] = field(default_factory=list)
    slot: tuple[HtmlElement, Literal["text", "tail"]] | None = None
    """Where its first words are in the tree."""
    marked: bool = False
    """Whether the extraction library takes it for the article's text."""
    spans: tuple[Span, ...] = ()
    text: str = ""
    leading: float | None = None
    """The share of its letters that are links, once somebody asked for it."""

    def __bool__(self) -> bool:
        """Whether there are words in it."""
        return bool(self.text)


@dataclass(eq=False, slots=True)
class Box:
    """A block element, and what is in it."""

    element: HtmlElement
    above: "Box | None" = None
    parts: list["Box | Run"] = field(default_factory=list)
    tag: str = ""
    """Name of its element."""
    _chain: "tuple[Box, ...]" = ()

    def __post_init__(self) -> None:
        self.tag = str(self.element.tag)

    @property
    def chain(self) -> "tuple[Box, ...]":
        """This box and those around it, nearest first."""
        if not self._chain:
            self._chain = (self,) if self.above is None else (self, *self.above.chain)
        return self._chain

    def runs(self) -> Iterator[Run]:
        """Yield every run in it, in order."""
        waiting = [iter(self.parts)]
        while waiting:
            for part in waiting[-1]:
                if isinstance(part, Box):
                    waiting.append(iter(part.parts))
                    break
                yield part
            else:
                waiting.pop()


def outline(tree: HtmlElement, reading: Reading) -> Box:
    """Return the page as a box, the words of every run read."""
    whole = Box(tree)
    _fill(whole, _holders(tree))
    styles: dict[Box, Style] = {}
    for run in whole.runs():
        if run.box not in styles:
            styles[run.box] = _style_around(run.box, reading)
        run.spans = read_spans(run.pieces, reading, styles[run.box])
        run.text = plain(run.spans)
    return whole


def _holders(tree: HtmlElement) -> set[HtmlElement]:
    """Inline elements with a block inside of them: they part lines as blocks do."""
    found: set[HtmlElement] = set()
    for element in tree.iter():
        if element.tag not in BLOCKS and not _parts_lines(element):
            continue
        above = element.getparent()
        while above is not None and above not in found:
            found.add(above)
            above = above.getparent()
    return found


def _parts_lines(element: HtmlElement) -> bool:
    """Whether an element is the second of two line breaks within words that are set in one way: paragraphs are written so."""
    before = element.getprevious() if element.tag == "br" else None
    parent = element.getparent()
    return (
        before is not None
        and before.tag == "br"
        and not (before.tail or "").strip()
        and parent is not None
        and parent.tag not in BLOCKS
        and parent.tag not in PASSED
    )


def _style_around(box: Box, reading: Reading) -> Style:
    """How the words of a box are set by the inline elements that hold whole paragraphs made by line breaks."""
    around = [one.element for one in takewhile(lambda one: one.tag not in BLOCKS, box.chain) if not _holds_block(one)]
    style = PLAIN
    for element in reversed(around):
        style = styled(element, reading, style)
    return style


def _holds_block(box: Box) -> bool:
    return any(isinstance(part, Box) and (part.tag in BLOCKS or _holds_block(part)) for part in box.parts)


def _fill(box: Box, holders: set[HtmlElement]) -> None:
    element = box.element
    run = Run(box)
    breaks = 0
    if element.text:
        _add_text(run, element, "text")
    for child in element:
        if child.tag == "br":
            breaks += 1
            if breaks > 1:
                run = _ended(box, run)
            else:
                run.pieces.append(child)
        elif child.tag in BLOCKS or child in holders:
            run, breaks = _ended(box, run), 0
            _fill_inner(box, child, holders)
        elif isinstance(child.tag, str) and (child.tag not in PASSED or typed_formula(child) or is_task(child)):
            run.pieces.append(child)
            run.slot, breaks = run.slot or _first_words(child), 0
        if child.tail:
            breaks = 0 if child.tail.strip() else breaks
            _add_text(run, child, "tail")
    _ended(box, run)


def _fill_inner(box: Box, element: HtmlElement, holders: set[HtmlElement]) -> None:
    """Add the box of a block inside of another; what stands in a frame or player is for browsers that cannot show it."""
    inner = Box(element, box)
    box.parts.append(inner)
    if element.tag not in EMBEDS:
        _fill(inner, holders)


def _add_text(run: Run, element: HtmlElement, place: Literal["text", "tail"]) -> None:
    text = (element.text if place == "text" else element.tail) or ""
    run.pieces.append(text)
    if run.slot is None and text.strip():
        run.slot = (element, place)


def _first_words(element: HtmlElement) -> tuple[HtmlElement, Literal["text", "tail"]] | None:
    for inner in element.iter():
        if inner.tag in PASSED or not isinstance(inner.tag, str):
            continue
        if inner.text and inner.text.strip():
            return inner, "text"
        # The tail of *element* itself is a piece of its own.
        if inner is not element and inner.tail and inner.tail.strip():
            return inner, "tail"
    return None


def _ended(box: Box, run: Run) -> Run:
    if any(not isinstance(piece, str) or piece.strip() for piece in run.pieces):
        box.parts.append(run)
    return Run(box)

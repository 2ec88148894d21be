"""A page's tree as boxes and runs: what stands as a block, and the lines of words within it, in the order of the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from sys import intern

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
    pieces: Sequence[HtmlElement | str] = ()
    """Its elements and the texts between them; none where it is one text."""
    slot: HtmlElement | None = None
    """The element in which, or behind which, its first words are in the tree."""
    behind: bool = False
    """Whether they are behind it."""
    marked: bool = False
    """Whether the extraction library takes it for the article's text."""
    written: tuple[Span, ...] | None = None
    """Its words; None where they are its text and nothing else: a page may have very many such runs."""
    text: str = ""
    leading: float | None = None
    """The share of its letters that are links, once somebody asked for it."""

    def __bool__(self) -> bool:
        """Whether there are words in it."""
        return bool(self.text)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Its words as they are set."""
        if self.written is not None:
            return self.written
        return (Span(self.text),) if self.text else ()

    def read(self, reading: Reading, style: Style) -> None:
        """Read its words, which stand in others of *style*."""
        spans = read_spans(self.pieces, reading, style)
        self.text = plain(spans)
        if len(self.pieces) == 1 and isinstance(self.pieces[0], str):
            self.pieces = ()
        if spans != self.spans:
            self.written = spans


@dataclass(eq=False, slots=True)
class Box:
    """A block element, and what is in it."""

    element: HtmlElement
    above: "Box | None" = None
    parts: "Sequence[Box | Run]" = ()
    tag: str = ""
    """Name of its element."""
    names: str | None = None
    """Its class and id, once somebody asked for them."""
    around: "tuple[Box, ...]" = ()
    """Its chain, once a box in it was asked for its own."""

    def __post_init__(self) -> None:
        """Keep what is asked for most."""
        self.tag = intern(str(self.element.tag))

    @property
    def chain(self) -> "tuple[Box, ...]":
        """This box and those around it, nearest first."""
        above = self.above
        if above is None:
            return (self,)
        if not above.around:
            above.around = above.chain
        return (self, *above.around)

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
        if run.box.tag not in BLOCKS and run.box not in styles:
            styles[run.box] = _style_around(run.box, reading)
        run.read(reading, styles.get(run.box, PLAIN))
    return whole


def _holders(tree: HtmlElement) -> set[HtmlElement]:
    """Inline elements with a block inside of them: they part lines as blocks do."""
    found: set[HtmlElement] = set()
    for element in tree.iter():
        tag = element.tag
        if tag not in BLOCKS and not (tag == "br" and _parts_lines(element)):
            continue
        above = element.getparent()
        while above is not None and above not in found:
            found.add(above)
            above = above.getparent()
    return found


def _parts_lines(element: HtmlElement) -> bool:
    """Whether an element is the second of two line breaks within words that are set in one way: paragraphs are written so."""
    before = element.getprevious()
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
    parts: list[Box | Run] = []
    pieces: list[HtmlElement | str] = []
    run = Run(box)
    breaks = 0
    if text := element.text:
        _add_text(run, pieces, text, element, behind=False)
    for child in element:
        if child.tag == "br":
            breaks += 1
            if breaks > 1:
                run = _ended(box, run, pieces, parts)
            else:
                pieces.append(child)
        elif child.tag in BLOCKS or child in holders:
            run, breaks = _ended(box, run, pieces, parts), 0
            inner = Box(child, box)
            parts.append(inner)
            # What stands in a frame or player is for browsers that cannot show it.
            if child.tag not in EMBEDS:
                _fill(inner, holders)
        elif isinstance(child.tag, str) and (child.tag not in PASSED or typed_formula(child) or is_task(child)):
            pieces.append(child)
            if run.slot is None:
                run.slot, run.behind = _first_words(child)
            breaks = 0
        if text := child.tail:
            breaks = 0 if text.strip() else breaks
            _add_text(run, pieces, text, child, behind=True)
    _ended(box, run, pieces, parts)
    box.parts = tuple(parts)


def _add_text(run: Run, pieces: list[HtmlElement | str], text: str, element: HtmlElement, *, behind: bool) -> None:
    pieces.append(text)
    if run.slot is None and text.strip():
        run.slot, run.behind = element, behind


def _first_words(element: HtmlElement) -> tuple[HtmlElement | None, bool]:
    """Return the element in which, or behind which (True), the first words of one are."""
    for inner in element.iter():
        if inner.tag in PASSED or not isinstance(inner.tag, str):
            continue
        if inner.text and inner.text.strip():
            return inner, False
        # The tail of *element* itself is a piece of its own.
        if inner is not element and inner.tail and inner.tail.strip():
            return inner, True
    return None, False


def _ended(box: Box, run: Run, pieces: list[HtmlElement | str], parts: list[Box | Run]) -> Run:
    """Add a run that is whole, unless there is nothing in it, and begin the next one."""
    full = run.slot is not None or not all(isinstance(piece, str) for piece in pieces)
    if full:
        run.pieces = tuple(pieces)
        parts.append(run)
    pieces.clear()
    return Run(box) if full else run

"""The notes of a page as blocks, below its text."""

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from publishkit.capture.commonmark import block_text
from publishkit.capture.extracted import Block
from publishkit.capture.page.body.inline import Reading, pieces_of, plain, read_spans
from publishkit.capture.page.body.notes import Notes
from publishkit.capture.page.body.outline import Box, Run
from publishkit.capture.page.body.select import Selection
from publishkit.capture.spans import Span, markdown

SIGN = re.compile(r"[.):\]]\s+")


def note_blocks(whole: Box, notes: Notes, selection: Selection, reading: Reading) -> Iterator[Block]:
    """Yield the notes in their order; one within a line only where its mark stands in what is printed."""
    runs: dict[HtmlElement, list[Run]] = {}
    bodies = {element: number for number, element in notes.bodies.items()}
    marked: set[str] = set()
    for run in whole.runs() if bodies else ():
        above = next((one.element for one in run.box.chain if one.element in bodies), None)
        if run and above is not None:
            runs.setdefault(above, []).append(run)
        if selection.keeps(run):
            marked.update(span.text for span in run.spans if span.kind == "note")
    for number, element in notes.bodies.items():
        found = [run.spans for run in runs.get(element, [])]
        if not found and number in marked:
            found = [read_spans(pieces_of(element), reading)]
        found = [tuple(_unnumbered(found[0])), *found[1:]] if found else found
        words = "\n".join(map(plain, found))
        lines = "\n\n    ".join(block_text(markdown(spans)) for spans in found)
        if words:
            yield Block(kind="note", text=words, markdown=f"[^{number}]: {lines}", written=True)


def _unnumbered(spans: Sequence[Span]) -> Sequence[Span]:
    """The words of a note without the sign that stood behind its number."""
    first = spans[0] if spans else None
    if first is None or first.kind != "words" or not (sign := SIGN.match(first.text)):
        return spans
    return [Span(first.text[sign.end() :], first.style), *spans[1:]]

"""Words of a page whose line ends count: listings of code, and verse."""

import re
from collections.abc import Callable, Sequence

from lxml.html import HtmlElement

from publishkit.capture.page.body.outline import Box, Run
from publishkit.capture.page.body.shapes import PROSE
from publishkit.capture.page.tree import text_of
from publishkit.capture.paste.lines import weight
from publishkit.capture.spans import Span

NUMBERS = re.compile(r"\s*\d{1,5}(?:\s+\d{1,5})*\s*")
"""A listing of nothing but numbers stands beside another one."""
LINE_NUMBER = re.compile(r"line-?nos?\b|line-?number|hljs-ln-n|gutter", re.IGNORECASE)
LINES = frozenset({"div", "li", "p", "tr"})
"""Blocks that are a line each in a listing."""
INDENT = re.compile(r"^[ \t]+")


def verbatim(element: HtmlElement) -> str:
    """Return the text of a listing with its line ends, without the numbers of its lines."""
    parts = [element.text or ""]
    for child in element:
        if LINE_NUMBER.search(child.get("class") or "") and NUMBERS.fullmatch(text_of(child)):
            words = ""
        else:
            words = "\n" if child.tag == "br" else verbatim(child)
        if child.tag in LINES:
            parts += [_line_end("".join(parts)), words, _line_end(words) if words else "\n"]
            parts.append((child.tail or "").lstrip() if not (child.tail or "").strip() else child.tail or "")
        else:
            parts += [words, child.tail or ""]
    return "".join(parts).replace("\u00a0", " ")


def _line_end(before: str) -> str:
    """What goes between two lines of a listing that are blocks of their own."""
    return "" if not before or before.endswith("\n") else "\n"


def is_listing(spans: Sequence[Span]) -> bool:
    """Return whether a paragraph is code alone, in several lines."""
    words = [span for span in spans if span.kind == "words" and span.text.strip()]
    return len(words) > 1 and any(span.kind == "break" for span in spans) and all(span.style.code for span in words)


def stanzas(box: Box, keeps: Callable[[Run], bool]) -> list[list[Sequence[Span]]]:
    """Return the lines of each stanza in a box of verse whose lines are written as blocks or stand in a listing; [] when they are not."""
    if box.tag == "pre":
        parts = re.split(r"\n[ \t]*\n", verbatim(box.element).strip("\n"))
        return [[[Span(INDENT.sub(_firm, line))] for line in part.split("\n")] for part in parts if part.strip()]
    kept = [[run for run in _runs(part) if keeps(run)] for part in box.parts]
    single = [runs[0] for runs in kept if len(runs) == 1]
    if len(single) < 2 or len(single) != len(kept):
        return []
    if any("\n" in run.text or weight(run.text) > PROSE for run in single):
        return []
    return [[run.spans for run in single]]


def _runs(part: Box | Run) -> list[Run]:
    return [part] if isinstance(part, Run) else list(part.runs())


def _firm(found: re.Match[str]) -> str:
    """Spaces that set a line in, as such that stay."""
    return "\u00a0" * len(found[0].expandtabs(4))

"""Which runs of a page are the article: the extraction library is asked, and each run is known again by an unseen number."""

import logging
import re
from collections.abc import Sequence
from functools import cache

from lxml.html import HtmlElement

from publishkit.capture.page.body.long_page import in_short
from publishkit.capture.page.body.outline import Run

FIRST, BASE = 0x2800, 256
"""Two signs of Braille number a run: the library takes them for punctuation, so they change nothing it decides."""
NUMBER = re.compile(f"[{chr(FIRST)}-{chr(FIRST + BASE - 1)}]{{2}}")
MOST = BASE * BASE


def mark_runs(tree: HtmlElement, runs: Sequence[Run]) -> None:
    """Mark the runs that trafilatura takes for the article's text; *tree* is afterwards as it was."""
    short = in_short(runs)
    numbered = [run for run in short.runs if run.slot is not None and run.text][:MOST]
    before = [_words(run) for run in numbered]
    try:
        short.leave_out()
        for number, (run, words) in enumerate(zip(numbered, before, strict=True)):
            signs = chr(FIRST + number // BASE) + chr(FIRST + number % BASE)
            _set_words(run, signs + (words if words.isascii() else NUMBER.sub("", words)))
        found = _article_text(tree)
    finally:
        for run, words in zip(numbered, before, strict=True):
            _set_words(run, words)
        short.put_back()
    for signs in NUMBER.findall(found):
        number = (ord(signs[0]) - FIRST) * BASE + ord(signs[1]) - FIRST
        if number < len(numbered):
            numbered[number].marked = True
    short.follow()


def _article_text(tree: HtmlElement) -> str:
    """All words of what the extraction library takes for the article; it works on copies of *tree*."""
    from trafilatura.core import bare_extraction

    _quiet()
    try:
        # "xml" is the format in which it keeps its tree and writes nothing.
        found = bare_extraction(
            tree, output_format="xml", include_comments=False, include_tables=True, include_images=False,
            include_formatting=True, include_links=True, with_metadata=False,
        )  # fmt: skip
    except (RecursionError, ValueError, AttributeError, TypeError, IndexError):  # its own faults on odd pages
        return ""
    body = getattr(found, "body", None)
    return "" if body is None else "".join(body.itertext())


def _words(run: Run) -> str:
    element, place = run.slot or (None, "text")
    return "" if element is None else (element.text if place == "text" else element.tail) or ""


def _set_words(run: Run, words: str) -> None:
    element, place = run.slot or (None, "text")
    if element is not None and place == "text":
        element.text = words
    elif element is not None:
        element.tail = words


@cache
def _quiet() -> None:
    """Silence trafilatura: it warns about pages it cannot read; we say so ourselves."""
    for name in ("trafilatura", "htmldate", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL)

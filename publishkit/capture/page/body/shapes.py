"""What the boxes around a run say of it: their names, their links, their fields, and what else is in them."""

import re
from collections.abc import Collection, Sequence
from itertools import islice

from lxml.html import HtmlElement

from publishkit.capture.page.body.outline import Box, Run
from publishkit.capture.page.tree import text_of
from publishkit.capture.paste.lines import weight

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
ASIDE = frozenset({"aside", "nav", "footer", "form", "dialog", "menu"})
VERSE = re.compile(r"(?:^|[\s_-])(?:poem|poetry|verse|stanza|strophe|lyrics?|gedicht|vers|poème|poema|poesia|wiersz|zwrotka|linegroup)s?(?:[\s_-]|$)", re.IGNORECASE)  # fmt: skip
"""A box of lines that are no sentences."""
SHOWN = ("img", "picture", "table", "svg", "iframe", "video", "audio", "canvas", "object", "embed")
"""What a figure shows that is no words."""
LITTLE = 600
"""Weight of words below which a box may be a card or a form within an article."""


def linked(run: Run) -> float:
    """Return the share of a run's letters that are links; a box may be one link as a whole."""
    if run.leading is None:
        run.leading = 1.0 if any(box.tag == "a" for box in run.box.chain) else _share_of_links(run)
    return run.leading


def _share_of_links(run: Run) -> float:
    links = (link for piece in run.pieces if not isinstance(piece, str) for link in piece.iter("a") if link.get("href"))
    return min(1.0, sum(len(text_of(link)) for link in links) / len(run.text)) if run.text else 0.0


def near_boxes(run: Run, core: Collection[Box]) -> Sequence[Box]:
    """Return the boxes around a run up to those that hold the article itself: the words of their classes speak of this run."""
    found: list[Box] = []
    for box in run.box.chain:
        if box in core:
            break
        found.append(box)
    return found


def names_of(box: Box) -> str:
    """Return class and id of a box's element."""
    return f"{box.element.get('class') or ''} {box.element.get('id') or ''}"


def asks_reader(box: Box) -> bool:
    """Return whether a small box has a field in which a reader writes an address."""
    fields = (one for one in box.element.iter("input") if (one.get("type") or "text").lower() in {"email", "text"})
    return next(fields, None) is not None and sum(weight(run.text) for run in box.runs()) < LITTLE


def is_other_article(box: Box) -> bool:
    """Return whether a box is an article within the article whose heading leads to its own page: a card in a list of others."""
    if box.tag != "article" or sum(weight(run.text) for run in box.runs()) > LITTLE:
        return False
    heads = [run for run in box.runs() if run and run.box.tag in HEADINGS]
    links = (link.get("href") or "" for link in box.element.iter("a"))
    leads = any(href and not href.startswith("#") for href in links)
    return (
        leads
        and any(linked(run) > 0.8 for run in heads)
        and any(one.tag == "article" for one in islice(box.chain, 1, None))
    )


def is_formula(run: Run) -> bool:
    """Return whether a run is a formula that stands alone."""
    elements = [piece for piece in run.pieces if not isinstance(piece, str)]
    loose = any(isinstance(piece, str) and piece.strip() for piece in run.pieces)
    if not loose and len(elements) == 1 and next(elements[0].iter("math", "script"), None) is not None:
        return True
    return bool(re.fullmatch(r"\\\[.{1,2000}\\\]|\$\$[^$]{1,2000}\$\$", run.text, re.DOTALL))


def is_worded(element: HtmlElement) -> bool:
    """Return whether the figure that an element is, or that it is the caption of, holds a quotation, a listing or other words."""
    figure = element if element.tag == "figure" else next(element.iterancestors("figure"), None)
    if figure is None or next(figure.iter(*SHOWN), None) is not None:
        return False
    return next(figure.iter("blockquote", "pre", "p", "ul", "ol", "dl"), None) is not None

"""What the boxes around a run say of it: their names, their links, their fields, and what else is in them."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from sys import intern

from lxml.html import HtmlElement

from publishkit.capture.page.body.outline import Box, Run
from publishkit.capture.page.tree import text_of
from publishkit.capture.paste.lines import STOPS, weight

SELLS = "an invitation to sign up, or an advertisement"
ELSEWHERE = "points to another article"
SIGN_UP = re.compile(r"newsletter|subscri|sign-?up|paywall|piano|regwall|promo|donat|membership|abo-|app-?download|push-?notif|advert|(?:^|[\s_-])ads?(?:[\s_-]|$)|sponsor", re.IGNORECASE)  # fmt: skip
RELATED = re.compile(r"related|recommend|teaser|read-?(?:more|also|next)|more-?(?:from|on|stories)|most-?(?:read|popular)|outbrain|taboola|trending|see-?also|inline-?(?:story|link)|article-?link|story-?link", re.IGNORECASE)  # fmt: skip
APART = re.compile(r"(?:^|[\s_-])(?:share-?(?:bar|buttons?|tools)|social-?(?:share|links|media)|breadcrumbs?|pagination|toc|table-of-contents|mw-editsection|hatnote|infobox|navbox|ambox|noprint|comments?-?(?:list|section|form|area))(?:[\s_-]|$)", re.IGNORECASE)  # fmt: skip
PULLED_OUT = re.compile(r"pull-?(?:ed-?)?quote", re.IGNORECASE)
WRITER = re.compile(r"(?:author|writer|journalist|contributor)s?[-_]*(?:bio|box|card|info|about|profile|block|description|meta|teaser)|(?:about|bio)[-_]*(?:the[-_]*)?(?:author|writer)|(?:^|[\s_-])(?:bio|biography|author-?description)(?:[\s_-]|$)", re.IGNORECASE)  # fmt: skip
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
ASIDE = frozenset({"aside", "nav", "footer", "form", "dialog", "menu"})
VERSE = re.compile(r"(?:^|[\s_-])(?:poem|poetry|verse|stanza|strophe|lyrics?|gedicht|vers|poème|poema|poesia|wiersz|zwrotka|linegroup)s?(?:[\s_-]|$)", re.IGNORECASE)  # fmt: skip
"""A box of lines that are no sentences."""
SHOWN = ("img", "picture", "table", "svg", "iframe", "video", "audio", "canvas", "object", "embed")
"""What a figure shows that is no words."""
PARAGRAPH = 80
"""Weight of a run that is surely a paragraph."""
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
    if box.names is None:
        box.names = intern(f"{box.element.get('class') or ''} {box.element.get('id') or ''}")
    return box.names


def is_verse(box: Box) -> bool:
    """Return whether a box is named as one of lines that are no sentences."""
    names = names_of(box)
    return names != " " and _names_verse(names)


@lru_cache(maxsize=5_000)
def _names_verse(names: str) -> bool:
    return VERSE.search(names) is not None


def is_small(box: Box) -> bool:
    """Return whether there are few words in a box."""
    return sum(weight(run.text) for run in box.runs()) < LITTLE


def around_fields(tree: HtmlElement) -> set[HtmlElement]:
    """Return the elements in which a field stands where a reader writes an address."""
    found: set[HtmlElement] = set()
    for one in tree.iter("input"):
        if (one.get("type") or "text").lower() in {"email", "text"}:
            found.update((one, *one.iterancestors()))
    return found


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


def heads_prose(run: Run, after: Sequence[Run], core: Collection[Box]) -> bool:
    """Return whether a heading, though it is a link, stands in the box of the article itself and over a paragraph of it."""
    return (
        run.marked
        and run.box.tag in HEADINGS
        and run.box.above in core
        and any(
            one.marked and one.box.above is run.box.above and weight(one.text) >= PARAGRAPH and linked(one) < 0.4
            for one in after
        )
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


def by_names(classes: str, run: Run) -> str:
    """Return what the names of the boxes around a run say that it is, "" when they say nothing."""
    signs_up, related, writer, apart, pulled_out = _named(classes)
    if signs_up and weight(run.text) < 600:
        return SELLS
    if (related or run.box.tag in HEADINGS) and linked(run) > 0.5:
        return ELSEWHERE
    if writer:
        return "about the author"
    if apart:
        return "a box beside the text"
    if pulled_out and weight(run.text) < 600:
        return "pulled out of the text"
    return ""


@lru_cache(maxsize=5_000)
def _named(classes: str) -> Sequence[bool]:
    """Which of the kinds of boxes some names name."""
    return [one.search(classes) is not None for one in (SIGN_UP, RELATED, WRITER, APART, PULLED_OUT)]


PROSE = 80
"""Weight of a run that is surely prose."""


def other_heads(kept: Sequence[Run]) -> Iterator[Run]:
    """Yield the short lines between paragraphs, all in bold or of a class of their own: how editors without a style for subheads write them."""
    prose = {names_of(run.box) for run in kept if weight(run.text) >= PROSE}
    lines = [run for before, run, after in zip(kept, kept[1:], kept[2:], strict=False) if _may_head(before, run, after)]
    times = Counter(names_of(run.box) for run in lines if run.box.tag == "p")
    for run in lines:
        own = names_of(run.box).strip() and names_of(run.box) not in prose and times[names_of(run.box)] > 1
        if is_bold(run) or own:
            yield run


def _may_head(before: Run, run: Run, after: Run) -> bool:
    """Whether a run is short, ends like no sentence, and stands between prose that is not in bold."""
    short = len(run.text) >= 2 and weight(run.text) <= 110 and "\n" not in run.text and any(map(str.isalnum, run.text))
    if not short or run.box.tag not in {"p", "div", "section"} or after.box.tag in HEADINGS:
        return False
    ends = run.text.endswith((*STOPS, ":", ",", ";")) and not run.text.endswith("!")
    return not ends and weight(after.text) >= PROSE and not is_bold(before) and not is_bold(after)


def is_bold(run: Run) -> bool:
    """Return whether all words of a run are in bold."""
    return all(span.style.strong or not any(map(str.isalnum, span.text)) for span in run.spans if span.kind == "words")

"""Marks carried over: what stands as the marked text does, in the same part of the page, is text of the article, too."""

import re
from collections import Counter
from collections.abc import Sequence

from publishkit.capture.cues import is_furniture
from publishkit.capture.page.body.outline import Box, Run
from publishkit.capture.page.body.shapes import ASIDE, HEADINGS, by_names, linked, names_of
from publishkit.capture.page.tree import key_of
from publishkit.capture.paste.lines import STOPS, weight

PROSE = 80
"""Weight of a run that is surely prose."""
LINKED = 0.2
"""Share of links up to which prose is no pointer."""
SENTENCE = 20
"""Weight of the shortest sentence that goes on with a text below a heading."""
CARD = 0.8
"""Share of links from which on a line leads elsewhere, and the part it stands in with it."""
USUAL = 0.15
"""Share of the marked prose from which on what it is written as is the text's own way."""
LOOKED = 3
"""Boxes around a run by which it is known what it is written as."""
WHOLE_PAGE = frozenset({"html", "body"})

PARTS = ("table", "ol", "ul", "blockquote", "pre", "h2", "h3", "h4")
FIELDS = ("input", "textarea", "select", "form")
OTHER = re.compile(
    r"comment|pop-?over|modal|widget|poll|player|footer|bookmark|disclaimer|hidden|legal|cookie|consent|banner|tooltip|correction-?policy|about|promo|card|teaser|related|share|social|sign-?(?:in|up)|login|regist|premium|subscri|alert|ad-?block|print|meta(?:data)?(?:[\s_-]|$)|caption|credit|copyright|gallery|slideshow|autor|author|firma|abh[-_]|(?:^|[\s_-])bio(?:[\s_-]|$)",
    re.IGNORECASE,
)
"""Names of parts within an article's box that are none of its text."""

NAMED = re.compile(
    r"call-?out|admonition|code-?block-?caption|code-fold|(?:column-)?margin(?:-?note)?(?:\s|$)|csl-entry|bib-?(?:item|entry)|kg-(?:audio|file-card|toggle)-(?:title|caption|content|heading)"
    r"|recipe-?(?:[a-z]+-)?(?:summary|notes?|times?|servings|yield|nutrition|instructions?|ingredients?)",
    re.IGNORECASE,
)
"""Names of parts of a text that are no paragraphs."""
SIGNED = re.compile(r"[©®]|\bcopyright\b|\(c\)\s|\((?:AP|AFP|Reuters|Getty|dpa)\b", re.IGNORECASE)
"""What stands in captions and at the foot of pages."""
CAPTION = re.compile(r"(?:^|[\s_-])caption(?:[\s_-]|$)", re.IGNORECASE)
NAMED_LINKS = 0.4
ASKS = ("?", "？", "؟", ":", "：")
LISTED = frozenset({"ul", "ol", "dl", "blockquote", "table", "pre"})
SPOKEN = frozenset({"p", "li", "dt", "dd", "td", "th", "pre", "blockquote", "div"})

Kind = tuple[str, ...]


def spread_marks(runs: Sequence[Run], title: str) -> None:
    """Mark what the extraction library left of an article each of whose parts stands in a box of its own.

    Prose below marked text, in the box that holds title and text, is text where it is written as the text is, or stands in a part
    of that box that holds little but words. Where there is any, what stands among the parts is text, too.
    """
    marked = [run for run in runs if run.marked and is_prose(run)]
    if not marked:
        return
    around = _around(runs, marked, title)
    if around is not None:
        _spread(around, marked)
    _go_on(runs, marked[0])


def _spread(around: Box, marked: Sequence[Run]) -> None:
    row = [run for run in around.runs() if run]
    parts = _Parts(marked, around)
    first = next(number for number, run in enumerate(row) if run.marked and is_prose(run))
    for run in row[first:]:
        run.marked = run.marked or (linked(run) <= NAMED_LINKS and parts.is_named(run))
    found = [number for number in range(first, len(row)) if not row[number].marked and parts.continues(row[number])]
    for number in range(first, found[-1] + 1 if found else first):
        if not row[number].marked and linked(row[number]) <= LINKED and parts.holds(row[number]):
            row[number].marked = True


def _go_on(row: Sequence[Run], begins: Run) -> None:
    """Mark the sentences and lists that end a text, however short, in the box that holds the whole of it and nothing else."""
    text = [run for run in row[row.index(begins) :] if run.marked]
    around = set(text[0].box.chain).intersection(*(run.box.chain for run in text))
    inner = max(around, key=lambda box: len(box.chain))
    if inner.tag in {"main", "article"} or inner.tag in WHOLE_PAGE:
        return
    core = {box for run in text for box in run.box.chain}
    kinds = {kind_of(run) for run in text}
    asked = text[-1].text.endswith(ASKS)
    for run in row[row.index(text[-1]) + 1 :]:
        near = [box for box in run.box.chain if box not in core]
        listed = any(box.tag in LISTED for box in near)
        if (
            inner not in run.box.chain
            or not (listed or (run.text.endswith(STOPS) and (asked or kind_of(run) in kinds)))
            or linked(run) > 0
            or run.box.tag not in SPOKEN
            or is_beside(near, run)
            or any(OTHER.search(names_of(box)) for box in near)
        ):
            return
        run.marked = True


class _Parts:
    """The parts of an article's box, and which of them are text of it."""

    def __init__(self, marked: Sequence[Run], around: Box) -> None:
        written = Counter[Kind]()
        for run in marked:
            written[kind_of(run)] += weight(run.text) * _is_named(run)
        self.kinds = {kind for kind, letters in written.items() if letters > USUAL * written.total()}
        self.core = {box for run in marked for box in run.box.chain}
        self.declared = any(
            box.tag == "article" or "Article" in (box.element.get("itemtype") or "") for box in around.chain
        )
        self.known: dict[Box, bool] = {}

    def continues(self, run: Run) -> bool:
        """Return whether an unmarked run goes on with the text."""
        if linked(run) > LINKED or run.box.tag in HEADINGS:
            return False
        if kind_of(run) in self.kinds and (weight(run.text) >= SENTENCE and run.text.endswith(STOPS)):
            return not is_beside([box for box in run.box.chain if box not in self.core], run)
        return (is_prose(run) or self._is_headed(run)) and self.holds(run)

    def is_named(self, run: Run) -> bool:
        """Return whether a box around a run is named as a part of a text: a callout, a recipe's notes, an entry of its sources."""
        near = [box for box in run.box.chain if box not in self.core]
        named = any(NAMED.search(names_of(box)) or _heads_table(box) for box in near)
        return named and not is_beside(near, run)

    def _is_headed(self, run: Run) -> bool:
        """Return whether a sentence stands below a heading in a part of its own, of what calls itself an article."""
        part = next((box for box in reversed(run.box.chain) if box not in self.core), None)
        if part is None or part is run.box or not self.declared or not run.text.endswith(STOPS):
            return False
        head = next((one for one in part.runs() if one), run)
        return head.box.tag in HEADINGS - {"h1"} and linked(head) == 0 and weight(run.text) >= SENTENCE

    def holds(self, run: Run) -> bool:
        """Return whether a run stands in a part that is text."""
        near = [box for box in run.box.chain if box not in self.core]
        if is_beside(near, run):
            return False
        part = near[-1] if near else run.box
        if part not in self.known:
            self.known[part] = _is_of_prose(part)
        return self.known[part] or kind_of(run) in self.kinds


def _heads_table(box: Box) -> bool:
    """Whether a box is the caption of a table."""
    above = box.above
    if above is None or not CAPTION.search(names_of(box)) or next(above.element.iter("table"), None) is None:
        return False
    return next(above.element.iter("img", "picture", "figure"), None) is None


def _is_of_prose(part: Box) -> bool:
    """Whether a part of an article's box is text of it: no form, no list of links, and no sentence that asks for something."""
    if part.tag in {"p", "li"} or next(part.element.iter(*FIELDS), None) is not None:
        return False
    runs = [run for run in part.runs() if run]
    letters = sum(len(run.text) for run in runs)
    if sum(linked(run) * len(run.text) for run in runs) > LINKED * letters or any(linked(run) > CARD for run in runs):
        return False
    if next(part.element.iter(*PARTS), None) is None and not any(
        run.text.endswith(STOPS) and weight(run.text) >= SENTENCE for run in runs
    ):
        return False
    return not any(
        OTHER.search(names_of(box))
        for run in runs
        if not any(box.tag == "blockquote" for box in run.box.chain)
        for box in run.box.chain[: -len(part.chain) + 1 or None]
    )


def is_prose(run: Run) -> bool:
    """Return whether a run is surely a paragraph."""
    return weight(run.text) >= PROSE


def is_beside(near: Sequence[Box], run: Run) -> bool:
    """Return whether the boxes around a run say that it is none of the article."""
    return (
        any(box.tag in ASIDE for box in near)
        or SIGNED.search(run.text) is not None
        or is_furniture(run.text)
        or bool(by_names(" ".join(map(names_of, near)), run))
    )


def kind_of(run: Run) -> Kind:
    """Return what a run is written as: tag and class of the boxes next to it."""
    return tuple(f"{box.tag}.{box.element.get('class') or ''}" for box in run.box.chain[:LOOKED])


def _is_named(run: Run) -> bool:
    """Whether a box next to a run has a class: without any, all paragraphs of a page look alike."""
    return any(box.element.get("class") for box in run.box.chain[1:LOOKED])


def _around(runs: Sequence[Run], marked: Sequence[Run], title: str) -> Box | None:
    """The smallest box that holds the title and most of the marked prose; None where that is the page."""
    key = key_of(title)
    weights: Counter[Box] = Counter()
    for run in marked:
        for box in run.box.chain:
            weights[box] += weight(run.text)
    total = sum(weight(run.text) for run in marked)
    heads = [run for run in runs if key and run.box.tag in HEADINGS and key_of(run.text) == key]
    for head in heads:
        for box in head.box.chain:
            if weights[box] >= 0.9 * total:
                return box if box.tag not in WHOLE_PAGE else None
    return None

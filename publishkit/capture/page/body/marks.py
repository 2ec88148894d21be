"""Which runs of a page are the article: the extraction library is asked, and each run is known again by an unseen number."""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from statistics import median

from lxml.html import HtmlElement

from publishkit.capture.page.body.outline import Box, Run

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
    return "" if run.slot is None else (run.slot.tail if run.behind else run.slot.text) or ""


def _set_words(run: Run, words: str) -> None:
    if run.slot is not None and run.behind:
        run.slot.tail = words
    elif run.slot is not None:
        run.slot.text = words


@cache
def _quiet() -> None:
    """Silence trafilatura: it warns about pages it cannot read; we say so ourselves."""
    for name in ("trafilatura", "htmldate", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


MANY = 8_000
"""Runs a page has; the longest real articles have half as many."""
KEPT = (100, 50, 25, 12)
"""Parts at each end of a row that are kept: as many as leave no more than `MANY` runs."""
OWN = 4
"""Times the letters of most parts of its row from which on a part speaks for itself."""

Way = tuple[str, ...]


@dataclass(slots=True)
class Row:
    """Parts of one box that have the same tag."""

    kept: list[Box]
    out: list[Box]
    marks: Counter[Way] = field(default_factory=Counter)
    """Way from a part to a run in it -> letters that are marked, less those that are not."""


@dataclass(slots=True)
class Short:
    """What is left of a page, and what was taken out of its tree."""

    runs: Sequence[Run]
    rows: list[Row] = field(default_factory=list)
    _whole: list[tuple[HtmlElement, list[HtmlElement]]] = field(default_factory=list)

    def leave_out(self) -> None:
        """Take the middle of the rows out of the tree."""
        gone = {box.element for row in self.rows for box in row.out}
        for element in dict.fromkeys(box.above.element for row in self.rows for box in row.out[:1] if box.above):
            children = list(element)
            self._whole.append((element, children))
            element[:] = [child for child in children if child not in gone]

    def put_back(self) -> None:
        """Make the tree what it was."""
        while self._whole:
            element, children = self._whole.pop()
            element[:] = children

    def follow(self) -> None:
        """Mark in the middle what is marked at the ends, the innermost rows first."""
        for row in reversed(self.rows):
            for box in row.kept:
                for run in filter(None, box.runs()):
                    row.marks[_way(run, box)] += len(run.text) if run.marked else -len(run.text)
            for box in row.out:
                for run in box.runs():
                    run.marked = row.marks[_way(run, box)] > 0


def in_short(runs: Sequence[Run]) -> Short:
    """Return what to ask about instead of all *runs* of a page: all of them, unless there are very many."""
    if sum(map(bool, runs)) <= MANY:
        return Short(runs)
    whole, left, rows = runs[0].box.chain[-1], runs, list[Row]()
    letters = _letters(runs)
    for kept in KEPT:
        rows = list(_rows(whole, kept, letters))
        gone = {box: True for row in rows for box in row.out}
        left = [run for run in runs if not _is_gone(run.box, gone)]
        if sum(map(bool, left)) <= MANY:
            break
    return Short(left, rows)


def _letters(runs: Sequence[Run]) -> Counter[Box]:
    """How many letters each box holds."""
    letters = Counter[Box]()
    for run in runs:
        if own := len(run.text):
            box: Box | None = run.box
            while box is not None:
                letters[box] += own
                box = box.above
    return letters


def _is_gone(box: Box, gone: dict[Box, bool]) -> bool:
    """Whether a box stands in one that is left out; *gone* learns it of the boxes around."""
    if box in gone:
        return gone[box]
    above = box.above
    if above is None:
        return False
    if above not in gone:
        gone[above] = _is_gone(above, gone)
    return gone[above]


def _rows(whole: Box, kept: int, letters: Mapping[Box, int]) -> Iterator[Row]:
    """The long rows of a page, the outer ones first; none in what is left out."""
    waiting = [whole]
    while waiting:
        box = waiting.pop()
        parts: dict[str, list[Box]] = {}
        for part in box.parts:
            if isinstance(part, Box):
                parts.setdefault(part.tag, []).append(part)
        for row in parts.values():
            found = _parted(row, kept, letters) if len(row) > 2 * kept else Row(row, [])
            waiting += found.kept
            if found.out:
                yield found


def _parted(row: Sequence[Box], kept: int, held: Mapping[Box, int]) -> Row:
    """The row with its middle left out, but for what holds much more than the others: the article among teasers."""
    letters = [held[box] for box in row]
    most = OWN * max(median(letters), 1)
    middle = range(kept, len(row) - kept)
    out = {number for number in middle if letters[number] <= most}
    return Row([box for number, box in enumerate(row) if number not in out], [row[number] for number in sorted(out)])


def _way(run: Run, box: Box) -> Way:
    """The tags from a part down to a run in it."""
    chain = run.box.chain
    return tuple(one.tag for one in chain[: chain.index(box)])

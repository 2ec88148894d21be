"""A page of very many parts in short: of a long row of parts that are alike, those at both ends speak for the others."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from lxml.html import HtmlElement

from publishkit.capture.page.body.outline import Box, Run

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
    for kept in KEPT:
        rows = list(_rows(whole, kept))
        gone = {box for row in rows for box in row.out}
        left = [run for run in runs if gone.isdisjoint(run.box.chain)]
        if sum(map(bool, left)) <= MANY:
            break
    return Short(left, rows)


def _rows(whole: Box, kept: int) -> Iterator[Row]:
    """The long rows of a page, the outer ones first; none in what is left out."""
    waiting = [whole]
    while waiting:
        box = waiting.pop()
        parts: dict[str, list[Box]] = {}
        for part in box.parts:
            if isinstance(part, Box):
                parts.setdefault(part.tag, []).append(part)
        for row in parts.values():
            found = _parted(row, kept) if len(row) > 2 * kept else Row(row, [])
            waiting += found.kept
            if found.out:
                yield found


def _parted(row: Sequence[Box], kept: int) -> Row:
    """The row with its middle left out, but for what holds much more than the others: the article among teasers."""
    letters = [sum(len(run.text) for run in box.runs()) for box in row]
    most = OWN * max(median(letters), 1)
    middle = range(kept, len(row) - kept)
    out = {number for number in middle if letters[number] <= most}
    return Row([box for number, box in enumerate(row) if number not in out], [row[number] for number in sorted(out)])


def _way(run: Run, box: Box) -> Way:
    """The tags from a part down to a run in it."""
    chain = run.box.chain
    return tuple(one.tag for one in chain[: chain.index(box)])

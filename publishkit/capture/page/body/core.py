"""Which boxes of a page hold its article: those with much of the marked text, and those that are named as they are."""

from collections import Counter
from collections.abc import Sequence

from publishkit.capture.page.body.outline import Box, Run
from publishkit.capture.page.body.shapes import names_of
from publishkit.capture.paste.lines import weight

CORE = 0.4
"""Share of the marked text from which on a box holds the article."""


def core_boxes(runs: Sequence[Run]) -> set[Box]:
    """Return the boxes that hold much of the marked text: what they are named says nothing about one run."""
    heavy: Counter[Box] = Counter()
    for run in runs:
        if run.marked:
            heavy[run.box] += weight(run.text)
    weights = _with_inner(heavy)
    names = {box: name for box in weights if (name := names_of(box)) != " "}
    named: Counter[str] = Counter()
    for box, name in names.items():
        if not any(names.get(around) == name for around in box.chain[1:]):
            named[name] += weights[box]
    most = max(weights.values(), default=0)
    usual = {name for name, value in named.items() if value >= CORE * most and name.strip()}
    return {box for box in weights if weights[box] >= CORE * most or names.get(box) in usual}


def _with_inner(heavy: Counter[Box]) -> Counter[Box]:
    """Boxes -> the letters in them, where *heavy* are those in them alone: added up from the innermost outwards."""
    weights: Counter[Box] = Counter()
    while heavy:
        weights.update(heavy)
        outer: Counter[Box] = Counter()
        for box, letters in heavy.items():
            if box.above is not None:
                outer[box.above] += letters
        heavy = outer
    return weights

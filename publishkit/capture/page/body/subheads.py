"""Subheads that are no headings: how editors without a style for them write them."""

from collections import Counter
from collections.abc import Iterator, Sequence

from publishkit.capture.page.body.outline import Run
from publishkit.capture.page.body.shapes import HEADINGS, names_of
from publishkit.capture.paste.lines import STOPS, weight

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

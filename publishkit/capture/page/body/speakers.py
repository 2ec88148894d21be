"""Who speaks in the parts of a page: the names and labels over speeches, answers and posts that stand in boxes of one kind."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from publishkit.capture.bylines import parse_byline
from publishkit.capture.cues import is_furniture
from publishkit.capture.page.body.above import is_date
from publishkit.capture.page.body.among import CLOCK
from publishkit.capture.page.body.outline import Box, Run
from publishkit.capture.page.body.shapes import ASIDE, HEADINGS
from publishkit.capture.paste.lines import STOPS, weight

LONGEST = 80
"""Weight of a label."""
DEEP = 6
"""Boxes around a label in which what it stands over is looked for."""
AHEAD = 8
"""Lines of such a box that are looked at."""
LISTED = frozenset({"table", "ul", "ol", "dl", "figure", "blockquote", "pre"})


def find_speakers(area: Sequence[Run], keeps: Callable[[Run], bool]) -> Iterator[Sequence[Run]]:
    """Yield the labels over each part of a text that is made of parts of one kind: two of them at least have one."""
    groups: dict[tuple[str, str, Box | None], list[tuple[Run, Box]]] = {}
    for run in area:
        if _may_label(run) and (part := _part(run, keeps)) is not None:
            groups.setdefault((_kind(run.box), _kind(part), part.above), []).append((run, part))
    over: dict[Box, list[Run]] = {}
    for labels in groups.values():
        if len({part for _, part in labels}) > 1:
            for run, part in labels:
                over.setdefault(part, []).append(run)
    order = {run: number for number, run in enumerate(area)}
    yield from (sorted(labels, key=order.__getitem__) for labels in over.values())


def _may_label(run: Run) -> bool:
    """Whether a run is a short line in a box of its own that says who speaks, or what comes."""
    text = run.text
    return (
        len(text) > 2
        and weight(text) <= LONGEST
        and "\n" not in text
        and not any(map(str.isdigit, text))
        and not text.endswith((*STOPS, ","))
        and run.box.tag not in HEADINGS | {"p", "li", "td", "th", "dt", "dd", "figcaption", "caption", "summary"}
        and not any(box.tag in ASIDE | LISTED for box in run.box.chain)
        and not (is_furniture(text) or is_date(text) or CLOCK.fullmatch(text) or parse_byline(text))
    )


def _part(run: Run, keeps: Callable[[Run], bool]) -> Box | None:
    """The smallest box in which printed sentences stand below a run, and none above it."""
    for box in run.box.chain[1:DEEP]:
        inside = list(islice((one for one in box.runs() if one), AHEAD))
        if run not in inside:
            return None
        at = inside.index(run)
        if any(keeps(one) and one.text.endswith(STOPS) for one in inside[:at]):
            return None
        if any(keeps(one) and one.text.endswith(STOPS) for one in inside[at + 1 :]):
            return box
    return None


def _kind(box: Box) -> str:
    return f"{box.tag}.{box.element.get('class') or ''}"

"""What stands among an article's paragraphs and is one of its parts, though its words or its links look like a pointer's."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby, islice, pairwise

from publishkit.capture.dates import find_dates
from publishkit.capture.page.body.outline import Box, Run
from publishkit.capture.page.body.shapes import ASIDE, HEADINGS, is_verse, linked, near_boxes
from publishkit.capture.page.tree import key_of
from publishkit.capture.paste.lines import STOPS

LISTED = frozenset({"ul", "ol", "dl", "menu"})
LONGEST = 100
"""Lines of a list that is looked at."""
STARS = re.compile(r"[★☆⭐✩✪✭✮⯨✰\ufe0f½/\s]{3,24}")
"""How good a reviewer finds something."""
OFFERED = re.compile(
    r"\b(?:news-?letters?|inbox|e-?mails?|apps?|accounts?|subscri\w+|abo\w*|twitter|facebook|instagram|whatsapp|telegram|youtube|google|linkedin|tiktok|channels?|podcasts?|log(?:ged)? ?in|members?(?:hip)?|donat\w+|support|premium|exclusive|articles?|stor(?:y|ies)|websites?|page|cookies?|javascript|browser|free|offers?|our|your|click|links?|comments?|social|media|sponsor\w*|partners?|notifications?|updates?|below|konto|kostenlos|unser\w*|ihre?n?|artikel|artículos?|articles?|compte|gratuit\w*|cuenta)\b",
    re.IGNORECASE,
)
"""Words of which an offer, a button or a pointer has at least one."""
LABEL = 14
"""Letters of the words in front of a name: “Reviewed by”."""
LABELLED = re.compile(r"[^.,!?]{1,30}[:：>»→|]")
"""“Watch: …”"""
WINDOW = 12
"""Letters of a line in a row that are looked for in the text."""
REPEATED = 0.5
"""Share of a pulled line that stands in the text, too."""
CLOCK = re.compile(
    r"(?:\D{1,12}\s)?[0-2]?\d\s?[:.h]\s?[0-5]\d(?:\s?(?:[ap]\.?\s?m\.?|uhr|h|hrs?|[A-Z]{2,4}))?", re.IGNORECASE
)
"""A time of day and nothing else."""
YEAR = re.compile(r"(?:(?:c|ca|um|circa|vers)\.?\s)?\d{3,4}s?(?:\s?[–-]\s?\d{2,4})?(?:\s?(?:BCE?|CE|AD|v\. Chr\.))?", re.IGNORECASE)  # fmt: skip


def is_sentence(run: Run, core: Collection[Box]) -> bool:
    """Return whether a line that opens as a button does is a sentence among the article's paragraphs: it has no link and offers nothing."""
    text = run.text
    return (
        run.marked
        and run.box.tag == "p"
        and run.box.above in core
        and linked(run) == 0
        and text.rstrip("”\"»’'").endswith(STOPS)
        and len(text.split()) > 4
        and not LABELLED.match(text)
        and not OFFERED.search(text)
    )


def is_signed(text: str, names: Sequence[str]) -> bool:
    """Return whether a line is a label and names of which the front matter has one, whatever language the label is in; *names* are keys."""
    key = key_of(text)
    at = min((key.find(name) for name in names if name in key), default=-1)
    if at < 0 or len(text) > 140 or text.rstrip().endswith(STOPS):
        return False
    rest = key
    for one in find_dates(text):
        rest = rest.replace(key_of(text[one.start : one.end]), "", 1)
    for name in names:
        rest = rest.replace(name, "")
    rest = re.sub(r"\d", "", rest)
    parted = re.search(r"[|／/·•：]", text) is not None
    return 0 < at <= LABEL and len(rest) <= (3 * LABEL if parted else LABEL)


def stands_among(run: Run, number: int, runs: Sequence[Run], core: Collection[Box]) -> bool:
    """Return whether a run stands in a list between two marked paragraphs of the box that holds the article."""
    near = near_boxes(run, core)
    outer = next((box for box in reversed(near) if box.tag in LISTED), None)
    if (
        outer is None
        or outer.above not in core
        or any(box.tag in ASIDE - {"menu"} for box in near)
        or linked(run) > 0.4
    ):
        return False
    inside = list(islice(outer.runs(), LONGEST + 1))
    leading = sum(linked(other) * len(other.text) for other in inside)
    if len(inside) > LONGEST or leading > 0.4 * sum(len(other.text) for other in inside):
        return False
    around = (reversed(runs[max(0, number - 30) : number]), iter(runs[number + 1 : number + 30]))
    nearest = [next((other for other in part if not _is_beside(other, outer.above)), None) for part in around]
    return all(other is not None and other.marked for other in nearest)


def _is_beside(run: Run, above: Box | None) -> bool:
    """Whether a run stands in a list, or is a heading, of the same box."""
    return any(box.above is above and box.tag in LISTED | HEADINGS for box in run.box.chain)


def times_of_entries(runs: Sequence[Run], left: Collection[Run]) -> Iterator[Run]:
    """Yield times of day over entries, and years in front of their words; two of a sort at least."""
    pairs = [(run, after) for run, after in pairwise(runs) if after not in left]
    clocks = [run for run, _ in pairs if CLOCK.fullmatch(run.text)]
    years = [run for run, after in pairs if YEAR.fullmatch(run.text) and _is_entry(run, after)]
    for found in (clocks, years):
        yield from found if len(found) > 1 else ()


def _is_entry(run: Run, after: Run) -> bool:
    """Whether two runs stand in one entry."""
    entry = next((box for box in run.box.chain if box.tag in {"li", "tr", "dt", "article"}), None)
    return entry is not None and entry in after.box.chain


def own_words(pulled: Sequence[Run], others: Sequence[Run], core: Collection[Box]) -> Iterator[Run]:
    """Yield the runs of quotations that are pulled out of a text and stand nowhere else in it."""
    whole = "\n".join(key_of(run.text) for run in others)
    quoted = [run for run in pulled if any(box.tag == "blockquote" for box in near_boxes(run, core))]
    for _, part in groupby(quoted, key=lambda run: (near_boxes(run, core) or [run.box])[-1]):
        runs = list(part)
        key = max((key_of(run.text) for run in runs), key=len)
        parts = [key[at : at + WINDOW] for at in range(0, max(1, len(key) - WINDOW + 1), WINDOW // 2)]
        if key and sum(one in whole for one in parts) < REPEATED * len(parts):
            yield from runs


def is_refrain(run: Run, before: Run, times: Mapping[str, int], core: Collection[Box]) -> bool:
    """Return whether a paragraph that stands more than once is a refrain, and no fault of the page: a verse, or a line that comes a third time.

    What comes with its heading each time stands in for something that is not shown.
    """
    if any(map(is_verse, run.box.chain[:3])):
        return True
    if (
        run.box.tag != "p"
        or run.box.above not in core
        or (before.box.tag in HEADINGS and times[key_of(before.text)] > 1)
    ):
        return False
    return times[key_of(run.text)] > 2 or "\n" in run.text

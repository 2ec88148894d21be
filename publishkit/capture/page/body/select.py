"""Which runs of a page are printed: the marked ones and what stands among them; whatever else stands there is named with its reason."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from publishkit.capture.bylines import parse_byline
from publishkit.capture.cues import ends_article, is_furniture
from publishkit.capture.page.body.above import is_date, is_date_above, names_author
from publishkit.capture.page.body.among import (
    STARS,
    is_refrain,
    is_sentence,
    own_words,
    stands_among,
    times_of_entries,
)
from publishkit.capture.page.body.core import core_boxes
from publishkit.capture.page.body.outline import Box, Run
from publishkit.capture.page.body.selection import Known, Selection, Taken
from publishkit.capture.page.body.shapes import (
    ASIDE,
    ELSEWHERE,
    HEADINGS,
    SELLS,
    around_fields,
    by_names,
    heads_prose,
    is_bold,
    is_formula,
    is_other_article,
    is_small,
    is_verse,
    is_worded,
    leads_to_file,
    linked,
    names_of,
    near_boxes,
    other_heads,
)
from publishkit.capture.page.body.speakers import find_speakers
from publishkit.capture.page.body.spread import spread_marks
from publishkit.capture.page.body.tables import is_menu_cell, is_of_properties
from publishkit.capture.page.tree import key_of
from publishkit.capture.paste.lines import STOPS, weight

PULLED_LINE = "pulled out of the text"
DECK = "stands above as deck"
MENU = "a menu"
UNSEEN = "what no reader of the page sees"
PROSE = 80
"""Weight of a run that is surely prose."""
SHORT = 12
"""Letters of a line that may be the title by chance."""
BREAK = re.compile(r"[\s*·•●○∙⁂❦☙◇◆❖✦✧✶✻✽※⁕⁎§~#=_+–—-]{1,24}")
"""A paragraph of nothing but signs parts sections."""
PULLED = re.compile(r"pull-?(?:ed)?-?(?:quote|out)|blockquote-?(?:pull|feature)|call-?out|(?:^|[\s_-])quote|zitat|citation|destaque|ausriss", re.IGNORECASE)  # fmt: skip


def select_runs(whole: Box, known: Known) -> Selection:
    """Return what of the marked page is printed."""
    runs = [run for run in whole.runs() if run]
    taken = Taken(known.taken)
    _mark_prose([run for run in runs if not taken.holds(run)])
    spread_marks([run for run in runs if not taken.holds(run)], known.title)
    marked = [number for number, run in enumerate(runs) if run.marked and not taken.holds(run)]
    if not marked:
        return Selection(runs, 0, -1)
    title = _title_at(runs, marked, known)
    first = next((number for number in marked if number > title), marked[-1])
    core = core_boxes(runs)
    fields = around_fields(whole.element)
    found = Selection(runs, min(first, title + 1), marked[-1], core, taken=taken, fields=fields)
    found.printed = {run for run in runs[found.first : found.last + 1] if not taken.holds(run)}
    keys = {key_of(known.title), key_of(known.kicker)}
    for number in range(found.first, found.last + 1):
        if runs[number] in found.printed and (reason := _reason(runs[number], number, found, known, keys)):
            found.leave(runs[number], reason)
    _leave_head(found, title, known)
    _leave_properties(found, known)
    _keep_pulled(found)
    _leave_repeated(found)
    _leave_tail(found)
    _keep_times(found)
    _keep_speakers(found, known)
    _leave_bare_heads(found)
    found.heads = {run for run in found.printed if run.box.tag in HEADINGS} | set(
        other_heads([run for run in runs if run in found.printed])
    )
    return found


def _mark_prose(runs: Sequence[Run]) -> None:
    """Mark the prose of a page of which the extraction library knows next to nothing."""
    if sum(weight(run.text) for run in runs if run.marked) >= PROSE:
        return
    prose = [
        run
        for run in runs
        if weight(run.text) >= PROSE and linked(run) < 0.4 and not any(box.tag in ASIDE for box in run.box.chain)
    ]
    named = [run for run in prose if any(box.tag in {"article", "main"} for box in run.box.chain)]
    for run in named or prose:
        run.marked = True


def _title_at(runs: Sequence[Run], marked: Sequence[int], known: Known) -> int:
    """The number of the last heading that is the title and has most of the marked text below it, -1 when none has."""
    key = key_of(known.title)
    total = sum(weight(runs[n].text) for n in marked)
    heads = [n for n, run in enumerate(runs) if key and run.box.tag in HEADINGS and key_of(run.text).endswith(key)]
    for n in reversed(heads):
        below = sum(weight(runs[m].text) for m in marked if m > n)
        if below > 0.9 * (total - weight(runs[n].text) * runs[n].marked):
            return n
    return _line_of_title(runs, marked, key)


def _line_of_title(runs: Sequence[Run], marked: Sequence[int], key: str) -> int:
    """The number of the line in bold above the text that is the title, or ends as it does; -1 when there is none."""
    first = next((n for n in marked if weight(runs[n].text) >= PROSE), 0)
    lines = (n for n in range(first) if is_bold(runs[n]) and linked(runs[n]) == 0)
    return next((n for n in lines if len(own := key_of(runs[n].text)) > SHORT and key.endswith(own)), -1)


def _reason(run: Run, number: int, found: Selection, known: Known, above: Collection[str]) -> str:
    """Why a run is not printed, "" when nothing speaks against it; *above* are the keys of title and kicker."""
    key, text = key_of(run.text), run.text
    near = near_boxes(run, found.core)
    if known.hidden and any(box.element in known.hidden for box in near):
        return UNSEEN
    if (not key and BREAK.fullmatch(text)) or (run.marked and STARS.fullmatch(text)):
        return ""
    if key and (key in above or _is_in_title(run, key, known)):
        return "stands above as title or kicker"
    if not run.marked and not _belongs(run, number, found.runs, near, found.core):
        return _why_unmarked(run, near)
    listed = any(box.tag in {"td", "th", "pre"} for box in near[:3])
    if not listed and is_furniture(text) and not is_sentence(run, found.core):
        return "a button or a pointer, not text"
    reason = by_names(" ".join(map(names_of, near)), run)
    if reason == ELSEWHERE and heads_prose(run, found.runs[number + 1 : number + 4], found.core):
        reason = ""
    return _by_boxes(near, found) or reason


def _by_boxes(near: Sequence[Box], found: Selection) -> str:
    """What the boxes around a run say that it is by what else is in them; each of them is looked at once."""
    for box in near:
        if box not in found.apart:
            sells = box.element in found.fields and is_small(box)
            found.apart[box] = (
                SELLS if sells else ELSEWHERE if is_other_article(box) else MENU if is_menu_cell(box) else ""
            )
    return next((reason for box in near if (reason := found.apart[box])), "")


def _is_in_title(run: Run, key: str, known: Known) -> bool:
    """Whether a heading is the title, without the label in front of it or the house behind it."""
    if run.box.tag not in HEADINGS or len(key) <= 20:
        return False
    title = key_of(known.title)
    return title.startswith(key) or title.endswith(key) or (bool(title) and key.endswith(title))


def _why_unmarked(run: Run, near: Sequence[Box]) -> str:
    classes = " ".join(map(names_of, near))
    if is_date(run.text) or parse_byline(run.text):
        return "byline or date, which stand above"
    if is_furniture(run.text):
        return "a button or a pointer, not text"
    if linked(run) > 0.6:
        return ELSEWHERE
    return by_names(classes, run) or "not recognised as text of the article"


def _belongs(run: Run, number: int, runs: Sequence[Run], near: Sequence[Box], core: Collection[Box]) -> bool:
    """Whether an unmarked run stands among marked ones as one of them."""
    if (is_formula(run) or leads_to_file(run)) and not any(box.tag in ASIDE for box in near):
        return True
    if any((box.tag == "figure" and is_worded(box.element)) or is_verse(box) for box in near):
        return not any(box.tag in ASIDE for box in near)
    quoted = any(box.tag == "blockquote" and any(other.marked for other in box.runs()) for box in near)
    if (quoted and weight(run.text) < 200) or stands_among(run, number, runs, core):
        return True
    if is_furniture(run.text) or linked(run) > 0.4 or any(box.tag in ASIDE - {"menu"} for box in near):
        return False
    around = [other for other in runs[max(0, number - 2) : number + 3] if other.marked and other is not run]
    beside = [other for other in around if _like(other, run)]
    if run.box.tag in HEADINGS:
        behind = range(number + 1, min(number + 3, len(runs)))
        at = next((other for other in behind if len(runs[other].text) > 8), None)
        apart = _heads_other(run, near)
        listed = at is not None and (runs[at].marked or stands_among(runs[at], at, runs, core))
        follows = at is not None and listed and runs[at].box.tag not in HEADINGS
        return weight(run.text) <= 200 and follows and not apart
    return bool(beside) and (weight(run.text) >= 30 or run.text.endswith(STOPS) or len(beside) > 2)


def _heads_other(run: Run, near: Sequence[Box]) -> bool:
    """Whether the nearest box around a heading that holds more than it holds nothing of the article: a teaser's."""
    for box in near[1:]:
        others = [other for other in box.runs() if other is not run and len(other.text) > 8]
        if others:
            return not any(other.marked for other in others)
    return False


def _like(one: Run, other: Run) -> bool:
    return one.box is other.box or (
        one.box.tag == other.box.tag
        and one.box.above is other.box.above
        and one.box.tag in {"p", "li", "td", "th", "dd", "dt", "pre", "div"}
    )


def _leave_head(found: Selection, title: int, known: Known) -> None:
    """Byline, date and deck below the title: the front matter holds them; and a headline the title was not taken from."""
    deck, seen = key_of(known.deck), 0
    for number in range(found.first, min(found.last + 1, found.first + 14)):
        run = found.runs[number]
        if run not in found.printed:
            continue
        key = key_of(run.text)
        if deck and key == deck and seen < 2:
            found.leave(run, DECK)
        elif (
            "\n" in run.text
            and weight(run.text) < PROSE
            and all(_stands_above(line, known) for line in run.text.split("\n"))
        ):
            found.leave(run, "stands above as title or byline")
        elif run.box.tag == "h1" and not seen:
            found.leave(run, "a headline of the page, which is not the title that was taken")
        elif weight(run.text) < PROSE and (
            is_date_above(run, found.runs[number + 1 : number + 2], known.days, in_text=seen > 0)
            or parse_byline(run.text)
            or names_author(run.text, known.names)
        ):
            found.leave(run, "byline or date, which stand above")
        elif weight(run.text) >= PROSE:
            seen += 1
            if seen > 1:
                return


def _leave_properties(found: Selection, known: Known) -> None:
    """A table of properties above the text of which the front matter holds one: the author, the day."""
    for number in range(found.first, min(found.last + 1, found.first + 14)):
        run = found.runs[number]
        table = next((box for box in run.box.chain if box.tag == "table"), None)
        if weight(run.text) >= PROSE or (found.keeps(run) and table is None):
            return
        if table is None or not found.keeps(run) or not is_of_properties(table):
            continue
        inside = [one for one in table.runs() if one]
        if any(is_date(one.text) or names_author(one.text, known.names) for one in inside):
            for one in inside:
                if found.keeps(one):
                    found.leave(one, "byline or date, which stand above")


def _stands_above(line: str, known: Known) -> bool:
    """Whether a line is the title, or the end of it, or the byline."""
    key = key_of(line)
    titled = len(key) > SHORT and key_of(known.title).endswith(key)
    return titled or bool(parse_byline(line)) or names_author(line, known.names)


def _leave_repeated(found: Selection) -> None:
    """A line pulled out of the text, and a paragraph that stands twice."""
    keys = [key_of(run.text) for run in found.runs[found.first : found.last + 1]]
    times = Counter(keys)
    whole = "\n".join(keys)
    seen: set[str] = set()
    for number in range(found.first, found.last + 1):
        run, key = found.runs[number], keys[number - found.first]
        if run in found.left or len(key) < 25:
            continue
        pulled = run.box.tag == "blockquote" or any(
            box.tag in {"aside", "blockquote"} or PULLED.search(names_of(box))
            for box in near_boxes(run, found.core)[:3]
        )
        again = (
            times[key] > 1
            and key in seen
            and len(key) > 60
            and not is_refrain(run, found.runs[max(0, number - 1)], times, found.core)
        )
        if (pulled and len(key) < 500 and whole.count(key) > 1) or again:
            found.leave(run, "repeats a line of the text")
        seen.add(key)


def _keep_pulled(found: Selection) -> None:
    """Print what the page pulls out of the text and does not have in it."""
    area = found.runs[found.first : found.last + 1]
    pulled = [run for run in area if found.left.get(run) == PULLED_LINE]
    others = [run for run in area if found.keeps(run)]
    for run in own_words(pulled, others, found.core):
        del found.left[run]
        found.printed.add(run)


def _leave_tail(found: Selection) -> None:
    """What stands after words that end an article, and what is no text at its end."""
    total = sum(weight(run.text) for run in found.runs[found.first : found.last + 1] if found.keeps(run))
    rest, reaches = total, _reaches(found)
    for number in range(found.first, found.last + 1):
        run = found.runs[number]
        if not found.keeps(run):
            continue
        # Where prose in front of it and behind it stands in one box, it heads a box among them.
        if (
            rest <= 0.3 * total
            and number > found.first
            and ends_article(run.text)
            and not any(first < number <= last for first, last in reaches.values())
        ):
            for other in found.runs[number : found.last + 1]:
                if found.keeps(other):
                    found.leave(other, "stands after the end of the article")
            break
        rest -= weight(run.text)
    for run in reversed(found.runs[found.first : found.last + 1]):
        if not found.keeps(run):
            continue
        text = run.text
        if weight(text) < PROSE and run.box.tag != "pre" and (linked(run) > 0.8 or is_date(text)):
            found.leave(run, "a link or a date after the article")
        else:
            return


def _reaches(found: Selection) -> Mapping[Box | None, tuple[int, int]]:
    """The boxes that hold prose that is kept -> the numbers of its first and its last run."""
    reaches: dict[Box | None, tuple[int, int]] = {}
    for number in range(found.first, found.last + 1):
        run = found.runs[number]
        if found.keeps(run) and weight(run.text) >= PROSE:
            reaches[run.box.above] = (reaches.get(run.box.above, (number, number))[0], number)
    return reaches


def _keep_times(found: Selection) -> None:
    """Print the times that stand over entries, or in front of them."""
    for run in times_of_entries(found.runs[found.first : found.last + 1], found.left):
        found.left.pop(run, None)
        found.printed.add(run)
        found.times.add(run)


def _keep_speakers(found: Selection, known: Known) -> None:
    """Print who speaks over each speech, where that is anybody but the authors of the whole."""
    authors = {key_of(name) for name in known.names}
    parts = list(find_speakers(found.runs[found.first : found.last + 1], found.keeps))
    if all(key_of(labels[0].text) in authors for labels in parts):
        return
    for labels in parts:
        said = [run for run in labels if found.left.get(run, "") not in {UNSEEN, SELLS, MENU} and not found.takes(run)]
        for run in said:
            found.left.pop(run, None)
            found.printed.add(run)
        if said:
            found.speakers[said[-1]] = said


def _leave_bare_heads(found: Selection) -> None:
    """A heading that nothing follows heads something that was left out."""
    after: Run | None = None
    for number in range(found.last, found.first - 1, -1):
        run = found.runs[number]
        if not found.keeps(run):
            continue
        heads = run.box.tag in HEADINGS
        pointed = (run in found.heads or heads or is_bold(run)) and ends_article(run.text)
        behind = found.left.get(found.runs[number + 1]) if number < found.last else ""
        if (heads and (after is None or behind == DECK)) or (pointed and behind == ELSEWHERE):
            found.leave(run, "heads something that is not printed")
            continue
        after = run

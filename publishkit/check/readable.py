"""Words and links a reader must find: each one, in each place that shows the item, where its publisher wants it."""

from collections.abc import Iterator, Sequence

from publishkit.check.document import Reading, Region, View
from publishkit.check.matching import links_to, loose, shows, told_by_lines
from publishkit.check.mixed_lines import among_lines
from publishkit.check.proof import Row
from publishkit.edition.proof_record import State
from publishkit.model.edition import Owed

RUNNING_TEXT = frozenset({"D-VERBATIM"})
"""Duties over body text, which a PDF may hyphenate."""

BEGINNING = 32
"""Letters by which a passage is known when only its place is asked: fewer than stand on a line."""

_SHORT = 70


def words_and_links(owed: Owed, reading: Reading) -> Row:
    """Every string readable and every link alive, in each view: a reader has only one of them in hand."""
    if not owed.strings and not owed.links:
        return Row(owed=owed, state="settled", where=("the source gives nothing to show",))
    where: list[str] = []
    missing: list[str] = []
    code = ""
    for view in reading.views:
        regions = places(owed, view)
        if not regions:
            missing.append(f"{view.name}: {owed.item} is not in it")
            code = code or "R101"
        for group in _groups(owed, regions):
            if is_pointer(owed, group):
                continue
            lost = [*_lost_strings(owed, group), *_lost_links(owed, group), *_misplaced(owed, group)]
            missing += [f"{group[0].where}: {what}" for _, what in lost]
            code = code or (lost[0][0] if lost else "")
            where += [region.where for region in group] if not lost else []
    return settle(owed, where, missing, code)


def settle(owed: Owed, where: Sequence[str], missing: Sequence[str], code: str) -> Row:
    """Return the row of a duty that was looked for."""
    state: State = "missing" if missing else "found" if where else "settled"
    return Row(owed=owed, state=state, where=tuple(where), missing=tuple(missing), code=code if missing else "")


def places(owed: Owed, view: View) -> tuple[Region, ...]:
    """Return where in *view* the duty may be met: the item itself, or everything."""
    if owed.near and not all(document.kind == "text" and not document.spans for document in view.documents):
        return view.regions(owed.item)
    # The web's credits page is part of the edition's own page; an article's page beside it is another reader's.
    front = tuple(document for document in view.documents if document.name == "web/index.html")
    return tuple(document.whole for document in front or view.documents if document.text)


def _groups(owed: Owed, regions: Sequence[Region]) -> Sequence[Sequence[Region]]:
    """Return what must show everything by itself: each place that shows the item, or all documents together."""
    if owed.near:
        return [(region,) for region in regions]
    return [regions] if regions else []


def is_pointer(owed: Owed, group: Sequence[Region]) -> bool:
    """Return whether a place only points to the text: what is not reproduced there cannot be reproduced wrongly.

    Only a duty about the text itself looks at this; a credit is owed wherever the item is named.
    """
    if owed.place or (owed.duty not in RUNNING_TEXT and not owed.text):
        return False
    if any(_has(region, text) for region in group for text in owed.text):
        return False
    whole = sum(len(loose(text)) for text in owed.strings) if owed.duty in RUNNING_TEXT else 0
    return not whole or 2 * max(len(loose(region.text)) for region in group) < whole


def _has(region: Region, passage: str) -> bool:
    if told_by_lines(region):
        return among_lines(passage, region.text, region.breaks)
    return loose(passage)[:BEGINNING] in loose(region.text)


def _lost_strings(owed: Owed, group: Sequence[Region]) -> Iterator[tuple[str, str]]:
    hyphens = owed.duty not in RUNNING_TEXT
    for text in owed.strings:
        if not any(shows(region, text, hyphens=hyphens) for region in group):
            yield "R102", f"{owes(owed)} “{shortened(text)}”, which cannot be read there"


def _lost_links(owed: Owed, group: Sequence[Region]) -> Iterator[tuple[str, str]]:
    for href in owed.links:
        if not any(links_to(region, href) for region in group):
            yield "R103", f"{owes(owed)} a link to {href}, which is not there"


def _misplaced(owed: Owed, group: Sequence[Region]) -> Iterator[tuple[str, str]]:
    """Yield the credits that stand, but after the text begins (`top`) or before it ends (`end`)."""
    if not owed.place or not owed.text:
        return
    for region in group:
        words = loose(region.text)
        first, last = words.find(loose(owed.text[0])[:BEGINNING]), words.rfind(loose(owed.text[-1])[-BEGINNING:])
        for text in owed.strings:
            begins, ends = words.find(loose(text)), words.rfind(loose(text))
            if owed.place == "top" and 0 <= first < begins:
                yield "R115", f"{owes(owed)} “{shortened(text)}” before the text, and it stands after its beginning"
            if owed.place == "end" and -1 < ends < last:
                yield "R115", f"{owes(owed)} “{shortened(text)}” after the text, and it stands before its end"


def owes(owed: Owed) -> str:
    """Return who owes: `a01 (tides#text) owes`."""
    return f"{owed.item} ({owed.asset_id}) owes"


def shortened(text: str) -> str:
    """Return *text* on one line, as long as a message may be."""
    words = " ".join(text.split())
    return words if len(words) <= _SHORT else f"{words[: _SHORT - 1]}…"

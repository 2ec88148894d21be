"""R codes: the proof. Everything owed is looked for in the finished files; anything not found is an error."""

import posixpath
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from publishkit.edition.records.proof_record import State
from publishkit.edition.shown import SHOWN
from publishkit.model.artifact import Finding
from publishkit.model.owed import Owed, Withheld
from publishkit.model.rights import Channel
from publishkit.proof.beside import Shown
from publishkit.proof.leaks import find_leaks
from publishkit.proof.marks import rights_marks, whole_claims
from publishkit.proof.matching import address, among_lines, links_to, loose, shows, told_by_lines
from publishkit.proof.read.document import Document, Reading, Region, View
from publishkit.proof.record import Proof, Row
from publishkit.rights.gate.duties import DUTIES
from publishkit.rights.pictures.metadata import rights_text

MANUAL = frozenset(code for code, duty in DUTIES.items() if duty.check == "person")
"""Duties only a person can answer for."""
QUOTED = 70
"""Characters of a text that a message repeats."""


def prove(
    owed: Sequence[Owed],
    withheld: Sequence[Withheld],
    readings: Mapping[Channel, Reading],
    said: Sequence[str] = (),
    records: Sequence[Document] = (),
) -> Proof:
    """Return for every duty where it was found or what is missing, and every trace of what was withheld.

    *said* and *records* as in `find_leaks`.
    """
    shown = Shown(owed, readings)
    return Proof(
        rows=tuple(shown.row(duty) if duty.duty == SHOWN else _row(duty, readings.get(duty.channel)) for duty in owed),
        leaks=tuple(find_leaks(withheld, readings, said, records)),
        faults=(*_unreadable(readings), *rights_marks(readings), *whole_claims(owed, readings)),
    )


def _unreadable(readings: Mapping[Channel, Reading]) -> Iterator[Finding]:
    for reading in readings.values():
        for sentence in reading.broken:
            where, _, message = sentence.partition(": ")
            yield Finding(code="R120", severity="error", where=where, message=f"cannot be read back: {message}")


def _row(owed: Owed, reading: Reading | None) -> Row:
    row = _looked_for(owed, reading)
    # What the files show is found or missing; that it was never compared with its original stands above "found".
    if owed.unchecked and row.state in ("found", "settled"):
        return replace(row, state="not_checked", where=(owed.unchecked, *(row.where if row.state == "found" else ())))
    return row


def _looked_for(owed: Owed, reading: Reading | None) -> Row:
    if owed.duty in MANUAL:
        return Row(owed=owed, state="manual")
    if owed.reason:
        return Row(owed=owed, state="settled", where=(owed.reason,))
    if reading is None or not reading.views:
        return _missing(owed, "R101", f"{owed.channel.value}: there is no readable file")
    rule = RULES.get(owed.duty)
    if rule is None:
        told = f"{owed.item} ({owed.asset_id}) owes {owed.duty}, which nobody here knows how to keep"
        return _missing(owed, "R110", f"{owed.channel.value}: {told}")
    return rule(owed, reading)


def _missing(owed: Owed, code: str, sentence: str) -> Row:
    return Row(owed=owed, state="missing", missing=(sentence,), code=code)


def _settle(owed: Owed, where: Sequence[str], missing: Sequence[str], code: str = "") -> Row:
    """Return the row of a duty that was looked for; what is missing is the duty's own finding, or that of *code*."""
    state: State = "missing" if missing else "found" if where else "settled"
    code = (code or DUTIES[owed.duty].proved_by[0]) if missing else ""
    return Row(owed=owed, state=state, where=tuple(where), missing=tuple(missing), code=code)


def _owes(owed: Owed) -> str:
    """Return who owes: `a01 (tides#text) owes`."""
    return f"{owed.item} ({owed.asset_id}) owes"


def _shortened(text: str) -> str:
    """Return *text* on one line, as long as a message may be."""
    words = " ".join(text.split())
    return words if len(words) <= QUOTED else f"{words[: QUOTED - 1]}…"


# --- words and links: readable, alive, in their place -----------------------------------------------------------------


RUNNING_TEXT = frozenset({"D-VERBATIM"})
"""Duties over body text, which a PDF may hyphenate."""
BEGINNING = 32
"""Letters by which a passage is known when only its place is asked: fewer than stand on a line."""


def words_and_links(owed: Owed, reading: Reading) -> Row:
    """Every string readable and every link alive, in each view: a reader has only one of them in hand."""
    if not owed.strings and not owed.links:
        return Row(owed=owed, state="settled", where=("the source gives nothing to show",))
    where: list[str] = []
    missing: list[str] = []
    code = ""
    for view in reading.views:
        regions = _places(owed, view)
        if not regions:
            missing.append(f"{view.name}: {owed.item} is not in it")
            code = code or "R101"
        for group in _groups(owed, regions):
            if _is_pointer(owed, group):
                continue
            lost = [*_lost_strings(owed, group), *_lost_links(owed, group), *_misplaced(owed, group)]
            missing += [f"{group[0].where}: {what}" for _, what in lost]
            code = code or (lost[0][0] if lost else "")
            where += [region.where for region in group] if not lost else []
    return _settle(owed, where, missing, code)


def _places(owed: Owed, view: View) -> tuple[Region, ...]:
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


def _is_pointer(owed: Owed, group: Sequence[Region]) -> bool:
    """Return whether a place only points to the text: what is not reproduced there cannot be reproduced wrongly.

    Only a duty about the text itself looks at this; a credit is owed wherever the item is named. Of a mail it was planned
    what it shows, so that there a text that is missing was lost.
    """
    if owed.channel is Channel.EMAIL or owed.place or (owed.duty not in RUNNING_TEXT and not owed.text):
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
            yield "R102", f"{_owes(owed)} “{_shortened(text)}”, which cannot be read there"


def _lost_links(owed: Owed, group: Sequence[Region]) -> Iterator[tuple[str, str]]:
    for href in owed.links:
        if not any(links_to(region, href) for region in group):
            yield "R103", f"{_owes(owed)} a link to {href}, which is not there"


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
                yield "R115", f"{_owes(owed)} “{_shortened(text)}” before the text, and it stands after its beginning"
            if owed.place == "end" and -1 < ends < last:
                yield "R115", f"{_owes(owed)} “{_shortened(text)}” after the text, and it stands before its end"


# --- duties with a rule of their own ----------------------------------------------------------------------------------


def tdm(owed: Owed, reading: Reading) -> Row:
    """The reservation is set in every file that shows the item and can carry it; plain text cannot."""
    able = [document for document in reading.documents if _carries_flag(document, owed.item)]
    unset = [
        f"{d.name}: {_owes(owed)} `tdm-reservation` 1, which is not set"
        for d in able
        if d.meta.get("tdm-reservation") != "1"
    ]
    if not able and reading.channel is not Channel.EMAIL:
        unset = [f"{reading.channel.value}: {_owes(owed)} `tdm-reservation` 1, which no file carries"]
    return _settle(owed, [document.name for document in able], unset)


def _carries_flag(document: Document, item: str) -> bool:
    """HTML says it in its head, the PDF in its XMP, the EPUB in its package (TDMRep)."""
    if document.kind == "html":
        return item in document.spans
    return document.kind == "pdf" or (document.kind == "xhtml" and document.root is None)


def no_extra_terms(owed: Owed, reading: Reading) -> Row:
    """The issue sentence exempts the item, and nothing is locked."""
    row = words_and_links(owed, reading)
    if not reading.locked:
        found = Row(owed=owed, state="found", where=tuple(view.name for view in reading.views))
        return found if row.state == "settled" else row
    locked = f"{reading.names[0]}: {_owes(owed)} freedom from copy protection, and the file is locked"
    return _settle(owed, row.where, [*row.missing, locked])


def no_images(owed: Owed, reading: Reading) -> Row:
    """No picture stands with the item but those of our own; a beacon is no picture."""
    where: list[str] = []
    shown: list[str] = []
    for view in reading.views:
        for region in view.regions(owed.item):
            foreign = [target for target in region.pictures if _is_foreign(target, owed.allowed)]
            where.append(region.where)
            if region.kind == "pdf" and len(region.pictures) <= len(owed.allowed):
                continue  # a PDF forgets what its pictures were called
            told = f"{_owes(owed)} to show no picture of the source, and one is shown"
            shown += [f"{region.where}: {told}"] if foreign else []
    return _settle(owed, where, shown)


def _is_foreign(target: str, ours: tuple[str, ...]) -> bool:
    stem = posixpath.splitext(posixpath.basename(unquote(urlsplit(target).path)))[0]
    return stem not in ours and target not in ours


def canonical(owed: Owed, reading: Reading) -> Row:
    """The item's own page names the original in `<link rel="canonical">`."""
    pages = [d for d in reading.documents if owed.item in d.spans and not d.name.endswith("/index.html")]
    wanted = {address(href) for href in owed.links}
    wrong = [d for d in pages if not d.meta.get("canonical") or (wanted and address(d.meta["canonical"]) not in wanted)]
    lost = [f"{d.name}: {_owes(owed)} a canonical link to the original, which is not there" for d in wrong]
    if not pages:
        lost = [f"web: {_owes(owed)} a canonical link to the original, and has no page of its own"]
    return _settle(owed, [document.name for document in pages], lost)


def pixel(owed: Owed, reading: Reading) -> Row:
    """The publisher's beacon is loaded exactly once by every page that shows the item; plain text loads nothing."""
    where: list[str] = []
    lost: list[str] = []
    if not owed.links:
        lost.append(f"{reading.channel.value}: {_owes(owed)} a beacon, and its address is not known")
    pages = [document for document in reading.documents if document.kind != "text" and owed.item in document.spans]
    for href in owed.links:
        for page in pages:
            times = Counter(address(spot.target) for spot in page.pictures)[address(href)]
            where.append(page.name)
            if times != 1:
                told = "which is not there" if not times else f"once, and it is loaded {times} times"
                lost.append(f"{page.name}: {_owes(owed)} the beacon {href}, {told}")
    return _settle(owed, where, lost)


def kept_metadata(owed: Owed, reading: Reading) -> Row:
    """What the picture's file says of its rights is still in the file that goes out."""
    files = [found for found in reading.pictures if found.data and _is_named(found.where, owed.allowed, reading)]
    told = {found.where: rights_text(found.data) for found in files}
    if reading.channel is Channel.PDF:  # which has no file names: one of its pictures must say it
        kept = [where for where, words in told.items() if all(word in words for word in owed.strings)]
        lost = (
            []
            if kept
            else [f"{reading.names[0]}: {_owes(owed)} “{_shortened(owed.strings[0])}” in a picture's metadata"]
        )
        return _settle(owed, kept, lost)
    lost = [
        f"{where}: {_owes(owed)} “{_shortened(word)}” in the metadata, which is gone"
        for where, words in told.items()
        for word in owed.strings
        if word not in words
    ]
    if not files:
        lost = [f"{reading.channel.value}: {_owes(owed)} a picture with its metadata, and there is no such file"]
    return _settle(owed, list(told), lost)


def _is_named(where: str, stems: tuple[str, ...], reading: Reading) -> bool:
    return reading.channel is Channel.PDF or posixpath.splitext(posixpath.basename(where))[0] in stems


# --- word for word ----------------------------------------------------------------------------------------------------


ANCHOR = 40
"""Letters a passage needs to be found again for certain; shorter ones may stand in a title or caption too."""
STRAY = 3
"""Letters between two passages that are no foreign text: a note's mark, a list's."""


def verbatim(owed: Owed, reading: Reading) -> Row:
    """Every passage is there, in order, and nothing stands between two of them that is not a picture's or a note's."""
    row = words_and_links(owed, reading)
    missing = list(row.missing)
    for view in reading.views:
        for region in _places(owed, view):
            if not _is_pointer(owed, (region,)):
                missing += [f"{region.where}: {told}" for told in (*_disorder(owed, region), *_ends(owed, region))]
    return _settle(owed, row.where, missing, row.code)


def _disorder(owed: Owed, region: Region) -> Iterator[str]:
    """Yield what is wrong between the long passages; across a page's end in a PDF nothing can be said."""
    words, strict = loose(region.text), region.kind != "text"
    breaks = [len(loose(region.text[:at])) for at in region.breaks]
    at, short = 0, []
    for passage in map(loose, owed.strings):
        if len(passage) < ANCHOR:
            short.append(passage)
            continue
        begins = words.find(passage, at)
        if begins < 0:
            if strict and passage in words:
                yield f"{_owes(owed)} its passages in their order, and “{_shortened(passage)}” is out of it"
            at, short = 0 if region.breaks else at, []
            continue
        if at and not any(at < page <= begins for page in breaks):
            foreign = _foreign(words[at:begins], [*owed.allowed, *short], region)
            if len(foreign) > STRAY and strict:
                yield f"{_owes(owed)} its text unchanged, and “{_shortened(foreign)}” was put into it"
        at, short = begins + len(passage), []


def _ends(owed: Owed, region: Region) -> Iterator[str]:
    """Yield what stands in the paragraph of the first passage before it, or in that of the last one behind it.

    Only where a page says what a paragraph is.
    """
    if region.kind not in {"html", "xhtml"} or not owed.strings:
        return
    blocks = [loose(block) for block in region.text.split("\n")]
    first, last = loose(owed.strings[0]), loose(owed.strings[-1])
    before = [block.partition(first)[0] for block in blocks if first in block] if len(first) >= ANCHOR else []
    behind = [block.rpartition(last)[2] for block in blocks if last in block] if len(last) >= ANCHOR else []
    for found in (min(ends, key=len) for ends in (before, behind) if ends):
        foreign = _foreign(found, list(owed.allowed), region)
        if len(foreign) > STRAY:
            yield f"{_owes(owed)} its text unchanged, and “{_shortened(foreign)}” was put into it"


def _foreign(between: str, allowed: list[str], region: Region) -> str:
    """Return the letters in *between* that belong to nothing that may stand there."""
    known = {loose(text) for text in (*allowed, *region.links)}
    for text in sorted(known, key=len, reverse=True):
        between = between.replace(text, "") if text else between
    return "".join(letter for letter in between if letter.isalpha())


# --- which rule looks for which duty ----------------------------------------------------------------------------------


RULES: Mapping[str, Callable[[Owed, Reading], Row]] = {
    "D-ATTRIB": words_and_links,
    "D-ATTRIB-BRIEF": words_and_links,
    "D-CANONICAL": canonical,
    "D-CREDIT-COURTESY": words_and_links,
    "D-CREDIT-EXACT": words_and_links,
    "D-HUMAN-SUMMARY": words_and_links,
    "D-INDICATE-CHANGES": words_and_links,
    "D-KEEP-LINKS": words_and_links,
    "D-KEEP-METADATA": kept_metadata,
    "D-KEEP-NOTICE": words_and_links,
    "D-LINK-LICENCE": words_and_links,
    "D-LINK-SOURCE": words_and_links,
    "D-NAME-OMITTED": words_and_links,
    "D-NO-EXTRA-TERMS": no_extra_terms,
    "D-NO-IMAGES": no_images,
    "D-OWN-WORDS": words_and_links,
    "D-PIXEL": pixel,
    "D-SHARE-ALIKE": words_and_links,
    "D-TAGLINE": words_and_links,
    "D-TDM": tdm,
    "D-VERBATIM": verbatim,
}
"""How each duty is looked for; one that is settled beforehand says so itself (`Owed.reason`)."""

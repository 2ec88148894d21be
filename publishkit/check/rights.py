"""R codes: the proof. Everything owed is looked for in the finished files; anything not found is an error."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from publishkit.check.document import Document, Reading, Region, View
from publishkit.check.marks import rights_marks
from publishkit.check.matching import address, key, links_to, shows
from publishkit.check.proof import Proof, Row, State
from publishkit.check.withheld import find_leaks
from publishkit.model.edition import Owed, Withheld
from publishkit.model.finding import Finding
from publishkit.model.rights import Channel

MANUAL = frozenset({"D-NO-ENDORSE", "D-LOGO", "D-NOTIFY", "D-REPORT", "D-EXPIRE"})
"""Duties only a person can answer for (reference/rights.md 3.5)."""

RUNNING_TEXT = frozenset({"D-VERBATIM"})
"""Duties over body text, which a PDF may hyphenate, and which a mail that grew too long leaves to the web."""

_SHORT = 70


def prove(owed: Sequence[Owed], withheld: Sequence[Withheld], readings: Mapping[Channel, Reading]) -> Proof:
    """Return for every duty where it was found or what is missing, and every trace of what was withheld."""
    return Proof(
        rows=tuple(_row(duty, readings.get(duty.channel)) for duty in owed),
        leaks=tuple(find_leaks(withheld, readings)),
        faults=(*_unreadable(readings), *rights_marks(readings)),
    )


def _unreadable(readings: Mapping[Channel, Reading]) -> Iterator[Finding]:
    for reading in readings.values():
        for sentence in reading.broken:
            where, _, message = sentence.partition(": ")
            yield Finding(code="R120", severity="error", where=where, message=f"cannot be read back: {message}")


def _row(owed: Owed, reading: Reading | None) -> Row:
    if owed.duty in MANUAL:
        return Row(owed=owed, state="manual")
    if reading is None or not reading.views:
        return Row(
            owed=owed, state="missing", missing=(f"{owed.channel.value}: there is no readable file",), code="R101"
        )
    rule = RULES.get(owed.duty, _words_and_links)
    return rule(owed, reading)


def _settle(owed: Owed, where: Sequence[str], missing: Sequence[str], code: str) -> Row:
    state: State = "missing" if missing else "found" if where else "settled"
    return Row(owed=owed, state=state, where=tuple(where), missing=tuple(missing), code=code if missing else "")


# --- words and links --------------------------------------------------------------------------------------------------


def _words_and_links(owed: Owed, reading: Reading) -> Row:
    """Every string readable and every link alive, in each view: a reader has only one of them in hand."""
    if not owed.strings and not owed.links:
        return Row(owed=owed, state="settled")
    where: list[str] = []
    missing: list[str] = []
    code = ""
    for view in reading.views:
        regions = _places(owed, view)
        if not regions:
            missing.append(f"{view.name}: {owed.item} is not in it")
            code = "R101"
        for group in filter(lambda group: not _is_teaser(owed, group), _groups(owed, regions)):
            lost = [*_lost_strings(owed, group), *_lost_links(owed, group)]
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


def _is_teaser(owed: Owed, group: Sequence[Region]) -> bool:
    """Return whether a place only points to the text: what is not reproduced there cannot be reproduced wrongly."""
    if owed.duty not in RUNNING_TEXT:
        return False
    return 2 * max(len(key(region.text)) for region in group) < sum(len(key(text)) for text in owed.strings)


def _lost_strings(owed: Owed, group: Sequence[Region]) -> Iterator[tuple[str, str]]:
    hyphens = owed.duty not in RUNNING_TEXT
    for text in owed.strings:
        if not any(shows(region, text, hyphens=hyphens) for region in group):
            yield "R102", f"{_owes(owed)} “{_shortened(text)}”, which cannot be read there"


def _lost_links(owed: Owed, group: Sequence[Region]) -> Iterator[tuple[str, str]]:
    for href in owed.links:
        if not any(links_to(region, href) for region in group):
            yield "R103", f"{_owes(owed)} a link to {href}, which is not there"


def _owes(owed: Owed) -> str:
    return f"{owed.item} ({owed.asset_id}) owes"


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHORT else f"{words[: _SHORT - 1]}…"


# --- duties seen elsewhere than in the text ---------------------------------------------------------------------------


def _tdm(owed: Owed, reading: Reading) -> Row:
    """The reservation is set in every file that shows the item and can carry it; plain text cannot."""
    able = [document for document in reading.documents if _carries_flag(document, owed.item)]
    unset = [
        f"{d.name}: {_owes(owed)} `tdm-reservation` 1, which is not set"
        for d in able
        if d.meta.get("tdm-reservation") != "1"
    ]
    if not able and reading.channel is not Channel.EMAIL:
        unset = [f"{reading.channel.value}: {_owes(owed)} `tdm-reservation` 1, which no file carries"]
    return _settle(owed, [document.name for document in able], unset, "R104")


def _carries_flag(document: Document, item: str) -> bool:
    """HTML says it in its head, the PDF in its XMP, the EPUB in its package (reference/rights.md 1.11)."""
    if document.kind == "html":
        return item in document.spans
    return document.kind == "pdf" or (document.kind == "xhtml" and document.root is None)


def _no_extra_terms(owed: Owed, reading: Reading) -> Row:
    """The issue sentence exempts the item, and nothing is locked."""
    row = _words_and_links(owed, reading)
    if not reading.locked:
        return (
            row if row.state != "settled" else Row(owed=owed, state="found", where=tuple(v.name for v in reading.views))
        )
    locked = f"{reading.names[0]}: {_owes(owed)} freedom from copy protection, and the file is locked"
    return _settle(owed, row.where, [*row.missing, locked], "R106")


def _no_images(owed: Owed, reading: Reading) -> Row:
    regions = [region for view in reading.views for region in view.regions(owed.item)]
    shown = [
        f"{region.where}: {owed.asset_id} allows no picture, and one is shown" for region in regions if region.pictures
    ]
    return _settle(owed, [region.where for region in regions], shown, "R107")


def _canonical(owed: Owed, reading: Reading) -> Row:
    """The item's own page names the original in `<link rel="canonical">`."""
    pages = [d for d in reading.documents if owed.item in d.spans and not d.name.endswith("/index.html")]
    wanted = {address(href) for href in owed.links}
    wrong = [d for d in pages if not d.meta.get("canonical") or (wanted and address(d.meta["canonical"]) not in wanted)]
    lost = [f"{d.name}: {_owes(owed)} a canonical link to the original, which is not there" for d in wrong]
    return _settle(owed, [document.name for document in pages], lost, "R108")


def _pixel(owed: Owed, reading: Reading) -> Row:
    """The publisher's beacon is loaded by a file of this format."""
    loaded = {address(spot.target) for document in reading.documents for spot in document.pictures}
    lost = [href for href in owed.links if address(href) not in loaded]
    name = reading.views[0].name
    return _settle(
        owed, [name], [f"{name}: {_owes(owed)} the beacon {href}, which is not there" for href in lost], "R109"
    )


RULES: Mapping[str, Callable[[Owed, Reading], Row]] = {
    "D-TDM": _tdm,
    "D-NO-EXTRA-TERMS": _no_extra_terms,
    "D-NO-IMAGES": _no_images,
    "D-CANONICAL": _canonical,
    "D-PIXEL": _pixel,
}
"""Duties that are more than words and links."""

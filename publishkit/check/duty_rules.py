"""Duties that are more than words and links: flags, pictures, beacons, the order of a text kept word for word."""

import posixpath
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from publishkit.articles.picture_rights import rights_text
from publishkit.check.document import Document, Reading, Region
from publishkit.check.matching import address, loose
from publishkit.check.proof import Row
from publishkit.check.readable import is_pointer, owes, places, settle, shortened, words_and_links
from publishkit.model.edition import Owed
from publishkit.model.rights import Channel

ANCHOR = 40
"""Letters a passage needs to be found again for certain; shorter ones may stand in a title or caption too."""

STRAY = 3
"""Letters between two passages that are no foreign text: a note's mark, a list's."""


def tdm(owed: Owed, reading: Reading) -> Row:
    """The reservation is set in every file that shows the item and can carry it; plain text cannot."""
    able = [document for document in reading.documents if _carries_flag(document, owed.item)]
    unset = [
        f"{d.name}: {owes(owed)} `tdm-reservation` 1, which is not set"
        for d in able
        if d.meta.get("tdm-reservation") != "1"
    ]
    if not able and reading.channel is not Channel.EMAIL:
        unset = [f"{reading.channel.value}: {owes(owed)} `tdm-reservation` 1, which no file carries"]
    return settle(owed, [document.name for document in able], unset, "R104")


def _carries_flag(document: Document, item: str) -> bool:
    """HTML says it in its head, the PDF in its XMP, the EPUB in its package (reference/rights.md 1.11)."""
    if document.kind == "html":
        return item in document.spans
    return document.kind == "pdf" or (document.kind == "xhtml" and document.root is None)


def no_extra_terms(owed: Owed, reading: Reading) -> Row:
    """The issue sentence exempts the item, and nothing is locked."""
    row = words_and_links(owed, reading)
    if not reading.locked:
        found = Row(owed=owed, state="found", where=tuple(view.name for view in reading.views))
        return found if row.state == "settled" else row
    locked = f"{reading.names[0]}: {owes(owed)} freedom from copy protection, and the file is locked"
    return settle(owed, row.where, [*row.missing, locked], "R106")


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
            told = f"{owes(owed)} to show no picture of the source, and one is shown"
            shown += [f"{region.where}: {told}"] if foreign else []
    return settle(owed, where, shown, "R107")


def _is_foreign(target: str, ours: tuple[str, ...]) -> bool:
    stem = posixpath.splitext(posixpath.basename(unquote(urlsplit(target).path)))[0]
    return stem not in ours and target not in ours


def canonical(owed: Owed, reading: Reading) -> Row:
    """The item's own page names the original in `<link rel="canonical">`."""
    pages = [d for d in reading.documents if owed.item in d.spans and not d.name.endswith("/index.html")]
    wanted = {address(href) for href in owed.links}
    wrong = [d for d in pages if not d.meta.get("canonical") or (wanted and address(d.meta["canonical"]) not in wanted)]
    lost = [f"{d.name}: {owes(owed)} a canonical link to the original, which is not there" for d in wrong]
    if not pages:
        lost = [f"web: {owes(owed)} a canonical link to the original, and has no page of its own"]
    return settle(owed, [document.name for document in pages], lost, "R108")


def pixel(owed: Owed, reading: Reading) -> Row:
    """The publisher's beacon is loaded exactly once by every page that shows the item; plain text loads nothing."""
    where: list[str] = []
    lost: list[str] = []
    if not owed.links:
        lost.append(f"{reading.channel.value}: {owes(owed)} a beacon, and its address is not known")
    pages = [document for document in reading.documents if document.kind != "text" and owed.item in document.spans]
    for href in owed.links:
        for page in pages:
            times = Counter(address(spot.target) for spot in page.pictures)[address(href)]
            where.append(page.name)
            if times != 1:
                told = "which is not there" if not times else f"once, and it is loaded {times} times"
                lost.append(f"{page.name}: {owes(owed)} the beacon {href}, {told}")
    return settle(owed, where, lost, "R109")


def kept_metadata(owed: Owed, reading: Reading) -> Row:
    """What the picture's file says of its rights is still in the file that goes out."""
    files = [found for found in reading.pictures if found.data and _is_named(found.where, owed.allowed, reading)]
    told = {found.where: rights_text(found.data) for found in files}
    if reading.channel is Channel.PDF:  # which has no file names: one of its pictures must say it
        said = [where for where, words in told.items() if all(word in words for word in owed.strings)]
        lost = (
            [] if said else [f"{reading.names[0]}: {owes(owed)} “{shortened(owed.strings[0])}” in a picture's metadata"]
        )
        return settle(owed, said, lost, "R116")
    lost = [
        f"{where}: {owes(owed)} “{shortened(word)}” in the metadata, which is gone"
        for where, words in told.items()
        for word in owed.strings
        if word not in words
    ]
    if not files:
        lost = [f"{reading.channel.value}: {owes(owed)} a picture with its metadata, and there is no such file"]
    return settle(owed, list(told), lost, "R116")


def _is_named(where: str, stems: tuple[str, ...], reading: Reading) -> bool:
    return reading.channel is Channel.PDF or posixpath.splitext(posixpath.basename(where))[0] in stems


# --- word for word ----------------------------------------------------------------------------------------------------


def verbatim(owed: Owed, reading: Reading) -> Row:
    """Every passage is there, in order, and nothing stands between two of them that is not a picture's or a note's."""
    row = words_and_links(owed, reading)
    missing = list(row.missing)
    for view in reading.views:
        for region in places(owed, view):
            if not is_pointer(owed, (region,)):
                missing += [f"{region.where}: {told}" for told in _disorder(owed, region)]
    return settle(owed, row.where, missing, row.code or "R117")


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
                yield f"{owes(owed)} its passages in their order, and “{shortened(passage)}” is out of it"
            at, short = 0 if region.breaks else at, []
            continue
        if at and not any(at < page <= begins for page in breaks):
            foreign = _foreign(words[at:begins], [*owed.allowed, *short], region)
            if len(foreign) > STRAY and strict:
                yield f"{owes(owed)} its text unchanged, and “{shortened(foreign)}” was put into it"
        at, short = begins + len(passage), []


def _foreign(between: str, allowed: list[str], region: Region) -> str:
    """Return the letters in *between* that belong to nothing that may stand there."""
    known = {loose(text) for text in (*allowed, *region.links)}
    for text in sorted(known, key=len, reverse=True):
        between = between.replace(text, "") if text else between
    return "".join(letter for letter in between if letter.isalpha())

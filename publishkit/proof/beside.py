"""R153: the picture that stands beside a credit is the file that was cleared, in every format that shows it."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from hashlib import sha256
from typing import Any
from urllib.parse import unquote, urlsplit

import pypdfium2

from publishkit.edition.shown import SHOWN
from publishkit.model.owed import Owed
from publishkit.model.rights import Channel
from publishkit.proof.matching import shows
from publishkit.proof.read.document import Document, Kind, Reading, Region, embedded
from publishkit.proof.read.pdf import JPEG, page_pictures
from publishkit.proof.record import Row
from publishkit.rights.pictures.keypoints import Look
from publishkit.rights.pictures.likeness import Gallery

NOT_IN_THE_MAIL = "the mail shows no picture of the item"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture is shown, and what is written between the pictures before and behind it."""

    sha256: str
    around: Region
    assets: tuple[str, ...] = ()
    """Pictures it looks like, where only pixels are kept."""


class Shown:
    """The pictures that finished files show, each with the words around it."""

    def __init__(self, owed: Sequence[Owed], readings: Mapping[Channel, Reading]) -> None:
        """Look into *readings* for the pictures that are among *owed*, when one is first asked for."""
        self._owed = [duty for duty in owed if duty.duty == SHOWN]
        self._readings = readings
        self._found: dict[Channel, Sequence[Place]] = {}

    def row(self, owed: Owed) -> Row:
        """Return where a picture stands beside its words, or what stands there instead."""
        reading = self._readings.get(owed.channel)
        found = [place for place in self._places(reading) if _is(place, owed)] if reading else []
        whose = f"{owed.item} ({owed.asset_id})"
        if not found and owed.channel is Channel.EMAIL:
            return Row(owed=owed, state="settled", where=(NOT_IN_THE_MAIL,))
        if not found:
            told = f"{owed.channel.value}: the picture of {whose} as it was cleared is not shown; another file is in its place"
            return Row(owed=owed, state="missing", missing=(told,), code="R153")
        beside = [place.around.where for place in found if _shows_all(place, owed)]
        strange = [
            place.around.where for place in found if not any(_shows_all(place, one) for one in self._of(place, owed))
        ]
        told = f"the picture of {whose} stands beside another credit; owed there: “{', '.join(owed.strings)}”"
        missing = [f"{where}: {told}" for where in strange or ([] if beside else [found[0].around.where])]
        if missing:
            return Row(owed=owed, state="missing", missing=tuple(missing), code="R153")
        return Row(owed=owed, state="found", where=tuple(dict.fromkeys(beside)))

    def _of(self, place: Place, owed: Owed) -> Iterator[Owed]:
        """Yield everything owed for the file of *place*: the same picture may stand with two articles."""
        return (one for one in self._owed if one.channel is owed.channel and _is(place, one))

    def _places(self, reading: Reading) -> Sequence[Place]:
        if reading.channel not in self._found:
            mine = [one for one in self._owed if one.channel is reading.channel]
            found = (
                _on_paper(reading, mine) if reading.channel is Channel.PDF else _on_pages(reading, mine, self._digests)
            )
            self._found[reading.channel] = list(found)
        return self._found[reading.channel]

    @cached_property
    def _digests(self) -> Mapping[str, str]:
        """The file of a picture -> its SHA-256, in all formats."""
        return {found.where: found.sha256 for reading in self._readings.values() for found in reading.pictures}


def _is(place: Place, owed: Owed) -> bool:
    return place.sha256 in owed.sha256 or owed.asset_id in place.assets


def _shows_all(place: Place, owed: Owed) -> bool:
    return all(shows(place.around, text) for text in owed.strings)


# --- pages of HTML ----------------------------------------------------------------------------------------------------


def _on_pages(reading: Reading, owed: Sequence[Owed], digests: Mapping[str, str]) -> Iterator[Place]:
    known = {digest for one in owed for digest in one.sha256}
    for document in reading.documents:
        spots = [
            (spot.at, digest)
            for spot in document.pictures
            if (digest := _digest(document, spot.target, digests)) in known
        ]
        ends = [0, *(at for at, _ in spots), len(document.text)]
        for number, (_, digest) in enumerate(spots):
            yield Place(digest, _stretch(document, ends[number], ends[number + 2]))


def _stretch(document: Document, first: int, last: int) -> Region:
    return _region(document.name, document.text[first:last], document.kind)


def _region(where: str, text: str, kind: Kind, breaks: tuple[int, ...] = ()) -> Region:
    return Region(where=where, text=text, links=(), pictures=(), breaks=breaks, kind=kind)


def _digest(document: Document, target: str, digests: Mapping[str, str]) -> str:
    """Return the SHA-256 of the picture at an address; "" for one that is nowhere in the edition.

    A mail shows the files of the web, or its own where there are no web pages.
    """
    if target[:5].lower() == "data:":
        return next((found.sha256 for found in embedded(document.name, target.encode())), "")
    try:
        path = unquote(urlsplit(target).path)
    except ValueError:
        return ""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(document.name), path))
    homes = (f"{folder}/images/{posixpath.basename(path)}" for folder in ("web", "email"))
    return digests.get(beside) or next((digests[home] for home in homes if home in digests), "")


# --- paper ------------------------------------------------------------------------------------------------------------


def _on_paper(reading: Reading, owed: Sequence[Owed]) -> Iterator[Place]:
    """Yield the pictures of a PDF with the words between them, the head of the next page with the last on one."""
    if not reading.pdf or not owed:
        return
    gallery = Gallery((one.asset_id, one.fingerprints) for one in owed)
    known = {digest for one in owed for digest in one.sha256}
    book = pypdfium2.PdfDocument(reading.pdf)
    try:
        for number in range(len(book)):
            yield from _on_sheet(book, number, known, gallery, reading.documents[0])
    finally:
        book.close()


def _on_sheet(book: Any, number: int, known: set[str], gallery: Gallery[str], document: Document) -> Iterator[Place]:
    page = book[number]
    drawn = [(*_told(picture, known, gallery), picture.get_bounds()) for picture in page_pictures(book, page)]
    bounds = [bounds for digest, assets, bounds in drawn if digest in known or assets]
    for digest, assets, (_, bottom, _, top) in drawn:
        if digest in known or assets:
            above = min((low for _, low, _, _ in bounds if low >= top), default=page.get_height())
            below = max((high for _, _, _, high in bounds if high <= bottom), default=0.0)
            text = page.get_textpage().get_text_bounded(bottom=below, top=above)
            breaks: tuple[int, ...] = ()
            goes_on = not below and number + 1 < len(book)
            if goes_on:  # a caption may go on there, behind a folio and a running head
                text, breaks = f"{text}\n\n", (len(text) + 2,)
                text += book[number + 1].get_textpage().get_text_range()
            around = _region(f"{document.name}, page {number + 1}", text, "pdf", breaks)
            again = partial(_again, document, number, below, above, goes_on=goes_on)
            yield Place(digest, replace(around, again=again), assets)
    page.close()


def _again(document: Document, page: int, below: float, above: float, *, goes_on: bool) -> tuple[str, tuple[int, ...]]:
    """Return what the second reader of a PDF says stands between two heights of a page, and on the next one."""
    if document.again is None:
        return "", ()
    words = f"{document.again.words(page, below, above)}\n\n"
    if not goes_on:
        return words, ()
    return words + document.again.words(page + 1, float("-inf"), float("inf")), (len(words),)


def _told(picture: Any, known: set[str], gallery: Gallery[str]) -> tuple[str, tuple[str, ...]]:
    """Return the SHA-256 of a picture as the PDF keeps it, and what it looks like when that is not known."""
    jpeg = picture.get_filters()[-1:] == [JPEG]
    digest = sha256(bytes(picture.get_data(decode_simple=jpeg))).hexdigest()
    if digest in known or jpeg or not gallery:
        return digest, ()
    return digest, gallery.resembled_by(Look(picture.get_bitmap().to_pil()))

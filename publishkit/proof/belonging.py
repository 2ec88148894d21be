"""R135: every file of a finished edition belongs to it, and stands where its records say.

A file that no page leads to and no record knows was put there by somebody else, whatever the checksums list.
"""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from publishkit.edition.records.announced import Announced
from publishkit.edition.records.proof_record import PROOF
from publishkit.edition.records.public_record import RECORD, EditionRecord
from publishkit.edition.records.records import BUILD, RIGHTS, SIGNATURE, SUMS, TEXTS, PictureRights, RightsRecord
from publishkit.model.artifact import Finding
from publishkit.model.rights import Channel
from publishkit.proof.matching import address, shows
from publishkit.proof.read.document import Document, Reading, Region

ALWAYS = frozenset({PROOF, BUILD, RIGHTS, RECORD, TEXTS, SUMS, SIGNATURE, "web/index.html"})
PARTS = ("html", "txt", "eml")
"""Of the letter, and of the mail that tells readers what was put right."""
NAMED = frozenset({Channel.WEB, Channel.EPUB})
"""Formats whose pictures keep the names of their files; a mail may show fewer than were cleared."""


def check_belonging(
    said: Announced, edition: EditionRecord | None, names: Sequence[str], readings: Mapping[Channel, Reading]
) -> Iterator[Finding]:
    """R135: every file is one of the formats', led to by a page or sheet, or a record."""
    known = {*ALWAYS, *said.history, *((edition.cover.file, edition.cover.small) if edition else ())}
    known |= {f"web/{item.page}" for item in said.items if item.page}
    # A letter that went out is not made again; the mail that corrects it is.
    mails = ("email" if Channel.EMAIL in said.outputs else "", correction(said))
    known |= {f"{name}.{part}" for name in mails if name for part in PARTS}
    # A page that belongs may lead to files; one that was put there may not vouch for others.
    documents = [document for reading in readings.values() for document in reading.documents]
    known |= {
        path
        for document in documents
        if document.name in known or document.name.endswith(".css")
        for path in _led_to(document, said.url)
    }
    ends = tuple(f".{channel.value}" for channel in said.outputs if channel in {Channel.PDF, Channel.EPUB})
    for name in names:
        if name not in known and not ("/" not in name and name.endswith(ends) and ends):
            yield Finding(
                code="R135",
                severity="error",
                where=name,
                message="belongs to nothing: no page leads to it, no record knows it",
                hint="take it away",
            )


def correction(said: Announced) -> str:
    """Return the name of the mail that tells what the latest revision put right; "" when there is none."""
    return f"correction-r{said.revision}" if said.latest else ""


def _led_to(document: Document, home: str) -> Iterator[str]:
    """Yield the files of the folder that a page or sheet names; *home* is where the pages are published."""
    for target in document.mentions:
        if home and target.startswith(home):
            path = unquote(target[len(home) :].partition("?")[0])
            yield from (f"web/{path}", f"email/{path}")
            continue
        try:
            path = unquote(urlsplit(target).path)
        except ValueError:
            continue
        if path:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(document.name), path))


def check_pictures(said: Announced, rights: RightsRecord, readings: Mapping[Channel, Reading]) -> Iterator[Finding]:
    """R135: with each item stand the pictures that `rights.json` knows, with the credit it knows, and no others."""
    pictures = [one for one in rights.items if isinstance(one, PictureRights) and one.file]
    for channel, reading in readings.items():
        for item in said.items:
            own = [one for one in pictures if one.id == item.id and one.use.get(channel.value) == "image"]
            for view in reading.views:
                for region in view.regions(item.id):
                    yield from _strangers(said, channel, region, own)
                    if channel in {*NAMED, Channel.PDF} and region.kind != "text":
                        yield from _uncredited(channel, region, own)


def _strangers(said: Announced, channel: Channel, region: Region, own: Sequence[PictureRights]) -> Iterator[Finding]:
    if channel is Channel.PDF:
        return
    known = {one.file for one in own}
    for target in region.pictures:
        name = posixpath.basename(unquote(target.partition("?")[0]))
        if name not in known and address(target) not in {address(beacon) for beacon in said.beacons}:
            yield _slip(region.where, f"shows {name or 'a picture'}, which {RIGHTS} does not know with this item")


def _uncredited(channel: Channel, region: Region, own: Sequence[PictureRights]) -> Iterator[Finding]:
    shown = {posixpath.basename(unquote(target)) for target in region.pictures}
    for one in own:
        if channel in NAMED and one.file not in shown:
            yield _slip(region.where, f"does not show {one.file}, which {RIGHTS} says it prints")
        elif one.credit_line and not shows(region, one.credit_line):
            yield _slip(region.where, f"does not have the credit “{one.credit_line}”, which {RIGHTS} knows")


def check_canonical(edition: EditionRecord, reading: Reading | None) -> Iterator[Finding]:
    """R135: each page names as canonical what `edition.json` does."""
    for item in edition.items if reading else ():
        document = reading.named(f"web/{item.page}") if reading and item.page else None
        told = document.meta.get("canonical", "") if document else item.canonical
        if address(told) != address(item.canonical):
            yield _slip(f"web/{item.page}", f"names {told or 'nothing'} as canonical; {RECORD} says {item.canonical}")


def check_cover(edition: EditionRecord, rights: RightsRecord) -> Iterator[Finding]:
    """R135: the cover that lists show is the one that was drawn, with its credit in it, and no picture of an article."""
    pictures = {one.file for one in rights.items if isinstance(one, PictureRights) and one.file}
    for file in dict.fromkeys((edition.cover.file, edition.cover.small)):
        if posixpath.basename(file) in pictures:
            yield _slip(
                RECORD,
                f"names {file} as its cover: that is a picture of an article, which stands there without its credit",
            )


def _slip(where: str, message: str) -> Finding:
    return Finding(code="R135", severity="error", where=where, message=message, hint="build the edition again")

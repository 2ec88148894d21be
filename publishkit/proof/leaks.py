"""R111-R114: no byte, name, likeness or sentence of anything withheld is in a finished file."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import chain
from urllib.parse import unquote, urlsplit

from publishkit.model.owed import Withheld
from publishkit.model.rights import Channel
from publishkit.proof.copied import Copied, Passage
from publishkit.proof.read.document import Document, FoundPicture, Reading, embedded_in
from publishkit.proof.read.pdf import bare_pictures
from publishkit.proof.record import Leak, Trace
from publishkit.rights.likeness import alike, fingerprint, fingerprint_of, telling
from publishkit.words import Folding

_name_key = Folding(form="NFC", case="fold")
"""A file's name is the same in capitals, and with its accents composed or not, as systems write them."""
OTHERS = 3
"""Further files that a finding names."""


def find_leaks(
    withheld: Sequence[Withheld],
    readings: Mapping[Channel, Reading],
    said: Sequence[str] = (),
    records: Sequence[Document] = (),
) -> Iterator[Leak]:
    """Yield every trace of something withheld in the formats it is withheld from; of copied words one for each work.

    *said* is what the edition may say of the works of others (`edition/said.py`). *records* are the files that stand
    beside the formats, in which nobody's words may stand either.
    """
    looks = _Looks()
    for channel, reading in readings.items():
        written = (found for document in reading.documents for found in embedded_in(document))
        pictures = list(dict.fromkeys([*reading.pictures, *written]))
        for item in (item for item in withheld if channel in item.channels):
            for trace_, where, message in (
                *_bytes(item, pictures),
                *_names(item, reading),
                *_likenesses(item, looks, reading, pictures),
            ):
                told = f"{message} ({item.asset_id})"
                yield Leak(asset_id=item.asset_id, channel=channel, trace=trace_, where=where, message=told)
    yield from _copied(withheld, readings, said, records)


Hit = tuple[Trace, str, str]
"""(kind, where, what to say)."""


def _bytes(item: Withheld, pictures: Sequence[FoundPicture]) -> Iterator[Hit]:
    for found in pictures:
        if found.sha256 in item.sha256:
            yield "bytes", found.where, "is a picture that was withheld"


def _names(item: Withheld, reading: Reading) -> Iterator[Hit]:
    wanted = {_name_key(posixpath.basename(name)) for name in item.names}
    if not wanted:
        return
    held = [(name, name) for name in reading.names]
    held += [(d.name, target) for d in reading.written for target in d.mentions if not target.startswith("data:")]
    for where, target in dict.fromkeys(held):
        if _file_name(target) in wanted:
            yield "name", where, f"names the withheld picture {_file_name(target)}"


# --- likeness ---------------------------------------------------------------------------------------------------------


def _likenesses(item: Withheld, looks: "_Looks", reading: Reading, pictures: Sequence[FoundPicture]) -> Iterator[Hit]:
    wanted = [mark for mark in item.fingerprints if telling(mark)]
    for where, mark in looks.of(reading, pictures) if wanted else ():
        if any(alike(other, mark) for other in wanted):
            yield "likeness", where, "looks like a picture that was withheld"


class _Looks:
    """Fingerprints of the pictures found, each picture looked at once however many files it is in."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._of: dict[Channel, list[tuple[str, str]]] = {}

    def of(self, reading: Reading, pictures: Sequence[FoundPicture]) -> Sequence[tuple[str, str]]:
        """Return (where, fingerprint) of every picture of a format that Pillow can read."""
        if reading.channel not in self._of:
            self._learn([found for found in pictures if found.data])
            bare = [found.where for found in pictures if not found.data and found.sha256 not in self._known]
            seen = [(found.where, self._known.get(found.sha256, "")) for found in pictures]
            if bare:
                seen += [
                    (f"{reading.names[0]}, {where}", fingerprint_of(image))
                    for where, image in bare_pictures(reading.pdf)
                ]
            self._of[reading.channel] = [(where, mark) for where, mark in dict.fromkeys(seen) if mark]
        return self._of[reading.channel]

    def _learn(self, pictures: Sequence[FoundPicture]) -> None:
        """Look at the new ones among *pictures*; Pillow leaves the interpreter free while it decodes."""
        new = {found.sha256: found.data for found in pictures if found.sha256 not in self._known}
        with ThreadPoolExecutor() as pool:
            for digest, mark in zip(new, pool.map(_readable_print, new.values()), strict=True):
                self._known[digest] = mark
        for digest, data in new.items():
            if stream := _png_stream(data):
                self._known[sha256(stream).hexdigest()] = self._known[digest]


def _png_stream(data: bytes) -> bytes:
    """Return the packed pixels of a PNG, which a PDF keeps as they are; b"" when it is none."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return b""
    at, pieces = 8, []
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"IDAT":
            pieces.append(data[at + 8 : at + 8 + size])
        at += size + 12
    return b"".join(pieces)


def _readable_print(data: bytes) -> str:
    from PIL import UnidentifiedImageError

    try:
        return fingerprint(data)
    except (UnidentifiedImageError, OSError):
        return ""  # a drawing (SVG) or a damaged file: its bytes and its name were looked at


# --- words ------------------------------------------------------------------------------------------------------------


def _copied(
    withheld: Sequence[Withheld],
    readings: Mapping[Channel, Reading],
    said: Sequence[str],
    records: Sequence[Document],
) -> Iterator[Leak]:
    """Yield one finding for each work of which words stand anywhere: where, how many, and what to do."""
    everything = chain(records, *(reading.written for reading in readings.values()))
    copied = Copied(withheld, everything, said)
    for item in withheld if copied.marks else ():
        within = {channel: readings[channel].written for channel in item.channels if channel in readings}
        found = list(copied.of(item, chain(*within.values(), records)))
        if found:
            yield Leak(
                asset_id=item.asset_id,
                channel=next(iter(within), next(iter(item.channels))),
                trace="words",
                where=found[0].where,
                message=_told(item, found),
                hint=_way_out(item),
            )


def _told(item: Withheld, found: Sequence[Passage]) -> str:
    words = max(passage.words for passage in found)
    others = list(dict.fromkeys(passage.document.name for passage in found[1:] if passage.where != found[0].where))
    cause = f": {item.sentence}" if item.sentence else "."
    also = f" Also in {', '.join(others[:OTHERS])}" if others else ""
    more = f" and {len(others) - OTHERS} more" if len(others) > OTHERS else ""
    return (
        f"holds {words} words of {_named(item)}, which is not cleared for this{cause} "
        f"They begin “{found[0].shown}”.{also}{more}{'.' if also else ''}"
    )


def _named(item: Withheld) -> str:
    """Return the text, and the issue where it lies when that is another one."""
    issue = item.article.rpartition("/")[0]
    return f"{item.asset_id} (issue {issue})" if issue else item.asset_id


def _way_out(item: Withheld) -> str:
    issue, _, slug = item.article.rpartition("/")
    where = f" --issue {issue}" if issue else ""
    return (
        "say it in words of your own, or quote a sentence or two (`quote` in issue.toml); "
        f"`publishkit rights show {slug}{where}` says what would clear the text itself"
    )


def _file_name(target: str) -> str:
    """Return the file an address names, in small letters.

    >>> _file_name("https://example.org/images/Harbour%2001.jpg?w=600")
    'harbour 01.jpg'
    """
    try:
        path = urlsplit(target).path
    except ValueError:
        path = target
    return _name_key(posixpath.basename(unquote(path)))

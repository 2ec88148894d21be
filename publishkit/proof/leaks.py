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
from publishkit.rights.pictures.keypoints import Look
from publishkit.rights.pictures.likeness import Gallery, looks_at
from publishkit.rights.pictures.parts import png_pixels
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
    likenesses = Likenesses(withheld)
    for channel, reading in readings.items():
        written = (found for document in reading.documents for found in embedded_in(document))
        pictures = list(dict.fromkeys([*reading.pictures, *written]))
        seen = likenesses.of(reading, pictures)
        for item in (item for item in withheld if channel in item.channels):
            for trace_, where, message in (
                *_bytes(item, pictures),
                *_names(item, reading),
                *_likenesses(seen.get(item.asset_id, ()) if item.fingerprints else ()),
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


def _likenesses(places: Sequence[str]) -> Iterator[Hit]:
    for where in places:
        yield "likeness", where, "looks like a picture that was withheld"


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
        "say it in words of your own, or quote a sentence or two: in quotation marks, as short as `quote_max_chars` asks, "
        f"beside more of your own; `publishkit rights show {slug}{where}` says what would clear the text itself"
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


# --- pictures: each looked at once, and known again when it was withheld ----------------------------------------------


class Likenesses:
    """Which of the withheld pictures are seen in which pictures found."""

    def __init__(self, withheld: Sequence[Withheld]) -> None:
        """Know *withheld* by their fingerprints."""
        self._gallery = Gallery((item.asset_id, item.fingerprints) for item in withheld if item.fingerprints)
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, reading: Reading, pictures: Sequence[FoundPicture]) -> Mapping[str, Sequence[str]]:
        """Return asset id of a withheld picture -> where it is seen among the pictures of a format."""
        found: dict[str, list[str]] = {}
        for where, assets in self._seen(reading, pictures) if self._gallery else ():
            for asset in assets:
                found.setdefault(asset, []).append(where)
        return {asset: list(dict.fromkeys(places)) for asset, places in found.items()}

    def _seen(self, reading: Reading, pictures: Sequence[FoundPicture]) -> Iterator[tuple[str, Sequence[str]]]:
        self._learn([found for found in pictures if found.data])
        for found in pictures:
            yield found.where, self._known.get(found.sha256, ())
        if any(not found.data and found.sha256 not in self._known for found in pictures):
            for where, image in bare_pictures(reading.pdf):
                yield f"{reading.names[0]}, {where}", self._gallery.resembled_by(Look(image))

    def _learn(self, pictures: Sequence[FoundPicture]) -> None:
        """Look at the new ones among *pictures*; Pillow leaves the interpreter free while it decodes."""
        new = {found.sha256: found.data for found in pictures if found.sha256 not in self._known}
        with ThreadPoolExecutor() as pool:
            for digest, looks in zip(new, pool.map(looks_at, new.values()), strict=True):
                seen = (name for look in looks for name in self._gallery.resembled_by(look))
                self._known[digest] = tuple(dict.fromkeys(seen))
        for digest, data in new.items():
            if stream := png_pixels(data):
                self._known[sha256(stream).hexdigest()] = self._known[digest]

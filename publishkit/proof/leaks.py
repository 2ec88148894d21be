"""R111-R114: no byte, name, likeness or sentence of anything withheld is in a finished file."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from publishkit.model.owed import Withheld
from publishkit.model.rights import Channel
from publishkit.proof.pictures import Likenesses
from publishkit.proof.read.document import FoundPicture, Reading, embedded_in
from publishkit.proof.record import Leak, Trace
from publishkit.rights.traces import runs, trace
from publishkit.words import Folding

_name_key = Folding(form="NFC", case="fold")
"""A file's name is the same in capitals, and with its accents composed or not, as systems write them."""


def find_leaks(withheld: Sequence[Withheld], readings: Mapping[Channel, Reading]) -> Iterator[Leak]:
    """Yield every trace of something withheld in the formats it is withheld from."""
    copied = _Copied(withheld, readings.values())
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
                *copied.words(item, reading),
            ):
                told = f"{message} ({item.asset_id})"
                yield Leak(asset_id=item.asset_id, channel=channel, trace=trace_, where=where, message=told)


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


class _Copied:
    """The runs of words that stand both in a finished file and in something withheld; as a rule none."""

    def __init__(self, withheld: Sequence[Withheld], readings: Iterable[Reading]) -> None:
        marks = frozenset(mark for item in withheld for mark in item.shingles)
        self._runs: dict[str, list[str]] = {}
        for reading in readings if marks else ():
            for document in reading.written:
                if document.words not in self._runs:
                    self._runs[document.words] = runs(document.words)
        # Every run is hashed once, and the formats say the same things.
        every = frozenset().union(*self._runs.values())
        self._copied = {run: mark for run in every if (mark := trace(run)) in marks}

    def words(self, item: Withheld, reading: Reading) -> Iterator[Hit]:
        """Yield every document of a format that says words of *item*."""
        own = {run for run, mark in self._copied.items() if mark in item.shingles}
        for document in reading.written if own else ():
            found = [run for run in self._runs[document.words] if run in own]
            if found:
                more = f", and {len(found) - 1} more runs of nine words" if len(found) > 1 else ""
                yield "words", document.name, f"holds words of a text that was withheld: “{found[0]}”{more}"


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

"""R111-R114: no byte, name, likeness or sentence of anything withheld is in a finished file."""

import base64
import binascii
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from publishkit.check.document import Document, FoundPicture, Reading
from publishkit.check.proof import Leak
from publishkit.check.read_pdf import bare_pictures
from publishkit.model.edition import Withheld
from publishkit.model.rights import Channel
from publishkit.rights.traces import distance, fingerprint, fingerprint_of, runs, telling, trace

ALIKE = 10
"""Fields of 256 in which the same picture may differ after scaling and recompression."""


def find_leaks(withheld: Sequence[Withheld], readings: Mapping[Channel, Reading]) -> Iterator[Leak]:
    """Yield every trace of something withheld in the formats it is withheld from."""
    prints: dict[str, str] = {}
    traces = _Traces()
    for channel, reading in readings.items():
        barred = [item for item in withheld if channel in item.channels]
        if barred:
            search = _Search(reading=reading, prints=prints, traces=traces)
            for item in barred:
                yield from search.bytes_of(item)
                yield from search.names_of(item)
                yield from search.likeness_of(item)
                yield from search.words_of(item)


@dataclass(slots=True)
class _Traces:
    """Remembers the trace of each run of words: the formats say the same things."""

    known: dict[str, str] = field(default_factory=dict)

    def of(self, text: str) -> Mapping[str, str]:
        """Return trace -> run of words."""
        found = {}
        for run in runs(text):
            mark = self.known.get(run)
            if mark is None:
                mark = self.known[run] = trace(run)
            found[mark] = run
        return found


class _Search:
    """What one format holds, gathered when it is first asked for."""

    def __init__(self, reading: Reading, prints: dict[str, str], traces: _Traces) -> None:
        self.reading = reading
        self.pictures = [*reading.pictures, *(found for d in reading.documents for found in _embedded(d))]
        self.prints = prints
        self.traces = traces
        self._likenesses: list[tuple[str, str]] | None = None
        self._words: list[tuple[str, Mapping[str, str]]] | None = None

    def bytes_of(self, item: Withheld) -> Iterator[Leak]:
        for found in self.pictures:
            if found.sha256 in item.sha256:
                yield self._leak(item, "bytes", found.where, "is a picture that was withheld")

    def names_of(self, item: Withheld) -> Iterator[Leak]:
        if not item.names:
            return
        wanted = {posixpath.basename(name).casefold() for name in item.names}
        held = [(name, name) for name in self.reading.names]
        held += [
            (d.name, target) for d in self.reading.documents for target in d.mentions if not target.startswith("data:")
        ]
        for where, target in dict.fromkeys(held):
            if _file_name(target) in wanted:
                yield self._leak(item, "name", where, f"names the withheld picture {_file_name(target)}")

    def likeness_of(self, item: Withheld) -> Iterator[Leak]:
        wanted = [mark for mark in item.fingerprints if telling(mark)]
        if not wanted:
            return
        for where, mark in self._pictured():
            if any(distance(mark, other) <= ALIKE for other in wanted):
                yield self._leak(item, "likeness", where, "looks like a picture that was withheld")

    def words_of(self, item: Withheld) -> Iterator[Leak]:
        wanted = frozenset(item.shingles)
        if not wanted:
            return
        for where, said in self._said():
            found = [run for mark, run in said.items() if mark in wanted]
            if found:
                count = f", and {len(found) - 1} more runs of nine words" if len(found) > 1 else ""
                yield self._leak(item, "words", where, f"holds words of a text that was withheld: “{found[0]}”{count}")

    def _leak(self, item: Withheld, kind: str, where: str, message: str) -> Leak:
        return Leak(
            asset_id=item.asset_id,
            channel=self.reading.channel,
            trace=kind,  # type: ignore[arg-type] # one of the four words above
            where=where,
            message=f"{message} ({item.asset_id})",
        )

    def _pictured(self) -> Sequence[tuple[str, str]]:
        if self._likenesses is None:
            seen = ((found.where, self._print(found)) for found in self.pictures if found.data)
            self._likenesses = [(where, mark) for where, mark in seen if mark]
            if self.reading.pdf:
                name = self.reading.names[0]
                bare = bare_pictures(self.reading.pdf)
                self._likenesses += [(f"{name}, {where}", fingerprint_of(image)) for where, image in bare]
        return self._likenesses

    def _print(self, found: FoundPicture) -> str:
        if found.sha256 not in self.prints:
            self.prints[found.sha256] = _readable_print(found.data)
        return self.prints[found.sha256]

    def _said(self) -> Sequence[tuple[str, Mapping[str, str]]]:
        if self._words is None:
            self._words = [(d.name, self.traces.of(f"{d.text}\n\n{d.unseen}")) for d in self.reading.documents]
        return self._words


def _readable_print(data: bytes) -> str:
    from PIL import UnidentifiedImageError

    try:
        return fingerprint(data)
    except (UnidentifiedImageError, OSError):
        return ""  # a drawing (SVG) or a damaged file: its bytes and its name were looked at


def _file_name(target: str) -> str:
    """Return the file an address names, in small letters.

    >>> _file_name("https://example.org/images/Harbour%2001.jpg?w=600")
    'harbour 01.jpg'
    """
    try:
        path = urlsplit(target).path
    except ValueError:
        path = target
    return posixpath.basename(unquote(path)).casefold()


def _embedded(document: Document) -> Iterator[FoundPicture]:
    """Yield the pictures written into a page as `data:` addresses."""
    for target in document.mentions:
        if target.startswith("data:image/"):
            head, _, body = target.partition(",")
            try:
                data = base64.b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)
            except binascii.Error:
                continue
            yield FoundPicture(where=f"{document.name} (embedded)", sha256=sha256(data).hexdigest(), data=data)

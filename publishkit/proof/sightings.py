"""R102, R103: what is owed is shown as often, in each document, as when the edition was proved.

A name may stand in a byline, a credit and the credits page, and a duty is kept when one of them shows it. Who changes
only one of them changes what was proved.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from publishkit.edition.records.announced import Announced
from publishkit.edition.records.proof_record import Sighting
from publishkit.model.artifact import Finding
from publishkit.model.owed import Owed
from publishkit.model.rights import Channel
from publishkit.proof.matching import address, key
from publishkit.proof.read.document import Document, Reading

LETTERS = 3
"""Of the shortest word that is counted: shorter ones stand in others."""
QUOTED = 70


def count_sightings(owed: Sequence[Owed], said: Announced, readings: Mapping[Channel, Reading]) -> tuple[Sighting, ...]:
    """Return for every string and link that is owed or announced how often each document shows it."""
    documents = _documents(readings)
    words = dict.fromkeys(text for text in _strings(owed, said) if len(key(text)) >= LETTERS)
    links = dict.fromkeys(href for one in owed for href in one.links)
    texts = {document.name: key(document.text) for document in documents}
    targets = {document.name: _targets(document) for document in documents}
    found = [
        Sighting(
            text=text, places={name: n for name, told in texts.items() if (n := told.count(key(text)))}, link=False
        )
        for text in words
    ]
    found += [
        Sighting(text=href, places={name: n for name, told in targets.items() if (n := told[address(href)])}, link=True)
        for href in links
    ]
    return tuple(sighting for sighting in found if sighting.places)


def _strings(owed: Sequence[Owed], said: Announced) -> Iterator[str]:
    yield from (text for one in owed if one.duty != "D-VERBATIM" for text in one.strings)
    yield from (text for item in said.items for text in (item.title, item.label, *item.lines, *item.changes))
    yield from (said.rights, said.publisher, *said.contributors)


def _documents(readings: Mapping[Channel, Reading]) -> list[Document]:
    return [
        document for reading in readings.values() for document in reading.documents if document.text or document.links
    ]


def _targets(document: Document) -> Counter[str]:
    return Counter(address(spot.target) for spot in document.links)


def metadata_of(readings: Mapping[Channel, Reading]) -> Mapping[str, Mapping[str, str]]:
    """Return document -> what it says of itself."""
    found = (document for reading in readings.values() for document in reading.documents)
    return {document.name: dict(sorted(document.meta.items())) for document in found if document.meta}


CREDITED = frozenset(
    {"D-ATTRIB", "D-ATTRIB-BRIEF", "D-CREDIT-EXACT", "D-CREDIT-COURTESY", "D-LINK-SOURCE", "D-VERBATIM"}
)
"""Who owes one of these prints somebody else's work, or names it: nothing may be said beside it that was not proved."""


def wording_of(owed: Sequence[Owed], readings: Mapping[Channel, Reading]) -> Mapping[str, str]:
    """Return, for every place that shows a work of somebody else, the digest of all letters there.

    A PDF is not among them: which words of its page are whose, another version of its reader may tell otherwise.
    """
    items = sorted({one.item for one in owed if one.duty in CREDITED and one.asset_id.endswith("#text")})
    regions = (
        region
        for reading in readings.values()
        for document in reading.documents
        if document.kind != "pdf"
        for item in items
        if (region := document.region(item))
    )
    return {region.where: _letters(region.text) for region in regions}


def _letters(text: str) -> str:
    return sha256("".join(filter(str.isalnum, key(text).casefold())).encode()).hexdigest()


def changed_wording(
    recorded: Mapping[str, str], owed: Sequence[Owed], readings: Mapping[Channel, Reading]
) -> Iterator[Finding]:
    """R134: with a work of somebody else stand the words that were proved: no name, claim or denial more."""
    now = wording_of(owed, readings)
    for where, digest in recorded.items():
        if now.get(where, digest) != digest:
            message = "does not read as it was proved: words were put to a work of somebody else, taken away or changed"
            yield Finding(code="R134", severity="error", where=where, message=message, hint="build the edition again")


def changed_metadata(
    recorded: Mapping[str, Mapping[str, str]], readings: Mapping[Channel, Reading]
) -> Iterator[Finding]:
    """X007: what a document says of itself is what it said when it was proved."""
    now = metadata_of(readings)
    for name, told in recorded.items():
        for entry in sorted(told.keys() | now[name].keys()) if name in now else ():
            before, after = told.get(entry, ""), now[name].get(entry, "")
            if before != after and entry in UNREADABLE:
                yield Finding(
                    code="X007", severity="error", where=name, message=UNREADABLE[entry], hint="build the edition again"
                )
            elif before != after:
                message = f"says “{_shortened(after)}” as `{entry}` in its metadata; it was proved with “{_shortened(before)}”"
                yield Finding(
                    code="X007", severity="error", where=name, message=message, hint="build the edition again"
                )


UNREADABLE: Mapping[str, str] = {
    "data": "has other data for programs (JSON-LD) than it was proved with",
    "pictures": "changes how its pictures look (cut, colours, shape), which it did not when it was proved",
}
"""What is told of entries whose values say nothing to a reader."""


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= QUOTED else f"{words[: QUOTED - 1]}…"


def lost_sightings(recorded: Iterable[Sighting], readings: Mapping[Channel, Reading]) -> Iterator[Finding]:
    """Yield a finding for everything that a document shows less often than it did when it was proved."""
    documents = {document.name: document for document in _documents(readings)}
    texts = {name: key(document.text) for name, document in documents.items()}
    targets = {name: _targets(document) for name, document in documents.items()}
    for sighting in recorded:
        for name, times in sighting.places.items():
            if name not in documents:
                continue  # a missing document is told elsewhere
            now = targets[name][address(sighting.text)] if sighting.link else texts[name].count(key(sighting.text))
            if now < times:
                yield _less(sighting, name, now, times)


def _less(sighting: Sighting, name: str, now: int, times: int) -> Finding:
    text = sighting.text if len(sighting.text) <= QUOTED else f"{sighting.text[: QUOTED - 1]}…"
    what = f"links to {text}" if sighting.link else f"shows “{text}”"
    often = {0: "no more", 1: "once"}.get(now, f"{now} times")
    message = f"{what} {often}; it was proved with {times}" if now else f"no longer {what}, which it was proved with"
    return Finding(
        code="R103" if sighting.link else "R102",
        severity="error",
        where=name,
        message=message,
        hint="build the edition again",
    )

"""X codes: email, web, PDF and EPUB say the same."""

from collections.abc import Iterator, Sequence

from publishkit.edition.records.announced import Announced, AnnouncedItem, announce
from publishkit.model.artifact import Finding
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.proof.matching import key, shows
from publishkit.proof.read.document import Reading, Region
from publishkit.proof.reading import BuiltEdition, channel_of


def check_parity(edition: Edition | Announced, artifacts: BuiltEdition) -> Iterator[Finding]:
    """X001 every format asked for is there, X002 every item in it, X003 in order, X004 title, X005 label and credit, X006 corrections."""
    said = announce(edition)
    for channel in said.outputs:
        reading = artifacts.readings.get(channel)
        if reading is None or not reading.views:
            yield _say("X001", channel.value, "was asked for and is not there")
        else:
            yield from _check_order(said, reading)
            for item in said.items:
                if channel is not Channel.EMAIL or item.mail != "none":
                    yield from _check_item(item, reading)
            if channel is Channel.WEB:
                yield from _check_pages(said, reading)
    for channel in artifacts.readings:
        if channel not in said.outputs:
            name = next(name for name in artifacts if channel_of(name) is channel)
            yield _say("X001", name, "was not asked for")


def _say(code: str, where: str, message: str) -> Finding:
    return Finding(code=code, severity="error", where=where, message=message)


def _check_pages(said: Announced, reading: Reading) -> Iterator[Finding]:
    """X002: a page of an item's own shows it: its reader has no other in hand."""
    for item in said.items:
        document = reading.named(f"web/{item.page}")
        if item.page and not item.withdrawn and (document is None or not document.region(item.id)):
            yield _say("X002", f"web/{item.page}", f"“{item.title}” ({item.id}) is not in it")


def _check_order(edition: Announced, reading: Reading) -> Iterator[Finding]:
    """X003: the items follow each other as in the manifest; a page of its own has no neighbors."""
    wanted = [item.id for item in edition.items]
    for view in reading.views:
        shown = [name for document in view.documents for name in _items_in_order(document.spans, wanted)]
        first_seen = list(dict.fromkeys(shown))
        if reading.channel is not Channel.WEB and first_seen != [name for name in wanted if name in first_seen]:
            yield _say("X003", view.name, f"the items stand in another order: {', '.join(first_seen)}")


def _items_in_order(spans: object, wanted: list[str]) -> list[str]:
    known = spans if isinstance(spans, dict) else {}
    return sorted((name for name in wanted if name in known), key=lambda name: known[name][0])


def _check_item(item: AnnouncedItem, reading: Reading) -> Iterator[Finding]:
    for view in reading.views:
        if all(document.kind == "text" and not document.spans for document in view.documents):
            continue
        regions = view.regions(item.id)
        if not regions:
            yield _say("X002", view.name, f"“{item.title}” ({item.id}) is not in it")
        for region in regions:
            # Plain text writes addresses out between the words, so the line is not in one piece there.
            if reading.channel is Channel.EMAIL and item.mail == "line":
                yield from _check_title(item, region)
            else:
                yield from _check_region(item, region, item.lines if view.documents[0].kind != "text" else ())


def _check_title(item: AnnouncedItem, region: Region) -> Iterator[Finding]:
    if not shows(region, item.title):
        yield _say("X004", region.where, f"does not have the title “{item.title}”")


def _check_region(item: AnnouncedItem, region: Region, lines: Sequence[str]) -> Iterator[Finding]:
    yield from _check_title(item, region)
    if not shows(region, item.label):
        yield _say("X005", region.where, f"does not have the rights label “{item.label}”")
    for change in item.changes:
        if not shows(region, change):
            yield _say("X006", region.where, f"does not say “{change}”")
    for line in lines:
        if key(line) and not shows(region, line):
            yield _say("X005", region.where, f"does not have the credit line “{line}”")

"""Feeds: their entries are listed, and those that are chosen become documents; a site that reserves mining is not harvested."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from publishkit.capture.document import Document
from publishkit.capture.files import is_address, read_bounded, read_limited, stop_at
from publishkit.capture.sources.feed import MAX_FEED, Entry, Feed, entry_document, parse_feed, since
from publishkit.errors import InputError, Problem
from publishkit.model.rights import TdmState
from publishkit.press.adding.fetch_source import OpenDoor, fetch_feed
from publishkit.press.adding.take import NO_WORKSPACE, take
from publishkit.rights.profiles import load_filed, profile_for

RANGE = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadFeed:
    """A feed, and the bytes it was read from."""

    name: str
    data: bytes
    feed: Feed
    fetched: Document | None = None
    """Where it stood, and the archive of it; None for a file."""


def read_feed(name: str, stdin: BinaryIO, open_door: OpenDoor | None, day: date | None = None) -> ReadFeed:
    """Return the feed *name* means: a file, `-`, or an address; with *day* only what was published then or later.

    Raises:
        InputError: it cannot be read, or is no feed.
        ExternalError: its site does not answer.
    """
    fetched = None
    if is_address(name):
        if open_door is None:
            raise stop_at(name, "is not fetched outside of a workspace", NO_WORKSPACE)
        data, fetched = fetch_feed(name, open_door())
    else:
        data = read_limited(stdin, MAX_FEED, name) if name == "-" else read_bounded(Path(name), name, MAX_FEED)
    feed = parse_feed(name, data)
    return ReadFeed(name=name, data=data, feed=since(feed, day) if day else feed, fetched=fetched)


def pick_entries(feed: Feed, picked: Iterable[str]) -> tuple[Entry, ...]:
    """Return the entries that *picked* names: numbers, ranges, or "all".

    Raises:
        InputError: something else is asked for, or a number that is not in the list.
    """
    wanted: set[int] = set()
    numbers = {entry.number for entry in feed.entries}
    for word in (word for text in picked for word in re.split(r"[,\s]+", text) if word):
        found = RANGE.fullmatch(word)
        if word.lower() == "all":
            wanted |= numbers
        elif found is None:
            raise InputError(Problem(place="--pick", message=f"{word[:40]!r} is no number", hint="3, 1-4 or all"))
        else:
            first, last = int(found[1]), int(found[2] or found[1])
            named = numbers & set(range(first, last + 1))
            if not named:
                raise InputError(
                    Problem(
                        place="--pick",
                        message=f"no entry {word} is in the list",
                        hint="run it without --pick to see it",
                    )
                )
            wanted |= named
    return tuple(entry for entry in feed.entries if entry.number in wanted)


def documents(read: ReadFeed, chosen: Sequence[Entry]) -> Iterator[tuple[Entry, Document | InputError]]:
    """Yield each entry as a document, or why it is none."""
    for entry in chosen:
        try:
            document = entry_document(read.name, read.data, read.feed, entry)
        except InputError as stop:
            yield entry, stop
            continue
        if read.fetched is not None:
            origin = read.fetched.origin
            placed = replace(origin, address=entry.address, redirects=()) if origin and entry.address else None
            document = replace(
                document, origin=placed, archive=read.fetched.archive, archive_name=read.fetched.archive_name
            )
        yield entry, document


def refuse_harvest(read: ReadFeed, found: Sequence[Document], root: Path | None, stdin: BinaryIO) -> None:
    """Let several entries pass, unless their site reserves text and data mining and no permission is recorded.

    One article that an editor chooses is no mining; adding in bulk may be. A permission is a file of terms in the workspace
    (`rights/profiles/`) for the site, read by a person, that allows automated selection.

    Raises:
        InputError: names the site.
    """
    if len(found) < 2:
        return
    for document in found:
        taken = take(document, stdin, None)
        if taken.rights.text.tdm.state is not TdmState.RESERVED or _is_permitted(document.facts.address, root):
            continue
        raise stop_at(
            read.name,
            f"{document.facts.address or read.feed.title} reserves text and data mining: its entries are not added in bulk",
            "add one with --pick N, or record what the publisher permits in rights/profiles/ (docs/profiles.md)",
        )


def _is_permitted(address: str, root: Path | None) -> bool:
    """Whether the workspace holds the publisher's terms, and they allow it."""
    if root is None or not address:
        return False
    own = {name: filed.profile for name, filed in load_filed(root).items() if filed.origin == "workspace"}
    profile = profile_for(address, own)
    return (
        profile is not None
        and profile.terms_checked_on is not None
        and profile.allow.republication
        and profile.allow.automated_selection
        and not profile.tdm_reserved
    )

"""A source that is fetched: the page at an address, the pictures it shows, and the archive both are kept in."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from publishkit.capture.beside import MAX_PICTURES
from publishkit.capture.document import Document, Origin
from publishkit.capture.door.evidence import Archived, write_warc
from publishkit.capture.door.fetched import Fetched
from publishkit.capture.extracted import Extracted, ending_of
from publishkit.capture.web_page import archived_document, fetched_document, told_anew, validators_of
from publishkit.errors import InputError, PublishkitError
from publishkit.workspace.load import load_config

if TYPE_CHECKING:  # what opens sockets is loaded when something is fetched
    from publishkit.capture.door.door import Door

CACHE = ".publishkit/sites"
"""Robots.txt and the like, a day long."""
MANUSCRIPT = re.compile(r"\.(?:docx|odt|epub)(?:[?#]|$)", re.IGNORECASE)
"""An address that says that it is no page."""
SPEAKING = ("tdm-reservation", "tdm-policy", "x-robots-tag", "content-signal", "link")
"""Headers that speak of rights."""
MOST_PICTURES = 60
"""Pictures of one page that are fetched: two seconds lie between two of them."""
MOST_TRIED = 2
"""Addresses of one picture that are tried."""
MOST_TOLD = 3
"""Pictures that could not be fetched and are named one by one."""


OpenDoor = Callable[[], "Door"]
"""Opens the door when something is to be fetched; an error says why it stays shut."""


def open_door(root: Path, clock: Callable[[], datetime], tell: Callable[[str], None]) -> "Door":
    """Return the door of the workspace *root*: its `publication.contact` is what sites are told about us.

    Raises:
        InputError: the workspace has no contact.
    """
    from publishkit.capture.door.door import Door, agent

    contact = load_config(root).publication.contact
    return Door(agent=agent(tool().partition(" ")[2] or "0", contact), clock=clock, cache=root / CACHE, tell=tell)


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchedSource:
    """The page at an address, and what its archive is made of."""

    document: Document
    fetched: tuple[Fetched, ...] = ()
    """() when the page has not changed since it was archived: then the document has its archive."""
    told: tuple[Archived, ...] = ()


def fetch_source(address: str, door: "Door", earlier: bytes | None) -> FetchedSource:
    """Return the page at *address*; when its site says that it is as it was, that of the archive *earlier*.

    Raises:
        InputError, ExternalError: it cannot be fetched, or is no text.
    """
    from publishkit.capture.door.fetch import DOCUMENT, TEXT, fetch
    from publishkit.capture.door.robots import told_by_site

    accept = DOCUMENT if MANUSCRIPT.search(address) else TEXT
    before = _document(address, earlier) if earlier else None
    origin = before.origin if before else None
    page = fetch(address, door=door, accept=accept, known=validators_of(origin) if origin else None)
    if page.not_modified and origin and _speaks_otherwise(page, origin, partly=True):
        page = fetch(address, door=door, accept=accept)
    told = told_by_site(page.address, door)
    if before and origin and earlier and (page.not_modified or _is_same(page, before, origin)):
        asked = address if address.partition("#")[0] == origin.requested else origin.requested
        origin, fresh = told_anew(replace(origin, robots=page.robots, requested=asked), told)
        archive = earlier + write_warc((), tool(), fresh) if fresh else earlier
        return FetchedSource(document=replace(before, origin=origin, archive=archive))
    return FetchedSource(document=fetched_document(address, page, told), fetched=(page,), told=told)


def fetch_page(address: str, door: "Door") -> Fetched:
    """Return one more page of an article.

    Raises:
        InputError, ExternalError: it cannot be fetched, or is no page.
    """
    from publishkit.capture.door.fetch import PAGE, fetch

    return fetch(address, door=door, accept=PAGE)


def fetch_feed(address: str, door: "Door") -> tuple[bytes, Document]:
    """Return the bytes of the feed at *address*, and a document with its origin and the archive of what was fetched.

    Raises:
        InputError, ExternalError: it cannot be fetched, or is no text.
    """
    from publishkit.capture.door.fetch import FEED, fetch
    from publishkit.capture.door.robots import told_by_site

    fetched = fetch(address, door=door, accept=FEED)
    told = told_by_site(fetched.address, door)
    document = fetched_document(address, fetched, told)
    return fetched.body, replace(document, archive=write_warc((fetched,), tool(), told), archive_name="feed.warc.gz")


def _is_same(page: Fetched, before: Document, origin: Origin) -> bool:
    return page.body in (before.data, before.archive) and not _speaks_otherwise(page, origin, partly=False)


def _speaks_otherwise(page: Fetched, origin: Origin, *, partly: bool) -> bool:
    """Whether headers about rights are not those of before; an answer that tells only what is new leaves others out."""
    now, before = page.named_headers, origin.site.headers
    return any(now.get(name, "") != before.get(name, "") for name in SPEAKING if not partly or name in now)


def _document(address: str, archive: bytes) -> Document | None:
    try:
        return archived_document(address, archive)
    except InputError:
        return None


def with_pictures(source: FetchedSource, found: Extracted, door: "Door") -> tuple[Document, tuple[str, ...]]:
    """Return the document with the pictures of *found* and with its archive, and what an editor is told about those that failed."""
    pictures, failed = _fetch_pictures(found, door)
    files = {one.requested: one.body for one in pictures}
    answers = {one.requested: one.named_headers for one in pictures}
    document = source.document
    origin = replace(document.origin, files=files, answers=answers) if document.origin else None
    return replace(archived(source, pictures), origin=origin), tuple(_told(failed))


def archived(source: FetchedSource, pictures: Sequence[Fetched] = ()) -> Document:
    """Return the document with the archive of what was fetched; one that was not fetched as it is."""
    if not source.fetched:
        return source.document
    return replace(source.document, archive=write_warc((*source.fetched, *pictures), tool(), source.told))


def _fetch_pictures(found: Extracted, door: "Door") -> tuple[Sequence[Fetched], Sequence[str]]:
    """The pictures that could be fetched, and why others could not."""
    from publishkit.capture.door.fetch import PICTURE, fetch

    got: dict[str, Fetched] = {}
    failed: dict[str, str] = {}
    room = MAX_PICTURES
    for picture in found.pictures[:MOST_PICTURES]:
        for address in [one for one in picture.written if one.startswith(("http://", "https://"))][:MOST_TRIED]:
            if address not in got and address not in failed:
                try:
                    fetched = fetch(address, door=door, accept=PICTURE)
                except PublishkitError as stop:
                    failed[address] = str(replace(stop.problems[0], hint=""))
                    continue
                if len(fetched.body) > room:
                    failed[address] = f"{address}: no room is left for it"
                    continue
                room -= len(fetched.body)
                got[address] = fetched
            if address in got and ending_of(got[address].body):
                break
    return tuple(got.values()), tuple(failed.values())


def _told(failed: Sequence[str]) -> Sequence[str]:
    more = f"pictures: {len(failed) - MOST_TOLD} more could not be fetched"
    lines = [f"pictures: {line}" for line in failed[:MOST_TOLD]]
    return [*lines, more] if len(failed) > MOST_TOLD else lines


def tool() -> str:
    """Name and version, for the record of what read a source."""
    try:
        return f"publishkit {version('publishkit')}"
    except PackageNotFoundError:
        return "publishkit"

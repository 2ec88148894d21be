"""`check --links`: every address of others that an edition leads to is asked for, politely, and what was found is kept a while.

All go through the one door: it names us, goes to public addresses alone, waits its turn, and asks robots.txt first.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from html import unescape
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urldefrag, urlsplit

from publishkit.disk import read_file, write_whole
from publishkit.errors import PublishkitError
from publishkit.model.artifact import Finding, Level
from publishkit.model.edition import Edition, Item
from publishkit.press.adding.fetch_source import open_door
from publishkit.press.build import Build
from publishkit.proof.codes import LINKED, with_waivers
from publishkit.web import plain_address
from publishkit.workspace.folder import CONFIG

if TYPE_CHECKING:  # what opens sockets is loaded when something is asked
    from publishkit.capture.door.door import Door
    from publishkit.capture.door.fetched import Hop

Tell = Callable[[str], None]
Clock = Callable[[], datetime]
AT_ONCE = 8
"""Hosts that are asked at the same time; each of them one request after the other."""
HEAD = 65_536
"""Bytes of a page that are read: enough to see that it is there."""
State = Literal["fine", "dead", "moved", "untrusted", "unknown"]
KEPT: Mapping[State, timedelta] = {
    "fine": timedelta(days=7),
    "moved": timedelta(days=7),
    "dead": timedelta(days=1),
    "untrusted": timedelta(days=1),
    "unknown": timedelta(0),
}
"""How long what was found is taken for what is; without the network whatever was found last."""
FORGOTTEN = timedelta(days=90)
CACHE = ".publishkit/links.json"
SCHEMA = "publishkit-links/1"
GONE = frozenset({404, 410})
LASTING = frozenset({301, 308})
HREF = re.compile(r"""<a\b[^>]*?\bhref=["']([^"']+)["']""", re.IGNORECASE)
CODES: Mapping[State, tuple[str, Level]] = {
    "dead": ("L010", "warning"),
    "moved": ("L011", "info"),
    "untrusted": ("L012", "warning"),
    "unknown": ("L013", "info"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What was found at an address."""

    state: State
    told: str = ""
    """What is to be said of it; of one that moved where it is now."""
    at: str
    """When, ISO 8601."""


def check_links(
    root: Path, build: Build, *, clock: Clock, tell: Tell, offline: bool = False, door: "Door | None" = None
) -> tuple[Finding, ...]:
    """Ask every site that the edition of *build* leads to, and return what there is to say; nothing of one without an edition.

    L010: what it leads to is gone. L011: it has moved for good. L012: its certificate is not trusted. L013: nobody knows.
    *offline* asks nobody, and tells what was found last. *door* is that of the workspace by default.

    Raises:
        InputError: the workspace names nobody to write to.
    """
    if build.edition is None:
        return ()
    wanted = tuple(linked_addresses(build.edition))
    known, now = _read_cache(root), clock()
    due = [] if offline else [one for one in wanted if one not in known or _is_old(known[one], now)]
    if due:
        known |= _ask_all(due, door or open_door(root, clock, tell), tell)
        _write_cache(root, known, now)
    places = _Places(root, build)
    found = [finding for address in wanted if (finding := _finding(address, known.get(address), places))]
    planned = build.cleared.planned
    return tuple(with_waivers(found, planned.issue.waive, issue=planned.id, day=planned.issue.date, asked=LINKED))


def linked_addresses(edition: Edition) -> Iterator[str]:
    """Yield every address of others that readers can follow, each once, without its place on the page."""
    own = edition.config.publication.url.rstrip("/") + "/"
    found = chain(_in_blocks(edition), chain.from_iterable(map(_of_item, edition.items)), _of_credits(edition))
    for address in dict.fromkeys(urldefrag(one.strip()).url for one in found):
        if address.startswith(("http://", "https://")) and not address.startswith((edition.url, own)):
            yield address


def _in_blocks(edition: Edition) -> Iterator[str]:
    yield from chain.from_iterable(_hrefs(block.html) for block in edition.editorial)


def _of_item(item: Item) -> Iterator[str]:
    yield from (item.title_href, item.source_url)
    for markup in (*(block.html for block in item.blocks), *(note.html for note in item.notes)):
        yield from _hrefs(markup)
    pictures = (block.picture.credit for block in item.blocks if block.picture)
    yield from (span.href for line in (*item.credit.lines_top, *item.credit.lines, *pictures) for span in line)


def _of_credits(edition: Edition) -> Iterator[str]:
    page = edition.credits
    lines = [*page.pictures, *page.licenses, page.own or (), *(line.line for line in edition.colophon)]
    lines += [line for entry in page.entries for line in entry.lines]
    yield from (span.href for line in lines for span in line)


def _hrefs(markup: str) -> Iterator[str]:
    return (unescape(found[1]) for found in HREF.finditer(markup))


def _is_old(seen: Seen, now: datetime) -> bool:
    return now - _moment(seen) >= KEPT[seen.state]


def _moment(seen: Seen) -> datetime:
    return datetime.fromisoformat(seen.at)


def _ask_all(addresses: Sequence[str], door: "Door", tell: Tell) -> dict[str, Seen]:
    """Ask for every address: several hosts at the same time, one after the other of each."""
    hosts: dict[str, list[str]] = {}
    for address in addresses:
        with suppress(ValueError):
            hosts.setdefault(urlsplit(address).hostname or "", []).append(address)

    def ask(lot: Iterable[str]) -> dict[str, Seen]:
        return {address: _look(address, door, tell) for address in lot}

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return {address: seen for lot in pool.map(ask, hosts.values()) for address, seen in lot.items()}


def _look(address: str, door: "Door", tell: Tell) -> Seen:
    from publishkit.capture.door.exchange import UntrustedError
    from publishkit.capture.door.guard import NowhereError, parse_target
    from publishkit.capture.door.robots import may_fetch

    at = door.clock().isoformat()
    tell(f"asking for {address}")
    try:
        start = parse_target(address, door.ports)
        accept = "text/html, */*;q=0.5"
        hops = door.follow(start, accept=accept, most=HEAD, cut=True, check=lambda target: may_fetch(target, door))
    except (NowhereError, UntrustedError) as stop:
        state: State = "dead" if isinstance(stop, NowhereError) else "untrusted"
        return Seen(state=state, told=stop.problems[0].message, at=at)
    except PublishkitError as stop:
        return Seen(state="unknown", told=stop.problems[0].message, at=at)
    status = hops[-1].answer.status
    if status >= 400:
        return Seen(state="dead" if status in GONE else "unknown", told=f"answers {status}", at=at)
    return _landed(address, hops, at)


def _landed(address: str, hops: "Sequence[Hop]", at: str) -> Seen:
    """Return what it means that *address* led to where the last of *hops* is, which answers."""
    end = hops[-1].address
    if len(hops) > 1 and _is_home(end) and not _is_home(address) and _is_same_site(address, end):
        return Seen(state="dead", told=f"leads to the home of its site, {end}", at=at)
    lasting = len(hops) > 1 and all(hop.answer.status in LASTING for hop in hops[:-1])
    if lasting and plain_address(end) != plain_address(address):
        return Seen(state="moved", told=end, at=at)
    return Seen(state="fine", at=at)


def _is_home(address: str) -> bool:
    parts = urlsplit(address)
    return parts.path in {"", "/"} and not parts.query


def _is_same_site(one: str, two: str) -> bool:
    return plain_address(one).partition("/")[0] == plain_address(two).partition("/")[0]


class _Places:
    """Where in the workspace an address is written."""

    def __init__(self, root: Path, build: Build) -> None:
        edition = build.edition
        issue = f"issues/{build.cleared.planned.id}"
        articles = [item.article.place for item in build.cleared.items]
        names = [f"{place}/{name}" for place in articles for name in ("article.md", "rights.toml")]
        self._texts = {name: _text(root / name) for name in (f"{issue}/issue.toml", *names, CONFIG)}
        self._else = f"{issue}/issue.toml" if edition else CONFIG

    def find(self, address: str) -> str:
        """Return file and line; the manifest for what no file of the editor's has."""
        forms = {address, address.replace("&", "&amp;"), unquote(address)}
        for name, text in self._texts.items():
            at = min((place for form in forms if (place := text.find(form)) >= 0), default=-1)
            if at >= 0:
                return f"{name}:{text.count(chr(10), 0, at) + 1}"
        return self._else


def _text(path: Path) -> str:
    try:
        return read_file(path).decode("utf-8", "replace")
    except OSError:
        return ""


def _finding(address: str, seen: Seen | None, places: _Places) -> Finding | None:
    state: State = seen.state if seen else "unknown"
    if state == "fine":
        return None
    code, level = CODES[state]
    told = seen.told if seen else "was never asked for"
    message = f"{address} has moved to {told}" if state == "moved" else f"{address} {told}"
    hint = {
        "L010": "lead readers elsewhere: to where it is now, to a copy in an archive, or to nothing",
        "L011": "write the new address, if it is what is meant",
        "L012": "see in your browser whether the page is what it claims; readers are warned of it",
        "L013": "look at it in your browser",
    }[code]
    return Finding(code=code, severity=level, where=places.find(address), message=message, hint=hint)


def _read_cache(root: Path) -> dict[str, Seen]:
    """Return what was found before; a cache that cannot be read costs requests, no more."""
    try:
        record = json.loads(read_file(root / CACHE))
        if record["schema"] != SCHEMA:
            return {}
        found = {str(address): Seen(**row) for address, row in record["links"].items()}
        return {address: seen for address, seen in found.items() if seen.state in KEPT and _moment(seen).tzinfo}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_cache(root: Path, known: Mapping[str, Seen], now: datetime) -> None:
    links = {address: asdict(seen) for address, seen in sorted(known.items()) if now - _moment(seen) < FORGOTTEN}
    with suppress(OSError):
        (root / CACHE).parent.mkdir(exist_ok=True)
        write_whole(root / CACHE, json.dumps({"schema": SCHEMA, "links": links}, ensure_ascii=False, indent=1).encode())

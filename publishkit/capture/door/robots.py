"""What a site tells programs: robots.txt (RFC 9309), which decides whether we fetch, and tdmrep.json, which is only read."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Literal

from protego import Protego

from publishkit.capture.door.door import NAME, Door
from publishkit.capture.door.evidence import Archived
from publishkit.capture.door.exchange import LostError
from publishkit.capture.door.fetched import Verdict
from publishkit.capture.door.guard import SAVE, Target, checked_addresses, parse_target, shown
from publishkit.disk import read_file, write_whole
from publishkit.errors import ExternalError, InputError, PublishkitError

ROBOTS = "/robots.txt"
TDMREP = "/.well-known/tdmrep.json"
MOST = 500 * 1024
"""Bytes of such a file that are read; what follows is as if it were not there."""
KEPT = timedelta(hours=24)

State = Literal["read", "absent", "unreachable"]


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteFile:
    """One file of a site for programs."""

    state: State
    text: str = ""
    read_at: datetime
    """UTC."""
    why: str = ""
    """Why it could not be read."""


def may_fetch(target: Target, door: Door) -> Verdict:
    """Return what lets us fetch *target*.

    Raises:
        InputError: its robots.txt shuts us out, or its host is none we go to.
        ExternalError: its robots.txt cannot be read: then programs stay away.
    """
    place = shown(str(target))
    checked_addresses(target.host, target.port, door.resolve, place)
    try:
        file = site_file(target, ROBOTS, door)
    except LostError as stop:
        raise LostError.at(place, stop.problems[0].message, stop.problems[0].hint) from stop
    if file.state == "unreachable":
        message = f"is not fetched: the site's robots.txt {file.why}, and without it programs stay away"
        raise ExternalError.at(place, message, f"try again later, or {SAVE}")
    if file.state == "absent":
        return "absent"
    rules = _rules(target, file, door)
    door.slow_down(target.host, rules.crawl_delay(NAME) or 0.0)
    if not rules.can_fetch(str(target), NAME):
        raise InputError.at(place, "is closed to programs by its site's robots.txt", SAVE)
    return "allowed"


def told_by_site(address: str, door: Door) -> tuple[Archived, ...]:
    """Return what the site of *address* tells programs, robots.txt and tdmrep.json: those it has and lets us read."""
    target = parse_target(address, door.ports)
    return tuple(told for path in (ROBOTS, TDMREP) if (told := _told(target, path, door)))


def _told(target: Target, path: str, door: Door) -> Archived | None:
    try:
        own = parse_target(target.origin + path, door.ports)
        if path != ROBOTS:
            may_fetch(own, door)
        file = site_file(target, path, door)
    except PublishkitError:
        return None
    if file.state != "read" or not file.text.strip():
        return None
    headers = (("Content-Type", "text/plain; charset=utf-8" if path == ROBOTS else "application/json"),)
    return Archived(address=str(own), moment=file.read_at, status=200, headers=headers, body=file.text.encode())


def site_file(target: Target, path: str, door: Door) -> SiteFile:
    """Return the file at *path* of the site of *target*, at most a day old.

    Raises:
        LostError: the host takes no connection.
    """
    key = target.origin + path
    known = door.remembered.get(key)
    file = known if isinstance(known, SiteFile) else _kept(key, door)
    if file is None:
        try:
            file = _fetch(parse_target(key, door.ports), door)
        except LostError as stop:
            door.remembered[key] = SiteFile(state="unreachable", read_at=door.clock(), why=stop.problems[0].message)
            raise
        if file.state != "unreachable":
            _keep(key, file, door)
    door.remembered[key] = file
    return file


def _rules(target: Target, file: SiteFile, door: Door) -> Protego:
    key = f"{target.origin} rules"
    known = door.remembered.get(key)
    rules = known if isinstance(known, Protego) else Protego.parse(file.text)
    door.remembered[key] = rules
    return rules


def _fetch(target: Target, door: Door) -> SiteFile:
    try:
        hops = door.follow(target, accept="text/plain, application/json, */*;q=0.1", most=MOST, cut=True)
    except PublishkitError as stop:
        if isinstance(stop, LostError):
            raise
        return SiteFile(state="unreachable", read_at=door.clock(), why=stop.problems[0].message)
    answer, now = hops[-1].answer, door.clock()
    if 200 <= answer.status < 300:
        whole = answer.body.rpartition(b"\n")[0] if answer.cut else answer.body  # half a rule would say something else
        return SiteFile(state="read", read_at=now, text=whole.decode("utf-8-sig", "replace"))
    if 400 <= answer.status < 500:
        return SiteFile(state="absent", read_at=now)
    return SiteFile(state="unreachable", read_at=now, why=f"answers {answer.status}")


# --- kept for a day ---------------------------------------------------------------------------------------------------


def _kept(key: str, door: Door) -> SiteFile | None:
    """The file as we read it, when that is less than a day ago; a damaged copy is none."""
    path = _path(key, door)
    if path is None:
        return None
    try:
        data = json.loads(read_file(path))
        read_at = datetime.fromisoformat(data["read_at"])
        fresh = data["of"] == key and timedelta(0) <= door.clock() - read_at < KEPT
        return _read(data, read_at) if fresh else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _read(data: Mapping[str, object], read_at: datetime) -> SiteFile:
    """Raises ValueError for what we did not write."""
    match data:
        case {"state": "read", "text": str(text)}:
            return SiteFile(state="read", read_at=read_at, text=text)
        case {"state": "absent"}:
            return SiteFile(state="absent", read_at=read_at)
        case _:
            raise ValueError("no file of ours")


def _keep(key: str, file: SiteFile, door: Door) -> None:
    """Keep what was read; a disk that refuses costs a request tomorrow, no more."""
    path = _path(key, door)
    if path is None:
        return
    data = {"of": key, "read_at": file.read_at.isoformat(), "state": file.state, "text": file.text}
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"), flush=False)


def _path(key: str, door: Door) -> Path | None:
    return door.cache / f"{sha256(key.encode()).hexdigest()[:32]}.json" if door.cache else None

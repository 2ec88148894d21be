"""Addresses that must not be written to, from a provider's list of bounces, complaints or leavers."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Literal, cast, get_args

from sqlalchemy import select

from publishkit.errors import InputError, Problem
from publishkit.send.audience.address import AddressRefusedError, parse_address, stored_key
from publishkit.send.audience.read import Row, Table, bare_address
from publishkit.send.audience.records import Unread
from publishkit.send.audience.subscriber import unescaped
from publishkit.send.audience.take import CHUNK, Note
from publishkit.send.state.store import Store
from publishkit.send.state.tables import suppression
from publishkit.send.state.upsert import among, insert_unless_there

Reason = Literal["bounced", "complained", "unsubscribed"]


def parse_reason(text: str) -> Reason:
    """Return the reason that *text* names.

    Raises:
        InputError: it is none of ours.
    """
    for reason in get_args(Reason):
        if text == reason:
            return cast("Reason", reason)
    message = f"{text[:40]!a} is no reason"
    raise InputError(Problem(place="--reason", message=message, hint=f"one of {', '.join(get_args(Reason))}"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Suppress:
    """What is suppressed, and why."""

    scope: str
    """A list, or `EVERYWHERE`."""
    reason: Reason
    now: datetime


@dataclass(kw_only=True, slots=True)
class SuppressCounts:
    """What became of the rows."""

    read: int = 0
    suppressed: int = 0
    already: int = 0
    """Suppressed there before, or named twice."""
    refused: int = 0

    def as_json(self) -> Mapping[str, int]:
        """Return the counts by name."""
        return asdict(self)


def suppress_readers(store: Store, table: Table, order: Suppress, note: Callable[[Note], None]) -> SuppressCounts:
    """Suppress everybody in *table*, reader or not; who is suppressed there already stays so, for the first reason.

    Raises:
        ExternalError: the database is locked, full or gone.
    """
    counts = SuppressCounts()
    while chunk := list(islice(table.rows, CHUNK)):
        counts.read += len(chunk)
        lines: dict[str, int] = {}
        named = 0
        for row in chunk:
            key = _key(row)
            if isinstance(key, Unread):
                counts.refused += 1
                note(Note(key.line, "refused", key.reason))
            else:
                named += 1
                lines.setdefault(key, row.line)
        new = _suppress(store, table.place, order, lines)
        counts.suppressed += new
        counts.already += named - new
    return counts


def _suppress(store: Store, place: str, order: Suppress, lines: Mapping[str, int]) -> int:
    """Return how many of *lines* (key -> line) were not suppressed before."""
    if not lines:
        return 0
    with store.write() as connection:
        there = select(suppression.c.reader_key).where(
            suppression.c.scope == order.scope, among(connection, suppression.c.reader_key, list(lines))
        )
        known = set(connection.scalars(there))
        rows = [
            {
                "scope": order.scope,
                "reader_key": key,
                "reason": order.reason,
                "source": f"{place} line {line}",
                "at": order.now,
            }
            for key, line in lines.items()
            if key not in known
        ]
        insert_unless_there(connection, suppression, rows)
    return len(rows)


def _key(row: Row | Unread) -> str | Unread:
    if isinstance(row, Unread):
        return row
    try:
        return stored_key(parse_address(bare_address(unescaped(row.fields.get("address", "")))[0]))
    except AddressRefusedError as refused:
        return Unread(row.line, f"address {refused} ({refused.code})")

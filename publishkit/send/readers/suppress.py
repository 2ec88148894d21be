"""Suppress addresses, so that they are not written to: one, all in a provider's file, or one reader who is forgotten."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Literal, cast, get_args

from sqlalchemy import Column, Connection, and_, delete, exists, func, select, update

from publishkit.errors import InputError, Problem
from publishkit.send.readers.address import AddressRefusedError, parse_address, stored_key
from publishkit.send.readers.cells import bare_address
from publishkit.send.readers.importing import CHUNK, Note
from publishkit.send.readers.lists import EVERYWHERE
from publishkit.send.readers.records import Unread
from publishkit.send.readers.subscriber import keys_of, unescaped
from publishkit.send.readers.table import Row, Table
from publishkit.send.state.store import Store
from publishkit.send.state.tables import (
    BatchState,
    DeliveryState,
    among,
    approvals,
    audit,
    batches,
    deliveries,
    events,
    insert_unless_known,
    subscribers,
    suppressions,
)

Reason = Literal["bounced", "complained", "unsubscribed"]
UNDER_WAY = (BatchState.SUBMITTING.value, BatchState.UNCERTAIN.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class SuppressionOrder:
    """On which list addresses are suppressed, and why."""

    scope: str
    """A list, or `EVERYWHERE`."""
    reason: Reason
    now: datetime


@dataclass(kw_only=True, slots=True)
class SuppressCounts:
    """How many rows were read, and how they were taken."""

    read: int = 0
    suppressed: int = 0
    already: int = 0
    """Suppressed there before, or named twice."""
    kept: int = 0
    """Rows that say of themselves that their readers are still that."""
    refused: int = 0

    def as_json(self) -> Mapping[str, int]:
        """Return the counts by name."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Forgotten:
    """What was removed of a reader."""

    lists: tuple[str, ...]
    letters: int
    """Deliveries that no longer name the reader."""
    under_way: int
    """Deliveries that still do, because it is not certain yet whether they were made."""


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


def suppress(connection: Connection, scope: str, key: str, reason: str, source: str, at: datetime) -> None:
    """Suppress a reader; who is suppressed already stays so, for the first reason."""
    row = {"scope": scope, "reader_key": key, "reason": reason, "source": source, "at": at}
    insert_unless_known(connection, suppressions, [row])


def suppress_readers(
    store: Store, table: Table, order: SuppressionOrder, note: Callable[[Note], None]
) -> SuppressCounts:
    """Suppress everybody in *table*, reader or not, but rows that say of themselves that they are still readers.

    Who is suppressed there already stays so, for the first reason.

    Raises:
        ExternalError: the database is locked, full or gone.
    """
    counts = SuppressCounts()
    while chunk := list(islice(table.rows, CHUNK)):
        counts.read += len(chunk)
        lines: dict[str, int] = {}
        named = 0
        for row in chunk:
            if isinstance(row, Row) and _still_reads(row, table):
                counts.kept += 1
                continue
            keys = _keys(row)
            if isinstance(keys, Unread):
                counts.refused += 1
                note(Note(keys.line, "refused", keys.reason))
            else:
                named += len(keys)
                lines |= {key: row.line for key in keys if key not in lines}
        new = _suppress(store, table.place, order, lines)
        counts.suppressed += new
        counts.already += named - new
    return counts


def _suppress(store: Store, place: str, order: SuppressionOrder, lines: Mapping[str, int]) -> int:
    """Return how many of *lines* (key -> line) were not suppressed before."""
    if not lines:
        return 0
    with store.write() as connection:
        suppressed_before = select(suppressions.c.reader_key).where(
            suppressions.c.scope == order.scope, among(connection, suppressions.c.reader_key, list(lines))
        )
        known = set(connection.scalars(suppressed_before))
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
        insert_unless_known(connection, suppressions, rows)
    return len(rows)


def _still_reads(row: Row, table: Table) -> bool:
    """Return whether *row* says of itself that its reader is still one; in a file of leavers nobody is."""
    if table.layout.leavers:
        return False
    return row.verdict in {"reads", "pending"} or (not row.verdict and table.tells)


def _keys(row: Row | Unread) -> list[str] | Unread:
    """Return the keys of the addresses in *row*: all of them are kept from being written to."""
    if isinstance(row, Unread):
        return row
    if keys := keys_of(row):
        return keys
    try:
        return [stored_key(parse_address(bare_address(unescaped(row.fields.get("address", "")))[0]))]
    except AddressRefusedError as refused:
        return Unread(row.line, f"address {refused} ({refused.code})")


# --- forget a reader --------------------------------------------------------------------------------------------------


def forget_reader(store: Store, address: str, now: datetime) -> Forgotten:
    """Remove every trace of *address* but a hash, by which it stays suppressed, and return what was removed.

    A delivery that is submitting at this moment keeps its address until it is settled: removing it could send the letter
    twice. The same command again removes it then.

    Raises:
        AddressRefusedError: it is no mail address.
        ExternalError: the database is locked, full or gone.
    """
    known = parse_address(address)
    key = stored_key(known)
    with store.write() as connection:
        on_lists = select(subscribers.c.list).where(subscribers.c.reader_key == key)
        lists = tuple(connection.scalars(on_lists.order_by(subscribers.c.list)))
        connection.execute(delete(subscribers).where(subscribers.c.reader_key == key))
        suppress(connection, EVERYWHERE, key, "removed", "audience remove", now)
        letters, under_way = _forget_letters(connection, key, now)
        connection.execute(update(events).where(events.c.reader_key == key).values(reason=""))
        for text in (approvals.c.detail, audit.c.detail, batches.c.error):
            _forget_words(connection, text, known)
    return Forgotten(lists=lists, letters=letters, under_way=under_way)


def _forget_letters(connection: Connection, key: str, now: datetime) -> tuple[int, int]:
    of_reader = and_(deliveries.c.reader_key == key, deliveries.c.address != "")
    # The batch is locked first, as a sender does: nobody claims it between the question and the change.
    involved = select(deliveries.c.campaign, deliveries.c.batch).where(of_reader)
    for row in connection.execute(involved.order_by(deliveries.c.campaign, deliveries.c.batch)).all():
        of_batch = (batches.c.campaign == row.campaign) & (batches.c.number == row.batch)
        connection.execute(select(batches.c.id).where(of_batch).with_for_update())
    busy = exists().where(
        batches.c.campaign == deliveries.c.campaign,
        batches.c.number == deliveries.c.batch,
        batches.c.state.in_(UNDER_WAY),
    )
    waiting = deliveries.c.state == DeliveryState.WAITING.value
    held = and_(of_reader, (waiting & busy) | (deliveries.c.state == DeliveryState.UNCERTAIN.value))
    under_way = connection.scalar(select(func.count()).select_from(deliveries).where(held)) or 0
    nobody = {"address": "", "name": "", "updated_at": now}
    skipped = update(deliveries).where(of_reader, waiting, ~busy)
    skipped_count = connection.execute(
        skipped.values(**nobody, state=DeliveryState.SKIPPED.value, reason="removed")
    ).rowcount
    blanked_count = connection.execute(update(deliveries).where(of_reader, ~held).values(**nobody, reason="")).rowcount
    return skipped_count + blanked_count, under_way


def _forget_words(connection: Connection, text: Column[str], address: str) -> None:
    """Remove the address from free text in the column *text*, in whatever case."""
    number = text.table.c["id"]
    naming = select(number, text).where(func.lower(text).contains(address.lower(), autoescape=True))
    for row in connection.execute(naming).all():
        redacted = re.sub(re.escape(address), "(removed)", row[1], flags=re.IGNORECASE)
        connection.execute(update(text.table).where(number == row[0]).values({text.name: redacted}))

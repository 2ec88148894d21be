"""Readers of a file into the state database: some thousand at a time, so that neither memory nor a lock is held long."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, select

from publishkit.send.audience.read import Table
from publishkit.send.audience.records import Unread
from publishkit.send.audience.seen import Seen
from publishkit.send.audience.select import EVERYWHERE
from publishkit.send.audience.subscriber import Consent, Subscriber, parse_subscriber
from publishkit.send.state.store import Store
from publishkit.send.state.tables import subscriber, suppression
from publishkit.send.state.upsert import among, insert_or_change

CHUNK = 2_000
"""Rows in one transaction."""
CHANGING = ("address", "name", "language", "consent_source", "consent_at")


@dataclass(frozen=True, kw_only=True, slots=True)
class Import:
    """What is imported, and how."""

    list: str
    consent: Consent
    now: datetime
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What a person should know of one line."""

    line: int
    kind: str
    """`refused`, or `changed` when the reader was taken without a part of the row."""
    reason: str


@dataclass(kw_only=True, slots=True)
class Counts:
    """What became of the rows; all but the first and last add up to the first."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    """Named before in the same file."""
    suppressed: int = 0
    """Left the list, bounced or complained: they stay away whoever brings them."""
    refused: int = 0
    changed: int = 0
    """Readers who were taken without a part of their row."""

    def as_json(self) -> Mapping[str, int]:
        """Return the counts by name."""
        return asdict(self)


def take_readers(store: Store, table: Table, order: Import, note: Callable[[Note], None]) -> Counts:
    """Write the readers of *table* down and return the counts; *note* is told of each line that is not taken as it is.

    What was taken before an error stays; the same import again goes on from there.

    Raises:
        ExternalError: the database is locked, full or gone.
    """
    counts = Counts()
    with Seen() as seen:
        while chunk := list(islice(table.rows, CHUNK)):
            counts.read += len(chunk)
            readers: list[Subscriber] = []
            for row in chunk:
                found = row if isinstance(row, Unread) else parse_subscriber(row, order.consent, order.now)
                if isinstance(found, Subscriber):
                    _tell(found, row.line, counts, note)
                    readers.append(found)
                else:
                    counts.refused += 1
                    note(Note(found.line, "refused", found.reason))
            _take(store, order, _named_first(readers, seen, counts), counts)
    return counts


def _tell(reader: Subscriber, line: int, counts: Counts, note: Callable[[Note], None]) -> None:
    counts.changed += bool(reader.remarks)
    for remark in reader.remarks:
        note(Note(line, "changed", remark))


def _named_first(readers: Sequence[Subscriber], seen: Seen, counts: Counts) -> list[Subscriber]:
    """Return readers without those the file named before: the first row counts."""
    new = seen.take([reader.reader_key for reader in readers])
    counts.duplicates += len(new) - sum(new)
    return [reader for reader, first in zip(readers, new, strict=True) if first]


def _take(store: Store, order: Import, readers: Sequence[Subscriber], counts: Counts) -> None:
    if not readers:
        return
    with store.read() if order.dry_run else store.write() as connection:
        gone = _suppressed(connection, order.list, readers)
        known = _known(connection, order.list, readers)
        rows: list[Mapping[str, Any]] = []
        for reader in readers:
            if reader.reader_key in gone:
                counts.suppressed += 1
                continue
            before = known.get(reader.reader_key)
            values = _values(reader) if before is None else _merged(reader, before)
            if before is None:
                counts.added += 1
            elif all(values[name] == getattr(before, name) for name in CHANGING):
                counts.unchanged += 1
                continue
            else:
                counts.updated += 1
            rows.append({"list": order.list, "reader_key": reader.reader_key, "added_at": order.now, **values})
        if not order.dry_run:
            insert_or_change(connection, subscriber, rows, CHANGING)


def _keys(readers: Iterable[Subscriber]) -> list[str]:
    return [reader.reader_key for reader in readers]


def _suppressed(connection: Connection, list_name: str, readers: Iterable[Subscriber]) -> set[str]:
    wanted = select(suppression.c.reader_key).where(
        among(connection, suppression.c.reader_key, _keys(readers)), suppression.c.scope.in_((list_name, EVERYWHERE))
    )
    return set(connection.scalars(wanted))


def _known(connection: Connection, list_name: str, readers: Iterable[Subscriber]) -> Mapping[str, Row[Any]]:
    columns = [subscriber.c.reader_key, *(subscriber.c[name] for name in CHANGING)]
    mine = among(connection, subscriber.c.reader_key, _keys(readers))
    wanted = select(*columns).where(subscriber.c.list == list_name, mine)
    return {row.reader_key: row for row in connection.execute(wanted)}


def _values(reader: Subscriber) -> Mapping[str, Any]:
    return {name: getattr(reader, name) for name in CHANGING}


def _merged(reader: Subscriber, before: Row[Any]) -> Mapping[str, Any]:
    """Return what is known of a reader after a second import: nothing is lost by a column that is not there.

    The consent that was recorded stays, unless the row itself states a later one: what is said of a whole file must not
    replace what is known of one reader.
    """
    later = reader.stated and (before.consent_at is None or reader.consent_at > before.consent_at)
    consent = reader if later or before.consent_at is None else before
    return {
        "address": reader.address,
        "name": reader.name or before.name,
        "language": reader.language or before.language,
        "consent_source": consent.consent_source,
        "consent_at": consent.consent_at,
    }

"""Take the readers of a file into the state database: some thousand at a time, so that no lock is held long."""

import csv
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Self, TextIO

from sqlalchemy import Connection, func, literal, select
from sqlalchemy import Row as Found

from publishkit.disk import write_new
from publishkit.errors import ExternalError, Problem
from publishkit.send.readers.lists import EVERYWHERE, suppressed
from publishkit.send.readers.records import Unread
from publishkit.send.readers.subscriber import Consent, Refused, Subscriber, keys_of, parse_subscriber
from publishkit.send.readers.table import Row, Table
from publishkit.send.state.store import Store
from publishkit.send.state.tables import among, insert_or_change, subscribers, suppressions

CHUNK = 2_000
"""Rows in one transaction."""
BACK = "`publishkit audience welcome-back ADDRESS` with that consent"
CHANGING = ("address", "name", "language", "consent_source", "consent_at")


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportOrder:
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
    """`refused`, `changed` when the reader was taken without a part of the row, `suppressed` or `still a reader`."""
    reason: str


@dataclass(kw_only=True, slots=True)
class Counts:
    """How many rows were read, and how they were taken; all but the first and the last two add up to the first."""

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
    left: int = 0
    """Of those refused: rows that say that their readers left, or did not agree."""

    def as_json(self) -> Mapping[str, int]:
        """Return the counts by name."""
        return asdict(self)


# --- readers named before in the same file ----------------------------------------------------------------------------


CACHE = -8_000
"""KiB held in memory; the rest is in a temporary file that has no name."""


class Seen:
    """The keys of the readers named so far in a file, in any number."""

    def __init__(self) -> None:
        self._kept = sqlite3.connect("", isolation_level=None)
        self._kept.execute(f"PRAGMA cache_size = {CACHE}")
        self._kept.execute("PRAGMA journal_mode = OFF")
        self._kept.execute("CREATE TABLE seen (key BLOB PRIMARY KEY) WITHOUT ROWID")

    def take(self, keys: Sequence[str]) -> list[bool]:
        """Return, for each of *keys* (hex), whether it is named for the first time."""
        statement = "INSERT OR IGNORE INTO seen VALUES (?)"
        self._kept.execute("BEGIN")
        # Half of a SHA-256 still tells more readers apart than there are.
        new = [self._kept.execute(statement, (bytes.fromhex(key[:32]),)).rowcount > 0 for key in keys]
        self._kept.execute("COMMIT")
        return new

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._kept.close()


# --- take them --------------------------------------------------------------------------------------------------------


def take_readers(store: Store, table: Table, order: ImportOrder, note: Callable[[Note], None]) -> Counts:
    """Store the readers of *table* and return the counts; *note* is called for each line that is not taken as it is.

    What was stored before an error stays; the same import again goes on from there.

    Raises:
        ExternalError: the database is locked, full or gone.
    """
    counts = Counts()
    with Seen() as seen:
        while chunk := list(islice(table.rows, CHUNK)):
            counts.read += len(chunk)
            readers: list[Subscriber] = []
            lines: dict[str, int] = {}
            for row in chunk:
                found = _found(row, table, order)
                if isinstance(found, Subscriber):
                    _tell(found, row.line, counts, note)
                    readers.append(found)
                    lines.setdefault(found.reader_key, row.line)
                else:
                    counts.refused += 1
                    note(Note(found.line, "refused", found.reason))
            _take(store, order, _named_first(readers, seen, counts), counts, lines, note)
            _tell_who_left(store, order.list, chunk, counts, note)
    return counts


def _found(row: Row | Unread, table: Table, order: ImportOrder) -> Subscriber | Unread | Refused:
    """Return the reader of *row*, unless another row of the file says that they left."""
    found = row if isinstance(row, Unread) else parse_subscriber(row, order.consent, order.now)
    if isinstance(found, Subscriber) and (line := table.line_of_leaving(found.reader_key)):
        return Refused(row.line, f"has left, as line {line} says")
    return found


def _tell_who_left(
    store: Store, list_name: str, chunk: Sequence[Row | Unread], counts: Counts, note: Callable[[Note], None]
) -> None:
    """Count the rows whose readers left, and name those that this list still writes to."""
    gone = {key: row.line for row in chunk if isinstance(row, Row) and row.verdict == "left" for key in keys_of(row)}
    counts.left += sum(isinstance(row, Row) and row.verdict == "left" for row in chunk)
    if not gone:
        return
    with store.read() as connection:
        on_list = select(subscribers.c.reader_key).where(
            subscribers.c.list == list_name,
            among(connection, subscribers.c.reader_key, list(gone)),
            ~suppressed(literal(list_name), subscribers.c.reader_key),
        )
        still = set(connection.scalars(on_list))
    for key in sorted(still, key=lambda key: gone[key]):
        note(
            Note(
                gone[key],
                "still a reader",
                "left by this file, and is on the list; `audience suppress` with the same file",
            )
        )


def _tell(reader: Subscriber, line: int, counts: Counts, note: Callable[[Note], None]) -> None:
    counts.changed += bool(reader.remarks)
    for remark in reader.remarks:
        note(Note(line, "changed", remark))


def _named_first(readers: Sequence[Subscriber], seen: Seen, counts: Counts) -> list[Subscriber]:
    """Return readers without those the file named before: the first row counts."""
    new = seen.take([reader.reader_key for reader in readers])
    counts.duplicates += len(new) - sum(new)
    return [reader for reader, first in zip(readers, new, strict=True) if first]


def _take(
    store: Store,
    order: ImportOrder,
    readers: Sequence[Subscriber],
    counts: Counts,
    lines: Mapping[str, int],
    note: Callable[[Note], None],
) -> None:
    if not readers:
        return
    with store.read() if order.dry_run else store.write() as connection:
        gone = _suppressed(connection, order.list, readers)
        known = _known(connection, order.list, readers)
        rows: list[Mapping[str, Any]] = []
        for reader in readers:
            if since := gone.get(reader.reader_key):
                counts.suppressed += 1
                if reader.stated and reader.consent_at > since:
                    note(
                        Note(
                            lines[reader.reader_key],
                            "suppressed",
                            f"agreed after they left on {since:%Y-%m-%d}: {BACK}",
                        )
                    )
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
            insert_or_change(connection, subscribers, rows, CHANGING)


def _keys(readers: Iterable[Subscriber]) -> list[str]:
    return [reader.reader_key for reader in readers]


def _suppressed(connection: Connection, list_name: str, readers: Iterable[Subscriber]) -> Mapping[str, datetime]:
    """Return key -> since when, of those who are not written to."""
    wanted = select(
        suppressions.c.reader_key, func.max(suppressions.c.at, type_=suppressions.c.at.type).label("at")
    ).where(
        among(connection, suppressions.c.reader_key, _keys(readers)), suppressions.c.scope.in_((list_name, EVERYWHERE))
    )
    return {row.reader_key: row.at for row in connection.execute(wanted.group_by(suppressions.c.reader_key))}


def _known(connection: Connection, list_name: str, readers: Iterable[Subscriber]) -> Mapping[str, Found[Any]]:
    columns = [subscribers.c.reader_key, *(subscribers.c[name] for name in CHANGING)]
    named = among(connection, subscribers.c.reader_key, _keys(readers))
    wanted = select(*columns).where(subscribers.c.list == list_name, named)
    return {row.reader_key: row for row in connection.execute(wanted)}


def _values(reader: Subscriber) -> Mapping[str, Any]:
    return {name: getattr(reader, name) for name in CHANGING}


def _merged(reader: Subscriber, before: Found[Any]) -> Mapping[str, Any]:
    """Return the values of a reader after a further import: nothing is lost by a column that is missing.

    The consent that was recorded stays, unless the row itself states a later one: the consent for a whole file must not
    replace that of one reader.
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


# --- notes for a person -----------------------------------------------------------------------------------------------


FILE = Path(".publishkit", "audience-notes.csv")
"""In the workspace; the last import's."""
SHOWN = 20
"""Notes a person reads on a screen."""


class Notes:
    """Keeps the first notes; the others, and these too, are written to *file* as they come, in any number."""

    def __init__(self, file: Path | None) -> None:
        self.first: list[Note] = []
        self.count = 0
        self.file = file
        """Where all are, once there are more than are shown; None: they are only counted."""
        self._open: TextIO | None = None

    def __call__(self, note: Note) -> None:
        """Keep *note*, or write it to the file.

        Raises:
            ExternalError: the file cannot be written.
        """
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(note)
            return
        if self.file is None:
            return
        try:
            if self._open is None:
                self._open = _begin(self.file)
                for shown in self.first:
                    _write(self._open, shown)
            _write(self._open, note)
        except OSError as cause:
            message = f"cannot be written: {cause.strerror}"
            raise ExternalError(Problem(place=str(self.file), message=message)) from cause

    @property
    def is_written(self) -> bool:
        """Whether there is a file."""
        return self._open is not None

    def close(self) -> None:
        """Finish the file."""
        if self._open is not None:
            self._open.close()


def _begin(file: Path) -> TextIO:
    """Return *file* opened anew, for its owner's eyes only: addresses may stand in it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    write_new(file, b"line,what,why\r\n", mode=0o600)
    return file.open("a", encoding="utf-8", newline="")


def _write(opened: TextIO, note: Note) -> None:
    csv.writer(opened).writerow((note.line, note.kind, note.reason))

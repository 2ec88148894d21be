"""The readers of each list: import them from files, suppress addresses, export them, forget one reader."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, BinaryIO

from publishkit.disk import write_new
from publishkit.errors import InputError, Problem
from publishkit.send.readers.address import AddressRefusedError
from publishkit.send.readers.importing import FILE as NOTES_FILE
from publishkit.send.readers.importing import Counts, ImportOrder, Notes, take_readers
from publishkit.send.readers.layout import parse_columns
from publishkit.send.readers.lists import (
    EVERYWHERE,
    Overview,
    everything_known_of,
    export_csv,
    export_json,
    read_overview,
)
from publishkit.send.readers.returning import Happening, Welcomed, WelcomeOrder, history_of, welcome_back
from publishkit.send.readers.subscriber import Consent
from publishkit.send.readers.suppress import (
    Forgotten,
    Reason,
    SuppressCounts,
    SuppressionOrder,
    forget_reader,
    suppress_readers,
)
from publishkit.send.readers.table import Table, open_table
from publishkit.send.state.store import FILE as STATE_FILE
from publishkit.send.state.store import Store, open_store
from publishkit.workspace.folder import told_unwritable
from publishkit.workspace.load import load_config

BLOCK = 1 << 16
"""Bytes copied at once."""


@contextmanager
def open_state(root: Path, *, scratch: bool = False) -> Iterator[Store]:
    """Give the state database that publishkit.toml names; with *scratch* nothing is made that is not there yet.

    Raises:
        InputError: publishkit.toml or the address of the database is wrong.
        ExternalError: the database cannot be reached, is locked or full.
    """
    database = load_config(root).send.database
    if scratch and not database and not (root / STATE_FILE).exists():
        with TemporaryDirectory() as nowhere, open_store(Path(nowhere)) as store:
            yield store
        return
    with open_store(root, database) as store:
        yield store


def count_readers(root: Path) -> Overview:
    """Return how many readers each list has, and how many are not written to.

    Raises:
        ExternalError: the database cannot be read.
    """
    with open_state(root) as store:
        return read_overview(store)


def remove_reader(root: Path, address: str, now: datetime) -> Forgotten:
    """Forget a reader and return what was removed; a hash stays, by which nobody writes to them again.

    Raises:
        InputError: it is no mail address.
        ExternalError: the database is locked, full or gone.
    """
    with open_state(root) as store, _address_told():
        return forget_reader(store, address, now)


def welcome_reader(root: Path, address: str, order: WelcomeOrder) -> Welcomed:
    """Let a reader who left get letters again, and return what was lifted.

    Raises:
        InputError: it is no mail address, they complained, or the consent is missing or too old.
        ExternalError: the database is locked, full or gone.
    """
    with open_state(root) as store, _address_told():
        return welcome_back(store, address, order)


def reader_history(root: Path, address: str) -> Sequence[Happening]:
    """Return everything that happened to one reader, oldest first.

    Raises:
        InputError: it is no mail address.
        ExternalError: the database cannot be read.
    """
    with open_state(root) as store, _address_told():
        return history_of(store, address)


# --- files of readers -------------------------------------------------------------------------------------------------


@contextmanager
def open_readers(source: Path | BinaryIO, place: str, encoding: str, columns: Sequence[str] = ()) -> Iterator[Table]:
    """Give the rows of a file of readers; *source* is its path, or a stream that can be read only once.

    *columns* says what some of its columns are: `TITLE=ROLE`.

    Raises:
        InputError: it cannot be read, is no text, or no column is the address.
    """
    said = parse_columns(columns)
    if isinstance(source, Path):
        with open_table(source, place, encoding, said) as table:
            yield table
        return
    with TemporaryFile() as kept:  # read twice: once for its encoding
        while block := source.read(BLOCK):
            kept.write(block)
        kept.seek(0)
        with open_table(kept, place, encoding, said) as table:
            yield table


def consent_for_all(source: str, day: datetime | None, now: datetime, place: str) -> Consent:
    """Return the consent of rows that do not state one; *place* is where *day* was given, for messages.

    Raises:
        InputError: the day lies in the future.
    """
    at = day.replace(tzinfo=UTC) if day else None
    if at and at > now:
        raise InputError(Problem(place=place, message="lies in the future"))
    return Consent(source=source.strip(), at=at)


def demand_readers(table: Table, consent: Consent) -> None:
    """Return when it is clear who in *table* is still a reader, and when a column or *consent* says where and when they agreed.

    Raises:
        InputError: a column could say who left and is not understood, everybody has left, or nothing says where or when
            they agreed; carries every problem.
    """
    if table.layout.leavers:
        message = f"is a list of readers who left ({table.layout.leavers})"
        hint = f"keep them away: `publishkit audience suppress {table.place} --reason {table.layout.reason}`"
        raise InputError(Problem(place=table.place, message=message, hint=hint))
    problems = list(table.layout.problems)
    if not consent.source and "consent-source" not in table.fields:
        hint = 'say it for all with --consent-source "sign-up form of the library"'
        problems.append(Problem(place=table.place, message="does not say where its readers agreed", hint=hint))
    if not consent.at and "consent-date" not in table.fields:
        hint = "say it for all with --consent-date 2026-01-31"
        problems.append(Problem(place=table.place, message="does not say when its readers agreed", hint=hint))
    if problems:
        raise InputError(*problems)


@dataclass(frozen=True, kw_only=True, slots=True)
class FileOutcome:
    """How the rows of a file were taken."""

    counts: Counts | SuppressCounts
    notes: Notes
    """On rows that were not taken as they are."""


def import_readers(root: Path, table: Table, order: ImportOrder) -> FileOutcome:
    """Store the readers of *table* on a list and return the counts; with `order.dry_run` nothing is stored.

    Raises:
        ExternalError: the database or the file of notes cannot be written.
    """
    with _notes(root, dry_run=order.dry_run) as notes, open_state(root, scratch=order.dry_run) as store:
        return FileOutcome(counts=take_readers(store, table, order, notes), notes=notes)


def suppression_scope(reason: Reason, list_name: str | None, default: str) -> str:
    """Return where *reason* suppresses a reader: on the list named, on *default* for leavers, or everywhere.

    >>> suppression_scope("unsubscribed", None, "readers"), suppression_scope("bounced", None, "readers")
    ('readers', '*')
    """
    return list_name or (default if reason == "unsubscribed" else EVERYWHERE)


def suppress_file(root: Path, table: Table, order: SuppressionOrder) -> FileOutcome:
    """Suppress the addresses of *table* and return the counts.

    Raises:
        ExternalError: the database or the file of notes cannot be written.
    """
    with open_state(root) as store, _notes(root, dry_run=False) as notes:
        return FileOutcome(counts=suppress_readers(store, table, order, notes), notes=notes)


@contextmanager
def _notes(root: Path, *, dry_run: bool) -> Iterator[Notes]:
    notes = Notes(None if dry_run else root / NOTES_FILE)
    try:
        yield notes
    finally:
        notes.close()


# --- readers written out ----------------------------------------------------------------------------------------------


@contextmanager
def export_readers(root: Path, list_name: str, *, as_json: bool) -> Iterator[Iterator[str]]:
    """Give the lines of a list's readers: JSON Lines, exact, or CSV made safe for spreadsheets."""
    with open_state(root) as store:
        yield (export_json if as_json else export_csv)(store, list_name)


def known_reader(root: Path, address: str) -> Mapping[str, Any]:
    """Return everything that is known of one reader.

    Raises:
        InputError: it is no mail address.
        ExternalError: the database cannot be read.
    """
    with open_state(root) as store, _address_told():
        return everything_known_of(store, address)


def write_private(lines: Iterable[str], file: Path) -> None:
    """Write *lines* into a new file that only its owner may read; it is there whole or not at all.

    Raises:
        InputError: it is there already, or is no place for a file.
        ExternalError: the disk is full or refuses.
    """
    there_already = InputError(Problem(place=str(file), message="is there already", hint="name a new file"))
    if os.path.lexists(file):  # told before anything is read; that none came meanwhile is seen to at the end
        raise there_already
    with told_unwritable(str(file), named=True):
        try:
            write_new(file, (line.encode() for line in lines), mode=0o600)
        except FileExistsError:
            raise there_already from None


@contextmanager
def _address_told() -> Iterator[None]:
    """Say of an address that is none what is wrong with it."""
    try:
        yield
    except AddressRefusedError as refused:
        raise InputError(Problem(place="ADDRESS", message=str(refused))) from None

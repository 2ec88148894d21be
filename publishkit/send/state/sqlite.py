"""SQLite as a database that keeps its word: every commit is on the disk, one writer, readers who are never in the way."""

import sqlite3
from pathlib import Path
from time import sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from publishkit.errors import ExternalError, InputError, Problem

PATIENCE = 30_000
"""Milliseconds a writer waits for its turn; an import holds the file for a second at most."""
OLDEST = (3, 35)
"""The first SQLite with UPDATE … RETURNING."""
CACHE = -16_000
"""KiB of pages a connection keeps."""
LONGEST_LOG = 64 << 20
"""Bytes the write-ahead log is cut to after a large change."""


def sqlite_engine(file: Path) -> Engine:
    """Return the engine of *file*, which is made when it is missing, readable for its owner alone.

    Raises:
        InputError: this Python's SQLite is too old.
        ExternalError: the file cannot be made.
    """
    if sqlite3.sqlite_version_info < OLDEST:
        message = f"needs SQLite {'.'.join(map(str, OLDEST))} or newer, this Python has {sqlite3.sqlite_version}"
        raise InputError(Problem(place="state database", message=message))
    try:
        _make(file)
    except OSError as cause:
        message = f"cannot be made: {cause.strerror}"
        raise ExternalError(Problem(place=str(file), message=message, hint="is the folder yours to write?")) from cause
    # sqlite3 would begin transactions by itself, late and without a lock; `_begin` does it instead.
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(file)),
        connect_args={"isolation_level": None, "timeout": PATIENCE / 1000},
        pool_use_lifo=True,  # the connection whose pages are in memory, and no more of them than are needed
    )
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begin)
    return engine


def _make(file: Path) -> None:
    file.parent.mkdir(exist_ok=True)
    file.touch(mode=0o600)
    # The log and its index get the mode of the database. Copied or restored files may have lost theirs.
    if file.stat().st_mode & 0o077:
        file.chmod(0o600)


def _connected(connection: Any, _record: object) -> None:
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    _log_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")  # who was removed is also gone from the file
    connection.execute(f"PRAGMA cache_size = {CACHE}")
    connection.execute(f"PRAGMA journal_size_limit = {LONGEST_LOG}")


def _log_ahead(connection: Any) -> None:
    """Change to the write-ahead log; SQLite does not wait here when another process is doing the same."""
    for attempt in range(100):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as failure:
            if failure.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or attempt == 99:
                raise
            sleep(0.05)
        else:
            return


def _begin(connection: Connection) -> None:
    """Begin so that a writer holds its lock from the first statement on: it can wait for it then, and not later."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

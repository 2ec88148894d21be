"""The state database, opened: a file of this workspace, or a team's PostgreSQL. One way in for reading, one for writing."""

import importlib.util
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import gethostname
from time import sleep
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from publishkit.errors import ExternalError, InputError, Problem
from publishkit.send.state.tables import VERSION, meta, metadata

FILE = Path(".publishkit", "state.db")
"""Relative to the workspace."""
POSTGRES_PLACE = "publishkit.toml: send.database"


@dataclass(frozen=True, kw_only=True, slots=True)
class Store:
    """An open state database. Several threads and processes may use it at once."""

    reader: Engine
    writer: Engine
    place: str
    """What a person is told: the file, or the key of publishkit.toml. Never an address."""

    @property
    def is_postgres(self) -> bool:
        """Whether several hosts may share it, and rows can be locked one by one."""
        return self.writer.dialect.name == "postgresql"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the database and cannot change it.

        Raises:
            ExternalError: the database cannot be reached or read.
        """
        with self._told(), self.reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection whose changes are all kept, on disk, when the block ends, or none of them.

        SQLite has one writer at a time, and takes its place before the block begins: keep the block short, and call
        nobody in it. PostgreSQL has many: what is read to be changed is read `with_for_update()`. A row that is there
        already (`IntegrityError`) is for the caller to understand.

        Raises:
            ExternalError: the database is locked, full or gone.
        """
        with self._told(), self.writer.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Give all connections back."""
        self.writer.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except DBAPIError as failure:
            raise explained(failure, self.place) from failure


def open_store(root: Path, database: str = "") -> Store:
    """Return the state database of the workspace *root*; *database* is `send.database` of its publishkit.toml.

    What is not there is made: the file (for its owner's eyes only) and the tables, once, also when two begin together.

    Raises:
        InputError: the address is wrong or holds a password, the driver is not installed, or what is there was made by
            a newer publishkit or by somebody else.
        ExternalError: the database cannot be reached, is locked, full or broken.
    """
    engine, place = (
        (postgres_engine(database), POSTGRES_PLACE) if database else (sqlite_engine(root / FILE), FILE.as_posix())
    )
    store = Store(reader=_reading(engine), writer=engine.execution_options(writes=True), place=place)
    try:
        with store.write() as connection:
            ensure_schema(connection, place)
            if not database:
                ensure_home(root / FILE, connection)
    except BaseException:
        store.close()
        raise
    return store


def _reading(engine: Engine) -> Engine:
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine


# --- errors of the databases, as a person reads them ------------------------------------------------------------------


LOST = (
    "bring it back from a backup, then run `publishkit send reconcile`; a new one would know no readers, not who left or"
    " must not be written to, and not who has had an issue already"
)
DISK = "make room on the disk, then run the same command again: nothing of it was kept"
SQLITE = {
    sqlite3.SQLITE_BUSY: ("is in use by another process", "try again when that one is done"),
    sqlite3.SQLITE_LOCKED: ("is in use by another process", "try again when that one is done"),
    sqlite3.SQLITE_FULL: ("the disk is full", DISK),
    sqlite3.SQLITE_IOERR: ("cannot be read or written", "is the disk full or failing, or a network folder?"),
    sqlite3.SQLITE_READONLY: ("cannot be written", "is it yours, and is the disk mounted for writing?"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "is it a file, and yours to read and write?"),
    sqlite3.SQLITE_PERM: ("cannot be opened", "is it yours to read and write?"),
    sqlite3.SQLITE_CORRUPT: ("is damaged", LOST),
    sqlite3.SQLITE_NOTADB: ("is not a database", LOST),
}
POSTGRES = {
    "53100": ("the server's disk is full", DISK),
    "53300": ("the server takes no more connections", "close some, or raise max_connections"),
    "28P01": ("the server refuses the password", "set PGPASSWORD, or a file that PGPASSFILE names"),
    "28000": ("the server refuses this user", "see pg_hba.conf of the server"),
    "3D000": ("there is no such database", "make it with `createdb`"),
    "42501": ("this user may not do that there", "the user must own the database, or its schema `public`"),
    "25006": ("the server is read-only", "is it a replica?"),
    "55P03": ("is in use by another process", "try again when that one is done"),
    "40P01": ("two processes waited for each other", "run the same command again: nothing of it was kept"),
    "40001": ("another process was faster", "run the same command again: nothing of it was kept"),
}


def explained(failure: DBAPIError, place: str) -> ExternalError:
    """Return the error to raise for *failure* of the database at *place*."""
    cause = failure.orig
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause, place)
    message, hint = POSTGRES.get(getattr(cause, "sqlstate", None) or "", ("", ""))
    if not message:
        message, hint = f"the database does not answer as it should: {_first_line(cause)}", ""
    return ExternalError(Problem(place=place, message=message, hint=hint))


def _of_sqlite(cause: sqlite3.Error, place: str) -> ExternalError:
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the higher bits say where
    message, hint = SQLITE.get(code, (f"the database cannot go on: {_first_line(cause)}", ""))
    return ExternalError(Problem(place=place, message=message, hint=hint))


def _first_line(cause: BaseException | None) -> str:
    return next(iter(str(cause).splitlines()), "no word why")[:200]


# --- schema -----------------------------------------------------------------------------------------------------------


KEY = "schema"
LOCK = 0x7075626B
"""Number of PostgreSQL's advisory lock: "pubk"."""


def ensure_schema(connection: Connection, place: str) -> None:
    """Make the tables in an empty database; in one that has them, see that they are ours. Within a transaction.

    Raises:
        InputError: the tables are of a newer publishkit, or not of publishkit at all.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})
    existing = set(inspect(connection).get_table_names())
    if meta.name in existing:
        _check(connection, place)
        return
    if taken := sorted(existing & metadata.tables.keys()):
        message = f"holds tables of somebody else's ({', '.join(taken)})"
        raise InputError(Problem(place=place, message=message, hint="give publishkit a database of its own"))
    metadata.create_all(connection)
    connection.execute(meta.insert().values(name=KEY, value=str(VERSION)))


HOME = "home"
"""`meta.name` of the file that this database is."""


def ensure_home(file: Path, connection: Connection) -> None:
    """Write down which file this database is, once: a copy of it is another file."""
    if connection.scalar(select(meta.c.value).where(meta.c.name == HOME)) is None:
        connection.execute(meta.insert().values(name=HOME, value=home_of(file)))


def home_of(file: Path) -> str:
    """Return which file *file* is, as JSON: its number on the disk, and where it lies, for people."""
    where = {"file": file.stat().st_ino, "host": gethostname(), "folder": str(file.resolve().parent.parent)}
    return json.dumps(where)


def _check(connection: Connection, place: str) -> None:
    columns = {column["name"] for column in inspect(connection).get_columns(meta.name)}
    found = None
    if columns == set(meta.c.keys()):
        found = connection.scalar(select(meta.c.value).where(meta.c.name == KEY))
    if found is None or not (found.isascii() and found.isdigit()):
        message = "is not a database of publishkit"
        raise InputError(Problem(place=place, message=message, hint="give publishkit a database of its own"))
    if int(found) != VERSION:
        message = f"was made by another publishkit (schema {found}; this one knows {VERSION})"
        raise InputError(Problem(place=place, message=message, hint="use the publishkit that made it, or a newer one"))


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
SECRETS = ("password", "sslpassword")
ANSWER = 10
"""Seconds a server has to take a connection, unless the address says otherwise."""


def postgres_engine(address: str) -> Engine:
    """Return the engine of the PostgreSQL at *address*; nothing is connected yet.

    Raises:
        InputError: not such an address, one with a password in it, or the driver is not installed.
    """
    url = _checked(address)
    if importlib.util.find_spec("psycopg") is None:
        hint = "install it with `pip install 'publishkit[postgres]'`"
        raise InputError(Problem(place=POSTGRES_PLACE, message="PostgreSQL needs the driver psycopg", hint=hint))
    settings = {"connect_timeout": str(ANSWER), "application_name": "publishkit", **url.query}
    try:
        return create_engine(url.set(drivername="postgresql+psycopg", query=settings), pool_pre_ping=True)
    except ImportError as cause:
        message = f"the driver psycopg does not load: {cause}"
        raise InputError(Problem(place=POSTGRES_PLACE, message=message)) from cause


def _checked(address: str) -> URL:
    hint = "write it as postgresql://user@host/name, or leave it empty for a file of this workspace"
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as cause:
        # The address may hold a secret: it is not repeated.
        raise InputError(Problem(place=POSTGRES_PLACE, message="is not an address", hint=hint)) from cause
    if url.drivername not in SCHEMES:
        raise InputError(Problem(place=POSTGRES_PLACE, message="is not an address of PostgreSQL", hint=hint))
    if url.password is not None or any(secret in url.query for secret in SECRETS):
        raise InputError(
            Problem(
                place=POSTGRES_PLACE,
                message="holds a password, and this file is read by many",
                hint="take it out; put it in PGPASSWORD, or in a file that PGPASSFILE names, or use a service",
            )
        )
    return url


# --- SQLite -----------------------------------------------------------------------------------------------------------


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

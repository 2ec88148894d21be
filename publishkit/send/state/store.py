"""The state database, opened: a file of this workspace, or a team's PostgreSQL. One way in for reading, one for writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from publishkit.send.state.failures import explained
from publishkit.send.state.postgres import POSTGRES_PLACE, postgres_engine
from publishkit.send.state.schema import ensure_schema
from publishkit.send.state.sqlite import sqlite_engine

FILE = Path(".publishkit", "state.db")
"""Relative to the workspace."""


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
        ExternalError: the database cannot be reached, is locked or full.
    """
    engine, place = (
        (postgres_engine(database), POSTGRES_PLACE) if database else (sqlite_engine(root / FILE), FILE.as_posix())
    )
    store = Store(reader=_reading(engine), writer=engine.execution_options(writes=True), place=place)
    try:
        with store.write() as connection:
            ensure_schema(connection, place)
    except BaseException:
        store.close()
        raise
    return store


def _reading(engine: Engine) -> Engine:
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine

"""What a database says when it cannot go on, in words a person can act on."""

import sqlite3

from sqlalchemy.exc import DBAPIError

from publishkit.errors import ExternalError, InputError, Problem, PublishkitError

DISK = "make room on the disk, then run the same command again: nothing of it was kept"
SQLITE = {
    sqlite3.SQLITE_BUSY: ("is in use by another process", "try again when that one is done"),
    sqlite3.SQLITE_LOCKED: ("is in use by another process", "try again when that one is done"),
    sqlite3.SQLITE_FULL: ("the disk is full", DISK),
    sqlite3.SQLITE_IOERR: ("cannot be read or written", "is the disk full or failing, or a network folder?"),
    sqlite3.SQLITE_READONLY: ("cannot be written", "is it yours, and is the disk mounted for writing?"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "is it a file, and yours to read and write?"),
    sqlite3.SQLITE_PERM: ("cannot be opened", "is it yours to read and write?"),
    sqlite3.SQLITE_CORRUPT: ("is damaged", "put back a copy from before, then run `send reconcile`"),
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


def explained(failure: DBAPIError, place: str) -> PublishkitError:
    """Return the error to raise for *failure* of the database at *place*."""
    cause = failure.orig
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause, place)
    message, hint = POSTGRES.get(getattr(cause, "sqlstate", None) or "", ("", ""))
    if not message:
        message, hint = f"the database does not answer as it should: {_first_line(cause)}", ""
    return ExternalError(Problem(place=place, message=message, hint=hint))


def _of_sqlite(cause: sqlite3.Error, place: str) -> PublishkitError:
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the higher bits say where
    if code == sqlite3.SQLITE_NOTADB:
        hint = "move it away; a new one is made"
        return InputError(Problem(place=place, message="is not a database", hint=hint))
    message, hint = SQLITE.get(code, (f"the database cannot go on: {_first_line(cause)}", ""))
    return ExternalError(Problem(place=place, message=message, hint=hint))


def _first_line(cause: BaseException | None) -> str:
    return next(iter(str(cause).splitlines()), "no word why")[:200]

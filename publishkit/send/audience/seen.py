"""Which readers a file has named already, whatever their number: kept on disk, gone with the object."""

import sqlite3
from collections.abc import Sequence
from typing import Self

CACHE = -8_000
"""KiB held in memory; the rest is in a temporary file that has no name."""


class Seen:
    """Keys, each taken once."""

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

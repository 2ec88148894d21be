"""The tables, made once, and the number that says which publishkit made them."""

from sqlalchemy import Connection, inspect, select, text

from publishkit.errors import InputError, Problem
from publishkit.send.state.tables import VERSION, meta, metadata

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
    there = set(inspect(connection).get_table_names())
    if meta.name in there:
        _check(connection, place)
        return
    if taken := sorted(there & metadata.tables.keys()):
        message = f"holds tables of somebody else's ({', '.join(taken)})"
        raise InputError(Problem(place=place, message=message, hint="give publishkit a database of its own"))
    metadata.create_all(connection)
    connection.execute(meta.insert().values(name=KEY, value=str(VERSION)))


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

"""Many rows at once, in the words of both databases: looked for by their keys, inserted, or changed when they are there."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite


def among(connection: Connection, column: ColumnElement[str], keys: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that *column* is one of *keys*, of which there may be thousands."""
    if connection.dialect.name != "postgresql":
        return column.in_(keys)
    # Before its first ANALYZE PostgreSQL compares each row with each key of a list; a set it joins.
    return column.in_(select(func.unnest(bindparam(None, list(keys), postgresql.ARRAY(String)))))


def insert_unless_there(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert *rows*; one whose key is there already changes nothing."""
    if rows:
        _execute(connection, _insert(connection, table).on_conflict_do_nothing(), rows)


def is_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert *row* unless its key is there already; return whether it was inserted."""
    # PostgreSQL's driver counts no rows here, so that the row itself says whether it is new.
    made = _insert(connection, table).values(**row).on_conflict_do_nothing()
    return connection.execute(made.returning(*table.primary_key)).first() is not None


def insert_or_change(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], changing: Sequence[str]
) -> None:
    """Insert *rows*; of one whose key is there already only the columns *changing* become new."""
    if rows:
        statement = _insert(connection, table)
        new = {name: statement.excluded[name] for name in changing}
        _execute(connection, statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=new), rows)


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def _execute(
    connection: Connection, statement: sqlite.Insert | postgresql.Insert, rows: Sequence[Mapping[str, Any]]
) -> None:
    if isinstance(statement, postgresql.Insert):
        # RETURNING makes SQLAlchemy put some hundred rows into one statement, instead of a statement for each.
        connection.execute(statement.returning(*statement.table.primary_key), rows).close()
    else:
        connection.execute(statement, rows)

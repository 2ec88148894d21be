"""Who is on a list, and who of them must not be written to: conditions for the database, so that nobody is held in memory."""

from sqlalchemy import ColumnElement, Connection, Select, exists, func, literal, select

from publishkit.send.state.tables import subscriber, suppression

EVERYWHERE = "*"
"""Scope of a suppression from every list."""


def suppressed(scope: ColumnElement[str], reader_key: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a reader must not be written to on the list *scope*."""
    return exists().where(suppression.c.reader_key == reader_key, suppression.c.scope.in_((scope, literal(EVERYWHERE))))


def audience_of(list_name: str) -> Select[tuple[str, str, str, str]]:
    """Return the query for `reader_key, address, name, language` of everybody to write to; fit for INSERT … SELECT."""
    return select(subscriber.c.reader_key, subscriber.c.address, subscriber.c.name, subscriber.c.language).where(
        subscriber.c.list == list_name, ~suppressed(literal(list_name), subscriber.c.reader_key)
    )


def count_audience(connection: Connection, list_name: str) -> tuple[int, int]:
    """Return how many readers of *list_name* would get a letter now, and how many are suppressed."""
    counted = select(func.count()).select_from(subscriber).where(subscriber.c.list == list_name)
    gone = connection.scalar(counted.where(suppressed(literal(list_name), subscriber.c.reader_key))) or 0
    return (connection.scalar(counted) or 0) - gone, gone

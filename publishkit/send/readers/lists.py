"""The lists of readers: who may be written to, how many they are, all of them as a file, and all that is known of one."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, case, exists, func, literal, select

from publishkit.send.readers.address import parse_address, stored_key
from publishkit.send.readers.subscriber import FORMULA
from publishkit.send.state.store import Store
from publishkit.send.state.tables import deliveries, events, subscribers, suppressions

EVERYWHERE = "*"
"""Scope of a suppression from every list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ListOverview:
    """One list, in numbers."""

    list: str
    readers: int
    """Everybody who is on it."""
    suppressed: int
    """Of these, how many are not written to."""
    languages: Mapping[str, int] = field(default_factory=dict)
    """Language -> readers; "" is unknown."""

    @property
    def written_to(self) -> int:
        """How many would get a letter now."""
        return self.readers - self.suppressed

    def as_json(self) -> Mapping[str, Any]:
        """Return the numbers by name."""
        return {**asdict(self), "written_to": self.written_to}


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """All lists, and all suppressions."""

    lists: Sequence[ListOverview]
    suppressions: Mapping[str, Mapping[str, int]]
    """Scope (a list, or `*` for all) -> reason -> addresses, readers or not."""

    def as_json(self) -> Mapping[str, Any]:
        """Return everything by name."""
        return {"lists": [one.as_json() for one in self.lists], "suppressions": self.suppressions}


def suppressed(scope: ColumnElement[str], reader_key: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a reader must not be written to on the list *scope*."""
    return exists().where(
        suppressions.c.reader_key == reader_key, suppressions.c.scope.in_((scope, literal(EVERYWHERE)))
    )


def audience_of(list_name: str) -> Select[tuple[str, str, str, str]]:
    """Return the query for `reader_key, address, name, language` of everybody to write to; fit for INSERT … SELECT."""
    return select(subscribers.c.reader_key, subscribers.c.address, subscribers.c.name, subscribers.c.language).where(
        subscribers.c.list == list_name, ~suppressed(literal(list_name), subscribers.c.reader_key)
    )


def count_audience(connection: Connection, list_name: str) -> tuple[int, int]:
    """Return how many readers of *list_name* would get a letter now, and how many are suppressed."""
    counted = select(func.count()).select_from(subscribers).where(subscribers.c.list == list_name)
    gone = connection.scalar(counted.where(suppressed(literal(list_name), subscribers.c.reader_key))) or 0
    return (connection.scalar(counted) or 0) - gone, gone


def read_overview(store: Store) -> Overview:
    """Return the numbers of all lists, by name, and of all suppressions.

    Raises:
        ExternalError: the database cannot be read.
    """
    with store.read() as connection:
        names = connection.scalars(select(subscribers.c.list).distinct().order_by(subscribers.c.list)).all()
        return Overview(lists=[_overview(connection, name) for name in names], suppressions=_suppressions(connection))


def _overview(connection: Connection, name: str) -> ListOverview:
    on_list = subscribers.c.list == name
    gone = (
        select(func.count())
        .select_from(subscribers)
        .where(on_list, suppressed(literal(name), subscribers.c.reader_key))
    )
    spoken = (
        select(subscribers.c.language, func.count().label("readers")).where(on_list).group_by(subscribers.c.language)
    )
    languages = {row.language: row.readers for row in connection.execute(spoken.order_by(subscribers.c.language))}
    return ListOverview(
        list=name, readers=sum(languages.values()), suppressed=connection.scalar(gone) or 0, languages=languages
    )


def _suppressions(connection: Connection) -> Mapping[str, Mapping[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    columns = (suppressions.c.scope, suppressions.c.reason)
    for row in connection.execute(
        select(*columns, func.count().label("addresses")).group_by(*columns).order_by(*columns)
    ):
        counts.setdefault(row.scope, {})[row.reason] = row.addresses
    return counts


# --- export -----------------------------------------------------------------------------------------------------------


TITLES = ("address", "name", "language", "consent_source", "consent_date", "status", "list", "added")
"""Names that `audience import` knows again, but for the last two."""
AT_ONCE = 2_000
"""Rows held in memory."""


def export_csv(store: Store, list_name: str) -> Iterator[str]:
    """Yield lines of CSV; what a spreadsheet would take for a formula has an apostrophe before it.

    Raises:
        ExternalError: the database cannot be read.
    """
    yield _line(TITLES)
    for row in _rows(store, list_name):
        yield _line([escape_formula(str(value)) for value in row.values()])


def export_json(store: Store, list_name: str) -> Iterator[str]:
    """Yield lines of JSON, one object a reader.

    Raises:
        ExternalError: the database cannot be read.
    """
    for row in _rows(store, list_name):
        yield json.dumps(row, ensure_ascii=False) + "\n"


def escape_formula(text: str) -> str:
    """Return *text* as a spreadsheet takes it for text.

    >>> escape_formula("=1+1"), escape_formula("Ada")
    ("'=1+1", 'Ada')
    """
    return f"'{text}" if text.startswith((*FORMULA, "\t", "\r")) else text


def _line(cells: Any) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def _rows(store: Store, list_name: str) -> Iterator[Mapping[str, str]]:
    with store.read() as connection:
        # One cursor on the server's side: the list is never held whole.
        streaming = connection.execution_options(yield_per=AT_ONCE)
        for row in streaming.execute(_readers(list_name)):
            yield {
                "address": row.address,
                "name": row.name,
                "language": row.language,
                "consent_source": row.consent_source,
                "consent_date": row.consent_at.isoformat(timespec="seconds") if row.consent_at else "",
                "status": row.reason or "subscribed",
                "list": row.list,
                "added": row.added_at.isoformat(timespec="seconds"),
            }


def _readers(list_name: str) -> Select[Any]:
    """Everybody on the list, with the reason why one is not written to: that of the list itself before a general one."""
    scope = case((suppressions.c.scope == list_name, 0), else_=1)
    reason = (
        select(suppressions.c.reason)
        .where(suppressions.c.reader_key == subscribers.c.reader_key, suppressions.c.scope.in_((list_name, EVERYWHERE)))
        .order_by(scope)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(subscribers, func.coalesce(reason, literal("")).label("reason"))
        .where(subscribers.c.list == list_name)
        .order_by(subscribers.c.reader_key)
    )


# --- one reader -------------------------------------------------------------------------------------------------------


def everything_known_of(store: Store, address: str) -> Mapping[str, Any]:
    """Return everything the database knows of one reader, as they may ask for it (GDPR, articles 15 and 20).

    Raises:
        AddressRefusedError: it is no mail address.
        ExternalError: the database cannot be read.
    """
    known = parse_address(address)
    key = stored_key(known)
    with store.read() as connection:
        return {
            "address": known,
            "subscriptions": _of(connection, subscribers, key, "added_at"),
            "suppressions": _of(connection, suppressions, key, "at"),
            "letters": _of(connection, deliveries, key, "updated_at"),
            "events": _of(connection, events, key, "at"),
        }


def _of(connection: Connection, table: Table, key: str, order: str) -> list[Mapping[str, Any]]:
    found = select(table).where(table.c.reader_key == key).order_by(table.c[order])
    return [_plain(row) for row in connection.execute(found).mappings()]


def _plain(row: RowMapping) -> Mapping[str, Any]:
    columns = {name: value for name, value in row.items() if name != "reader_key" and value not in ("", None)}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in columns.items()}

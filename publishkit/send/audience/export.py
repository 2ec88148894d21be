"""The readers of a list as a file: for a spreadsheet, which must not run any of it, or for programs."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, case, func, literal, select

from publishkit.send.audience.address import parse_address, stored_key
from publishkit.send.audience.select import EVERYWHERE
from publishkit.send.audience.subscriber import FORMULA
from publishkit.send.state.store import Store
from publishkit.send.state.tables import delivery, event, subscriber, suppression

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
        yield _line([escaped(str(value)) for value in row.values()])


def export_json(store: Store, list_name: str) -> Iterator[str]:
    """Yield lines of JSON, one object a reader.

    Raises:
        ExternalError: the database cannot be read.
    """
    for row in _rows(store, list_name):
        yield json.dumps(row, ensure_ascii=False) + "\n"


def escaped(text: str) -> str:
    """Return *text* as a spreadsheet takes it for text.

    >>> escaped("=1+1"), escaped("Ada")
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
    scope = case((suppression.c.scope == list_name, 0), else_=1)
    reason = (
        select(suppression.c.reason)
        .where(suppression.c.reader_key == subscriber.c.reader_key, suppression.c.scope.in_((list_name, EVERYWHERE)))
        .order_by(scope)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(subscriber, func.coalesce(reason, literal("")).label("reason"))
        .where(subscriber.c.list == list_name)
        .order_by(subscriber.c.reader_key)
    )


# --- one reader -------------------------------------------------------------------------------------------------------


def known_of(store: Store, address: str) -> Mapping[str, Any]:
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
            "subscriptions": _of(connection, subscriber, key, "added_at"),
            "suppressions": _of(connection, suppression, key, "at"),
            "letters": _of(connection, delivery, key, "updated_at"),
            "events": _of(connection, event, key, "at"),
        }


def _of(connection: Connection, table: Table, key: str, order: str) -> list[Mapping[str, Any]]:
    found = select(table).where(table.c.reader_key == key).order_by(table.c[order])
    return [_plain(row) for row in connection.execute(found).mappings()]


def _plain(row: RowMapping) -> Mapping[str, Any]:
    told = {name: value for name, value in row.items() if name != "reader_key" and value not in ("", None)}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in told.items()}

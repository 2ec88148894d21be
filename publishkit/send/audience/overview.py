"""Which lists there are, and how many of their readers would get a letter."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, func, literal, select

from publishkit.send.audience.select import suppressed
from publishkit.send.state.store import Store
from publishkit.send.state.tables import subscriber, suppression


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


def look_over(store: Store) -> Overview:
    """Return what stands in the database, lists by name.

    Raises:
        ExternalError: the database cannot be read.
    """
    with store.read() as connection:
        names = connection.scalars(select(subscriber.c.list).distinct().order_by(subscriber.c.list)).all()
        return Overview(lists=[_overview(connection, name) for name in names], suppressions=_suppressions(connection))


def _overview(connection: Connection, name: str) -> ListOverview:
    mine = subscriber.c.list == name
    gone = select(func.count()).select_from(subscriber).where(mine, suppressed(literal(name), subscriber.c.reader_key))
    spoken = select(subscriber.c.language, func.count().label("readers")).where(mine).group_by(subscriber.c.language)
    languages = {row.language: row.readers for row in connection.execute(spoken.order_by(subscriber.c.language))}
    return ListOverview(
        list=name, readers=sum(languages.values()), suppressed=connection.scalar(gone) or 0, languages=languages
    )


def _suppressions(connection: Connection) -> Mapping[str, Mapping[str, int]]:
    told: dict[str, dict[str, int]] = {}
    columns = (suppression.c.scope, suppression.c.reason)
    for row in connection.execute(
        select(*columns, func.count().label("addresses")).group_by(*columns).order_by(*columns)
    ):
        told.setdefault(row.scope, {})[row.reason] = row.addresses
    return told

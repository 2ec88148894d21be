"""To whom an issue was mailed, as far as this workspace knows: what a correction has to say, a retraction cannot undo."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from publishkit.send.run.states import DeliveryState
from publishkit.send.state.store import FILE, open_store
from publishkit.send.state.tables import batch, campaign, delivery

REHEARSALS = frozenset({"file", "null"})
"""Transports that reach nobody."""
OUT = (DeliveryState.ACCEPTED.value, DeliveryState.UNCERTAIN.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mailed:
    """One sending of an issue that reached, or may have reached, readers."""

    list: str
    transport: str
    state: str
    readers: int
    """Who got it, or may have; 0 where a provider holds the list and did not tell."""
    first: datetime | None
    last: datetime | None


def read_mailed(root: Path, database: str, issue: str) -> tuple[Mailed, ...]:
    """Return the sendings of *issue*; none when nothing was ever sent from this workspace.

    *database* is `send.database`. Nothing is made where there is no database yet.

    Raises:
        InputError: the database was made by a newer publishkit, or its address is wrong.
        ExternalError: it cannot be reached or read.
    """
    if not database and not (root / FILE).exists():
        return ()
    with open_store(root, database) as store, store.read() as connection:
        rows = connection.execute(
            select(campaign).where(campaign.c.issue == issue, campaign.c.transport.not_in(REHEARSALS))
        ).all()
        found = [_sending(connection, row) for row in rows]
    return tuple(one for one in found if one.readers or one.first)


def _sending(connection: Connection, row: object) -> Mailed:
    told = row._mapping  # type: ignore[attr-defined]  # noqa: SLF001 - SQLAlchemy's name for a row as a mapping
    mine = told["id"]
    readers = select(func.count()).where(delivery.c.campaign == mine, delivery.c.state.in_(OUT))
    first, last = connection.execute(
        select(func.min(batch.c.first_submitted_at), func.max(batch.c.settled_at)).where(batch.c.campaign == mine)
    ).one()
    # Where the provider holds the list there are no batches: what is known is when the campaign was started.
    started = told["remote_id"] and told["state"] in ("sending", "done")
    return Mailed(
        list=told["list"],
        transport=told["transport"],
        state=told["state"],
        readers=connection.scalar(readers) or 0,
        first=first or (told["hold_until"] if started else None),
        last=last or (told["finished_at"] if started else None),
    )

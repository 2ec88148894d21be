"""What came back so far, counted in the database: for a process that starts, for the first readers, for live events."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from publishkit.send.run.breaker import FIRST, Tally, tripped
from publishkit.send.run.states import BatchState, DeliveryState
from publishkit.send.state.tables import audit, batch, delivery, event

WENT_ON = "went-on"
"""`audit.action`: a person looked at why it had paused, and said go on."""


def tally_of(connection: Connection, campaign_id: str) -> Tally:
    """Return the tally of a campaign since a person last said "go on"."""
    since = _since(connection, campaign_id)
    counts = _states(connection, _after(delivery.c.campaign == campaign_id, delivery.c.updated_at, since))
    tally = Tally(
        accepted=counts.get(DeliveryState.ACCEPTED.value, 0), rejected=counts.get(DeliveryState.REJECTED.value, 0)
    )
    return with_events(connection, campaign_id, replace(tally, **_failures(connection, campaign_id, since)))


def with_events(connection: Connection, campaign_id: str, tally: Tally) -> Tally:
    """Return *tally* with the bounces and complaints the provider has told so far; one a reader."""
    mine = _after(event.c.campaign == campaign_id, event.c.at, _since(connection, campaign_id))
    counted = select(func.count(event.c.reader_key.distinct())).where(mine)
    bounced = connection.scalar(counted.where(event.c.kind == "bounced")) or 0
    complained = connection.scalar(counted.where(event.c.kind == "complained")) or 0
    return replace(tally, bounced=bounced, complained=complained)


def canary_failed(connection: Connection, campaign_id: str, before: int) -> str:
    """Return why the rest may not follow the first readers (batches below number *before*); "" when it may."""
    since = _since(connection, campaign_id)
    mine = (delivery.c.campaign == campaign_id) & (delivery.c.batch < before)
    counts = _states(connection, _after(mine, delivery.c.updated_at, since))
    if unknown := counts.get(DeliveryState.UNCERTAIN.value, 0):
        return f"of {unknown:,} of the first readers it is not known whether they got it"
    tally = Tally(
        accepted=counts.get(DeliveryState.ACCEPTED.value, 0), rejected=counts.get(DeliveryState.REJECTED.value, 0)
    )
    why = tripped(with_events(connection, campaign_id, tally), FIRST)
    return f"of the first readers, {why}" if why else ""


def _states(connection: Connection, mine: ColumnElement[bool]) -> dict[str, int]:
    counted = select(delivery.c.state, func.count().label("n")).where(mine).group_by(delivery.c.state)
    return {row.state: row.n for row in connection.execute(counted)}


def _failures(connection: Connection, campaign_id: str, since: datetime | None) -> dict[str, Any]:
    """Calls that failed after the last one that did not, over all processes."""
    mine = _after(batch.c.campaign == campaign_id, batch.c.settled_at, since)
    last = connection.scalar(select(func.max(batch.c.settled_at)).where(mine, batch.c.error == ""))
    failed = _after(mine & (batch.c.error != "") & (batch.c.state == BatchState.READY.value), batch.c.settled_at, last)
    count = connection.scalar(select(func.sum(batch.c.attempts)).where(failed)) or 0
    word = select(batch.c.error).where(failed).order_by(batch.c.settled_at.desc()).limit(1)
    return {"failed_in_a_row": int(count), "last_failure": connection.scalar(word) or ""}


def _since(connection: Connection, campaign_id: str) -> datetime | None:
    went_on = select(func.max(audit.c.at)).where(audit.c.campaign == campaign_id, audit.c.action == WENT_ON)
    found: datetime | None = connection.scalar(went_on)
    return found


def _after(
    mine: ColumnElement[bool], moment: ColumnElement[datetime] | Any, since: datetime | None
) -> ColumnElement[bool]:
    return mine & (moment > since) if since else mine

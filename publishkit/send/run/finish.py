"""A campaign ends by itself when nothing of it waits any more."""

from datetime import datetime

from sqlalchemy import Connection, func, insert, literal, select

from publishkit.send.audience.select import EVERYWHERE
from publishkit.send.run.breaker import WHOLE
from publishkit.send.run.campaigns import Campaign, load_campaign, move, note
from publishkit.send.run.states import BatchState, CampaignState, DeliveryState
from publishkit.send.state.tables import batch, delivery, suppression

REFUSED = "refused"
"""`delivery.event` of an address the provider says does not exist; suppressed when the campaign ends well."""
UNSETTLED = (BatchState.READY.value, BatchState.SUBMITTING.value)


def finish_if_over(connection: Connection, campaign_id: str, now: datetime) -> bool:
    """Mark the campaign done when no batch of it waits or is under way; return whether that was so."""
    open_ = select(batch.c.id).where(batch.c.campaign == campaign_id, batch.c.state.in_(UNSETTLED)).limit(1)
    if connection.scalar(open_) is not None:
        return False
    if move(connection, campaign_id, (CampaignState.SENDING,), CampaignState.DONE, finished_at=now):
        mine = load_campaign(connection, campaign_id)
        refused = _suppress_refused(connection, mine, now)
        detail = f"{refused} addresses the provider refused for good are suppressed" if refused else ""
        note(connection, at=now, by="publishkit", action="done", campaign_id=campaign_id, detail=detail)
    return True


def _suppress_refused(connection: Connection, mine: Campaign, now: datetime) -> int:
    """Suppress addresses the provider says do not exist; not when it refused so many that it must mean us."""
    of_mine = delivery.c.campaign == mine.id
    refused = of_mine & (delivery.c.state == DeliveryState.REJECTED.value) & (delivery.c.event == REFUSED)
    count = connection.scalar(select(func.count()).select_from(delivery).where(refused)) or 0
    if WHOLE.rejected.broken(count, mine.audience_count):
        return 0
    known = select(suppression.c.reader_key).where(suppression.c.scope == EVERYWHERE)
    source = f"{mine.transport}, {mine.issue}"
    rows = select(
        literal(EVERYWHERE),
        delivery.c.reader_key,
        literal("invalid"),
        literal(source),
        literal(now, suppression.c.at.type),
    ).where(refused, delivery.c.reader_key.not_in(known))
    names = ["scope", "reader_key", "reason", "source", "at"]
    return connection.execute(insert(suppression).from_select(names, rows)).rowcount

"""Call a campaign off: who has it has it, who may have it is named, nobody else gets it."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from publishkit.errors import InputError, Problem
from publishkit.send.run.campaigns import Campaign, load_campaign, move, note
from publishkit.send.run.claim import give_up
from publishkit.send.run.states import BatchState, CampaignState, DeliveryState
from publishkit.send.state.store import Store
from publishkit.send.state.tables import batch, delivery

CALLED_OFF = "the campaign was cancelled"
IN_DOUBT = "the campaign was cancelled while it was not known whether the call had been taken"


def cancel(store: Store, campaign_id: str, by: str, now: datetime) -> Campaign:
    """Cancel the campaign and return it; calls under way are still settled by whoever makes them.

    Raises:
        InputError: it is done, or cancelled already.
        ExternalError: the database is locked, full or gone.
    """
    with store.write() as connection:
        states = (CampaignState.HELD, CampaignState.SENDING, CampaignState.PAUSED)
        if not move(connection, campaign_id, states, CampaignState.CANCELLED, pause="", finished_at=now):
            mine = load_campaign(connection, campaign_id)
            told = f"is {mine.state.value} already"
            hint = f"`publishkit send status {mine.command}` shows what became of it"
            raise InputError(Problem(place=f"send {mine.issue}", message=told, hint=hint))
        skip_waiting(connection, campaign_id, now)
        note(connection, at=now, by=by, action="cancelled", campaign_id=campaign_id)
        return load_campaign(connection, campaign_id)


def skip_waiting(connection: Connection, campaign_id: str, now: datetime) -> None:
    """Settle every batch of a cancelled campaign that nobody has in hand."""
    ready = (batch.c.campaign == campaign_id) & (batch.c.state == BatchState.READY.value)
    for number in connection.scalars(
        select(batch.c.number).where(ready, batch.c.first_submitted_at.is_not(None))
    ).all():
        give_up(connection, campaign_id, number, now, IN_DOUBT)
    skipped = {"state": DeliveryState.SKIPPED.value, "reason": CALLED_OFF, "updated_at": now}
    numbers = select(batch.c.number).where(ready)
    waiting = (
        (delivery.c.campaign == campaign_id)
        & (delivery.c.state == DeliveryState.WAITING.value)
        & delivery.c.batch.in_(numbers)
    )
    connection.execute(update(delivery).where(waiting).values(**skipped))
    connection.execute(update(batch).where(ready).values(state=BatchState.SETTLED.value, settled_at=now))

"""Write down what a call came to: for each reader, for the batch, for the account; and stop the campaign when it must."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, update

from publishkit.send.run.backoff import delay
from publishkit.send.run.buckets import give_back, slow_down
from publishkit.send.run.campaigns import load_campaign, pause
from publishkit.send.run.cancel import skip_waiting
from publishkit.send.run.claims import Claimed
from publishkit.send.run.finish import finish_if_over
from publishkit.send.run.judge import Verdict
from publishkit.send.run.sender import Sender
from publishkit.send.run.states import BatchState, CampaignState, DeliveryState
from publishkit.send.state.tables import batch, delivery

OPEN = (DeliveryState.WAITING.value, DeliveryState.UNCERTAIN.value)
"""States an answer may still change."""
CERTAIN = (DeliveryState.ACCEPTED.value, DeliveryState.REJECTED.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """How many readers of a batch came to what."""

    id: int
    accepted: int = 0
    rejected: int = 0
    uncertain: int = 0
    waiting: int = 0
    """To be tried again."""
    pause: str = ""
    """Why the campaign was paused after it; "" when it goes on."""


def settle(sender: Sender, claimed: Claimed, verdict: Verdict, now: datetime, observed: float) -> Settled:
    """Write *verdict* down in one transaction; *observed* is the rate of messages a second at that time.

    Raises:
        ExternalError: the database is locked, full or gone; nothing is written then, and it may be called again.
    """
    with sender.store.write() as connection:
        ours = _close(connection, sender, claimed, verdict, now)
        _write_deliveries(connection, claimed, verdict, now, ours=ours)
        if ours and not verdict.again:
            _mark_uncertain(connection, claimed)
        if verdict.untaken:
            give_back(connection, sender.allowance, verdict.untaken)
        if verdict.throttled:
            slow_down(connection, sender.allowance, now, retry_after=verdict.retry_after, observed=observed)
        if verdict.pause:
            pause(connection, claimed.campaign.id, *verdict.pause)
        if verdict.again and load_campaign(connection, claimed.campaign.id).state is CampaignState.CANCELLED:
            skip_waiting(connection, claimed.campaign.id, now)
        finish_if_over(connection, claimed.campaign.id, now)
    return Settled(
        id=claimed.id,
        accepted=verdict.count(DeliveryState.ACCEPTED),
        rejected=verdict.count(DeliveryState.REJECTED),
        uncertain=verdict.count(DeliveryState.UNCERTAIN),
        waiting=verdict.count(DeliveryState.WAITING),
        pause=verdict.pause[1] if verdict.pause else "",
    )


def _close(connection: Connection, sender: Sender, claimed: Claimed, verdict: Verdict, now: datetime) -> bool:
    """Give the batch back, or settle it; False when it is no longer ours, because another repeats the call.

    Taken for dead meanwhile, it is still ours as long as nobody has claimed it since: the answer is worth more.
    """
    mine = (batch.c.id == claimed.id) & (batch.c.worker == sender.worker) & (batch.c.attempts == claimed.attempt)
    values: dict[str, Any] = {"settled_at": now, "error": verdict.error, "lease_until": None, "worker": ""}
    if verdict.again:
        wait = timedelta(seconds=delay(claimed.attempt, sender.chance))
        values |= {"state": BatchState.READY.value, "not_before": now + wait}
        # Being told to wait is no failed try.
        values |= {"attempts": claimed.attempt - verdict.throttled}
        # A call that certainly took nothing leaves no key behind: its readers may be looked at afresh.
        values |= {"first_submitted_at": claimed.first if verdict.doubt else None}
    else:
        values |= {"state": BatchState.SETTLED.value}
    return connection.execute(update(batch).where(mine).values(**values)).rowcount == 1


def _mark_uncertain(connection: Connection, claimed: Claimed) -> None:
    """A batch that is through but has uncertain readers is named so."""
    doubtful = (
        select(func.count())
        .select_from(delivery)
        .where(
            delivery.c.campaign == claimed.campaign.id,
            delivery.c.batch == claimed.number,
            delivery.c.state == DeliveryState.UNCERTAIN.value,
        )
    )
    if connection.scalar(doubtful):
        named = update(batch).where(batch.c.id == claimed.id).values(state=BatchState.UNCERTAIN.value)
        connection.execute(named)


def _write_deliveries(connection: Connection, claimed: Claimed, verdict: Verdict, now: datetime, *, ours: bool) -> None:
    # Whoever repeats the call will hear the rest; only what is certain is worth writing over theirs.
    rows = [dict(row) for row in verdict.rows if ours or row["now_state"] in CERTAIN]
    if not rows:
        return
    changed = (
        update(delivery)
        .where(
            delivery.c.campaign == claimed.campaign.id,
            delivery.c.reader_key == bindparam("key"),
            or_(*(delivery.c.state == state for state in OPEN)),  # `in_` takes no list of rows
        )
        .values(
            state=bindparam("now_state"),
            provider_id=bindparam("now_id"),
            reason=bindparam("now_reason"),
            event=bindparam("now_event"),
            updated_at=now,
        )
    )
    connection.execute(changed, rows)

"""Batches whose sender died in the middle of the call: called again as they were where that is safe, else uncertain."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from publishkit.send.run.claim import give_up
from publishkit.send.run.finish import finish_if_over
from publishkit.send.run.identity import is_dead
from publishkit.send.run.sender import Sender
from publishkit.send.run.states import BatchState
from publishkit.send.state.tables import batch

DIED = "the sender stopped in the middle of the call, and the provider cannot be asked by its key"


@dataclass(frozen=True, kw_only=True, slots=True)
class Recovered:
    """Batches of dead senders."""

    again: int = 0
    """Called again under their keys."""
    uncertain: int = 0


def recover(sender: Sender, now: datetime) -> Recovered:
    """Take over what dead senders left `submitting`; what living ones hold is left alone.

    Raises:
        ExternalError: the database is locked, full or gone.
    """
    mine = (batch.c.campaign == sender.campaign) & (batch.c.state == BatchState.SUBMITTING.value)
    with sender.store.read() as connection:
        found = connection.execute(select(batch).where(mine)).all()
    dead = [row for row in found if _left_alone(sender, row.worker, row.lease_until, now)]
    if not dead:
        return Recovered()
    again = uncertain = 0
    with sender.store.write() as connection:
        for row in dead:
            this = mine & (batch.c.id == row.id) & (batch.c.worker == row.worker) & (batch.c.attempts == row.attempts)
            safe = sender.may_repeat(row.first_submitted_at, now)
            state = BatchState.READY if safe else BatchState.UNCERTAIN
            values = {"state": state.value, "not_before": None, "error": "" if safe else DIED}
            # The worker's name stays: should it live after all, its answer is still welcome (settle.py).
            if connection.execute(update(batch).where(this).values(**values)).rowcount == 0:
                continue  # somebody was faster
            if not safe:
                give_up(connection, sender.campaign, row.number, now, DIED)
            again, uncertain = again + safe, uncertain + (not safe)
        finish_if_over(connection, sender.campaign, now)
    return Recovered(again=again, uncertain=uncertain)


def _left_alone(sender: Sender, worker: str, lease_until: datetime | None, now: datetime) -> bool:
    lease_over = lease_until is not None and lease_until < now
    return is_dead(worker, here=sender.worker, lease_over=lease_over, alive=sender.alive)

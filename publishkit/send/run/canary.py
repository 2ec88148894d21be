"""The first readers go ahead; the others follow after a while, and only when nothing speaks against it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update

from publishkit.send.run.campaigns import Campaign, PauseKind, load_campaign, pause
from publishkit.send.run.claims import Halted, Later
from publishkit.send.run.sender import Sender
from publishkit.send.run.states import BatchState
from publishkit.send.run.tallies import canary_failed
from publishkit.send.state.tables import batch, campaign

UNSETTLED = (BatchState.READY.value, BatchState.SUBMITTING.value)
AFTER = timedelta(microseconds=1)


def only_first(connection: Connection, sender: Sender, mine: Campaign, now: datetime) -> bool | Later | Halted:
    """Return whether only batches of the first readers may be claimed now; or that nothing may be.

    `canary_until` is empty while the first readers are being written to, then the end of the waiting. Once they were
    judged, it is set back to the end of the hold: so every process knows that it is over.
    """
    if mine.canary_until is None:
        return True if _first_open(connection, mine) else _wait(connection, sender, mine, now)
    if mine.canary_until <= mine.hold_until:
        return False
    if now < mine.canary_until:
        seconds = (mine.canary_until - now).total_seconds()
        return Later(seconds=seconds, why="what comes back from the first readers")
    return _judged(connection, mine)


def _first_open(connection: Connection, mine: Campaign) -> bool:
    first = select(batch.c.id).where(batch.c.campaign == mine.id, batch.c.canary, batch.c.state.in_(UNSETTLED)).limit(1)
    return connection.scalar(first) is not None


def _wait(connection: Connection, sender: Sender, mine: Campaign, now: datetime) -> Later:
    until = max(now + sender.canary_wait, mine.hold_until + AFTER)
    unset = (campaign.c.id == mine.id) & campaign.c.canary_until.is_(None)
    connection.execute(update(campaign).where(unset).values(canary_until=until))
    return Later(seconds=(until - now).total_seconds(), why="what comes back from the first readers")


def _judged(connection: Connection, mine: Campaign) -> bool | Halted:
    rest = select(func.min(batch.c.number)).where(batch.c.campaign == mine.id, ~batch.c.canary)
    if why := canary_failed(connection, mine.id, connection.scalar(rest) or 0):
        pause(connection, mine.id, PauseKind.BREAKER, why)
        return Halted(campaign=load_campaign(connection, mine.id))
    connection.execute(update(campaign).where(campaign.c.id == mine.id).values(canary_until=mine.hold_until))
    return False

"""Claim a batch: written as `submitting`, with its readers and its key, before anybody outside hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, literal, or_, select, update

from publishkit.send.bucket import Exhausted
from publishkit.send.campaign.breaker import canary_failed
from publishkit.send.campaign.rate import take_tokens
from publishkit.send.campaign.record import Campaign, PauseKind, finish_if_over, load_campaign, pause
from publishkit.send.campaign.sender import LEASE, Sender, call_key
from publishkit.send.readers.lists import suppressed
from publishkit.send.state.tables import BatchState, CampaignState, DeliveryState, batches, campaigns, deliveries


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One reader of a batch."""

    key: str
    address: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """A batch that is ours until it is settled."""

    id: int
    number: int
    key: str
    """The call's."""
    attempt: int
    first: datetime
    """When a call under this key was first made."""
    members: tuple[Member, ...]
    campaign: Campaign


@dataclass(frozen=True, kw_only=True, slots=True)
class Later:
    """There is something to do, but not now."""

    seconds: float
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Over:
    """Nothing is there to claim: all batches are settled, or the one asked for is not (or no longer) waiting."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Halted:
    """The campaign is not sending."""

    campaign: Campaign


@dataclass(frozen=True, kw_only=True, slots=True)
class Emptied:
    """The batch needed no call: every reader of it has left, or it could not be repeated."""

    id: int


Claim = Claimed | Emptied | Later | Over | Halted


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
    first = (
        select(batches.c.id)
        .where(batches.c.campaign == mine.id, batches.c.canary, batches.c.state.in_(UNSETTLED))
        .limit(1)
    )
    return connection.scalar(first) is not None


def _wait(connection: Connection, sender: Sender, mine: Campaign, now: datetime) -> Later:
    until = max(now + sender.canary_wait, mine.hold_until + AFTER)
    unset = (campaigns.c.id == mine.id) & campaigns.c.canary_until.is_(None)
    connection.execute(update(campaigns).where(unset).values(canary_until=until))
    return Later(seconds=(until - now).total_seconds(), why="what comes back from the first readers")


def _judged(connection: Connection, mine: Campaign) -> bool | Halted:
    rest = select(func.min(batches.c.number)).where(batches.c.campaign == mine.id, ~batches.c.canary)
    if why := canary_failed(connection, mine.id, connection.scalar(rest) or 0):
        pause(connection, mine.id, PauseKind.BREAKER, why)
        return Halted(campaign=load_campaign(connection, mine.id))
    connection.execute(update(campaigns).where(campaigns.c.id == mine.id).values(canary_until=mine.hold_until))
    return False


LEFT = "left the list after the audience was frozen"
CANNOT_REPEAT = "the call may have been taken, and it can no longer be repeated under its key"
UNDER_WAY = "calls that are under way"
SOON = 0.5
"""Seconds until looking again whether the others are done with theirs."""


def claim(sender: Sender, now: datetime, batch_id: int | None = None) -> Claim:
    """Claim the batch *batch_id*, or the next one; committed when this returns.

    Raises:
        ExternalError: the database is locked, full or gone; nothing was claimed then.
    """
    with sender.store.write() as connection:
        mine = load_campaign(connection, sender.campaign)
        if mine.state is not CampaignState.SENDING:
            return Halted(campaign=mine)
        first = only_first(connection, sender, mine, now)
        if isinstance(first, Halted):
            return first
        if isinstance(first, Later):
            return first if batch_id is None or _is_ready(connection, batch_id) else Over()
        found = connection.execute(_wanted(mine, now, batch_id, only_first=first)).first()
        if found is None:
            return _nothing(connection, mine, now, batch_id)
        return _claimed(connection, sender, mine, found, now)


def _wanted(mine: Campaign, now: datetime, batch_id: int | None, *, only_first: bool) -> Select[Any]:
    """A batch that may be called now; the rows others hold are passed over (on SQLite there are no others)."""
    wanted = (
        select(batches)
        .where(
            batches.c.campaign == mine.id,
            batches.c.state == BatchState.READY.value,
            or_(batches.c.not_before.is_(None), batches.c.not_before <= now),
        )
        .order_by(batches.c.number)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if batch_id is not None:
        wanted = wanted.where(batches.c.id == batch_id)
    return wanted.where(batches.c.canary) if only_first else wanted


def _is_ready(connection: Connection, batch_id: int) -> bool:
    state = connection.scalar(select(batches.c.state).where(batches.c.id == batch_id))
    return state == BatchState.READY.value


def _nothing(connection: Connection, mine: Campaign, now: datetime, batch_id: int | None) -> Later | Over:
    """Nothing can be claimed now: say when to look again, or that all is over."""
    asked = batches.c.campaign == mine.id
    if batch_id is not None:
        asked &= batches.c.id == batch_id
    ready = asked & (batches.c.state == BatchState.READY.value)
    soonest, count = connection.execute(select(func.min(batches.c.not_before), func.count()).where(ready)).one()
    if count:
        wait = (soonest - now).total_seconds() if soonest else 0.0
        return Later(seconds=max(SOON, wait), why="a call that is tried again, or the first readers")
    if batch_id is None and connection.scalar(
        select(batches.c.id).where(asked, batches.c.state == BatchState.SUBMITTING.value).limit(1)
    ):
        return Later(seconds=SOON, why=UNDER_WAY)
    # Two who settle the last two batches at once do not see each other's: whoever looks next ends the campaign.
    finish_if_over(connection, mine.id, now)
    return Over()


def _paused(connection: Connection, mine: Campaign, sender: Sender, against: Exhausted) -> Halted:
    sentence = (
        f"the {sender.allowance.daily:,} messages of this day are used up; it goes on after {_hour(against.until)}"
    )
    pause(connection, mine.id, PauseKind.QUOTA, sentence)
    late = mine.not_after - mine.hold_until
    moved = update(campaigns).where(campaigns.c.id == mine.id)
    connection.execute(moved.values(not_after=max(mine.not_after, against.until + late)))
    return Halted(campaign=load_campaign(connection, mine.id))


def _hour(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def _claimed(connection: Connection, sender: Sender, mine: Campaign, found: Row[Any], now: datetime) -> Claim:
    """Write the batch down as ours. One whose call may have been taken is called again as it was, or not at all."""
    doubt: datetime | None = found.first_submitted_at
    if doubt and not _repeatable(connection, sender, mine, found, now):
        give_up(connection, mine.id, found.number, now, CANNOT_REPEAT)
        finish_if_over(connection, mine.id, now)
        return Emptied(id=found.id)
    if not doubt:
        _skip_those_who_left(connection, mine, found.number, now)
    members = _members(connection, mine, found.number)
    this = update(batches).where(batches.c.id == found.id)
    if not members:
        connection.execute(this.values(state=BatchState.SETTLED.value, settled_at=now, error=""))
        finish_if_over(connection, mine.id, now)
        return Emptied(id=found.id)
    if against := take_tokens(connection, sender.allowance, len(members), now):
        if isinstance(against, Exhausted):
            return _paused(connection, mine, sender, against)
        return Later(seconds=against.seconds, why="the rate of the account")
    keys = [member.key for member in members]
    claimed = Claimed(
        id=found.id,
        number=found.number,
        key=found.key if doubt else call_key(mine.id, found.number, found.size, keys),
        attempt=found.attempts + 1,
        first=doubt or now,
        members=members,
        campaign=mine,
    )
    connection.execute(this.values(**_submitting(claimed, sender, now)))
    return claimed


def _submitting(claimed: Claimed, sender: Sender, now: datetime) -> Mapping[str, Any]:
    return {
        "state": BatchState.SUBMITTING.value,
        "key": claimed.key,
        "attempts": claimed.attempt,
        "first_submitted_at": claimed.first,
        "submitted_at": now,
        "worker": sender.worker,
        "lease_until": now + LEASE,
        "not_before": None,
    }


def _repeatable(connection: Connection, sender: Sender, mine: Campaign, found: Row[Any], now: datetime) -> bool:
    """Whether the very same call can be made again: its key is still known, and nobody in it has left since."""
    left = _of(mine.id, found.number) & suppressed(literal(mine.list), deliveries.c.reader_key)
    gone = connection.scalar(select(func.count()).select_from(deliveries).where(left))
    return not gone and sender.may_repeat(found.first_submitted_at, now)


def _skip_those_who_left(connection: Connection, mine: Campaign, number: int, now: datetime) -> None:
    left = _of(mine.id, number) & suppressed(literal(mine.list), deliveries.c.reader_key)
    skipped = {"state": DeliveryState.SKIPPED.value, "reason": LEFT, "updated_at": now}
    connection.execute(update(deliveries).where(left).values(**skipped))


def _members(connection: Connection, mine: Campaign, number: int) -> tuple[Member, ...]:
    wanted = select(deliveries.c.reader_key, deliveries.c.address, deliveries.c.name).where(_of(mine.id, number))
    # Put in order here: asked for an order, SQLite walks the whole campaign by its key instead of one batch.
    rows = sorted(connection.execute(wanted), key=lambda row: row.reader_key)
    return tuple(Member(key=row.reader_key, address=row.address, name=row.name) for row in rows)


def give_up(connection: Connection, campaign_id: str, number: int, now: datetime, why: str) -> None:
    """Name the batch and its readers uncertain: nobody is written to again until a person, or the provider, says."""
    settled = {"state": DeliveryState.UNCERTAIN.value, "reason": why, "updated_at": now}
    connection.execute(update(deliveries).where(_of(campaign_id, number)).values(**settled))
    this = (batches.c.campaign == campaign_id) & (batches.c.number == number)
    connection.execute(update(batches).where(this).values(state=BatchState.UNCERTAIN.value, settled_at=now, error=why))


def _of(campaign_id: str, number: int) -> ColumnElement[bool]:
    """The readers of a batch who wait."""
    return and_(
        deliveries.c.campaign == campaign_id,
        deliveries.c.batch == number,
        deliveries.c.state == DeliveryState.WAITING.value,
    )

"""Claim a batch: written as `submitting`, with its readers, its key and a lease, before the provider hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, literal, or_, select, update

from publishkit.rights.phrases import without_addresses
from publishkit.send.campaign.breaker import why_canary_failed
from publishkit.send.campaign.record import UNSETTLED, Campaign, PauseKind, load_campaign, pause
from publishkit.send.campaign.refusals import finish_if_over
from publishkit.send.campaign.sender import LEASE, Sender, call_key
from publishkit.send.rate import Exhausted, take_tokens
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
    """A batch that this sender has claimed: it is `submitting` until it is settled or its lease ends."""

    id: int
    number: int
    key: str
    """The idempotency key of the call."""
    attempt: int
    """1 for the first call."""
    first: datetime
    """When a call under this key was first made."""
    members: tuple[Member, ...]
    campaign: Campaign


@dataclass(frozen=True, kw_only=True, slots=True)
class NoCallNeeded:
    """The batch needed no call: every reader of it has left, or it could not be repeated."""

    id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Later:
    """Nothing may be claimed now; ask again later."""

    seconds: float
    """Until it is worth asking again."""
    why: str = ""
    """What is waited for, to follow "waiting for"."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NothingToClaim:
    """All batches are settled, or the one asked for is not (or no longer) waiting."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NotSending:
    """The campaign is held, paused, done or cancelled."""

    campaign: Campaign


Claim = Claimed | NoCallNeeded | Later | NothingToClaim | NotSending
LEFT = "left the list after the audience was frozen"
CANNOT_REPEAT = "the call may have been taken, and it can no longer be repeated under its key"
UNDER_WAY = "calls that are under way"
SOON = 0.5
"""Seconds until the next look while other senders settle their batches."""
AFTER = timedelta(microseconds=1)
"""By how much the wait for the first readers ends after the hold, at least: the same moment means it is over."""


def claim(sender: Sender, now: datetime, batch_id: int | None = None) -> Claim:
    """Claim the batch *batch_id*, or the next one that is ready; return it, or why nothing was claimed.

    The claim is committed when this returns.

    Raises:
        ExternalError: the database is locked, full or gone; nothing was claimed then.
    """
    with sender.store.write() as connection:
        campaign = load_campaign(connection, sender.campaign)
        if campaign.state is not CampaignState.SENDING:
            return NotSending(campaign=campaign)
        first = check_canary(connection, sender, campaign, now)
        if isinstance(first, NotSending):
            return first
        if isinstance(first, Later):
            return first if batch_id is None or _is_ready(connection, batch_id) else NothingToClaim()
        row = connection.execute(_claimable(campaign, now, batch_id, only_first=first)).first()
        if row is None:
            return _why_nothing(connection, campaign, now, batch_id)
        return _claim_found(connection, sender, campaign, row, now)


def _claimable(campaign: Campaign, now: datetime, batch_id: int | None, *, only_first: bool) -> Select[Any]:
    """Select a batch that may be claimed now; rows locked by other senders are skipped (SQLite has one writer)."""
    wanted = (
        select(batches)
        .where(
            batches.c.campaign == campaign.id,
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


def _why_nothing(
    connection: Connection, campaign: Campaign, now: datetime, batch_id: int | None
) -> Later | NothingToClaim:
    """Return when to look again; `NothingToClaim` when no batch is left, and the campaign is ended then."""
    asked = batches.c.campaign == campaign.id
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
    # Two senders that settle the last two batches at once do not see each other's: the next claim ends the campaign.
    finish_if_over(connection, campaign.id, now)
    return NothingToClaim()


# --- a batch that was found -------------------------------------------------------------------------------------------


def _claim_found(connection: Connection, sender: Sender, campaign: Campaign, row: Row[Any], now: datetime) -> Claim:
    """Mark the batch in *row* as claimed and return it, or why it was not claimed.

    A batch whose earlier call may have been taken is claimed for the very same call under its key, or not at all.
    """
    doubt: datetime | None = row.first_submitted_at
    if doubt and not _repeatable(connection, sender, campaign, row, now):
        give_up(connection, campaign.id, row.number, now, CANNOT_REPEAT)
        finish_if_over(connection, campaign.id, now)
        return NoCallNeeded(id=row.id)
    if not doubt:
        _skip_readers_who_left(connection, campaign, row.number, now)
    members = _members(connection, campaign, row.number)
    this = update(batches).where(batches.c.id == row.id)
    if not members:
        connection.execute(this.values(state=BatchState.SETTLED.value, settled_at=now, error=""))
        finish_if_over(connection, campaign.id, now)
        return NoCallNeeded(id=row.id)
    if against := take_tokens(connection, sender.allowance, len(members), now):
        if isinstance(against, Exhausted):
            return _pause_for_quota(connection, campaign, sender, against)
        said = without_addresses(sender.counter.tally.slowed_by)
        why = f"the rate of the account, lowered because it was told: {said}" if said else "the rate of the account"
        return Later(seconds=against.seconds, why=why)
    keys = [member.key for member in members]
    claimed = Claimed(
        id=row.id,
        number=row.number,
        key=row.key if doubt else call_key(campaign.id, row.number, row.size, keys),
        attempt=row.attempts + 1,
        first=doubt or now,
        members=members,
        campaign=campaign,
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


def _repeatable(connection: Connection, sender: Sender, campaign: Campaign, row: Row[Any], now: datetime) -> bool:
    """Return whether the very same call can be made again: the provider knows its key, and no reader has left since."""
    left = _waiting_readers(campaign.id, row.number) & suppressed(literal(campaign.list), deliveries.c.reader_key)
    gone = connection.scalar(select(func.count()).select_from(deliveries).where(left))
    return not gone and sender.may_repeat(row.first_submitted_at, now)


def _skip_readers_who_left(connection: Connection, campaign: Campaign, number: int, now: datetime) -> None:
    left = _waiting_readers(campaign.id, number) & suppressed(literal(campaign.list), deliveries.c.reader_key)
    skipped = {"state": DeliveryState.SKIPPED.value, "reason": LEFT, "updated_at": now}
    connection.execute(update(deliveries).where(left).values(**skipped))


def _members(connection: Connection, campaign: Campaign, number: int) -> tuple[Member, ...]:
    wanted = select(deliveries.c.reader_key, deliveries.c.address, deliveries.c.name).where(
        _waiting_readers(campaign.id, number)
    )
    # Put in order here: asked for an order, SQLite walks the whole campaign by its key instead of one batch.
    rows = sorted(connection.execute(wanted), key=lambda row: row.reader_key)
    return tuple(Member(key=row.reader_key, address=row.address, name=row.name) for row in rows)


def _pause_for_quota(connection: Connection, campaign: Campaign, sender: Sender, against: Exhausted) -> NotSending:
    sentence = (
        f"the {sender.allowance.daily:,} messages of this day are used up; it goes on after {_hour(against.until)}"
    )
    pause(connection, campaign.id, PauseKind.QUOTA, sentence)
    late = campaign.not_after - campaign.hold_until
    moved = update(campaigns).where(campaigns.c.id == campaign.id)
    connection.execute(moved.values(not_after=max(campaign.not_after, against.until + late)))
    return NotSending(campaign=load_campaign(connection, campaign.id))


def _hour(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")


# --- the canary: a few readers get the letter first -------------------------------------------------------------------


def check_canary(
    connection: Connection, sender: Sender, campaign: Campaign, now: datetime
) -> bool | Later | NotSending:
    """Return whether only batches of the first readers may be claimed now; or why none may be.

    `campaign.canary_until` is None while the first readers are written to, then the end of the wait for what comes back.
    Once that was judged, it is set back to `hold_until`, so that every process knows that the canary is over.
    """
    if campaign.canary_until is None:
        return (
            True if _canary_unsettled(connection, campaign) else _start_canary_wait(connection, sender, campaign, now)
        )
    if campaign.canary_until <= campaign.hold_until:
        return False
    if now < campaign.canary_until:
        seconds = (campaign.canary_until - now).total_seconds()
        return Later(seconds=seconds, why="what comes back from the first readers")
    return _judge_canary(connection, campaign)


def _canary_unsettled(connection: Connection, campaign: Campaign) -> bool:
    first = (
        select(batches.c.id)
        .where(batches.c.campaign == campaign.id, batches.c.canary, batches.c.state.in_(UNSETTLED))
        .limit(1)
    )
    return connection.scalar(first) is not None


def _start_canary_wait(connection: Connection, sender: Sender, campaign: Campaign, now: datetime) -> Later:
    until = max(now + sender.canary_wait, campaign.hold_until + AFTER)
    unset = (campaigns.c.id == campaign.id) & campaigns.c.canary_until.is_(None)
    connection.execute(update(campaigns).where(unset).values(canary_until=until))
    return Later(seconds=(until - now).total_seconds(), why="what comes back from the first readers")


def _judge_canary(connection: Connection, campaign: Campaign) -> bool | NotSending:
    rest = select(func.min(batches.c.number)).where(batches.c.campaign == campaign.id, ~batches.c.canary)
    if why := why_canary_failed(connection, campaign.id, connection.scalar(rest) or 0):
        pause(connection, campaign.id, PauseKind.BREAKER, why)
        return NotSending(campaign=load_campaign(connection, campaign.id))
    connection.execute(update(campaigns).where(campaigns.c.id == campaign.id).values(canary_until=campaign.hold_until))
    return False


# --- giving up --------------------------------------------------------------------------------------------------------


def give_up(connection: Connection, campaign_id: str, number: int, now: datetime, why: str) -> None:
    """Mark the batch and its readers `uncertain`: none of them is written to again until `send reconcile` settles it."""
    settled = {"state": DeliveryState.UNCERTAIN.value, "reason": why, "updated_at": now}
    connection.execute(update(deliveries).where(_waiting_readers(campaign_id, number)).values(**settled))
    this = (batches.c.campaign == campaign_id) & (batches.c.number == number)
    connection.execute(update(batches).where(this).values(state=BatchState.UNCERTAIN.value, settled_at=now, error=why))


def _waiting_readers(campaign_id: str, number: int) -> ColumnElement[bool]:
    """Return the condition for the deliveries of a batch that are still waiting."""
    return and_(
        deliveries.c.campaign == campaign_id,
        deliveries.c.batch == number,
        deliveries.c.state == DeliveryState.WAITING.value,
    )

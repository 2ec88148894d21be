"""From held to sending, and from paused to sending again; a campaign that comes too late waits for a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import Connection, func, select, update

from publishkit.errors import InputError, Problem
from publishkit.send.campaign.breaker import WENT_ON
from publishkit.send.campaign.claim import give_up
from publishkit.send.campaign.record import Campaign, PauseKind, load_campaign, move, note
from publishkit.send.state.store import Store
from publishkit.send.state.tables import BatchState, CampaignState, DeliveryState, batches, deliveries

SKEW = timedelta(minutes=2)
"""Clocks of hosts may differ by so much; more is a clock that was set back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Will:
    """What the person who gives the command has said besides."""

    by: str
    go_on: bool = False
    """After a pause that a person had to look at."""
    late: bool = False
    """Send although it is later than planned."""


def begin(store: Store, campaign_id: str, will: Will, now: datetime) -> Campaign:
    """Let the campaign send, when its hold is over and nothing speaks against it; return it as it is then.

    Raises:
        InputError: it is done or cancelled, comes too late, waits for a person, or the clock was set back.
        ExternalError: the database is locked, full or gone.
    """
    with store.write() as connection:
        mine = load_campaign(connection, campaign_id)
        match mine.state:
            case CampaignState.DONE | CampaignState.CANCELLED:
                raise InputError(_closed(mine))
            case CampaignState.HELD if now < mine.hold_until:
                return mine
            case CampaignState.HELD | CampaignState.SENDING | CampaignState.PAUSED:
                _refuse(connection, mine, will, now)
                _start(connection, mine, will, now)
            case _:
                assert_never(mine.state)
        return load_campaign(connection, campaign_id)


def check_open(mine: Campaign) -> None:
    """Return when there is still something to do.

    Raises:
        InputError: the campaign is done or cancelled.
    """
    if mine.state in {CampaignState.DONE, CampaignState.CANCELLED}:
        raise InputError(_closed(mine))


def _refuse(connection: Connection, mine: Campaign, will: Will, now: datetime) -> None:
    """Raise every reason why it may not go on."""
    last = connection.scalar(select(func.max(batches.c.submitted_at)).where(batches.c.campaign == mine.id))
    problems = [problem for problem in (_late(mine, will, last, now), _set_back(mine, last, now)) if problem]
    if mine.pause_kind is PauseKind.BREAKER and not will.go_on:
        hint = f"look at `publishkit send status {mine.command}`; then `publishkit send {mine.command} --go-on`"
        problems.append(_problem(mine, f"it is paused: {mine.pause_sentence}", hint))
    if problems:
        raise InputError(*problems)


def _late(mine: Campaign, will: Will, last: datetime | None, now: datetime) -> Problem | None:
    """A copy of the database brought back after weeks must not send an old issue by itself."""
    allowed = mine.not_after - mine.hold_until
    until = max(mine.not_after, last + allowed) if last else mine.not_after
    if will.late or now <= until:
        return None
    ago = f"{(now - until).total_seconds() / 3600:,.1f} hours"
    hint = f"if it shall still go out: `publishkit send {mine.command} --late`; if not: `publishkit send cancel {mine.command}`"
    return _problem(mine, f"it should have gone out {ago} ago (before {until:%Y-%m-%d %H:%M} UTC)", hint)


def _set_back(mine: Campaign, last: datetime | None, now: datetime) -> Problem | None:
    if last is None or last <= now + SKEW:
        return None
    message = f"this machine's clock says {now:%Y-%m-%d %H:%M} UTC, but mails went out until {last:%Y-%m-%d %H:%M} UTC"
    return _problem(mine, message, "set the clock right, then run the same command again")


def _start(connection: Connection, mine: Campaign, will: Will, now: datetime) -> None:
    paused = mine.state is CampaignState.PAUSED
    states = (CampaignState.HELD, CampaignState.SENDING, CampaignState.PAUSED)
    move(connection, mine.id, states, CampaignState.SENDING, pause="")
    if paused:
        # What failed before the pause is no reason to pause again at once. Keys of calls in doubt stay.
        waiting = (batches.c.campaign == mine.id) & (batches.c.state == BatchState.READY.value)
        connection.execute(update(batches).where(waiting).values(attempts=0, error="", not_before=None))
    if paused or mine.state is CampaignState.HELD:
        action = WENT_ON if paused else "began"
        note(connection, at=now, by=will.by, action=action, campaign_id=mine.id, detail=mine.pause)


def _closed(mine: Campaign) -> Problem:
    when = f" on {mine.finished_at:%Y-%m-%d at %H:%M} UTC" if mine.finished_at else ""
    if mine.state is CampaignState.CANCELLED:
        hint = "a corrected letter goes out under a name of its own: `--variant correction`"
        return _problem(mine, f"the campaign was cancelled{when}", hint)
    if mine.is_rehearsal:
        hint = "name a real transport in publishkit.toml to send it; `--variant again` rehearses it again"
        return _problem(mine, f"it was rehearsed{when} with `{mine.transport}`: nobody got it", hint)
    hint = f"nobody gets it twice; `publishkit send status {mine.command}` shows what became of it"
    return _problem(mine, f"it was sent{when} to {mine.audience_count:,} readers of `{mine.list}`", hint)


def _problem(mine: Campaign, message: str, hint: str) -> Problem:
    return Problem(place=f"send {mine.issue}", message=message, hint=hint)


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
    ready = (batches.c.campaign == campaign_id) & (batches.c.state == BatchState.READY.value)
    for number in connection.scalars(
        select(batches.c.number).where(ready, batches.c.first_submitted_at.is_not(None))
    ).all():
        give_up(connection, campaign_id, number, now, IN_DOUBT)
    skipped = {"state": DeliveryState.SKIPPED.value, "reason": CALLED_OFF, "updated_at": now}
    numbers = select(batches.c.number).where(ready)
    waiting = (
        (deliveries.c.campaign == campaign_id)
        & (deliveries.c.state == DeliveryState.WAITING.value)
        & deliveries.c.batch.in_(numbers)
    )
    connection.execute(update(deliveries).where(waiting).values(**skipped))
    connection.execute(update(batches).where(ready).values(state=BatchState.SETTLED.value, settled_at=now))

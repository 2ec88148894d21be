"""Begin a held campaign, go on after a pause, or cancel; one that comes too late waits for a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import Connection, func, select, update

from publishkit.errors import InputError, Problem
from publishkit.send.campaign.breaker import ONE_AFTER_THE_OTHER, READERS_MEANT, WENT_ON
from publishkit.send.campaign.claim import give_up
from publishkit.send.campaign.record import Campaign, PauseKind, load_campaign, move, note
from publishkit.send.state.store import Store
from publishkit.send.state.tables import BatchState, CampaignState, DeliveryState, audit, batches, deliveries

SKEW = timedelta(minutes=2)
"""Clocks of hosts may differ by so much; more is a clock that was set back."""
CALLED_OFF = "the campaign was cancelled"
IN_DOUBT = "the campaign was cancelled while it was not known whether the call had been taken"


@dataclass(frozen=True, kw_only=True, slots=True)
class SendOrder:
    """Who gives the command to send, and what they allow."""

    by: str
    go_on: bool = False
    """After a pause that a person had to look at."""
    late: bool = False
    """Send although it is later than planned."""
    vouched: bool = False
    """*by* vouches that whoever waits does not have it, whatever other witnesses say."""


def begin(store: Store, campaign_id: str, order: SendOrder, now: datetime) -> Campaign:
    """Put the campaign into state `sending` when its hold is over and nothing speaks against it; return it as it is then.

    Raises:
        InputError: it is done or cancelled, comes too late, waits for a person, or the clock was set back.
        ExternalError: the database is locked, full or gone.
    """
    with store.write() as connection:
        campaign = load_campaign(connection, campaign_id)
        match campaign.state:
            case CampaignState.DONE | CampaignState.CANCELLED:
                raise InputError(_closed(campaign))
            case CampaignState.HELD if now < campaign.hold_until:
                return campaign
            case CampaignState.PAUSED if now < campaign.hold_until:  # it was paused in its hold
                move(connection, campaign.id, (CampaignState.PAUSED,), CampaignState.HELD, pause="")
                note(connection, at=now, by=order.by, action=WENT_ON, campaign_id=campaign.id, detail=campaign.pause)
            case CampaignState.HELD | CampaignState.SENDING | CampaignState.PAUSED:
                _refuse(connection, campaign, order, now)
                _start(connection, campaign, order, now)
            case _:
                assert_never(campaign.state)
        return load_campaign(connection, campaign_id)


def check_open(campaign: Campaign) -> None:
    """Return when there is still something to do.

    Raises:
        InputError: the campaign is done or cancelled.
    """
    if campaign.state in {CampaignState.DONE, CampaignState.CANCELLED}:
        raise InputError(_closed(campaign))


def _closed(campaign: Campaign) -> Problem:
    when = f" on {campaign.finished_at:%Y-%m-%d at %H:%M} UTC" if campaign.finished_at else ""
    if campaign.state is CampaignState.CANCELLED:
        hint = "a corrected letter goes out under a name of its own: `--variant correction`"
        return _problem(campaign, f"the campaign was cancelled{when}", hint)
    if campaign.is_rehearsal:
        hint = "name a real transport in publishkit.toml to send it; `--variant again` rehearses it again"
        return _problem(campaign, f"it was rehearsed{when} with `{campaign.transport}`: nobody got it", hint)
    hint = f"nobody gets it twice; `publishkit send status {campaign.command}` shows what became of it"
    return _problem(campaign, f"it was sent{when} to {campaign.audience_count:,} readers of `{campaign.list}`", hint)


def _refuse(connection: Connection, campaign: Campaign, order: SendOrder, now: datetime) -> None:
    """Raise `InputError` with every reason why the campaign may not go on."""
    last = connection.scalar(select(func.max(batches.c.submitted_at)).where(batches.c.campaign == campaign.id))
    problems = [problem for problem in (_late(campaign, order, last, now), _set_back(campaign, last, now)) if problem]
    if campaign.pause_kind is PauseKind.BREAKER and not order.go_on:
        hint = f"look at `publishkit send status {campaign.command}`; then `publishkit send {campaign.command} --go-on`"
        problems.append(_problem(campaign, f"it is paused: {campaign.pause_sentence}", hint))
    if problems:
        raise InputError(*problems)


def _late(campaign: Campaign, order: SendOrder, last: datetime | None, now: datetime) -> Problem | None:
    """Return the problem of a campaign that is too late: a database restored after weeks must not send an old issue."""
    allowed = campaign.not_after - campaign.hold_until
    until = max(campaign.not_after, last + allowed) if last else campaign.not_after
    if order.late or now <= until:
        return None
    ago = f"{(now - until).total_seconds() / 3600:,.1f} hours"
    hint = f"if it shall still go out: `publishkit send {campaign.command} --late`; if not: `publishkit send cancel {campaign.command}`"
    return _problem(campaign, f"it should have gone out {ago} ago (before {until:%Y-%m-%d %H:%M} UTC)", hint)


def _set_back(campaign: Campaign, last: datetime | None, now: datetime) -> Problem | None:
    if last is None or last <= now + SKEW:
        return None
    message = f"this machine's clock says {now:%Y-%m-%d %H:%M} UTC, but mails went out until {last:%Y-%m-%d %H:%M} UTC"
    return _problem(campaign, message, "set the clock right, then run the same command again")


def _start(connection: Connection, campaign: Campaign, order: SendOrder, now: datetime) -> None:
    paused = campaign.state is CampaignState.PAUSED
    states = (CampaignState.HELD, CampaignState.SENDING, CampaignState.PAUSED)
    move(connection, campaign.id, states, CampaignState.SENDING, pause="")
    if paused:
        # What failed before the pause is no reason to pause again at once. Keys of calls in doubt stay.
        waiting = (batches.c.campaign == campaign.id) & (batches.c.state == BatchState.READY.value)
        connection.execute(update(batches).where(waiting).values(attempts=0, error="", not_before=None))
    if paused or campaign.state is CampaignState.HELD:
        action = WENT_ON if paused else "began"
        note(connection, at=now, by=order.by, action=action, campaign_id=campaign.id, detail=campaign.pause)
    if campaign.pause_kind is PauseKind.REFUSALS and order.go_on:
        # Who goes on after refusals in a row says that the readers are meant, and not the sender.
        last = select(audit.c.detail).where(audit.c.campaign == campaign.id, audit.c.action == ONE_AFTER_THE_OTHER)
        words = connection.scalar(last.order_by(audit.c.id.desc()).limit(1))
        note(connection, at=now, by=order.by, action=READERS_MEANT, campaign_id=campaign.id, detail=words or "")


def _problem(campaign: Campaign, message: str, hint: str) -> Problem:
    return Problem(place=f"send {campaign.issue}", message=message, hint=hint)


# --- another time, a pause --------------------------------------------------------------------------------------------


def set_time(store: Store, campaign: Campaign, at: datetime, by: str, now: datetime) -> Campaign:
    """Let the hold of a campaign end at *at*, and return it.

    Raises:
        InputError: it has begun.
        ExternalError: the database is locked, full or gone.
    """
    late = campaign.not_after - campaign.hold_until
    # As `claim` reads it: the first readers need not be waited for.
    canary = {"canary_until": at} if campaign.canary_until == campaign.hold_until else {}
    values = {"hold_until": at, "not_after": at + late, "moment": at, **canary}
    with store.write() as connection:
        if not move(connection, campaign.id, (CampaignState.HELD,), CampaignState.HELD, **values):
            found = load_campaign(connection, campaign.id)
            hint = f"`publishkit send pause {campaign.command}` stops it"
            raise InputError(_problem(campaign, f"it has begun ({found.state.value}), and has its time", hint))
        note(connection, at=now, by=by, action="time", campaign_id=campaign.id, detail=at.isoformat())
        return load_campaign(connection, campaign.id)


def pause_by_person(store: Store, campaign: Campaign, by: str, now: datetime) -> Campaign:
    """Pause a campaign that is sending or held, and return it; calls under way are still settled.

    Raises:
        InputError: it is over, or paused already.
        ExternalError: the database is locked, full or gone.
    """
    sentence = f"{PauseKind.PERSON.value}: {by} paused it"
    with store.write() as connection:
        states = (CampaignState.HELD, CampaignState.SENDING)
        if not move(connection, campaign.id, states, CampaignState.PAUSED, pause=sentence):
            found = load_campaign(connection, campaign.id)
            why = f" ({found.pause_sentence})" if found.pause_sentence else ""
            hint = f"`publishkit send status {campaign.command}` shows where it stands"
            raise InputError(_problem(campaign, f"it is {found.state.value} already{why}", hint))
        note(connection, at=now, by=by, action="paused", campaign_id=campaign.id)
        return load_campaign(connection, campaign.id)


# --- cancel -----------------------------------------------------------------------------------------------------------


def cancel(store: Store, campaign_id: str, by: str, now: datetime) -> Campaign:
    """Cancel the campaign and return it; calls under way are still settled by whoever makes them.

    Raises:
        InputError: it is done, or cancelled already.
        ExternalError: the database is locked, full or gone.
    """
    with store.write() as connection:
        states = (CampaignState.HELD, CampaignState.SENDING, CampaignState.PAUSED)
        if not move(connection, campaign_id, states, CampaignState.CANCELLED, pause="", finished_at=now):
            campaign = load_campaign(connection, campaign_id)
            message = f"is {campaign.state.value} already"
            hint = f"`publishkit send status {campaign.command}` shows what became of it"
            raise InputError(Problem(place=f"send {campaign.issue}", message=message, hint=hint))
        skip_waiting(connection, campaign_id, now)
        note(connection, at=now, by=by, action="cancelled", campaign_id=campaign_id)
        return load_campaign(connection, campaign_id)


def skip_waiting(connection: Connection, campaign_id: str, now: datetime) -> None:
    """Settle every batch of a cancelled campaign that no sender has claimed."""
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

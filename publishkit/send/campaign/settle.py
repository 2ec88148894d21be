"""Settle a batch: judge the answers of its call, and write them down for each reader, the batch and the account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, update

from publishkit.send.answers import wording
from publishkit.send.campaign.begin import skip_waiting
from publishkit.send.campaign.breaker import Row, Tally, why_to_stop
from publishkit.send.campaign.claim import Claimed, Member
from publishkit.send.campaign.record import PauseKind, load_campaign, pause
from publishkit.send.campaign.refusals import finish_if_over, stop_at_row
from publishkit.send.campaign.sender import Sender
from publishkit.send.outcome import Accepted, Failed, Rejected, SendOutcome, Throttled, Uncertain
from publishkit.send.rate import FAR, TRIES, delay, give_back, slow_down
from publishkit.send.state.tables import BatchState, CampaignState, DeliveryState, batches, deliveries


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """The outcome of one reader's message."""

    member: Member
    outcome: SendOutcome
    called: bool = True
    """False: refused before the call, so that it was no part of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """What the answers of a call mean, as `settle` writes it."""

    rows: tuple[Mapping[str, str], ...]
    """A reader's `key` and the new `now_state`, `now_id`, `now_reason`, `now_event` of the delivery."""
    again: bool
    """Some readers are to be tried again."""
    doubt: bool
    """The very same call is to be made again, under its key."""
    error: str
    untaken: int
    """Messages that certainly were not taken."""
    throttled: bool
    retry_after: float | None
    pause: tuple[PauseKind, str] | None
    row: Row | None = None
    """Refusals that mean the sender: all of their readers are to be written to when that is mended."""

    def count(self, state: DeliveryState) -> int:
        """Return how many readers came to *state*."""
        return sum(row["now_state"] == state.value for row in self.rows)


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """How many readers of a batch are in which state now."""

    id: int
    accepted: int = 0
    rejected: int = 0
    uncertain: int = 0
    waiting: int = 0
    """To be tried again."""
    pause: str = ""
    """Why the campaign was paused after it; "" when it goes on."""


OPEN = (DeliveryState.WAITING.value, DeliveryState.UNCERTAIN.value)
"""States an answer may still change."""
CERTAIN = (DeliveryState.ACCEPTED.value, DeliveryState.REJECTED.value)


# --- judge ------------------------------------------------------------------------------------------------------------


def judge(sender: Sender, claimed: Claimed, answers: Sequence[Answer], now: datetime) -> Meaning:
    """Return what *answers* mean for the readers, the batch and the campaign, and add them to the sender's tally."""
    called = [answer.outcome for answer in answers if answer.called]
    doubt = _in_doubt(sender, claimed, called, now)
    error = next((o.reason for o in called if isinstance(o, Throttled | Failed | Uncertain)), "")
    tally = sender.counter.change(lambda so_far: _counted(so_far, answers, error))
    if row := tally.row if tally.refused_as_a_whole else None:
        answers = [_put_back(answer, row) for answer in answers]
        called = [answer.outcome for answer in answers if answer.called]
        error = error or row.reason
    waits = [outcome for outcome in called if isinstance(outcome, Throttled)]
    untaken = sum(isinstance(outcome, Throttled | Failed) for outcome in called)
    why = why_to_stop(tally)
    breaks = (PauseKind.REFUSALS, row.sentence()) if row else (PauseKind.BREAKER, why) if why else None
    return Meaning(
        rows=tuple({"key": answer.member.key, **_delivery(answer.outcome, doubt=doubt)} for answer in answers),
        again=doubt or untaken > 0,
        doubt=doubt,
        error=error,
        untaken=untaken,
        throttled=bool(waits),
        retry_after=max((wait.retry_after for wait in waits if wait.retry_after is not None), default=None),
        pause=breaks if row else _pause_reason(claimed, called) or breaks,
        row=row,
    )


def _put_back(answer: Answer, row: Row) -> Answer:
    """Return *answer*, or that nothing was taken where it is one of the refusals that mean the sender."""
    outcome = answer.outcome
    if not isinstance(outcome, Rejected) or wording(outcome.reason, answer.member.address) != row.words:
        return answer
    return replace(answer, outcome=Failed(reason=outcome.reason))


def _in_doubt(sender: Sender, claimed: Claimed, called: Sequence[SendOutcome], now: datetime) -> bool:
    """Return whether the very same call is to be made again: no answer came, and the provider still knows its key."""
    silent = bool(called) and all(isinstance(outcome, Uncertain) for outcome in called)
    return silent and claimed.attempt < TRIES and sender.may_repeat(claimed.first, now)


def _counted(so_far: Tally, answers: Sequence[Answer], error: str) -> Tally:
    for answer in answers:
        so_far = so_far.answered(answer.member.key, answer.member.address, answer.outcome)
    accepted = sum(isinstance(answer.outcome, Accepted) for answer in answers)
    rejected = sum(isinstance(answer.outcome, Rejected) for answer in answers)
    if any(isinstance(answer.outcome, Throttled) for answer in answers):
        so_far = replace(so_far, slowed_by=error)
    if any(answer.called and isinstance(answer.outcome, Accepted | Rejected) for answer in answers):
        return so_far.succeeded(accepted, rejected)
    if any(isinstance(answer.outcome, Failed | Uncertain) for answer in answers):
        return so_far.failed(error)
    return so_far  # told to wait, which is no failure


def _delivery(outcome: SendOutcome, *, doubt: bool) -> Mapping[str, str]:
    state, provider_id, reason, event = DeliveryState.WAITING, "", "", ""
    match outcome:
        case Accepted():
            state, provider_id = DeliveryState.ACCEPTED, outcome.provider_id
        case Rejected():
            state, reason = DeliveryState.REJECTED, outcome.reason
            event = outcome.kind.value
        case Throttled() | Failed():
            reason = outcome.reason
        case Uncertain():
            state, reason = (DeliveryState.WAITING if doubt else DeliveryState.UNCERTAIN), outcome.reason
    return {"now_state": state.value, "now_id": provider_id, "now_reason": reason, "now_event": event}


def _pause_reason(claimed: Claimed, called: Sequence[SendOutcome]) -> tuple[PauseKind, str] | None:
    """Return the kind and sentence of the pause that a single answer asks for, or None."""
    for outcome in called:
        match outcome:
            case Throttled(quota=True):
                return PauseKind.QUOTA, f"the provider's quota is used up: {outcome.reason or 'no more today'}"
            case Throttled() if (outcome.retry_after or 0.0) > FAR:
                minutes = (outcome.retry_after or 0.0) / 60
                return PauseKind.PROVIDER, f"the provider asks to wait {minutes:.0f} minutes: {outcome.reason}"
            case Failed(lasting=True):
                return PauseKind.PROVIDER, f"the provider refuses: {outcome.reason}"
            case Failed() if claimed.attempt >= TRIES:
                return PauseKind.PROVIDER, f"a call failed {claimed.attempt} times, the last with: {outcome.reason}"
    return None


# --- write ------------------------------------------------------------------------------------------------------------


def settle(sender: Sender, claimed: Claimed, meaning: Meaning, now: datetime, observed: float) -> Settled:
    """Write *meaning* down in one transaction; *observed* is the rate of messages a second at that time.

    Raises:
        ExternalError: the database is locked, full or gone; nothing is written then, and it may be called again.
    """
    with sender.store.write() as connection:
        ours = _close(connection, sender, claimed, meaning, now)
        _write_deliveries(connection, claimed, meaning, now, ours=ours)
        if ours and not meaning.again:
            _mark_uncertain(connection, claimed)
        if meaning.untaken:
            give_back(connection, sender.allowance, meaning.untaken)
        if meaning.throttled:
            slow_down(connection, sender.allowance, now, retry_after=meaning.retry_after, observed=observed)
        if meaning.row:
            stop_at_row(connection, claimed.campaign.id, meaning.row, now)
        elif meaning.pause:
            pause(connection, claimed.campaign.id, *meaning.pause)
        if meaning.again and load_campaign(connection, claimed.campaign.id).state is CampaignState.CANCELLED:
            skip_waiting(connection, claimed.campaign.id, now)
        finish_if_over(connection, claimed.campaign.id, now)
    return Settled(
        id=claimed.id,
        accepted=meaning.count(DeliveryState.ACCEPTED),
        rejected=meaning.count(DeliveryState.REJECTED),
        uncertain=meaning.count(DeliveryState.UNCERTAIN),
        waiting=meaning.count(DeliveryState.WAITING),
        pause=meaning.pause[1] if meaning.pause else "",
    )


def _close(connection: Connection, sender: Sender, claimed: Claimed, meaning: Meaning, now: datetime) -> bool:
    """Make the batch ready again, or settle it; return False when another sender has claimed it meanwhile.

    A batch that was recovered from us, as from a dead sender, is still ours while nobody has claimed it since: the
    answer is worth more than the suspicion.
    """
    claimed_by_us = (
        (batches.c.id == claimed.id) & (batches.c.worker == sender.worker) & (batches.c.attempts == claimed.attempt)
    )
    values: dict[str, Any] = {"settled_at": now, "error": meaning.error, "lease_until": None, "worker": ""}
    if meaning.again:
        wait = timedelta(seconds=delay(claimed.attempt, sender.chance))
        values |= {"state": BatchState.READY.value, "not_before": now + wait}
        # Being told to wait is no failed try.
        values |= {"attempts": claimed.attempt - meaning.throttled}
        # A call that certainly took nothing leaves no key behind: its readers may be looked at afresh.
        values |= {"first_submitted_at": claimed.first if meaning.doubt else None}
    else:
        values |= {"state": BatchState.SETTLED.value}
    return connection.execute(update(batches).where(claimed_by_us).values(**values)).rowcount == 1


def _mark_uncertain(connection: Connection, claimed: Claimed) -> None:
    """Mark a settled batch `uncertain` when some of its readers are."""
    doubtful = (
        select(func.count())
        .select_from(deliveries)
        .where(
            deliveries.c.campaign == claimed.campaign.id,
            deliveries.c.batch == claimed.number,
            deliveries.c.state == DeliveryState.UNCERTAIN.value,
        )
    )
    if connection.scalar(doubtful):
        named = update(batches).where(batches.c.id == claimed.id).values(state=BatchState.UNCERTAIN.value)
        connection.execute(named)


def _write_deliveries(connection: Connection, claimed: Claimed, meaning: Meaning, now: datetime, *, ours: bool) -> None:
    # The sender that repeats the call will get the other answers; only certain ones are written over its own.
    rows = [dict(row) for row in meaning.rows if ours or row["now_state"] in CERTAIN]
    if not rows:
        return
    changed = (
        update(deliveries)
        .where(
            deliveries.c.campaign == claimed.campaign.id,
            deliveries.c.reader_key == bindparam("key"),
            or_(*(deliveries.c.state == state for state in OPEN)),  # `in_` takes no list of rows
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

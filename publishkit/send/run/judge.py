"""What follows from the answers of one call. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from publishkit.send.bucket import FAR
from publishkit.send.outcome import Accepted, Failed, Outcome, Rejected, Throttled, Uncertain
from publishkit.send.run.backoff import TRIES
from publishkit.send.run.breaker import Tally, tripped
from publishkit.send.run.campaigns import PauseKind
from publishkit.send.run.claims import Claimed, Member
from publishkit.send.run.finish import REFUSED
from publishkit.send.run.sender import Sender
from publishkit.send.run.states import DeliveryState


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What became of one reader's message."""

    member: Member
    outcome: Outcome
    called: bool = True
    """False: refused before the call, so that it was no part of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What is written down."""

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

    def count(self, state: DeliveryState) -> int:
        """Return how many readers came to *state*."""
        return sum(row["now_state"] == state.value for row in self.rows)


def judge(sender: Sender, claimed: Claimed, answers: Sequence[Answer], now: datetime) -> Verdict:
    """Return what follows from *answers*; the sender's tally is the larger for it, once."""
    called = [answer.outcome for answer in answers if answer.called]
    doubt = _in_doubt(sender, claimed, called, now)
    waits = [outcome for outcome in called if isinstance(outcome, Throttled)]
    error = next((o.reason for o in called if isinstance(o, Throttled | Failed | Uncertain)), "")
    untaken = sum(isinstance(outcome, Throttled | Failed) for outcome in called)
    tally = sender.counter.change(lambda so_far: _counted(so_far, answers, error))
    why = tripped(tally)
    return Verdict(
        rows=tuple({"key": answer.member.key, **_delivery(answer.outcome, doubt=doubt)} for answer in answers),
        again=doubt or untaken > 0,
        doubt=doubt,
        error=error,
        untaken=untaken,
        throttled=bool(waits),
        retry_after=max((wait.retry_after for wait in waits if wait.retry_after is not None), default=None),
        pause=_stopping(claimed, called) or ((PauseKind.BREAKER, why) if why else None),
    )


def _in_doubt(sender: Sender, claimed: Claimed, called: Sequence[Outcome], now: datetime) -> bool:
    """Whether the call may be made again as it was: no answer at all, and its key still known."""
    silent = bool(called) and all(isinstance(outcome, Uncertain) for outcome in called)
    return silent and claimed.attempt < TRIES and sender.may_repeat(claimed.first, now)


def _counted(so_far: Tally, answers: Sequence[Answer], error: str) -> Tally:
    accepted = sum(isinstance(answer.outcome, Accepted) for answer in answers)
    rejected = sum(isinstance(answer.outcome, Rejected) for answer in answers)
    if any(answer.called and isinstance(answer.outcome, Accepted | Rejected) for answer in answers):
        return so_far.succeeded(accepted, rejected)
    if any(isinstance(answer.outcome, Failed | Uncertain) for answer in answers):
        return so_far.failed(error)
    return so_far  # told to wait, which is no failure


def _delivery(outcome: Outcome, *, doubt: bool) -> Mapping[str, str]:
    state, provider_id, reason, event = DeliveryState.WAITING, "", "", ""
    match outcome:
        case Accepted():
            state, provider_id = DeliveryState.ACCEPTED, outcome.provider_id
        case Rejected():
            state, reason = DeliveryState.REJECTED, outcome.reason
            event = REFUSED if outcome.permanent else ""
        case Throttled() | Failed():
            reason = outcome.reason
        case Uncertain():
            state, reason = (DeliveryState.WAITING if doubt else DeliveryState.UNCERTAIN), outcome.reason
    return {"now_state": state.value, "now_id": provider_id, "now_reason": reason, "now_event": event}


def _stopping(claimed: Claimed, called: Sequence[Outcome]) -> tuple[PauseKind, str] | None:
    """Return why a single answer ends the sending for now."""
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

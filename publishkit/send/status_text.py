"""The status as a person reads it: a line for each thing, the next command last."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from publishkit.send.run.states import CampaignState, DeliveryState
from publishkit.send.status import NAMED, Status, next_step

BAR = 30
"""Characters of the progress bar."""


def as_text(status: Status) -> str:
    """Return the status, some lines of text."""
    return "\n".join(line for part in (_head, _progress, _reasons, _doubts, _times, _next) for line in part(status))


def _head(status: Status) -> Iterator[str]:
    mine = status.campaign
    variant = f" ({mine.variant})" if mine.variant else ""
    yield f"{mine.issue} to {mine.list}{variant} by {mine.transport}: {mine.state.value}"
    if mine.pause_sentence:
        yield f"  why         {mine.pause_sentence}"


def _progress(status: Status) -> Iterator[str]:
    mine = status.campaign
    if mine.remote_id:
        yield f"  there       {mine.remote_id}"
        return
    through = mine.audience_count - status.count(DeliveryState.WAITING)
    share = through / mine.audience_count if mine.audience_count else 1.0
    filled = "#" * int(share * BAR)
    yield f"  progress    [{filled:.<{BAR}}] {through:,} of {mine.audience_count:,} ({100 * share:.1f} %)"
    parts = [f"{status.count(state):,} {state.value}" for state in DeliveryState if status.count(state)]
    yield f"  readers     {', '.join(parts) or 'none'}; {mine.suppressed_count:,} suppressed before"
    if status.events:
        yield f"  came back   {', '.join(f'{count:,} {kind}' for kind, count in sorted(status.events.items()))}"
    if status.waiting_calls:
        yield f"  again       a call is tried again: {status.waiting_calls}"


def _reasons(status: Status) -> Iterator[str]:
    for reason, count in status.reasons:
        yield f"  rejected    {count:,}: {reason or 'without a reason'}"


def _doubts(status: Status) -> Iterator[str]:
    for doubt in status.doubts:
        yield f"  uncertain   {doubt.address} (batch {doubt.batch}: {doubt.reason})"
    more = status.count(DeliveryState.UNCERTAIN) - len(status.doubts)
    if more > 0:
        yield f"  uncertain   and {more:,} more than these {NAMED}"


def _times(status: Status) -> Iterator[str]:
    mine = status.campaign
    if mine.state is CampaignState.HELD:
        yield f"  held        until {_hour(mine.hold_until)}"
    waits = mine.canary_until and mine.canary_until > status.now
    if mine.state is CampaignState.SENDING and waits and mine.canary_until:
        yield f"  waiting     until {_hour(mine.canary_until)} for what comes back from the first readers"
    if status.rate and mine.state is CampaignState.SENDING:
        end = status.estimated_end
        yield f"  rate        {status.rate:,.1f} messages a second" + (
            f", through at about {_hour(end)}" if end else ""
        )
    if status.last:
        yield f"  last        {_hour(status.last)}, {_ago(status.now - status.last)} ago"
    if mine.finished_at:
        yield f"  ended       {_hour(mine.finished_at)}"


def _next(status: Status) -> Iterator[str]:
    if step := next_step(status):
        yield f"  next        {step}"


def _hour(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _ago(passed: timedelta) -> str:
    """Return a length of time in one unit.

    >>> [_ago(timedelta(seconds=s)) for s in (3, 200, 7300, 200000)]
    ['3 s', '3 min', '2 h', '2 d']
    """
    seconds = max(0, int(passed.total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"

"""Where a campaign stands, for people and for machines: progress, reasons, what is uncertain, and what to do next."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, assert_never

from sqlalchemy import Connection, func, select

from publishkit.rights.phrases import visible, without_addresses
from publishkit.send.campaign.record import Campaign, PauseKind
from publishkit.send.campaign.refusals import choose_refused, count_gone_not_suppressed
from publishkit.send.state.tables import BatchState, CampaignState, DeliveryState, batches, deliveries, events

RECENT = timedelta(minutes=1)
"""What the rate is measured over."""
REASONS, NAMED = 8, 20
"""Different reasons, and uncertain readers, that are shown."""
READ = 2000
"""Different wordings of reasons that are looked at: many name an address, so that each stands alone."""
RECONCILE = "`publishkit send reconcile {of}` asks the provider, and then you, about those who may have it"
BAR = 30
"""Characters of the progress bar."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UncertainReader:
    """A reader of whom it is not known whether they got it."""

    address: str
    batch: int
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Remote:
    """How far a campaign is at a provider that holds the list, as it says itself."""

    word: str
    """Its own word for the state."""
    sent: int | None = None
    """None when it does not say."""
    readers: int | None = None
    """Whom it writes to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """A campaign at one moment."""

    campaign: Campaign
    now: datetime
    counts: dict[DeliveryState, int]
    under_way: int
    """Batches somebody has in hand now."""
    reasons: tuple[tuple[str, int], ...]
    """Why readers were rejected, the most frequent first; no addresses in them."""
    doubts: tuple[UncertainReader, ...]
    """The first twenty."""
    events: dict[str, int]
    """What the provider told since, by kind; one a reader."""
    began: datetime | None
    last: datetime | None
    """When the last call was answered."""
    rate: float
    """Messages a second: over the last minute, or else over all the time."""
    waiting_calls: str = ""
    """Why a call is to be tried again, when one is."""
    gone: int = 0
    """Rejected readers whose mailbox does not exist, says the server, and who are still on the list."""
    try_again: int = 0
    """Rejected readers who may be tried again."""
    held_there: bool = False
    """Whether the provider holds the list, and sends by itself."""
    remote: Remote | None = None
    """How far it is there; None when it was not asked or did not answer."""

    @property
    def miscounted(self) -> bool:
        """Whether the provider wrote to another number of readers than a person has confirmed."""
        total = self.remote.readers if self.remote and self.campaign.state is CampaignState.DONE else None
        return total is not None and bool(self.campaign.audience_count) and total != self.campaign.audience_count

    def count(self, state: DeliveryState) -> int:
        """Return how many deliveries are in *state*."""
        return self.counts.get(state, 0)

    @property
    def estimated_end(self) -> datetime | None:
        """When it will be through at this rate; None unless it is sending and has a rate."""
        if self.campaign.state is not CampaignState.SENDING or self.rate <= 0:
            return None
        begin = max(self.now, self.campaign.canary_until or self.now)
        return begin + timedelta(seconds=self.count(DeliveryState.WAITING) / self.rate)


# --- read -------------------------------------------------------------------------------------------------------------


def read_status(connection: Connection, campaign: Campaign, now: datetime) -> Status:
    """Return where the campaign stands."""
    of_mine = deliveries.c.campaign == campaign.id
    counted = select(deliveries.c.state, func.count().label("n")).where(of_mine).group_by(deliveries.c.state)
    calls = batches.c.campaign == campaign.id
    by_kind = select(events.c.kind, func.count(events.c.reader_key.distinct()).label("n"))
    began, last = connection.execute(
        select(func.min(batches.c.submitted_at), func.max(batches.c.settled_at)).where(calls)
    ).one()
    under_way = select(func.count()).select_from(batches).where(calls, batches.c.state == BatchState.SUBMITTING.value)
    again = (
        select(batches.c.error).where(calls, batches.c.state == BatchState.READY.value, batches.c.error != "").limit(1)
    )
    return Status(
        campaign=campaign,
        now=now,
        counts={DeliveryState(row.state): row.n for row in connection.execute(counted)},
        under_way=connection.scalar(under_way) or 0,
        reasons=_reasons(connection, campaign),
        doubts=_doubts(connection, campaign),
        events={
            row.kind: row.n
            for row in connection.execute(by_kind.where(events.c.campaign == campaign.id).group_by(events.c.kind))
        },
        began=began,
        last=last,
        rate=_rate(connection, campaign, began, now),
        waiting_calls=plain_reason(connection.scalar(again) or ""),
        gone=count_gone_not_suppressed(connection, campaign.id),
        try_again=len(choose_refused(connection, campaign.id).keys),
    )


def plain_reason(reason: str) -> str:
    """Return a provider's words without addresses and without what a terminal obeys.

    >>> plain_reason("550 <jane@example.org> unknown")
    '550 (address withheld) unknown'
    """
    return visible(without_addresses(reason), 200)


def _reasons(connection: Connection, campaign: Campaign) -> tuple[tuple[str, int], ...]:
    rejected = (deliveries.c.campaign == campaign.id) & (deliveries.c.state == DeliveryState.REJECTED.value)
    grouped = (
        select(deliveries.c.reason, func.count().label("n"))
        .where(rejected)
        .group_by(deliveries.c.reason)
        .order_by(func.count().desc())
        .limit(READ)
    )
    found: Counter[str] = Counter()
    for row in connection.execute(grouped):
        found[plain_reason(row.reason)] += row.n
    return tuple(found.most_common(REASONS))


def _doubts(connection: Connection, campaign: Campaign) -> tuple[UncertainReader, ...]:
    doubtful = (
        select(deliveries.c.address, deliveries.c.batch, deliveries.c.reason)
        .where(deliveries.c.campaign == campaign.id, deliveries.c.state == DeliveryState.UNCERTAIN.value)
        .order_by(deliveries.c.batch, deliveries.c.reader_key)
        .limit(NAMED)
    )
    return tuple(
        UncertainReader(address=visible(row.address), batch=row.batch, reason=plain_reason(row.reason))
        for row in connection.execute(doubtful)
    )


def _rate(connection: Connection, campaign: Campaign, began: datetime | None, now: datetime) -> float:
    """Messages a second, from batches settled in the last minute; over all the time when there was none."""
    settled = select(func.sum(batches.c.size)).where(
        batches.c.campaign == campaign.id, batches.c.settled_at.is_not(None)
    )
    if began is None or now <= began:
        return 0.0
    lately = connection.scalar(settled.where(batches.c.settled_at > now - RECENT)) or 0
    if lately:
        return float(lately / max(min(RECENT, now - began).total_seconds(), 0.001))
    last = connection.scalar(select(func.max(batches.c.settled_at)).where(batches.c.campaign == campaign.id))
    all_ = connection.scalar(settled) or 0
    return float(all_ / max((last - began).total_seconds(), 0.001)) if last else 0.0


def reached_nobody(status: Status) -> bool:
    """Return whether no reader has it, or may have it."""
    return not (status.count(DeliveryState.ACCEPTED) or status.count(DeliveryState.UNCERTAIN))


# --- show -------------------------------------------------------------------------------------------------------------


def next_step(status: Status) -> str:
    """Return what a person does now, with the exact command; "" when there is nothing to do."""
    campaign, of = status.campaign, status.campaign.command
    if status.held_there:
        return _next_there(status)
    if campaign.state is CampaignState.DONE:
        return _next_when_done(status)
    match campaign.state:
        case CampaignState.CANCELLED if status.count(DeliveryState.UNCERTAIN):
            step = RECONCILE.format(of=of)
        case CampaignState.HELD if status.now < campaign.hold_until:
            step = f"`publishkit send {of}` sends it after the hold; `publishkit send cancel {of}` calls it off"
        case CampaignState.PAUSED if campaign.pause_kind is PauseKind.BREAKER:
            step = f"when you know why: `publishkit send {of} --go-on`"
        case CampaignState.PAUSED if campaign.pause_kind is PauseKind.REFUSALS:
            step = (
                f"mend it with whoever runs the server, then `publishkit send {of}` goes on with the same readers; "
                f"if the readers are meant and not you: `publishkit send {of} --go-on`"
            )
        case CampaignState.HELD | CampaignState.PAUSED:
            step = f"`publishkit send {of}` goes on"
        case CampaignState.SENDING if not status.under_way:
            step = f"if no `publishkit send` is running: `publishkit send {of}` goes on"
        case _:
            step = ""
    return step


def _next_when_done(status: Status) -> str:
    campaign, of = status.campaign, status.campaign.command
    if status.count(DeliveryState.UNCERTAIN):
        return RECONCILE.format(of=of)
    if campaign.is_rehearsal:
        return f"a rehearsal with `{campaign.transport}`: nobody got it; name a real transport in publishkit.toml"
    if status.gone:
        return (
            f"{status.gone:,} addresses do not exist, says the server, and that is too many to believe it: look at "
            f"them, then `publishkit send suppress {of}`"
        )
    if status.try_again:
        return f"`publishkit send again {of} --rejected` tries {status.try_again:,} refused readers once more"
    return ""


def _next_there(status: Status) -> str:
    """Return what a person does now with a campaign at a provider that holds the list."""
    campaign, of, there = status.campaign, status.campaign.command, status.campaign.transport
    match campaign.state:
        case CampaignState.HELD if not campaign.remote_id:
            return f"`publishkit send draft {of}` makes the draft at {there}"
        case CampaignState.HELD:
            return f"look at the draft at {there}, then press send there, or `publishkit send start {of}`"
        case CampaignState.SENDING:
            return f"`publishkit send status {campaign.issue}` asks {there} again"
        case CampaignState.PAUSED:
            return f"look at {there} whether it is sending, then `publishkit send status {campaign.issue}`"
        case CampaignState.DONE if status.miscounted:
            return f"look at {there} who got it, before the next issue goes to the same list"
        case CampaignState.DONE | CampaignState.CANCELLED:
            return ""
        case _:
            assert_never(campaign.state)


def as_json(status: Status) -> dict[str, Any]:
    """Return the status for machines (form `publishkit-send-status/1`); uncertain readers are named in it."""
    campaign = status.campaign
    end = status.estimated_end
    return {
        "schema": "publishkit-send-status/1",
        "issue": campaign.issue,
        "list": campaign.list,
        "variant": campaign.variant,
        "transport": campaign.transport,
        "state": campaign.state.value,
        "pause": {"kind": campaign.pause_kind.value, "sentence": campaign.pause_sentence}
        if campaign.pause_kind
        else None,
        "letter_sha256": campaign.content_sha256,
        "audience": campaign.audience_count,
        "suppressed": campaign.suppressed_count,
        **{state.value: status.count(state) for state in DeliveryState},
        "under_way": status.under_way,
        "events": status.events,
        "reasons": [{"reason": reason, "readers": count} for reason, count in status.reasons],
        "uncertain_readers": [
            {"address": doubt.address, "batch": doubt.batch, "reason": doubt.reason} for doubt in status.doubts
        ],
        "may_be_tried_again": status.try_again,
        "gone_on_list": status.gone,
        "remote": {"state": status.remote.word, "sent": status.remote.sent, "readers": status.remote.readers}
        if status.remote
        else None,
        "rate": round(status.rate, 1),
        "frozen_at": _iso(campaign.created_at),
        "hold_until": _iso(campaign.hold_until),
        "canary_until": _iso(campaign.canary_until),
        "began_at": _iso(status.began),
        "last_at": _iso(status.last),
        "finished_at": _iso(campaign.finished_at),
        "estimated_end": _iso(end),
        "next": next_step(status),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def as_text(status: Status) -> str:
    """Return the status, some lines of text."""
    return "\n".join(
        line for part in (_head, _progress, _reason_lines, _doubt_lines, _times, _next) for line in part(status)
    )


def _head(status: Status) -> Iterator[str]:
    campaign = status.campaign
    variant = f" ({campaign.variant})" if campaign.variant else ""
    nobody = campaign.state is CampaignState.DONE and not status.held_there and reached_nobody(status)
    ending = ", and nobody got it" if nobody else ""
    yield f"{campaign.issue} to {campaign.list}{variant} by {campaign.transport}: {campaign.state.value}{ending}"
    if campaign.pause_sentence:
        yield f"  why         {campaign.pause_sentence}"


def _progress(status: Status) -> Iterator[str]:
    campaign = status.campaign
    if campaign.remote_id:
        yield f"  there       {campaign.remote_id}{f' ({status.remote.word})' if status.remote else ''}"
        yield from _numbers_there(status)
        return
    through = campaign.audience_count - status.count(DeliveryState.WAITING)
    share = through / campaign.audience_count if campaign.audience_count else 1.0
    filled = "#" * int(share * BAR)
    yield f"  progress    [{filled:.<{BAR}}] {through:,} of {campaign.audience_count:,} ({100 * share:.1f} %)"
    parts = [f"{status.count(state):,} {state.value}" for state in DeliveryState if status.count(state)]
    yield f"  readers     {', '.join(parts) or 'none'}; {campaign.suppressed_count:,} suppressed before"
    if status.events:
        yield f"  came back   {', '.join(f'{count:,} {kind}' for kind, count in sorted(status.events.items()))}"
    if status.waiting_calls:
        yield f"  again       a call is tried again: {status.waiting_calls}"


def _numbers_there(status: Status) -> Iterator[str]:
    remote = status.remote or Remote(word="")
    counts = {"confirmed": status.campaign.audience_count or None, "there": remote.readers, "sent": remote.sent}
    if parts := [f"{count:,} {what}" for what, count in counts.items() if count is not None]:
        yield f"  readers     {', '.join(parts)}"
    if status.miscounted:
        yield "  careful     the provider wrote to another number of readers than was confirmed"


def _reason_lines(status: Status) -> Iterator[str]:
    for reason, count in status.reasons:
        yield f"  rejected    {count:,}: {reason or 'without a reason'}"


def _doubt_lines(status: Status) -> Iterator[str]:
    for doubt in status.doubts:
        yield f"  uncertain   {doubt.address} (batch {doubt.batch}: {doubt.reason})"
    more = status.count(DeliveryState.UNCERTAIN) - len(status.doubts)
    if more > 0:
        yield f"  uncertain   and {more:,} more than these {NAMED}"


def _times(status: Status) -> Iterator[str]:
    campaign = status.campaign
    if campaign.state is CampaignState.HELD and not status.held_there:
        yield f"  held        until {_hour(campaign.hold_until)}"
    waits = campaign.canary_until and campaign.canary_until > status.now
    if campaign.state is CampaignState.SENDING and waits and campaign.canary_until:
        yield f"  waiting     until {_hour(campaign.canary_until)} for what comes back from the first readers"
    if status.rate and campaign.state is CampaignState.SENDING:
        end = status.estimated_end
        yield f"  rate        {status.rate:,.1f} messages a second" + (
            f", through at about {_hour(end)}" if end else ""
        )
    if status.last:
        yield f"  last        {_hour(status.last)}, {_ago(status.now - status.last)} ago"
    if campaign.finished_at:
        yield f"  ended       {_hour(campaign.finished_at)}"


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

"""The circuit breaker: a campaign stops by itself at too many refusals, bounces, complaints or failed calls in a row."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Connection, func, select

from publishkit.rights.phrases import without_addresses
from publishkit.send.answers import ALIKE_IN_A_ROW, wording
from publishkit.send.outcome import Accepted, Refusal, Rejected, SendOutcome
from publishkit.send.state.tables import BatchState, DeliveryState, audit, batches, deliveries, events


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """The largest share of messages that may fail in one way."""

    share: float
    after: int
    """Messages before it is judged at all."""
    least: int = 1
    """Failures that are always allowed: one grumpy reader among a hundred is no trend."""

    def broken(self, count: int, of: int) -> bool:
        """Return whether *count* out of *of* is too much."""
        return of >= self.after and count >= self.least and count > self.share * of


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What a campaign has to stay under."""

    rejected: Limit
    rejected_early: Limit
    """Of small lists, and of the first readers of a large one."""
    bounced: Limit
    complained: Limit


CAMPAIGN_LIMITS = Limits(
    rejected=Limit(share=0.05, after=200),
    rejected_early=Limit(share=0.1, after=1, least=6),
    bounced=Limit(share=0.02, after=500),
    complained=Limit(share=0.001, after=1000),
)
"""Providers suspend accounts at about 5 % bounces and 0.1 % complaints (Amazon SES, "Reputation metrics")."""
CANARY_LIMITS = Limits(
    rejected=Limit(share=0.05, after=1, least=3),
    rejected_early=Limit(share=0.05, after=1, least=3),
    bounced=Limit(share=0.02, after=1, least=3),
    complained=Limit(share=0.001, after=1, least=2),
)
"""For the first readers, who are few: judged as soon as the waiting is over."""
FAILED_CALLS_IN_A_ROW = 5
"""So many, and the campaign stops."""
WENT_ON = "went-on"
"""`audit.action`: a person looked at why it had paused, and said go on."""
ONE_AFTER_THE_OTHER, READERS_MEANT = "refusals", "readers-meant"
"""`audit.action`: it paused at refusals in these words (`detail`, as `wording` makes them); a person said that the readers
are meant by them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Refusals in the same words, one reader after the other, with nobody accepted between."""

    words: str = ""
    """As `wording` makes them, each on a line; "" when the last reader was accepted."""
    kind: Refusal = Refusal.UNCLEAR
    reason: str = ""
    """The last of them."""
    readers: tuple[str, ...] = ()
    """Their keys."""

    def sentence(self) -> str:
        """Return who is refused, as far as the answers show it."""
        match self.kind:
            case Refusal.LATER:
                who = "the server puts one reader off after the other"
            case Refusal.GONE:
                who = "the server knows none of these readers: the wrong server, or a very old list"
            case Refusal.LETTER:
                who = "the server does not take this letter from you, whoever it is for"
            case Refusal.UNCLEAR | Refusal.UNFIT:
                who = "the server does not take mail from you, whoever it is for"
            case _:
                assert_never(self.kind)
        return f"{who}; {len(self.readers):,} in a row were answered: {without_addresses(self.reason)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """What came back so far, since a person last said "go on"."""

    accepted: int = 0
    rejected: int = 0
    bounced: int = 0
    complained: int = 0
    failed_in_a_row: int = 0
    last_failure: str = ""
    slowed_by: str = ""
    """What was said when we were last too fast."""
    row: Row = Row()
    known: frozenset[str] = frozenset()
    """Wordings of which a person said that the readers are meant."""

    def answered(self, key: str, address: str, outcome: SendOutcome) -> "Tally":
        """Return the tally after the answer for one reader, as far as it makes or ends a row of refusals."""
        match outcome:
            case Accepted():
                return replace(self, row=Row()) if self.row.readers else self
            case Rejected() if outcome.kind is not Refusal.UNFIT:
                words = wording(outcome.reason, address)
                before = self.row.readers if words == self.row.words else ()
                readers = before if key in before else (*before, key)
                return replace(self, row=Row(words=words, kind=outcome.kind, reason=outcome.reason, readers=readers))
            case _:
                return self

    @property
    def refused_as_a_whole(self) -> bool:
        """Whether the last refusals mean the sender: many in a row, and no single mailbox is named as the reason.

        Mailboxes that do not exist may stand in a row in any list; not when nobody at all was accepted.
        """
        of_mailboxes = self.row.kind is Refusal.GONE and self.accepted
        return len(self.row.readers) >= ALIKE_IN_A_ROW and self.row.words not in self.known and not of_mailboxes

    def succeeded(self, accepted: int, rejected: int) -> "Tally":
        """Return the tally after a call that was answered for each reader."""
        return replace(
            self,
            accepted=self.accepted + accepted,
            rejected=self.rejected + rejected,
            failed_in_a_row=0,
            last_failure="",
        )

    def failed(self, reason: str) -> "Tally":
        """Return the tally after a call that failed as a whole."""
        return replace(self, failed_in_a_row=self.failed_in_a_row + 1, last_failure=reason)


def why_to_stop(tally: Tally, limits: Limits = CAMPAIGN_LIMITS) -> str:
    """Return why the campaign has to stop, as a sentence; "" when it may go on.

    >>> why_to_stop(Tally(accepted=180, rejected=20))
    '20 of 200 readers were rejected (10.0 %, the limit is 5 %)'
    """
    if tally.failed_in_a_row >= FAILED_CALLS_IN_A_ROW:
        return f"{tally.failed_in_a_row} calls in a row failed, the last with: {tally.last_failure}"
    taken = tally.accepted + tally.rejected
    judged = (
        (tally.rejected, taken, limits.rejected, "readers were rejected"),
        (tally.rejected, taken, limits.rejected_early, "readers were rejected"),
        (tally.bounced, tally.accepted, limits.bounced, "mails bounced for good"),
        (tally.complained, tally.accepted, limits.complained, "readers complained"),
    )
    for count, of, limit, what in judged:
        if limit.broken(count, of):
            share = 100 * count / max(of, 1)
            return f"{count:,} of {of:,} {what} ({share:.1f} %, the limit is {100 * limit.share:g} %)"
    return ""


# --- the tally of a campaign, counted in the state database -----------------------------------------------------------


def tally_of(connection: Connection, campaign_id: str) -> Tally:
    """Return the tally of a campaign since a person last said "go on"."""
    since = _last_go_on(connection, campaign_id)
    counts = _states(connection, _after(deliveries.c.campaign == campaign_id, deliveries.c.updated_at, since))
    tally = Tally(
        accepted=counts.get(DeliveryState.ACCEPTED.value, 0), rejected=counts.get(DeliveryState.REJECTED.value, 0)
    )
    tally = replace(tally, known=known_wordings(connection, campaign_id))
    return with_events(connection, campaign_id, replace(tally, **_failures(connection, campaign_id, since)))


def known_wordings(connection: Connection, campaign_id: str) -> frozenset[str]:
    """Return the wordings of refusals of which a person said that the readers are meant, not the sender."""
    meant = select(audit.c.detail).where(audit.c.campaign == campaign_id, audit.c.action == READERS_MEANT)
    return frozenset(words for detail in connection.scalars(meant) for words in detail.splitlines())


def with_events(connection: Connection, campaign_id: str, tally: Tally) -> Tally:
    """Return *tally* with the bounces and complaints that the provider has reported so far; one for each reader."""
    of_campaign = _after(events.c.campaign == campaign_id, events.c.at, _last_go_on(connection, campaign_id))
    counted = select(func.count(events.c.reader_key.distinct())).where(of_campaign)
    bounced = connection.scalar(counted.where(events.c.kind == "bounced")) or 0
    complained = connection.scalar(counted.where(events.c.kind == "complained")) or 0
    return replace(tally, bounced=bounced, complained=complained)


def why_canary_failed(connection: Connection, campaign_id: str, before: int) -> str:
    """Return why the rest may not follow the first readers (batches below number *before*); "" when it may."""
    since = _last_go_on(connection, campaign_id)
    first_readers = (deliveries.c.campaign == campaign_id) & (deliveries.c.batch < before)
    counts = _states(connection, _after(first_readers, deliveries.c.updated_at, since))
    if unknown := counts.get(DeliveryState.UNCERTAIN.value, 0):
        return f"of {unknown:,} of the first readers it is not known whether they got it"
    tally = Tally(
        accepted=counts.get(DeliveryState.ACCEPTED.value, 0), rejected=counts.get(DeliveryState.REJECTED.value, 0)
    )
    why = why_to_stop(with_events(connection, campaign_id, tally), CANARY_LIMITS)
    return f"of the first readers, {why}" if why else ""


def _states(connection: Connection, which: ColumnElement[bool]) -> dict[str, int]:
    counted = select(deliveries.c.state, func.count().label("n")).where(which).group_by(deliveries.c.state)
    return {row.state: row.n for row in connection.execute(counted)}


def _failures(connection: Connection, campaign_id: str, since: datetime | None) -> dict[str, Any]:
    """Return how many calls failed since the last one that did not, over all processes, and the last reason."""
    settled = _after(batches.c.campaign == campaign_id, batches.c.settled_at, since)
    last = connection.scalar(select(func.max(batches.c.settled_at)).where(settled, batches.c.error == ""))
    failed = _after(
        settled & (batches.c.error != "") & (batches.c.state == BatchState.READY.value), batches.c.settled_at, last
    )
    count = connection.scalar(select(func.sum(batches.c.attempts)).where(failed)) or 0
    reason = select(batches.c.error).where(failed).order_by(batches.c.settled_at.desc()).limit(1)
    return {"failed_in_a_row": int(count), "last_failure": connection.scalar(reason) or ""}


def _last_go_on(connection: Connection, campaign_id: str) -> datetime | None:
    went_on = select(func.max(audit.c.at)).where(audit.c.campaign == campaign_id, audit.c.action == WENT_ON)
    found: datetime | None = connection.scalar(went_on)
    return found


def _after(
    condition: ColumnElement[bool], moment: ColumnElement[datetime] | Any, since: datetime | None
) -> ColumnElement[bool]:
    return condition & (moment > since) if since else condition

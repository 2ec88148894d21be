"""Settle uncertain deliveries: ask the provider what it knows, then let a person decide the rest."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, and_, exists, func, select, update

from publishkit.send.campaign.record import PauseKind, move, note
from publishkit.send.campaign.refusals import put_back
from publishkit.send.campaign.sender import Sender
from publishkit.send.letter.message import Reader
from publishkit.send.outcome import Accepted, Failed, Rejected, SendOutcome, Throttled, Uncertain
from publishkit.send.state.tables import BatchState, CampaignState, DeliveryState, batches, deliveries

CHUNK = 200
"""Readers asked after between two writes."""
LEFT_TO_SEND = "some readers are to be written to again"
ASSUMED = "taken as sent by {by}"
NOT_THERE = "the provider does not have it: to be sent again"


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderAnswers:
    """How many uncertain readers the provider could settle."""

    accepted: int = 0
    rejected: int = 0
    not_there: int = 0
    """Never accepted: to be sent again."""
    unknown: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Which uncertain readers a decision is about; by default all of them."""

    batch: int | None = None
    reason: str = ""
    """Words in the reason why it is not known."""
    address: str = ""

    def of(self, campaign_id: str) -> ColumnElement[bool]:
        """Return the condition for their deliveries."""
        chosen = _doubtful(campaign_id)
        if self.batch is not None:
            chosen &= deliveries.c.batch == self.batch
        if self.reason:
            chosen &= func.lower(deliveries.c.reason).contains(self.reason.lower(), autoescape=True)
        if self.address:
            chosen &= func.lower(deliveries.c.address) == self.address.lower()
        return chosen


EVERYBODY = Choice()


def ask_provider(sender: Sender, tell: Callable[[int], None] = lambda _: None) -> ProviderAnswers:
    """Ask the provider about every uncertain message, write its answers, and return how many of each kind.

    As many are asked after at once as the transport has connections; *tell* is called with how many were.

    Raises:
        ExternalError: the provider or the database cannot be reached; the answers so far are kept.
    """
    if not sender.transport.capabilities.lookup:
        with sender.store.read() as connection:
            return ProviderAnswers(unknown=count_uncertain(connection, sender.campaign))
    counts = {"accepted": 0, "rejected": 0, "not_there": 0, "unknown": 0}
    for chunk in _uncertain(sender):
        with ThreadPoolExecutor(sender.transport.capabilities.connections) as pool:
            found = pool.map(lambda pair: sender.transport.lookup(sender.letter, pair[1]), chunk)
            outcomes = list(zip((key for key, _ in chunk), found, strict=True))
        with sender.store.write() as connection:
            for key, outcome in outcomes:
                counts[_write(connection, sender, key, outcome)] += 1
            settle_batches(connection, sender.campaign, sender.clock())
        tell(sum(counts.values()))
    return ProviderAnswers(**counts)


def _uncertain(sender: Sender) -> Iterator[list[tuple[str, Reader]]]:
    """Yield the uncertain readers, some at a time, in the order of their keys."""
    after = ""
    wanted = select(deliveries).where(_doubtful(sender.campaign)).order_by(deliveries.c.reader_key).limit(CHUNK)
    while True:
        with sender.store.read() as connection:
            rows = connection.execute(wanted.where(deliveries.c.reader_key > after)).all()
        if not rows:
            return
        yield [(row.reader_key, sender.addressed(row.address, row.name, row.reader_key)) for row in rows]
        after = rows[-1].reader_key


def _write(connection: Connection, sender: Sender, key: str, outcome: SendOutcome | None) -> str:
    now = sender.clock()
    this = update(deliveries).where(_doubtful(sender.campaign), deliveries.c.reader_key == key)
    match outcome:
        case Accepted():
            accepted = DeliveryState.ACCEPTED.value
            connection.execute(this.values(state=accepted, provider_id=outcome.provider_id, reason="", updated_at=now))
            return "accepted"
        case Rejected():
            rejected = DeliveryState.REJECTED.value
            connection.execute(
                this.values(state=rejected, reason=outcome.reason, event=outcome.kind.value, updated_at=now)
            )
            return "rejected"
        case Failed():
            waiting = DeliveryState.WAITING.value
            connection.execute(this.values(state=waiting, reason=NOT_THERE, updated_at=now))
            return "not_there"
        case Throttled() | Uncertain() | None:
            return "unknown"


def decide(
    sender: Sender, by: str, what: Literal["assume-sent", "resend"], *, expected: int, choice: Choice = EVERYBODY
) -> int:
    """Settle the deliveries of *choice* that are still uncertain as *what* says; return how many, or -1 if not *expected*.

    Raises:
        ExternalError: the database is locked, full or gone.
    """
    now = sender.clock()
    with sender.store.write() as connection:
        count = count_uncertain(connection, sender.campaign, choice)
        if count != expected:
            return -1
        sent = what == "assume-sent"
        if not sent and choice != EVERYBODY:
            _send_chosen_again(connection, sender, choice, now)
        values = {
            "state": (DeliveryState.ACCEPTED if sent else DeliveryState.WAITING).value,
            "reason": ASSUMED.format(by=by) if sent else "",
            "updated_at": now,
        }
        connection.execute(update(deliveries).where(choice.of(sender.campaign)).values(**values))
        settle_batches(connection, sender.campaign, now)
        note(connection, at=now, by=by, action=what, campaign_id=sender.campaign, detail=f"{count} readers")
    return count


def _send_chosen_again(connection: Connection, sender: Sender, choice: Choice, now: datetime) -> None:
    """Let some readers of a batch wait in one of their own: the others may stay uncertain for long."""
    keys = connection.scalars(select(deliveries.c.reader_key).where(choice.of(sender.campaign))).all()
    if put_back(connection, sender.campaign, keys, now, DeliveryState.UNCERTAIN):
        reason = f"{PauseKind.PERSON.value}: {LEFT_TO_SEND}"
        move(connection, sender.campaign, (CampaignState.DONE,), CampaignState.PAUSED, pause=reason, finished_at=None)


def settle_batches(connection: Connection, campaign_id: str, now: datetime) -> None:
    """Give uncertain batches the state their readers have now; pause the campaign when some must be sent again."""
    uncertain = (batches.c.campaign == campaign_id) & (batches.c.state == BatchState.UNCERTAIN.value)
    plain = {"worker": "", "first_submitted_at": None, "not_before": None, "attempts": 0, "error": ""}
    again = update(batches).where(uncertain, ~_has(DeliveryState.UNCERTAIN), _has(DeliveryState.WAITING))
    opened = connection.execute(again.values(state=BatchState.READY.value, **plain)).rowcount
    done = update(batches).where(uncertain, ~_has(DeliveryState.UNCERTAIN))
    connection.execute(done.values(state=BatchState.SETTLED.value, settled_at=now, worker="", error=""))
    if opened:
        # A cancelled campaign stays cancelled: its readers are skipped by the command that cancelled it.
        reason = f"{PauseKind.PERSON.value}: {LEFT_TO_SEND}"
        move(connection, campaign_id, (CampaignState.DONE,), CampaignState.PAUSED, pause=reason, finished_at=None)


def _has(state: DeliveryState) -> ColumnElement[bool]:
    return exists().where(
        deliveries.c.campaign == batches.c.campaign,
        deliveries.c.batch == batches.c.number,
        deliveries.c.state == state.value,
    )


def count_uncertain(connection: Connection, campaign_id: str, choice: Choice = EVERYBODY) -> int:
    """Return how many deliveries of *choice* are uncertain."""
    return connection.scalar(select(func.count()).select_from(deliveries).where(choice.of(campaign_id))) or 0


def _doubtful(campaign_id: str) -> ColumnElement[bool]:
    return and_(deliveries.c.campaign == campaign_id, deliveries.c.state == DeliveryState.UNCERTAIN.value)

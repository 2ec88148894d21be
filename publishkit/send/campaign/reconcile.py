"""Settle uncertain deliveries: ask the provider what it knows, then let a person decide the rest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, and_, exists, func, select, update

from publishkit.send.campaign.record import PauseKind, move, note
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


def ask_provider(sender: Sender) -> ProviderAnswers:
    """Ask the provider about every uncertain message, write its answers, and return how many of each kind.

    Raises:
        ExternalError: the provider or the database cannot be reached; the answers so far are kept.
    """
    if not sender.transport.capabilities.lookup:
        with sender.store.read() as connection:
            return ProviderAnswers(unknown=count_uncertain(connection, sender.campaign))
    counts = {"accepted": 0, "rejected": 0, "not_there": 0, "unknown": 0}
    for chunk in _uncertain(sender):
        outcomes = [(key, sender.transport.lookup(sender.letter, reader)) for key, reader in chunk]
        with sender.store.write() as connection:
            for key, outcome in outcomes:
                counts[_write(connection, sender, key, outcome)] += 1
            settle_batches(connection, sender.campaign, sender.clock())
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
            connection.execute(this.values(state=rejected, reason=outcome.reason, updated_at=now))
            return "rejected"
        case Failed():
            waiting = DeliveryState.WAITING.value
            connection.execute(this.values(state=waiting, reason=NOT_THERE, updated_at=now))
            return "not_there"
        case Throttled() | Uncertain() | None:
            return "unknown"


def decide(sender: Sender, by: str, what: Literal["assume-sent", "resend"], *, expected: int) -> int:
    """Settle every delivery that is still uncertain as *what* says; return how many, or -1 if not *expected* many.

    Raises:
        ExternalError: the database is locked, full or gone.
    """
    now = sender.clock()
    with sender.store.write() as connection:
        count = count_uncertain(connection, sender.campaign)
        if count != expected:
            return -1
        sent = what == "assume-sent"
        values = {
            "state": (DeliveryState.ACCEPTED if sent else DeliveryState.WAITING).value,
            "reason": ASSUMED.format(by=by) if sent else "",
            "updated_at": now,
        }
        connection.execute(update(deliveries).where(_doubtful(sender.campaign)).values(**values))
        settle_batches(connection, sender.campaign, now)
        note(connection, at=now, by=by, action=what, campaign_id=sender.campaign, detail=f"{count} readers")
    return count


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


def count_uncertain(connection: Connection, campaign_id: str) -> int:
    """Return how many deliveries of the campaign are uncertain."""
    return connection.scalar(select(func.count()).select_from(deliveries).where(_doubtful(campaign_id))) or 0


def _doubtful(campaign_id: str) -> ColumnElement[bool]:
    return and_(deliveries.c.campaign == campaign_id, deliveries.c.state == DeliveryState.UNCERTAIN.value)

"""What becomes of refused readers: put back when the sender was meant, suppressed when their mailbox is gone, tried again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from publishkit.errors import InputError, Problem
from publishkit.rights.phrases import without_addresses
from publishkit.send.answers import wording
from publishkit.send.campaign import breaker
from publishkit.send.campaign.breaker import ONE_AFTER_THE_OTHER, known_wordings
from publishkit.send.campaign.record import UNSETTLED, Campaign, PauseKind, load_campaign, move, note, pause
from publishkit.send.campaign.sender import batch_key
from publishkit.send.outcome import Refusal
from publishkit.send.readers.lists import EVERYWHERE
from publishkit.send.state.store import Store
from publishkit.send.state.tables import (
    BatchState,
    CampaignState,
    DeliveryState,
    among,
    batches,
    campaigns,
    deliveries,
    insert_unless_known,
    suppressions,
)

CHUNK = 500
"""Keys named in one statement."""
PLAUSIBLE, FEW, OF_FEW = 0.05, 3, 0.2
"""Mailboxes of a list that may be gone on the server's word alone: one in twenty, or three of them if one in five."""
NOT_SAID = ""
"""`delivery.event` of a refusal that was written down before kinds were."""
LEFT_TO_TRY = "some refused readers are to be written to again"


# --- the end of a campaign --------------------------------------------------------------------------------------------


def finish_if_over(connection: Connection, campaign_id: str, now: datetime) -> bool:
    """Mark the campaign done when no batch of it is ready or submitting; return whether that was so.

    Where everybody was refused it is paused instead, and they are put back: the sender must be meant.
    """
    open_ = select(batches.c.id).where(batches.c.campaign == campaign_id, batches.c.state.in_(UNSETTLED)).limit(1)
    if connection.scalar(open_) is not None:
        return False
    if stop_when_all_refused(connection, campaign_id, now):
        return False
    if move(connection, campaign_id, (CampaignState.SENDING,), CampaignState.DONE, finished_at=now):
        gone = count_gone(connection, campaign_id)
        refused = 0
        if gone and is_plausible(connection, campaign_id, gone):
            refused = suppress_gone(connection, load_campaign(connection, campaign_id), now)
        detail = f"{refused} addresses the provider refused for good are suppressed" if refused else ""
        note(connection, at=now, by="publishkit", action="done", campaign_id=campaign_id, detail=detail)
    return True


def stop_when_all_refused(connection: Connection, campaign_id: str, now: datetime) -> bool:
    """Pause a campaign that ends with nobody accepted, and put its readers back; return whether that was so.

    Not when a person said that the readers are meant by these words.
    """
    states = set(connection.scalars(select(deliveries.c.state).where(deliveries.c.campaign == campaign_id).distinct()))
    if DeliveryState.REJECTED.value not in states or states & {
        DeliveryState.ACCEPTED.value,
        DeliveryState.UNCERTAIN.value,
    }:
        return False
    known = known_wordings(connection, campaign_id)
    found = [(row, wording(row.reason, row.address)) for row in _refused(connection, campaign_id)]
    back = [(row, words) for row, words in found if words not in known]
    if not back:
        return False
    last, _ = back[-1]
    row = breaker.Row(
        words="\n".join(sorted({words for _, words in back})),
        kind=Refusal(last.event or Refusal.UNCLEAR),
        reason=last.reason,
        readers=tuple(one.reader_key for one, _ in back),
    )
    return stop_at_row(connection, campaign_id, row, now)


def stop_at_row(connection: Connection, campaign_id: str, row: breaker.Row, now: datetime) -> bool:
    """Pause a campaign that is sending at *row*, and put its readers back; return whether it was sending.

    A person who says `--go-on` afterwards says that the readers are meant by these words.
    """
    stopped = pause(connection, campaign_id, PauseKind.REFUSALS, row.sentence())
    if stopped:
        note(connection, at=now, by="publishkit", action=ONE_AFTER_THE_OTHER, campaign_id=campaign_id, detail=row.words)
    if stopped or load_campaign(connection, campaign_id).state is CampaignState.PAUSED:
        put_back(connection, campaign_id, row.readers, now)
    return stopped


def put_back(
    connection: Connection,
    campaign_id: str,
    keys: Iterable[str],
    now: datetime,
    state: DeliveryState = DeliveryState.REJECTED,
) -> int:
    """Let the readers *keys* who are in *state* wait again, in batches of their own; return how many there are.

    A refusal took nothing, so that nobody gets it twice; the key of a new batch is one that no provider has answered.
    """
    campaign = connection.execute(select(campaigns).where(campaigns.c.id == campaign_id).with_for_update()).one()
    of_campaign = batches.c.campaign == campaign_id
    number = 1 + (connection.scalar(select(func.max(batches.c.number)).where(of_campaign)) or 0)
    size, count = max(1, min(campaign.batch_size, CHUNK)), 0
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), size):
        of_batch = (deliveries.c.campaign == campaign_id) & (deliveries.c.state == state.value)
        of_batch &= among(connection, deliveries.c.reader_key, wanted[start : start + size])
        values = {"state": DeliveryState.WAITING.value, "batch": number, "event": "", "updated_at": now}
        moved = connection.execute(update(deliveries).where(of_batch).values(**values)).rowcount
        if moved:
            row = {"campaign": campaign_id, "number": number, "size": moved, "key": batch_key(campaign_id, number)}
            # The first readers stay the first.
            row |= {"canary": campaign.canary_until is None, "state": BatchState.READY.value}
            connection.execute(insert(batches).values(**row))
            number, count = number + 1, count + moved
    return count


def _refused(connection: Connection, campaign_id: str) -> Sequence[Any]:
    """Return the readers whom the other side refused; those for whom no message can be made are not among them."""
    wanted = select(deliveries.c.reader_key, deliveries.c.address, deliveries.c.reason, deliveries.c.event)
    asked = _is_refused(campaign_id) & deliveries.c.event.in_([NOT_SAID, *Refusal])
    return connection.execute(
        wanted.where(asked, deliveries.c.event != Refusal.UNFIT.value).order_by(deliveries.c.reader_key)
    ).all()


def _is_refused(campaign_id: str) -> ColumnElement[bool]:
    return (deliveries.c.campaign == campaign_id) & (deliveries.c.state == DeliveryState.REJECTED.value)


# --- mailboxes that are gone ------------------------------------------------------------------------------------------


def count_gone(connection: Connection, campaign_id: str) -> int:
    """Return how many readers' mailboxes do not exist, says the other side clearly."""
    return connection.scalar(select(func.count()).select_from(deliveries).where(_is_gone(campaign_id))) or 0


def count_gone_not_suppressed(connection: Connection, campaign_id: str) -> int:
    """Return how many of those are still written to."""
    known = select(suppressions.c.reader_key).where(suppressions.c.scope == EVERYWHERE)
    still = select(func.count()).select_from(deliveries).where(_is_gone(campaign_id))
    return connection.scalar(still.where(deliveries.c.reader_key.not_in(known))) or 0


def is_plausible(connection: Connection, campaign_id: str, gone: int) -> bool:
    """Return whether so many mailboxes may be gone; a server that errs, or another list, says it of too many."""
    answered = select(func.count()).select_from(deliveries).where(deliveries.c.campaign == campaign_id)
    states = (DeliveryState.ACCEPTED.value, DeliveryState.REJECTED.value)
    of = connection.scalar(answered.where(deliveries.c.state.in_(states))) or 0
    return gone <= PLAUSIBLE * of or (gone <= FEW and gone <= OF_FEW * of)


def suppress_gone(connection: Connection, campaign: Campaign, now: datetime) -> int:
    """Suppress the readers whose mailboxes are gone on every list, and return how many were not suppressed before."""
    before = select(func.count()).select_from(suppressions)
    had = connection.scalar(before) or 0
    keys = connection.scalars(select(deliveries.c.reader_key).where(_is_gone(campaign.id))).all()
    source = f"{campaign.transport}, {campaign.issue}"
    rows = [{"scope": EVERYWHERE, "reader_key": key, "reason": "invalid", "source": source, "at": now} for key in keys]
    insert_unless_known(connection, suppressions, rows)
    return (connection.scalar(before) or 0) - had


def _is_gone(campaign_id: str) -> ColumnElement[bool]:
    return _is_refused(campaign_id) & (deliveries.c.event == Refusal.GONE.value)


# --- what a person decides --------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """Refused readers of a campaign, chosen to be written to again."""

    keys: tuple[str, ...]
    reasons: tuple[tuple[str, int], ...]
    """The answers they got, without addresses, the most frequent first."""


def choose_refused(connection: Connection, campaign_id: str, reason: str = "") -> Chosen:
    """Return the readers who may be tried again: refused with *reason* in the answer, or all with a mailbox there."""
    wanted = reason.casefold()
    found = [
        row
        for row in _refused(connection, campaign_id)
        if (wanted in row.reason.casefold() if wanted else row.event != Refusal.GONE.value)
    ]
    counts: dict[str, int] = {}
    for row in found:
        plain = without_addresses(row.reason)
        counts[plain] = counts.get(plain, 0) + 1
    most = sorted(counts.items(), key=lambda pair: -pair[1])
    return Chosen(keys=tuple(row.reader_key for row in found), reasons=tuple(most))


def send_again(store: Store, campaign: Campaign, chosen: Chosen, by: str, now: datetime) -> int:
    """Let the readers *chosen* wait again, and return how many; the same command as before sends to them.

    Raises:
        InputError: the campaign was cancelled.
        ExternalError: the database is locked, full or gone.
    """
    with store.write() as connection:
        if load_campaign(connection, campaign.id).state is CampaignState.CANCELLED:
            message = "it was cancelled, and is not sent again to anybody"
            raise InputError(Problem(place=f"send {campaign.issue}", message=message, hint="use --variant for another"))
        count = put_back(connection, campaign.id, chosen.keys, now)
        pause_ = f"{PauseKind.PERSON.value}: {LEFT_TO_TRY}"
        if count:
            move(connection, campaign.id, (CampaignState.DONE,), CampaignState.PAUSED, pause=pause_, finished_at=None)
            note(connection, at=now, by=by, action="again", campaign_id=campaign.id, detail=f"{count} readers")
    return count


def suppress_by_person(store: Store, campaign: Campaign, by: str, expected: int, now: datetime) -> int:
    """Suppress the mailboxes that are gone, as *by* confirms; return how many, or -1 if not *expected* many.

    Raises:
        ExternalError: the database is locked, full or gone.
    """
    with store.write() as connection:
        if count_gone_not_suppressed(connection, campaign.id) != expected:
            return -1
        count = suppress_gone(connection, campaign, now)
        detail = f"{count} addresses the provider says do not exist"
        note(connection, at=now, by=by, action="suppressed", campaign_id=campaign.id, detail=detail)
    return count

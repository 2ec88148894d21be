"""Record what readers and providers report: suppressions, events, deliveries. Recording the same twice changes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update

from publishkit.send.letter.unsubscribe import Leaving
from publishkit.send.readers.address import reader_key
from publishkit.send.readers.lists import EVERYWHERE
from publishkit.send.readers.suppress import suppress
from publishkit.send.server.events import Event, EventKind
from publishkit.send.state.store import Store
from publishkit.send.state.tables import (
    DeliveryState,
    campaigns,
    deliveries,
    events,
    is_new,
    subscribers,
)

SOFT_BOUNCES, SOFT_DAYS = 3, 30
"""So many in so many days are as one hard bounce (usual practice of the providers, e.g. Mailgun and Brevo)."""

SUPPRESSING: Mapping[EventKind, str] = {
    EventKind.BOUNCED: "bounced",
    EventKind.COMPLAINED: "complained",
    EventKind.UNSUBSCRIBED: "unsubscribed",
}
SETTLING: Mapping[EventKind, DeliveryState] = {
    EventKind.ACCEPTED: DeliveryState.ACCEPTED,
    EventKind.DELIVERED: DeliveryState.ACCEPTED,
    EventKind.DEFERRED: DeliveryState.ACCEPTED,
    EventKind.SOFT_BOUNCED: DeliveryState.ACCEPTED,
    EventKind.BOUNCED: DeliveryState.ACCEPTED,
    EventKind.COMPLAINED: DeliveryState.ACCEPTED,
    EventKind.UNSUBSCRIBED: DeliveryState.ACCEPTED,
    EventKind.REJECTED: DeliveryState.REJECTED,
}
"""A provider that reports on a message has it: any event settles an uncertain delivery."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EventRecorder:
    """Writes into the state database what a reader asked for or a provider reported."""

    store: Store
    list: str
    """The list of publishkit.toml, for tokens of a list nobody knows any more."""

    def leave(self, leaving: Leaving, source: str, at: datetime) -> None:
        """Suppress the reader on the list the token names; on all of them when no list of ours has that name.

        Raises:
            ExternalError: the database cannot be written.
        """
        with self.store.write() as connection:
            names = {self.list, *connection.scalars(select(subscribers.c.list).distinct())}
            names |= set(connection.scalars(select(campaigns.c.list).distinct()))
            scope = leaving.list_of(sorted(names)) or EVERYWHERE
            suppress(connection, scope, leaving.reader_key, "unsubscribed", source, at)

    def record(self, events: Iterable[Event], at: datetime) -> int:
        """Record *events*, settle their deliveries, suppress their readers; return how many events were new.

        Raises:
            ExternalError: the database cannot be written.
        """
        with self.store.write() as connection:
            return sum(_record(connection, event, at) for event in events)


def _record(connection: Connection, event: Event, at: datetime) -> int:
    key = reader_key(event.address) if event.address else ""
    found = _delivery_of(connection, event, key)
    campaign_id, key = found or ("", key)
    row = {
        "id": event.id,
        "provider": event.provider,
        "kind": event.kind.value,
        "provider_id": event.provider_id,
        "reader_key": key,
        "campaign": campaign_id,
        "reason": event.reason,
        "at": event.at,
    }
    if not is_new(connection, events, row):
        return 0
    if found:
        _settle(connection, campaign_id, key, event, at)
    if key:
        _suppress_for(connection, campaign_id, key, event)
    return 1


def _delivery_of(connection: Connection, event: Event, key: str) -> tuple[str, str] | None:
    """Return campaign and reader of the message meant: by the provider's id, else the reader's latest from it."""
    wanted = select(deliveries.c.campaign, deliveries.c.reader_key)
    if event.provider_id:
        known = connection.execute(wanted.where(deliveries.c.provider_id == event.provider_id)).all()
        of_reader = [row for row in known if not key or row.reader_key == key]
        if of_reader:
            return of_reader[0].campaign, of_reader[0].reader_key
    latest = (
        wanted.join(campaigns, campaigns.c.id == deliveries.c.campaign)
        .where(
            deliveries.c.reader_key == key, campaigns.c.transport == event.provider, campaigns.c.created_at <= event.at
        )
        .order_by(campaigns.c.created_at.desc())
        .limit(1)
    )
    row = connection.execute(latest).first() if key else None
    return (row.campaign, row.reader_key) if row else None


def _settle(connection: Connection, campaign_id: str, key: str, event: Event, at: datetime) -> None:
    this = (deliveries.c.campaign == campaign_id) & (deliveries.c.reader_key == key)
    connection.execute(update(deliveries).where(this).values(event=event.kind.value, updated_at=at))
    settled = {"state": SETTLING[event.kind].value, "provider_id": event.provider_id, "reason": event.reason}
    uncertain = deliveries.c.state == DeliveryState.UNCERTAIN.value
    connection.execute(update(deliveries).where(this & uncertain).values(**settled))


def _suppress_for(connection: Connection, campaign_id: str, key: str, event: Event) -> None:
    reason = SUPPRESSING.get(event.kind)
    if event.kind is EventKind.SOFT_BOUNCED:
        since = event.at - timedelta(days=SOFT_DAYS)
        soft = (events.c.reader_key == key) & (events.c.kind == event.kind.value) & (events.c.at > since)
        times = connection.scalar(select(func.count()).select_from(events).where(soft)) or 0
        reason = "bounced" if times >= SOFT_BOUNCES else None
    if reason is None:
        return
    scope = EVERYWHERE
    if event.kind is EventKind.UNSUBSCRIBED:  # it is about one letter, so about one list
        name = connection.scalar(select(campaigns.c.list).where(campaigns.c.id == campaign_id))
        scope = name or EVERYWHERE
    suppress(connection, scope, key, reason, event.provider, event.at)

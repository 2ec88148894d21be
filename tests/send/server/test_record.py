"""What is written down when providers tell, on both databases; every event counts once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from publishkit.send.server.events import Event, EventKind, EventRecorder
from publishkit.send.server.hooks import Call, read_call
from publishkit.send.state.store import Store
from publishkit.send.state.tables import DeliveryState, deliveries, events
from tests.send.server import calls
from tests.send.server.rows import KEY, make_campaign, suppressed


def tell(store: Store, provider: str, call: Call) -> int:
    told = read_call(provider, calls.SECRETS[provider], call, calls.fetch)
    return EventRecorder(store=store, list="readers").record(told, calls.NOW)


@pytest.mark.parametrize("provider", calls.BOUNCES)
def test_a_bounce_stops_all_mail_to_the_address(store: Store, provider: str):
    make_campaign(store, provider)
    with store.write() as connection:  # Postal names the message only
        connection.execute(deliveries.update().values(provider_id="m1@quay.example" if provider == "postal" else "m1"))
    assert tell(store, provider, calls.BOUNCES[provider]()) == 1
    assert tell(store, provider, calls.BOUNCES[provider]()) == 0
    assert suppressed(store) == [("*", KEY, "bounced", provider)]
    with store.read() as connection:
        [row] = connection.execute(select(events)).all()
        assert (row.kind, row.campaign, row.reader_key) == ("bounced", "c1", KEY)
        assert connection.scalar(select(deliveries.c.event)) == "bounced"


def test_the_same_event_counts_once(store: Store):
    for _ in range(4):
        tell(store, "postmark", calls.postmark("SoftBounce"))
    with store.read() as connection:
        assert len(connection.execute(select(events)).all()) == 1
    assert suppressed(store) == []


def test_three_soft_bounces_in_a_month_are_one_hard(store: Store):
    def bounce(day: int) -> Event:
        at = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(days=day)
        return Event(provider="ses", kind=EventKind.SOFT_BOUNCED, at=at, address=calls.READER, given_id=str(day))

    EventRecorder(store=store, list="readers").record([bounce(0), bounce(7), bounce(40)], calls.NOW)
    assert suppressed(store) == []
    EventRecorder(store=store, list="readers").record([bounce(47), bounce(54)], calls.NOW)
    assert suppressed(store) == [("*", KEY, "bounced", "ses")]


def test_who_leaves_at_the_provider_leaves_that_list_only(store: Store):
    make_campaign(store, "mailgun")
    left = Event(provider="mailgun", kind=EventKind.UNSUBSCRIBED, at=calls.NOW, address=calls.READER, provider_id="m1")
    EventRecorder(store=store, list="readers").record([left], calls.NOW)
    assert suppressed(store) == [("readers", KEY, "unsubscribed", "mailgun")]


def test_an_event_settles_what_was_uncertain(store: Store):
    """Whoever speaks of a message has it: nobody needs to decide by hand."""
    make_campaign(store, "postmark", DeliveryState.UNCERTAIN)
    assert tell(store, "postmark", calls.postmark()) == 1
    with store.read() as connection:
        row = connection.execute(select(deliveries)).one()
    assert (row.state, row.provider_id, row.event) == ("accepted", "m1", "bounced")

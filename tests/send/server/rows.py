"""Rows of the state database that the server's tests begin with and look at."""

from datetime import timedelta

from sqlalchemy import insert, select

from publishkit.send.readers.address import reader_key
from publishkit.send.state.store import Store
from publishkit.send.state.tables import CampaignState, DeliveryState, campaigns, deliveries, suppressions
from tests.send.server import calls

KEY = reader_key(calls.READER)


def suppressed(store: Store) -> list[tuple[str, str, str, str]]:
    with store.read() as connection:
        rows = connection.execute(select(suppressions).order_by(suppressions.c.scope)).all()
    return [(row.scope, row.reader_key, row.reason, row.source) for row in rows]


def make_campaign(store: Store, transport: str, state: DeliveryState = DeliveryState.ACCEPTED) -> None:
    """A campaign with one delivery, to READER, that the provider knows as m1."""
    row = {
        "id": "c1", "issue": "2026-w47", "list": "readers", "content_sha256": "0" * 64, "transport": transport,
        "account": transport, "state": CampaignState.SENDING.value, "moment": calls.NOW, "hold_until": calls.NOW,
        "not_after": calls.NOW, "created_at": calls.NOW - timedelta(hours=1),
    }  # fmt: skip
    sent = {"campaign": "c1", "reader_key": KEY, "address": calls.READER, "batch": 0, "state": state.value,
            "provider_id": "m1" if state is DeliveryState.ACCEPTED else "", "updated_at": calls.NOW}  # fmt: skip
    with store.write() as connection:
        connection.execute(insert(campaigns).values(**row))
        connection.execute(insert(deliveries).values(**sent))

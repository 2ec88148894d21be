"""A reader who wants to be forgotten: nothing personal stays, on SQLite and PostgreSQL, and no letter goes out twice."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from publishkit.send.readers.address import AddressRefusedError, reader_key
from publishkit.send.readers.suppress import Forgotten, forget_reader
from publishkit.send.state.store import Store, open_store
from publishkit.send.state.tables import (
    BatchState,
    DeliveryState,
    approvals,
    audit,
    batches,
    deliveries,
    events,
    metadata,
    subscribers,
    suppressions,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADA, BOB = "Ada@example.org", "bob@example.org"


def letter(store: Store, campaign: str, state: DeliveryState, batch_state: BatchState) -> None:
    """Write a batch down that holds a letter to Ada and one to Bob."""
    with store.write() as connection:
        one = {"campaign": campaign, "number": 0, "size": 2, "key": campaign, "state": batch_state.value}
        connection.execute(insert(batches).values(**one))
        for address in (ADA, BOB):
            row = {"campaign": campaign, "reader_key": reader_key(address), "address": address, "name": "Ada B",
                   "batch": 0, "state": state.value, "reason": f"550 {address} unknown", "updated_at": NOW}  # fmt: skip
            connection.execute(insert(deliveries).values(**row))


@pytest.fixture
def known(store: Store) -> Store:
    """Ada is on two lists and in every other table."""
    with store.write() as connection:
        for name, address in (("readers", ADA), ("friends", ADA), ("readers", BOB)):
            row = {
                "list": name,
                "reader_key": reader_key(address),
                "address": address,
                "name": "Ada B",
                "added_at": NOW,
            }
            connection.execute(insert(subscribers).values(**row))
        key = reader_key(ADA)
        row = {"id": "pm-1", "provider": "postmark", "kind": "bounced", "reader_key": key, "reason": ADA, "at": NOW}
        connection.execute(insert(events).values(**row))
        tried = {"issue": "w47", "content_sha256": "0", "kind": "test", "by": "jo", "detail": f"to {ADA}, {BOB}"}
        connection.execute(insert(approvals).values(**tried, at=NOW))
        connection.execute(insert(audit).values(at=NOW, by="jo", action="retried", detail=f"{ADA} once more"))
    letter(store, "last-week", DeliveryState.ACCEPTED, BatchState.SETTLED)
    return store


def everything(store: Store) -> str:
    with store.read() as connection:
        return " ".join(
            str(tuple(row)) for table in metadata.sorted_tables for row in connection.execute(select(table))
        )


def test_nothing_personal_stays_but_a_hash(known: Store):
    assert everything(known).count(ADA) > 5
    gone = forget_reader(known, "ADA@Example.org", NOW)
    assert gone == Forgotten(lists=("friends", "readers"), letters=1, under_way=0)
    assert ADA.lower() not in everything(known).lower()
    with known.read() as connection:
        (kept,) = connection.execute(select(suppressions)).mappings()
        assert (kept["scope"], kept["reader_key"], kept["reason"]) == ("*", reader_key(ADA), "removed")
        (told,) = connection.scalars(select(approvals.c.detail))
        assert told == f"to (removed), {BOB}"


def test_the_others_are_as_they_were(known: Store):
    before = everything(known).count(BOB)
    forget_reader(known, ADA, NOW)
    assert everything(known).count(BOB) == before


def test_a_letter_that_was_to_go_does_not(known: Store):
    letter(known, "this-week", DeliveryState.WAITING, BatchState.READY)
    assert forget_reader(known, ADA, NOW).letters == 2
    with known.read() as connection:
        this = deliveries.c.campaign == "this-week"
        rows = {row.address: row.state for row in connection.execute(select(deliveries).where(this))}
    assert rows == {"": "skipped", BOB: "waiting"}


@pytest.mark.parametrize(
    ("state", "batch_state"),
    [
        (DeliveryState.WAITING, BatchState.SUBMITTING),
        (DeliveryState.WAITING, BatchState.UNCERTAIN),
        (DeliveryState.UNCERTAIN, BatchState.UNCERTAIN),
        (DeliveryState.UNCERTAIN, BatchState.SETTLED),
    ],
)
def test_a_letter_under_way_keeps_its_address_until_it_is_settled(
    known: Store, state: DeliveryState, batch_state: BatchState
):
    """The same call must be made again under the same key, or asked after: without the address neither is possible."""
    letter(known, "this-week", state, batch_state)
    assert forget_reader(known, ADA, NOW) == Forgotten(lists=("friends", "readers"), letters=1, under_way=1)
    with known.write() as connection:
        connection.execute(update(batches).values(state=BatchState.SETTLED.value))
        connection.execute(update(deliveries).values(state=DeliveryState.ACCEPTED.value))
    assert forget_reader(known, ADA, NOW) == Forgotten(lists=(), letters=1, under_way=0)
    assert ADA not in everything(known)


def test_a_stranger_is_kept_away_all_the_same(store: Store):
    assert forget_reader(store, "new@example.org", NOW) == Forgotten(lists=(), letters=0, under_way=0)
    assert reader_key("new@example.org") in everything(store)


def test_what_is_no_address_is_refused(store: Store):
    with pytest.raises(AddressRefusedError):
        forget_reader(store, "nobody", NOW)


def test_what_was_deleted_cannot_be_read_in_the_file(tmp_path: Path):
    """SQLite leaves the bytes of deleted rows where they were, unless it is asked to write over them."""
    with open_store(tmp_path) as store:
        with store.write() as connection:
            row = {
                "list": "readers",
                "reader_key": reader_key(ADA),
                "address": ADA,
                "name": "Ada Byron",
                "added_at": NOW,
            }
            connection.execute(insert(subscribers).values(**row))
        forget_reader(store, ADA, NOW)
    assert all(b"Ada" not in file.read_bytes() for file in (tmp_path / ".publishkit").iterdir())

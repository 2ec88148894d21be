"""Claiming a batch: from the states of campaign, batches, readers and bucket to a claim, or to the reason for none.

Twelve readers in three batches of four; beside them another campaign of the same readers, which nothing may touch. On
SQLite alone: what several senders do to each other is tried on both databases elsewhere.
"""

import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, select, update

from publishkit.send.campaign.claim import (
    AFTER,
    CANNOT_REPEAT,
    LEFT,
    SOON,
    UNDER_WAY,
    Claim,
    Claimed,
    Later,
    Member,
    NoCallNeeded,
    NothingToClaim,
    NotSending,
    claim,
)
from publishkit.send.campaign.freeze import freeze
from publishkit.send.campaign.record import Campaign
from publishkit.send.campaign.sender import LEASE, Sender, batch_key, call_key
from publishkit.send.rate import Allowance, fresh
from publishkit.send.state.store import FILE, Store, open_store
from publishkit.send.state.tables import batches, buckets, campaigns, deliveries, suppressions
from publishkit.send.transports.base import Capabilities
from tests.send.campaign.campaigns import FRIDAY, HOUR, LIST, Script, Time, fill, plan, ready

SIZE = 4
NOW = FRIDAY + HOUR
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
WAIT = timedelta(minutes=10)
"""Of the canary."""
TRIED_AGAIN = "a call that is tried again, or the first readers"
COMES_BACK = "what comes back from the first readers"
REMEMBERED = Capabilities(batch=SIZE, idempotency=2 * HOUR)
SETTLED = {"state": "settled"}
SUBMITTING = {"state": "submitting"}
UNCERTAIN = {"state": "uncertain"}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state database with the readers, and the other campaign: the call to its first readers is under way."""
    folder = tmp_path_factory.mktemp("claim")
    with open_store(folder) as opened:
        fill(opened, 12)
        other = freeze(opened, plan(batch_size=SIZE, canary=SIZE, variant="other"), FRIDAY)
        changed(opened, campaigns, {"state": "sending"}, id=other.id)
        changed(opened, batches, SUBMITTING, campaign=other.id, number=0)
    return folder / FILE


@pytest.fixture
def store(prepared: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of it: quicker than a new one."""
    (tmp_path / FILE).parent.mkdir()
    shutil.copyfile(prepared, tmp_path / FILE)
    with open_store(tmp_path) as opened:
        yield opened


def sending(store: Store, *, capabilities: Capabilities = REMEMBERED, sender: Any = None, **changes: Any) -> Sender:
    """Begin the campaign."""
    options = {"canary_wait": WAIT, **(sender or {})}
    return ready(store, Script(capabilities=capabilities), Time(), sender=options, batch_size=SIZE, **changes)


def changed(store: Store, table: Table, values: Mapping[str, Any], **which: Any) -> None:
    """Put *values* into the rows of *table* that *which* names."""
    where = [table.c[name] == value for name, value in which.items()]
    with store.write() as connection:
        assert connection.execute(update(table).where(*where).values(**values)).rowcount


def set_batches(sender: Sender, states: Mapping[int, Mapping[str, Any]]) -> None:
    for number, values in states.items():
        changed(sender.store, batches, values, campaign=sender.campaign, number=number)


def rows(store: Store, table: Table, **which: Any) -> list[Mapping[str, Any]]:
    where = [table.c[name] == value for name, value in which.items()]
    with store.read() as connection:
        found = connection.execute(select(table).where(*where).order_by(*table.primary_key)).mappings()
        return [dict(row) for row in found]


def batch_row(sender: Sender, number: int) -> Mapping[str, Any]:
    (row,) = rows(sender.store, batches, campaign=sender.campaign, number=number)
    return row


def readers(sender: Sender, number: int) -> list[Mapping[str, Any]]:
    """Return the deliveries of a batch, by the readers' keys."""
    return rows(sender.store, deliveries, campaign=sender.campaign, batch=number)


def campaign_row(sender: Sender) -> Mapping[str, Any]:
    (row,) = rows(sender.store, campaigns, id=sender.campaign)
    return row


def leave(sender: Sender, number: int, count: int, scope: str = LIST) -> list[str]:
    """Suppress the first *count* readers of a batch; return their keys."""
    keys = [row["reader_key"] for row in readers(sender, number)][:count]
    values = [{"scope": scope, "reader_key": key, "reason": "unsubscribed", "at": FRIDAY} for key in keys]
    with sender.store.write() as connection:
        connection.execute(suppressions.insert(), values)
    return keys


def set_readers(sender: Sender, number: int, count: int, **values: Any) -> None:
    for row in readers(sender, number)[:count]:
        changed(sender.store, deliveries, values, campaign=sender.campaign, reader_key=row["reader_key"])


def asked(sender: Sender, number: int | None) -> int | None:
    return None if number is None else batch_row(sender, number)["id"]


def others(store: Store) -> list[object]:
    """Everything of the other campaign."""
    (campaign,) = rows(store, campaigns, variant="other")
    return [campaign, *(rows(store, table, campaign=campaign["id"]) for table in (batches, deliveries))]


def claimed(sender: Sender, number: int | None = None, now: datetime = NOW) -> Claim:
    """Claim; whatever comes of it, nothing of the other campaign may change."""
    before = others(sender.store)
    made = claim(sender, now, asked(sender, number))
    assert others(sender.store) == before
    return made


def told(made: Claim) -> object:
    """Return a claim in short: the number of a batch, seconds and what is waited for, or what it is."""
    match made:
        case Claimed():
            return made.number
        case Later():
            return round(made.seconds, 6), made.why
        case _:
            return type(made)


# --- which batch ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["held", "paused", "done", "cancelled"])
@pytest.mark.parametrize("number", [None, 1])
def test_only_a_campaign_that_is_sending_has_batches_to_claim(store: Store, state: str, number: int | None) -> None:
    sender = sending(store)
    changed(store, campaigns, {"state": state}, id=sender.campaign)
    before = rows(store, batches)
    made = claimed(sender, number)
    assert isinstance(made, NotSending)
    assert (made.campaign.id, made.campaign.state) == (sender.campaign, state)
    assert rows(store, batches) == before


def later(seconds: float) -> dict[str, Any]:
    return {"not_before": NOW + seconds * SECOND}


@pytest.mark.parametrize(
    ("states", "number", "found", "state"),
    [
        pytest.param({}, None, 0, "sending", id="the first"),
        pytest.param({0: SETTLED}, None, 1, "sending", id="the first is settled"),
        pytest.param({0: SUBMITTING}, None, 1, "sending", id="the first is under way"),
        pytest.param({0: UNCERTAIN, 1: SETTLED}, None, 2, "sending", id="the last is left"),
        pytest.param({0: later(1)}, None, 1, "sending", id="the first is tried again later"),
        pytest.param({0: later(0)}, None, 0, "sending", id="the first is tried again now"),
        pytest.param({0: later(-1)}, None, 0, "sending", id="the first is to be tried again since a second"),
        pytest.param(
            {0: later(30), 1: later(20), 2: later(40)},
            None,
            (20, TRIED_AGAIN),
            "sending",
            id="all are tried again later",
        ),
        pytest.param({0: SETTLED, 1: later(0.1), 2: SETTLED}, None, (SOON, TRIED_AGAIN), "sending", id="very soon"),
        pytest.param(
            {0: SUBMITTING, 1: SETTLED, 2: later(20)},
            None,
            (20, TRIED_AGAIN),
            "sending",
            id="under way and tried again",
        ),
        pytest.param({0: SUBMITTING, 1: SETTLED, 2: SETTLED}, None, (SOON, UNDER_WAY), "sending", id="under way"),
        pytest.param({0: SETTLED, 1: SETTLED, 2: SETTLED}, None, NothingToClaim, "done", id="all settled"),
        pytest.param({0: SETTLED, 1: UNCERTAIN, 2: SETTLED}, None, NothingToClaim, "done", id="settled or uncertain"),
        pytest.param({}, 1, 1, "sending", id="the one asked for"),
        pytest.param({1: later(0)}, 1, 1, "sending", id="the one asked for, tried again now"),
        pytest.param({1: later(7)}, 1, (7, TRIED_AGAIN), "sending", id="the one asked for is tried again later"),
        pytest.param({0: later(7), 1: later(9)}, 1, (9, TRIED_AGAIN), "sending", id="and others sooner"),
        pytest.param({1: SUBMITTING}, 1, NothingToClaim, "sending", id="the one asked for is under way"),
        pytest.param({0: SUBMITTING, 1: SETTLED}, 1, NothingToClaim, "sending", id="the one asked for is settled"),
        pytest.param({0: SETTLED, 1: SETTLED, 2: SETTLED}, 1, NothingToClaim, "done", id="and so are all"),
        pytest.param({0: SETTLED, 1: SUBMITTING, 2: SETTLED}, 1, NothingToClaim, "sending", id="the last is under way"),
    ],
)
def test_which_batch_is_claimed(
    store: Store, states: Mapping[int, Mapping[str, Any]], number: int | None, found: object, state: str
) -> None:
    sender = sending(store)
    set_batches(sender, states)
    assert told(claimed(sender, number)) == found
    row = campaign_row(sender)
    assert (row["state"], row["finished_at"]) == (state, NOW if state == "done" else None)


def test_a_batch_of_another_campaign_is_not_claimed(store: Store) -> None:
    sender = sending(store)
    (other,) = rows(store, campaigns, variant="other")
    theirs = rows(store, batches, campaign=other["id"], number=1)[0]["id"]
    assert claim(sender, NOW, theirs) == NothingToClaim()
    assert campaign_row(sender)["state"] == "sending"


# --- the canary -------------------------------------------------------------------------------------------------------


HOLD = FRIDAY
JUDGED = {"canary_until": NOW}


@pytest.mark.parametrize(
    ("campaign", "states", "number", "found", "until"),
    [
        pytest.param({}, {}, None, 0, None, id="the first readers"),
        pytest.param({}, {0: later(5)}, None, (5, TRIED_AGAIN), None, id="the first readers, tried again"),
        pytest.param({}, {}, 0, 0, None, id="the first readers, asked for"),
        pytest.param({}, {}, 1, (SOON, TRIED_AGAIN), None, id="others, asked for before them"),
        pytest.param({}, {0: SUBMITTING}, None, (SOON, TRIED_AGAIN), None, id="the first readers are under way"),
        pytest.param({}, {0: SUBMITTING}, 0, NothingToClaim, None, id="asked for, and under way"),
        pytest.param({}, {0: SETTLED}, None, (600, COMES_BACK), NOW + WAIT, id="the first readers have it"),
        pytest.param({}, {0: UNCERTAIN}, None, (600, COMES_BACK), NOW + WAIT, id="or may have it"),
        pytest.param({}, {0: SETTLED}, 1, (600, COMES_BACK), NOW + WAIT, id="others, asked for then"),
        pytest.param({}, {0: SETTLED}, 0, NothingToClaim, NOW + WAIT, id="a settled one, asked for then"),
        pytest.param(
            {}, {0: SETTLED, 1: SUBMITTING}, 1, NothingToClaim, NOW + WAIT, id="one under way, asked for then"
        ),
        pytest.param({"canary_until": HOLD}, {}, None, 0, HOLD, id="no first readers"),
        pytest.param({"canary_until": HOLD - SECOND}, {}, None, 0, HOLD - SECOND, id="nor ever"),
        pytest.param({"canary_until": HOLD}, {0: SETTLED}, None, 1, HOLD, id="the wait is over"),
        pytest.param({"canary_until": HOLD}, {0: SUBMITTING}, 2, 2, HOLD, id="any batch then"),
        pytest.param(
            {"canary_until": NOW + 90 * SECOND}, {0: SETTLED}, None, (90, COMES_BACK), NOW + 90 * SECOND, id="waiting"
        ),
        pytest.param(
            {"canary_until": NOW + SECOND}, {0: SETTLED}, 1, (1, COMES_BACK), NOW + SECOND, id="asked for while waiting"
        ),
        pytest.param(
            {"canary_until": NOW + SECOND}, {}, 2, (1, COMES_BACK), NOW + SECOND, id="whatever became of the first"
        ),
        pytest.param(JUDGED, {0: SETTLED}, None, 1, HOLD, id="waited, nothing came back"),
        pytest.param({"canary_until": NOW - SECOND}, {0: SETTLED}, None, 1, HOLD, id="waited longer"),
        pytest.param(JUDGED, {0: SETTLED}, 2, 2, HOLD, id="waited, asked for"),
    ],
)
def test_the_first_readers_get_it_first(
    store: Store,
    campaign: Mapping[str, Any],
    states: Mapping[int, Mapping[str, Any]],
    number: int | None,
    found: object,
    until: datetime | None,
) -> None:
    sender = sending(store, canary=SIZE)
    if campaign:
        changed(store, campaigns, campaign, id=sender.campaign)
    set_batches(sender, states)
    assert told(claimed(sender, number)) == found
    assert campaign_row(sender)["canary_until"] == until


@pytest.mark.parametrize(
    ("hold", "seconds"), [(NOW + WAIT - AFTER, 600), (NOW + WAIT, 600.000001), (NOW + WAIT + MINUTE, 660.000001)]
)
def test_the_wait_for_the_first_readers_never_ends_at_the_hold(store: Store, hold: datetime, seconds: float) -> None:
    """The same moment would mean that it is over."""
    sender = sending(store, canary=SIZE)
    changed(store, campaigns, {"hold_until": hold}, id=sender.campaign)
    set_batches(sender, {0: SETTLED})
    assert told(claimed(sender)) == (seconds, COMES_BACK)
    assert campaign_row(sender)["canary_until"] == NOW + seconds * SECOND
    assert told(claimed(sender, now=NOW + SECOND)) == (seconds - 1, COMES_BACK)


@pytest.mark.parametrize(
    ("number", "state", "count", "why"),
    [
        (0, "uncertain", 1, "of 1 of the first readers it is not known whether they got it"),
        (0, "rejected", 3, "of the first readers, 3 of 3 readers were rejected (100.0 %, the limit is 5 %)"),
        (0, "rejected", 2, ""),
        (1, "uncertain", 4, ""),
        (2, "rejected", 4, ""),
    ],
)
def test_what_came_back_from_the_first_readers_is_judged(
    store: Store, number: int, state: str, count: int, why: str
) -> None:
    sender = sending(store, canary=SIZE)
    changed(store, campaigns, JUDGED, id=sender.campaign)
    set_batches(sender, {0: SETTLED})
    set_readers(sender, number, count, state=state)
    made = claimed(sender)
    row = campaign_row(sender)
    if why:
        assert isinstance(made, NotSending)
        assert (made.campaign.state, made.campaign.pause) == ("paused", f"breaker: {why}")
        assert (row["state"], row["pause"], row["canary_until"]) == ("paused", f"breaker: {why}", NOW)
        assert batch_row(sender, 1)["state"] == "ready"
        assert isinstance(claimed(sender), NotSending)
    else:
        assert isinstance(made, Claimed if number != 1 else Claimed | NoCallNeeded)
        assert (row["state"], row["pause"], row["canary_until"]) == ("sending", "", HOLD)


def test_what_was_judged_once_is_not_judged_again(store: Store) -> None:
    """A person said go on, or there were no first readers at all."""
    sender = sending(store, canary=SIZE)
    changed(store, campaigns, {"canary_until": HOLD}, id=sender.campaign)
    set_batches(sender, {0: UNCERTAIN})
    set_readers(sender, 0, SIZE, state="uncertain")
    assert told(claimed(sender)) == 1


def test_where_nobody_follows_the_first_readers_nothing_is_judged(store: Store) -> None:
    sender = sending(store, canary=SIZE)
    changed(store, campaigns, JUDGED, id=sender.campaign)
    set_batches(sender, {0: {**SETTLED}, 1: {"canary": True}, 2: {"canary": True}})
    set_readers(sender, 0, 1, state="uncertain")
    assert told(claimed(sender)) == 1


# --- what is claimed --------------------------------------------------------------------------------------------------


def member(row: Mapping[str, Any]) -> Member:
    return Member(key=row["reader_key"], address=row["address"], name=row["name"])


@pytest.mark.parametrize("attempts", [0, 2])
def test_a_claim_says_everything_and_is_written_down(store: Store, attempts: int) -> None:
    sender = sending(store)
    set_batches(sender, {1: {"attempts": attempts, "not_before": NOW, "key": "an older one"}})
    before = batch_row(sender, 1)
    made = claimed(sender, 1)
    whole = batch_key(sender.campaign, 1)
    assert isinstance(made, Claimed)
    assert isinstance(made.campaign, Campaign)
    assert made == Claimed(
        id=before["id"],
        number=1,
        key=whole,
        attempt=attempts + 1,
        first=NOW,
        members=tuple(map(member, readers(sender, 1))),
        campaign=made.campaign,
    )
    assert made.campaign.id == sender.campaign
    assert [one.key for one in made.members] == sorted(one.key for one in made.members)
    assert len(made.members) == SIZE
    assert batch_row(sender, 1) == {
        **before,
        "state": "submitting",
        "key": whole,
        "attempts": attempts + 1,
        "first_submitted_at": NOW,
        "submitted_at": NOW,
        "worker": "here:1:boot",
        "lease_until": NOW + LEASE,
        "not_before": None,
    }
    assert batch_row(sender, 0)["state"] == batch_row(sender, 2)["state"] == "ready"
    assert {row["state"] for row in rows(store, deliveries)} == {"waiting"}


def test_readers_are_in_the_order_of_their_keys_however_they_are_stored(store: Store) -> None:
    """The key of a call is made of theirs, in order."""
    sender = sending(store)
    before = readers(sender, 0)
    with store.write() as connection:
        connection.execute(deliveries.delete().where(deliveries.c.reader_key == before[0]["reader_key"]))
        connection.execute(deliveries.insert().values(**before[0]))
    made = claim(sender, NOW)
    assert isinstance(made, Claimed)
    assert made.members == tuple(map(member, before))


@pytest.mark.parametrize("state", ["accepted", "rejected", "skipped", "uncertain"])
def test_only_readers_who_wait_are_written_to(store: Store, state: str) -> None:
    """And under another key: it is another call."""
    sender = sending(store)
    set_readers(sender, 0, 1, state=state, reason="told before")
    made = claimed(sender)
    assert isinstance(made, Claimed)
    rest = readers(sender, 0)[1:]
    assert made.members == tuple(map(member, rest))
    assert made.key == call_key(sender.campaign, 0, SIZE, [row["reader_key"] for row in rest])
    assert made.key == batch_row(sender, 0)["key"] != batch_key(sender.campaign, 0)
    assert (readers(sender, 0)[0]["state"], readers(sender, 0)[0]["reason"]) == (state, "told before")


@pytest.mark.parametrize(
    ("scope", "count", "written_to"), [(LIST, 1, 3), ("*", 2, 2), ("another list", 2, 4), (LIST, 3, 1)]
)
def test_readers_who_left_meanwhile_are_skipped(store: Store, scope: str, count: int, written_to: int) -> None:
    sender = sending(store)
    gone = leave(sender, 0, count, scope) if written_to < SIZE else leave(sender, 0, 1, scope) and []
    made = claimed(sender)
    assert isinstance(made, Claimed)
    assert len(made.members) == written_to
    for row in readers(sender, 0):
        skipped = ("skipped", LEFT, NOW) if row["reader_key"] in gone else ("waiting", "", FRIDAY)
        assert (row["state"], row["reason"], row["updated_at"]) == skipped
    assert {row["state"] for number in (1, 2) for row in readers(sender, number)} == {"waiting"}


@pytest.mark.parametrize(("last", "state"), [(False, "sending"), (True, "done")])
def test_a_batch_that_every_reader_has_left_needs_no_call(store: Store, last: bool, state: str) -> None:
    sender = sending(store)
    set_batches(sender, {0: {"error": "no route"}, **({1: SETTLED, 2: SETTLED} if last else {})})
    leave(sender, 0, SIZE)
    assert claimed(sender) == NoCallNeeded(id=batch_row(sender, 0)["id"])
    row = batch_row(sender, 0)
    assert (row["state"], row["settled_at"], row["error"], row["submitted_at"]) == ("settled", NOW, "", None)
    assert {one["state"] for one in readers(sender, 0)} == {"skipped"}
    assert (campaign_row(sender)["state"], campaign_row(sender)["finished_at"]) == (state, NOW if last else None)


DOUBT = {"first_submitted_at": NOW - HOUR, "attempts": 1, "key": "the key of that call"}


@pytest.mark.parametrize(
    ("capabilities", "doubt", "left", "accepted", "repeated"),
    [
        pytest.param(REMEMBERED, DOUBT, 0, 0, True, id="the provider knows its key"),
        pytest.param(REMEMBERED, DOUBT, 0, 1, True, id="and one reader is settled"),
        pytest.param(REMEMBERED, DOUBT, 1, 1, True, id="who left after that"),
        pytest.param(REMEMBERED, DOUBT, 1, 0, False, id="a reader has left"),
        pytest.param(REMEMBERED, DOUBT, 2, 1, False, id="another reader has left"),
        pytest.param(REMEMBERED, {**DOUBT, "first_submitted_at": NOW - 2 * HOUR}, 0, 0, False, id="forgotten"),
        pytest.param(
            REMEMBERED, {**DOUBT, "first_submitted_at": NOW + SECOND}, 0, 0, False, id="the clock was set back"
        ),
        pytest.param(Capabilities(batch=SIZE), DOUBT, 0, 0, False, id="the provider knows no keys"),
    ],
)
@pytest.mark.parametrize("last", [False, True])
def test_a_call_that_may_have_been_taken_is_repeated_as_it_was_or_not_at_all(
    store: Store,
    capabilities: Capabilities,
    doubt: Mapping[str, Any],
    left: int,
    accepted: int,
    repeated: bool,
    last: bool,
) -> None:
    sender = sending(store, capabilities=capabilities)
    set_batches(sender, {0: doubt, **({1: SETTLED, 2: SETTLED} if last else {})})
    leave(sender, 1, SIZE)
    if left:
        leave(sender, 0, left)
    if accepted:
        set_readers(sender, 0, accepted, state="accepted")
    made = claimed(sender)
    row = batch_row(sender, 0)
    kept = readers(sender, 0)[accepted:]
    if repeated:
        assert isinstance(made, Claimed)
        assert (made.key, made.attempt, made.first) == (doubt["key"], 2, doubt["first_submitted_at"])
        assert made.members == tuple(map(member, kept))
        assert (row["state"], row["key"], row["submitted_at"]) == ("submitting", doubt["key"], NOW)
        assert {one["state"] for one in kept} == {"waiting"}
    else:
        assert made == NoCallNeeded(id=row["id"])
        assert (row["state"], row["settled_at"], row["error"]) == ("uncertain", NOW, CANNOT_REPEAT)
        assert {(one["state"], one["reason"], one["updated_at"]) for one in kept} == {("uncertain", CANNOT_REPEAT, NOW)}
        assert campaign_row(sender)["state"] == ("done" if last else "sending")
    assert {one["state"] for one in readers(sender, 0)[:accepted]} <= {"accepted"}
    assert {one["state"] for one in readers(sender, 1)} == {"waiting"}


# --- the account ------------------------------------------------------------------------------------------------------


def set_bucket(connection: Connection, **values: Any) -> None:
    connection.execute(update(buckets).values(updated_at=NOW, day="2026-11-20", **values))


@pytest.mark.parametrize(
    ("allowance", "bucket", "seconds"),
    [
        ({"rate": 2.0}, {"tokens": 2.0, "rate": 2.0, "burst": 2.0}, None),
        ({"rate": 2.0}, {"tokens": 1.0, "rate": 2.0, "burst": 2.0}, 0.5),
        ({"rate": 2.0}, {"tokens": -2.0, "rate": 2.0, "burst": 2.0}, 2.0),
        ({"rate": 2.0}, {"tokens": 3.0, "rate": 2.0, "burst": 8.0}, 0.5),
        ({}, {"tokens": 0.0, "rate": 0.0, "burst": 1.0}, None),
        ({"daily": 10}, {"used": 6}, None),
    ],
)
def test_a_batch_waits_for_the_rate_of_the_account(
    store: Store, allowance: Mapping[str, Any], bucket: Mapping[str, Any], seconds: float | None
) -> None:
    """Nothing is taken of the bucket, and the batch stays as it was, until all of its messages may leave."""
    sender = sending(store, sender={"allowance": Allowance(account="script", **allowance)})
    with store.write() as connection:
        set_bucket(connection, **bucket)
    before, (account,) = batch_row(sender, 0), rows(store, buckets)
    made = claimed(sender)
    (after,) = rows(store, buckets)
    if seconds is None:
        assert told(made) == 0
        assert after["used"] == account["used"] + SIZE
        assert after["tokens"] == account["tokens"] - (SIZE if account["rate"] else 0)
    else:
        assert told(made) == (seconds, "the rate of the account")
        assert after == account
        assert batch_row(sender, 0) == before
        assert campaign_row(sender)["state"] == "sending"


def test_as_many_messages_are_taken_as_readers_wait(store: Store) -> None:
    sender = sending(store, sender={"allowance": Allowance(account="script", daily=3)})
    set_readers(sender, 0, 1, state="accepted")
    with store.write() as connection:
        set_bucket(connection, used=0)
    assert told(claimed(sender)) == 0
    assert rows(store, buckets)[0]["used"] == 3


MIDNIGHT = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("campaign", "not_after"),
    [
        pytest.param({}, MIDNIGHT + 6 * HOUR, id="as late after the new day as after the hold"),
        pytest.param({"not_after": FRIDAY + HOUR}, MIDNIGHT + HOUR, id="an hour"),
        pytest.param(
            {"hold_until": MIDNIGHT + 48 * HOUR, "canary_until": MIDNIGHT, "not_after": MIDNIGHT + 49 * HOUR},
            MIDNIGHT + 49 * HOUR,
            id="never sooner than planned",
        ),
    ],
)
def test_the_messages_of_a_day_are_used_up(store: Store, campaign: Mapping[str, Any], not_after: datetime) -> None:
    sender = sending(store, sender={"allowance": Allowance(account="script", daily=1200)})
    if campaign:
        changed(store, campaigns, campaign, id=sender.campaign)
    with store.write() as connection:
        set_bucket(connection, used=1197)
    made = claimed(sender)
    assert isinstance(made, NotSending)
    assert (made.campaign.id, made.campaign.state, made.campaign.not_after) == (sender.campaign, "paused", not_after)
    assert made.campaign.pause == (
        "quota: the 1,200 messages of this day are used up; it goes on after 2026-11-21 00:00 UTC"
    )
    assert campaign_row(sender)["not_after"] == not_after
    assert batch_row(sender, 0)["state"] == "ready"
    assert rows(store, buckets)[0]["used"] == 1197


def test_a_fresh_account_may_send_at_once(store: Store) -> None:
    sender = sending(store)
    assert rows(store, buckets)[0]["tokens"] == fresh(None, FRIDAY).tokens
    assert [told(claimed(sender)) for _ in range(4)] == [0, 1, 2, (SOON, UNDER_WAY)]

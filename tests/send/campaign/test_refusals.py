"""A server that refuses us empties no list: the campaign stops, nobody is suppressed, and the same command goes on."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select

from publishkit.errors import InputError
from publishkit.send.campaign.begin import SendOrder, cancel
from publishkit.send.campaign.breaker import tally_of
from publishkit.send.campaign.freeze import freeze
from publishkit.send.campaign.record import Campaign, PauseKind
from publishkit.send.campaign.refusals import (
    choose_refused,
    count_gone_not_suppressed,
    send_again,
    suppress_by_person,
)
from publishkit.send.campaign.sender import Counter as Counts
from publishkit.send.campaign.status import as_text, next_step, read_status
from publishkit.send.outcome import Accepted, Refusal, Rejected
from publishkit.send.state.store import Store, open_store
from publishkit.send.state.tables import CampaignState, suppressions
from publishkit.send.transports.base import Capabilities
from tests.send.campaign.campaigns import (
    FRIDAY,
    ORDER,
    Script,
    Time,
    address,
    campaign_now,
    fill,
    leave,
    make_sender,
    plan,
    ready,
    run,
    states,
)

GO_ON = SendOrder(by="Jane Editor", go_on=True)
ONE_BY_ONE = Capabilities(batch=1)
RELAY = "550 relay not permitted"


@pytest.fixture
def house(tmp_path) -> Any:
    """A state database of one house; what differs between databases is tested in test_campaign.py."""
    with open_store(tmp_path) as store:
        yield store


def refusing(*numbers: int, reason: str = RELAY, kind: Refusal = Refusal.UNCLEAR, everybody: bool = False):
    """Refuse the readers *numbers*, or everybody, in the same words but for the address."""
    named = {address(number) for number in numbers}

    def answer(readers, key):
        return [
            Rejected(reason=f"{reason} <{reader.address}>", kind=kind)
            if everybody or reader.address in named
            else Accepted()
            for reader in readers
        ]

    return answer


def everybody(count: int) -> Counter[str]:
    return Counter(address(number) for number in range(count))


def go_on(house: Store, transport: Script, time: Time, order: SendOrder = ORDER) -> Campaign:
    sender = make_sender(house, transport, time, freeze(house, plan(), time()))
    with house.read() as connection:
        tally = tally_of(connection, sender.campaign)
    sender = make_sender(house, transport, time, campaign_now(sender), counter=Counts(tally))
    return run(sender, order=order)


def nobody_suppressed(house: Store) -> bool:
    with house.read() as connection:
        return connection.execute(select(suppressions)).all() == []


@pytest.mark.parametrize(
    ("count", "batch", "kind"),
    [
        (1, 1, Refusal.UNCLEAR),
        (2, 10, Refusal.UNCLEAR),
        (2, 1, Refusal.GONE),
        (3, 1, Refusal.LATER),
        (8, 10, Refusal.GONE),
        (60, 10, Refusal.LATER),
        (60, 1, Refusal.UNCLEAR),
        (60, 500, Refusal.LETTER),
        (400, 10, Refusal.UNCLEAR),
    ],
)
def test_a_server_that_refuses_everybody_refuses_us(house, count: int, batch: int, kind: Refusal):
    """Whatever it calls it, however many readers: it stops, nobody is suppressed, and everybody gets it afterwards."""
    fill(house, count)
    time = Time()
    transport = Script(capabilities=Capabilities(batch=batch), lines=[refusing(everybody=True, kind=kind)] * 1000)
    stopped = run(ready(house, transport, time, batch_size=batch))
    assert (stopped.state, stopped.pause_kind) == (CampaignState.PAUSED, PauseKind.REFUSALS)
    assert RELAY in stopped.pause_sentence and "@" not in stopped.pause_sentence
    assert len(transport.calls) <= 3
    assert states(house) == {"waiting": count} and nobody_suppressed(house)

    transport.lines.clear()
    done = go_on(house, transport, time)
    assert done.state is CampaignState.DONE
    assert transport.taken == everybody(count)
    assert states(house) == {"accepted": count}


@pytest.mark.parametrize(
    "words",
    ["550 5.7.1 accès refusé", "554 Service unavailable", "550 不允许", "450 4.7.1 Client host rejected", "550"],
)
def test_the_wording_does_not_matter(house, words: str):
    fill(house, 60)
    transport = Script(capabilities=ONE_BY_ONE, lines=[refusing(everybody=True, reason=words)] * 60)
    stopped = run(ready(house, transport, Time(), batch_size=1))
    assert len(transport.calls) == 3
    assert "does not take mail from you" in stopped.pause_sentence and "3 in a row" in stopped.pause_sentence


def test_it_stops_in_the_middle_and_nobody_is_lost(store: Store):
    """Thirty got it, then the server changes its mind; the refused are put back, those who have it stay out."""
    fill(store, 60)
    time = Time()
    transport = Script(capabilities=ONE_BY_ONE, lines=[refusing()] * 30 + [refusing(everybody=True)] * 30)
    stopped = run(ready(store, transport, time, batch_size=1))
    assert (stopped.pause_kind, states(store)) == (PauseKind.REFUSALS, {"accepted": 30, "waiting": 30})
    transport.lines.clear()
    assert go_on(store, transport, time).state is CampaignState.DONE
    assert transport.taken == everybody(60)


def test_a_person_may_say_that_the_readers_are_meant(house):
    """A house of forty that refuses us among a hundred others: they are written down as refused, and nobody else waits."""
    fill(house, 100)
    time, fussy = Time(), refusing(*range(40), reason="550 5.7.1 by order of the house")
    transport = Script(capabilities=ONE_BY_ONE, lines=[fussy] * 500)
    assert run(ready(house, transport, time, batch_size=1)).pause_kind is PauseKind.REFUSALS
    done = go_on(house, transport, time, GO_ON)
    while done.state is CampaignState.PAUSED:  # more than one in twenty: looked at again, and gone on
        done = go_on(house, transport, time, GO_ON)
    assert states(house) == {"accepted": 60, "rejected": 40}
    assert transport.taken == everybody(100) - Counter(address(n) for n in range(40))
    assert nobody_suppressed(house)


def test_everybody_refused_and_meant_is_an_end_that_nobody_got(house):
    fill(house, 2)
    transport, time = Script(lines=[refusing(everybody=True, kind=Refusal.GONE)] * 9), Time()
    run(ready(house, transport, time))
    done = go_on(house, transport, time, GO_ON)
    assert (done.state, states(house)) == (CampaignState.DONE, {"rejected": 2})
    assert nobody_suppressed(house)
    with house.read() as connection:
        status = read_status(connection, done, time())
    assert "done, and nobody got it" in as_text(status)


@pytest.mark.parametrize(
    ("count", "gone", "suppressed"), [(100, 5, 5), (60, 3, 3), (10, 2, 2), (10, 3, 0), (3, 1, 0), (40, 4, 0)]
)
def test_mailboxes_are_taken_off_on_the_servers_word_only_while_they_are_few(house, count, gone, suppressed):
    """One in twenty, or three if at most one in five; the others a person confirms."""
    fill(house, count)
    numbers = range(0, gone * 2, 2)
    transport = Script(lines=[refusing(*numbers, reason="550 5.1.1", kind=Refusal.GONE)] * 50)
    done = run(ready(house, transport, Time()))
    assert done.state is CampaignState.DONE and states(house)["rejected"] == gone
    with house.read() as connection:
        assert len(connection.execute(select(suppressions)).all()) == suppressed
        status = read_status(connection, done, FRIDAY)
    assert status.gone == gone - suppressed
    if status.gone:
        assert f"{status.gone} addresses do not exist" in next_step(status) and "send suppress" in next_step(status)
        assert suppress_by_person(house, done, "Jane", status.gone + 1, FRIDAY) == -1
        assert suppress_by_person(house, done, "Jane", status.gone, FRIDAY) == gone
        with house.read() as connection:
            assert count_gone_not_suppressed(connection, done.id) == 0


def test_many_gone_mailboxes_stop_it_before_the_two_hundredth(house):
    fill(house, 60)
    transport = Script(
        capabilities=ONE_BY_ONE, lines=[refusing(*range(0, 60, 4), reason="550 5.1.1", kind=Refusal.GONE)] * 99
    )
    stopped = run(ready(house, transport, Time(), batch_size=1))
    assert stopped.pause_kind is PauseKind.BREAKER and "6 of" in stopped.pause_sentence
    assert nobody_suppressed(house)


def test_who_was_put_off_is_tried_again_and_nobody_else(store: Store):
    """Greylisting and a full mailbox: the same ledger, so that who has it stays out, and who has left stays out."""
    fill(store, 100)
    time = Time()

    def answer(readers, key):
        first = refusing(5, 9, reason="450 4.2.0 Greylisted", kind=Refusal.LATER)(readers, key)
        full = refusing(7, reason="552 5.2.2 full", kind=Refusal.LATER)(readers, key)
        gone = refusing(3, reason="550 5.1.1 unknown", kind=Refusal.GONE)(readers, key)
        return [next((o for o in several if isinstance(o, Rejected)), several[0]) for several in zip(first, full, gone, strict=True)]  # fmt: skip

    transport = Script(lines=[answer] * 10)
    sender = ready(store, transport, time)
    done = run(sender)
    assert states(store) == {"accepted": 96, "rejected": 4}
    with store.read() as connection:
        assert "`publishkit send again 2026-w47 --list readers --rejected` tries 3" in next_step(
            read_status(connection, done, time())
        )
        assert len(choose_refused(connection, done.id, "4.2.0").keys) == 2
        assert choose_refused(connection, done.id, "5.1.1 UNKNOWN").reasons == (
            ("550 5.1.1 unknown (address withheld)", 1),
        )
        chosen = choose_refused(connection, done.id)
    leave(store, 9)
    transport.lines.clear()
    assert send_again(store, done, chosen, "Jane", time()) == 3
    again = go_on(store, transport, time)
    assert again.state is CampaignState.DONE
    assert states(store) == {"accepted": 98, "rejected": 1, "skipped": 1}
    assert transport.taken == everybody(100) - Counter([address(3), address(9)])
    assert send_again(store, again, chosen, "Jane", time()) == 0  # who has it is not refused any more


def test_a_cancelled_campaign_is_not_sent_again(house):
    fill(house, 5)
    transport, time = Script(lines=[refusing(everybody=True)]), Time()
    stopped = run(ready(house, transport, time))
    cancel(house, stopped.id, "Jane", time())
    with house.read() as connection:
        chosen = choose_refused(connection, stopped.id)
    with pytest.raises(InputError, match="was cancelled"):
        send_again(house, stopped, chosen, "Jane", time())


def test_a_key_that_was_answered_is_not_used_for_those_who_are_put_back(house):
    """A provider that remembers keys would answer the second call with what became of the first."""
    fill(house, 40)
    transport, time = Script(capabilities=ONE_BY_ONE, lines=[refusing(everybody=True)] * 3), Time()
    run(ready(house, transport, time, batch_size=1))
    first = {key for key, _ in transport.calls}
    go_on(house, transport, time)
    second = [key for key, _ in transport.calls[3:]]
    assert transport.taken == everybody(40) and len(set(second)) == 40
    assert len(first & set(second)) <= 1  # the batch at which it stopped was never settled

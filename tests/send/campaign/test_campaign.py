"""A campaign from freeze to end, on SQLite and PostgreSQL: nobody twice, nobody dropped, what is uncertain is named."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from publishkit.errors import ExternalError, InputError
from publishkit.send.campaign.begin import SendOrder, begin, cancel
from publishkit.send.campaign.claim import Claimed, Later, NothingToClaim, claim
from publishkit.send.campaign.freeze import freeze
from publishkit.send.campaign.record import PauseKind
from publishkit.send.campaign.settle import Settled, settle
from publishkit.send.campaign.step import recover, send_batch
from publishkit.send.outcome import Accepted, Failed, Refusal, Rejected, Throttled, Uncertain
from publishkit.send.rate import Allowance
from publishkit.send.state.store import Store
from publishkit.send.state.tables import CampaignState, batches, deliveries, events, suppressions
from publishkit.send.transports.base import Capabilities
from tests.send.campaign.campaigns import (
    FRIDAY,
    HOUR,
    Script,
    Time,
    address,
    all_of,
    batch_states,
    campaign_now,
    fill,
    leave,
    make_sender,
    plan,
    ready,
    run,
    states,
)

KEYED = Capabilities(batch=10, idempotency=HOUR)


def everybody(count: int) -> Counter[str]:
    return Counter(address(n) for n in range(count))


def test_each_reader_gets_it_once(store: Store):
    fill(store, 95, without=(3, 4))
    transport, time = Script(), Time()
    done = run(ready(store, transport, time), threads=3)
    assert (done.state, done.audience_count, done.suppressed_count) == (CampaignState.DONE, 93, 2)
    assert transport.taken == everybody(95) - Counter([address(3), address(4)])
    assert states(store) == {"accepted": 93}


def test_the_audience_is_the_one_of_the_moment_it_was_frozen(store: Store):
    """Who joins later gets the next issue; who leaves later gets nothing."""
    fill(store, 20)
    transport, time = Script(), Time()
    sender = ready(store, transport, time)
    fill(store, 5, list_name="others")
    leave(store, 7)
    run(sender)
    assert transport.taken == everybody(20) - Counter([address(7)])
    assert states(store) == {"accepted": 19, "skipped": 1}


def test_an_issue_goes_to_a_list_once(store: Store):
    fill(store, 5)
    run(ready(store, Script(), Time()))
    again = freeze(store, plan(), FRIDAY)
    with pytest.raises(InputError, match=r"it was sent on 2026-11-20 .* to 5 readers"):
        begin(store, again.id, SendOrder(by="Jane"), FRIDAY)


def test_a_variant_is_a_campaign_of_its_own(store: Store):
    fill(store, 5)
    run(ready(store, Script(), Time()))
    transport = Script()
    run(ready(store, transport, Time(), variant="correction"))
    assert transport.taken == everybody(5)


def test_nobody_to_write_to_is_refused_and_leaves_no_trace(store: Store):
    with pytest.raises(InputError, match=r"`readers` has nobody to write to .*audience import"):
        freeze(store, plan(), FRIDAY)
    fill(store, 1)
    assert freeze(store, plan(), FRIDAY).audience_count == 1


def test_another_number_than_the_confirmed_one_is_refused(store: Store):
    fill(store, 12)
    with pytest.raises(InputError, match=r"goes to 12 readers, not to the 11 .*--expect-count 12"):
        freeze(store, plan(expected=11), FRIDAY)
    assert states(store) == {}


def test_readers_stand_in_no_order_anybody_could_guess(store: Store):
    """A halted campaign has reached a fair sample; the order is the same every time."""
    fill(store, 100)
    transport = Script()
    run(ready(store, transport, Time()))
    first = sorted(transport.calls[0][1])
    assert first != sorted(map(address, range(10)))
    fill(store, 100, list_name="again")
    other = Script()
    run(ready(store, other, Time(), list="again"))
    assert sorted(other.calls[0][1]) != first


def test_a_key_belongs_to_its_readers_for_ever(store: Store):
    fill(store, 30)
    transport = Script(lines=[all_of(Failed(reason="no route"))], capabilities=KEYED)
    run(ready(store, transport, Time()))
    keys: dict[str, set[tuple[str, ...]]] = {}
    for key, readers in transport.calls:
        keys.setdefault(key, set()).add(readers)
    assert len(keys) == 3
    assert all(len(readers) == 1 for readers in keys.values())


def test_fewer_readers_go_under_another_key(store: Store):
    """After a call that took only some, the provider must not answer the rest with what became of the first."""
    fill(store, 10)

    def half(readers, key):
        return [Accepted() if n % 2 else Throttled(retry_after=1) for n, _ in enumerate(readers)]

    transport = Script(lines=[half], capabilities=KEYED)
    run(ready(store, transport, Time()))
    assert transport.taken == everybody(10)
    assert [len(readers) for _, readers in transport.calls] == [10, 5]
    assert transport.calls[0][0] != transport.calls[1][0]


def test_it_is_written_down_before_the_call(store: Store):
    fill(store, 10)
    seen = []

    def look(readers, key):
        with store.read() as connection:
            seen.append(connection.execute(select(batches.c.state, batches.c.worker, batches.c.key)).one())
        return [Accepted() for _ in readers]

    transport = Script(lines=[look])
    run(ready(store, transport, Time()))
    assert tuple(seen[0]) == ("submitting", "here:1:boot", transport.calls[0][0])


def test_a_batch_delivered_twice_does_nothing_the_second_time(store: Store):
    fill(store, 10)
    transport = Script()
    sender = ready(store, transport, Time())
    with store.read() as connection:
        job = connection.scalar(select(batches.c.id))
    assert isinstance(send_batch(sender, job), Settled)
    assert campaign_now(sender).state is CampaignState.DONE
    assert not isinstance(send_batch(sender, job), Settled)
    assert len(transport.calls) == 1


def test_a_batch_in_other_hands_is_left_alone(store: Store):
    fill(store, 20)
    sender = ready(store, Script(), Time())
    held = claim(sender, FRIDAY)
    assert isinstance(held, Claimed)
    assert isinstance(send_batch(sender, held.id), NothingToClaim)


# --- crashes ----------------------------------------------------------------------------------------------------------


def crash_after_claim(store: Store, transport: Script, time: Time) -> None:
    """Another process claims a batch and is never seen again."""
    sender = ready(store, transport, time, sender={"worker": "here:4711:boot"})
    assert isinstance(claim(sender, time()), Claimed)


def resumed(store: Store, transport: Script, time: Time, **changes: object):
    """The same command again."""
    return run(make_sender(store, transport, time, freeze(store, plan(), time()), **changes))


def test_a_dead_call_is_made_again_under_its_key(store: Store):
    fill(store, 30)
    transport, time = Script(capabilities=KEYED), Time()
    crash_after_claim(store, transport, time)
    with store.read() as connection:
        key = connection.scalar(select(batches.c.key).where(batches.c.state == "submitting"))
    time.now += HOUR / 2
    assert resumed(store, transport, time).state is CampaignState.DONE
    assert transport.taken == everybody(30)
    assert key in dict(transport.calls)


@pytest.mark.parametrize(
    ("capabilities", "passed"),
    [
        pytest.param(Capabilities(batch=10), timedelta(seconds=5), id="no keys"),
        pytest.param(KEYED, HOUR * 0.81, id="key forgotten"),
        pytest.param(KEYED, -HOUR / 60, id="clock set back"),
    ],
)
def test_a_dead_call_that_cannot_be_repeated_is_uncertain_and_named(store: Store, capabilities, passed):
    fill(store, 30)
    transport, time = Script(capabilities=capabilities), Time()
    crash_after_claim(store, transport, time)
    time.now += passed
    done = resumed(store, transport, time)
    assert done.state is CampaignState.DONE
    assert states(store) == {"accepted": 20, "uncertain": 10}
    assert batch_states(store) == {"settled": 2, "uncertain": 1}
    assert max(transport.taken.values()) == 1


def test_a_dead_call_with_a_reader_who_left_since_is_not_repeated(store: Store):
    """The same call would write to who left, another call could reach the others twice."""
    fill(store, 10)
    transport, time = Script(capabilities=KEYED), Time()
    crash_after_claim(store, transport, time)
    leave(store, 3)
    resumed(store, transport, time)
    assert transport.calls == []
    assert states(store) == {"uncertain": 10}


def test_what_a_living_process_holds_is_left_alone(store: Store):
    fill(store, 20)
    transport, time = Script(), Time()
    crash_after_claim(store, transport, time)
    other = make_sender(store, transport, time, freeze(store, plan(), time()), alive=lambda pid: "boot")
    recover(other, time() + HOUR)
    assert batch_states(store) == {"ready": 1, "submitting": 1}


def test_another_host_is_dead_when_its_lease_is_over(store: Store):
    fill(store, 10)
    transport, time = Script(), Time()
    sender = ready(store, transport, time, sender={"worker": "elsewhere:1:boot"})
    assert isinstance(claim(sender, time()), Claimed)
    here = make_sender(store, transport, time, freeze(store, plan(), time()))
    recover(here, time() + timedelta(minutes=14))
    assert batch_states(store) == {"submitting": 1}
    recover(here, time() + timedelta(minutes=16))
    assert batch_states(store) == {"uncertain": 1}


def test_an_answer_of_somebody_taken_for_dead_is_still_welcome(store: Store):
    fill(store, 10)
    time = Time()
    slow = Script()
    sender = ready(store, slow, time, sender={"worker": "elsewhere:1:boot"})
    here = make_sender(store, Script(), time, freeze(store, plan(), time()))

    def late(readers, key):
        recover(here, time() + HOUR)
        assert states(store) == {"uncertain": 10}
        return [Accepted() for _ in readers]

    slow.lines.append(late)
    send_batch(sender)
    assert states(store) == {"accepted": 10}
    assert batch_states(store) == {"settled": 1}


def test_the_disk_is_full_when_the_answer_comes(store: Store, monkeypatch):
    """The answer is kept in hand until there is room again."""
    from publishkit.send.campaign import step

    fill(store, 10)
    transport, time, tries = Script(), Time(), []

    def full(*words):
        tries.append(1)
        if len(tries) < 4:
            raise ExternalError
        return settle(*words)

    monkeypatch.setattr(step, "settle", full)
    assert run(ready(store, transport, time)).state is CampaignState.DONE
    assert (len(tries), len(transport.calls), states(store)) == (4, 1, {"accepted": 10})


# --- what providers answer --------------------------------------------------------------------------------------------


def test_silence_is_uncertain_without_keys(store: Store):
    fill(store, 30)
    transport = Script(lines=[all_of(Uncertain(reason="no answer in 30 s"))])
    assert run(ready(store, transport, Time())).state is CampaignState.DONE
    assert states(store) == {"accepted": 20, "uncertain": 10}
    assert len(transport.calls) == 3


def test_silence_is_asked_again_under_the_same_key(store: Store):
    fill(store, 10)
    transport = Script(lines=[all_of(Uncertain(reason="no answer"))] * 3, capabilities=KEYED)
    assert run(ready(store, transport, Time())).state is CampaignState.DONE
    assert states(store) == {"accepted": 10}
    assert len(transport.calls) == 4 and len(set(transport.calls)) == 1


def test_silence_that_lasts_pauses_the_campaign(store: Store):
    """Five calls in a row: something is wrong that the sixth will not mend."""
    fill(store, 10)
    transport = Script(lines=[all_of(Uncertain(reason="no answer"))] * 5, capabilities=KEYED)
    sender = ready(store, transport, Time())
    paused = run(sender)
    assert (paused.state, paused.pause_kind) == (CampaignState.PAUSED, PauseKind.BREAKER)
    assert paused.pause_sentence == "5 calls in a row failed, the last with: no answer"
    with pytest.raises(InputError, match=r"5 calls in a row failed.*send 2026-w47 --list readers --go-on"):
        run(sender)
    again = make_sender(store, transport, Time(), paused)
    assert run(again, order=SendOrder(by="Jane", go_on=True)).state is CampaignState.DONE
    assert len(set(transport.calls)) == 1
    assert states(store) == {"accepted": 10}


def test_a_certain_failure_is_tried_again_later(store: Store):
    fill(store, 10)
    time = Time()
    transport = Script(lines=[all_of(Failed(reason="connection refused"))] * 3)
    run(ready(store, transport, time))
    assert states(store) == {"accepted": 10}
    assert time.now >= FRIDAY + timedelta(seconds=0.5 * (1 + 2 + 4))


def test_a_lasting_failure_pauses_at_once(store: Store):
    fill(store, 30)
    transport = Script(lines=[all_of(Failed(reason="401 bad key", lasting=True))])
    paused = run(ready(store, transport, Time()))
    assert (paused.pause_kind, paused.pause_sentence) == (PauseKind.PROVIDER, "the provider refuses: 401 bad key")
    assert (len(transport.calls), states(store)) == (1, {"waiting": 30})
    assert resumed(store, transport, Time()).state is CampaignState.DONE
    assert transport.taken == everybody(30)


def test_too_fast_waits_as_long_as_the_provider_says(store: Store):
    fill(store, 10)
    time = Time()
    transport = Script(lines=[all_of(Throttled(retry_after=42))])
    run(ready(store, transport, time))
    assert states(store) == {"accepted": 10}
    assert time.now >= FRIDAY + timedelta(seconds=42)


def test_a_quota_used_up_pauses_and_the_same_command_goes_on(store: Store):
    fill(store, 20)
    time = Time()
    transport = Script(lines=[all_of(Throttled(quota=True, reason="454 daily limit"))])
    paused = run(ready(store, transport, time))
    assert paused.pause_sentence == "the provider's quota is used up: 454 daily limit"
    assert resumed(store, transport, time).state is CampaignState.DONE


def test_our_own_daily_quota_is_kept_and_goes_on_the_next_day(store: Store):
    fill(store, 50)
    transport, time = Script(), Time()
    allowance = Allowance(account="script", daily=30)
    paused = run(ready(store, transport, time, sender={"allowance": allowance}))
    assert paused.pause == "quota: the 30 messages of this day are used up; it goes on after 2026-11-21 00:00 UTC"
    assert states(store) == {"accepted": 30, "waiting": 20}
    time.now = FRIDAY + timedelta(hours=18, minutes=5)
    assert resumed(store, transport, time, allowance=allowance).state is CampaignState.DONE
    assert transport.taken == everybody(50)


def test_readers_who_are_refused_are_told_from_the_rest_and_suppressed(store: Store):
    fill(store, 100)

    def two(readers, key):
        gone = {
            address(5): Rejected(reason="550 5.1.1 no such user", kind=Refusal.GONE),
            address(6): Rejected(reason="full", kind=Refusal.LATER),
        }
        return [gone.get(reader.address, Accepted()) for reader in readers]

    transport = Script(lines=[two] * 10)
    run(ready(store, transport, Time()))
    assert states(store) == {"accepted": 98, "rejected": 2}
    with store.read() as connection:
        rows = connection.execute(select(suppressions.c.scope, suppressions.c.reason, suppressions.c.source)).all()
    assert [tuple(row) for row in rows] == [("*", "invalid", "script, 2026-w47")]


def test_too_many_refusals_stop_it_and_suppress_nobody(store: Store):
    fill(store, 1000)
    transport = Script(lines=[all_of(Rejected(reason="554 blocked"))] * 100)
    paused = run(ready(store, transport, Time()))
    assert paused.pause_sentence.startswith("the server does not take mail from you, whoever it is for; 10 in a row")
    assert len(transport.calls) == 1
    with store.read() as connection:
        assert connection.execute(select(suppressions)).all() == []


def happened(store: Store, sender, kind: str, numbers) -> None:
    from publishkit.send.readers.address import reader_key

    rows = [
        {"id": f"{kind}{n}", "provider": "script", "kind": kind, "reader_key": reader_key(address(n)),
         "campaign": sender.campaign, "at": FRIDAY}
        for n in numbers
    ]  # fmt: skip
    with store.write() as connection:
        connection.execute(events.insert(), rows)


def test_bounces_that_come_back_meanwhile_stop_it(store: Store):
    fill(store, 1000)
    time = Time()
    transport = Script()
    sender = ready(store, transport, time)
    for _ in range(60):
        send_batch(sender)
    happened(store, sender, "bounced", range(13))
    time.sleep(6)
    assert run(sender).pause_sentence == "13 of 600 mails bounced for good (2.2 %, the limit is 2 %)"
    assert len(transport.calls) == 60


# --- the first readers ------------------------------------------------------------------------------------------------


def test_the_first_readers_go_ahead_and_the_rest_follow_after_the_wait(store: Store):
    fill(store, 100)
    transport, time = Script(), Time()
    sender = ready(store, transport, time, canary=25)
    stopped = run(sender, wait=False)
    assert (stopped.state, states(store)) == (CampaignState.SENDING, {"accepted": 25, "waiting": 75})
    assert isinstance(send_batch(sender), Later)
    begun = time.now
    assert run(sender).state is CampaignState.DONE
    assert time.now >= begun + timedelta(minutes=10)
    assert transport.taken == everybody(100)


def test_complaints_of_the_first_readers_stop_the_rest(store: Store):
    fill(store, 100)
    transport, time = Script(), Time()
    sender = ready(store, transport, time, canary=25)
    run(sender, wait=False)
    happened(store, sender, "complained", (1, 2))
    paused = run(sender)
    assert paused.pause_sentence == "of the first readers, 2 of 25 readers complained (8.0 %, the limit is 0.1 %)"
    assert states(store) == {"accepted": 25, "waiting": 75}
    assert run(sender, order=SendOrder(by="Jane", go_on=True)).state is CampaignState.DONE


def test_first_readers_of_whom_nothing_is_known_stop_the_rest(store: Store):
    fill(store, 100)
    transport, time = Script(lines=[all_of(Uncertain(reason="cut"))]), Time()
    paused = run(ready(store, transport, time, canary=25))
    assert paused.pause_sentence == "of 10 of the first readers it is not known whether they got it"
    assert len(transport.calls) == 3


def test_a_worker_with_a_batch_of_the_rest_comes_back_later(store: Store):
    fill(store, 100)
    sender = ready(store, Script(), Time(), canary=20)
    with store.read() as connection:
        rest = connection.scalar(select(batches.c.id).where(~batches.c.canary).limit(1))
    assert isinstance(send_batch(sender, rest), Later)


# --- hold, lateness, cancelling ---------------------------------------------------------------------------------------


def test_nothing_leaves_before_the_hold_is_over(store: Store):
    fill(store, 10)
    transport, time = Script(), Time()
    mine = freeze(store, plan(hold_until=FRIDAY + HOUR / 6), FRIDAY)
    sender = make_sender(store, transport, time, mine)
    left = []

    def noted(readers, key):
        left.append(time.now)
        return [Accepted() for _ in readers]

    transport.lines.append(noted)
    assert run(sender, wait=False).state is CampaignState.HELD
    assert run(sender).state is CampaignState.DONE
    assert left[0] >= FRIDAY + HOUR / 6


def test_cancelled_in_the_hold_nobody_gets_it(store: Store):
    fill(store, 10)
    mine = freeze(store, plan(hold_until=FRIDAY + HOUR), FRIDAY)
    assert cancel(store, mine.id, "Jane", FRIDAY).state is CampaignState.CANCELLED
    assert states(store) == {"skipped": 10}
    with pytest.raises(InputError, match="was cancelled on 2026-11-20"):
        begin(store, mine.id, SendOrder(by="Jane"), FRIDAY + HOUR)


def test_cancelled_halfway_who_has_it_has_it(store: Store):
    fill(store, 50)
    transport, time = Script(capabilities=KEYED), Time()
    sender = ready(store, transport, time)

    def cancelled(readers, key):
        cancel(store, sender.campaign, "Jane", time())
        return [Accepted() for _ in readers]

    transport.lines += [all_of(Accepted()), all_of(Uncertain(reason="cut")), cancelled]
    assert run(sender).state is CampaignState.CANCELLED
    assert states(store) == {"accepted": 20, "skipped": 20, "uncertain": 10}
    assert set(batch_states(store)) == {"settled", "uncertain"}


def test_a_letter_that_comes_too_late_waits_for_a_person(store: Store):
    """A copy of the database brought back after weeks must not send an old issue."""
    fill(store, 10)
    time = Time(now=FRIDAY + 7 * HOUR)
    sender = make_sender(store, Script(), time, freeze(store, plan(), FRIDAY))
    with pytest.raises(InputError, match=r"should have gone out 1.0 hours ago .*--late"):
        run(sender)
    assert run(sender, order=SendOrder(by="Jane", late=True)).state is CampaignState.DONE


def test_a_long_campaign_that_stopped_a_moment_ago_is_not_late(store: Store):
    fill(store, 20)
    time = Time()
    sender = ready(store, Script(), time)
    with store.write() as connection:
        connection.execute(update(batches).where(batches.c.number == 0).values(submitted_at=FRIDAY + 19 * HOUR))
    time.now = FRIDAY + 20 * HOUR
    assert run(sender).state is CampaignState.DONE


def test_a_clock_set_back_is_named(store: Store):
    fill(store, 20)
    time = Time()
    sender = ready(store, Script(), time)
    send_batch(sender)
    time.now = FRIDAY - HOUR
    with pytest.raises(InputError, match=r"clock says 2026-11-20 05:00 UTC, but mails went out until 2026-11-20 06:00"):
        run(sender)


def test_a_clock_that_leaps_between_two_calls_loses_nobody(store: Store):
    fill(store, 40)
    time = Time()

    def leap(hours):
        def behaviour(readers, key):
            time.now += hours * HOUR
            return [Accepted() for _ in readers]

        return behaviour

    transport = Script(lines=[leap(48), leap(-96), leap(0.1)])
    sender = ready(store, transport, time, sender={"allowance": Allowance(account="script", rate=100.0)})
    assert run(sender).state is CampaignState.DONE
    assert transport.taken == everybody(40)


def test_readers_nobody_can_write_to_are_no_part_of_the_call(store: Store):
    fill(store, 9)
    row = {
        "list": "readers",
        "reader_key": "f" * 64,
        "address": "a@example.org\nBcc: all@x.example",
        "added_at": FRIDAY,
    }
    with store.write() as connection:
        from publishkit.send.state.tables import subscribers

        connection.execute(subscribers.insert().values(**row))
    transport = Script(lines=[all_of(Uncertain(reason="cut"))], capabilities=KEYED)
    run(ready(store, transport, Time()))
    assert states(store) == {"accepted": 9, "rejected": 1}
    assert len(set(transport.calls)) == 1
    with store.read() as connection:
        reason = connection.scalar(select(deliveries.c.reason).where(deliveries.c.state == "rejected"))
    assert "not a mail address" in (reason or "")

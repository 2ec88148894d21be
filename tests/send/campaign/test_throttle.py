"""Rate, quota, backoff, breaker and names: pure, so the numbers can be written out."""

from datetime import UTC, datetime, timedelta

import pytest

from publishkit.send.campaign.breaker import CANARY_LIMITS, Tally, why_to_stop
from publishkit.send.campaign.sender import batch_key, call_key, campaign_id, is_dead
from publishkit.send.rate import Delayed, Exhausted, Granted, delay, fresh, refill, slowed, take

NOW = datetime(2026, 11, 20, 23, 50, tzinfo=UTC)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_the_mean_rate_holds_over_an_hour():
    """100 a second in batches of 40: never more than rate times time, and a bucket."""
    bucket, now, sent = fresh(100.0, NOW), NOW, 0
    while now < later(3600):
        found = take(bucket, 40, now, ceiling=100.0)
        if isinstance(found, Granted):
            bucket, sent = found.bucket, sent + 40
        else:
            assert isinstance(found, Delayed)
            now += timedelta(seconds=found.seconds)
    assert 359_900 <= sent <= 360_000 + 100


def test_a_batch_larger_than_the_bucket_runs_up_a_debt():
    found = take(fresh(2.0, NOW), 100, NOW, ceiling=2.0)
    assert isinstance(found, Granted)
    again = take(found.bucket, 100, later(1), ceiling=2.0)
    assert isinstance(again, Delayed)
    assert again.seconds == pytest.approx(49)


def test_too_fast_halves_the_rate_once_for_all_calls_under_way():
    once = slowed(fresh(80.0, NOW), NOW, retry_after=10, observed=0)
    twice = slowed(once, later(0.1), retry_after=10, observed=0)
    assert (once.rate, twice.rate) == (40.0, 40.0)
    assert isinstance(take(twice, 1, later(9)), Delayed)
    assert isinstance(take(twice, 1, later(11)), Granted)


def test_an_account_without_a_limit_learns_one():
    assert slowed(fresh(None, NOW), NOW, retry_after=None, observed=300.0).rate == 150.0


def test_the_rate_grows_by_five_per_cent_in_ten_seconds_up_to_the_ceiling():
    bucket = slowed(fresh(80.0, NOW), NOW, retry_after=0, observed=0)
    assert refill(bucket, later(10), 80.0).rate == pytest.approx(42.0)
    for second in range(10, 1000, 10):
        bucket = refill(bucket, later(second), 80.0)
    assert bucket.rate == 80.0


def test_the_quota_of_a_day_ends_at_midnight():
    found = take(fresh(None, NOW), 30, NOW, daily=50)
    assert isinstance(found, Granted)
    out = take(found.bucket, 30, NOW, daily=50)
    assert out == Exhausted(until=later(600), used=30)
    assert isinstance(take(found.bucket, 30, later(601), daily=50), Granted)


@pytest.mark.parametrize("hours", [-48, -1, 48])
def test_a_clock_that_leaps_neither_stops_nor_floods(hours: float):
    found = take(fresh(10.0, NOW), 10, NOW, ceiling=10.0)
    assert isinstance(found, Granted)
    leapt = NOW + timedelta(hours=hours)
    sent, bucket = 0, found.bucket
    for second in range(100):
        again = take(bucket, 10, leapt + timedelta(seconds=second), ceiling=10.0)
        if isinstance(again, Granted):
            sent, bucket = sent + 10, again.bucket
    assert 900 <= sent <= 1010


def test_backoff_is_full_jitter_up_to_five_minutes():
    assert [delay(n, lambda: 0.999) for n in (1, 4, 12)] == pytest.approx([0.999, 7.992, 299.7])
    assert delay(12, lambda: 0.0) == 0.0


@pytest.mark.parametrize(
    ("tally", "says"),
    [
        (Tally(accepted=1, rejected=5), ""),
        (Tally(accepted=53, rejected=6), "6 of 59 readers were rejected (10.2 %, the limit is 10 %)"),
        (Tally(accepted=190, rejected=10), ""),
        (Tally(accepted=189, rejected=11), "11 of 200 readers were rejected (5.5 %, the limit is 5 %)"),
        (Tally(accepted=499, bounced=499), ""),
        (Tally(accepted=500, bounced=11), "11 of 500 mails bounced for good (2.2 %, the limit is 2 %)"),
        (Tally(accepted=1000, complained=2), "2 of 1,000 readers complained (0.2 %, the limit is 0.1 %)"),
        (Tally(failed_in_a_row=4, last_failure="x"), ""),
        (Tally(failed_in_a_row=5, last_failure="x"), "5 calls in a row failed, the last with: x"),
    ],
)
def test_the_breaker_trips_at_its_limits(tally: Tally, says: str):
    assert why_to_stop(tally) == says


def test_one_grumpy_reader_among_the_first_is_no_trend():
    assert why_to_stop(Tally(accepted=100, complained=1), CANARY_LIMITS) == ""
    assert why_to_stop(Tally(accepted=100, complained=2), CANARY_LIMITS) != ""


def test_names_cannot_be_made_to_collide():
    """`a` + `b-c` is another campaign than `a-b` + `c`, whatever is in the names."""
    ids = {campaign_id(*words) for words in [("a", "b-c", ""), ("a-b", "c", ""), ("a", "b", "c"), ("a", "b", "-c")]}
    assert len(ids) == 4
    assert batch_key("x", 11) != batch_key("x1", 1)
    assert call_key("x", 1, 2, ["r1", "r2"]) == batch_key("x", 1)
    assert call_key("x", 1, 3, ["r1", "r2"]) != call_key("x", 1, 3, ["r1", "r3"])


@pytest.mark.parametrize(
    ("worker", "over", "dead"),
    [
        ("here:7:boot-1", False, False),
        ("here:8:boot-1", True, True),
        ("here:9:boot-2", False, True),
        ("there:7:boot-1", False, False),
        ("there:7:boot-1", True, True),
        ("nonsense", True, True),
    ],
)
def test_a_worker_is_dead_when_the_process_table_or_the_lease_says_so(worker: str, over: bool, dead: bool):
    """Process 7 of this machine lives; 9 is another process that got the number of a dead one."""
    table = {7: "boot-1", 9: "boot-1"}
    assert is_dead(worker, here="here:1:boot-1", lease_over=over, alive=lambda pid: table.get(pid, "")) is dead


def test_the_rate_has_a_floor_and_is_asked_seldom_there():
    bucket = fresh(35.0, NOW)
    for hour in range(20):
        bucket = slowed(bucket, later(3600.0 * hour), retry_after=None, observed=0)
    assert bucket.rate == 1.0
    asked = take(bucket, 1, later(3600.0 * 19 + 5))
    assert isinstance(asked, Delayed) and asked.seconds == pytest.approx(25.0)

"""How fast: the token bucket of an account, and of one caller of the server.

An account's bucket halves its rate when the provider says slow down; it stands in the state database, shared by all
processes. Callers of the server have a bucket each, in a table that does not grow.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from publishkit.send.state.tables import buckets, insert_unless_known

HALF = 0.5
RAISE, EVERY = 1.05, 10.0
"""Five per cent faster for every ten seconds that nobody says "too fast"."""
SLOWEST = 1.0
"""Messages a second; who is still too fast at that is asked seldom instead."""
SELDOM = 30.0
"""Seconds until it is tried again by an account that is too fast at the slowest rate."""
FAR = 900.0
"""Seconds. A bucket dated further ahead than any wait we obey was written by a clock that was wrong."""
SECOND = 1.0


def filled(tokens: float, burst: float, rate: float, seconds: float) -> float:
    """Return the tokens in a bucket *seconds* later: *rate* more a second, never above *burst*.

    >>> filled(-1.0, 5.0, 2.0, 1.5), filled(4.0, 5.0, 2.0, 60.0)
    (2.0, 5.0)
    """
    return min(burst, tokens + max(0.0, seconds) * rate)


def seconds_until(wanted: float, tokens: float, rate: float) -> float:
    """Return the seconds until a bucket of *tokens* holds *wanted*; 0 when it does.

    >>> seconds_until(1.0, -3.0, 2.0)
    2.0
    """
    return max(0.0, wanted - tokens) / rate


@dataclass(frozen=True, kw_only=True, slots=True)
class Bucket:
    """What an account may send now."""

    tokens: float
    """Messages that may leave at once; below zero after a batch larger than the bucket."""
    rate: float
    """Messages a second; 0 is as fast as the other side answers."""
    burst: float
    updated_at: datetime
    """When `tokens` was true; in the future while the provider told us to wait."""
    day: str = ""
    """`2026-11-20`, UTC, of `used`."""
    used: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Granted:
    """The batch may leave."""

    bucket: Bucket


@dataclass(frozen=True, kw_only=True, slots=True)
class Delayed:
    """The batch has to wait."""

    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Exhausted:
    """The account's messages of this day are used up."""

    until: datetime
    """Midnight, UTC."""
    used: int


def fresh(rate: float | None, now: datetime) -> Bucket:
    """Return a full bucket of *rate* messages a second (None: unlimited)."""
    burst = max(rate or 0.0, SECOND)
    return Bucket(tokens=burst, rate=rate or 0.0, burst=burst, updated_at=now, day=_day(now))


def take(
    bucket: Bucket, count: int, now: datetime, *, ceiling: float | None = None, daily: int | None = None
) -> Granted | Delayed | Exhausted:
    """Return whether *count* messages may leave *now*, and the bucket after that.

    *ceiling* is the rate never exceeded, *daily* the messages of a day (UTC).

    A batch larger than the bucket leaves when the bucket is full and runs up a debt, so that the mean rate holds.
    """
    bucket = refill(bucket, now, ceiling)
    if (ahead := (bucket.updated_at - now).total_seconds()) > 0:
        return Delayed(seconds=ahead)
    if daily is not None and bucket.used + count > daily:
        return Exhausted(until=_midnight(now), used=bucket.used)
    wanted = min(float(count), bucket.burst)
    if bucket.rate and (wait := seconds_until(wanted, bucket.tokens, bucket.rate)):
        return Delayed(seconds=wait)
    left = bucket.tokens - count if bucket.rate else bucket.tokens
    return Granted(bucket=replace(bucket, tokens=left, used=bucket.used + count))


def refill(bucket: Bucket, now: datetime, ceiling: float | None = None) -> Bucket:
    """Return *bucket* as it stands *now*: more tokens, a little faster, a new day's count.

    A clock that leapt, either way, fills the bucket once, not more.
    """
    passed = (now - bucket.updated_at).total_seconds()
    if bucket.day < _day(now):
        bucket = replace(bucket, day=_day(now), used=0)
    if -FAR <= passed <= 0:
        return bucket
    if passed < -FAR:
        return replace(bucket, tokens=bucket.burst, updated_at=now)
    rate = _raised(bucket.rate, min(passed, EVERY), ceiling)
    tokens = filled(bucket.tokens, bucket.burst, rate, passed)
    return replace(bucket, tokens=tokens, rate=rate, updated_at=now)


def slowed(bucket: Bucket, now: datetime, *, retry_after: float | None, observed: float) -> Bucket:
    """Return *bucket* after the provider said "too fast": half the rate, and nothing before *retry_after* seconds.

    *observed* is the rate that was too fast, for an account that had no limit so far. Calls that were under way when the
    first was refused are refused as well; the rate is halved once for all of them.
    """
    already_slowed = bucket.updated_at > now
    rate = bucket.rate if already_slowed else max(SLOWEST, (bucket.rate or max(observed, SECOND)) * HALF)
    at_the_floor = bool(bucket.rate) and bucket.rate <= SLOWEST
    unsaid = SELDOM if at_the_floor else SECOND
    pause = min(retry_after if retry_after is not None else unsaid, FAR)
    later = max(bucket.updated_at, now + timedelta(seconds=max(pause, 0.0)))
    return replace(bucket, rate=rate, burst=max(rate, SECOND), tokens=min(bucket.tokens, 0.0), updated_at=later)


def given_back(bucket: Bucket, count: int) -> Bucket:
    """Return *bucket* when *count* messages certainly were not taken: they are not counted against the day."""
    return replace(bucket, used=max(0, bucket.used - count))


def _raised(rate: float, seconds: float, ceiling: float | None) -> float:
    if not rate:
        return ceiling or 0.0
    raised = float(rate * RAISE ** (seconds / EVERY))
    return min(raised, ceiling) if ceiling else raised


def _day(now: datetime) -> str:
    return now.date().isoformat()


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


@dataclass(kw_only=True, slots=True)
class Limit:
    """So many calls of one caller at once, filled up again at a steady rate; the least recent callers are forgotten."""

    burst: float = 30
    per_second: float = 1
    callers: int = 10_000
    seen: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict, repr=False)
    """Caller -> (tokens left, when)."""

    def wait(self, caller: str, now: float) -> float:
        """Take a token and return 0, or return the seconds until there is one; *now* is a steady clock in seconds.

        >>> limit = Limit(burst=2, per_second=1)
        >>> [limit.wait("a", at) for at in (0.0, 0.0, 0.0, 1.0)]
        [0.0, 0.0, 1.0, 0.0]
        """
        tokens, at = self.seen.pop(caller, (self.burst, now))
        tokens = filled(tokens, self.burst, self.per_second, now - at)
        short = seconds_until(1, tokens, self.per_second)
        self.seen[caller] = (tokens if short else tokens - 1, now)
        if len(self.seen) > self.callers:
            self.seen.popitem(last=False)
        return short


# --- an account's bucket, in the state database -----------------------------------------------------------------------


FIRST, LONGEST = 1.0, 300.0
"""Seconds (AWS Architecture Blog, "Exponential Backoff And Jitter": full jitter does the least work)."""
TRIES = 8
"""Calls of one batch; then a person looks."""
Chance = Callable[[], float]
"""A number from 0 up to, but not including, 1."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Allowance:
    """What the account may do, as config and provider say."""

    account: str
    rate: float | None = None
    """Messages a second, never exceeded; None: as fast as the other side answers."""
    daily: int | None = None
    """Messages a day (UTC)."""


def open_bucket(connection: Connection, allowance: Allowance, now: datetime) -> None:
    """Make the account's bucket if there is none."""
    row = {"account": allowance.account, **asdict(fresh(allowance.rate, now))}
    insert_unless_known(connection, buckets, [row])


def take_tokens(connection: Connection, allowance: Allowance, count: int, now: datetime) -> Delayed | Exhausted | None:
    """Take *count* messages out of the bucket and return None; or return why that cannot be, and take nothing."""
    found = take(_locked(connection, allowance), count, now, ceiling=allowance.rate, daily=allowance.daily)
    if not isinstance(found, Granted):
        return found
    _write(connection, allowance, found.bucket)
    return None


def slow_down(
    connection: Connection, allowance: Allowance, now: datetime, *, retry_after: float | None, observed: float
) -> None:
    """Halve the account's rate, and let nothing leave for a while."""
    was = _locked(connection, allowance)
    _write(connection, allowance, slowed(was, now, retry_after=retry_after, observed=observed))


def give_back(connection: Connection, allowance: Allowance, count: int) -> None:
    """Subtract *count* messages that certainly were not accepted from the day's count."""
    _write(connection, allowance, given_back(_locked(connection, allowance), count))


def used_today(connection: Connection, account: str, now: datetime) -> int:
    """Return how many messages the account sent today (UTC), as far as we know."""
    used = select(buckets.c.used).where(buckets.c.account == account, buckets.c.day == now.date().isoformat())
    return connection.scalar(used) or 0


def _locked(connection: Connection, allowance: Allowance) -> Bucket:
    """Return the bucket; until the transaction ends nobody else changes it."""
    wanted = select(buckets).where(buckets.c.account == allowance.account).with_for_update()
    row = connection.execute(wanted).mappings().one()
    return Bucket(**{name: row[name] for name in ("tokens", "rate", "burst", "updated_at", "day", "used")})


def _write(connection: Connection, allowance: Allowance, changed: Bucket) -> None:
    connection.execute(update(buckets).where(buckets.c.account == allowance.account).values(**asdict(changed)))


def delay(attempts: int, chance: Chance) -> float:
    """Return the seconds to wait after *attempts* failed calls.

    >>> [delay(attempts, lambda: 0.5) for attempts in (1, 2, 3, 20)]
    [0.5, 1.0, 2.0, 150.0]
    """
    return float(min(LONGEST, FIRST * 2.0 ** min(attempts - 1, 30)) * chance())

"""An account's rate: its token bucket in the state database, shared by all processes, and the delay before a retry."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from publishkit.send.bucket import Bucket, Delayed, Exhausted, Granted, fresh, given_back, slowed, take
from publishkit.send.state.tables import buckets, insert_unless_known

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

"""The lock at a distant target: one object, made only where there is none, its age read from the target's own clock."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from publishkit.errors import ExternalError, Problem
from publishkit.publish.targets.base import LOCK
from publishkit.publish.targets.machine import Holder, is_gone, parse_holder, this_holder

STALE = 3600.0
"""Seconds without a sign of life after which a publish is taken for dead; nothing we send takes that long."""
RENEW = 300.0
"""Seconds between signs of life."""


class LockPlace(Protocol):
    """What a target must offer to be locked."""

    address: str

    def create(self, path: str, data: bytes) -> bool:
        """Write *data* if nothing stands at *path*; False when something does."""

    def replace(self, path: str, data: bytes) -> None:
        """Write *data* whatever stands at *path*."""

    def read(self, path: str) -> bytes | None:
        """Return what stands at *path*."""

    def age(self, path: str) -> float | None:
        """Return the seconds since *path* was written, by the target's own clock; None when it is gone."""

    def remove(self, path: str) -> None:
        """Take away what stands at *path*."""


class HeldLock:
    """A lock we took."""

    def __init__(self, place: LockPlace, holder: Holder, clock: Callable[[], float] = time.monotonic) -> None:
        self._place, self._text, self._clock = place, holder.text(), clock
        self._renewed = clock()

    def renew(self) -> None:
        """Say that we are still at work, every five minutes.

        Raises:
            ExternalError: somebody else has taken over.
        """
        if self._clock() - self._renewed < RENEW:
            return
        if not self.is_ours():
            message = "another publisher took over while this one stood still"
            hint = "see who it is, and publish again when they are done"
            raise ExternalError(Problem(place=self._place.address, message=message, hint=hint))
        self._place.replace(LOCK, self._text)
        self._renewed = self._clock()

    def release(self) -> None:
        """Let others publish."""
        if self.is_ours():
            self._place.remove(LOCK)

    def is_ours(self) -> bool:
        """True while the lock says what we wrote."""
        return self._place.read(LOCK) == self._text


@contextmanager
def held(place: LockPlace, owner: str) -> Iterator[HeldLock]:
    """Hold the lock at *place* for *owner*.

    A lock whose process was killed on this machine, or that gave no sign of life for an hour, is taken over.

    Raises:
        ExternalError: somebody else holds it.
    """
    holder = this_holder(owner)
    if not place.create(LOCK, holder.text()):
        _take_over(place)
        if not place.create(LOCK, holder.text()):
            raise refusal(place.address, parse_holder(place.read(LOCK)), place.age(LOCK) or 0.0)
    lock = HeldLock(place, holder)
    try:
        yield lock
    except BaseException:
        with suppress(ExternalError):  # what went wrong first is what people must hear
            lock.release()
        raise
    lock.release()


def _take_over(place: LockPlace) -> None:
    text, age = place.read(LOCK), place.age(LOCK)
    if text is None or age is None:
        return  # let go of meanwhile
    other = parse_holder(text)
    if not is_gone(other) and age < STALE:
        raise refusal(place.address, other, age)
    if place.read(LOCK) == text:
        place.remove(LOCK)


def refusal(address: str, other: Holder, age: float) -> ExternalError:
    """Return the error that says who is publishing, since when, and what to do should they be gone."""
    message = f"{other.owner} is publishing there (last sign of life {_ago(age)} ago)"
    hint = (
        f"wait until they are done; if that publish was stopped, delete {address}/{LOCK}, "
        f"or wait until it is an hour old: then it is taken over"
    )
    return ExternalError(Problem(place=address, message=message, hint=hint))


def _ago(seconds: float) -> str:
    """Return a time span in one unit.

    >>> _ago(12.3), _ago(720)
    ('12 seconds', '12 minutes')
    """
    return f"{max(seconds, 0):.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"

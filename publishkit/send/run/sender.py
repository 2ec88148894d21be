"""All that a step needs besides the batch: who sends, through what, for which campaign, by which clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from publishkit.send.letter import Letter
from publishkit.send.message import Reader
from publishkit.send.run.backoff import Chance
from publishkit.send.run.breaker import Tally
from publishkit.send.run.buckets import Allowance
from publishkit.send.run.identity import Alive, started
from publishkit.send.state.store import Store
from publishkit.send.transports.base import Transport

LEASE = timedelta(minutes=15)
"""A worker on another host that has said nothing for so long is taken for dead; longer than any call may take."""
WINDOW = 0.8
"""Share of the time a provider says it remembers keys that we count on."""

Clock = Callable[[], datetime]
"""Returns the moment, in UTC."""
Sleep = Callable[[float], object]
"""Waits so many seconds, or less when told to stop."""
Addressed = Callable[[str, str, str], Reader]
"""Address, name and key of a reader -> whom the message is for, with their own way to leave."""


EVERY = timedelta(seconds=5)
"""Between two looks at what the provider has told meanwhile."""


class Counter:
    """The tally of this process, kept by several threads."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._lock = Lock()
        self._looked: datetime | None = None

    def due(self, now: datetime) -> bool:
        """Return whether it is time to look at what the provider has told; one thread is told so."""
        with self._lock:
            if self._looked is not None and abs(now - self._looked) < EVERY:
                return False
            self._looked = now
            return True

    def change(self, changed: Callable[[Tally], Tally]) -> Tally:
        """Replace the tally by what *changed* makes of it, and return that."""
        with self._lock:
            self._tally = changed(self._tally)
            return self._tally

    @property
    def tally(self) -> Tally:
        """What came back so far."""
        with self._lock:
            return self._tally


@dataclass(frozen=True, kw_only=True)
class Sender:
    """One process that sends one campaign."""

    store: Store
    transport: Transport
    letter: Letter
    campaign: str
    """Its id."""
    worker: str
    """`host:pid:start`."""
    addressed: Addressed
    allowance: Allowance
    canary_wait: timedelta
    """From the first readers to all others."""
    clock: Clock
    sleep: Sleep
    chance: Chance
    counter: Counter = field(default_factory=lambda: Counter(Tally()))
    alive: Alive = started

    def may_repeat(self, first: datetime, now: datetime) -> bool:
        """Return whether the provider still knows the key of a call first made at *first*.

        A clock that was set back makes that unknowable, so no.
        """
        remembered = self.transport.capabilities.idempotency
        return remembered is not None and timedelta(0) <= now - first < remembered * WINDOW

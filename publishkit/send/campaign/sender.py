"""Who sends: the sender of one campaign, the name of its process, and the keys under which its calls are made."""

import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from uuid import UUID, uuid5

from publishkit.send.campaign.breaker import Tally
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import Reader
from publishkit.send.rate import Allowance, Chance
from publishkit.send.state.store import Store
from publishkit.send.transports.base import Transport

Clock = Callable[[], datetime]
"""Returns the moment, in UTC."""
Sleep = Callable[[float], object]
"""Waits so many seconds, or less when told to stop."""
MakeReader = Callable[[str, str, str], Reader]
"""Address, name and key of a reader -> the reader of a message, with their own unsubscribe link."""
Alive = Callable[[int], str]
"""Process id -> when that process started, in a form that no later process shares; "" when there is none."""
LEASE = timedelta(minutes=15)
"""A claimed batch of a worker on another host is taken over after so long; longer than any call may take."""
KEY_WINDOW = 0.8
"""Share of the time a provider says it remembers keys that we count on."""
FEEDBACK_EVERY = timedelta(seconds=5)
"""Between two looks at the bounces and complaints that the provider has reported."""


class Counter:
    """The tally of this process, kept by several threads."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._lock = Lock()
        self._looked: datetime | None = None

    def due(self, now: datetime) -> bool:
        """Return whether it is time to look at the provider's reports again; True for one thread only."""
        with self._lock:
            if self._looked is not None and abs(now - self._looked) < FEEDBACK_EVERY:
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


# --- processes --------------------------------------------------------------------------------------------------------


def this_worker() -> str:
    """Return `host:pid:start` of this process."""
    return f"{_host()}:{os.getpid()}:{started(os.getpid())}"


def started(pid: int) -> str:
    """Return when process *pid* started, as boot and clock ticks since then; "" when it does not run (any more)."""
    try:
        # The second field is the program's name in brackets and may hold anything; state and the rest stand after it.
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return "" if Path("/proc/self/stat").exists() else _signalled(pid)
    return "" if fields[0] in {"Z", "X"} else f"{_boot()}-{fields[19]}"


def _signalled(pid: int) -> str:
    """Return "running" or "", where there is no /proc (macOS); a process id used again is taken for the old process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except OSError:
        return "running"
    return "running"


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii")[:8]
    except OSError:
        return "boot"


def _host() -> str:
    return socket.gethostname().replace(":", "-")[:60] or "localhost"


def is_dead(worker: str, *, here: str, lease_over: bool, alive: Alive) -> bool:
    """Return whether the process *worker* has ended; *here* is the name of this process.

    On this machine the process table tells; of other machines only the end of the lease does.
    """
    if worker == here:
        return False
    host, _, rest = worker.rpartition(":")[0].rpartition(":")
    start = worker.rpartition(":")[2]
    if host == here.rpartition(":")[0].rpartition(":")[0] and rest.isdecimal():
        return alive(int(rest)) != start
    return lease_over


# --- the sender -------------------------------------------------------------------------------------------------------


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
    addressed: MakeReader
    allowance: Allowance
    canary_wait: timedelta
    """From the first readers to all others."""
    clock: Clock
    sleep: Sleep
    chance: Chance
    mark: Callable[[], object] = lambda: None
    """Called when a batch is claimed, before the provider hears of it: other witnesses than the database are told."""
    counter: Counter = field(default_factory=lambda: Counter(Tally()))
    alive: Alive = started

    def may_repeat(self, first: datetime, now: datetime) -> bool:
        """Return whether the provider still knows the key of a call first made at *first*.

        A clock that was set back makes that unknowable, so no.
        """
        remembered = self.transport.capabilities.idempotency
        return remembered is not None and timedelta(0) <= now - first < remembered * KEY_WINDOW


# --- ids and keys, the same for the same words ------------------------------------------------------------------------


NAMESPACE = UUID("6f0b6c9e-2f3c-5a0e-9d57-2f2b8c1d4e10")
"""Of publishkit, so that no other program makes the same keys out of the same words."""


def campaign_id(issue: str, list_name: str, variant: str) -> str:
    """Return the id of the campaign: the same for the same issue, list and variant.

    >>> campaign_id("2026-w47", "readers", "")
    '51b44fb3-5098-5362-a06f-4b1218861601'
    """
    return str(uuid5(NAMESPACE, f"{issue}\0{list_name}\0{variant}"))


def batch_key(campaign: str, number: int) -> str:
    """Return the key under which batch *number* of a campaign is submitted."""
    return str(uuid5(NAMESPACE, f"{campaign}\0{number}"))


def call_key(campaign: str, number: int, size: int, readers: Sequence[str]) -> str:
    """Return the key of a call that carries *readers* (their keys, in order) of a batch of *size*.

    A whole batch goes under the batch's own key. Fewer readers are another call: a provider that remembers keys would
    answer it with what became of the first.
    """
    whole = batch_key(campaign, number)
    return whole if len(readers) == size else str(uuid5(UUID(whole), "\0".join(readers)))

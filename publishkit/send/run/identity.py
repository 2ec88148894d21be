"""Names that stay the same: of a campaign, of a call, of the process that makes it."""

import os
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID, uuid5

NAMESPACE = UUID("6f0b6c9e-2f3c-5a0e-9d57-2f2b8c1d4e10")
"""Ours, so that no other program makes the same keys out of the same words."""

Alive = Callable[[int], str]
"""Process id -> when that process started, in a form that no later process shares; "" when there is none."""


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


def this_worker() -> str:
    """Return `host:pid:start` of this process."""
    return f"{_host()}:{os.getpid()}:{started(os.getpid())}"


def is_dead(worker: str, *, here: str, lease_over: bool, alive: Alive) -> bool:
    """Return whether *worker* can no longer come back with an answer; *here* is our own name.

    On our own machine the process table knows; elsewhere only the lease does.
    """
    if worker == here:
        return False
    host, _, rest = worker.rpartition(":")[0].rpartition(":")
    start = worker.rpartition(":")[2]
    if host == here.rpartition(":")[0].rpartition(":")[0] and rest.isdecimal():
        return alive(int(rest)) != start
    return lease_over


def started(pid: int) -> str:
    """Return when process *pid* started, as boot and clock ticks since then; "" when it does not run (any more)."""
    try:
        # The second field is the program's name in brackets and may hold anything; state and the rest stand after it.
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return "" if Path("/proc/self/stat").exists() else _signalled(pid)
    return "" if fields[0] in {"Z", "X"} else f"{_boot()}-{fields[19]}"


def _signalled(pid: int) -> str:
    """Where there is no /proc (macOS): only whether it runs. A number used again is taken for the old process."""
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

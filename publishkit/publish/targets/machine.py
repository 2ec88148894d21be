"""Who this publisher is: a name for colleagues, and enough to tell whether the process still runs."""

import getpass
import json
import os
import socket
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Holder:
    """What a lock says of the one who took it."""

    owner: str
    """For people: `jane@newsroom`."""
    machine: str
    """A hash of this machine as this process sees it; equal only where process numbers mean the same."""
    process: int
    turn: int
    """Tells two publishes of one process apart."""

    def text(self) -> bytes:
        """Return what stands in the lock."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()


def this_holder(owner: str) -> Holder:
    """Return this process as the holder of a lock, under the name *owner* or the user's own."""
    return Holder(owner=owner or _user(), machine=_machine(), process=os.getpid(), turn=time.monotonic_ns())


def parse_holder(data: bytes | None) -> Holder:
    """Return who wrote a lock; nobody in particular when it cannot be read."""
    try:
        read = json.loads(data or b"")
        values = {key: _plain(read, key) for key in ("owner", "machine")}
        return Holder(process=int(read["process"]), turn=int(read["turn"]), **values)
    except (ValueError, TypeError, KeyError, RecursionError):
        return Holder(owner="somebody", machine="", process=0, turn=0)


def _plain(read: Mapping[str, object], key: str) -> str:
    """What a stranger may have written is shown to people: printable, and short."""
    return "".join(letter for letter in str(read[key]) if letter.isprintable())[:80]


def is_gone(holder: Holder) -> bool:
    """True when *holder* was a process of this machine that runs no more (it was killed)."""
    if os.name == "nt" or holder.machine != _machine() or holder.process <= 0:
        return False  # on Windows the question itself (os.kill) would end the process
    try:
        os.kill(holder.process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _user() -> str:
    try:
        return f"{getpass.getuser()}@{socket.gethostname()}"
    except (OSError, KeyError):  # a container's user without a name
        return socket.gethostname()


def _machine() -> str:
    """Host name alone is not enough: builds in the cloud share names, and containers number processes anew."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    space = Path("/proc/self/ns/pid")
    try:
        facts = (socket.gethostname(), boot.read_text(encoding="ascii"), str(space.stat().st_ino))
    except OSError:
        facts = (socket.gethostname(), "", "")
    return sha256("\n".join(facts).encode()).hexdigest()[:16]

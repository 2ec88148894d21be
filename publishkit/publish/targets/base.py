"""The Protocol of a target: it is listed, read, locked and changed. And what all targets share: names, hashes, lock holders."""

import getpass
import json
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Protocol

from publishkit.errors import ExternalError, Problem
from publishkit.publish.files import SiteFile

MANIFEST = ".publishkit-site.json"
"""The list of what we wrote to the target the last time; written after everything else."""
LOCK = ".publishkit-site.lock"
"""Who is publishing at this moment."""
UPLOAD = ".publishkit-upload-"
"""Begins the name of a file on its way; whatever bears it was left by a publish that was cut."""
CHUNK = 1 << 20
CACHE_CONTROL = {
    "immutable": "public, max-age=31536000, immutable",
    "page": "public, max-age=300, must-revalidate",
    "feed": "public, max-age=900, must-revalidate",
}
"""By `SiteFile.cache` (RFC 9111, RFC 8246): a year for what never changes under its name, minutes for the rest."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file as the target lists it."""

    path: str
    bytes: int
    tag: str
    """Changes when the file is written again: an ETag, or the time of the last change. "" where there is none."""


class Change(Protocol):
    """A change under way. Readers see each file whole; of a folder they see the whole change at once."""

    def write(self, file: SiteFile) -> str:
        """Put *file* there, prove by its hash that it arrived, and return its tag.

        Raises:
            ExternalError: it did not arrive.
        """

    def delete(self, path: str) -> None:
        """Take away the file at *path*, which was in the listing."""


class Lock(Protocol):
    """The right to change a target, held by one publisher at a time."""

    def renew(self) -> None:
        """Say that we are still at work; call it every few files.

        Raises:
            ExternalError: somebody else has taken over.
        """


class Target(Protocol):
    """A place where a site lives. Paths are relative to it, `/` between parts; nothing outside it is touched."""

    address: str
    """For people: never holds a secret."""
    parallel: int
    """How many files may travel at the same time."""
    proof: str
    """How a file that was sent is proved to have arrived."""

    def listing(self) -> Iterator[StoredFile]:
        """Return every file there, ours or not, except the lock; of a place that does not exist yet, nothing.

        Raises:
            ExternalError: the target does not answer, or refuses.
        """

    def read(self, path: str) -> bytes | None:
        """Return what stands at *path*; None when nothing does."""

    def holds(self, file: SiteFile, stored: StoredFile) -> bool:
        """True when *stored* is *file* to the byte, with its media type and caching where the target keeps those."""

    def lock(self, owner: str) -> AbstractContextManager[Lock]:
        """Hold the target for *owner* alone.

        Raises:
            ExternalError: somebody else holds it, or the target refuses to be written.
        """

    def change(self) -> AbstractContextManager[Change]:
        """Begin a change; it is done when the block ends without an error."""

    def close(self) -> None:
        """Let go of connections."""


def source_changed(place: str, file: SiteFile) -> ExternalError:
    """Return the error for a file that is not what the site said it was, or did not arrive as it left."""
    hint = "the file changed while it was sent, or on its way: build the site again and publish once more"
    message = f"what arrived is not what was to be sent (SHA-256 {file.sha256[:12]}… expected)"
    return ExternalError(Problem(place=f"{place}/{file.path}", message=message, hint=hint))


@contextmanager
def open_source(file: SiteFile) -> Iterator[BinaryIO]:
    """Open what is to be sent.

    Raises:
        ExternalError: it cannot be opened; the fault is here, not at the target.
    """
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(file.open())
        except OSError as cause:
            hint = "it is part of the site: build the edition again"
            raise ExternalError(
                Problem(place=str(file.source), message=f"cannot be read: {cause.strerror}", hint=hint)
            ) from cause
        yield stream


def digest(stream: BinaryIO) -> str:
    """Return the SHA-256 of the rest of *stream* in hex, reading a megabyte at a time."""
    hashed = sha256()
    while part := stream.read(CHUNK):
        hashed.update(part)
    return hashed.hexdigest()


# --- who holds a lock -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock, as the lock says."""

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
    """Return the holder that a lock names; "somebody" when it cannot be read."""
    try:
        read = json.loads(data or b"")
        values = {key: _printable(read, key) for key in ("owner", "machine")}
        return Holder(process=int(read["process"]), turn=int(read["turn"]), **values)
    except (ValueError, TypeError, KeyError, RecursionError):
        return Holder(owner="somebody", machine="", process=0, turn=0)


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


def _printable(read: Mapping[str, object], key: str) -> str:
    """Return the value as it may be shown, printable and short: a stranger may have written it."""
    return "".join(letter for letter in str(read[key]) if letter.isprintable())[:80]


def _user() -> str:
    try:
        return f"{getpass.getuser()}@{socket.gethostname()}"
    except (OSError, KeyError):  # a container's user without a name
        return socket.gethostname()


def _machine() -> str:
    """Return a hash of this machine: of more than its name, as builds in the cloud share names and process numbers."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    space = Path("/proc/self/ns/pid")
    try:
        facts = (socket.gethostname(), boot.read_text(encoding="ascii"), str(space.stat().st_ino))
    except OSError:
        facts = (socket.gethostname(), "", "")
    return sha256("\n".join(facts).encode()).hexdigest()[:16]

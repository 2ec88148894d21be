"""The lock beside a folder: the system lets go of it when its process ends, so it is never stale."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publishkit.errors import ExternalError, Problem
from publishkit.publish.file_lock import try_lock
from publishkit.publish.targets.machine import parse_holder, this_holder

HINT = "wait until they are done; the lock goes with their process"


class NoRenewal:
    """A lock that needs no sign of life."""

    def renew(self) -> None:
        """Nothing to do: the system knows that we live."""


@contextmanager
def held_beside(folder: Path, owner: str) -> Iterator[NoRenewal]:
    """Hold the lock file beside *folder*, and take it away at the end.

    Raises:
        ExternalError: another process holds it.
        OSError: it cannot be made.
    """
    path = folder.parent / f".publishkit-lock-{folder.name}"
    file = _opened(path)
    try:
        # Its holder may have taken it away between our opening and locking: then it locks nothing.
        if not try_lock(file) or not _is_still(path, file):
            raise _refusal(folder, path)
        os.ftruncate(file, 0)
        os.write(file, this_holder(owner).text())
        try:
            yield NoRenewal()
        finally:
            path.unlink(missing_ok=True)
    finally:
        os.close(file)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)


def _is_still(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _refusal(folder: Path, path: Path) -> ExternalError:
    try:
        holder, seconds = parse_holder(path.read_bytes()), _age(path)
    except OSError:
        holder, seconds = parse_holder(None), 0.0
    message = f"{holder.owner} is publishing there (process {holder.process}, for {max(seconds, 0):.0f} seconds)"
    return ExternalError(Problem(place=str(folder), message=message, hint=HINT))


def _age(path: Path) -> float:
    """Seconds since the lock was taken, by the clock of the disk it is on."""
    with tempfile.TemporaryFile(dir=path.parent) as now:
        return os.fstat(now.fileno()).st_mtime - path.stat().st_mtime

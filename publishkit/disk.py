"""Writing to a disk that others read: files and folders whole or not at all, and one lock.

Everything here raises the plain OSError of the system; the room that asked knows the sentence for it.
"""

import ctypes
import errno
import os
import secrets
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

AT_FDCWD = -100
RENAME_EXCHANGE = 2
"""renameat2(2): swap two names in one step (Linux 3.15 and later)."""
PAUSE = 0.05
"""Seconds between two attempts to take a lock."""


class LockHeldError(OSError):
    """Another process has the lock, and kept it for as long as we would wait."""

    def __init__(self, path: Path, note: bytes, seconds: float) -> None:
        """Say that *path* is held by whoever wrote *note* into it, *seconds* ago."""
        super().__init__(errno.EWOULDBLOCK, "is held by another process", str(path))
        self.note = note
        """What the holder wrote into the lock; b"" where the locked file is no mere lock."""
        self.seconds = seconds
        """How long ago the lock was taken, by the clock of the disk it is on."""


# --- files ------------------------------------------------------------------------------------------------------------


def read_file(path: Path) -> bytes:
    """Return the bytes of a file; a pipe or a device, which may never end, is not read.

    Raises:
        OSError: it is missing, is none, or cannot be read.
    """
    kind = path.stat().st_mode
    if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
        raise OSError(errno.EINVAL, "it is a pipe or a device, not a file", str(path))
    return path.read_bytes()


def write_whole(path: Path, data: bytes, *, mode: int | None = None, flush: bool = True) -> None:
    """Write a file so that it is as before or complete, also when this process is killed or the power is cut.

    *mode* is the file's permissions; without it a file that stands there keeps its own, and a new one gets the usual.
    A symbolic link is replaced, not followed. `flush=False` leaves out the power cut: for files by the thousand that can
    be made again.

    Raises:
        OSError: the folder is missing, the disk is full or refuses; nothing is changed and nothing is left behind.
    """
    part = _written_beside(path, data, _permissions(path) if mode is None else mode, flush=flush)
    try:
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    if flush:
        _flush_folder(path.parent)


def write_new(path: Path, data: bytes | Iterable[bytes], *, mode: int | None = None) -> None:
    """Write a file that did not exist, whole, and never over another one; *mode* is its permissions.

    *data* may come in pieces: they are written as they come, so that a long file needs no memory.

    Raises:
        FileExistsError: something stands there, be it a link that leads nowhere.
        OSError: the folder is missing, the disk is full or refuses; nothing is left behind.
    """
    part = _written_beside(path, data, mode)
    try:
        os.link(part, path)  # unlike a rename it fails where something stands
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links
        _create(path, part.read_bytes(), mode, flush=True)
    finally:
        part.unlink(missing_ok=True)
    _flush_folder(path.parent)


def _written_beside(path: Path, data: bytes | Iterable[bytes], mode: int | None, *, flush: bool = True) -> Path:
    """Return a new file beside *path* that holds *data*."""
    part = path.with_name(f".{path.name[:40]}-{secrets.token_hex(6)}.part")
    _create(part, data, mode, flush=flush)
    return part


def _create(path: Path, data: bytes | Iterable[bytes], mode: int | None, *, flush: bool) -> None:
    """Write *data* to a new file, flushed; on failure there is none."""
    file = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666 if mode is None else 0o600
    )
    try:
        with os.fdopen(file, "wb") as stream:
            if mode is not None:
                path.chmod(mode)
            stream.writelines([data] if isinstance(data, bytes) else data)
            stream.flush()
            if flush:
                os.fsync(stream.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _permissions(path: Path) -> int | None:
    """Return the permissions of a file that stands there; None when none does."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return stat.S_IMODE(found.st_mode) if stat.S_ISREG(found.st_mode) else None


def _flush_folder(folder: Path) -> None:
    """Make the names in *folder* survive a power cut, where the system can; the file itself is in its place already."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


# --- folders ----------------------------------------------------------------------------------------------------------


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write new *files* (path below *folder* -> bytes) and flush each; the folder is put in its place by `take_place`.

    Raises:
        FileExistsError: a file stands there already.
        OSError: the disk is full or refuses.
    """
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _create(path, data, None, flush=True)


def take_place(fresh: Path, target: Path, aside: Path) -> None:
    """Put the folder *fresh* where *target* is; afterwards *fresh* is what stood there, or is gone.

    One step where the system can do that (Linux); elsewhere two renames, between which the old folder stands at *aside*.
    Should the machine stop there, `bring_back` mends it.

    Raises:
        OSError: the disk refuses; *target* is as before.
    """
    if not target.exists():
        fresh.rename(target)
    elif not _exchange(fresh, target):
        target.rename(aside)
        try:
            fresh.rename(target)
        except OSError:
            aside.rename(target)
            raise
        aside.rename(fresh)


def bring_back(target: Path, aside: Path) -> None:
    """Mend what a process killed within `take_place` left: the old folder goes back, or away when the new one stands.

    Raises:
        OSError: the disk refuses.
    """
    if aside.exists():
        if target.exists():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.rename(target)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step; False where the system cannot."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    swap = getattr(libc, "renameat2", None)
    if swap is None:
        return False
    return bool(swap(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0)


# --- the lock ---------------------------------------------------------------------------------------------------------


@contextmanager
def lock_file(path: Path, *, wait: float = 0.0, note: bytes | None = None) -> Iterator[int]:
    """Hold *path* for this process alone; yield its descriptor, open for reading and appending.

    The system lets go of it when the process ends, however it ends: a lock is never stale. With *note* the file is a
    mere lock: it says who holds it and is gone afterwards. Without, it is a file that matters and stays.

    Raises:
        LockHeldError: another process kept it for longer than *wait* seconds.
        OSError: it cannot be made.
    """
    file = _locked(path, wait, noted=note is not None)
    try:
        if note is None:
            yield file
            return
        os.ftruncate(file, 0)
        os.write(file, note)
        try:
            yield file
        finally:
            path.unlink(missing_ok=True)
    finally:
        os.close(file)  # which lets go of the lock


def _locked(path: Path, wait: float, *, noted: bool) -> int:
    """Return *path*, opened and locked."""
    until = time.monotonic() + wait
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o644)
        try:
            free = _wait_for(file, until)
        except BaseException:
            os.close(file)
            raise
        # Its holder may have taken it away, or Git put another in its place, between our opening and locking: then that
        # one is to be locked.
        if free and _is_still(path, file):
            return file
        os.close(file)
        if not free:
            raise _held(path, noted=noted)


def _wait_for(file: int, until: float) -> bool:
    """Return whether the lock was taken before *until* (by the monotonic clock); it is tried once at least."""
    while not _try_lock(file):
        if time.monotonic() >= until:
            return False
        time.sleep(PAUSE)
    return True


def _try_lock(file: int) -> bool:
    """Take the lock on an open descriptor if nobody has it; closing the descriptor lets go of it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file, 1 << 30, os.SEEK_SET)  # Windows locks bytes: one that is never written
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _is_still(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _held(path: Path, *, noted: bool) -> LockHeldError:
    try:
        return LockHeldError(path, path.read_bytes() if noted else b"", max(_age(path), 0.0))
    except OSError:  # gone meanwhile
        return LockHeldError(path, b"", 0.0)


def _age(path: Path) -> float:
    """Return the seconds since *path* was written, by the clock of the disk it is on."""
    with tempfile.TemporaryFile(dir=path.parent) as now:
        return os.fstat(now.fileno()).st_mtime - path.stat().st_mtime


# --- what was made once and is kept -----------------------------------------------------------------------------------


def keep(place: Path, key: str, data: bytes) -> None:
    """Keep *data* at *place*, made from what *key* stands for; where the disk is full or refuses, it is made again next time."""
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(place, _mark(key, data) + b"\n" + data, flush=False)


def kept(place: Path, key: str) -> bytes | None:
    """Return what `keep` put at *place*; None when nothing is there, it was made from something else, or it is damaged."""
    try:
        mark, _, data = place.read_bytes().partition(b"\n")
    except OSError:
        return None
    return data if mark == _mark(key, data) else None


def _mark(key: str, data: bytes) -> bytes:
    return sha256(key.encode() + b"\n" + data).hexdigest().encode()

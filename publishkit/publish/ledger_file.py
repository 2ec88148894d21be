"""The ledger on disk, `rights/ledger.jsonl`: append only, one writer at a time, whole lines or none.

It is the workspace's own record and never part of an edition.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from publishkit.disk import LockHeldError, lock_file, write_whole
from publishkit.errors import InputError, Problem
from publishkit.model.finding import Finding
from publishkit.rights.ledger import (
    LEDGER,
    Entry,
    Fault,
    Head,
    chained,
    first_fault,
    head_file,
    is_whole,
    news,
    parse_head,
    records,
    split,
    tip,
)

HEAD = "rights/ledger.head"

WAIT = 10.0
"""Seconds a build waits for another one to finish writing; writing takes milliseconds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """The ledger as it stands on disk."""

    lines: tuple[bytes, ...]
    half: bytes
    """What a build that was killed left of its last line."""
    head: Head | None
    """None when its file is missing or cannot be read."""

    @property
    def fault(self) -> Fault | None:
        """The first place where the chain does not hold."""
        if not self.lines and self.head is None:
            return None
        return first_fault(self.lines, self.head)


def load_ledger(root: Path) -> Ledger:
    """Return the workspace's ledger; an empty one when nothing was built yet.

    Raises:
        InputError: it cannot be read.
    """
    try:
        lines, half = split(_bytes(root / LEDGER))
        return Ledger(lines=lines, half=half, head=parse_head(_bytes(root / HEAD)))
    except OSError as cause:
        raise InputError(Problem(place=LEDGER, message=f"cannot be read: {cause.strerror}")) from cause


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def record(root: Path, entries: Sequence[Entry], *, wait: float = WAIT) -> tuple[Finding, ...]:
    """Write down the decisions that are new, and return what an editor should know of the ledger.

    A ledger that cannot be written stops no edition: that is a warning (R150).
    """
    try:
        (root / LEDGER).parent.mkdir(exist_ok=True)
        with lock_file(root / LEDGER, wait=wait) as file:
            return tuple(_append(root, file, entries))
    except OSError as cause:
        kept = f"another build has kept it for {wait:g} seconds"
        why = kept if isinstance(cause, LockHeldError) else cause.strerror or str(cause)
        hint = "the edition is not touched by this; make the file writable and build again"
        message = f"the decisions of this build could not be written down: {why}"
        return (Finding(code="R150", severity="warning", where=LEDGER, message=message, hint=hint),)


def _append(root: Path, file: int, entries: Sequence[Entry]) -> Iterator[Finding]:
    data = _read(file)
    lines, half = split(data)
    head = parse_head(_bytes(root / HEAD))
    if not data and head is None:
        _write_head(root, Head())  # before the first line: from now on a missing head was taken away
        head = Head()
    if half:
        yield _mend(file, len(data), half, len(lines) + 1)
        lines = (*lines, half) if is_whole(half) else lines
    if fault := first_fault(lines, head):
        yield _broken(fault)
    written = _lines_of(lines, entries)
    made, end = chained(written, tip(lines, head))
    if made:
        _write(file, made)
    if end != head:
        _write_head(root, end)


def _lines_of(lines: Sequence[bytes], entries: Sequence[Entry]) -> tuple[Entry, ...]:
    editions = {entry.edition for entry in entries}
    return news(entries, (told for edition in sorted(editions) for told in records(lines, edition)))


def _mend(file: int, size: int, half: bytes, number: int) -> Finding:
    """Give a line its missing break, or take half a line away; its decision was never complete and is made again."""
    if is_whole(half):
        _write(file, b"\n")
        done = "had no line break at its end; it was put back"
    else:
        os.ftruncate(file, size - len(half))
        os.fsync(file)
        done = f"was half written by a build that was stopped; its {len(half)} bytes were taken away"
    return Finding(code="R151", severity="info", where=f"{LEDGER}:{number}", message=f"line {number} {done}")


def _broken(fault: Fault) -> Finding:
    where, what = (f"{LEDGER}:{fault.line}", f"line {fault.line} ") if fault.line else (HEAD, "the head ")
    hint = "bring the file back from a backup or from Git; `publishkit rights ledger --check` says when it holds again"
    return Finding(code="R152", severity="warning", where=where, message=f"{what}{fault.message}", hint=hint)


# --- the disk ---------------------------------------------------------------------------------------------------------


def _read(file: int) -> bytes:
    os.lseek(file, 0, os.SEEK_SET)
    parts = []
    while part := os.read(file, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _write(file: int, data: bytes) -> None:
    """Write all of *data* at the end and flush it to the disk; on a full disk nothing of it stays."""
    before = os.fstat(file).st_size
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]
        os.fsync(file)
    except OSError:
        os.ftruncate(file, before)
        raise


def _write_head(root: Path, head: Head) -> None:
    """Replace the head in one step; it may lag behind the lines, never run ahead of them."""
    write_whole(root / HEAD, head_file(head))

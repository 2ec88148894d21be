"""The ledger on disk, `rights/ledger.jsonl`: append only, one writer at a time, whole lines or none.

It is the workspace's own record and never part of an edition.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from publishkit.disk import LockHeldError, lock_file, read_file, write_whole
from publishkit.edition.clear import ClearedItem, edition_context
from publishkit.edition.issue_rights import CLAIMED
from publishkit.errors import InputError, Problem
from publishkit.model.artifact import Finding
from publishkit.model.decision import Decision, Stored
from publishkit.model.profile import Profile
from publishkit.model.rights import Channel
from publishkit.model.statement import RightsStatement
from publishkit.rights.evidence import proofs_of
from publishkit.rights.gate.decide import canonical_json
from publishkit.rights.ledger import (
    LEDGER,
    Entry,
    Fault,
    Head,
    Written,
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
from publishkit.workspace.load import Planned

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
    return read_file(path) if path.exists() else b""


def record(root: Path, entries: Sequence[Written], *, wait: float = WAIT) -> tuple[Finding, ...]:
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


def _append(root: Path, file: int, entries: Sequence[Written]) -> Iterator[Finding]:
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


def _lines_of(lines: Sequence[bytes], entries: Sequence[Written]) -> tuple[Written, ...]:
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


def entries_of(
    planned: Planned,
    items: Sequence[ClearedItem],
    profiles: Mapping[str, Profile],
    stored: Stored,
    decided_at: datetime,
) -> tuple[Entry, ...]:
    """Return one entry per text and picture and format, in reading order; refused ones as well."""
    build = _DecidedBuild(planned, profiles, stored, decided_at)
    return tuple(entry for item in items for entry in build.entries(item))


class _DecidedBuild:
    """What all entries of one build share."""

    def __init__(self, planned: Planned, profiles: Mapping[str, Profile], stored: Stored, decided_at: datetime) -> None:
        self.planned = planned
        self.profiles = profiles
        self.stored = stored
        self.decided_at = decided_at
        self.inputs = dict(planned.inputs)
        self.circumstances = {
            channel: asdict(edition_context(planned.config, planned.issue, channel))
            for channel in planned.issue.outputs
        }

    def entries(self, item: ClearedItem) -> Iterator[Entry]:
        """Yield the decisions about one text, then those about its pictures."""
        place = item.article.place
        pictures = {f"{place}/{picture.file}" for picture in item.article.pictures if picture.file}
        # The statement has its own hash; `rights.toml` holds other statements as well.
        words = {
            path: digest
            for path, digest in self.inputs.items()
            if path.startswith(f"{place}/") and path not in pictures and not path.endswith("/rights.toml")
        }
        yield from self._entries(item, item.article.text_rights, item.decisions, words)
        for shown in item.pictures:
            path = f"{place}/{shown.picture.file}"
            file = {path: self.inputs[path]} if path in self.inputs else {}
            yield from self._entries(item, shown.picture.rights, shown.decisions, file)

    def _entries(
        self,
        item: ClearedItem,
        statement: RightsStatement,
        decisions: Mapping[Channel, Decision],
        inputs: Mapping[str, str],
    ) -> Iterator[Entry]:
        profile = self.profiles.get(statement.profile or "")
        paths = (proof.evidence.path for proof in proofs_of(statement, profile))
        evidence = {path: self.stored.sha256.get(path) for path in paths}
        for channel, decision in decisions.items():
            yield Entry(
                edition=self.planned.id,
                edition_date=self.planned.issue.date,
                asset=decision.asset_id,
                channel=channel.value,
                requested=decision.requested.value,
                outcome=decision.outcome.value,
                ok=decision.ok,
                reasons=tuple(dict.fromkeys(reason.code for reason in decision.reasons)),
                duties=tuple(dict.fromkeys(duty.code for duty in decision.duties)),
                valid_until=decision.valid_until,
                policy=decision.policy_version,
                statement_sha256=decision.statement_sha256,
                asked_sha256=self._asked(item, channel),
                profile={"id": profile.id, "sha256": _sha256(canonical_json(profile))} if profile else None,
                inputs=inputs,
                evidence=evidence,
                claim=claim_of(statement, decision),
                decided_at=self.decided_at,
            )

    def _asked(self, item: ClearedItem, channel: Channel) -> str:
        asked = {"entry": item.asked.model_dump(mode="json"), "edition": self.circumstances[channel]}
        return _sha256(json.dumps(asked, sort_keys=True, separators=(",", ":"), default=str))


def claim_of(statement: RightsStatement, decision: Decision) -> Mapping[str, Any] | None:
    """Return who stands for the status against other evidence, and against which; None where nobody had to."""
    if all(reason.code != CLAIMED for reason in decision.reasons):
        return None
    return {
        "by": statement.claimed_by or "",
        "because": statement.because,
        "approved_by": statement.approved_by or "",
        "against": list(decision.against),
    }


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()

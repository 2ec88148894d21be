"""The proof as a value, and as `proof.json` has it: every duty and where it was found, every trace of what was withheld."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from publishkit.edition.records.announced import Announced
from publishkit.edition.records.proof_record import (
    PUBLISHED_TRACES,
    Decided,
    DutyRecord,
    Head,
    ProofRecord,
    ProvedFile,
    Sighting,
    State,
    WithheldRecord,
)
from publishkit.edition.records.record_json import canonical
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.owed import Owed, Withheld
from publishkit.model.rights import Channel

Trace = Literal["bytes", "name", "likeness", "words"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One duty in one format and what the finished file says to it."""

    owed: Owed
    state: State
    where: tuple[str, ...] = ()
    """Places it was found in."""
    missing: tuple[str, ...] = ()
    """Sentences: what is not there, and where it should be."""
    code: str = ""
    """Of the finding, when missing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Leak:
    """A trace of something withheld in a finished file."""

    asset_id: str
    channel: Channel
    trace: Trace
    where: str
    message: str
    hint: str = ""
    """What to do; "" says only that it is not cleared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """What the finished files show of what they owe, and of what they must not hold."""

    rows: tuple[Row, ...]
    leaks: tuple[Leak, ...]
    faults: tuple[Finding, ...] = ()
    """Files that cannot be read, metadata that does not say what it must."""

    @property
    def passed(self) -> bool:
        """True when nothing is missing and nothing leaked."""
        return not any(self.findings)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that fails the proof, each an error."""
        return (*self.faults, *self._missing(), *self._leaked())

    def _missing(self) -> Iterator[Finding]:
        for row in self.rows:
            for sentence in row.missing:
                where, _, message = sentence.partition(": ")
                hint = f"{row.owed.duty} of {row.owed.asset_id}; `publishkit explain {row.code}`"
                yield Finding(code=row.code, severity="error", where=where, message=message, hint=hint)

    def _leaked(self) -> Iterator[Finding]:
        codes = {"bytes": "R111", "name": "R112", "likeness": "R113", "words": "R114"}
        for leak in self.leaks:
            hint = leak.hint or f"{leak.asset_id} is not cleared for {leak.channel.value}"
            yield Finding(code=codes[leak.trace], severity="error", where=leak.where, message=leak.message, hint=hint)

    def of(self, asset_id: str) -> Literal["passed", "failed", "not_checked"]:
        """Return whether everything owed to one asset was found and nothing of it leaked, as far as it could be checked."""
        rows = [row for row in self.rows if row.owed.asset_id == asset_id]
        if any(row.missing for row in rows) or any(leak.asset_id == asset_id for leak in self.leaks):
            return "failed"
        return "not_checked" if any(row.state == "not_checked" for row in rows) else "passed"


@dataclass(frozen=True, kw_only=True, slots=True)
class ProvedOver:
    """What a proof was made over, besides what is owed."""

    announced: Announced | None = None
    sightings: tuple[Sighting, ...] = ()
    wording: Mapping[str, str] = field(default_factory=dict)
    """Place -> digest of what stands there with a work of somebody else."""
    metadata: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Document -> what it says of itself."""
    files: tuple[Artifact, ...] = ()
    decided: tuple[Decided, ...] = ()
    said: tuple[str, ...] = ()
    """What the edition may say of the works of others."""


def proof_json(
    edition: str,
    heads: Sequence[Head],
    proof: Proof,
    withheld: Sequence[Withheld],
    over: ProvedOver | None = None,
) -> bytes:
    """Return the record of a proof; *over* says what it was made over."""
    over = over or ProvedOver()
    record = ProofRecord(
        schema="publishkit-proof/2",
        edition=edition,
        passed=proof.passed,
        items=tuple(heads),
        duties=tuple(
            DutyRecord.of(row.owed, state=row.state, where=row.where, missing=row.missing) for row in proof.rows
        ),
        withheld=tuple(_withheld(item, proof.leaks) for item in withheld),
        decided=over.decided,
        said=over.said,
        faults=proof.faults,
        announced=over.announced,
        sightings=over.sightings,
        wording=over.wording,
        metadata=over.metadata,
        files=tuple(sorted((ProvedFile(name=f.name, sha256=f.sha256) for f in over.files), key=lambda f: f.name)),
    )
    # A duty is written without the particulars it does not ask for.
    return canonical({**asdict(record), "duties": [_written(duty) for duty in record.duties]})


def _written(duty: DutyRecord) -> Mapping[str, Any]:
    rare = ("place", "text", "allowed", "sha256", "fingerprints", "reason", "unchecked")
    return {name: value for name, value in asdict(duty).items() if value or name not in rare}


def _withheld(item: Withheld, leaks: Sequence[Leak]) -> WithheldRecord:
    return WithheldRecord(
        asset=item.asset_id,
        article=item.article,
        channels=item.channels,
        reasons=item.reasons,
        sentence=item.sentence,
        names=item.names,
        sha256=item.sha256,
        fingerprints=item.fingerprints,
        shingles=tuple(sorted(mark for mark in item.shingles if mark[0] in PUBLISHED_TRACES)),
        leaks=tuple(f"{leak.where}: {leak.message}" for leak in leaks if leak.asset_id == item.asset_id),
    )

"""The proof as a value: every duty and where it was found, everything withheld and where it was not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from publishkit.edition.proof_record import State
from publishkit.model.edition import Owed
from publishkit.model.finding import Finding
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
            hint = f"{leak.asset_id} is not cleared for {leak.channel.value}"
            yield Finding(code=codes[leak.trace], severity="error", where=leak.where, message=leak.message, hint=hint)

    def of(self, asset_id: str) -> Literal["passed", "failed"]:
        """Return whether everything owed to one asset was found and nothing of it leaked."""
        missing = any(row.missing for row in self.rows if row.owed.asset_id == asset_id)
        leaked = any(leak.asset_id == asset_id for leak in self.leaks)
        return "failed" if missing or leaked else "passed"

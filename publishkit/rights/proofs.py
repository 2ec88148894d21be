"""Every stored document behind a statement, what it is there for, and whether it is still the one that was stored."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from publishkit.model.decision import Stored
from publishkit.model.profile import Profile
from publishkit.model.rights import Evidence
from publishkit.model.statement import RightsStatement

ProofState = Literal["ok", "changed", "missing"]


class Proof(NamedTuple):
    """A document and what it proves."""

    of: str
    """`statement`, `permission vale-2026-11`, `withdrawal`, `waiver of propublica`."""
    evidence: Evidence


def proofs_of(statement: RightsStatement, profile: Profile | None) -> Iterator[Proof]:
    """Yield the documents behind *statement*, and the waivers of its publisher's terms."""
    yield from (Proof("statement", evidence) for evidence in statement.evidence)
    for number, grant in enumerate(statement.grants, 1):
        yield from (Proof(f"permission {grant.id or number}", evidence) for evidence in grant.evidence)
    if statement.withdrawn:
        yield from (Proof("withdrawal", evidence) for evidence in statement.withdrawn.evidence)
    if profile:
        yield from (Proof(f"waiver of {profile.id}", evidence) for evidence in profile.pixel.waiver)


def state_of(evidence: Evidence, stored: Stored) -> ProofState:
    """Return whether the file is there and has the hash that was written down."""
    found = stored.sha256.get(evidence.path)
    if found is None:
        return "missing"
    return "ok" if found == evidence.sha256.lower() else "changed"

"""The stored documents behind a statement: hashed, what each is there for, and whether it is still the one that was stored."""

from collections.abc import Iterable, Iterator, MutableMapping
from hashlib import file_digest
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Literal, NamedTuple

from publishkit.errors import InputError, Problem
from publishkit.model.decision import Stored
from publishkit.model.profile import Profile
from publishkit.model.rights import Evidence
from publishkit.model.statement import RightsStatement

ProofState = Literal["ok", "changed", "missing"]


class ProvingDocument(NamedTuple):
    """A document and what it proves."""

    of: str
    """`statement`, `permission vale-2026-11`, `withdrawal`, `waiver of propublica`."""
    evidence: Evidence


def read_stored(
    workspace: Path,
    statements: Iterable[RightsStatement],
    profiles: Iterable[Profile] = (),
    *,
    known: MutableMapping[str, str] | None = None,
) -> Stored:
    """Return the SHA-256 of every proof the statements and profiles name; a missing file is left out.

    *known* holds hashes of an earlier call, so that a letter behind many statements is read once.

    Raises:
        InputError: a path leaves the workspace, carries every such path.
    """
    hashes = {} if known is None else known
    problems: list[Problem] = []
    found: dict[str, str] = {}
    for proof in _proofs(statements, profiles):
        if proof.path not in hashes:
            if trouble := leaves_workspace(workspace, proof.path):
                hint = "proofs lie in the workspace, such as issues/2026-w47/evidence/letter.pdf"
                problems.append(Problem(place="evidence.path", message=f"{proof.path[:80]!r} {trouble}", hint=hint))
                continue
            file = workspace / proof.path
            hashes[proof.path] = _sha256(file) if file.is_file() else ""
        found[proof.path] = hashes[proof.path]
    if problems:
        raise InputError(*problems)
    return Stored(sha256={path: digest for path, digest in found.items() if digest})


def proofs_of(statement: RightsStatement, profile: Profile | None) -> Iterator[ProvingDocument]:
    """Yield the documents behind *statement*, and the waivers of its publisher's terms."""
    yield from (ProvingDocument("statement", evidence) for evidence in statement.evidence)
    for number, grant in enumerate(statement.grants, 1):
        yield from (ProvingDocument(f"permission {grant.id or number}", evidence) for evidence in grant.evidence)
    if statement.withdrawn:
        yield from (ProvingDocument("withdrawal", evidence) for evidence in statement.withdrawn.evidence)
    if profile:
        yield from (ProvingDocument(f"waiver of {profile.id}", evidence) for evidence in profile.pixel.waiver)


def state_of(evidence: Evidence, stored: Stored) -> ProofState:
    """Return whether the file is there and has the hash that was written down."""
    found = stored.sha256.get(evidence.path)
    if found is None:
        return "missing"
    return "ok" if found == evidence.sha256.lower() else "changed"


def leaves_workspace(workspace: Path, path: str) -> str:
    """Return in words why *path* is not one of the workspace's own files; "" when it is.

    >>> leaves_workspace(Path("."), "../letter.pdf")
    'leaves the workspace'
    """
    parts = PurePosixPath(path).parts
    if not parts or "\0" in path or "\\" in path:
        return "is no file name"
    if PurePosixPath(path).is_absolute() or PureWindowsPath(path).drive:
        return "is absolute"
    if ".." in parts:
        return "leaves the workspace"
    step = workspace
    for part in parts:
        step /= part
        if step.is_symlink():
            return "goes through a symbolic link"
    return ""


def _proofs(statements: Iterable[RightsStatement], profiles: Iterable[Profile]) -> Iterator[Evidence]:
    for statement in statements:
        yield from (proof.evidence for proof in proofs_of(statement, None))
    for profile in profiles:
        yield from profile.pixel.waiver


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()

"""Finished editions in `out/`: written whole or not at all, and loaded only when every byte is what was proved."""

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from publishkit.disk import bring_back, take_place, write_folder, write_whole
from publishkit.errors import ExternalError, InputError, Problem, ProofError
from publishkit.model.artifact import Artifact
from publishkit.proof.finished import FinishedEdition, open_finished
from publishkit.workspace.folder import ISSUE_ID, told_unwritable

STAGING = ".making-"
RETIRED = ".replaced-"
SEEN = ".publishkit/finished.json"
SEEN_SCHEMA = 3


def write_edition(out: Path, edition_id: str, artifacts: Sequence[Artifact]) -> Path:
    """Write *artifacts* to `out/<edition_id>/` and return that folder.

    Everything is written and flushed beside it first, then the two folders change places in one step where the system
    can do that (Linux); elsewhere in two renames, and `recover` puts the old one back should the machine stop between.

    Raises:
        ExternalError: the disk is full or refuses.
    """
    target = out / edition_id
    try:
        out.mkdir(parents=True, exist_ok=True)
        recover(out, edition_id)
        staging = Path(tempfile.mkdtemp(prefix=f"{STAGING}{edition_id}-", dir=out))
        try:
            staging.chmod(0o755)
            write_folder(staging, {artifact.name: artifact.data for artifact in artifacts})
            take_place(staging, target, out / f"{RETIRED}{edition_id}")
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as cause:
        hint = "the previous edition is untouched"
        raise ExternalError(
            Problem(place=str(target), message=f"cannot be written: {cause.strerror}", hint=hint)
        ) from cause
    return target


def recover(out: Path, edition_id: str) -> None:
    """Clean up after a build that was killed: bring back a folder caught between two renames, delete leftovers."""
    bring_back(out / edition_id, out / f"{RETIRED}{edition_id}")
    for leftover in out.glob(f"{STAGING}{edition_id}-*"):
        shutil.rmtree(leftover, ignore_errors=True)


# --- load -------------------------------------------------------------------------------------------------------------


def edition_ids(out: Path) -> tuple[str, ...]:
    """Return the ids of all editions in *out*; a folder that a build left half done begins with a dot."""
    if not out.is_dir():
        return ()
    # What stands beside editions has other names: `2026-w47.delivery`.
    return tuple(sorted(p.name for p in out.iterdir() if p.is_dir() and ISSUE_ID.fullmatch(p.name)))


def load_finished(root: Path, ids: Sequence[str]) -> tuple[FinishedEdition, ...]:
    """Return the finished editions *ids* of the workspace: those with pages, newest first, then those with pictures of a mail alone.

    Raises:
        InputError: one is not there, or has nothing to publish; carries every such edition.
        ProofError: one is not what was proved; carries every such edition.
        ExternalError: a file cannot be read, or the disk is full.
    """
    seen = _load_seen(root)
    found: list[FinishedEdition] = []
    stops: list[tuple[type[InputError | ProofError], Problem]] = []
    fresh: dict[str, str] = {}
    for edition_id in dict.fromkeys(ids):
        try:
            edition = _load(root / "out" / edition_id, seen.get(edition_id, ""))
        except (InputError, ProofError) as stop:
            stops += [(type(stop), problem) for problem in stop.problems]
        else:
            found.append(edition)
            fresh[edition_id] = edition.stamp
    if stops:
        kind = ProofError if any(kind is ProofError for kind, _ in stops) else InputError
        raise kind(*(problem for _, problem in stops))
    if fresh.items() - seen.items():
        _keep_seen(root, {**seen, **fresh})
    paged = [one for one in found if one.has_pages]
    mailed = [one for one in found if not one.has_pages]
    return (
        *sorted(paged, key=lambda e: (e.record.date, e.record.number, e.id), reverse=True),
        *sorted(mailed, key=lambda e: e.id, reverse=True),
    )


def _load(folder: Path, seen: str) -> FinishedEdition:
    place = f"out/{folder.name}"
    edition = open_finished(folder, f"`publishkit verify {place}` says more; build the edition again", seen)
    if not (edition.has_pages or edition.mail_pictures):
        hint = f"add `web` to `outputs` in its issue.toml, or build it again: `publishkit build {edition.id}`"
        raise InputError(Problem(place=place, message="has no pages for a site", hint=hint))
    return edition


def _load_seen(root: Path) -> dict[str, str]:
    try:
        record = json.loads((root / SEEN).read_bytes())
    except (OSError, ValueError):
        return {}  # a cache: without it everything is hashed again
    if not isinstance(record, dict) or record.get("schema") != SEEN_SCHEMA:
        return {}
    return {str(name): str(stamp) for name, stamp in record["editions"].items()}


def _keep_seen(root: Path, seen: Mapping[str, str]) -> None:
    path = root / SEEN
    with told_unwritable(SEEN):
        path.parent.mkdir(exist_ok=True)
        write_whole(path, json.dumps({"schema": SEEN_SCHEMA, "editions": dict(sorted(seen.items()))}).encode())

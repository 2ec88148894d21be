"""Write a finished edition: whole or not at all. A reader of `out/<id>/` never sees half of one."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from publishkit.errors import ExternalError, Problem
from publishkit.model.artifact import Artifact
from publishkit.publish.exchange import exchange

STAGING = ".making-"
RETIRED = ".replaced-"


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
            _write_all(staging, artifacts)
            _take_place(staging, target)
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
    target, retired = out / edition_id, out / f"{RETIRED}{edition_id}"
    if retired.exists():
        if target.exists():
            shutil.rmtree(retired, ignore_errors=True)
        else:
            retired.rename(target)
    for leftover in out.glob(f"{STAGING}{edition_id}-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _write_all(folder: Path, artifacts: Iterable[Artifact]) -> None:
    folder.chmod(0o755)
    for artifact in artifacts:
        path = folder / artifact.name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(artifact.data)
            file.flush()
            os.fsync(file.fileno())


def _take_place(staging: Path, target: Path) -> None:
    """Put *staging* where *target* is; afterwards *staging* holds what was there, or is gone."""
    if not target.exists():
        staging.rename(target)
    elif not exchange(staging, target):
        retired = target.parent / f"{RETIRED}{target.name}"
        target.rename(retired)
        staging.rename(target)
        shutil.rmtree(retired, ignore_errors=True)

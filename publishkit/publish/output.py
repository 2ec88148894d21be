"""Write a finished edition: whole or not at all. A reader of `out/<id>/` never sees half of one."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from publishkit.disk import bring_back, take_place, write_folder
from publishkit.errors import ExternalError, Problem
from publishkit.model.artifact import Artifact

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

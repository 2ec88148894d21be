"""Article folders on disk: written beside, moved into place whole."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from publishkit.disk import take_place, write_whole


def store_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write *files* (paths relative to *folder*) so that the folder is either as before or complete.

    Files that stand there already and are not in *files* stay.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        fresh = work / "new"
        if folder.exists():
            shutil.copytree(folder, fresh, symlinks=True)
        else:
            fresh.mkdir()
        for name, data in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        take_place(fresh, folder, work / "old")
    finally:
        shutil.rmtree(work, ignore_errors=True)


def free_name(folder: Path, name: str, data: bytes) -> str:
    """Return *name*, or the first numbered one that does not stand for other bytes in *folder*: evidence is never overwritten."""
    stem, dot, ending = name.partition(".")
    number, candidate = 1, name
    while (folder / candidate).exists() and (folder / candidate).read_bytes() != data:
        number += 1
        candidate = f"{stem}-{number}{dot}{ending}"
    return candidate

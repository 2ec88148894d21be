"""Article folders on disk: written beside, moved into place whole."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path


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
            path.write_bytes(data)
        if folder.exists():
            folder.rename(work / "old")
        try:
            fresh.rename(folder)
        except OSError:
            if (work / "old").exists():
                (work / "old").rename(folder)
            raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is either as before or complete."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        if path.exists():
            shutil.copymode(path, name)
        else:
            Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def free_name(folder: Path, name: str, data: bytes) -> str:
    """Return *name*, or the first numbered one that does not stand for other bytes in *folder*: evidence is never overwritten."""
    stem, dot, ending = name.partition(".")
    number, candidate = 1, name
    while (folder / candidate).exists() and (folder / candidate).read_bytes() != data:
        number += 1
        candidate = f"{stem}-{number}{dot}{ending}"
    return candidate

"""Walk a folder without following links, and bring files from one tree to another without copying where it can be."""

import ctypes
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path


def walk(folder: Path, below: str = "") -> Iterator[tuple[str, os.stat_result]]:
    """Yield each file below *folder* with its relative path; a symbolic link is a file, whatever it points to."""
    try:
        entries = _entries(folder)
    except FileNotFoundError:
        return
    for entry in entries:
        path = f"{below}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from walk(Path(entry.path), f"{path}/")
        else:
            yield path, entry.stat(follow_symlinks=False)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        return list(found)


def folders(folder: Path, below: str = "") -> Iterator[str]:
    """Yield the relative path of each folder below *folder*, the outer before the inner."""
    if not folder.exists():
        return
    for entry in _entries(folder):
        if entry.is_dir(follow_symlinks=False):
            path = f"{below}{entry.name}"
            yield path
            yield from folders(Path(entry.path), f"{path}/")


def empty_folders(folder: Path) -> Iterator[str]:
    """Yield the folders below *folder* with nothing in them: somebody made them for a reason."""
    return (path for path in folders(folder) if not any((folder / path).iterdir()))


def carry_over(old: Path, new: Path, paths: Iterable[str]) -> None:
    """Bring *paths* from *old* to *new*: as hard links, or as copies where the disk knows no links."""
    for path in paths:
        source, place = old / path, new / path
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, place, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:
            shutil.copy2(source, place, follow_symlinks=False)


def flush(folder: Path) -> None:
    """Have everything written on the disk of *folder* reach it, so that a power cut leaves a whole site too."""
    if sys.platform == "linux":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            if ctypes.CDLL(None, use_errno=True).syncfs(descriptor) != 0:
                os.sync()
        finally:
            os.close(descriptor)
    elif hasattr(os, "sync"):
        os.sync()

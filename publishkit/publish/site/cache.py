"""Files of the site kept in the workspace from one publish to the next, under a key of everything they are made from."""

import json
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from publishkit.disk import write_whole
from publishkit.publish.files import SiteFile, content, stored_file
from publishkit.theme.load import PACKAGE, bundled_themes
from publishkit.workspace.folder import told_unwritable

LIST = "files.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class CachedFiles:
    """Files of the site, and what else is known of them."""

    files: Sequence[SiteFile]
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Values that JSON can hold."""


def code_mark(*themes: Path) -> str:
    """Return a mark of all our own code, and of the folders *themes*, that changes when a file of them does.

    All code counts, wherever it is: what the site holds depends on most rooms. Size and time of change are looked at.
    """
    marks = [mark for folder in (PACKAGE, bundled_themes(), *themes) for mark in _marks(folder)]
    return sha256(json.dumps(marks).encode()).hexdigest()


def cache_key(*parts: object) -> str:
    """Return the key of what is made from *parts*, values that JSON can hold."""
    return sha256(json.dumps(parts).encode()).hexdigest()[:24]


def _marks(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Yield path, size and time of change of each file below *folder*."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            stat = path.stat()
            yield path.as_posix(), stat.st_size, stat.st_mtime_ns


def read_cache(folder: Path) -> CachedFiles | None:
    """Return what `write_cache` kept in *folder*; None when nothing is there, or not all of it."""
    try:
        return _kept(folder, json.loads((folder / LIST).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_cache(folder: Path, made: CachedFiles) -> CachedFiles:
    """Keep *made* in *folder*, in place of what was there, and return it as it is on the disk.

    Raises:
        ExternalError: the disk is full or refuses.
    """
    with told_unwritable(f".publishkit/{folder.parent.name}"):
        return _write(folder, made)


def _write(folder: Path, made: CachedFiles) -> CachedFiles:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for n, file in enumerate(made.files):
        (folder / str(n)).write_bytes(content(file))
    rows = [[file.path, file.bytes, file.sha256, file.media_type, file.cache] for file in made.files]
    record = {"files": rows, "facts": dict(made.facts)}
    # Written last: a cache that was broken off is not there.
    write_whole(folder / LIST, json.dumps(record).encode())
    return _kept(folder, record)


def _kept(folder: Path, record: Mapping[str, Any]) -> CachedFiles:
    files = tuple(
        stored_file(path, folder / str(n), size=size, digest=digest, media_type=media_type, cache=cache)
        for n, (path, size, digest, media_type, cache) in enumerate(record["files"])
    )
    return CachedFiles(files=files, facts=record["facts"])


def drop_others(folder: Path, keys: Collection[str]) -> None:
    """Delete everything in *folder* that is kept under none of *keys*."""
    for old in folder.iterdir() if folder.is_dir() else ():
        if old.name not in keys:
            shutil.rmtree(old, ignore_errors=True)

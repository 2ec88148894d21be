"""What the site was made of the last time: kept in `.publishkit/site/` and not made again while nothing of it changed.

The same editions, settings, theme and program give the same files; whatever differs in one of them makes all of it again.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from publishkit.disk import write_whole
from publishkit.model.config import Config
from publishkit.proof.finished import FinishedEdition
from publishkit.publish.files import SiteFile, content, stored_file
from publishkit.theme.bundled import PACKAGE, bundled_themes

FOLDER = ".publishkit/site"
LIST = "files.json"


def kept_or_made(
    root: Path, config: Config, editions: Sequence[FinishedEdition], make: Callable[[], Iterable[SiteFile]]
) -> tuple[SiteFile, ...]:
    """Return the files of the site besides those of the editions: the kept ones, or what *make* makes, which is kept."""
    folder = root / FOLDER / _key(root, config, editions)
    kept = _kept(folder)
    if kept is not None:
        return kept
    made = tuple(make())
    _keep(folder, made)
    for old in (root / FOLDER).iterdir():
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)
    return made


def _key(root: Path, config: Config, editions: Sequence[FinishedEdition]) -> str:
    told = [
        config.model_dump_json(),
        [[edition.id, edition.digest] for edition in editions],
        list(_marks(root / "themes", bundled_themes(), PACKAGE / "publish", PACKAGE / "edition")),
    ]
    return sha256(json.dumps(told).encode()).hexdigest()[:24]


def _marks(*folders: Path) -> Iterable[tuple[str, int, int]]:
    """Yield name, size and time of change of everything that makes a page look as it does."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                stat = path.stat()
                yield path.as_posix(), stat.st_size, stat.st_mtime_ns


def _kept(folder: Path) -> tuple[SiteFile, ...] | None:
    try:
        told = json.loads((folder / LIST).read_bytes())
        return tuple(
            stored_file(path, folder / str(n), size=size, digest=digest, media_type=media_type, cache=cache)
            for n, (path, size, digest, media_type, cache) in enumerate(told)
        )
    except (OSError, ValueError):
        return None  # a cache: made again


def _keep(folder: Path, made: Sequence[SiteFile]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for n, file in enumerate(made):
        (folder / str(n)).write_bytes(content(file))
    told = [[file.path, file.bytes, file.sha256, file.media_type, file.cache] for file in made]
    # Written last: what was broken off is not there.
    write_whole(folder / LIST, json.dumps(told).encode())

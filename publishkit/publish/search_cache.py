"""Indexing reads every text of a year; a year whose editions are the same is not read again (`.publishkit/search/`)."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from publishkit.disk import write_whole
from publishkit.proof.finished import FinishedEdition
from publishkit.publish.files import SiteFile, made_file, stored_file
from publishkit.publish.search_index import SCHEMA, Searchable, directory, index_year

FOLDER = ".publishkit/search"

TextsOf = Callable[[FinishedEdition], Mapping[str, str]]
"""Returns item id -> the words of its body."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Year:
    editions: Sequence[tuple[str, int]]
    firsts: Sequence[str]
    files: Sequence[SiteFile]


def search_files(root: Path, editions: Sequence[FinishedEdition], texts_of: TextsOf) -> Iterator[SiteFile]:
    """Yield the index over *editions* (newest first): its directory and the pieces of every year."""
    years: dict[str, tuple[Sequence[tuple[str, int]], Sequence[str]]] = {}
    used: set[str] = set()
    for year in dict.fromkeys(edition.record.date[:4] for edition in editions):
        ours = [edition for edition in editions if edition.record.date[:4] == year]
        key = _key(year, ours)
        used.add(key)
        made = _kept(root / FOLDER / key, year) or _make(root / FOLDER / key, year, ours, texts_of)
        years[year] = (made.editions, made.firsts)
        yield from made.files
    _forget(root / FOLDER, used)
    yield made_file("search/index.json", directory(years), cache="feed")


def _key(year: str, editions: Sequence[FinishedEdition]) -> str:
    told = json.dumps([SCHEMA, year, [[edition.id, edition.digest] for edition in editions]])
    return sha256(told.encode()).hexdigest()[:24]


def _kept(folder: Path, year: str) -> _Year | None:
    try:
        told = json.loads((folder / "year.json").read_bytes())
        return _Year(
            editions=[(name, count) for name, count in told["editions"]],
            firsts=told["firsts"],
            files=_files(folder, year, told["files"]),
        )
    except (OSError, ValueError, KeyError):
        return None  # a cache: made again


def _make(folder: Path, year: str, editions: Sequence[FinishedEdition], texts_of: TextsOf) -> _Year:
    counts, pieces = index_year(_searchable(editions, texts_of))
    folder.mkdir(parents=True, exist_ok=True)
    files = [(len(data), sha256(data).hexdigest()) for _, data in pieces]
    firsts = [first for first, _ in pieces]
    for n, (_, data) in enumerate(pieces):
        (folder / f"{n}.json").write_bytes(data)
    told = {"editions": counts, "firsts": firsts, "files": files}
    # Written last: a year that was broken off is not there.
    write_whole(folder / "year.json", json.dumps(told).encode())
    return _Year(editions=counts, firsts=firsts, files=_files(folder, year, files))


def _searchable(editions: Sequence[FinishedEdition], texts_of: TextsOf) -> Iterator[Searchable]:
    for edition in editions:
        yield Searchable(record=edition.record, texts=texts_of(edition))


def _files(folder: Path, year: str, made: Sequence[tuple[int, str]]) -> Sequence[SiteFile]:
    """Return the pieces; *made* is (bytes, SHA-256) of each."""
    return [
        stored_file(f"search/{year}/{n}.json", folder / f"{n}.json", size=size, digest=digest, cache="feed")
        for n, (size, digest) in enumerate(made)
    ]


def _forget(folder: Path, used: set[str]) -> None:
    for old in folder.iterdir() if folder.is_dir() else ():
        if old.name not in used:
            for path in old.iterdir():
                path.unlink()
            old.rmdir()

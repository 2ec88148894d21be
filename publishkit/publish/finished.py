"""Finished editions in `out/`: read by their records, refused when a byte is not what was proved.

Every file is hashed once. After that its size and time of change are remembered in `.publishkit/`, and a file whose both are
the same is taken for the same, as `make` and `rsync` do.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from publishkit.disk import write_whole
from publishkit.edition.public_record import RECORD, EditionRecord, parse_edition
from publishkit.errors import InputError, Problem, ProofError
from publishkit.manifest.workspace import ISSUE_ID

SUMS = "SHA256SUMS"
SEEN = ".publishkit/finished.json"
SEEN_SCHEMA = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class FinishedFile:
    """One file of a finished edition."""

    path: Path
    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FinishedEdition:
    """A proved edition, left on disk."""

    id: str
    record: EditionRecord
    files: Mapping[str, FinishedFile]
    """Name inside its folder -> file; everything `SHA256SUMS` lists."""
    digest: str
    """SHA-256 of `SHA256SUMS`: the same edition to the byte has the same."""


def edition_ids(out: Path) -> tuple[str, ...]:
    """Return the names of all folders in *out* that hold something; what a build left half done begins with a dot."""
    if not out.is_dir():
        return ()
    # What stands beside editions has other names: `2026-w47.delivery`.
    return tuple(sorted(p.name for p in out.iterdir() if p.is_dir() and ISSUE_ID.fullmatch(p.name)))


def load_finished(root: Path, ids: Sequence[str]) -> tuple[FinishedEdition, ...]:
    """Return the finished editions *ids* of the workspace, newest first.

    Raises:
        InputError: one is not there, or has no pages to publish; carries every such edition.
        ProofError: one is not what was proved; carries every such edition.
    """
    seen = _load_seen(root)
    found: list[FinishedEdition] = []
    stops: list[tuple[type[InputError | ProofError], Problem]] = []
    fresh: dict[str, str] = {}
    for edition_id in dict.fromkeys(ids):
        try:
            edition, stamp = _load(root / "out" / edition_id, edition_id, seen.get(edition_id, ""))
        except (InputError, ProofError) as stop:
            stops += [(type(stop), problem) for problem in stop.problems]
        else:
            found.append(edition)
            fresh[edition_id] = stamp
    if stops:
        kind = ProofError if any(kind is ProofError for kind, _ in stops) else InputError
        raise kind(*(problem for _, problem in stops))
    if fresh.items() - seen.items():
        _keep_seen(root, {**seen, **fresh})
    return tuple(sorted(found, key=lambda e: (e.record.date, e.record.number, e.id), reverse=True))


def _load(folder: Path, edition_id: str, seen: str) -> tuple[FinishedEdition, str]:
    place = f"out/{edition_id}"
    if not (folder / SUMS).is_file():
        hint = f"`publishkit build {edition_id}` makes it"
        raise InputError(Problem(place=place, message="is no finished edition", hint=hint))
    sums = (folder / SUMS).read_bytes()
    listed = dict(_parse_sums(sums))
    if RECORD not in listed or "web/index.html" not in listed:
        hint = f"add `web` to `outputs` in its issue.toml, or build it again: `publishkit build {edition_id}`"
        raise InputError(Problem(place=place, message="has no pages for a site", hint=hint))
    files, stamp = _files(folder, listed, place)
    digest = sha256(sums).hexdigest()
    stamp = sha256(f"{digest} {stamp}".encode()).hexdigest()
    if stamp != seen:
        _check(files, place)
    return FinishedEdition(id=edition_id, record=_record(folder, place), files=files, digest=digest), stamp


def _record(folder: Path, place: str) -> EditionRecord:
    try:
        record = parse_edition((folder / RECORD).read_bytes())
    except ValueError as error:
        hint = "build it again"
        raise InputError(Problem(place=f"{place}/{RECORD}", message=str(error), hint=hint)) from error
    if record.edition != folder.name:
        raise InputError(Problem(place=place, message=f"holds the edition {record.edition}", hint="build it again"))
    return record


def _files(folder: Path, listed: Mapping[str, str], place: str) -> tuple[dict[str, FinishedFile], str]:
    """Return the files by name, and what their sizes and times of change come to."""
    stats = dict(_walk(folder, ""))
    missing = [name for name in listed if name not in stats]
    extra = [name for name in stats if name not in listed and name != SUMS]
    if missing or extra:
        hint = f"`publishkit verify {place}` says more; build the edition again"
        told = [(name, "is missing") for name in missing] + [(name, "is no file of this edition") for name in extra]
        raise ProofError(*(Problem(place=f"{place}/{name}", message=why, hint=hint) for name, why in told))
    files = {
        name: FinishedFile(path=folder / name, bytes=stats[name].st_size, sha256=digest)
        for name, digest in listed.items()
    }
    marks = "\n".join(f"{name} {stats[name].st_size} {stats[name].st_mtime_ns}" for name in sorted(listed))
    return files, sha256(marks.encode()).hexdigest()


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(folder / entry.name, f"{prefix}{entry.name}/")
            else:
                yield f"{prefix}{entry.name}", entry.stat()


def _check(files: Mapping[str, FinishedFile], place: str) -> None:
    changed = [name for name, file in files.items() if _hashed(file.path) != file.sha256]
    if changed:
        hint = f"build it again; `publishkit verify {place}` says more"
        message = "was changed after it was proved; it is not published"
        raise ProofError(*(Problem(place=f"{place}/{name}", message=message, hint=hint) for name in changed))


def _hashed(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _parse_sums(data: bytes) -> Iterator[tuple[str, str]]:
    for line in data.decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        if name:
            yield name, digest


# --- what was seen before ---------------------------------------------------------------------------------------------


def _load_seen(root: Path) -> dict[str, str]:
    try:
        told = json.loads((root / SEEN).read_bytes())
    except (OSError, ValueError):
        return {}  # a cache: without it everything is hashed again
    if not isinstance(told, dict) or told.get("schema") != SEEN_SCHEMA:
        return {}
    return {str(name): str(stamp) for name, stamp in told["editions"].items()}


def _keep_seen(root: Path, seen: Mapping[str, str]) -> None:
    path = root / SEEN
    path.parent.mkdir(exist_ok=True)
    write_whole(path, json.dumps({"schema": SEEN_SCHEMA, "editions": dict(sorted(seen.items()))}).encode())

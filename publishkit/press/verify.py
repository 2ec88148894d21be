"""Finished files are opened again and proved: those of one edition, or all of a published site."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from publishkit.check.site import check_site
from publishkit.check.verify import edition_of, verify_folder
from publishkit.errors import InputError, Problem, ProofError
from publishkit.model.artifact import Artifact
from publishkit.report import Report

MAX_BYTES = 500_000_000
"""An edition is a few megabytes; a folder of this size is something else."""


def verify_edition(folder: Path) -> Report:
    """Return what is wrong with the finished edition in *folder*: checksums, duties, traces of what was withheld.

    Raises:
        InputError: no folder, or far too much in it.
    """
    files = _read(folder)
    findings, _ = verify_folder(files)
    return Report(
        edition=edition_of(files) or folder.name,
        findings=findings,
        artifacts=tuple(Artifact(name=name, media_type="", data=data) for name, data in files.items()),
        exit_code=ProofError.exit_code if findings else 0,
    )


def verify_site(folder: Path) -> Report:
    """Return what is wrong with the published site in *folder*: downloads, links, traces of what was withheld.

    Raises:
        InputError: no folder.
    """
    if not folder.is_dir():
        raise InputError(Problem(place=str(folder), message="is not a folder", hint="name the folder of the site"))
    findings = tuple(check_site(FolderFiles(folder)))
    return Report(edition=folder.name, findings=findings, exit_code=ProofError.exit_code if findings else 0)


def _read(folder: Path) -> dict[str, bytes]:
    """Return path inside *folder* -> bytes.

    Raises:
        InputError: no folder, or far too much in it.
    """
    if not folder.is_dir():
        hint = "name a finished edition: out/2026-w47"
        raise InputError(Problem(place=str(folder), message="is not a folder", hint=hint))
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    if sum(path.stat().st_size for path in paths) > MAX_BYTES:
        hint = "name the folder of one edition: out/2026-w47"
        raise InputError(Problem(place=str(folder), message=f"holds more than {MAX_BYTES:,} bytes", hint=hint))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


class FolderFiles(Mapping[str, bytes]):
    """The files of a folder, read when they are asked for: a site of ten years does not fit in memory."""

    def __init__(self, folder: Path) -> None:
        self._paths = {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file()}

    def __getitem__(self, name: str) -> bytes:
        return self._paths[name].read_bytes()

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

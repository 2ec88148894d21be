"""Finished files are opened again and proved: those of one edition, or all of a published site."""

from pathlib import Path

from publishkit.errors import InputError, Problem, ProofError
from publishkit.model.artifact import Artifact
from publishkit.proof.finished import Folder
from publishkit.proof.site import check_site
from publishkit.proof.verify import edition_of, verify_folder
from publishkit.report import Report

MAX_BYTES = 500_000_000
"""An edition is a few megabytes; a folder of this size is something else."""


def verify_edition(folder: Path) -> Report:
    """Return what is wrong with the finished edition in *folder*: checksums, duties, traces of what was withheld.

    Raises:
        InputError: no folder, or far too much in it.
    """
    found = _read(folder)
    files = dict(found)
    findings, _ = verify_folder(files, named=found.named, odd=found.odd)
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
    files = Folder(folder)
    findings = tuple(check_site(files, files.odd))
    return Report(edition=folder.name, findings=findings, exit_code=ProofError.exit_code if findings else 0)


def _read(folder: Path) -> Folder:
    """Return what lies in *folder*.

    Raises:
        InputError: no folder, or far too much in it.
    """
    if not folder.is_dir():
        hint = "name a finished edition: out/2026-w47"
        raise InputError(Problem(place=str(folder), message="is not a folder", hint=hint))
    found = Folder(folder)
    if found.size > MAX_BYTES:
        hint = "name the folder of one edition: out/2026-w47"
        raise InputError(Problem(place=str(folder), message=f"holds more than {MAX_BYTES:,} bytes", hint=hint))
    return found

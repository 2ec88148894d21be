"""`publishkit verify`: finished files opened again, every duty proved from the bytes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.report import AsJson, AsSarif, print_report

if TYPE_CHECKING:
    from publishkit.proof.finished import Folder

MAX_BYTES = 500_000_000
"""An edition is a few megabytes; a folder of this size is something else."""


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A finished edition: out/2026-w47.")],
    json: AsJson = False,
    sarif: AsSarif = False,
    site: Annotated[bool, typer.Option("--site", help="DIR is a published site: look at all of it.")] = False,
) -> None:
    """Prove a finished edition again: checksums, every credit, link and notice owed, nothing that was withheld.

    With --site the folder of a published site: every download matches its checksum, every link leads somewhere, nothing
    withheld is on any page, in any book or feed.
    """
    if site:
        _verify_site(folder, json=json, sarif=sarif)
    from publishkit.check.verify import edition_of, verify_folder
    from publishkit.cli.progress import progress
    from publishkit.errors import ProofError
    from publishkit.model.artifact import Artifact
    from publishkit.report import Report

    lies = _read(folder)
    files = dict(lies)
    with progress(f"{folder}: proving"):
        findings, _ = verify_folder(files, named=lies.named, odd=lies.odd)
    report = Report(
        edition=edition_of(files) or folder.name,
        findings=findings,
        artifacts=tuple(Artifact(name=name, media_type="", data=data) for name, data in files.items()),
        exit_code=ProofError.exit_code if findings else 0,
    )
    print_report(report, json=json, sarif=sarif)
    raise typer.Exit(report.exit_code)


def _read(folder: Path) -> "Folder":
    """Return what lies in *folder*.

    Raises:
        InputError: no folder, or far too much in it.
    """
    from publishkit.errors import InputError, Problem
    from publishkit.proof.finished import Folder

    if not folder.is_dir():
        raise InputError(
            Problem(place=str(folder), message="is not a folder", hint="name a finished edition: out/2026-w47")
        )
    found = Folder(folder)
    if found.size > MAX_BYTES:
        hint = "name the folder of one edition: out/2026-w47"
        raise InputError(Problem(place=str(folder), message=f"holds more than {MAX_BYTES:,} bytes", hint=hint))
    return found


def _verify_site(folder: Path, *, json: bool, sarif: bool) -> None:
    from publishkit.check.site import check_site
    from publishkit.cli.progress import progress
    from publishkit.errors import InputError, Problem, ProofError
    from publishkit.proof.finished import Folder
    from publishkit.report import Report

    if not folder.is_dir():
        raise InputError(Problem(place=str(folder), message="is not a folder", hint="name the folder of the site"))
    with progress(f"{folder}: looking at every file", quiet=json or sarif):
        files = Folder(folder)
        findings = tuple(check_site(files, files.odd))
    report = Report(edition=folder.name, findings=findings, exit_code=ProofError.exit_code if findings else 0)
    print_report(report, json=json, sarif=sarif)
    raise typer.Exit(report.exit_code)

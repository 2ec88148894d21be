"""`publishkit verify`: finished files opened again, every duty proved from the bytes."""

from pathlib import Path
from typing import Annotated

import typer

from publishkit.cli.report import AsJson, AsSarif, print_report


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
    from publishkit.cli.workspace import progress
    from publishkit.press.verify import verify_edition, verify_site

    if site:
        with progress(f"{folder}: looking at every file", quiet=json or sarif):
            report = verify_site(folder)
    else:
        with progress(f"{folder}: proving"):
            report = verify_edition(folder)
    print_report(report, json=json, sarif=sarif)
    raise typer.Exit(report.exit_code)

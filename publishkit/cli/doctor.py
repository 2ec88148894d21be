"""`publishkit doctor`: what this machine lacks, and how to get it."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from publishkit.doctor.examine import Diagnosis


def doctor(
    fix: Annotated[bool, typer.Option("--fix", help="Install what is missing: as root, or with a free sudo.")] = False,
    tests: Annotated[bool, typer.Option("--tests", help="Look for what the tests need, too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
) -> None:
    """Look for the system libraries, fonts and tools a build needs.

    Exit codes: 0 everything required is here, 5 something is missing; the line to run is named.
    """
    from publishkit.doctor.examine import demand, examine, mend
    from publishkit.doctor.platforms import find_platform

    platform = find_platform()
    diagnosis = examine(tests=tests, platform=platform)
    if fix:
        diagnosis = mend(diagnosis, tests=tests, platform=platform, tell=_tell)
    typer.echo(_for_machines(diagnosis) if json else _for_people(diagnosis))
    demand(diagnosis)


def _tell(line: str) -> None:
    typer.echo(f"doctor: {line}", err=True)


def _for_people(diagnosis: "Diagnosis") -> str:
    """One row for each need; the line to run, unless the error that follows says it."""
    rows = [
        f"{'ok' if need.found else 'missing' if need.required else 'wanted':8}{need.name:16} {need.why} ({need.detail})"
        for need in diagnosis.needs
    ]
    if diagnosis.line and not diagnosis.stops:
        rows += ["", f"to get what is wanted, run: {diagnosis.line}"]
    return "\n".join(rows)


def _for_machines(diagnosis: "Diagnosis") -> str:
    """The same as JSON."""
    import json
    from dataclasses import asdict

    report = {
        "needs": [asdict(need) for need in diagnosis.needs],
        "line": diagnosis.line or None,
        "exit_code": 5 if diagnosis.stops else 0,
    }
    return json.dumps(report, ensure_ascii=False, indent=2)

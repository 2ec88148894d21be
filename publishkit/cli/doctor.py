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
    """Look for the packages, system libraries, fonts and tools a build needs, and say their versions.

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
    """One row for each need and each engine's version; the line to run, unless the error that follows says it."""
    rows = [
        f"{'ok' if need.found else 'missing' if need.required else 'wanted':8}{need.name:16} {need.why} ({need.detail})"
        for need in diagnosis.needs
    ]
    rows += [f"{'version':8}{name:16} {number}" for name, number in diagnosis.versions.items()]
    if diagnosis.line and not diagnosis.stops:
        rows += ["", f"to get what is wanted, run: {diagnosis.line}"]
    return "\n".join(rows)


def _for_machines(diagnosis: "Diagnosis") -> str:
    """The same as JSON."""
    import json

    keys = ("name", "why", "found", "detail", "required")
    report = {
        "needs": [{key: getattr(need, key) for key in keys} for need in diagnosis.needs],
        "versions": diagnosis.versions,
        "line": diagnosis.line or None,
        "exit_code": 5 if diagnosis.stops else 0,
    }
    return json.dumps(report, ensure_ascii=False, indent=2)

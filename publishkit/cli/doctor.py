"""`publishkit doctor`: what this machine lacks, and how to get it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from publishkit.cli.workspace import Workspace

if TYPE_CHECKING:
    from publishkit.doctor.examine import Diagnosis
    from publishkit.send.domain import Looked


def doctor(
    what: Annotated[
        Literal["machine", "send"],
        typer.Argument(metavar="[machine|send]", help="This machine, or the domain that your letters come from."),
    ] = "machine",
    selector: Annotated[
        list[str] | None, typer.Option("--selector", metavar="NAME", help="A DKIM key to look at (with `send`).")
    ] = None,
    workspace: Workspace = None,
    fix: Annotated[bool, typer.Option("--fix", help="Install what is missing: as root, or with a free sudo.")] = False,
    tests: Annotated[bool, typer.Option("--tests", help="Look for what the tests need, too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
) -> None:
    """Look for the packages, system libraries, fonts and tools a build needs, and say their versions.

    `doctor send` asks DNS about the sender's domain instead: SPF, DKIM, DMARC, where bounces go, the mail server's name.

    Exit codes: 0 everything required is here, 5 something is missing; the line to run is named.
    """
    if what == "send":
        _domain(workspace, selector or [], as_json=json)
        return
    from publishkit.doctor.examine import demand, examine, mend
    from publishkit.doctor.platforms import find_platform

    platform = find_platform()
    diagnosis = examine(tests=tests, platform=platform)
    if fix:
        diagnosis = mend(diagnosis, tests=tests, platform=platform, tell=_tell)
    typer.echo(_for_machines(diagnosis) if json else _for_people(diagnosis))
    demand(diagnosis)


def _domain(workspace: Path | None, selectors: list[str], *, as_json: bool) -> None:
    from publishkit.press.sending.approve import examine_domain
    from publishkit.workspace.folder import find_workspace
    from publishkit.workspace.load import load_config

    config = load_config(find_workspace(workspace or Path.cwd()))
    print_looked(examine_domain(config, selectors), as_json=as_json)


def print_looked(found: "Sequence[Looked]", *, as_json: bool) -> None:
    """Print what was looked at; exit 5 when something is missing."""
    from dataclasses import asdict
    from json import dumps

    if as_json:
        typer.echo(dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            typer.echo(f"{one.level:8}{one.name:10}{one.said}")
            if one.hint:
                typer.echo(f"{'':18}{one.hint}")
    if any(one.level == "missing" for one in found):
        raise typer.Exit(5)


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

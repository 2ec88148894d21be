"""Print what `build`, `check` and `verify` have to say: for people, as JSON, or as SARIF."""

import shutil
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from publishkit.press.build import Build
    from publishkit.report import Refusal, Report

AsJson = Annotated[bool, typer.Option("--json", help="Report for machines on stdout.")]
AsSarif = Annotated[bool, typer.Option("--sarif", help="Findings as SARIF 2.1.0 on stdout, for editors and CI.")]


def print_build(build: "Build", *, json: bool, sarif: bool) -> None:
    """Print what became of an issue: what it is refused for and what can be done, or files and findings."""
    from publishkit import report as forms

    refused = [found for item in build.cleared.refused for found in forms.refusals(item.entry.slug, item.decisions)]
    withheld = forms.left_out(build.edition.withheld) if build.edition else forms.refused_as_left_out(refused)
    told = forms.Report(
        edition=build.cleared.planned.id,
        findings=build.findings,
        artifacts=build.artifacts,
        withheld=withheld,
        exit_code=build.exit_code,
    )
    if refused and not (json or sarif):
        _print_refused(refused, build)
    else:
        print_report(told, json=json, sarif=sarif)


def _print_refused(refused: "list[Refusal]", build: "Build") -> None:
    from publishkit import report as forms

    color = sys.stdout.isatty()
    typer.echo(forms.refusal_table(refused, _width(), color=color).rstrip(), color=color)
    last = forms.Report(edition=build.cleared.planned.id, findings=build.findings, exit_code=build.exit_code)
    typer.echo(forms.as_text(last, _width(), color=color).rstrip(), color=color)


def print_report(report: "Report", *, json: bool, sarif: bool) -> None:
    """Print *report* in the form asked for."""
    from publishkit import report as forms

    if json:
        typer.echo(forms.as_json(report).rstrip())
    elif sarif:
        from importlib.metadata import version

        from publishkit.proof.codes import meanings

        typer.echo(forms.as_sarif(report, meanings(), version("publishkit")).rstrip())
    else:
        color = sys.stdout.isatty()
        typer.echo(forms.as_text(report, _width(), color=color).rstrip(), color=color)


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, 140)

"""`publishkit build`, `check`, `verify` and `seal`: make an edition or only check it, prove it again, sign it; and print the report."""

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.workspace import IssueName, Workspace, locate, progress

if TYPE_CHECKING:
    from publishkit.press.build import Build
    from publishkit.report import Refusal, Report


AsJson = Annotated[bool, typer.Option("--json", help="Report for machines on stdout.")]
AsSarif = Annotated[bool, typer.Option("--sarif", help="Findings as SARIF 2.1.0 on stdout, for editors and CI.")]


def build(
    issue: IssueName = None,
    workspace: Workspace = None,
    json: AsJson = False,
    sarif: AsSarif = False,
    email_for: Annotated[
        list[str] | None,
        typer.Option(
            "--email-for",
            metavar="PROGRAM",
            help="Also write the letter for mailchimp, brevo, buttondown, kit, listmonk, ghost, mailgun, sendgrid or html"
            " (no program), with its own tags, into out/ISSUE.PROGRAM/. May be given more than once.",
        ),
    ] = None,
) -> None:
    """Build the edition into out/ISSUE/: email, web, PDF and EPUB, every credit and notice proved."""
    from publishkit.press.build import press_issue
    from publishkit.press.sending.variants import check_programs, write_variants

    programs = tuple(dict.fromkeys(email_for or ()))
    check_programs(programs)
    root, issue_id = locate(workspace, issue)
    with progress(f"{issue_id}: reading") as tell:
        made = press_issue(root, issue_id, lambda step: tell(f"{issue_id}: {step}"), datetime.now(tz=UTC))
        if programs:
            made = write_variants(root, made, programs)
    print_build(made, json=json, sarif=sarif)
    raise typer.Exit(made.exit_code)


def check(
    issue: IssueName = None,
    workspace: Workspace = None,
    json: AsJson = False,
    sarif: AsSarif = False,
    links: Annotated[
        bool,
        typer.Option("--links", help="Also ask the sites that the issue leads to: what is gone, moved, not trusted."),
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="With --links: ask nobody, tell what was found last.")
    ] = False,
) -> None:
    """Say everything there is to say about an issue, without writing an edition.

    With --links every site that it leads to is asked, politely: its robots.txt first, one request after the other. What was
    found is kept for a week in .publishkit/links.json; what was gone for a day.
    """
    from dataclasses import replace

    from publishkit.press.build import build_issue

    root, issue_id = locate(workspace, issue)
    with progress(f"{issue_id}: reading") as tell:
        made = build_issue(root, issue_id, lambda step: tell(f"{issue_id}: {step}"))
        if links:
            from publishkit.press.links import check_links
            from publishkit.proof.formats.registry import in_order

            found = check_links(root, made, clock=lambda: datetime.now(tz=UTC), tell=tell, offline=offline)
            made = replace(made, findings=in_order(iter((*made.findings, *found))))
    print_build(made, json=json, sarif=sarif)
    raise typer.Exit(made.exit_code)


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A finished edition: out/2026-w47.")],
    json: AsJson = False,
    sarif: AsSarif = False,
    site: Annotated[bool, typer.Option("--site", help="DIR is a published site: look at all of it.")] = False,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="LEDGER", help="A rights/ledger.jsonl; by default that of DIR's workspace."),
    ] = None,
    key: Annotated[
        str, typer.Option("--key", metavar="PUBLIC", help="The key it must be signed with: a .pub file or its line.")
    ] = "",
) -> None:
    """Prove a finished edition again: checksums, every credit, link and notice owed, nothing that was withheld.

    With --site the folder of a published site: every file is the one that was published, pages, books and feeds show
    what they owe, every link leads somewhere, nothing withheld is in any page, book, feed, record or picture.

    Last it says who vouches for the edition: the ledger that sealed it when it was built, the key that signed its
    checksums, or nobody. Proof and checksums that were changed together are seen by these alone.
    """
    from publishkit.press.verify import verify_edition, verify_site

    if site:
        with progress(f"{folder}: looking at every file", quiet=json or sarif):
            report = verify_site(folder)
    else:
        with progress(f"{folder}: proving"):
            report = verify_edition(folder, against=against, key=key)
    print_report(report, json=json, sarif=sarif)
    raise typer.Exit(report.exit_code)


# --- the seal ---------------------------------------------------------------------------------------------------------


seal = typer.Typer(help="Sign finished editions, so that nobody can change them unseen.", no_args_is_help=True)


@seal.command()
def keygen(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the key goes, outside the workspace.")],
    name: Annotated[str, typer.Option("--name", help="Whose key it is: stands in the public half.")] = "",
) -> None:
    """Make a key (Ed25519, as `ssh-keygen` makes them): FILE for you alone, FILE.pub for everybody."""
    from publishkit.press.seal import make_key

    made = make_key(file.expanduser(), " ".join(name.split()))
    typer.echo(f"{made.file}: the key, for you alone; keep a copy in a safe place")
    typer.echo(f"{made.file}.pub: its public half, {made.public.fingerprint}")
    typer.echo("In publishkit.toml:")
    typer.echo(f'\n[seal]\nkey_file = "{made.file}"\npublic_key = "{made.public.line}"')


@seal.command()
def sign(issue: IssueName = None, workspace: Workspace = None) -> None:
    """Sign the finished edition in out/ISSUE: writes SHA256SUMS.sig beside its checksums. `build` does it by itself."""
    from publishkit.press.seal import sign_finished

    root, issue_id = locate(workspace, issue)
    public = sign_finished(root, issue_id)
    typer.echo(f"out/{issue_id}/SHA256SUMS.sig: signed by {public.fingerprint}")


# --- the report: for people, as JSON, or as SARIF ---------------------------------------------------------------------


def print_build(build: "Build", *, json: bool, sarif: bool) -> None:
    """Print what became of an issue: what it is refused for and what can be done, or files and findings."""
    from publishkit import report as forms
    from publishkit.model.issue import FULL_USES
    from publishkit.press.status import way_on
    from publishkit.rights.proposal import may_be_ours
    from publishkit.workspace.outline import read_outline

    outline = read_outline(build.cleared.planned.root, build.cleared.planned.id)
    refused = [
        found
        for item in build.cleared.refused
        for found in forms.refusals(
            item.entry.slug,
            item.decisions,
            called=outline.short(item.entry.slug),
            may_be_ours=may_be_ours(item.article.text_rights, item.decisions.values()),
            way_on=way_on(item, outline.short(item.entry.slug)),
        )
    ]
    withheld = forms.left_out(build.edition.withheld) if build.edition else forms.refused_as_left_out(refused)
    if not (
        json or sarif
    ):  # a person is told of what the issue asked for and does not get, not of what a brief stands for
        whole = {item.article.slug for item in build.cleared.items if item.asked.use in FULL_USES}
        withheld = tuple(one for one in withheld if one.article in whole)
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

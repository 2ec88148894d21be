"""`publishkit send status`: where a campaign stands, for people or for machines."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.send_office import AsJson, open_state, utc_now
from publishkit.cli.workspace import IssueName, Workspace, locate

if TYPE_CHECKING:
    from publishkit.send.status import Status


def status(
    issue: IssueName = None,
    list_name: Annotated[str | None, typer.Option("--list", metavar="NAME", help="Only this list.")] = None,
    report: Annotated[
        bool, typer.Option("--report", help="Write the delivery report beside the edition again.")
    ] = False,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Show progress, rate, what was rejected and why, what is uncertain, when it ends, and the next command."""
    from publishkit.cli.send_campaign import read_back
    from publishkit.manifest.load import load_config
    from publishkit.send.report import write_report
    from publishkit.send.run.campaigns import campaigns_of
    from publishkit.send.status import read_status

    root, issue_id = locate(workspace, issue)
    config = load_config(root)
    with open_state(root, config) as store:
        now = utc_now()
        with store.read() as connection:
            mine = [one for one in campaigns_of(connection, issue_id) if list_name in {None, one.list}]
        mine = read_back(root, config, store, mine)
        with store.read() as connection:
            found = [read_status(connection, one, now) for one in mine]
    if report:
        for one in found:
            write_report(root, one)
    print_status(found, issue_id, as_json=as_json)


def print_status(found: "Sequence[Status]", issue: str, *, as_json: bool) -> None:
    """Print the status of every campaign of an issue."""
    from publishkit.send.status import as_json as status_json
    from publishkit.send.status_text import as_text

    if as_json:
        told = {"issue": issue, "campaigns": [status_json(one) for one in found]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif found:
        typer.echo("\n\n".join(map(as_text, found)))
    else:
        typer.echo(f"{issue}: not sent to anybody yet")
        typer.echo(f"  next        `publishkit send test {issue} --to you@example.org`")

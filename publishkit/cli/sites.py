"""`publishkit sites`: how pages of a site are read, where they are read wrongly."""

from pathlib import Path
from typing import Annotated

import typer

from publishkit.cli.arrange import inert_line
from publishkit.cli.workspace import Workspace, locate

sites = typer.Typer(help="Rules for reading pages of a site, in sites/*.toml.", no_args_is_help=True)
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be written; write nothing.")]


@sites.command()
def learn(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="The article in which you put it right.")],
    field: Annotated[
        str,
        typer.Argument(
            metavar="FIELD", help="title, kicker, deck, byline, date; or strip, for paragraphs you took out."
        ),
    ],
    issue: Annotated[str | None, typer.Option(help="The issue's folder name; by default the newest by date.")] = None,
    dry_run: DryRun = False,
    workspace: Workspace = None,
) -> None:
    """Make a rule of what you put right in an article: pages of its site are read so from now on."""
    from publishkit.press.adding.sites import learn as learn_rule

    root, issue_id = locate(workspace, issue)
    for said in learn_rule(root, issue_id, article, field, write=not dry_run).said:
        typer.echo(inert_line(str(said)))


@sites.command(name="import")
def take_over(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="example.org.txt: text files of ftr-site-config.")
    ],
    dry_run: DryRun = False,
    workspace: Workspace = None,
) -> None:
    """Take over rules for sites from files that you have: title, body, author, date, what is stripped, further pages."""
    from publishkit.press.adding.sites import import_rules
    from publishkit.workspace.folder import find_workspace

    edited, found = import_rules(find_workspace(workspace or Path.cwd()), files, write=not dry_run)
    for said in edited.said:
        typer.echo(inert_line(str(said)))
    for one in found:
        if one.passed_over:
            typer.echo(
                f"{one.host}: {len(one.passed_over)} line(s) passed over, such as {inert_line(one.passed_over[0])[:80]}"
            )

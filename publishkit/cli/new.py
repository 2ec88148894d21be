"""`publishkit new`: a new issue folder."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from publishkit.cli.workspace import Workspace


def new(
    issue: Annotated[str, typer.Argument(help="The issue's folder name, such as 2026-w48.")],
    date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of the issue; today by default.")
    ] = None,
    title: Annotated[str, typer.Option(help="Title of the issue.")] = "",
    workspace: Workspace = None,
) -> None:
    """Make an issue folder with a manifest to fill; `add` puts articles into it."""
    from publishkit.manifest.create import create_issue
    from publishkit.manifest.workspace import check_issue_id, find_workspace

    root = find_workspace(workspace or Path.cwd())
    day = (date or datetime.now()).date()  # noqa: DTZ005 - the editor's own day, at the edge
    path = create_issue(root, check_issue_id(issue), day, title)
    typer.echo(path.relative_to(root))

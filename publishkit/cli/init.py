"""`publishkit init` and `new`: begin a workspace, or an issue."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from publishkit.cli.workspace import Workspace


def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")]) -> None:
    """Make a workspace with config, Makefile, a theme and a sample issue; `make issue` works in it at once."""
    import shlex
    import sys
    from uuid import uuid4

    from publishkit.theme.load import bundled_workspace
    from publishkit.workspace.create import create_workspace

    create_workspace(folder, bundled_workspace(), f"{shlex.quote(sys.executable)} -m publishkit", f"urn:uuid:{uuid4()}")
    typer.echo(f"{folder}: a workspace with a sample issue")
    typer.echo(f"Next: cd {shlex.quote(str(folder))} && make issue", err=True)


def new(
    issue: Annotated[str, typer.Argument(help="The issue's folder name, such as 2026-w48.")],
    date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of the issue; today by default.")
    ] = None,
    title: Annotated[str, typer.Option(help="Title of the issue.")] = "",
    workspace: Workspace = None,
) -> None:
    """Make an issue folder with a manifest to fill; `add` puts articles into it."""
    from publishkit.workspace.create import create_issue
    from publishkit.workspace.folder import check_issue_id, find_workspace

    root = find_workspace(workspace or Path.cwd())
    day = (date or datetime.now()).date()  # noqa: DTZ005 - the editor's own day, at the edge
    path = create_issue(root, check_issue_id(issue), day, title)
    typer.echo(path.relative_to(root))

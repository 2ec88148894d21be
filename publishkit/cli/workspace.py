"""Options every command shares: where the workspace is, which issue is meant."""

from pathlib import Path
from typing import Annotated

import typer

Workspace = Annotated[
    Path | None,
    typer.Option("--workspace", "-C", help="The workspace folder; by default the one around the current folder."),
]
IssueName = Annotated[str | None, typer.Argument(help="The issue's folder name; by default the newest by date.")]


def locate(workspace: Path | None, issue: str | None) -> tuple[Path, str]:
    """Return the workspace and the issue meant.

    Raises:
        InputError: there is no workspace, or no issue in it.
    """
    from publishkit.manifest.workspace import check_issue_id, find_workspace, newest_issue

    root = find_workspace(workspace or Path.cwd())
    return root, check_issue_id(_id_of(issue)) if issue else newest_issue(root)


def _id_of(issue: str) -> str:
    """Return the id in `issues/2026-w47/`, as a shell completes it."""
    return issue.rstrip("/").removeprefix("./").removeprefix("issues/").removesuffix("/issue.toml")

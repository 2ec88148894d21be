"""What every command shares: where the workspace is, which issue is meant, and progress on stderr."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    from publishkit.workspace.folder import check_issue_id, find_workspace, newest_issue

    root = find_workspace(workspace or Path.cwd())
    return root, check_issue_id(_id_of(issue)) if issue else newest_issue(root)


def _id_of(issue: str) -> str:
    """Return the id in `issues/2026-w47/`, as a shell completes it."""
    return issue.rstrip("/").removeprefix("./").removeprefix("issues/").removesuffix("/issue.toml")


Tell = Callable[[str], None]


@contextmanager
def progress(first: str, *, quiet: bool = False) -> Iterator[Tell]:
    """Show *first* and whatever is told next, while the block runs; silent when stderr is no terminal or *quiet*."""
    if quiet or not sys.stderr.isatty():
        yield lambda _step: None
        return
    from rich.console import Console

    with Console(stderr=True).status(first, spinner="dots") as status:
        yield status.update


def slug_of(root: Path, issue_id: str, article: str) -> str:
    """Return the slug of the article that is called so: by its number, the beginning of its slug, words of its title."""
    from publishkit.workspace.outline import read_outline

    return read_outline(root, issue_id).find(article).slug

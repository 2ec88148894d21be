"""`publishkit init`: a new workspace that builds at once."""

from pathlib import Path
from typing import Annotated

import typer


def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")]) -> None:
    """Make a workspace with config, Makefile, a theme and a sample issue; `make issue` works in it at once."""
    import shlex
    import sys

    from publishkit.manifest.create import create_workspace
    from publishkit.theme.bundled import bundled_workspace

    create_workspace(folder, bundled_workspace(), f"{shlex.quote(sys.executable)} -m publishkit")
    typer.echo(f"{folder}: a workspace with a sample issue")
    typer.echo(f"Next: cd {shlex.quote(str(folder))} && make issue", err=True)

"""`publishkit explain`: what a code means and how to mend it."""

from typing import Annotated

import typer


def explain(
    code: Annotated[str, typer.Argument(help="A code of a finding, reason or duty: R001, R-ARR, D-TDM.")],
) -> None:
    """Say what a code means and how to mend it."""
    from publishkit.check.codes import explain as look_up

    found = look_up(code)
    typer.echo(f"{found.code}: {found.means}")
    typer.echo(found.mend)

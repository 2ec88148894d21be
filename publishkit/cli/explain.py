"""`publishkit explain` and `schema`: look up what a code means, and what a file may hold."""

from enum import StrEnum
from typing import Annotated

import typer


class SchemaName(StrEnum):
    """The files with a schema; the same names as `workspace.parse.FILES` (tested)."""

    CONFIG = "config"
    ISSUE = "issue"
    ARTICLE = "article"
    RIGHTS = "rights"


def explain(
    code: Annotated[str, typer.Argument(help="A code of a finding, reason or duty: R001, R-ARR, D-TDM.")],
) -> None:
    """Say what a code means and how to mend it."""
    from publishkit.proof.codes import explain as look_up

    found = look_up(code)
    typer.echo(f"{found.code}: {found.means}")
    typer.echo(found.mend)


def schema(name: Annotated[SchemaName, typer.Argument(help="Which file.")]) -> None:
    """Print the JSON Schema of publishkit.toml, issue.toml, article.md's front matter or rights.toml."""
    import json

    from publishkit.workspace.parse import json_schema

    typer.echo(json.dumps(json_schema(name.value), ensure_ascii=False, indent=2))

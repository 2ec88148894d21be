"""`publishkit schema`: the JSON Schema of a file a person writes."""

from enum import StrEnum
from typing import Annotated

import typer


class SchemaName(StrEnum):
    """The files with a schema; the same names as `manifest.schema.FILES` (tested)."""

    CONFIG = "config"
    ISSUE = "issue"
    ARTICLE = "article"
    RIGHTS = "rights"


def schema(name: Annotated[SchemaName, typer.Argument(help="Which file.")]) -> None:
    """Print the JSON Schema of publishkit.toml, issue.toml, article.md's front matter or rights.toml."""
    import json

    from publishkit.manifest.schema import json_schema

    typer.echo(json.dumps(json_schema(name.value), ensure_ascii=False, indent=2))

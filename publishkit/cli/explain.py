"""`publishkit explain`, `schema` and `labels`: what a code means, what a file may hold, which words stand around the texts."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from publishkit.cli.workspace import Workspace


class SchemaName(StrEnum):
    """The files with a schema; the same names as `workspace.parse.FILES` (tested)."""

    CONFIG = "config"
    ISSUE = "issue"
    ARTICLE = "article"
    RIGHTS = "rights"
    SITES = "sites"


def explain(
    code: Annotated[str, typer.Argument(help="A code of a finding, reason or duty: R001, R-ARR, D-TDM.")],
) -> None:
    """Say what a code means and how to mend it."""
    from publishkit.proof.codes import explain as look_up

    found = look_up(code)
    typer.echo(f"{found.code}: {found.means}")
    typer.echo(found.mend)


def schema(name: Annotated[SchemaName, typer.Argument(help="Which file.")]) -> None:
    """Print the JSON Schema of publishkit.toml, issue.toml, article.md's front matter, rights.toml or sites/*.toml."""
    import json

    from publishkit.workspace.toml.parse import json_schema

    typer.echo(json.dumps(json_schema(name.value), ensure_ascii=False, indent=2))


def labels(
    language: Annotated[str, typer.Argument(help="A language tag: nl, pt-BR, zh-Hant.")],
    workspace: Workspace = None,
) -> None:
    """Print the words around the texts as a file to translate; save it as labels/LANGUAGE.toml in the workspace."""
    from publishkit.edition.language import check_language, label_file, read_vocabulary
    from publishkit.workspace.folder import find_workspace
    from publishkit.workspace.load import load_labels

    root = find_workspace(workspace or Path.cwd())
    check_language(language)
    typer.echo(label_file(read_vocabulary(load_labels(root)), language), nl=False)

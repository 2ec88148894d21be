"""A small workspace, our own pages, and a way to run `add`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from publishkit.cli.add import add
from publishkit.errors import PublishkitError

CORPUS = next(iter(Path(__file__).parents[3].glob("*/corpus")), None)
"""Annotated pages of real publishers; they stand beside this repository or nowhere."""


@dataclass(frozen=True, kw_only=True)
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def corpus() -> Path:
    """The annotated pages; their texts are their publishers' and never enter this repository."""
    if CORPUS is None:
        pytest.skip("no folder of annotated pages is beside this repository")
    return CORPUS


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "house"
    issue = root / "issues" / "2026-w47"
    issue.mkdir(parents=True)
    (root / "publishkit.toml").write_text("")
    (issue / "issue.toml").write_text(
        'number = 1\ndate = 2026-11-20  # a Friday\n\n[[section]]\ntitle = "World"\n\n[[section.article]]\nslug = "first"\n'
    )
    return root


@pytest.fixture
def run_add(workspace: Path) -> Callable[..., Ran]:
    """Run `publishkit add …` in the workspace, with the exit code `cli.main` would give."""
    app = typer.Typer()
    app.command()(add)

    def run(*arguments: object, stdin: str | bytes | None = None) -> Ran:
        result = CliRunner().invoke(app, [*map(str, arguments), "-C", str(workspace)], input=stdin)
        if isinstance(result.exception, PublishkitError):
            return Ran(code=result.exception.exit_code, out=result.stdout, err=str(result.exception))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(code=result.exit_code, out=result.stdout, err=result.stderr)

    return run

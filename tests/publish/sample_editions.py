"""The sample edition built once, and sisters of it: the same articles under other dates, as a magazine's shelf looks."""

import shutil
from pathlib import Path
from typing import Any

import tomlkit

from tests.support.command import run
from tests.support.once import build_once

ID = "2026-w47"
URL = "https://estuary.example.org/letter/"
OWN = [{"title": "The Water", "article": [{"slug": "five-wheels", "use": "full"}]}]
"""A section that needs nobody's permission."""


def begin_sample(root: Path) -> None:
    """Make *root* a workspace as `init` does; its names are made from its address, the same in every test."""
    assert run("init", root).exit_code == 0
    config = root / "publishkit.toml"
    lines = config.read_text("utf-8").splitlines(keepends=True)
    config.write_text("".join(line for line in lines if not line.startswith("id = ")), encoding="utf-8")


def write_workspace(root: Path, shared: Path) -> None:
    """Make *root* a workspace as `init` does, with the sample issue built."""
    begin_sample(root)
    build_once(root, shared)


def add_sister(root: Path, shared: Path, edition: str, **over: Any) -> Path:
    """Build the same articles as an issue under another id; *over* changes keys of its manifest, None takes one out."""
    manifest = tomlkit.parse((root / "issues" / ID / "issue.toml").read_text("utf-8"))
    for key, value in over.items():
        manifest.pop(key, None)
        if value is not None:
            manifest[key] = value
    issue = root / "issues" / edition
    shutil.copytree(root / "issues" / ID, issue)
    (issue / "issue.toml").write_text(tomlkit.dumps(manifest), encoding="utf-8")
    build_once(root, shared, edition)
    return root / "out" / edition

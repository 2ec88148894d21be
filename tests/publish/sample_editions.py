"""The sample edition built once, and sisters of it: the same articles under other dates, as a magazine's shelf looks."""

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import tomlkit

from tests.support.command import run
from tests.support.once import build_once

ID = "2026-w47"
URL = "https://estuary.example.org/letter/"
OWN = [{"title": "The Water", "article": [{"slug": "five-wheels", "use": "full"}]}]
"""A section that needs nobody's permission."""


def write_workspace(root: Path, shared: Path) -> None:
    """Make *root* a workspace as `init` does, with the sample issue built."""
    assert run("init", root).exit_code == 0
    build_once(root, shared)


def add_sister(root: Path, shared: Path, edition: str, **over: Any) -> Path:
    """Build the same articles as an issue under another id; *over* changes keys of its manifest."""
    manifest = tomlkit.parse((root / "issues" / ID / "issue.toml").read_text("utf-8")) | over
    issue = root / "issues" / edition
    shutil.copytree(root / "issues" / ID, issue)
    (issue / "issue.toml").write_text(tomlkit.dumps(manifest), encoding="utf-8")
    build_once(root, shared, edition)
    return root / "out" / edition


def change_record(folder: Path, **over: Any) -> None:
    """Change fields of a finished edition's record, and seal it again."""
    path = folder / "edition.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | over, ensure_ascii=False), encoding="utf-8")
    seal(folder)


def seal(folder: Path) -> None:
    """Write the checksums a build would have written."""
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    lines = [f"{sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names if n != "SHA256SUMS"]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")

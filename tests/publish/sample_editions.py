"""The sample edition built once, and sisters of it: the same articles under other dates, as a magazine's shelf looks."""

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.support.command import HOME, run

ID = "2026-w47"
URL = "https://estuary.example.org/letter/"


def write_workspace(root: Path) -> None:
    """Copy the repository's own workspace to *root* and build its issue."""
    shutil.copy(HOME / "publishkit.toml", root)
    for name in ("issues", "rights"):
        if (HOME / name).is_dir():
            shutil.copytree(HOME / name, root / name, ignore=shutil.ignore_patterns("ledger.*", "drawn", "*.py"))
    built = run("build", ID, cwd=root)
    assert built.exit_code == 0, built.stdout + built.stderr


def add_sister(root: Path, edition: str, **over: Any) -> Path:
    """Put a copy of the finished edition beside it under another id; *over* changes its record."""
    folder = root / "out" / edition
    shutil.copytree(root / "out" / ID, folder)
    records = [folder / f"{name}.json" for name in ("edition", "rights", "proof", "build")]
    for path in [*records, *folder.glob("web/*.html")]:
        path.write_text(path.read_text("utf-8").replace(ID, edition), encoding="utf-8")
    for path in [*folder.glob("*.pdf"), *folder.glob("*.epub")]:
        path.rename(path.with_name(path.name.replace(ID, edition)))
    change_record(folder, **over)
    return folder


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

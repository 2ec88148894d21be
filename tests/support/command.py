"""Run `publishkit` as an editor does: another process, its own environment."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
"""The repository."""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What came of a command."""

    exit_code: int
    stdout: str
    stderr: str


def run(*words: str | Path, cwd: Path = HOME, env: Mapping[str, str] | None = None, stdin: bytes = b"") -> Ran:
    """Run `publishkit WORDS…` and return what it said; a traceback anywhere fails the test at once."""
    done = subprocess.run(
        [sys.executable, "-m", "publishkit", *map(str, words)],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        input=stdin,
        capture_output=True,
        timeout=300,
        check=False,
    )
    stdout, stderr = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in stdout + stderr, stderr
    return Ran(exit_code=done.returncode, stdout=stdout, stderr=stderr)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return path inside *folder* -> bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}

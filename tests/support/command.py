"""Run `publishkit` as an editor does: another process, its own environment."""

import atexit
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
"""The repository."""

TIMEOUT = 300
"""Seconds a command may take."""

AT_START = ("PYTHON", "LANG", "LC_")
"""Python reads these variables as it starts."""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What came of a command."""

    exit_code: int
    stdout: str
    stderr: str


def run(*words: str | Path, cwd: Path = HOME, env: Mapping[str, str] | None = None, stdin: bytes = b"") -> Ran:
    """Run `publishkit WORDS…` and return what it said; a traceback anywhere fails the test at once."""
    more = env or {}
    starts = _run_cold if sys.platform == "win32" or any(name.startswith(AT_START) for name in more) else _run_warm
    with tempfile.TemporaryDirectory(prefix="pk-run-") as folder:
        ends = Path(folder, "stdin"), Path(folder, "stdout"), Path(folder, "stderr")
        ends[0].write_bytes(stdin)
        code = starts(list(map(str, words)), cwd, {**os.environ, **more}, ends)
        stdout, stderr = (end.read_text("utf-8") for end in ends[1:])
    assert "Traceback" not in stdout + stderr, stderr
    return Ran(exit_code=code, stdout=stdout, stderr=stderr)


def _run_cold(words: list[str], cwd: Path, env: dict[str, str], ends: tuple[Path, ...]) -> int:
    with ends[0].open("rb") as stdin, ends[1].open("wb") as stdout, ends[2].open("wb") as stderr:
        line = [sys.executable, "-m", "publishkit", *words]
        return subprocess.run(
            line, cwd=cwd, env=env, stdin=stdin, stdout=stdout, stderr=stderr, timeout=TIMEOUT, check=False
        ).returncode


def _run_warm(words: list[str], cwd: Path, env: dict[str, str], ends: tuple[Path, ...]) -> int:
    """Run it in a process split from one that has loaded everything: loading took most of the time of most commands."""
    order = {"words": words, "cwd": str(cwd), "env": env, "ends": list(map(str, ends))}
    line = _warm_process()
    line.sendall(json.dumps(order).encode() + b"\n")
    assert select.select([line], [], [], TIMEOUT)[0], f"publishkit {' '.join(words)}: no end after {TIMEOUT} s"
    return int(line.recv(64))


@cache
def _warm_process() -> socket.socket:
    """Return the line to `tests.support.warm`, which ends with this process; started when first asked for."""
    ours, its = socket.socketpair()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.warm", str(its.fileno())],
        cwd=HOME,
        stdin=subprocess.DEVNULL,
        pass_fds=[its.fileno()],
    )
    its.close()
    atexit.register(process.wait)
    atexit.register(ours.close)  # called first: with its line gone it ends
    return ours


def files_of(folder: Path) -> dict[str, bytes]:
    """Return path inside *folder* -> bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}

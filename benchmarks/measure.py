"""Run a command and say what it cost: time of the wall and of the processors, memory of its whole tree."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.01
"""Seconds between two looks at the memory."""

LOG = "log.txt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What one run took."""

    seconds: float
    cpu_seconds: float
    """Of the process and all its descendants."""


def best_of(times: int, measured: Callable[[], Cost]) -> Cost:
    """Return the quickest of some runs: the one the rest of the machine disturbed least."""
    return min((measured() for _ in range(times)), key=lambda cost: cost.seconds)


def run(
    command: Sequence[str], folder: Path, *, environment: Mapping[str, str] | None = None, fresh: Sequence[str] = ()
) -> Cost:
    """Run *command* in *folder*, without what is in *fresh*, and return what it cost; end when it fails."""
    process, started = _start(command, folder, environment or {}, fresh)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    _must_succeed(process, folder)
    return Cost(seconds=seconds, cpu_seconds=usage.ru_utime + usage.ru_stime)


def tree_peak(command: Sequence[str], folder: Path, *, fresh: Sequence[str] = ()) -> int:
    """Return the most bytes the process and its descendants held at one time, shared pages counted for each.

    Looked at every hundredth of a second in /proc; where there is none (macOS) the largest single process.
    """
    process, _ = _start(command, folder, {}, fresh)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(_resident(pid) for pid in _tree(process.pid)))
        time.sleep(EVERY)
    _must_succeed(process, folder)
    return peak or _largest_child()


def _start(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], fresh: Sequence[str]
) -> tuple[subprocess.Popen[bytes], float]:
    for name in fresh:
        shutil.rmtree(folder / name, ignore_errors=True)
    log = (folder / LOG).open("wb")
    started = time.perf_counter()
    with log:
        process = subprocess.Popen(command, cwd=folder, env={**os.environ, **environment}, stdout=log, stderr=log)
    return process, started


def _must_succeed(process: subprocess.Popen[bytes], folder: Path) -> None:
    if process.returncode:
        output = (folder / LOG).read_text("utf-8", "replace")
        sys.exit(f"{process.args!r}: exit {process.returncode}\n{output}")


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found = children.read_text().split()
        except OSError:
            continue  # it ended while we looked
        for child in found:
            yield from _tree(int(child))


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _largest_child() -> int:
    import resource

    # Kilobytes on Linux, bytes on macOS.
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

"""`python -m benchmarks capture [FOLDER…]`: what reading saved pages costs, beside the extraction library alone.

Pages of 5 MB in three shapes and one with 30,000 boxes of links are read in fresh processes. A hundred pages of ordinary
length, or a hundred of each FOLDER (`.html`, `.html.gz`), are read in one process, each after trafilatura has read the same text
with its metadata.
"""

import io
import logging
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.pages import SHAPES, article, link_boxes, portal

LARGE, ORDINARY, PAGES, BOXES = 5_000_000, 60_000, 100, 30_000
MOST_SECONDS, MOST_MEMORY, MOST_RATIO = 10.0, 300, 1.5
"""The targets: seconds of processor, MiB, times."""
ADD = (sys.executable, "-m", "publishkit", "add", "--dry-run", "--json")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What reading one page took."""

    cpu_seconds: float
    memory: float
    """MiB, at most."""


def main(folders: Sequence[str]) -> int:
    """Print the figures; return 1 when a target is missed."""
    with TemporaryDirectory(prefix="publishkit-bench-") as folder:
        pages = {f"5 MB, {name}": make(LARGE) for name, make in SHAPES.items()}
        pages[f"{BOXES:,} boxes of links"] = link_boxes(BOXES)
        met = [_report_large(name, page, Path(folder)) for name, page in pages.items()]
        made = Path(folder, "made")
        made.mkdir()
        for number in range(PAGES):
            page = (article if number % 2 else portal)(ORDINARY + number * 1_000)
            (made / f"{number:03}.html").write_text(page, encoding="utf-8")
        met += [_report_ratio(Path(one)) for one in folders or (made,)]
    return 0 if all(met) else 1


def _report_large(name: str, page: str, folder: Path) -> bool:
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    cost = _read_alone(path)
    met = cost.cpu_seconds < MOST_SECONDS and cost.memory < MOST_MEMORY
    wanted = f"under {MOST_SECONDS:.0f} s and {MOST_MEMORY} MiB"
    print(f"{name:<36}{cost.cpu_seconds:>6.1f} s {cost.memory:>6.0f} MiB  {'met' if met else 'MISSED'}: {wanted}")
    return met


def _read_alone(path: Path) -> Reading:
    """Read a page in a fresh process; end when it fails."""
    process = subprocess.Popen((*ADD, str(path)), cwd=path.parent, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{path.name}: exit {process.returncode}")
    # Kilobytes on Linux, bytes on macOS.
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Reading(cpu_seconds=usage.ru_utime + usage.ru_stime, memory=usage.ru_maxrss / unit)


def _report_ratio(folder: Path) -> bool:
    ours, alone, number = _read_beside(folder)
    ratio = ours / alone
    print(f"{number} pages of {folder.name}: {ours:.1f} s, trafilatura with metadata {alone:.1f} s")
    print(f"{'ratio':<36}{ratio:>6.2f}  {'met' if ratio <= MOST_RATIO else 'MISSED'}: at most {MOST_RATIO}")
    return ratio <= MOST_RATIO


def _read_beside(folder: Path) -> tuple[float, float, int]:
    """Return the seconds of processor for our reading and for trafilatura's, and how many pages were read."""
    from trafilatura import bare_extraction

    from publishkit.capture.sources.registry import read_any
    from publishkit.errors import InputError
    from publishkit.press.add import Wanted, look_at_source

    for name in ("trafilatura", "htmldate", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    paths = sorted(path for path in folder.iterdir() if path.name.endswith((".html", ".html.gz")))
    Random(1).shuffle(paths)
    documents = [read_any(str(path), io.BytesIO(), lambda _: []) for path in paths[:PAGES]]
    ours = alone = 0.0
    for number, document in enumerate([documents[0], *documents]):
        started = time.process_time()
        bare_extraction(document.text, with_metadata=True, include_tables=True, include_comments=False)
        between = time.process_time()
        with suppress(InputError):  # a page that is no article was read, too
            look_at_source(None, document, io.BytesIO(), Wanted())
        if number:  # the first is read once to load what both load once
            alone += between - started
            ours += time.process_time() - between
    return ours, alone, len(documents)

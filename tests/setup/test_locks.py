"""The lock files pin everything by hash, agree with each other, and say nothing about any machine."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUNTIME, TESTS = ROOT / "requirements.lock", ROOT / "tests" / "requirements.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(lock: Path) -> dict[str, str]:
    """Return name -> version and marker, as pinned."""
    lines = re.findall(r"^([a-z0-9-]+)==(.+?) \\$", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(lines)


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=! \[]", line)[0].lower().replace(".", "-") for line in requirements}


@pytest.mark.parametrize("lock", [RUNTIME, TESTS], ids=["runtime", "tests"])
def test_no_address_and_no_place_on_a_machine(lock: Path):
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"://|file:|(?:^|\s)/|--(?:index|extra-index|find-links|trusted-host)", text)


@pytest.mark.parametrize("lock", [RUNTIME, TESTS], ids=["runtime", "tests"])
def test_every_line_is_a_pin_a_hash_or_a_reason(lock: Path):
    pattern = re.compile(r"[a-z0-9-]+==\S+(?: ; .+)? \\|    --hash=sha256:[0-9a-f]{64}(?: \\)?|    # via .+")
    assert [line for line in lock.read_text(encoding="utf-8").splitlines() if not pattern.fullmatch(line)] == []


def test_the_tests_run_against_the_versions_readers_get():
    runtime, tests = pins(RUNTIME), pins(TESTS)
    shared = (runtime.keys() & tests.keys()) - {"hatchling", "trove-classifiers"}
    assert {name: tests[name].split()[0] for name in shared} == {name: runtime[name].split()[0] for name in shared}


def test_everything_asked_for_is_locked():
    groups = PROJECT["dependency-groups"]
    assert names(PROJECT["project"]["dependencies"]) | names(groups["build"]) <= pins(RUNTIME).keys()
    assert names(groups["test"]) <= pins(TESTS).keys()

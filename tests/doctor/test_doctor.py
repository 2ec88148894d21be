"""`publishkit doctor`: reports, mends where it may, and otherwise stops with the line to run."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from publishkit.cli import doctor as command
from publishkit.doctor import examine, platforms
from publishkit.doctor.platforms import Platform
from publishkit.doctor.probe import Need
from publishkit.errors import ExternalError

LINE = "fake-install libthing0"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch):
    """A machine whose one need is a file, and whose package manager is a script that makes it."""
    thing = tmp_path / "libthing.so"

    def probe_thing() -> Need:
        return Need(
            name="thing", why="does the thing", found=thing.exists(), detail="here" if thing.exists() else "gone"
        )

    installer = tmp_path / "fake-install"
    installer.write_text(f'#!/bin/sh\necho "$@" "$DEBIAN_FRONTEND"\n: > {thing}\n', encoding="utf-8")
    installer.chmod(0o755)
    platform = Platform(name="fake", install=("fake-install",), packages={"thing": ("libthing0",)}, commands={})
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(examine, "BUILD_PROBES", (probe_thing,))
    monkeypatch.setattr(platforms, "find_platform", lambda: platform)
    monkeypatch.setattr(examine, "is_root", lambda: True)
    return installer


def run(*options: str):
    app = typer.Typer()
    app.command()(command.doctor)
    return CliRunner().invoke(app, options)


def test_missing_stops_with_the_line_and_exit_5(machine: Path):
    result = run()
    assert isinstance(result.exception, ExternalError)
    assert result.exception.exit_code == 5
    assert str(result.exception) == f"doctor: this machine lacks thing (run: {LINE})"
    assert result.stdout == "missing thing            does the thing (gone)\n"


def test_fix_installs_and_looks_again(machine: Path, capfd):
    result = run("--fix")
    assert result.exit_code == 0
    assert result.stdout == "ok      thing            does the thing (here)\n"
    assert f"doctor: {LINE}" in result.stderr
    assert capfd.readouterr().err == "libthing0 noninteractive\n"


def test_fix_without_rights_changes_nothing(machine: Path, monkeypatch):
    """Not root, and sudo wants a password: the line is printed, with sudo, and nothing is run."""
    monkeypatch.setattr(examine, "is_root", lambda: False)
    monkeypatch.setattr(examine, "_has_free_sudo", lambda: False)
    result = run("--fix")
    assert f"run: sudo {LINE}" in str(result.exception)
    assert result.stdout.startswith("missing thing")


def test_a_failing_package_manager_is_told(machine: Path):
    machine.write_text("#!/bin/sh\nexit 100\n", encoding="utf-8")
    result = run("--fix")
    assert isinstance(result.exception, ExternalError)
    assert f"`{LINE}` failed with code 100" in str(result.exception)


def test_a_fix_that_does_not_help_still_stops(machine: Path):
    machine.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    assert isinstance(run("--fix").exception, ExternalError)


def test_what_is_only_wanted_never_stops(machine: Path, monkeypatch):
    """Chromium may fail to install; the tests that use it say that they were skipped."""
    wanted = Need(name="thing", why="does the thing", found=False, detail="gone", required=False)
    monkeypatch.setattr(examine, "BUILD_PROBES", (lambda: wanted,))
    machine.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    result = run("--fix")
    assert result.exit_code == 0
    assert "going on without" in result.stderr
    assert f"to get what is wanted, run: {LINE}" in result.stdout


def test_json_says_the_same_to_machines(machine: Path):
    result = run("--json")
    assert json.loads(result.stdout) == {
        "needs": [{"name": "thing", "why": "does the thing", "found": False, "detail": "gone", "required": True}],
        "versions": {},
        "line": LINE,
        "exit_code": 5,
    }


def test_versions_are_told_to_people_and_machines(machine: Path, monkeypatch):
    need = Need(name="thing", why="does the thing", found=True, detail="here", versions=(("thing", "1.2"),))
    monkeypatch.setattr(examine, "BUILD_PROBES", (lambda: need,))
    assert run().stdout == "ok      thing            does the thing (here)\nversion thing            1.2\n"
    assert json.loads(run("--json").stdout)["versions"] == {"thing": "1.2"}


def test_tests_are_asked_for_only_with_their_option(machine: Path, monkeypatch):
    monkeypatch.setattr(examine, "TEST_PROBES", (lambda: Need(name="java", why="", found=True),))
    names = [
        [need["name"] for need in json.loads(run("--json", *option).stdout)["needs"]] for option in ((), ("--tests",))
    ]
    assert names == [["thing"], ["thing", "java"]]

"""Revisions without a command line: steps are told, the moment given stands in the ledger, nothing is printed."""

import json
import os
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from publishkit.errors import ExternalError, InputError
from publishkit.press.correct import Instruction, Retraction, correct, find_expired, retract
from publishkit.workspace import lock
from publishkit.workspace.lock import locked
from tests.support.command import files_of, run
from tests.support.workspaces import write_workspace

ISSUE = "2026-w47"
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DAY = date(2026, 11, 24)
HERE = Path(__file__).resolve().parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a workspace whose issue, web pages alone, is out."""
    root = write_workspace(tmp_path, issue={"outputs": ["web"]})
    built = run("build", cwd=root)
    assert built.exit_code == 0, built.stdout + built.stderr
    return root


def test_a_correction_then_a_retraction(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps: list[str] = []
    before = files_of(root)
    rehearsal = Instruction(day=DAY, now=NOW, dry_run=True)
    tried = correct(root, ISSUE, "low-water", "There are  eight.", rehearsal, steps.append)
    assert (tried.number, tried.day, tried.build.exit_code) == (2, DAY, 0)
    assert files_of(root) == before
    assert f"{ISSUE}: checks and proof" in steps
    assert f"{ISSUE}: writing" not in steps

    done = correct(
        root, ISSUE, "low-water", "There are  eight.", Instruction(day=DAY, now=NOW, by="Ines"), steps.append
    )
    assert steps[-1] == f"{ISSUE}: writing"
    assert [(entry.note, entry.by, entry.mailed) for entry in done.entries] == [("There are eight.", "Ines", False)]
    assert [note.code for note in done.notes] == [note.code for note in tried.notes] != [], "the text was not changed"

    instruction = Instruction(day=DAY, now=NOW, mailed=True)
    gone = Retraction(article="low-water", reason="It was wrong.", hide_title=True)
    taken = retract(root, ISSUE, gone, instruction, steps.append)
    assert [(entry.number, entry.title, entry.mailed) for entry in taken.entries] == [(3, "", True)]
    ledger = (root / "rights/ledger.jsonl").read_text("utf-8").splitlines()
    assert datetime.fromisoformat(json.loads(ledger[-1])["decided_at"]) == NOW
    with pytest.raises(InputError, match="was retracted on 2026-11-24"):
        retract(root, ISSUE, gone, instruction, steps.append)
    assert find_expired(root, None, DAY).expired == ()
    assert capsys.readouterr() == ("", "")


def test_no_revision_is_made_while_another_command_edits(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it would print could change under its hands, and two revisions would take the same number. A rehearsal waits for nobody."""
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    instruction = Instruction(day=DAY, now=NOW)
    gone = Retraction(article="low-water", reason="It was wrong.")
    with locked(root):
        before = files_of(root)
        for change in (
            lambda: correct(root, ISSUE, "low-water", "Eight.", instruction, lambda _step: None),
            lambda: retract(root, ISSUE, gone, instruction, lambda _step: None),
        ):
            with pytest.raises(ExternalError, match="another command is editing the workspace"):
                change()
        assert files_of(root) == before
        rehearsal = Instruction(day=DAY, now=NOW, dry_run=True)
        assert correct(root, ISSUE, "low-water", "Eight.", rehearsal, lambda _step: None).number == 2


def test_two_retractions_at_once_are_two_revisions(root: Path) -> None:
    """Two people at two machines: one waits for the other, and neither revision is lost."""
    words = [sys.executable, "-m", "publishkit", "retract", ISSUE]
    places = {"cwd": root, "env": {**os.environ, "PYTHONPATH": str(HERE)}, "stdout": subprocess.DEVNULL}
    running = [
        subprocess.Popen([*words, article, "--reason", "It was wrong.", "--date", "2026-11-24"], **places)  # type: ignore[call-overload]
        for article in ("low-water", "harbour-dues")
    ]
    assert [process.wait(240) for process in running] == [0, 0]
    revisions = tomllib.loads((root / f"issues/{ISSUE}/revisions.toml").read_text("utf-8"))["revision"]
    assert sorted((one["number"], one["kind"]) for one in revisions) == [(2, "retraction"), (3, "retraction")]
    assert {one["article"] for one in revisions} == {"low-water", "harbour-dues"}

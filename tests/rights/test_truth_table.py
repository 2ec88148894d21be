"""The truth table holds: by function and by command line."""

import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from typer.testing import CliRunner

from publishkit.cli.rights import rights
from publishkit.model.decision import Stored
from publishkit.press.clearing.decide import Request
from tests.rights.base_case import LETTER, STORED, decided, duty_codes, fixture_profiles, profiles_with, reason_codes
from tests.rights.further_cases import FURTHER
from tests.rights.truth_table import ROWS, Row, request

REQUESTS = TypeAdapter(Request)
PROOF = b"From: editor@example.org\n\nYes, you may.\n"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_of_the_truth_table_is_decided_so(row: Row) -> None:
    """Outcome, ok, the codes of reasons and duties as sets, the greatest use, and what is offered instead in order."""
    line = REQUESTS.validate_json(json.dumps(request(row, {"path": LETTER.path, "sha256": LETTER.sha256})))
    decision = decided(
        line.statement,
        line.use,
        policy=line.policy,
        stored=Stored() if row.evidence_broken else STORED,
        profiles=profiles_with("grist", terms_checked_on=date(2024, 5, 25)) if row.stale else fixture_profiles(),
    )
    assert (decision.outcome.value, decision.ok) == (row.outcome, row.ok)
    assert reason_codes(decision) == set(row.reasons)
    assert duty_codes(decision) == set(row.duties)
    assert (decision.max_treatment, decision.alternatives) == (row.most, row.instead)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with the letter and the nine profiles; the terms of Grist were read too long ago."""
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "letter.eml").write_bytes(PROOF)
    folder = tmp_path / "rights" / "profiles"
    folder.mkdir(parents=True)
    for file in (Path(__file__).parent / "profiles").glob("*.toml"):
        text = file.read_text("utf-8")
        (folder / file.name).write_text(
            text.replace("2024-11-01", "2024-05-25") if file.stem == "grist" else text, "utf-8"
        )
    return tmp_path


def test_the_command_line_decides_the_same_rows(workspace: Path) -> None:
    """`rights decide --json`: every row a line, every line an object, in order."""
    rows = [row for row in ROWS if not row.evidence_broken and row.statement.get("profile") != "grist"] + [
        row for row in ROWS if row.stale
    ]
    assert_decided(workspace, rows)


def test_the_command_line_decides_the_further_cases(workspace: Path) -> None:
    """The edges of every limit, and what stands above every status."""
    grist = workspace / "rights" / "profiles" / "grist.toml"
    grist.write_text(grist.read_text("utf-8").replace("2024-05-25", "2024-11-01"), "utf-8")
    assert len(FURTHER) >= 40
    assert_decided(workspace, FURTHER)


def assert_decided(workspace: Path, rows: Sequence[Row]) -> None:
    letter = {"path": "evidence/letter.eml", "sha256": sha256(PROOF).hexdigest()}
    lines = "".join(json.dumps(request(row, letter)) + "\n" for row in rows)
    result = CliRunner().invoke(rights, ["decide", "--json", "--workspace", str(workspace)], input=lines)
    assert result.exit_code == 0, result.output
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(answers) == len(rows)
    for row, answer in zip(rows, answers, strict=True):
        reasons = {reason["code"] for reason in answer["reasons"]}
        duties = {duty["code"] for duty in answer["duties"]}
        found = (row.name, answer["outcome"], answer["ok"], reasons, duties)
        assert found == (row.name, row.outcome, row.ok, set(row.reasons), set(row.duties))
        offered = (row.name, answer["max_treatment"], tuple(answer["alternatives"]))
        assert offered == (row.name, row.most, row.instead)
        assert set(answer) == {"outcome", "ok", "max_treatment", "reasons", "duties", "alternatives", "valid_until"}

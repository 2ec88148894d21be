"""`rights decide` answers every line, the good ones and the bad ones."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from publishkit.cli.rights import rights

GOOD: dict[str, Any] = {
    "statement": {"status": "licensed_open", "license_id": "CC-BY-4.0", "source_url": "https://example.org/a"},
    "use": {"edition": {"channel": "web", "date": "2024-11-22"}, "treatment": "full_verbatim"},
}


def run(workspace: Path, *lines: str | dict[str, Any], arguments: tuple[str, ...] = ("--json",)):
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    return CliRunner().invoke(rights, ["decide", *arguments, "--workspace", str(workspace)], input=text)


def changed(part: str, **keys: Any) -> dict[str, Any]:
    return {**GOOD, part: {**GOOD[part], **keys}}


def test_a_bad_line_is_answered_with_its_error_and_the_others_come_out(tmp_path: Path) -> None:
    """Exit 2, the key named, the nearest known key offered."""
    result = run(
        tmp_path,
        GOOD,
        changed("statement", licence_id="CC-BY-4.0"),
        "{not json",
        changed("use", treatment="fulll"),
        {"statement": {}},
        "",
        "[" * 100_000,
        changed("statement", evidence=[{"path": "../x", "sha256": "0"}]),
        GOOD,
    )
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 2
    assert ["error" in answer for answer in answers] == [False, True, True, True, True, True, True, False]
    assert answers[1]["error"] == "line 2: statement.licence_id: unknown key (did you mean `license_id`?)"
    assert answers[2]["error"].startswith("line 3: is not JSON")
    assert answers[3]["error"].startswith('line 4: use.treatment: "fulll" is not a choice')
    assert answers[4]["error"].startswith("line 5: use: is missing")
    assert answers[5]["error"].startswith("line 7: ")
    assert answers[6]["error"].startswith("line 8: evidence.path: '../x' leaves the workspace")


def test_an_answer_has_the_stable_form(tmp_path: Path) -> None:
    answer = json.loads(run(tmp_path, changed("use", treatment="translated")).stdout)
    assert list(answer) == ["outcome", "ok", "max_treatment", "reasons", "duties", "alternatives", "valid_until"]
    assert answer["reasons"][0] == {
        "code": "R-CC-OK",
        "severity": "info",
        "sentence": "Licensed CC BY 4.0; the conditions listed below are met or checked.",
    }
    assert {"code": "D-INDICATE-CHANGES", "params": {"what": "translated"}} in answer["duties"]
    assert answer["valid_until"] is None


def test_numbers_that_are_none_clear_nothing(tmp_path: Path) -> None:
    """NaN and negative numbers are refused or treated as the worst case, never as zero."""
    text = json.dumps(changed("use", treatment="brief", five_gram=0.5)).replace("0.5", "NaN")
    answer = json.loads(run(tmp_path, text).stdout)
    assert "error" in answer or not answer["ok"]
    for price in ("NaN", -1):
        edition = {**GOOD["use"]["edition"], "price": price}
        line = {
            "statement": {**GOOD["statement"], "license_id": "CC-BY-NC-4.0"},
            "use": {**GOOD["use"], "edition": edition},
        }
        answer = json.loads(run(tmp_path, line).stdout)
        assert "error" in answer or answer["reasons"][0]["code"] == "R-CC-NC-COMMERCIAL"


def test_the_other_spelling_of_license_is_read(tmp_path: Path) -> None:
    """British spelling: item_licence_display."""
    edition = {**GOOD["use"]["edition"], "item_licence_display": False}
    line = {
        **changed("use", edition=edition, treatment="translated"),
        "statement": {**GOOD["statement"], "license_id": "CC-BY-SA-4.0"},
    }
    assert json.loads(run(tmp_path, line).stdout)["reasons"][0]["code"] == "R-CC-SA-ITEM-LICENCE"


def test_a_line_may_bring_house_rules_of_its_own(tmp_path: Path) -> None:
    brief = changed("use", treatment="brief", quote_chars=100, own_chars=400)
    reserved = {**brief, "statement": {"status": "all_rights_reserved", "source_url": "https://example.org/a"}}
    assert json.loads(run(tmp_path, reserved).stdout)["ok"]
    assert not json.loads(run(tmp_path, {**reserved, "policy": {"quote_max_chars": 50}}).stdout)["ok"]


def test_without_json_a_person_reads_a_table(tmp_path: Path) -> None:
    result = run(tmp_path, GOOD, "nonsense", arguments=())
    assert result.exit_code == 2
    assert "ALLOW_FULL" in result.stdout
    assert "line 2" in " ".join(result.stdout.split())


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(rights, ["decide", str(tmp_path / "none.jsonl")])
    assert "none.jsonl: cannot be read" in str(result.exception)


def test_deciding_needs_nothing_but_the_standard_library() -> None:
    """The gate stays pure: no third-party module is loaded by it, and the command itself loads none before it runs."""
    code = (
        "import sys; import publishkit.rights.gate.decide as d; "
        "print(sorted({m.partition('.')[0] for m in sys.modules} - set(sys.stdlib_module_names) - {'publishkit', '__main__'}))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in {"[]", "['sitecustomize']"}
    light = "import sys; import publishkit.cli.rights; print({'pydantic', 'rich.table', 'lxml'} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", light], capture_output=True, text=True, check=True).stdout.strip()
        == "set()"
    )

"""`init`, `new`, `schema`, `explain` and `--help`: the first minutes of a new editor."""

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from publishkit.cli.explain import SchemaName
from publishkit.workspace.toml.parse import FILES
from tests.support.command import files_of, run
from tests.support.workspaces import write_workspace


def test_init_makes_a_workspace_in_which_make_issue_works_at_once(tmp_path: Path) -> None:
    """Config, Makefile, a theme of its own, the sample issue; `make issue` ends with a proved edition."""
    ran = run("init", tmp_path / "my letter")
    assert ran.exit_code == 0, ran.stderr
    root = tmp_path / "my letter"
    assert {"publishkit.toml", "Makefile", ".gitignore", "themes/house/theme.toml"} <= set(files_of(root))
    if not shutil.which("make"):
        pytest.skip("make is not installed")
    made = subprocess.run(["make", "issue"], cwd=root, capture_output=True, text=True, timeout=300, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    assert (root / "out/2026-w47/proof.json").is_file()
    verified = subprocess.run(
        ["make", "verify", "ISSUE=2026-w47"], cwd=root, capture_output=True, text=True, timeout=120, check=False
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_init_never_writes_into_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    ran = run("init", tmp_path)
    assert (ran.exit_code, list(files_of(tmp_path))) == (2, ["notes.txt"])
    assert "is not empty" in ran.stderr


def test_new_numbers_the_issue_after_the_last_one(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    ran = run("new", "2026-w48", "--date", "2026-11-27", "--title", 'High "water"', cwd=root)
    assert ran.stdout.strip() == "issues/2026-w48/issue.toml"
    made = tomllib.loads((root / ran.stdout.strip()).read_text("utf-8"))
    assert (made["number"], made["title"], made["date"].isoformat()) == (48, 'High "water"', "2026-11-27")


def test_a_new_issue_says_what_is_missing(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    run("new", "2026-w48", "--date", "2026-11-27", cwd=root)
    ran = run("check", "2026-w48", cwd=root)
    assert ran.exit_code == 2
    assert "section: there is no article yet (`publishkit add SOURCE` takes one in)" in ran.stderr


@pytest.mark.parametrize("name", ["../evil", "a b", "2026-w47", "Ä", "-x"])
def test_new_refuses_names_that_are_taken_or_leave_the_workspace(tmp_path: Path, name: str) -> None:
    root = write_workspace(tmp_path / "ws")
    before = files_of(tmp_path)
    assert run("new", "--", name, cwd=root).exit_code == 2
    assert files_of(tmp_path) == before


@pytest.mark.parametrize("name", list(FILES))
def test_every_file_has_a_json_schema_an_editor_can_use(name: str) -> None:
    """Draft 2020-12, closed objects: an unknown key is an error there too."""
    schema = json.loads(run("schema", name).stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False


def test_the_schema_command_knows_every_file() -> None:
    assert [name.value for name in SchemaName] == list(FILES)


def test_explain_says_what_a_code_means_and_how_to_mend_it() -> None:
    said = run("explain", "r-arr").stdout
    assert said.startswith("R-ARR: ")
    assert 'use = "brief"' in said


def test_help_lists_every_command_in_the_readme() -> None:
    """The table of commands in the README is the list of commands."""
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
    table = readme.partition("## Commands and exit codes")[2].partition("\n## ")[0]
    listed = {line.split("`")[1].split()[0] for line in table.splitlines() if line.startswith("| `")}
    shown = {line.split()[0] for line in run("--help").stdout.split("Commands:")[1].splitlines() if line.strip()}
    assert shown == listed


def test_help_does_not_load_the_engines() -> None:
    """An editor who types --help does not wait for a PDF engine."""
    code = (
        "import sys; sys.argv = ['publishkit', '--help']\n"
        "from publishkit.cli.main import run\n"
        "try:\n    run()\nexcept SystemExit:\n    pass\n"
        "heavy = {'weasyprint', 'ebooklib', 'lxml', 'pydantic', 'jinja2', 'PIL', 'rich', 'premailer'} & set(sys.modules)\n"
        "print('HEAVY', sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "HEAVY []" in done.stdout

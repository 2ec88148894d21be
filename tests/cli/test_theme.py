"""`theme list`, `theme new`, `theme check`: from a terminal, with the exit codes of the house."""

import json
from pathlib import Path

from tests.support.command import run
from tests.support.workspaces import write_workspace


def test_a_new_theme_is_made_listed_and_has_nothing_to_mend(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "letter")
    made = run("theme", "new", "harbor", "--parent", "digest", cwd=root)
    assert (made.exit_code, made.stdout) == (0, "themes/harbor/theme.toml\n")
    assert 'theme = "harbor"' in made.stderr
    listed = run("theme", "list", "--json", cwd=root)
    assert [(one["name"], one["parent"]) for one in json.loads(listed.stdout)] == [
        ("almanac", ""),
        ("digest", "almanac"),
        ("harbor", "digest"),
    ]
    checked = run("theme", "check", "harbor", "--out", tmp_path / "seen", cwd=root)
    assert (checked.exit_code, checked.stdout.splitlines()[-1]) == (0, "theme harbor: nothing to mend")
    assert (tmp_path / "seen/web/index.html").is_file()
    assert (tmp_path / "seen/email.html").is_file()


def test_the_workspaces_own_theme_is_marked_and_checked_by_default(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    assert run("theme", "list", cwd=root).stdout.startswith("* almanac (comes with publishkit): ")


def test_a_theme_that_is_not_there_ends_with_2(tmp_path: Path) -> None:
    ran = run("theme", "check", "harbr", cwd=write_workspace(tmp_path))
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "there is no theme `harbr`" in ran.stderr


def test_what_is_wrong_in_theme_toml_ends_with_2_and_is_told_whole(tmp_path: Path) -> None:
    """Missing tokens and unknown keys, each with its line."""
    root = write_workspace(tmp_path)
    (root / "themes/bare").mkdir(parents=True)
    (root / "themes/bare/theme.toml").write_text('colr = "red"\n[leading]\ntext = "wide"\n', "utf-8")
    ran = run("theme", "check", "bare", cwd=root)
    assert ran.exit_code == 2
    assert "themes/bare/theme.toml:1: colr: unknown key (did you mean `color`?)" in ran.stderr
    assert "scale: is missing" in ran.stderr
    assert "themes/bare/theme.toml:3: leading.text: " in ran.stderr

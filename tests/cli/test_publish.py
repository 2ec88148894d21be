"""`publishkit publish` as an operator runs it."""

import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.publish.sample_editions import ID, OWN, add_sister, write_workspace
from tests.support.command import files_of, run


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    root = tmp_path_factory.mktemp("workspace")
    write_workspace(root, shared)
    add_sister(root, shared, "2026-w46", date=date(2026, 11, 13), number=46, title="The year the ferry stayed")
    return root


@pytest.fixture
def workspace(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "copy"))


def test_the_newest_joins_what_is_already_published(workspace: Path) -> None:
    """An edition that is only built is not published along with another one."""
    assert run("publish", "2026-w46", cwd=workspace).exit_code == 0
    assert not (workspace / "site" / ID).exists()
    done = json.loads(run("publish", "--json", cwd=workspace).stdout)
    assert done["editions"] == [ID, "2026-w46"]
    assert {path.name for path in (workspace / "site").iterdir() if path.name.startswith("2026")} == {ID, "2026-w46"}


def test_a_second_time_nothing_is_sent_and_on_another_day_the_bytes_are_the_same(
    workspace: Path, tmp_path: Path
) -> None:
    assert run("publish", "--all", cwd=workspace).exit_code == 0
    again = json.loads(run("publish", "--all", "--json", cwd=workspace).stdout)
    assert (again["written"], again["deleted"]) == ([], [])
    shutil.rmtree(workspace / ".publishkit")
    run("publish", "--all", "--to", tmp_path / "other", cwd=workspace, env={"TZ": "Asia/Tokyo"})
    hidden = ".publishkit"
    one, other = files_of(workspace / "site"), files_of(tmp_path / "other")
    assert {n: d for n, d in one.items() if not n.startswith(hidden)} == {
        n: d for n, d in other.items() if not n.startswith(hidden)
    }


def test_a_dry_run_writes_nothing_and_says_what_it_would(workspace: Path) -> None:
    done = json.loads(run("publish", "--dry-run", "--json", cwd=workspace).stdout)
    assert "index.html" in done["would_write"]
    assert done["written"] == []
    assert not (workspace / "site").exists()


def test_an_edition_changed_after_its_proof_is_refused_by_name(workspace: Path) -> None:
    """Exit 4, nothing written; a change that keeps size and is seen by its time is found on a second publish too."""
    assert run("publish", cwd=workspace).exit_code == 0
    before = files_of(workspace / "site")
    page = workspace / "out" / ID / "web/five-wheels.html"
    page.write_bytes(page.read_bytes().replace(b"tide", b"tied"))
    os.utime(page, ns=(1, 1))
    done = run("publish", cwd=workspace)
    assert done.exit_code == 4
    assert f"out/{ID}/web/five-wheels.html: was changed after it was proved" in done.stderr
    assert files_of(workspace / "site") == before


def test_what_cannot_be_published_is_said_in_a_line(workspace: Path, shared: Path) -> None:
    missing = run("publish", "2026-w01", cwd=workspace)
    assert (missing.exit_code, missing.stderr.count("\n")) == (2, 1)
    assert "publishkit: out/2026-w01: is no finished edition (`publishkit build 2026-w01` makes it)" in missing.stderr
    assert run("publish", ID, "--all", cwd=workspace).exit_code == 2
    add_sister(workspace, shared, "search", section=OWN, cover=None, outputs=["web"])
    taken = run("publish", "--all", cwd=workspace)
    assert taken.exit_code == 2
    assert "out/search: is a folder of the site itself" in taken.stderr


def test_without_pages_or_target_it_says_what_to_write(workspace: Path, shared: Path) -> None:
    add_sister(workspace, shared, "2026-w45", date=date(2026, 11, 6), outputs=["pdf"], section=OWN, cover=None)
    assert "add `web` to `outputs`" in run("publish", "2026-w45", cwd=workspace).stderr
    config = workspace / "publishkit.toml"
    config.write_text(config.read_text("utf-8").replace('target = "site"', ""), encoding="utf-8")
    done = run("publish", cwd=workspace)
    assert done.exit_code == 2
    assert "publish.target: is not set" in done.stderr

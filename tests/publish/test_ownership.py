"""A publish touches only what publishkit wrote: what is deleted, overwritten, kept, and what goes along from `static/`."""

import json
from pathlib import Path

import pytest

from tests.publish.small_shelf import build_small
from tests.support.command import run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with one finished edition."""
    workspace = tmp_path / "letter"
    workspace.mkdir()
    build_small(workspace, 1)
    return workspace


def test_prune_leaves_a_folder_that_was_never_ours_alone(root: Path, tmp_path: Path) -> None:
    """Refused with the names, dry or not; after a publish the files of others still stay, and are named."""
    www = tmp_path / "d"
    (www / "other-site").mkdir(parents=True)
    (www / "other-site/index.html").write_text("1")
    (www / "notes.txt").write_text("2")
    for more in ((), ("--dry-run",)):
        done = run("publish", "--to", www, "--prune", *more, cwd=root)
        assert done.exit_code == 2
        assert "notes.txt, other-site/index.html" in done.stderr
        assert sorted(path.name for path in www.iterdir()) == ["notes.txt", "other-site"]
    assert run("publish", "--to", www, cwd=root).exit_code == 0
    done = run("publish", "--to", www, "--prune", cwd=root)
    assert (done.exit_code, (www / "other-site/index.html").read_text()) == (0, "1")
    assert "2 files there are not from publishkit and stay: notes.txt, other-site/index.html" in done.stdout


def test_every_file_that_goes_is_named(root: Path, tmp_path: Path) -> None:
    """A file that went from `static/`: named when it would be deleted, when it is, and never when `keep` holds it."""
    www, static = tmp_path / "www", root / "static"
    (static / "press").mkdir(parents=True)
    (static / "press/kit.txt").write_text("kit")
    (static / "ads.txt").write_text("none")
    assert run("publish", "--to", www, cwd=root).exit_code == 0
    assert (www / "ads.txt").read_text() == "none"
    (static / "ads.txt").unlink()
    (static / "press/kit.txt").unlink()
    config = root / "publishkit.toml"
    config.write_text(config.read_text() + '\n[publish]\nkeep = ["press/*"]\n')
    assert (
        "no longer part of the site and still there; --prune deletes it: ads.txt"
        in run("publish", "--to", www, cwd=root).stdout
    )
    assert "would be deleted: ads.txt\n" in run("publish", "--to", www, "--prune", "--dry-run", cwd=root).stdout
    done = run("publish", "--to", www, "--prune", cwd=root)
    assert "deleted: ads.txt\n" in done.stdout
    assert "kept, as [publish] keep says: press/kit.txt" in done.stdout
    assert not (www / "ads.txt").exists()
    assert run("verify", "--site", www).exit_code == 0


def test_their_home_page_is_overwritten_only_when_asked(root: Path, tmp_path: Path) -> None:
    www = tmp_path / "www"
    www.mkdir()
    (www / "index.html").write_text("<h1>Since 1998</h1>")
    done = run("publish", "--to", www, cwd=root)
    assert done.exit_code == 2
    assert "did not put there and the site would overwrite: index.html" in done.stderr
    assert (www / "index.html").read_text() == "<h1>Since 1998</h1>"
    assert "was overwritten, though not ours: index.html" in run("publish", "--to", www, "--adopt", cwd=root).stdout


@pytest.mark.parametrize("odd", ["link", "edition"])
def test_static_files_that_cannot_be_published_are_refused(root: Path, tmp_path: Path, odd: str) -> None:
    """A symbolic link may lead anywhere; an edition's folder holds what was proved."""
    static = root / "static"
    if odd == "link":
        static.mkdir()
        (static / "key.txt").symlink_to("/etc/hostname")
    else:
        (static / "2026-w01").mkdir(parents=True)
        (static / "2026-w01/more.html").write_text("more")
    done = run("publish", "--to", tmp_path / "www", cwd=root)
    assert done.exit_code == 2
    assert ("symbolic link" if odd == "link" else "folder of an edition") in done.stderr
    assert not (tmp_path / "www").exists()


def test_options_are_never_dropped_in_silence(root: Path, tmp_path: Path) -> None:
    """Another address of the same kind needs a table of its own; a folder needs none."""
    config = root / "publishkit.toml"
    settings = (
        '\n[publish]\ntarget = "s3://letters/weekly"\n[publish.options]\nendpoint = "http://127.0.0.1:1"\ntimeout = 1\n'
    )
    config.write_text(config.read_text() + settings)
    done = run("publish", "--to", "s3://mirror/weekly", cwd=root)
    assert done.exit_code == 2
    assert '[publish.targets."s3://mirror/weekly"]' in done.stderr
    assert "endpoint" in done.stderr
    config.write_text(config.read_text() + '[publish.targets."s3://mirror/weekly"]\nendpoints = "http://127.0.0.1:1"\n')
    assert "did you mean `endpoint`" in run("publish", "--to", "s3://mirror/weekly", cwd=root).stderr
    assert run("publish", "--to", tmp_path / "www", cwd=root).exit_code == 0


def test_machines_are_told_the_same(root: Path, tmp_path: Path) -> None:
    www = tmp_path / "www"
    www.mkdir()
    (www / "notes.txt").write_text("2")
    told = json.loads(run("publish", "--to", www, "--json", cwd=root).stdout)
    assert (told["foreign"], told["deleted"], told["adopted"]) == (["notes.txt"], [], [])

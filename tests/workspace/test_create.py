"""A new workspace or issue is there whole, or not at all."""

import errno
import os
from datetime import date
from pathlib import Path

import pytest

from publishkit.errors import ExternalError, InputError
from publishkit.theme.load import bundled_workspace
from publishkit.workspace.create import create_issue, create_workspace

DAY = date(2026, 11, 20)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes names and no bytes."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_leaves_no_half_issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The same command works once there is room: nothing says that the issue exists already."""
    with pytest.raises(ExternalError, match=r"^issues/2026-w48: cannot be written: No space left on device$"):
        create_issue(tmp_path, "2026-w48", DAY, "")
    assert list((tmp_path / "issues").iterdir()) == []
    monkeypatch.undo()
    made = create_issue(tmp_path, "2026-w48", DAY, "")
    assert (made.parent / "articles").is_dir()
    assert list((tmp_path / "issues").iterdir()) == [made.parent]
    with pytest.raises(InputError, match="exists already"):
        create_issue(tmp_path, "2026-w48", DAY, "")


@pytest.mark.usefixtures("full_disk")
@pytest.mark.parametrize("there", [True, False], ids=["there", "new"])
def test_a_full_disk_leaves_no_half_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool):
    """The folder is as it was: missing, or empty."""
    folder = tmp_path / "letter"
    if there:
        folder.mkdir()
    with pytest.raises(ExternalError, match=r"letter: cannot be written: No space left on device$"):
        create_workspace(folder, bundled_workspace(), "publishkit")
    assert (folder.exists(), list(folder.glob("*"))) == (there, [])
    monkeypatch.undo()
    create_workspace(folder, bundled_workspace(), "publishkit")
    assert (folder / "publishkit.toml").is_file()


def test_a_disk_that_refuses_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ExternalError, match=r"file/letter: cannot be written: Not a directory$"):
        create_workspace(tmp_path / "file" / "letter", bundled_workspace(), "publishkit")

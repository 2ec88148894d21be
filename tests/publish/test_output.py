"""An edition is in place whole or not at all, whatever happens while it is written."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from publishkit import disk
from publishkit.errors import ExternalError
from publishkit.model.artifact import Artifact
from publishkit.publish.output import recover, write_edition

WRITER = """
import sys
from pathlib import Path
from publishkit.model.artifact import Artifact
from publishkit.publish.output import write_edition
out, n = Path(sys.argv[1]), 0
while True:
    n += 1
    data = str(n).encode() * 20_000
    names = ["email.html", "web/index.html", "web/a.html", "letter.pdf"]
    write_edition(out, "w47", [Artifact(name=name, media_type="x/y", data=data) for name in names])
    print(n, flush=True)
"""


def edition(text: str) -> list[Artifact]:
    return [
        Artifact(name=name, media_type="text/plain", data=text.encode()) for name in ("email.txt", "web/index.html")
    ]


def test_files_are_written_where_they_belong(tmp_path: Path) -> None:
    folder = write_edition(tmp_path / "out", "w47", edition("one"))
    assert {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} == {
        "email.txt",
        "web/index.html",
    }


def test_a_new_edition_replaces_the_old_one_completely(tmp_path: Path) -> None:
    """No file of the old edition stays behind."""
    write_edition(tmp_path, "w47", [*edition("one"), Artifact(name="old.txt", media_type="text/plain", data=b"")])
    folder = write_edition(tmp_path, "w47", edition("two"))
    assert (folder / "email.txt").read_text() == "two"
    assert not (folder / "old.txt").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["w47"]


def test_it_works_where_folders_cannot_be_swapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_exchange", lambda _one, _other: False)
    write_edition(tmp_path, "w47", edition("one"))
    assert (write_edition(tmp_path, "w47", edition("two")) / "email.txt").read_text() == "two"
    assert [p.name for p in tmp_path.iterdir()] == ["w47"]


def test_a_folder_caught_between_two_renames_comes_back(tmp_path: Path) -> None:
    """Systems without a swap can be stopped between the renames; the next build repairs that."""
    write_edition(tmp_path, "w47", edition("one"))
    (tmp_path / "w47").rename(tmp_path / ".replaced-w47")
    recover(tmp_path, "w47")
    assert (tmp_path / "w47/email.txt").read_text() == "one"


def test_a_failed_write_leaves_the_old_edition_and_no_rubbish(tmp_path: Path) -> None:
    """A name that cannot be written stands for a full disk: the error is a sentence."""
    write_edition(tmp_path, "w47", edition("one"))
    with pytest.raises(ExternalError, match="previous edition is untouched"):
        write_edition(tmp_path, "w47", [*edition("two"), Artifact(name="x" * 300, media_type="", data=b"")])
    assert (tmp_path / "w47/email.txt").read_text() == "one"
    assert [p.name for p in tmp_path.iterdir()] == ["w47"]


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is POSIX")
def test_kill_9_at_any_moment_leaves_a_whole_edition(tmp_path: Path) -> None:
    """Twenty writers killed at random moments: every file of the folder is of one and the same edition."""
    dice = random.Random(47)
    for _ in range(20):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(dice.uniform(0, 0.05))
            writer.send_signal(signal.SIGKILL)
        recover(tmp_path, "w47")
        files = [path for path in (tmp_path / "w47").rglob("*") if path.is_file()]
        assert len(files) == 4
        assert len({path.read_bytes() for path in files}) == 1

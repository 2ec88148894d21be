"""A full disk is the same line and the same code wherever the workspace is written."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publishkit.errors import ExternalError, InputError
from publishkit.press.sending.readers import write_private
from publishkit.publish.output import _keep_seen
from publishkit.publish.recall import note_published
from publishkit.publish.site.cache import CachedFiles, write_cache
from publishkit.workspace.evidence import write_evidence
from publishkit.workspace.permission_record import write_edited

WRITERS: dict[str, Callable[[Path], object]] = {
    "rights.toml": lambda root: write_edited(root, "rights.toml", b"x"),
    "evidence/2026-w47/letter.txt": lambda root: write_evidence(root, "evidence/2026-w47/letter.txt", b"x"),
    ".publishkit/finished.json": lambda root: _keep_seen(root, {"2026-w47": "x"}),
    ".publishkit/published.json": lambda root: note_published(root, "site", (), "2026-11-20"),
    ".publishkit/site": lambda root: write_cache(root / ".publishkit/site/key", CachedFiles(files=())),
}


def test_a_list_of_readers_that_found_no_room_leaves_no_file(tmp_path: Path):
    """The same command works once there is room: nothing is there already."""

    def lines() -> Iterator[str]:
        yield "ada@quay.example\n"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    file = tmp_path / "readers.csv"
    with pytest.raises(ExternalError, match=r"readers\.csv: cannot be written: No space left on device"):
        write_private(lines(), file)
    write_private(["ada@quay.example\n"], file)
    with pytest.raises(InputError, match="is there already"):
        write_private([], file)
    with pytest.raises(InputError, match=r"cannot be written: No such file or directory"):
        write_private([], tmp_path / "nowhere" / "readers.csv")


@pytest.mark.parametrize("place", WRITERS)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_takes_nothing_is_one_line_and_5(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, number: int
):
    """Nothing is left in the file's place."""

    def full(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExternalError) as stop:
        WRITERS[place](tmp_path)
    assert stop.value.exit_code == 5
    assert str(stop.value).startswith(f"{place}: cannot be written: {os.strerror(number)}")
    assert not (tmp_path / place).is_file()

"""Files and folders are whole or as before, whatever happens while they are written; a lock has one holder."""

import os
import random
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from publishkit import disk
from publishkit.disk import (
    LockHeldError,
    bring_back,
    lock_file,
    take_place,
    write_folder,
    write_new,
    write_whole,
)

posix = pytest.mark.skipif(os.name == "nt", reason="permissions and kill -9 are POSIX")

WRITER = """
import sys
from pathlib import Path
from publishkit.disk import write_whole
path, word, n = Path(sys.argv[1]), sys.argv[2], 0
while True:
    n += 1
    write_whole(path, f"{word}{n};".encode() * 40_000, flush=False)
    print(n, flush=True)
"""
HOLDER = """
import sys, time
from pathlib import Path
from publishkit.disk import lock_file
with lock_file(Path(sys.argv[1]), note=sys.argv[2].encode() or None):
    print("held", flush=True)
    sys.stdin.readline()
"""


def is_whole(path: Path) -> bool:
    """Every part of the file is of one and the same writing."""
    parts = path.read_text("utf-8").split(";")
    return len(parts) == 40_001 and len(set(parts[:-1])) == 1


@contextmanager
def process(program: str, *words: object) -> Iterator[subprocess.Popen[str]]:
    """Run *program* and wait for its first line; it is killed at the end."""
    command = [sys.executable, "-c", program, *map(str, words)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        running.stdout.readline()
        try:
            yield running
        finally:
            running.kill()


def fails(*_words: object, **_options: object) -> None:
    raise OSError(28, "No space left on device")


class TestWriteWhole:
    def test_writes_and_replaces(self, tmp_path: Path) -> None:
        write_whole(tmp_path / "a", b"one")
        write_whole(tmp_path / "a", b"two")
        assert (tmp_path / "a").read_bytes() == b"two"
        assert [found.name for found in tmp_path.iterdir()] == ["a"]

    @posix
    def test_a_full_disk_leaves_the_old_file_and_no_rubbish(self, tmp_path: Path) -> None:
        import resource

        write_whole(tmp_path / "a", b"one")
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
        try:
            for write, name in ((write_whole, "a"), (write_new, "b")):
                with pytest.raises(OSError, match="File too large"):
                    write(tmp_path / name, b"x" * 20_000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert (tmp_path / "a").read_bytes() == b"one"
        assert [found.name for found in tmp_path.iterdir()] == ["a"]

    @pytest.mark.parametrize("step", ["fsync", "replace"])
    def test_a_failure_leaves_the_old_file_and_no_rubbish(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        write_whole(tmp_path / "a", b"one")
        monkeypatch.setattr(Path if step == "replace" else os, step, fails)
        with pytest.raises(OSError, match="No space left"):
            write_whole(tmp_path / "a", b"two")
        assert (tmp_path / "a").read_bytes() == b"one"
        assert [found.name for found in tmp_path.iterdir()] == ["a"]

    @posix
    def test_kill_9_at_any_moment_leaves_a_whole_file(self, tmp_path: Path) -> None:
        dice = random.Random(47)
        for _ in range(8):
            with process(WRITER, tmp_path / "a", "w") as writer:
                time.sleep(dice.uniform(0, 0.03))
                writer.send_signal(signal.SIGKILL)
            assert is_whole(tmp_path / "a")

    def test_two_writers_at_once_leave_the_file_of_one(self, tmp_path: Path) -> None:
        with process(WRITER, tmp_path / "a", "x"), process(WRITER, tmp_path / "a", "y"):
            until = time.monotonic() + 0.5
            while time.monotonic() < until:
                assert is_whole(tmp_path / "a")

    @posix
    def test_a_file_keeps_its_permissions(self, tmp_path: Path) -> None:
        write_whole(tmp_path / "a", b"one")
        (tmp_path / "a").chmod(0o640)
        write_whole(tmp_path / "a", b"two")
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640

    @posix
    @pytest.mark.parametrize(
        ("mask", "mode", "expected"), [(0o027, None, 0o640), (0o077, 0o644, 0o644), (0, 0o600, 0o600)]
    )
    def test_a_new_file_has_the_usual_permissions_or_those_asked_for(
        self, tmp_path: Path, mask: int, mode: int | None, expected: int
    ) -> None:
        before = os.umask(mask)
        try:
            write_whole(tmp_path / "a", b"one", mode=mode)
            write_new(tmp_path / "b", b"one", mode=mode)
        finally:
            os.umask(before)
        assert {stat.S_IMODE(found.stat().st_mode) for found in tmp_path.iterdir()} == {expected}

    def test_a_link_is_replaced_and_not_followed(self, tmp_path: Path) -> None:
        (tmp_path / "mine").write_bytes(b"mine")
        (tmp_path / "a").symlink_to(tmp_path / "mine")
        write_whole(tmp_path / "a", b"one")
        assert (tmp_path / "mine").read_bytes() == b"mine"
        assert not (tmp_path / "a").is_symlink()

    def test_a_long_name_is_written_too(self, tmp_path: Path) -> None:
        write_whole(tmp_path / ("ż" * 127), b"one")
        assert (tmp_path / ("ż" * 127)).read_bytes() == b"one"


class TestWriteNew:
    def test_pieces_are_one_file_also_on_a_disk_without_links(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_new(tmp_path / "a", (word for word in (b"one", b"two")))
        monkeypatch.setattr(os, "link", fails)
        write_new(tmp_path / "b", (word for word in (b"one", b"two")))
        assert {(found.name, found.read_bytes()) for found in tmp_path.iterdir()} == {
            ("a", b"onetwo"),
            ("b", b"onetwo"),
        }

    def test_pieces_that_break_off_leave_nothing(self, tmp_path: Path) -> None:
        with pytest.raises(ZeroDivisionError):
            write_new(tmp_path / "a", (b"%d" % (1 // n) for n in (1, 0)))
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("links", [True, False], ids=["hard links", "none"])
    def test_never_over_another(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
        if not links:
            monkeypatch.setattr(os, "link", fails)
        write_new(tmp_path / "a", b"one")
        (tmp_path / "b").symlink_to(tmp_path / "nowhere")
        for name in "ab":
            with pytest.raises(FileExistsError):
                write_new(tmp_path / name, b"two")
        assert (tmp_path / "a").read_bytes() == b"one"
        assert sorted(found.name for found in tmp_path.iterdir()) == ["a", "b"]

    def test_of_many_writers_one_succeeds(self, tmp_path: Path) -> None:
        def write(number: int) -> int | None:
            try:
                write_new(tmp_path / "a", str(number).encode() * 1000)
            except FileExistsError:
                return None
            return number

        with ThreadPoolExecutor(8) as pool:
            (winner,) = [number for number in pool.map(write, range(8)) if number is not None]
        assert (tmp_path / "a").read_bytes() == str(winner).encode() * 1000
        assert [found.name for found in tmp_path.iterdir()] == ["a"]

    def test_a_failure_leaves_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "fsync", fails)
        with pytest.raises(OSError, match="No space left"):
            write_new(tmp_path / "a", b"one")
        assert list(tmp_path.iterdir()) == []


class TestFolders:
    def folder(self, place: Path, word: str) -> Path:
        write_folder(place, {"a.txt": word.encode(), "web/index.html": word.encode()})
        return place

    def word(self, place: Path) -> set[str]:
        return {found.read_text("utf-8") for found in place.rglob("*") if found.is_file()}

    def test_a_folder_is_never_written_over(self, tmp_path: Path) -> None:
        self.folder(tmp_path / "new", "one")
        with pytest.raises(FileExistsError):
            self.folder(tmp_path / "new", "two")
        assert self.word(tmp_path / "new") == {"one"}

    @pytest.mark.parametrize("swap", [True, False], ids=["swap", "two renames"])
    def test_a_folder_takes_the_place_of_another(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swap: bool
    ) -> None:
        if not swap:
            monkeypatch.setattr(disk, "_exchange", lambda _one, _other: False)
        new, target, aside = tmp_path / "new", tmp_path / "target", tmp_path / "aside"
        take_place(self.folder(new, "one"), target, aside)
        assert [found.name for found in tmp_path.iterdir()] == ["target"]
        take_place(self.folder(new, "two"), target, aside)
        assert (self.word(target), self.word(new)) == ({"two"}, {"one"})
        assert not aside.exists()

    def test_a_refused_rename_leaves_the_old_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        new, target, aside = tmp_path / "new", self.folder(tmp_path / "target", "one"), tmp_path / "aside"
        self.folder(new, "two")
        rename = Path.rename
        monkeypatch.setattr(disk, "_exchange", lambda _one, _other: False)
        monkeypatch.setattr(Path, "rename", lambda one, other: fails() if one == new else rename(one, other))
        with pytest.raises(OSError, match="No space left"):
            take_place(new, target, aside)
        assert self.word(target) == {"one"}
        assert not aside.exists()

    def test_what_was_caught_between_two_renames_comes_back(self, tmp_path: Path) -> None:
        bring_back(tmp_path / "target", self.folder(tmp_path / "aside", "one"))
        assert self.word(tmp_path / "target") == {"one"}

    def test_what_was_laid_aside_goes_when_the_new_one_stands(self, tmp_path: Path) -> None:
        self.folder(tmp_path / "target", "two")
        bring_back(tmp_path / "target", self.folder(tmp_path / "aside", "one"))
        bring_back(tmp_path / "target", tmp_path / "aside")
        assert self.word(tmp_path / "target") == {"two"}
        assert not (tmp_path / "aside").exists()


class TestLock:
    def test_held_elsewhere_is_refused_and_says_who_holds_it(self, tmp_path: Path) -> None:
        with process(HOLDER, tmp_path / "lock", "ada@newsroom"):
            with pytest.raises(LockHeldError) as held, lock_file(tmp_path / "lock", note=b"bo"):
                pass
            assert (held.value.note, held.value.seconds < 60) == (b"ada@newsroom", True)
            assert (tmp_path / "lock").read_bytes() == b"ada@newsroom"

    @posix
    def test_the_lock_of_a_killed_process_is_free_at_once(self, tmp_path: Path) -> None:
        with process(HOLDER, tmp_path / "lock", "ada@newsroom") as holder:
            holder.send_signal(signal.SIGKILL)
            holder.wait()
            assert (tmp_path / "lock").exists()
            with lock_file(tmp_path / "lock", note=b"bo"):
                assert (tmp_path / "lock").read_bytes() == b"bo"
        assert not (tmp_path / "lock").exists()

    def test_it_is_waited_for(self, tmp_path: Path) -> None:
        with process(HOLDER, tmp_path / "lock", "ada") as holder:
            assert holder.stdin is not None
            threading.Timer(0.2, lambda: print(file=holder.stdin, flush=True)).start()
            with lock_file(tmp_path / "lock", wait=30, note=b"bo"):
                assert (tmp_path / "lock").read_bytes() == b"bo"

    def test_waiting_ends(self, tmp_path: Path) -> None:
        with process(HOLDER, tmp_path / "lock", "ada"):
            begun = time.monotonic()
            with pytest.raises(LockHeldError), lock_file(tmp_path / "lock", wait=0.2):
                pass
            assert 0.2 <= time.monotonic() - begun < 5

    def test_a_file_that_matters_stays_and_can_be_appended_to(self, tmp_path: Path) -> None:
        (tmp_path / "ledger").write_bytes(b"one\n")
        with lock_file(tmp_path / "ledger") as file:
            assert os.read(file, 100) == b"one\n"
            os.write(file, b"two\n")
        assert (tmp_path / "ledger").read_bytes() == b"one\ntwo\n"
        with process(HOLDER, tmp_path / "ledger", ""):
            with pytest.raises(LockHeldError) as held, lock_file(tmp_path / "ledger"):
                pass
            assert held.value.note == b""
        assert (tmp_path / "ledger").read_bytes() == b"one\ntwo\n"

    def test_a_file_replaced_while_we_waited_is_the_one_that_is_locked(self, tmp_path: Path) -> None:
        """Git or an editor may put another file in its place: to hold the old one would hold nothing."""
        path = tmp_path / "ledger"
        with process(HOLDER, path, "") as holder:
            assert holder.stdin is not None

            def replace() -> None:
                write_whole(path, b"new\n")
                print(file=holder.stdin, flush=True)

            threading.Timer(0.2, replace).start()
            with lock_file(path, wait=30) as file:
                assert os.path.samestat(os.fstat(file), path.stat())
        assert path.read_bytes() == b"new\n"

    def test_a_link_is_not_locked(self, tmp_path: Path) -> None:
        """Else whoever may write in the folder could have another file emptied."""
        (tmp_path / "mine").write_bytes(b"mine")
        (tmp_path / "lock").symlink_to(tmp_path / "mine")
        with pytest.raises(OSError, match="symbolic links"), lock_file(tmp_path / "lock", note=b"bo"):
            pass
        assert (tmp_path / "mine").read_bytes() == b"mine"

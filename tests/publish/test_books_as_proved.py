"""PDF and EPUB leave the house as they were proved: `publish` and `send` do not open them, they compare every byte."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from publishkit.errors import ProofError
from publishkit.publish.output import load_finished
from publishkit.send.letter.letter import read_letter
from publishkit.workspace.load import load_config
from tests.proof.mutations.hand import sealed_again, summed_again
from tests.publish.small_shelf import NOW, build_small
from tests.support.command import files_of

BOOKS = ("the-quay-2026-w01.pdf", "the-quay-2026-w01.epub")
Hand = Callable[[Path, str], None]


def plain(folder: Path, name: str) -> None:
    """Change one byte, and neither size nor time."""
    path = folder / name
    before, stat = path.read_bytes(), path.stat()
    path.write_bytes(before[:-40] + bytes([before[-40] ^ 1]) + before[-39:])
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def with_sums(folder: Path, name: str) -> None:
    """Give the changed file its checksum, and forget the ledger: the proof names another."""
    plain(folder, name)
    shutil.rmtree(folder.parents[1] / "rights")
    (folder / "SHA256SUMS").write_bytes(summed_again(files_of(folder))["SHA256SUMS"])


def with_every_digest(folder: Path, name: str) -> None:
    """Give it its checksum in every record: the ledger sealed another edition."""
    plain(folder, name)
    for one, data in sealed_again(files_of(folder)).items():
        (folder / one).write_bytes(data)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with an edition in all formats, which was published once."""
    root = tmp_path_factory.mktemp("books")
    name = build_small(root, 1, outputs=["email", "web", "pdf", "epub"])
    load_finished(root, [name])
    assert read_letter(root / "out" / name, load_config(root), NOW).page
    return root


@pytest.mark.parametrize("hand", [plain, with_sums, with_every_digest])
@pytest.mark.parametrize("name", BOOKS)
def test_a_book_that_is_not_the_one_that_was_proved_goes_nowhere(
    built: Path, tmp_path: Path, name: str, hand: Hand
) -> None:
    root = Path(shutil.copytree(built, tmp_path / "house"))
    folder = root / "out/2026-w01"
    hand(folder, name)
    with pytest.raises(ProofError, match=r"2026-w01"):
        load_finished(root, ["2026-w01"])
    with pytest.raises(ProofError, match=r"2026-w01"):
        read_letter(folder, load_config(root), NOW)


def test_a_book_that_was_judged_before_is_compared_again(built: Path, tmp_path: Path) -> None:
    """A first publish remembers what it compared; one whose time was set back is read all the same."""
    root = Path(shutil.copytree(built, tmp_path / "house"))
    load_finished(root, ["2026-w01"])
    plain(root / "out/2026-w01", BOOKS[0])
    with pytest.raises(ProofError, match=rf"{BOOKS[0]}: was changed after it was proved"):
        load_finished(root, ["2026-w01"])

"""An edition of the sample, changed in one place: what breaks something owed is seen, what breaks nothing is not.

The hand that changes it makes every digest anew, in every record: only what the files say can give it away. A run takes
every fifth change; `make mutations` takes them all.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from publishkit.press.verify import verify_folder
from publishkit.proof.seals import seal_of
from tests.proof.mutations.books import BOOKS
from tests.proof.mutations.hand import Change, Files, sealed_again, summed_again
from tests.proof.mutations.harmless import HARMLESS
from tests.proof.mutations.pages import PAGES
from tests.proof.mutations.records import BOTH, RECORDS
from tests.proof.mutations.remember import Memory, remembering
from tests.publish.sample_editions import begin_sample
from tests.support.command import files_of
from tests.support.once import build_once

MUTATIONS = {**PAGES, **BOOKS, **RECORDS}
STEP = 1 if os.environ.get("PUBLISHKIT_MUTATIONS") == "all" else 5


@pytest.fixture(scope="module")
def memory() -> Iterator[Memory]:
    with remembering() as held:
        yield held


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory, shared: Path, memory: Memory) -> Mapping[str, bytes]:
    """The sample's finished edition, read once."""
    home = tmp_path_factory.mktemp("sample")
    begin_sample(home / "paper")
    files = files_of(build_once(home / "paper", shared) / "out/2026-w47")
    verify_folder(files)
    memory.keep()
    return files


@pytest.fixture(autouse=True)
def forgetting(memory: Memory) -> Iterator[None]:
    """What was read of a changed file is of no more use."""
    yield
    memory.forget()


def changed(edition: Mapping[str, bytes], change: Change) -> Files:
    files = dict(edition)
    change(files)
    return files


def codes(files: Mapping[str, bytes]) -> set[str]:
    return {found.code for found in verify_folder(files)[0]}


def test_an_edition_nobody_touched_is_proved(edition: Mapping[str, bytes]) -> None:
    """Also under digests that were made anew, which are the same."""
    assert codes(edition) == set()
    assert sealed_again(edition, edition) == dict(edition)


@pytest.mark.parametrize("name", list(MUTATIONS)[::STEP])
def test_what_breaks_something_owed_is_seen(edition: Mapping[str, bytes], name: str) -> None:
    """By what the files say; every digest in every record is that of the changed file."""
    assert codes(sealed_again(changed(edition, MUTATIONS[name]), edition)) - {"R130"}


@pytest.mark.parametrize("name", list(HARMLESS)[::STEP])
def test_what_breaks_nothing_is_no_alarm(edition: Mapping[str, bytes], name: str) -> None:
    """A style that hides nothing, another packing, another hand's PDF: proved as before, were these the files."""
    assert codes(sealed_again(changed(edition, HARMLESS[name]), edition)) <= {"X007"}


@pytest.mark.parametrize("name", [*BOTH, *list(HARMLESS)[-6:]])
def test_new_checksums_alone_hide_no_change(edition: Mapping[str, bytes], name: str) -> None:
    """The proof names the bytes it was made over: harmless or not, they are others."""
    change = {**BOTH, **HARMLESS}[name]
    assert "R134" in codes(summed_again(changed(edition, change)))


@pytest.mark.parametrize("name", BOTH)
def test_what_agrees_with_itself_has_another_seal(edition: Mapping[str, bytes], name: str) -> None:
    """Proof, records and checksums changed together: the ledger's seal is of other checksums."""
    assert seal_of(sealed_again(changed(edition, BOTH[name]), edition)["SHA256SUMS"]) != seal_of(edition["SHA256SUMS"])


def test_there_are_enough_of_them() -> None:
    """At least a hundred changes that break something, thirty that do not; every format has some."""
    assert len(MUTATIONS) >= 400
    assert len(HARMLESS) >= 60

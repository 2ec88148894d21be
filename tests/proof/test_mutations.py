"""An edition of the sample, changed in one place: what breaks something owed is seen, what breaks nothing is not.

The hand that changes it makes every digest anew, in every record: only what the files say can give it away.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from publishkit.model.artifact import Artifact
from publishkit.press.verify import verify_folder
from publishkit.proof import reading
from publishkit.proof.formats import pdf
from publishkit.proof.read.document import Reading
from publishkit.proof.read.epub import read_book
from publishkit.proof.read.pdf import read_pdf
from publishkit.proof.seals import seal_of
from tests.proof.mutations.books import BOOKS
from tests.proof.mutations.hand import Change, Files, sealed_again, summed_again
from tests.proof.mutations.harmless import HARMLESS
from tests.proof.mutations.pages import PAGES
from tests.proof.mutations.records import BOTH, RECORDS
from tests.support.command import files_of, run
from tests.support.once import build_once

BY_FINGERPRINT = frozenset({"the picture beside the credit is another"})
"""Two pictures under each other's names: who made which is not written in any file name."""
MUTATIONS = {**PAGES, **BOOKS, **RECORDS}


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Mapping[str, bytes]:
    """The sample's finished edition."""
    home = tmp_path_factory.mktemp("sample")
    assert run("init", "paper", cwd=home).exit_code == 0
    return files_of(build_once(home / "paper", shared) / "out/2026-w47")


@pytest.fixture(scope="module", autouse=True)
def read_once() -> Iterator[None]:
    """The same PDF or book is opened once: most changes leave both alone."""
    read: dict[tuple[str, str], Reading] = {}
    checked: dict[str, list] = {}
    originals = read_pdf, read_book, pdf._check_file

    def once(make):
        def opened(artifact: Artifact) -> Reading:
            return read.setdefault(
                (artifact.name, artifact.sha256), read.get((artifact.name, artifact.sha256)) or make(artifact)
            )

        return opened

    def check(said, artifact: Artifact):
        if artifact.sha256 not in checked:
            checked[artifact.sha256] = list(originals[2](said, artifact))
        return iter(checked[artifact.sha256])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "read_pdf", once(originals[0]))
        patch.setattr(reading, "read_book", once(originals[1]))
        patch.setattr(pdf, "_check_file", check)
        yield


def changed(edition: Mapping[str, bytes], change: Change) -> Files:
    files = dict(edition)
    change(files)
    return files


def codes(files: Mapping[str, bytes]) -> set[str]:
    return {found.code for found in verify_folder(files)[0]}


def test_an_edition_nobody_touched_is_proved(edition: Mapping[str, bytes]) -> None:
    """Also under digests that were made anew, which are the same."""
    assert codes(edition) == set()
    assert sealed_again(edition) == dict(edition)


@pytest.mark.parametrize("name", MUTATIONS)
def test_what_breaks_something_owed_is_seen(edition: Mapping[str, bytes], name: str) -> None:
    """By what the files say; every digest in every record is that of the changed file."""
    found = codes(sealed_again(changed(edition, MUTATIONS[name])))
    assert bool(found) != (name in BY_FINGERPRINT)


@pytest.mark.parametrize("name", HARMLESS)
def test_what_breaks_nothing_is_no_alarm(edition: Mapping[str, bytes], name: str) -> None:
    """A style that hides nothing, another packing, another hand's PDF: proved as before, were these the files."""
    assert codes(sealed_again(changed(edition, HARMLESS[name]))) <= {"X007"}


@pytest.mark.parametrize("name", [*sorted(BY_FINGERPRINT), *BOTH, *list(HARMLESS)[-6:]])
def test_new_checksums_alone_hide_no_change(edition: Mapping[str, bytes], name: str) -> None:
    """The proof names the bytes it was made over: harmless or not, they are others."""
    change = {**PAGES, **BOTH, **HARMLESS}[name]
    assert "R134" in codes(summed_again(changed(edition, change)))


@pytest.mark.parametrize("name", BOTH)
def test_what_agrees_with_itself_has_another_seal(edition: Mapping[str, bytes], name: str) -> None:
    """Proof, records and checksums changed together: the ledger's seal is of other checksums."""
    assert seal_of(sealed_again(changed(edition, BOTH[name]))["SHA256SUMS"]) != seal_of(edition["SHA256SUMS"])


def test_there_are_enough_of_them() -> None:
    """At least a hundred changes that break something, thirty that do not; every format has some."""
    assert len(MUTATIONS) >= 400
    assert len(HARMLESS) >= 60

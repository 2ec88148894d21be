"""Proofs are hashed where they lie, and one changed byte is seen."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from publishkit.errors import InputError
from publishkit.model.rights import Evidence, Status
from publishkit.rights.evidence import read_stored
from tests.rights.base_case import GRANT, STATEMENT, decided, reason_codes

PROOF = b"Yes, you may print it.\n"


def permitted(path: str, proof: bytes = PROOF):
    evidence = Evidence(path=path, sha256=sha256(proof).hexdigest())
    return replace(STATEMENT, status=Status.PERMISSION, grants=(replace(GRANT, evidence=(evidence,)),))


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    file = tmp_path / "issues" / "one" / "evidence" / "letter.eml"
    file.parent.mkdir(parents=True)
    file.write_bytes(PROOF)
    return file


def test_an_unchanged_letter_proves_the_permission(tmp_path: Path, letter: Path) -> None:
    statement = permitted("issues/one/evidence/letter.eml")
    assert decided(statement, stored=read_stored(tmp_path, [statement])).ok


def test_one_changed_byte_blocks(tmp_path: Path, letter: Path) -> None:
    """Change one byte -> R-EVIDENCE-MISMATCH; delete -> the same."""
    statement = permitted("issues/one/evidence/letter.eml")
    letter.write_bytes(PROOF.replace(b"Yes", b"yes"))
    assert reason_codes(decided(statement, stored=read_stored(tmp_path, [statement]))) == {"R-EVIDENCE-MISMATCH"}
    letter.unlink()
    assert reason_codes(decided(statement, stored=read_stored(tmp_path, [statement]))) == {"R-EVIDENCE-MISMATCH"}


@pytest.mark.parametrize("path", ["../letter.eml", "/etc/passwd", "a/../../x", "C:/letter.eml", "a\\b", "", "a\0b"])
def test_a_proof_outside_the_workspace_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(InputError, match="path"):
        read_stored(tmp_path, [permitted(path)])


def test_a_symbolic_link_is_no_proof(tmp_path: Path, letter: Path) -> None:
    (tmp_path / "link.eml").symlink_to(letter)
    with pytest.raises(InputError, match="symbolic link"):
        read_stored(tmp_path, [permitted("link.eml")])


def test_a_letter_behind_many_statements_is_read_once(tmp_path: Path, letter: Path) -> None:
    statement = permitted("issues/one/evidence/letter.eml")
    known: dict[str, str] = {}
    first = read_stored(tmp_path, [statement], known=known)
    letter.unlink()
    assert read_stored(tmp_path, [statement], known=known) == first

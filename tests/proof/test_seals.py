"""Who vouches for a finished edition: the ledger, a key, or nobody; each of the three is said."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from publishkit.proof.seals import ask_ledger, ask_signature, seal_of
from publishkit.proof.signature import BrokenSignatureError, check_signature, new_key, parse_public, read_private
from tests.support.command import Ran, run
from tests.support.once import build_once
from tests.support.workspaces import write_workspace

ISSUE = "2026-w47"
SUMS = b"0" * 64 + b"  email.html\n" + b"1" * 64 + b"  proof.json\n"


@pytest.fixture
def house(tmp_path: Path, shared: Path) -> Path:
    """A workspace with a finished edition of pages, sealed in its ledger."""
    return build_once(write_workspace(tmp_path / "house", issue={"outputs": ["web"]}), shared)


def verified(house: Path, folder: str = f"out/{ISSUE}", *words: str) -> tuple[int, dict]:
    ran: Ran = run("verify", folder, "--json", *words, cwd=house)
    told = json.loads(ran.stdout)
    return ran.exit_code, told["seal"]


def forge(folder: Path) -> None:
    """Change a page, and every digest in every record after it."""
    from tests.proof.mutations.hand import sealed_again
    from tests.support.command import files_of

    files = files_of(folder)
    files["web/low-water.html"] += b"<!-- -->"
    for name, data in sealed_again(files).items():
        (folder / name).write_bytes(data)


# --- the ledger -------------------------------------------------------------------------------------------------------


def test_a_build_is_sealed_in_the_ledger(house: Path) -> None:
    """The last line says what `sha256sum SHA256SUMS` prints; `verify` in the workspace compares."""
    line = json.loads((house / "rights/ledger.jsonl").read_bytes().splitlines()[-1])
    assert line["seal"]["sums"] == seal_of((house / f"out/{ISSUE}/SHA256SUMS").read_bytes())
    code, seal = verified(house)
    assert (code, seal["state"], seal["ledger"]["state"], seal["signature"]["state"]) == (
        0,
        "kept",
        "kept",
        "not checked",
    )
    assert seal["ledger"]["line"] == line["n"]


def test_the_same_edition_again_is_no_new_seal(house: Path) -> None:
    before = (house / "rights/ledger.jsonl").read_bytes()
    assert run("build", ISSUE, cwd=house).exit_code == 0
    assert (house / "rights/ledger.jsonl").read_bytes() == before


def test_outside_nobody_vouches_and_that_is_said(house: Path, tmp_path: Path) -> None:
    """Three states: not checked is neither kept nor broken."""
    shutil.copytree(house / f"out/{ISSUE}", tmp_path / "copy")
    code, seal = verified(house, str(tmp_path / "copy"))
    assert (code, seal["state"]) == (0, "not checked")
    assert seal["message"].startswith("not sealed: no ledger is at hand")
    code, seal = verified(house, str(tmp_path / "copy"), "--against", "rights/ledger.jsonl")
    assert (code, seal["state"]) == (0, "kept")


@pytest.mark.parametrize("words", [("publish", "--to", "www"), ("verify", f"out/{ISSUE}")])
def test_proof_and_sums_changed_together_are_seen(house: Path, words: tuple[str, ...]) -> None:
    """By the seal alone; who ships the edition refuses it as well."""
    forge(house / f"out/{ISSUE}")
    ran = run(*words, cwd=house)
    assert ran.exit_code == 4
    assert "is not the edition that the ledger sealed" in " ".join((ran.stdout + ran.stderr).split())


def test_an_earlier_build_is_told_from_a_changed_one(house: Path) -> None:
    old = house / "old"
    shutil.copytree(house / f"out/{ISSUE}", old)
    article = house / f"issues/{ISSUE}/articles/low-water/article.md"
    article.write_text(article.read_text("utf-8").replace("seven", "eight"), "utf-8")
    assert run("build", ISSUE, cwd=house).exit_code == 0
    code, seal = verified(house, "old", "--against", "rights/ledger.jsonl")
    assert (code, seal["ledger"]["state"]) == (4, "broken")
    assert seal["ledger"]["message"].startswith("is an earlier build")


def test_a_ledger_that_does_not_hold_vouches_for_nothing(house: Path) -> None:
    path = house / "rights/ledger.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[1:]))
    code, seal = verified(house)
    assert (code, seal["state"]) == (4, "broken")


def test_lines_in_another_order_are_the_same_seal() -> None:
    """As is the file with other line ends: what counts is which bytes are listed."""
    turned = b"".join(reversed(SUMS.splitlines(keepends=True)))
    assert seal_of(turned) == seal_of(SUMS.replace(b"\n", b"\r\n")) == seal_of(SUMS)


def test_no_ledger_is_not_checked(tmp_path: Path) -> None:
    assert ask_ledger(None, ISSUE, SUMS)[0].state == "not checked"
    assert ask_ledger(tmp_path / "none", ISSUE, SUMS)[0].state == "not checked"


# --- the signature ----------------------------------------------------------------------------------------------------


def test_a_signature_is_what_openssh_makes(tmp_path: Path) -> None:
    """The same bytes, and it finds ours good: anybody can check an edition without us."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is missing")
    private, public = new_key("desk")
    (tmp_path / "key").write_bytes(private)
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "key.pub").write_text(public.line)
    signed = read_private(private).sign(SUMS)
    done = subprocess.run(
        ["ssh-keygen", "-Y", "sign", "-n", "publishkit", "-f", tmp_path / "key"],
        input=SUMS,
        capture_output=True,
        check=True,
    )
    assert done.stdout == signed
    (tmp_path / "sig").write_bytes(signed)
    checked = ["ssh-keygen", "-Y", "check-novalidate", "-n", "publishkit", "-s", str(tmp_path / "sig")]
    assert subprocess.run(checked, input=SUMS, capture_output=True, check=False).returncode == 0


def test_a_signature_is_of_these_bytes_and_this_key() -> None:
    private, public = new_key("desk")
    signed = read_private(private).sign(SUMS)
    assert check_signature(SUMS, signed).raw == public.raw
    assert parse_public(public.line) == public
    for data, signature in (
        (SUMS + b"x", signed),
        (SUMS, signed.replace(b"U1NIU0", b"U1NIU1")),
        (SUMS, b""),
        (SUMS, b"\xff" * 99),
    ):
        with pytest.raises(BrokenSignatureError):
            check_signature(data, signature)
    other = new_key("other")[1]
    assert ask_signature(SUMS, signed, (public,))[0].state == "kept"
    assert ask_signature(SUMS, signed, ())[0].state == "not checked"
    assert ask_signature(SUMS, signed, (other,))[0].state == "broken"
    assert ask_signature(SUMS, None, (public,))[0].state == "broken"


def test_a_build_signs_and_verify_asks_for_the_key(house: Path, tmp_path: Path) -> None:
    """`[seal]` in publishkit.toml: the file beside the checksums, the same at each build."""
    made = run("seal", "keygen", tmp_path / "key", "--name", "The Quay", cwd=house)
    assert made.exit_code == 0
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    config = house / "publishkit.toml"
    config.write_text(config.read_text("utf-8") + made.stdout.partition("In publishkit.toml:")[2], "utf-8")
    assert run("build", ISSUE, cwd=house).exit_code == 0
    signature = (house / f"out/{ISSUE}/SHA256SUMS.sig").read_bytes()
    assert run("build", ISSUE, cwd=house).exit_code == 0
    assert (house / f"out/{ISSUE}/SHA256SUMS.sig").read_bytes() == signature
    code, seal = verified(house)
    assert (code, seal["signature"]["state"]) == (0, "kept")
    assert "The Quay" in seal["message"]
    (house / f"out/{ISSUE}/SHA256SUMS.sig").unlink()
    assert verified(house)[1]["signature"]["state"] == "broken"


def test_a_key_inside_the_workspace_is_refused(house: Path) -> None:
    """Who has the workspace must not be able to sign for the house."""
    assert run("seal", "keygen", house / "key", cwd=house).exit_code == 0
    config = house / "publishkit.toml"
    config.write_text(config.read_text("utf-8") + '\n[seal]\nkey_file = "key"\n', "utf-8")
    ran = run("build", ISSUE, cwd=house)
    assert ran.exit_code == 2
    assert "inside the workspace" in ran.stderr


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    assert run("seal", "keygen", tmp_path / "key", cwd=tmp_path).exit_code == 0
    assert run("seal", "keygen", tmp_path / "key", cwd=tmp_path).exit_code == 2

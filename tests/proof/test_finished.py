"""One reader of a finished edition: what one command refuses, every other refuses, with the same words."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from publishkit.cli.audience import audience
from publishkit.cli.build import build, verify
from publishkit.cli.correct import correct, retract
from publishkit.cli.publish import publish
from publishkit.cli.send import send
from publishkit.errors import PublishkitError
from publishkit.proof.finished import open_finished, read_finished
from publishkit.proof.folder import Folder
from publishkit.proof.verdict import judge
from tests.support.workspaces import write_workspace

ISSUE = "2026-w47"
READERS = "email,name\nada@quay.example,Ada\nbo@quay.example,Bo\n"
CODES = {"R130", "R131", "R132", "R133", "R134"}


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What came of a command."""

    code: int
    out: str
    err: str


def run(root: Path, *words: str) -> Ran:
    """Run `publishkit WORDS…` in this process, in the workspace, with the exit code `cli.main` would give."""
    app = typer.Typer()
    for command in (build, correct, publish, retract, verify):
        app.command(command.__name__)(command)
    app.add_typer(audience, name="audience")
    app.add_typer(send, name="send")
    before = Path.cwd()
    os.chdir(root)
    try:
        done = CliRunner().invoke(app, words)
    finally:
        os.chdir(before)
    if isinstance(done.exception, PublishkitError):
        return Ran(code=done.exception.exit_code, out=done.stdout, err=str(done.exception))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Ran(code=done.exit_code, out=done.stdout, err=done.stderr)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with an edition in mail and pages, two readers, and a site in `www/`."""
    root = write_workspace(tmp_path_factory.mktemp("finished"), issue={"outputs": ["email", "web"]})
    (root / "readers.csv").write_text(READERS, "utf-8")
    imported = ("audience", "import", "readers.csv", "--consent-source", "form", "--consent-date", "2026-01-01")
    for words in (("build", ISSUE), imported, ("publish", "--to", "www")):
        done = run(root, *words)
        assert done.code == 0, done
    return root


@pytest.fixture
def house(built: Path, tmp_path: Path) -> Path:
    """A copy that may be spoiled."""
    return Path(shutil.copytree(built, tmp_path / "house"))


CORRECT = ("correct", ISSUE, "low-water", "--note", "There are eight.", "--dry-run")
RETRACT = ("retract", ISSUE, "low-water", "--reason", "All of it was wrong.", "--dry-run")
REFUSING = (("publish", "--to", "other"), CORRECT, RETRACT, ("send", "now", ISSUE, "--dry-run"))
"""Commands that take a finished edition or leave it."""


@pytest.mark.parametrize("gone", ["SHA256SUMS", ""], ids=["without checksums", "without the folder"])
def test_who_finds_no_finished_edition_says_so_in_one_sentence(house: Path, gone: str):
    """One place, one sentence, one mend and one code; `verify` goes on and says what is missing."""
    edition = house / "out" / ISSUE
    (edition / gone).unlink() if gone else shutil.rmtree(edition)
    for words in (("publish", ISSUE, "--to", "other"), *REFUSING[1:]):
        done = run(house, *words)
        assert (done.code, done.err) == (
            2,
            f"out/{ISSUE}: is no finished edition (`publishkit build {ISSUE}` makes it)",
        ), words
    if gone:
        done = run(house, "verify", f"out/{ISSUE}")
        assert (done.code, "R132" in done.out) == (4, True)


# --- ways to spoil an edition -----------------------------------------------------------------------------------------


def seal(folder: Path, name: str) -> None:
    """Give a file its checksum in the list, as a careful hand would."""
    path = folder / "SHA256SUMS"
    lines = [line for line in path.read_text("utf-8").splitlines() if line[66:] != name]
    digest = sha256((folder / name).read_bytes()).hexdigest()
    path.write_text("".join(f"{line}\n" for line in [*lines, f"{digest}  {name}"]), "utf-8")


def add_file(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")


def take_file(folder: Path) -> None:
    next(folder.rglob("low-water.html")).unlink()


def change_byte(folder: Path) -> None:
    page = next(folder.rglob("low-water.html"))
    page.write_bytes(page.read_bytes()[:-1] + b" ")


def cut_sums(folder: Path) -> None:
    path = folder / "SHA256SUMS"
    path.write_bytes(path.read_bytes()[:-40])


def take_record_of_another(folder: Path) -> None:
    path = folder / "edition.json"
    path.write_text(path.read_text("utf-8").replace(ISSUE, "2026-w46"), "utf-8")
    seal(folder, "edition.json")


def break_record(folder: Path) -> None:
    (folder / "rights.json").write_text('{"schema": "publishkit-rights/1", "iss')
    seal(folder, "rights.json")


def fail_proof(folder: Path) -> None:
    path = folder / "proof.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"passed": False}), "utf-8")
    seal(folder, "proof.json")


def link_away(folder: Path) -> None:
    (folder / "elsewhere").symlink_to(folder.parent)


def link_to_nothing(folder: Path) -> None:
    (folder / "gone").symlink_to("nowhere")


def strange_name(folder: Path) -> None:
    (folder / "a\x1b[2Jb").write_text("")


SPOILED: dict[Callable[[Path], None], tuple[str, str]] = {
    add_file: ("notes.txt", "is no file of this edition"),
    take_file: ("low-water.html", "is missing"),
    change_byte: ("low-water.html", "was changed after it was proved"),
    cut_sums: ("SHA256SUMS", "does not end with a whole line"),
    take_record_of_another: ("edition.json", "is of the edition 2026-w46, not of 2026-w47"),
    break_record: ("rights.json", "is not a record of publishkit-rights/1"),
    fail_proof: ("proof.json", "does not say that this edition was proved"),
    link_away: ("elsewhere", "is no file of this edition"),
    link_to_nothing: ("gone", "is no file of this edition"),
    strange_name: ("a⟨U+001B⟩[2Jb", "is no file of this edition"),
}
"""What is done to the folder -> the file that must be named, and what is said of it."""


def verdict_of_verify(ran: Ran) -> set[tuple[str, str]]:
    """Return (file, sentence) of every finding about files and records."""
    return {(f["where"], f["message"]) for f in json.loads(ran.out)["findings"] if f["code"] in CODES}


def verdict_of(ran: Ran) -> set[tuple[str, str]]:
    """Return (file, sentence) of every line of a refusal."""
    lines = (line.removeprefix(f"out/{ISSUE}/").rpartition(" (")[0] for line in ran.err.splitlines())
    return {(place, message) for place, _, message in (line.partition(": ") for line in lines)}


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda spoil: spoil.__name__)
def test_every_command_gives_the_same_verdict(house: Path, spoil: Callable[[Path], None]) -> None:
    """Exit 4 with the file named, the same sentences from all, and nothing published or sent."""
    spoil(house / "out" / ISSUE)
    told = run(house, "verify", f"out/{ISSUE}", "--json")
    found = verdict_of_verify(told)
    name, message = SPOILED[spoil]
    assert told.code == 4
    assert (name, message) in {(where.rpartition("/")[2], said) for where, said in found}
    for words in REFUSING:
        ran = run(house, *words)
        assert (words[0], ran.code, verdict_of(ran)) == (words[0], 4, found)
    assert not (house / "other").exists()


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda spoil: spoil.__name__)
def test_a_site_is_judged_by_the_same_reader(house: Path, spoil: Callable[[Path], None]) -> None:
    folder = house / "www" / ISSUE
    spoil(folder)
    told = run(house, "verify", "--site", "www", "--json")
    name, message = SPOILED[spoil]
    sentence = "is not what was published" if spoil is change_byte else message
    assert told.code == 4
    assert (f"{ISSUE}/{name}", sentence) in verdict_of_verify(told)


def test_an_edition_of_a_site_is_missed_by_what_is_left_of_it(house: Path) -> None:
    (house / "www" / ISSUE / "edition.json").unlink()
    told = run(house, "verify", "--site", "www", "--json")
    assert (f"{ISSUE}/edition.json", "is missing") in verdict_of_verify(told)


def test_what_our_own_commands_leave_beside_an_edition_is_nobodys_fault(house: Path) -> None:
    """The report of a sending, a second publish, an empty folder, a link to the very file, another folder's name."""
    assert run(house, "send", "now", ISSUE).code == 0
    folder = house / "out" / ISSUE
    assert (folder.parent / f"{ISSUE}.delivery").is_dir()
    (folder / "empty").mkdir()
    (folder / "email.txt").rename(house / "email.txt")
    (folder / "email.txt").symlink_to(house / "email.txt")
    for words in (("verify", f"out/{ISSUE}"), *REFUSING[:2], ("send", "now", ISSUE, "--dry-run")):
        assert (words, run(house, *words).code) == (words, 0)
    folder.rename(house / "a copy")
    assert run(house, "verify", "a copy").code == 0


def test_in_out_a_folder_is_the_edition_it_is_called(house: Path) -> None:
    folder = house / "out" / ISSUE
    folder.rename(folder.with_name("2026-w48"))
    found = verdict_of_verify(run(house, "verify", "out/2026-w48", "--json"))
    message = "is of the edition 2026-w47, not of 2026-w48"
    assert found == {(name, message) for name in ("edition.json", "rights.json", "build.json", "proof.json")}


def test_a_folder_of_the_edition_in_place_of_a_file_is_named(house: Path) -> None:
    folder = house / "out" / ISSUE
    (folder / "email.eml").unlink()
    (folder / "email.eml").symlink_to(house)
    faults = judge(Folder(folder), odd=Folder(folder).odd).faults
    assert [(fault.code, fault.where, fault.message) for fault in faults] == [("R130", "email.eml", "is no plain file")]


def _read(folder: Folder, name: str, allowed: set[str]) -> bytes:
    assert name in allowed, f"{name} was read again"
    return folder.file(name).read_bytes()


def test_an_edition_that_was_judged_is_not_read_again(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its names are compared every time; its bytes when a size or time is another one, or a time was set back."""
    folder = house / "out" / ISSUE
    first = open_finished(folder, "", "")
    page = folder / "web/low-water.html"
    with monkeypatch.context() as patch:
        patch.setattr(Folder, "__getitem__", lambda here, name: _read(here, name, {"SHA256SUMS", "edition.json"}))
        again = open_finished(folder, "", first.stamp)
    assert (again.stamp, again.digest, again.record) == (first.stamp, first.digest, first.record)
    assert again.records.build == first.records.build
    stat = page.stat()
    page.write_bytes(page.read_bytes()[:-1] + b" ")
    os.utime(page, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with pytest.raises(PublishkitError, match=r"low-water\.html: was changed"):
        open_finished(folder, "", first.stamp)
    add_file(folder)
    with pytest.raises(PublishkitError, match=r"notes\.txt: is no file of this edition"):
        open_finished(folder, "", first.stamp)


def test_the_bytes_that_were_compared_are_the_bytes_that_are_used(house: Path) -> None:
    folder = house / "out" / ISSUE
    edition = read_finished(folder, "")
    before = edition.contents["email.html"]
    (folder / "email.html").write_bytes(b"other")
    assert edition.contents["email.html"] == before
    assert (edition.id, edition.has_pages, edition.record.edition) == (ISSUE, True, ISSUE)

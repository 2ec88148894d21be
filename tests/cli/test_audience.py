"""`publishkit audience`: what an editor types, and what they see."""

import json
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import tomlkit
from typer.testing import CliRunner

from publishkit.cli.audience import audience
from publishkit.errors import PublishkitError
from tests.support.command import run
from tests.support.workspaces import CONFIG

CONSENT = ("--consent-source", "form", "--consent-date", "2026-01-31")
READERS = (
    "E-Mail;Vorname;Nachname;Sprache;Status;Schuhgröße\r\n"
    "ada@example.org;Ada;Byron;de;aktiv;39\r\n"
    "ADA@example.ORG;;;;;\r\n"
    'bob@example.org;"=HYPERLINK(""http://x"")";;pt_BR;;\r\n'
    "nobody;;;;;\r\n"
    "cy@example.org;Cy;;;abgemeldet;\r\n"
).encode("cp1252")


@dataclass(frozen=True, kw_only=True)
class Ran:
    code: int
    out: str
    error: str


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "publishkit.toml").write_text(tomlkit.dumps(CONFIG))
    (tmp_path / "readers.csv").write_bytes(READERS)
    return tmp_path


@pytest.fixture
def do(house: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run `publishkit audience …` in the workspace, with the exit code `cli.main` would give."""
    monkeypatch.chdir(house)

    def command(*words: str, stdin: bytes | None = None) -> Ran:
        result = CliRunner().invoke(audience, list(words), input=stdin)
        if isinstance(result.exception, PublishkitError):
            return Ran(code=result.exception.exit_code, out=result.stdout, error=str(result.exception))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(code=result.exit_code, out=result.stdout, error=result.stderr)

    return command


def test_an_import_says_what_became_of_every_row(do):
    ran = do("import", "readers.csv", *CONSENT)
    counts = "read 5, added 2, updated 0, unchanged 0, duplicates 1, suppressed 0, refused 2, changed 1, left 1"
    assert (ran.code, ran.out.splitlines()) == (
        1,
        [
            "readers.csv, line 4: changed: name left out, it begins like a formula: '=HYPERLINK(\"http://x\")'",
            "readers.csv, line 5: refused: address has no @ (syntax)",
            "readers.csv, line 6: refused: has the status 'abgemeldet'",
            "Read: E-Mail = address, Vorname = first-name, Nachname = last-name, Sprache = language, Status = status",
            "Not read: Schuhgröße",
            f"readers.csv (CSV with ;, cp1252) into list readers: {counts}",
            "1 row says that somebody left; `publishkit audience suppress readers.csv --reason unsubscribed` keeps them away, and only them.",
        ],
    )


def test_an_import_without_a_fault_is_exit_0(do):
    ran = do("import", "-", *CONSENT, stdin=b"ada@example.org\nbob@example.org\n")
    assert (ran.code, ran.out.count("standard input (CSV, utf-8) into list readers: read 2, added 2")) == (0, 1)


def test_the_same_for_machines(do):
    told = json.loads(do("import", "readers.csv", *CONSENT, "--json", "--list", "friends").out)
    assert told["list"] == "friends" and told["encoding"] == "cp1252" and told["not_read"] == ["Schuhgröße"]
    assert {name: told[name] for name in ("read", "added", "duplicates", "refused")} == {
        "read": 5, "added": 2, "duplicates": 1, "refused": 2,
    }  # fmt: skip
    assert told["lines"][1] == {"line": 5, "what": "refused", "why": "address has no @ (syntax)"}


def test_a_dry_run_leaves_no_trace(do, house):
    before = sorted(house.rglob("*"))
    ran = do("import", "readers.csv", *CONSENT, "--dry-run")
    assert "into list readers (nothing was written): read 5, added 2" in ran.out
    assert sorted(house.rglob("*")) == before


def test_consent_is_asked_for_before_the_first_row(do, house):
    ran = do("import", "readers.csv")
    hint = 'say it for all with --consent-source "sign-up form of the library"'
    assert ran.code == 2
    assert ran.error.splitlines() == [
        f"readers.csv: does not say where its readers agreed ({hint})",
        "readers.csv: does not say when its readers agreed (say it for all with --consent-date 2026-01-31)",
    ]
    assert not (house / ".publishkit").exists()


MIXED = b"E-Mail;Abgemeldet am\nada@example.org;\ngone@example.org;03.05.2024\n"


def test_a_column_that_is_not_understood_stops_the_import_and_the_way_out_is_named(do, house):
    text = b"E-Mail;Kontakt\nada@example.org;ja\nbob@example.org;nein\n"
    ran = do("import", "-", *CONSENT, stdin=text)
    assert (ran.code, ran.out) == (2, "") and not (house / ".publishkit").exists()
    assert "column 'Kontakt' could say who left and is not understood: it says 'ja'" in ran.error
    assert '--column "Kontakt=opt-out" (a yes there has left), "Kontakt=opt-in"' in ran.error
    assert "added 1" in do("import", "-", *CONSENT, "--column", "Kontakt=opt-in", stdin=text).out


def test_a_list_of_leavers_is_offered_to_suppress(do, house):
    (house / "gone.csv").write_text("Email,UNSUB_TIME\ngone@example.org,2024-05-05 10:00:00\n")
    ran = do("import", "gone.csv")
    assert ran.code == 2 and ran.error == (
        "gone.csv: is a list of readers who left (column 'UNSUB_TIME' says so in every row)"
        " (keep them away: `publishkit audience suppress gone.csv --reason unsubscribed`)"
    )
    assert "suppressed 1" in do("suppress", "gone.csv", "--reason", "unsubscribed").out


def test_of_an_export_that_says_who_left_only_those_are_suppressed(do, house):
    (house / "all.csv").write_bytes(MIXED)
    ran = do("import", "all.csv", *CONSENT)
    assert "added 1" in ran.out and "refused 1" in ran.out
    assert "1 row says that somebody left; `publishkit audience suppress all.csv --reason unsubscribed`" in ran.out
    told = do("suppress", "all.csv", "--reason", "unsubscribed")
    assert (told.code, "suppressed 1, already 0, kept 1, refused 0" in told.out) == (0, True)
    assert "1 row says that somebody is still a reader; `--column TITLE=ignore` takes them too." in told.out
    assert "readers        1           0           1" in do("list").out


def test_who_left_elsewhere_and_is_still_a_reader_here_is_named(do, house):
    do("import", "-", *CONSENT, stdin=b"ada@example.org\ngone@example.org\n")
    (house / "all.csv").write_bytes(MIXED)
    ran = do("import", "all.csv", *CONSENT)
    assert (
        "all.csv, line 3: still a reader: left by this file, and is on the list; `audience suppress` with the same file"
        in ran.out
    )
    do("suppress", "all.csv", "--reason", "unsubscribed")
    assert "still a reader" not in do("import", "all.csv", *CONSENT).out


def test_what_the_file_is_taken_for_is_said(do, house):
    (house / "k.csv").write_text(
        "First Name,Email,Status,Created At,Tags\nAda,ada@example.org,Confirmed,2024-01-01 10:00:00 UTC,x\n"
    )
    assert (
        "Read (Kit): First Name = first-name, Email = address, Status = status, Created At = consent-date"
        in do("import", "k.csv", *CONSENT).out
    )
    told = json.loads(do("import", "k.csv", *CONSENT, "--json").out)
    assert (told["program"], told["columns"]["Tags"]) == ("Kit", "ignore")


def test_consent_is_not_given_tomorrow(do):
    assert "lies in the future" in do("import", "readers.csv", "--consent-date", "2999-01-01").error


def test_many_refused_lines_go_into_a_file(do, house):
    """Twenty are shown; the file has all, for its owner's eyes only, and is replaced by the next import's."""
    (house / "bad.csv").write_text("email,source\n" + "nobody,\n" * 1000)
    ran = do("import", "bad.csv", *CONSENT)
    file = house / ".publishkit" / "audience-notes.csv"
    assert f"… 980 more; all of them: {file}" in ran.out and ran.out.count("line ") == 20
    lines = file.read_text().splitlines()
    assert (lines[0], lines[1], len(lines)) == ("line,what,why", "2,refused,address has no @ (syntax)", 1001)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "without --dry-run all are written to a file" in do("import", "bad.csv", *CONSENT, "--dry-run").out


def test_lists_in_a_table_and_for_machines(do):
    assert "Nobody yet" in do("list").out
    do("import", "readers.csv", *CONSENT)
    do("suppress", "-", "--reason", "bounced", stdin=b"ada@example.org\nelse@example.org\n")
    table = do("list").out
    assert "readers        2           1           1  de 1, pt-BR 1" in table
    assert "not written to, on all lists: 2 bounced" in table
    told = json.loads(do("list", "--json").out)
    assert told["lists"][0]["written_to"] == 1


def test_who_bounced_stays_away(do):
    ran = do("suppress", "-", "--reason", "bounced", stdin=b"Email\nADA@example.org\nx\n")
    assert ran.code == 1 and "into all lists: read 2, suppressed 1, already 0, kept 0, refused 1" in ran.out
    assert "suppressed 1" in do("import", "readers.csv", *CONSENT).out


def test_who_unsubscribed_left_one_list(do):
    ran = do("suppress", "-", "--reason", "unsubscribed", stdin=b"ada@example.org\n")
    assert "into list readers: read 1, suppressed 1" in ran.out
    assert "added 2" in do("import", "readers.csv", *CONSENT, "--list", "friends").out


def test_who_left_comes_back_with_a_new_consent_and_that_is_told(do, house):
    do("import", "-", *CONSENT, stdin=b"ada@example.org\n")
    do("suppress", "-", "--reason", "unsubscribed", stdin=b"ada@example.org\n")
    assert "needs a new consent (--consent-source" in do("welcome-back", "ada@example.org").error
    today = f"{datetime.now(tz=UTC):%Y-%m-%d}"
    ran = do("welcome-back", "ada@example.org", "--consent-source", "letter", "--consent-date", today, "--by", "jo")
    assert (ran.code, ran.out) == (0, "ada@example.org gets the letters of readers again (was: unsubscribed).\n")
    assert "readers        1           0           1" in do("list").out
    told = do("history", "ada@example.org").out
    assert "unsubscribed, not written to on readers (standard input line 1)" in told
    assert f"welcomed back to readers (agreed on {today}: letter), by jo" in told
    assert json.loads(do("history", "ada@example.org", "--json").out)[-1]["by"] == "jo"
    assert do("history", "stranger@example.org").out == "Nothing is known of this address.\n"
    assert do("welcome-back", "nobody").error == "ADDRESS: has no @"


def test_an_import_names_who_agreed_again_after_they_left(do):
    do("suppress", "-", "--reason", "unsubscribed", stdin=b"ada@example.org\nbob@example.org\n")
    today = datetime.now(tz=UTC) + timedelta(hours=12)
    rows = f"email,consent date\nada@example.org,{today.isoformat()}\nbob@example.org,2020-01-01\n"
    ran = do("import", "-", "--consent-source", "form", stdin=rows.encode())
    assert "suppressed 2" in ran.out and "line 2: suppressed: agreed after they left on" in ran.out
    assert "`publishkit audience welcome-back ADDRESS` with that consent" in ran.out and "line 3" not in ran.out


def test_a_reason_we_do_not_know(do):
    assert do("suppress", "-", "--reason", "tired", stdin=b"").error == (
        "--reason: 'tired' is no reason (one of bounced, complained, unsubscribed)"
    )


@pytest.mark.parametrize("name", ["Readers", "a b", "a\r\nBcc: b@b.example", "../x", "", "x" * 81])
def test_a_list_has_a_plain_name(do, name):
    ran = do("import", "readers.csv", *CONSENT, "--list", name)
    assert ran.code == 2 and "is no name of a list" in ran.error


def test_a_reader_is_forgotten_and_stays_away(do):
    do("import", "readers.csv", *CONSENT)
    ran = do("remove", "ADA@example.org")
    assert (ran.code, ran.out) == (
        0, "The reader was taken off readers; 0 letters forgotten; never written to again.\n",
    )  # fmt: skip
    assert "ada" not in do("export").out.lower()
    assert "suppressed 1" in do("import", "readers.csv", *CONSENT).out
    assert do("remove", "nobody").error == "ADDRESS: has no @"


def test_an_export_goes_to_a_new_file_only(do, house):
    do("import", "readers.csv", *CONSENT)
    assert do("export", "-o", "out.csv").code == 0
    assert stat.S_IMODE((house / "out.csv").stat().st_mode) == 0o600
    assert (house / "out.csv").read_bytes().count(b"\r\n") == 3
    assert do("export", "-o", "out.csv").error == "out.csv: is there already (name a new file)"
    lines = [json.loads(line) for line in do("export", "--json").out.splitlines()]
    assert {line["address"] for line in lines} == {"ada@example.org", "bob@example.org"}


def test_one_reader_gets_what_is_known(do):
    do("import", "readers.csv", *CONSENT)
    told = json.loads(do("export", "--address", "ada@example.org").out)
    assert told["subscriptions"][0]["name"] == "Ada Byron"
    assert told["subscriptions"][0]["consent_source"] == "form"


def test_the_command_itself_exits_as_it_should(house):
    """From the shell: the code, one line for each problem, no traceback."""
    ran = run("audience", "import", "gone.csv", *CONSENT, cwd=house)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == "publishkit: gone.csv: cannot be read: No such file or directory\n"


def test_a_reader_without_a_postgresql_is_told_how(house, do):
    text = (house / "publishkit.toml").read_text()
    (house / "publishkit.toml").write_text(text + '\n[send]\ndatabase = "postgresql://ada:geheim@db.example/letters"\n')
    ran = do("list")
    assert ran.code == 2 and "PGPASSWORD" in ran.error and "geheim" not in ran.error

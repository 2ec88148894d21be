"""`publishkit send` as an editor meets it: refused, tested, approved, sent once, called off, settled."""

import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from publishkit.send.letter.unsubscribe import Leaving, list_digest
from publishkit.send.readers.address import reader_key
from publishkit.send.server.events import EventRecorder
from publishkit.send.state.store import open_store
from tests.send.transports import mail_server as servers
from tests.support.command import HOME, run
from tests.support.once import build_once
from tests.support.workspaces import write_workspace

ISSUE = "2026-w47"
KEYS = {"PUBLISHKIT_UNSUBSCRIBE_KEYS": "1:" + "ab" * 32, "PUBLISHKIT_ENV": ""}
READERS = "email,name\nada@quay.example,Ada\nbo@quay.example,Bö Müller\ncy@quay.example,A much longer name\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    """A workspace whose issue has been built as a mail, with three readers."""
    root = build_once(write_workspace(tmp_path_factory.mktemp("send"), issue={"outputs": ["email"]}), shared)
    (root / "readers.csv").write_text(READERS, "utf-8")
    words = ("--consent-source", "form", "--consent-date", "2026-01-01")
    assert run("audience", "import", "readers.csv", *words, cwd=root).exit_code == 0
    return root


@pytest.fixture
def mail_server() -> Iterator[servers.Kept]:
    with servers.mail_server() as kept:
        yield kept


@pytest.fixture
def house(built: Path, tmp_path: Path) -> Path:
    return at_home(Path(shutil.copytree(built, tmp_path / "house")))


def at_home(house: Path) -> Path:
    """A copy that has become the house itself: its database asks nobody whether the other one sends as well."""
    with closing(sqlite3.connect(house / ".publishkit/state.db")) as database, database:
        database.execute("DELETE FROM meta WHERE name = 'home'")
    return house


def send(house: Path, *words: str, env: dict | None = None):
    return run("send", *words, cwd=house, env={**KEYS, **(env or {})})


def configure(house: Path, lines: str) -> None:
    with (house / "publishkit.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[send]\n{lines}\n")


def smtp(house: Path, port: int, more: str = "") -> None:
    settings = "hold_minutes = 0\ncanary = 0\n" + more
    configure(
        house, f'transport = "smtp"\n{settings}\n[send.options]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"'
    )


def mails(house: Path, issue: str = ISSUE) -> list[Path]:
    return sorted((house / ".publishkit/outbox" / issue).glob("*.eml"))


def test_a_rehearsal_writes_each_reader_a_mail_of_their_own(house: Path):
    ran = send(house, ISSUE)
    assert ran.exit_code == 0, ran.stderr
    assert "3 of 3 (100.0 %)" in ran.stdout
    assert "a rehearsal with `file`: nobody got it" in ran.stdout
    links = {message_from_bytes(path.read_bytes())["List-Unsubscribe"] for path in mails(house)}
    assert len(links) == 3


@pytest.mark.parametrize("words", [(), (ISSUE,), ("now", ISSUE), (f"issues/{ISSUE}/",)])
def test_the_issue_is_named_or_the_newest(house: Path, words: tuple[str, ...]):
    assert send(house, *words).exit_code == 0
    assert len(mails(house)) == 3


def test_nobody_gets_an_issue_twice(house: Path):
    send(house)
    again = send(house)
    assert again.exit_code == 2
    assert "it was rehearsed on" in again.stderr


def test_a_dry_run_keeps_samples_and_freezes_nothing(house: Path):
    ran = send(house, "--dry-run", "--json")
    told = json.loads(ran.stdout)
    assert (ran.exit_code, told["readers"], told["refused"]) == (0, 3, 0)
    assert [Path(name).stem for name in told["samples"]] == ["first", "last", "longest-name", "non-ascii"]
    longest = message_from_bytes((house / f".publishkit/dry-run/{ISSUE}/longest-name.eml").read_bytes())
    assert "A much longer name" in longest["To"]
    assert mails(house) == []
    assert json.loads(send(house, "status", "--json").stdout)["campaigns"] == []


def test_the_report_stands_beside_the_edition_and_names_nobody(house: Path):
    send(house)
    folder = house / f"out/{ISSUE}.delivery/readers.rehearsal"
    told = json.loads((folder / "delivery.json").read_text("utf-8"))
    assert (told["audience"], told["accepted"], told["uncertain"]) == (3, 3, 0)
    assert "@" not in (folder / "delivery.json").read_text("utf-8") + (folder / "delivery.txt").read_text("utf-8")
    assert run("verify", f"out/{ISSUE}", cwd=house).exit_code == 0


def test_one_changed_byte_is_seen(house: Path):
    page = house / f"out/{ISSUE}/email.html"
    page.write_bytes(page.read_bytes().replace(b"harbour", b"Harbour", 1))
    ran = send(house)
    assert ran.exit_code == 4
    assert "email.html: was changed after it was proved" in ran.stderr


def test_real_sending_asks_for_test_approval_and_number(house: Path, mail_server):
    """Refused by everything that is missing at once; then step by step, as each hint says."""
    smtp(house, mail_server.port)
    refused = send(house)
    assert refused.exit_code == 2
    assert "nobody has seen a test mail" in refused.stderr
    assert f"`publishkit send approve {ISSUE} --list readers`" in refused.stderr

    assert "nobody has seen a test mail" in send(house, "approve").stderr
    tested = send(house, "test", "--to", "me@quay.example")
    assert tested.exit_code == 0, tested.stderr
    assert send(house, "approve", "--by", "Jane Editor").exit_code == 0
    unseen = send(house, "--expect-count", "3")
    assert unseen.exit_code == 5
    assert "https://quay.example/letter/2026-w47/images/low-water-01.png: there is no host" in unseen.stderr
    assert "`--allow-unpublished` sends it all the same" in unseen.stderr
    nobody = send(house, "--allow-unpublished")
    assert nobody.exit_code == 2
    assert "not found by readers: https://quay.example/letter/2026-w47/images/low-water-01.png" in nobody.stderr
    assert (
        "goes to 3 readers (when that is right: `publishkit send 2026-w47 --list readers --expect-count 3`)"
        in nobody.stderr
    )
    assert send(house, "--expect-count", "4").exit_code == 2
    assert [reader for _, reader, _ in mail_server.messages] == ["me@quay.example"]

    done = send(house, "--allow-unpublished", "--expect-count", "3")
    assert done.exit_code == 0, done.stdout + done.stderr
    got = [reader for _, reader, _ in mail_server.messages[1:]]
    assert sorted(got) == ["ada@quay.example", "bo@quay.example", "cy@quay.example"]
    again = send(house, "--allow-unpublished", "--expect-count", "3")
    assert again.exit_code == 2
    assert "nobody gets it twice" in again.stderr
    assert len(mail_server.messages) == 4


def test_a_test_mail_is_the_letter_with_a_message_id_of_its_own(house: Path, mail_server):
    smtp(house, mail_server.port)
    send(house, "test", "--to", "ada@quay.example")
    send(house, "approve")
    send(house, "--allow-unpublished", "--expect-count", "3")
    seen = [message_from_bytes(data) for _, reader, data in mail_server.messages if reader == "ada@quay.example"]
    assert len(seen) == 2
    assert seen[0]["Subject"] == seen[1]["Subject"]
    assert seen[0]["Message-ID"] != seen[1]["Message-ID"]
    texts = [next(part for part in one.walk() if part.get_content_type() == "text/plain") for one in seen]
    assert texts[0].get_payload(decode=True) == texts[1].get_payload(decode=True)


def test_who_tries_the_link_of_a_test_is_warned_of_and_can_be_restored(house: Path, mail_server):
    """The link in a test works as in the letter, and would quietly cost the editor their own letter."""
    smtp(house, mail_server.port)
    assert "mind: its link for leaving works" in send(house, "test", "--to", "ada@quay.example").stderr
    with open_store(house) as store:
        leaving = Leaving(list_digest=list_digest("readers"), reader_key=reader_key("ada@quay.example"))
        EventRecorder(store=store, list="readers").leave(leaving, "page", datetime.now(tz=UTC))
    warned = send(house, "test", "--to", "ada@quay.example").stderr
    assert "ada@quay.example gets no letters of readers: unsubscribed on" in warned
    back = "audience welcome-back ada@quay.example --list readers --tested"
    assert f"`publishkit {back}`" in warned
    assert run(*back.split(), cwd=house).exit_code == 0
    assert "gets no letters" not in send(house, "test", "--to", "ada@quay.example").stderr


def test_an_approval_is_void_when_the_letter_changes(house: Path, mail_server):
    smtp(house, mail_server.port)
    send(house, "test", "--to", "me@quay.example")
    send(house, "approve")
    config = house / "publishkit.toml"
    config.write_text(config.read_text("utf-8").replace('from_name = "The Quay"', 'from_name = "The Key"'), "utf-8")
    ran = send(house, "--allow-unpublished", "--expect-count", "3")
    assert ran.exit_code == 2
    assert "the letter has changed since it was approved" in ran.stderr


def test_outside_production_only_the_allow_list_gets_mail(house: Path, mail_server):
    smtp(house, mail_server.port, 'environment = "production"\nallow_list = ["me@quay.example"]\n')
    assert send(house, "test", "--to", "you@other.example").exit_code == 2
    assert send(house, "test", "--to", "me@quay.example").exit_code == 0
    send(house, "approve")
    ran = send(house, "--allow-unpublished", "--expect-count", "3")
    assert (ran.exit_code, len(mail_server.messages)) == (2, 1)
    assert "3 readers are not on it" in ran.stderr
    assert (
        send(house, "--allow-unpublished", "--expect-count", "3", env={"PUBLISHKIT_ENV": "production"}).exit_code == 0
    )


def test_in_the_hold_it_can_be_called_off(house: Path, mail_server):
    smtp(house, mail_server.port)
    config = house / "publishkit.toml"
    config.write_text(config.read_text("utf-8").replace("hold_minutes = 0", "hold_minutes = 10"), "utf-8")
    send(house, "test", "--to", "me@quay.example")
    send(house, "approve")
    held = send(house, "--allow-unpublished", "--expect-count", "3", "--no-wait")
    assert held.exit_code == 0, held.stderr
    assert ": held" in held.stdout
    gone = send(house, "cancel")
    assert gone.exit_code == 0
    assert "3 skipped" in gone.stdout
    assert send(house, "--allow-unpublished", "--expect-count", "3").exit_code == 2
    assert len(mail_server.messages) == 1


def test_a_killed_sender_is_resumed_by_the_same_command(house: Path):
    """Killed at once, again and again; each reader has exactly one file in the end."""
    rows = "".join(f"r{n}@quay.example,Reader {n}\n" for n in range(2000))
    (house / "more.csv").write_text(f"email,name\n{rows}", "utf-8")
    words = ("--consent-source", "form", "--consent-date", "2026-01-01")
    assert run("audience", "import", "more.csv", *words, cwd=house).exit_code == 0
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, "-m", "publishkit", "send"],
            cwd=house,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        begun = len(mails(house))
        while process.poll() is None and len(mails(house)) <= begun + 20:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert len(mails(house)) < 2003
    done = send(house)
    assert done.exit_code == 0, done.stderr
    assert "2,003 accepted" in done.stdout
    assert len(mails(house)) == 2003


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("../../etc",), "is no issue id"),
        (("--list", "a\nb"), "is no name of a list"),
        (("--list", "../x"), "is no name of a list"),
        (("--variant", "é"), "is no name of a variant"),
        (("--variant", "rehearsal"), "is our own word"),
        (("2026-w99",), "publishkit: out/2026-w99: is no finished edition (`publishkit build 2026-w99` makes it)"),
        (("test", "--to", "a@b\nBcc: c@d.example"), "--to"),
        (("test",), "names nobody"),
        (("cancel",), "was not sent to `readers`"),
        (("reconcile", "--resend", "--assume-sent"), "exclude each other"),
    ],
)
def test_what_cannot_be_is_refused_by_name(house: Path, words: tuple[str, ...], told: str):
    ran = send(house, *words)
    assert ran.exit_code == 2, ran.stdout + ran.stderr
    assert told in ran.stderr


def test_transports_are_listed_and_the_chosen_one_is_marked(house: Path):
    names = {one["name"]: one["chosen"] for one in json.loads(send(house, "transports", "--json").stdout)}
    assert names["file"] and not names["smtp"]


def test_make_send_asks_and_make_issue_does_not_send():
    makefile = (HOME / "Makefile").read_text("utf-8")
    recipes = dict(part.split(":", 1) for part in makefile.split("\n\n") if part.startswith(("issue:", "send:")))
    assert "send" not in recipes["issue"]
    assert "send now $(ISSUE)" in recipes["send"]
    assert "--expect-count" not in recipes["send"]


# --- a server that refuses --------------------------------------------------------------------------------------------


def tested_and_approved(house: Path) -> None:
    assert send(house, "test", ISSUE, "--to", "me@quay.example").exit_code == 0
    assert send(house, "approve", ISSUE).exit_code == 0


def at_port(house: Path, port: int) -> None:
    """The same server by name, at another port."""
    config = house / "publishkit.toml"
    config.write_text(re.sub(r"(?m)^port = \d+", f"port = {port}", config.read_text("utf-8")), "utf-8")


def more_readers(house: Path, count: int) -> None:
    rows = "".join(f"reader{n}@isle.example,Reader {n}\n" for n in range(count))
    (house / "more.csv").write_text("email,name\n" + rows, "utf-8")
    words = ("--consent-source", "form", "--consent-date", "2026-01-01")
    assert run("audience", "import", "more.csv", *words, cwd=house).exit_code == 0


def test_a_server_that_refuses_us_empties_no_list(house: Path):
    """Three answers, and it stops: nobody suppressed, exit 5; when it is mended the same command reaches everybody."""
    more_readers(house, 57)
    with servers.scripted({}, {"RCPT": "550 relay not permitted"}) as server:
        smtp(house, server.port, "connections = 1\n")
        tested_and_approved(house)
        refused = send(house, "--allow-unpublished", ISSUE, "--expect-count", "60")
        asked = sum(line.startswith("RCPT") for line in server.heard)
    assert refused.exit_code == 5, refused.stderr
    assert asked == 1 + 3  # the test mail before
    assert "the server does not take mail from you" in refused.stdout and "relay not permitted" in refused.stdout
    assert "goes on with the same readers" in refused.stdout
    with servers.mail_server() as kept:
        at_port(house, kept.port)
        done = send(house, "--allow-unpublished", ISSUE)
    assert done.exit_code == 0, done.stderr
    assert len({to for _, to, _ in kept.messages}) == len(kept.messages) == 60


def test_who_was_put_off_gets_it_by_another_command(house: Path):
    with servers.scripted({"ada@": "450 4.2.0 Greylisted for ada@quay.example", "cy@": "550 5.1.1 unknown"}) as server:
        smtp(house, server.port)
        tested_and_approved(house)
        first = send(house, "--allow-unpublished", ISSUE, "--expect-count", "3")
        assert first.exit_code == 0 and "1 addresses do not exist" in first.stdout, first.stderr
        told = json.loads(send(house, "status", ISSUE, "--json").stdout)["campaigns"][0]
        assert (told["accepted"], told["may_be_tried_again"], told["gone_on_list"]) == (1, 1, 1)
        assert send(house, "again", ISSUE, "--rejected").exit_code == 2
        again = send(house, "again", ISSUE, "--rejected", "--reason", "greylist", "--expect-count", "1")
        assert again.exit_code == 0 and "goes on" in again.stdout, again.stderr
        off = send(house, "suppress", ISSUE, "--expect-count", "1")
        assert off.exit_code == 0, off.stderr
    with servers.mail_server() as kept:
        at_port(house, kept.port)
        done = send(house, "--allow-unpublished", ISSUE)
    assert done.exit_code == 0, done.stderr
    assert [to for _, to, _ in kept.messages] == ["ada@quay.example"]
    assert "3 suppressed" not in done.stdout and "2 accepted, 1 rejected" in done.stdout


# --- a database that knows less than others ---------------------------------------------------------------------------


def test_a_restored_database_sends_nothing_again(house: Path, mail_server: servers.Kept):
    """Saved before the sending, put back after it: refused by what stands outside it, until somebody says otherwise."""
    smtp(house, mail_server.port)
    tested_and_approved(house)
    shutil.copytree(house / ".publishkit", house / "saved")
    assert send(house, "--allow-unpublished", ISSUE, "--expect-count", "3").exit_code == 0
    put_back(house)
    refused = send(house, "--allow-unpublished", ISSUE, "--expect-count", "3")
    assert refused.exit_code == 2
    assert "sent/2026-w47.readers.json says that 3 mails left at 20" in refused.stderr
    assert "the report beside the edition says it went to 3 readers at 20" in refused.stderr
    assert "--vouch YOUR-NAME" in refused.stderr
    shutil.rmtree(house / "sent")
    assert "the report beside the edition" in send(house, "--allow-unpublished", ISSUE, "--expect-count", "3").stderr
    assert len(mail_server.messages) == 1 + 3
    sure = send(house, "--allow-unpublished", ISSUE, "--expect-count", "3", "--vouch", "Jane Editor")
    assert sure.exit_code == 0, sure.stderr
    with closing(sqlite3.connect(house / ".publishkit/state.db")) as database:
        [(by, detail)] = database.execute("SELECT by, detail FROM audit WHERE action = 'vouched'").fetchall()
    assert by == "Jane Editor" and "went to 3 readers" in detail
    assert send(house, "--allow-unpublished", ISSUE).exit_code == 2  # and that is a campaign like any other


def put_back(house: Path) -> None:
    """Put the saved database back in the place of the one that is there."""
    for part in (house / ".publishkit").glob("state.db*"):
        part.unlink()
    for part in (house / "saved").glob("state.db*"):
        shutil.copyfile(part, house / ".publishkit" / part.name)


def test_a_database_restored_from_the_middle_does_not_go_on(house: Path, mail_server: servers.Kept):
    """Two had it when it was saved, all three when it was put back: marker and report tell, each alone."""
    with servers.scripted({"cy@": "450 4.2.0 Greylisted"}) as server:
        smtp(house, server.port)
        tested_and_approved(house)
        assert send(house, "--allow-unpublished", ISSUE, "--expect-count", "3").exit_code == 0
    assert send(house, "again", ISSUE, "--rejected", "--expect-count", "1").exit_code == 0
    shutil.copytree(house / ".publishkit", house / "saved")
    at_port(house, mail_server.port)
    assert send(house, "--allow-unpublished", ISSUE).exit_code == 0
    put_back(house)
    assert "says that 4 mails left" in send(house, "--allow-unpublished", ISSUE).stderr
    shutil.rmtree(house / "sent")
    refused = send(house, "--allow-unpublished", ISSUE)
    assert refused.exit_code == 2 and "went to 3 readers" in refused.stderr
    assert [to for _, to, _ in mail_server.messages] == ["cy@quay.example"]


def test_a_copy_of_the_workspace_asks_before_it_sends(house: Path, mail_server: servers.Kept, tmp_path: Path):
    """Two folders, one list: the copy cannot know what the other sends. A rehearsal in it asks nobody."""
    smtp(house, mail_server.port)
    tested_and_approved(house)
    copy = Path(shutil.copytree(house, tmp_path / "copy"))
    assert send(house, "--allow-unpublished", ISSUE, "--expect-count", "3").exit_code == 0
    refused = send(copy, "--allow-unpublished", ISSUE, "--expect-count", "3")
    assert refused.exit_code == 2
    assert "the database is a copy of the one at" in refused.stderr and str(house) in refused.stderr
    assert len(mail_server.messages) == 1 + 3


def test_a_clone_knows_by_the_marker_that_is_kept_with_the_issue(
    house: Path, mail_server: servers.Kept, tmp_path: Path
):
    """What a version control keeps: not `out`, not `.publishkit`, but `sent`. The list was imported there anew."""
    smtp(house, mail_server.port)
    tested_and_approved(house)
    assert send(house, "--allow-unpublished", ISSUE, "--expect-count", "3").exit_code == 0
    told = (house / "sent/2026-w47.readers.json").read_text("utf-8")
    assert "@" not in told and json.loads(told)["submitted"] == 3
    clone = Path(shutil.copytree(house, tmp_path / "clone", ignore=shutil.ignore_patterns(".publishkit", "*.delivery")))
    words = ("--consent-source", "form", "--consent-date", "2026-01-01")
    assert run("audience", "import", "readers.csv", *words, cwd=clone).exit_code == 0
    tested_and_approved(clone)
    refused = send(clone, "--allow-unpublished", ISSUE, "--expect-count", "3")
    assert refused.exit_code == 2 and "3 mails left" in refused.stderr
    assert len(mail_server.messages) == 1 + 3 + 1


# --- at another time, and a pause -------------------------------------------------------------------------------------


def test_it_is_held_until_a_time_paused_and_gone_on(house: Path, mail_server: servers.Kept):
    smtp(house, mail_server.port)
    tested_and_approved(house)
    assert send(house, "--allow-unpublished", ISSUE, "--expect-count", "3", "--at", "yesterday").exit_code == 2
    over = send(house, "--allow-unpublished", ISSUE, "--expect-count", "3", "--at", "2020-01-01T06:00+00:00")
    assert over.exit_code == 2 and "is over, or more than a week ahead" in over.stderr
    later = (datetime.now(UTC) + timedelta(hours=5)).replace(second=0, microsecond=0)
    held = send(house, "--allow-unpublished", ISSUE, "--expect-count", "3", "--no-wait", "--at", later.isoformat())
    assert held.exit_code == 0, held.stderr
    assert f"held        until {later:%Y-%m-%d %H:%M} UTC" in held.stdout
    paused = send(house, "pause", ISSUE, "--by", "Jane Editor")
    assert paused.exit_code == 0 and "Jane Editor paused it" in paused.stdout
    assert send(house, "pause", ISSUE).exit_code == 2
    assert (
        f"held        until {later:%Y-%m-%d %H:%M} UTC" in send(house, "--allow-unpublished", ISSUE, "--no-wait").stdout
    )
    assert len(mail_server.messages) == 1
    soon = datetime.now(UTC) + timedelta(seconds=2)
    done = send(house, "--allow-unpublished", ISSUE, "--at", soon.isoformat())
    assert done.exit_code == 0, done.stderr
    assert len(mail_server.messages) == 1 + 3


def test_where_no_marker_can_be_written_nothing_is_claimed(house: Path, mail_server: servers.Kept):
    smtp(house, mail_server.port)
    tested_and_approved(house)
    (house / "sent").write_text("a file in the place of the folder")
    refused = send(house, "--allow-unpublished", ISSUE, "--expect-count", "3")
    assert refused.exit_code == 5 and "sent/2026-w47.readers.json: cannot be written" in refused.stderr
    (house / "sent").unlink()
    assert send(house, "--allow-unpublished", ISSUE).exit_code == 0
    assert len(mail_server.messages) == 1 + 3

"""`publishkit rights request`: a letter an editor can read, open in a mail program and send; nothing is sent for them."""

import json
import re
import tomllib
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from tests.support.command import Ran, files_of, run
from tests.support.workspaces import SampleArticle, brief_article, write_workspace

FOLDER = "issues/2026-w47/evidence/requests"
FUTURE = {"date": tomlkit.parse("d = 2099-11-20")["d"]}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "quay", [SampleArticle(), brief_article()], issue=FUTURE)


def request(root: Path, *words: str | Path, slug: str = "harbour-dues") -> Ran:
    return run("rights", "request", slug, *words, cwd=root)


def told(root: Path, *words: str | Path, slug: str = "harbour-dues") -> dict[str, Any]:
    ran = request(root, *words, "--json", slug=slug)
    assert ran.exit_code == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def rights(root: Path, slug: str = "harbour-dues") -> dict[str, Any]:
    return tomllib.loads((root / f"issues/2026-w47/articles/{slug}/rights.toml").read_text("utf-8"))


def test_a_letter_is_written_twice_over_and_recorded(root: Path) -> None:
    """As text to read and as a draft to send; rights.toml says when and whom, and the status stays."""
    ran = request(root, "--to", "rights@press.example")
    assert ran.exit_code == 0, ran.stderr
    assert ran.stdout.splitlines()[:2] == [f"{FOLDER}/harbour-dues-1.txt", f"{FOLDER}/harbour-dues-1.eml"]
    assert "publishkit sends nothing" in ran.stdout
    text = (root / FOLDER / "harbour-dues-1.txt").read_text("utf-8")
    message = message_from_bytes((root / FOLDER / "harbour-dues-1.eml").read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert text == f"{message['Subject']}\n\n{message.get_content()}".replace("\r\n", "\n")
    assert (message["X-Unsent"], message["To"], message["Reply-To"]) == (
        *("1", "rights@press.example"),
        "rights@quay.example",
    )
    assert message["Date"] == "Fri, 20 Nov 2099 06:00:00 +0000"
    for fact in ("“Harbour dues to double”", "Carl Stone", "https://press.example/dues", "by 18 November 2099"):
        assert fact in text
    found = rights(root)["text"]
    assert found["status"] == "all_rights_reserved"
    (asked,) = found["requests"]
    today = datetime.now(tz=UTC).date()
    assert (asked["to"], asked["path"]) == ("rights@press.example", f"{FOLDER}/harbour-dues-1.txt")
    assert abs((today - datetime.fromisoformat(asked["asked_on"]).date()).days) <= 1
    assert "is on file" in " ".join(run("rights", "due", "--within", "30", cwd=root).stdout.split())


def test_the_credit_in_the_letter_is_the_one_the_edition_prints(root: Path, tmp_path: Path) -> None:
    """Word for word; only the day of the permission is still open."""
    found = told(root, "--use", "full")
    (line,) = [line.strip() for line in found["text"].splitlines() if "Reproduced with permission" in line]
    manifest = root / "issues/2026-w47/issue.toml"
    manifest.write_text(manifest.read_text("utf-8").replace('use = "brief"', 'use = "full"'), "utf-8")
    letter = tmp_path / "answer.txt"
    letter.write_bytes(b"Yes.")
    words = ("--grantor", "Harbour Press Ltd", "--date", "2026-07-18", "--channels", "all")
    assert run("rights", "grant", "harbour-dues", "--from", letter, *words, cwd=root).exit_code == 0
    built = run("build", cwd=root)
    assert built.exit_code == 0, built.stdout + built.stderr
    mail = (root / "out/2026-w47/email.txt").read_text("utf-8")
    assert "".join(line.replace("[day of your permission]", "18 July 2026").split()) in "".join(mail.split())


def test_another_letter_never_overwrites_the_first(root: Path) -> None:
    told(root)
    first = files_of(root / FOLDER)
    found = told(root)
    assert found["files"] == [f"{FOLDER}/harbour-dues-2.txt", f"{FOLDER}/harbour-dues-2.eml"]
    assert {name: data for name, data in files_of(root / FOLDER).items() if name in first} == first
    assert any("was asked for before" in note for note in found["notes"])
    assert len(rights(root)["text"]["requests"]) == 2


def test_the_letter_speaks_the_publishers_language(tmp_path: Path) -> None:
    """The article's language, unless the editor says another; one we do not have is named."""
    article = brief_article()
    article.head = {**article.head, "language": "pl"}
    root = write_workspace(tmp_path / "quay", [article], issue=FUTURE)
    found = told(root, "--dry-run")
    assert found["subject"] == f"Czy możemy opublikować „Harbour dues to double” w The Quay? ({found['token']})"
    assert told(root, "--dry-run", "--language", "de")["text"].startswith("Sehr geehrte Damen und Herren,\n")
    ran = request(root, "--language", "tlh")
    assert ran.exit_code == 2
    assert "there is no letter in 'tlh' yet (one of de, en, es, fr, it, nl, pl, pt)" in ran.stderr


def test_a_picture_is_asked_for_on_its_own(root: Path) -> None:
    found = told(root, "--picture", "council-vote.png")
    assert found["subject"] == f"May we use a picture from “Harbour dues to double” in The Quay? ({found['token']})"
    assert "A picture: The vote; credit: © Dan Reed | Coast Pictures" in found["text"]
    assert "The whole text" not in found["text"]
    assert "requests" not in rights(root)["text"]
    assert len(rights(root)["picture"][0]["rights"]["requests"]) == 1


def test_the_circumstances_are_the_editions_own(tmp_path: Path) -> None:
    config = {
        "publication": {"territories": ["PL", "DE"], "publisher_type": "forprofit"},
        "edition": {"price": 3, "currency": "EUR", "ads": True, "audience_size": 1200},
    }
    root = write_workspace(tmp_path / "quay", [brief_article()], config=config, issue={**FUTURE, "outputs": ["pdf"]})
    said = " ".join(told(root, "--dry-run", "--until", "2100-12-31")["text"].split())
    for words in (
        "is a commercial publisher.",
        "- As a PDF - For readers in: Poland and Germany - About 1,200 readers",
        "Readers pay 3 EUR. It does not stand behind a paywall. It carries advertising. It has no sponsors.",
        "until 31 December 2100. After that day we take it off our web page",
    ):
        assert words in said


def test_a_dry_run_prints_the_letter_and_writes_nothing(root: Path) -> None:
    before = files_of(root)
    ran = request(root, "--dry-run")
    assert re.match(
        r"May we publish “Harbour dues to double” in The Quay\? \(PK-\w{4}-\w{4}\)\n\nDear Sir or Madam,\n", ran.stdout
    )
    assert files_of(root) == before


def test_the_letter_may_go_elsewhere(root: Path, tmp_path: Path) -> None:
    found = told(root, "--output", tmp_path / "letters")
    assert sorted(files_of(tmp_path / "letters")) == ["harbour-dues-1.eml", "harbour-dues-1.txt"]
    assert found["files"][0] == str(tmp_path / "letters/harbour-dues-1.txt")
    assert "path" not in rights(root)["text"]["requests"][0]
    assert not (root / FOLDER).exists()


def test_what_the_editor_should_know_is_said(tmp_path: Path) -> None:
    """Nobody to ask, nothing to ask for, no day left."""
    article = brief_article()
    article.rights = {"status": "unknown"}
    article.head = {key: value for key, value in article.head.items() if key != "source_url"}
    root = write_workspace(tmp_path / "quay", [SampleArticle(), article])
    notes = " ".join(told(root, "--dry-run")["notes"])
    for words in (
        "No address was given",
        "Nobody is recorded as the rights holder",
        "address of the original is unknown",
    ):
        assert words in notes
    assert "allows this already in every format" in " ".join(told(root, "--dry-run", slug="low-water")["notes"])


def test_hostile_words_make_a_harmless_letter(tmp_path: Path) -> None:
    """A title that breaks the line, or is longer than one, becomes no header."""
    article = brief_article()
    article.head = {**article.head, "title": "Dues.exe\nBcc: all@example.org {name} [x]" + "!" * 400}
    article.pictures[0]["caption"] = "<script>alert(1)</script>"
    root = write_workspace(tmp_path / "quay", [article], issue=FUTURE)
    told(root, "--text", "--picture", "council-vote.png")
    mail = (root / FOLDER / "harbour-dues-1.eml").read_bytes()
    message = message_from_bytes(mail, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert message["Bcc"] is None and "{name} [x]" in message["Subject"]
    assert max(map(len, mail.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("--to", "a@example.org\nBcc: b@example.org"), "mail header To"),
        (("--to", "not an address"), "mail header To"),
        (("--until", "2020-01-01"), "--until: 2020-01-01 is before the issue"),
        (("--answer-by", "2020-01-01"), "--answer-by: 2020-01-01 is past"),
        (("--picture", "none.png"), "names no picture 'none.png'"),
    ],
)
def test_a_slip_is_a_sentence_and_nothing_is_written(root: Path, words: tuple[str, ...], place: str) -> None:
    before = files_of(root)
    ran = request(root, *words)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert place in ran.stderr
    assert files_of(root) == before


def test_show_says_that_permission_was_asked_for(tmp_path: Path) -> None:
    """Asked and not answered: the editor sees it where the decision stands."""
    from tests.support.workspaces import brief_article, write_workspace

    root = write_workspace(tmp_path, [brief_article()])
    assert run("rights", "request", "harbour-dues", cwd=root).exit_code == 0
    assert "no answer is on file" in run("rights", "show", cwd=root).stdout

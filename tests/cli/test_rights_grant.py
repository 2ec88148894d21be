"""`publishkit rights grant` as an editor meets it: from the letter to the edition, and back when a byte changes."""

import json
import tomllib
from email.message import EmailMessage
from pathlib import Path
from typing import Any, get_args

import pytest

from publishkit.cli.grant import SHORT, Kind
from publishkit.model.statement import GrantKind, Treatment
from tests.permissions.test_answer_mails import RIGHT, WRONG, mail, pdf
from tests.support.command import Ran, files_of, run
from tests.support.outlook import outlook_message
from tests.support.workspaces import SampleArticle, brief_article, write_workspace

MAIL = (
    b"From: Jane Roe <jane@press.example>\r\nTo: letter@quay.example\r\nMessage-ID: <20260718.9@press.example>\r\n"
    b"Date: Sat, 18 Jul 2026 10:00:00 +0200\r\nSubject: Re: dues\r\n\r\nYes, please do.\r\n"
)
EVIDENCE = "issues/2026-w47/evidence"
RIGHTS = "issues/2026-w47/articles/harbour-dues/rights.toml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a workspace whose second article, all rights reserved, is planned in full."""
    return write_workspace(tmp_path / "quay", [SampleArticle(), brief_article(use="full")])


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    file = tmp_path / "Re: dues.eml"
    file.write_bytes(MAIL)
    return file


def grant(root: Path, *words: str | Path) -> Ran:
    return run("rights", "grant", "harbour-dues", *words, cwd=root)


def told(root: Path, *words: str | Path) -> dict[str, Any]:
    ran = grant(root, *words, "--json")
    assert ran.exit_code == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def statement(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((root / RIGHTS).read_text("utf-8"))["text"]
    return found


def test_from_the_question_to_the_edition_and_a_changed_byte(root: Path, letter: Path) -> None:
    """Refused; asked; answered; built; one byte of the answer changed: exit 3."""
    assert run("build", cwd=root).exit_code == 3
    assert run("rights", "request", "harbour-dues", "--to", "rights@press.example", cwd=root).exit_code == 0
    ran = grant(root, "--from", letter, "--holder", "--channels", "email,web,pdf,epub", "--until", "2027-12-31")
    assert ran.exit_code == 0, ran.stderr
    said = " ".join(ran.stdout.split())
    for words in (
        f"Stored: {EVIDENCE}/re-dues.eml (private; sha256 ",
        "Read from the mail: Jane Roe, <jane@press.example>, 18 July 2026, <20260718.9@press.example>",
        "permission of Jane Roe, 18 July 2026, for email, the web, PDF and EPUB, until 31 December 2027",
        "web summary only allowed Written permission",
        "images/council-vote.png stays out until somebody permits it",
    ):
        assert words in said
    assert (root / EVIDENCE / "re-dues.eml").read_bytes() == MAIL
    built = run("build", cwd=root)
    assert built.exit_code == 0, built.stdout + built.stderr
    out = files_of(root / "out")
    page = out["2026-w47/web/index.html"].decode()
    assert "Reproduced with permission of Harbour Press Ltd (18 July 2026)" in page
    for name, data in out.items():
        for private in (b"jane@press.example", b"re-dues.eml", b"20260718.9"):
            assert private not in data, (name, private)
    (root / EVIDENCE / "re-dues.eml").write_bytes(MAIL.replace(b"Yes", b"yes"))
    ran = run("build", "--json", cwd=root)
    assert ran.exit_code == 3
    assert json.loads(ran.stdout)["withheld"][0]["reasons"] == ["R-EVIDENCE-MISMATCH"]
    shown = json.loads(run("rights", "show", "harbour-dues", "--json", cwd=root).stdout.splitlines()[0])
    assert (shown["outcome"], shown["cleared"]) == ("BLOCK", [])


def test_everything_missing_is_asked_for_at_once_and_nothing_is_written(root: Path, tmp_path: Path) -> None:
    """Exit 2, one line each, named by the option that answers it."""
    paper = tmp_path / "letter.pdf"
    paper.write_bytes(b"%PDF-1.7\nJane Roe permits everything.")
    before = files_of(root)
    ran = grant(root, "--from", paper, "--says", "You may print it.")
    assert ran.exit_code == 2
    assert [line.split(": ")[1] for line in ran.stderr.splitlines()] == ["--grantor", "--channels", "--date"]
    assert files_of(root) == before


def test_a_dry_run_writes_nothing_and_says_the_same(root: Path, letter: Path) -> None:
    before = files_of(root)
    ran = grant(root, "--from", letter, "--channels", "web", "--dry-run")
    assert ran.exit_code == 0
    assert "Would be stored" in ran.stdout and "Nothing was written (--dry-run)." in ran.stdout
    assert files_of(root) == before


def test_a_stranger_is_not_the_holder_until_the_editor_says_so(root: Path, letter: Path) -> None:
    """The same command with --holder mends the record; it does not add a second one."""
    first = told(root, "--from", letter, "--channels", "all")
    assert not any(one["now"]["ok"] for one in first["decisions"])
    assert first["decisions"][0]["now"]["reasons"][0]["code"] == "R-GRANT-WRONG-HOLDER"
    assert "run the same command again with --holder" in first["next"][0]
    second = told(root, "--from", letter, "--channels", "all", "--holder")
    assert all(one["now"]["ok"] for one in second["decisions"])
    assert len(statement(root)["grants"]) == 1
    assert [path.name for path in (root / EVIDENCE).iterdir()] == ["re-dues.eml"]


def test_only_what_is_said_is_covered(root: Path, letter: Path) -> None:
    found = told(root, "--from", letter, "--holder", "--channels", "email", "--channels", "web")
    now = {one["channel"]: one["now"]["ok"] for one in found["decisions"]}
    assert now == {"email": True, "web": True, "pdf": False, "epub": False}
    assert any("Not covered: PDF and EPUB." in line for line in found["next"])


def test_word_of_mouth_is_recorded_and_never_suffices(root: Path) -> None:
    ran = grant(root, "--kind", "verbal", "--grantor", "Harbour Press Ltd", "--channels", "all", "--date", "2026-07-01")
    assert ran.exit_code == 0, ran.stderr
    said = " ".join(ran.stdout.split())
    assert "it never suffices: nothing could prove it." in said
    assert "`publishkit rights request harbour-dues` drafts the letter" in said
    assert statement(root)["grants"][0]["kind"] == "verbal"
    assert run("build", cwd=root).exit_code == 3


def test_a_letter_for_the_picture_only(root: Path, letter: Path) -> None:
    """The text's statement stays as it was."""
    before = statement(root)
    words = ("--from", letter, "--grantor", "Dan Reed", "--channels", "all", "--picture", "council-vote.png")
    assert not any(one["now"]["ok"] for one in told(root, *words, "--dry-run")["decisions"]), (
        "nobody is known to hold it"
    )
    found = told(root, *words, "--holder", "--because", "He signs as the photographer.")
    assert {one["asset"] for one in found["decisions"]} == {"harbour-dues#img1"}
    assert all(one["now"]["ok"] for one in found["decisions"])
    assert statement(root) == before
    ran = grant(root, *words[:-1], "council.png")
    assert ran.exit_code == 2
    assert "names no picture 'council.png' (it has images/council-vote.png)" in ran.stderr


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"withdrawn": {"kind": "takedown", "on": "2026-07-20", "by": "Harbour Press"}}, "R-WITHDRAWN", "called back"),
        ({"conflict": ["rel=license", "footer"]}, "R-CONFLICT", "Decide which of the signals holds"),
    ],
)
def test_what_stands_above_a_permission_still_refuses(
    tmp_path: Path, letter: Path, change: dict[str, Any], code: str, words: str
) -> None:
    article = brief_article(use="full")
    article.rights = {**article.rights, **change}
    root = write_workspace(tmp_path / "quay", [article])
    found = told(root, "--from", letter, "--holder", "--channels", "all")
    assert all(one["now"]["reasons"][0]["code"] == code for one in found["decisions"])
    assert words in " ".join(found["next"])


def test_a_permission_never_takes_away_what_was_free(tmp_path: Path, letter: Path) -> None:
    """Exit 2 and nothing written: an editor who records a narrow letter for it would lose what anybody may do."""
    article = brief_article(use="full")
    article.rights = {"status": "public_domain", "basis": "The author died in 1930."}
    root = write_workspace(tmp_path / "quay", [article])
    before = files_of(root)
    ran = grant(root, "--from", letter, "--holder", "--because", "She asked us.", "--channels", "web")
    assert ran.exit_code == 2
    assert "is allowed in email, PDF and EPUB already" in ran.stderr
    assert files_of(root) == before


def test_a_brief_is_told_what_to_change_in_the_manifest(tmp_path: Path, letter: Path) -> None:
    root = write_workspace(tmp_path / "quay", [brief_article()])
    found = told(root, "--from", letter, "--holder", "--channels", "all")
    assert 'issue.toml still has use = "brief" for it; set use = "full" to print the text.' in found["next"]


def test_our_own_question_is_no_answer(root: Path, tmp_path: Path) -> None:
    """The sent request is dragged into the folder by mistake."""
    own = tmp_path / "sent.eml"
    own.write_bytes(MAIL.replace(b"Jane Roe <jane@press.example>", b"The Quay <letter@quay.example>"))
    ran = grant(root, "--from", own, "--channels", "all", "--says", "Yes, please do.")
    assert (ran.exit_code, ran.stdout) == (3, "")
    assert "the mail comes from letter@quay.example, your own address" in ran.stderr


HOSTILE = {
    "junk": b"\xff\xfe\x00\x1b[2J" * 50_000,
    "injection": MAIL.replace(b"Jane Roe", b"=?utf-8?q?Jane=0D=0ABcc:_all=1B[2J?="),
    "turned": MAIL.replace(b"Jane Roe", "\u202eeoR enaJ\u2066".encode()),
    "latin": MAIL.replace(b"Jane Roe", "Jörg Roß".encode("latin-1")),
    "attached": MAIL.replace(
        b"\r\n\r\n", b'\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: a/b\r\n\r\n'
    )
    + b"\x00" * 100_000,
    "huge": MAIL + b"A" * 8_000_000,
    "toml": MAIL.replace(b"Jane Roe", b'"Jane \\" = ]] # \\""'),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_mail_is_kept_as_it_is_and_shown_safely(root: Path, tmp_path: Path, kind: str) -> None:
    """Stored byte for byte; what is printed and written holds nothing that turns, hides or commands."""
    mail = tmp_path / "\u202eletter\n.eml"
    mail.write_bytes(HOSTILE[kind])
    words = ("--from", mail, "--grantor", "Jane Roe", "--date", "2026-07-18", "--channels", "web")
    ran = grant(root, *words)
    if kind in {"junk", "attached"}:
        assert ran.exit_code == 3, "no words of a permission can be read in it"
        assert not {"\x1b", "\r", "\u202e", "\u2066", "\x00"} & set(ran.stdout + ran.stderr)
        said = grant(root, *words, "--says", "Yes, please do.")
        assert said.exit_code == (0 if kind == "attached" else 3), "what nobody can read, an editor may say"
        return
    assert ran.exit_code == 0, ran.stderr
    assert (root / EVIDENCE / "letter.eml").read_bytes() == HOSTILE[kind]
    for text in (ran.stdout, ran.stderr, (root / RIGHTS).read_text("utf-8")):
        assert not {"\x1b", "\r", "\u202e", "\u2066", "\x00"} & set(text)
    assert run("rights", "show", cwd=root).exit_code == 0


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("--channels", "mail"), "--channels: 'mail' is not a choice (did you mean `email`?)"),
        (
            ("--channels", "all", "--treatments", "fulll"),
            "--treatments: 'fulll' is not a choice (did you mean `full`?)",
        ),
        (("--channels", "all", "--territories", "Poland"), "--territories: 'POLAND' is no territory"),
        (("--channels", "all", "--credit", "a\nb"), "--credit: is empty or too long, or holds line breaks"),
        (("--channels", "all", "--from", "none.eml"), "--from: none.eml cannot be read"),
    ],
)
def test_a_slip_on_the_command_line_is_a_sentence(root: Path, letter: Path, words: tuple[str, ...], place: str) -> None:
    ran = grant(root, "--from", letter, *words)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert place in ran.stderr


def test_a_wrong_article_offers_the_nearest(root: Path, letter: Path) -> None:
    ran = run("rights", "grant", "harbor-dues", "--from", letter, "--channels", "all", cwd=root)
    assert ran.exit_code == 2
    assert "has no article `harbor-dues` (did you mean `harbour-dues`?)" in ran.stderr


def test_every_kind_of_permission_can_be_named() -> None:
    """The command spells the kinds out, so that its help loads no model."""
    assert set(get_args(Kind)) == {kind.value for kind in GrantKind}
    assert set(SHORT.values()) <= {treatment.value for treatment in Treatment}


# --- a letter that answers our request --------------------------------------------------------------------------------


def asked(root: Path, *words: str) -> tuple[str, str]:
    """Ask for the text, and return subject and text of the letter."""
    ran = run("rights", "request", "harbour-dues", "--to", "rights@press.example", *words, "--json", cwd=root)
    assert ran.exit_code == 0, ran.stderr
    found = json.loads(ran.stdout)
    return found["subject"], found["text"]


def answer(path: Path, subject: str, text: str, sender: str = "Jane Roe <jane@press.example>") -> Path:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "rights@quay.example", f"Re: {subject}"
    message["Date"], message["Message-ID"] = "Sat, 18 Jul 2026 10:00:00 +0200", "<20260718.9@press.example>"
    message.set_content(text)
    path.write_bytes(message.as_bytes())
    return path


def filled(text: str, *ticks: str, **written: str) -> str:
    """Return our letter as a mail program quotes it, with boxes ticked and lines filled in."""
    for words in ticks:
        assert f"[ ] {words}\n" in text or f"[ ] {words} __" in text, words
        text = text.replace(f"[ ] {words}", f"[x] {words}", 1)
    for line, words in written.items():
        label = {"until": "until (day, month, year):", "credit": "exactly these words:", "other": "Other conditions:"}[
            line
        ]
        text = text.replace(f"{label} ____________________", f"{label} {words}")
    quoted = "\n".join(f"> {line}" for line in text.splitlines())
    return f"See below.\n\nOn 17 July 2026 at 9:12 The Quay wrote:\n{quoted}\n"


def test_two_commands_and_no_line_edited(root: Path, tmp_path: Path) -> None:
    """Asked; the form comes back; recorded without naming the article; built."""
    subject, text = asked(root)
    form = filled(
        *(text, "yes, all of it, as this letter describes it", "exactly these words:"),
        credit="© Harbour Press 2026",
    )
    form = form.replace("decide about them?\n>    [ ] yes", "decide about them?\n>    [x] yes")
    ran = run("rights", "grant", "--from", answer(tmp_path / "answer.eml", subject, form), cwd=root)
    assert ran.exit_code == 0, ran.stderr
    said = " ".join(ran.stdout.split())
    for words in (
        "It answers the request PK-",
        "for email, the web, PDF and EPUB, without an end date, in one issue; credit “© Harbour Press 2026”",
        "the permission: “[x] yes, all of it, as this letter describes it” (answer form)",
        "formats, what may be done, countries and one issue: as our request asked, to which the letter says yes",
        "credit: “[x] exactly these words: © Harbour Press 2026” (answer form)",
        "who holds the rights: “Do you hold the rights, or may you decide about them? · [x] yes” (answer form)",
    ):
        assert words in said, words
    built = run("build", cwd=root)
    assert built.exit_code == 0, built.stdout + built.stderr
    out = files_of(root / "out")
    assert "© Harbour Press 2026" in out["2026-w47/web/index.html"].decode()
    for name, data in out.items():
        for private in (b"jane@press.example", b"as this letter describes", subject[-13:-1].encode()):
            assert private not in data, (name, private)


def test_the_form_narrows_what_was_asked(root: Path, tmp_path: Path) -> None:
    """Only what is marked is permitted, in the formats and until the day that stand there."""
    subject, text = asked(root)
    ticks = (
        *("yes, but only what is marked below", "a web page", "print it in full, unchanged", "everywhere"),
        *("until (day, month, year):", "no, only where no money is earned"),
    )
    letter = answer(tmp_path / "answer.eml", subject, filled(text, *ticks, until="31.12.2027"))
    found = json.loads(run("rights", "grant", "--from", letter, "--holder", "--json", cwd=root).stdout)
    (recorded,) = [one["grant"] for one in found["grants"]]
    assert (recorded["channels"], recorded["valid_until"], recorded["commercial"]) == (["web"], "2027-12-31", False)
    assert "max_issues" not in recorded
    assert {one["term"]: one["words"] for one in found["reading"]["terms"]}["channels"] == "[x] a web page"
    now = {one["channel"]: one["now"]["ok"] for one in found["decisions"]}
    assert now == {"email": False, "web": True, "pdf": False, "epub": False}


def test_a_plain_yes_permits_what_was_asked_and_no_more(root: Path, tmp_path: Path) -> None:
    subject, _ = asked(root, "--use", "abridged", "--until", "2026-12-31")
    letter = answer(
        tmp_path / "answer.eml", subject, "Yes, with pleasure.\n\nOn 17 July 2026 The Quay wrote:\n> May we?\n"
    )
    found = json.loads(run("rights", "grant", "--from", letter, "--holder", "--json", cwd=root).stdout)
    (recorded,) = [one["grant"] for one in found["grants"]]
    assert (recorded["treatments"], recorded["valid_until"]) == (["abridged"], "2026-12-31")
    assert "commercial" not in recorded, "the letter does not speak of money"


def test_an_option_beyond_the_letter_needs_a_reason(root: Path, tmp_path: Path) -> None:
    subject, _ = asked(root)
    letter = answer(
        tmp_path / "answer.eml", subject, "You may publish the article on your website until 31 December 2026."
    )
    before = files_of(root)
    words = ("--from", letter, "--holder", "--channels", "all", "--until", "2028-01-01")
    ran = grant(root, *words)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert (
        "--channels: email, the web, PDF and EPUB is not what the letter says: the web (“You may publish" in ran.stderr
    )
    assert "--until: 1 January 2028 is not what the letter says: 31 December 2026" in ran.stderr
    assert files_of(root) == before
    found = told(root, *words, "--because", "She said so on the telephone and confirmed it in a second mail.")
    assert found["grants"][0]["grant"]["because"].startswith("She said so")


def test_the_letter_of_another_article_is_not_recorded_for_this_one(root: Path, tmp_path: Path) -> None:
    subject, _ = asked(root)
    letter = answer(tmp_path / "answer.eml", subject, "Yes, please do.")
    ran = run("rights", "grant", "low-water", "--from", letter, cwd=root)
    assert ran.exit_code == 2
    assert "the request about `harbour-dues` in 2026-w47" in ran.stderr


def test_without_token_or_article_the_editor_is_asked(root: Path, letter: Path) -> None:
    ran = run("rights", "grant", "--from", letter, cwd=root)
    assert ran.exit_code == 2
    assert "the letter carries no token of a request (name the article it is about" in ran.stderr


def test_where_no_holder_is_known_a_reason_is_needed(tmp_path: Path, letter: Path) -> None:
    """Anybody may write a mail: the editor says why this one may permit, or names the holder first."""
    article = brief_article(use="full")
    article.rights = {"status": "unknown"}
    root = write_workspace(tmp_path / "quay", [article])
    found = told(root, "--from", letter, "--channels", "all", "--dry-run")
    assert {one["now"]["reasons"][0]["code"] for one in found["decisions"]} == {"R-GRANT-WRONG-HOLDER"}
    assert found["next"][0].startswith("Nobody is recorded as the rights holder. If Jane Roe may permit this")
    ran = grant(root, "--from", letter, "--channels", "all", "--holder")
    assert ran.exit_code == 2
    assert "--holder: nobody is recorded as the rights holder, so that --holder needs a reason" in ran.stderr
    found = told(root, "--from", letter, "--channels", "all", "--holder", "--because", "Her name is in the imprint.")
    assert all(one["now"]["ok"] for one in found["decisions"])
    assert statement(root)["grants"][0]["because"] == "Her name is in the imprint."


def test_a_sender_from_elsewhere_is_said(root: Path, tmp_path: Path) -> None:
    stranger = answer(tmp_path / "a.eml", "dues", "Yes, please do.", sender="Jane Roe <jane@vale.example>")
    found = told(root, "--from", stranger, "--channels", "all", "--holder")
    assert found["next"][0] == (
        "The letter comes from jane@vale.example; the work appeared on press.example. Make sure that its writer may permit this."
    )


def test_a_doubtful_letter_is_shown_and_records_nothing(root: Path, tmp_path: Path) -> None:
    """The letter's own words stand there; --says lifts the doubt, and its words go into the record."""
    letter = answer(tmp_path / "a.eml", "dues", "Yes, but not the pictures.\n\nJane")
    before = files_of(root)
    ran = grant(root, "--from", letter, "--channels", "all", "--holder")
    assert (ran.exit_code, ran.stdout) == (3, "")
    assert ran.stderr.startswith(
        "error: --from: it sets a condition, or leaves something out: “Yes, but not the pictures.”\n"
        "\nThe letter's own words:\n  Yes, but not the pictures.\n  Jane\n\nNothing was recorded.\n→ If it does permit this"
    )
    assert files_of(root) == before
    shown = json.loads(grant(root, "--from", letter, "--channels", "all", "--json").stdout)
    assert (shown["written"], shown["grants"]) == (False, [])
    assert [one["code"] for one in shown["reading"]["obstacles"]] == ["limit"]
    assert grant(root, "--from", letter, "--channels", "all", "--says", "You may print it").exit_code == 3
    found = told(root, "--from", letter, "--channels", "all", "--holder", "--says", "Yes")
    assert found["grants"][0]["grant"]["quoted"] == [{"terms": ["permission"], "words": "Yes"}]
    ran = grant(root, "--from", letter, "--channels", "all", "--says", "Yes, but", "--picture", "council-vote.png")
    assert ran.exit_code == 2
    assert "--picture: of pictures the letter says: “Yes, but not the pictures.”" in ran.stderr


def test_a_no_is_never_a_permission(root: Path, tmp_path: Path) -> None:
    """Whatever the options say."""
    letter = answer(tmp_path / "a.eml", "dues", "Sorry, no. We do not allow republication of this piece.")
    words = ("--from", letter, "--channels", "all", "--holder", "--because", "x", "--says")
    for says in ("Sorry, no.", "republication of this piece", "allow republication"):
        ran = grant(root, *words, says)
        assert (ran.exit_code, ran.stdout) == (3, "")
        assert "it says no: “Sorry, no.”" in ran.stderr
    assert "grants" not in statement(root)


def test_an_outlook_message_is_kept_and_read(root: Path, tmp_path: Path) -> None:
    letter = tmp_path / "answer.msg"
    letter.write_bytes(
        outlook_message("Yes, please do.", subject="Re: dues", name="Jane Roe", address="jane@press.example")
    )
    found = told(root, "--from", letter, "--channels", "all", "--holder")
    assert found["evidence"]["media_type"] == "application/vnd.ms-outlook"
    assert found["read"]["grantor"] == "Jane Roe"
    assert found["grants"][0]["grant"]["kind"] == "email"


DSN = b"""\
From: Mail Delivery System <MAILER-DAEMON@mx.press.example>
To: The Quay <letter@quay.example>
Date: Tue, 17 Nov 2026 09:30:00 +0100
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_d"

--=_d
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered. The text of it follows.

--=_d
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.press.example

Final-Recipient: rfc822; ruth@press.example
Action: failed
Status: 5.1.1

--=_d
Content-Type: message/rfc822

From: The Quay <letter@quay.example>
To: ruth@press.example
Subject: May we publish

[x] Yes, you may publish it in e-mail, web, PDF and EPUB.

--=_d--
"""
"""A bounce as RFC 3464 has it, with our own question in it, filled in."""

QUOTED = mail("Yes, please do.\n\nOn 12 November 2026 Ines Falk wrote:\n> May we publish it in every format?\n> No.\n")
PERMITTED = {
    "an attached mail within several parts": ("answer.eml", RIGHT["passed on by a colleague as a file"]()),
    "HTML alone": ("answer.eml", RIGHT["HTML alone"]()),
    "a quoted reply": ("answer.eml", QUOTED),
    "Outlook": ("answer.msg", outlook_message("Yes, please do.", subject="Re: dues", address="ruth@press.example")),
    "a PDF letter": ("letter.pdf", pdf("Dear Ines Falk,", "we hereby grant you permission to", "publish the article.")),
}
REFUSED = {
    **{name: ("answer.eml", *WRONG[name]) for name in ("refusal", "auto-reply by header", "auto-reply by words", "from ourselves")},
    **{name: ("answer.eml", *WRONG[name]) for name in ("passed on, marked", "passed on as a file", "bounce by return path")},
    "a whole bounce": ("bounce.eml", DSN, "bounce"),
    "a bounce in Outlook": ("bounce.msg", outlook_message("Yes, please do.", kind="REPORT.IPM.Note.NDR"), "bounce"),
    "away, in Outlook": ("away.msg", outlook_message("Yes.", kind="IPM.Note.Rules.OofTemplate.Microsoft"), "automatic"),
    "a refusal in a PDF": ("letter.pdf", pdf("Sorry, no."), "no"),
}  # fmt: skip


@pytest.mark.parametrize("kind", PERMITTED)
def test_a_permission_is_recorded_from_every_kind_of_file(root: Path, tmp_path: Path, kind: str) -> None:
    """The file is kept byte for byte, and the sentence that permits stands in the record."""
    name, data = PERMITTED[kind]
    letter = tmp_path / name
    letter.write_bytes(data)
    by_hand = ("--grantor", "Ruth Vale", "--date", "2026-11-17")
    found = told(root, "--from", letter, "--channels", "all", "--holder", *(by_hand if name.endswith("pdf") else ()))
    assert found["written"]
    assert (root / found["evidence"]["path"]).read_bytes() == data
    assert [quote["terms"] for quote in found["grants"][0]["grant"]["quoted"]] == [["permission"]]
    assert len(statement(root)["grants"]) == 1


@pytest.mark.parametrize("kind", REFUSED)
def test_no_other_kind_of_file_records_anything(root: Path, tmp_path: Path, kind: str) -> None:
    """Exit 3, and nothing is written or kept."""
    name, data, code = REFUSED[kind]
    letter = tmp_path / name
    letter.write_bytes(data)
    before = files_of(root)
    ran = grant(root, "--from", letter, "--channels", "all", "--holder", "--json")
    shown = json.loads(ran.stdout)
    assert (shown["written"], shown["grants"]) == (False, [])
    assert code in [one["code"] for one in shown["reading"]["obstacles"]]
    assert grant(root, "--from", letter, "--channels", "all", "--holder").exit_code == 3
    assert files_of(root) == before

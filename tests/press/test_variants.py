"""The letter for another program: its own tags, byte for byte, and nothing of the editor's taken for one."""

import html as markup
from pathlib import Path

import pytest
from lxml import html

from publishkit.errors import InputError
from publishkit.press.build import Build, build_issue
from publishkit.press.sending.variants import PROGRAMS, check_programs, write_variants
from publishkit.send.letter.dialects import DIALECTS
from tests.support.command import run
from tests.support.workspaces import SampleArticle, brief_article, write_workspace

LOOKS = (
    "Write *|FNAME|* or {{ contact.FIRSTNAME }}, {% if x %}, {# a note #}, {{{unsubscribe}}}, %%{first_name}%%, "
    "%recipient.name%, %unsubscribe_url%, [unsubscribe], <% body %> and https://a.example/@TrackLink here."
)
"""What an article about newsletters may say."""


def made(root: Path, **issue: object) -> Build:
    article = SampleArticle(body=LOOKS.replace("<", "\\<").replace("*|", "\\*|"), pictures=[], files={})
    settings = {"email": {"from_address": "letter@quay.example"}}
    write_workspace(root, [article, brief_article()], config=settings, issue={"outputs": ["email"], **issue})
    return build_issue(root, "2026-w47", lambda _step: None)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("variants")
    build = made(root)
    assert build.exit_code == 0, [str(one) for one in build.findings if one.severity == "error"]
    assert len(write_variants(root, build, PROGRAMS).artifacts) == len(build.artifacts) + 3 * len(PROGRAMS)
    return root / "out"


@pytest.mark.parametrize("program", sorted(DIALECTS))
def test_the_tags_of_a_program_stand_in_its_letter_byte_for_byte(written: Path, program: str) -> None:
    """The two links that end the subscription, in the page and in the text; its own page of the letter; the account's address."""
    dialect = DIALECTS[program]
    page = (written / f"2026-w47.{program}/email.html").read_text("utf-8")
    text = (written / f"2026-w47.{program}/email.txt").read_text("utf-8")
    assert page.count(f'href="{dialect.unsubscribe}"') == text.count(f"\n{dialect.unsubscribe}\n") == 2
    if dialect.web:
        assert f'href="{dialect.web}"' in page and f"\n{dialect.web}\n" in text
    if dialect.address:
        assert dialect.address in page and text.endswith(f"{dialect.address}\n")
    assert "@@PK_" not in page + text


@pytest.mark.parametrize("program", sorted(DIALECTS))
def test_what_looks_like_a_tag_is_no_tag_and_reads_as_it_was_written(written: Path, program: str) -> None:
    dialect = DIALECTS[program]
    page = (written / f"2026-w47.{program}/email.html").read_text("utf-8")
    text = (written / f"2026-w47.{program}/email.txt").read_text("utf-8")
    for tag in (dialect.unsubscribe, dialect.web, dialect.address):
        page, text = (told.replace(tag, "") if tag else told for told in (page, text))
    assert [mark for mark in dialect.marks if mark in page + text] == []
    shown = " ".join(html.fromstring(page).text_content().split())
    assert LOOKS in shown
    assert LOOKS in " ".join(text.replace("\u2060", "").split())


def test_without_a_program_readers_write_to_a_mailbox(written: Path) -> None:
    page = (written / "2026-w47.html/email.html").read_text("utf-8")
    assert page.count('href="mailto:letter@quay.example?subject=unsubscribe"') == 2
    assert markup.escape("{{ contact.FIRSTNAME }}", quote=False) in page


def test_the_command_writes_them_beside_the_edition(tmp_path: Path) -> None:
    made(tmp_path, outputs=["email", "web"])
    told = run("build", "--email-for", "ghost", "--email-for", "mailchimp", cwd=tmp_path)
    assert told.exit_code == 0, told.stderr
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"2026-w47", "2026-w47.ghost", "2026-w47.mailchimp"}
    page = (tmp_path / "out/2026-w47.mailchimp/email.html").read_text("utf-8")
    assert "*|ARCHIVE|*" not in page and "https://quay.example/letter/2026-w47/" in page, "there are pages of our own"
    assert run("verify", "out/2026-w47", cwd=tmp_path).exit_code == 0


def test_a_program_nobody_knows_is_named_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no “mailchamp” \(known: brevo, .*mailchimp"):
        check_programs(["mailchimp", "mailchamp"])
    refused = run("build", "--email-for", "mailchamp", cwd=tmp_path)
    assert (refused.exit_code, (tmp_path / "out").exists()) == (2, False)


def test_an_issue_without_a_mail_has_no_letter_for_anybody(tmp_path: Path) -> None:
    build = made(tmp_path, outputs=["web"])
    with pytest.raises(InputError, match="the issue has no mail"):
        write_variants(tmp_path, build, ["ghost"])

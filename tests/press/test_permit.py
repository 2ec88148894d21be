"""Permissions without a command line: values in, values out, nothing printed, the day as it is given."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from publishkit.errors import ExternalError, InputError
from publishkit.model.issue import OUTPUTS
from publishkit.model.rights import Channel
from publishkit.permissions.grant import GrantDetails
from publishkit.press.clearing.ask import Question, draft_request
from publishkit.press.clearing.audit import audit, list_due, overview
from publishkit.press.clearing.permit import Permission, record_permission
from publishkit.workspace import lock
from publishkit.workspace.lock import locked
from tests.support.command import files_of
from tests.support.workspaces import SampleArticle, brief_article, write_workspace

ISSUE = "2026-w47"
NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
DETAILS = GrantDetails(grantor="Harbour Press", holder=True, channels=tuple(Channel), given_on=date(2026, 11, 12))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a workspace whose second article, all rights reserved, is planned in full."""
    return write_workspace(tmp_path / "quay", [SampleArticle(), brief_article(use="full")])


@pytest.fixture
def permission(tmp_path: Path) -> Permission:
    letter = tmp_path / "answer.txt"
    letter.write_bytes(b"Yes, please do.")
    return Permission(slug="harbour-dues", details=DETAILS, letter=letter)


def test_a_permission_is_recorded_at_the_moment_given(
    root: Path, permission: Permission, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files_of(root)
    asked = record_permission(root, ISSUE, permission, now=NOW, write=False)
    assert files_of(root) == before, "only asked"
    done = record_permission(root, ISSUE, permission, now=NOW, write=True)
    assert (asked.written, done.written) == (False, True)
    for effect in done.effects["harbour-dues#text"]:
        assert (effect.before, effect.now) == ("summary only", "allowed")
    written = tomllib.loads((root / f"issues/{ISSUE}/articles/harbour-dues/rights.toml").read_text("utf-8"))
    assert written["text"]["grants"][0]["evidence"][0]["captured_at"] == NOW.isoformat()
    row = overview(root, ISSUE, "harbour-dues").rows[0]
    assert set(row.cleared) == {channel.value for channel in OUTPUTS}
    assert audit(root, ISSUE, private=False).proof == "none"
    assert capsys.readouterr() == ("", "")


def test_what_is_missing_is_an_error_with_nothing_written(root: Path, permission: Permission) -> None:
    before = files_of(root)
    with pytest.raises(InputError, match="no article"):
        record_permission(
            root, ISSUE, Permission(slug="none", details=DETAILS, letter=permission.letter), now=NOW, write=True
        )
    assert files_of(root) == before


def test_a_letter_that_was_asked_for_falls_due_again(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is dated as the day given, and two weeks later it is to be asked again."""
    asked = date(2026, 11, 2)
    drafted = draft_request(root, ISSUE, Question(slug="harbour-dues"), today=asked, chance=bytes(16), write=True)
    assert drafted.files == tuple(f"issues/{ISSUE}/evidence/requests/harbour-dues-1.{end}" for end in ("txt", "eml"))
    again = [one for one in list_due(root, date(2026, 11, 17), within=0).due if one.kind == "request"]
    assert [(one.about, one.day) for one in again] == [("harbour-dues#text", date(2026, 11, 16))]
    assert list_due(root, asked, within=0).due == ()
    assert capsys.readouterr() == ("", "")


def test_no_letter_is_recorded_while_another_command_edits(
    root: Path, permission: Permission, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each would write the file it read: the lines of the other would be gone. Who only asks what would be waits for nobody."""
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    with locked(root):
        before = files_of(root)
        with pytest.raises(ExternalError, match="another command is editing the workspace"):
            record_permission(root, ISSUE, permission, now=NOW, write=True)
        with pytest.raises(ExternalError, match="another command is editing the workspace"):
            draft_request(root, ISSUE, Question(slug="harbour-dues"), today=NOW.date(), chance=bytes(16), write=True)
        assert files_of(root) == before
        assert record_permission(root, ISSUE, permission, now=NOW, write=False).permits
    assert record_permission(root, ISSUE, permission, now=NOW, write=True).written

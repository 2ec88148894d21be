"""What the rights in all issues ask for, by date."""

import json
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from publishkit.model.decision import RightsPolicy
from publishkit.model.profile import Limits, Profile
from publishkit.model.rights import Channel, Party, Status, Withdrawal, WithdrawalKind
from publishkit.model.statement import Duty, GrantKind, PermissionGrant, PermissionRequest, RightsStatement
from publishkit.permissions.due import Due, Used, due_items
from tests.support.command import run
from tests.support.workspaces import SampleArticle, write_workspace

TODAY = date(2026, 11, 22)
LETTER = b"From: Jane Roe\n\nYes, you may.\n"


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


def grant(**keys: Any) -> PermissionGrant:
    values: dict[str, Any] = {
        "kind": GrantKind.EMAIL,
        "grantor": Party(name="Jane Roe"),
        "granted_on": date(2026, 11, 1),
        "channels": tuple(Channel),
    }
    return PermissionGrant(**{**values, **keys})


def used(statement: RightsStatement | None = None, **keys: Any) -> Used:
    statement = statement or RightsStatement(asset_id="low-water#text", status=Status.PERMISSION)
    return Used(**{"edition": "2026-w47", "edition_date": date(2026, 11, 20), "statement": statement, **keys})


def look(*uses: Used, within: int = 30, profiles: dict[str, Profile] | None = None) -> tuple[Due, ...]:
    return due_items(uses, profiles or {}, RightsPolicy(), TODAY, within)


def permitted(*grants: PermissionGrant, **keys: Any) -> Used:
    return used(RightsStatement(asset_id="low-water#text", status=Status.PERMISSION, grants=grants), **keys)


def told(found: tuple[Due, ...]) -> list[tuple[Any, ...]]:
    return [(one.day, one.kind, one.overdue) for one in found]


def test_a_permission_is_named_until_its_last_day() -> None:
    assert told(look(permitted(grant(valid_until=TODAY)))) == [(TODAY, "permission", False)]
    assert told(look(permitted(grant(valid_until=days(30))))) == [(days(30), "permission", False)]
    assert look(permitted(grant(valid_until=days(31)))) == ()


def test_a_permission_that_ended_after_the_edition_came_out_asks_nothing() -> None:
    """Mail, PDF and EPUB are in readers' hands; only the web page would have to go."""
    assert look(permitted(grant(valid_until=days(-1)))) == ()


def test_a_permission_that_ended_before_the_edition_is_overdue() -> None:
    (one,) = look(permitted(grant(valid_until=days(-1)), edition_date=days(3)))
    assert (one.kind, one.overdue) == ("permission", True)
    assert one.sentence == "The permission of Jane Roe ended on 21 November 2026."


def test_what_must_leave_the_web_is_named_and_stays_named() -> None:
    owed = (Duty(code="D-EXPIRE", params={"date": days(-5).isoformat()}), Duty(code="D-ATTRIB"))
    (one,) = look(used(on_the_web=owed))
    assert (one.day, one.kind, one.overdue) == (days(-5), "takedown", True)
    assert one.sentence == "It may stand on the web until 17 November 2026."
    (other,) = look(used(on_the_web=(Duty(code="D-EXPIRE", params={"date": "soon"}),)))
    assert (other.day, other.overdue) == (None, True)


def test_a_work_called_back_is_taken_down_in_the_time_the_house_promises() -> None:
    gone = Withdrawal(kind=WithdrawalKind.TAKEDOWN, on=days(-3), by="Harbour Press")
    statement = RightsStatement(asset_id="low-water#text", withdrawn=gone)
    (one,) = look(used(statement))
    assert (one.day, one.kind, one.overdue) == (days(4), "takedown", False)
    assert one.sentence == "Harbour Press withdrew it on 19 November 2026; we answer within 7 days."
    assert look(used(statement, edition_date=days(7))) == ()


def test_a_permission_called_back_takes_the_page_down() -> None:
    back = grant(withdrawn_on=days(-2), valid_until=days(5))
    assert told(look(permitted(back, on_the_web=()))) == [(days(-2), "takedown", True)]
    assert look(permitted(back)) == ()


def test_embargoes_are_named_until_they_end() -> None:
    profile = Profile(id="dialogue", name="Dialogue", limits=Limits(not_before_days=2), terms_checked_on=TODAY)
    statement = RightsStatement(asset_id="low-water#text", profile="dialogue", first_published=days(-1))
    (one,) = look(used(statement), profiles={"dialogue": profile})
    assert (one.day, one.kind, one.overdue) == (days(1), "embargo", False)
    assert one.sentence == "Dialogue lets it appear from 23 November 2026."
    earlier = replace(statement, first_published=days(-3))
    assert look(used(earlier), profiles={"dialogue": profile}) == ()
    assert told(look(permitted(grant(valid_from=days(9))))) == [(days(9), "embargo", False)]


def test_reviews_and_terms_are_named_when_they_fall_due() -> None:
    profile = Profile(id="dialogue", name="Dialogue", terms_checked_on=days(-200))
    statement = RightsStatement(asset_id="low-water#text", profile="dialogue", review_due=days(10))
    found = look(used(statement), used(statement, edition="2026-w48"), profiles={"dialogue": profile})
    assert told(found) == [(days(-20), "terms", True), (days(10), "review", False)]
    assert [one.editions for one in found] == [("2026-w47", "2026-w48")] * 2
    unread = replace(profile, terms_checked_on=None)
    (first, _) = look(used(statement), profiles={"dialogue": unread})
    assert (first.day, first.overdue) == (None, True)
    assert first.sentence == "The terms of Dialogue have not been read yet."


def test_terms_nobody_relies_on_are_nobodys_business() -> None:
    assert look(used(), profiles={"dialogue": Profile(id="dialogue", name="Dialogue")}) == ()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({}, [(date(2026, 11, 15), "request", True)]),
        ({"grants": (grant(granted_on=date(2026, 11, 3)),)}, []),
        ({"grants": (grant(granted_on=date(2025, 11, 3)),)}, [(date(2026, 11, 15), "request", True)]),
        ({"status": Status.LICENSED_OPEN}, []),
    ],
)
def test_a_letter_without_an_answer_is_named_after_two_weeks(answer: dict[str, Any], expected: list[Any]) -> None:
    asked = (PermissionRequest(asked_on=date(2026, 11, 1), to="jane@press.example"),)
    base = RightsStatement(asset_id="low-water#text", status=Status.ALL_RIGHTS_RESERVED, requests=asked)
    found = look(used(replace(base, **answer), edition_date=days(5)))
    assert told(found) == expected
    assert not any("@" in one.sentence for one in found)


def test_a_letter_for_an_edition_that_is_out_is_open_and_not_overdue() -> None:
    asked = (PermissionRequest(asked_on=date(2026, 11, 1)),)
    statement = RightsStatement(asset_id="low-water#text", requests=asked)
    assert told(look(used(statement))) == [(date(2026, 11, 15), "request", False)]


def test_everything_comes_in_the_order_of_its_day() -> None:
    uses = [permitted(grant(valid_until=days(n)), edition=f"e{n}") for n in (9, 3, 27, 0)]
    assert [one.day for one in look(*uses)] == [days(0), days(3), days(9), days(27)]


# --- the command ------------------------------------------------------------------------------------------------------


def letter_article(slug: str, **keys: Any) -> SampleArticle:
    proof = {"path": f"issues/2026-w47/evidence/{slug}.eml", "sha256": sha256(LETTER).hexdigest()}
    given = {
        "kind": "email",
        "grantor": {"name": "Jane Roe"},
        "grantor_is_holder": True,
        "granted_on": "2026-11-01",
        "channels": ["email", "web", "pdf", "epub"],
        "evidence": [proof],
        **keys,
    }
    return SampleArticle(
        slug=slug,
        head={
            "title": f"About {slug}",
            "bylines": [{"name": "Jane Roe"}],
            "published": "2026-11-10",
            "source_url": f"https://press.example/{slug}",
        },
        body="The harbour wakes at four.",
        rights={"status": "permission", "holders": [{"name": "Jane Roe"}], "grants": [given]},
        pictures=[],
        files={f"../../evidence/{slug}.eml": LETTER},
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "issues/2026-w47/evidence").mkdir(parents=True)
    articles = [letter_article("ice-house", valid_until="2026-12-31"), letter_article("net-loft")]
    return write_workspace(tmp_path, articles)


def test_the_command_lists_what_is_due(workspace: Path) -> None:
    done = run("rights", "due", "--today", "2026-12-10", "--json", "-C", workspace)
    answer = json.loads(done.stdout)
    assert done.exit_code == 0
    assert [(one["day"], one["kind"], one["about"], one["days_left"], one["overdue"]) for one in answer["due"]] == [
        ("2026-12-31", "permission", "ice-house#text", 21, False),
        ("2026-12-31", "takedown", "ice-house#text", 21, False),
    ]
    assert all(one["editions"] == ["2026-w47"] for one in answer["due"])
    shown = run("rights", "due", "--today", "2026-12-10", "-C", workspace, env={"COLUMNS": "90"})
    assert max(map(len, shown.stdout.splitlines())) <= 90
    assert "2 due within 30 days of 2026-12-10, 0 overdue" in shown.stdout


def test_overdue_fails_only_when_asked(workspace: Path) -> None:
    words = ("rights", "due", "--today", "2027-01-01", "-C", workspace)
    assert run(*words).exit_code == 0
    done = run(*words, "--fail-if-due")
    assert done.exit_code == 1
    assert "1 day late" in done.stdout
    assert run("rights", "due", "--today", "2026-11-21", "--fail-if-due", "-C", workspace).exit_code == 0


def test_nothing_due_is_said(workspace: Path) -> None:
    done = run("rights", "due", "--today", "2026-11-21", "-C", workspace)
    assert "Nothing is due" in done.stdout


def test_an_issue_that_cannot_be_read_is_named_and_the_others_are_listed(workspace: Path) -> None:
    (workspace / "issues/2026-w48").mkdir()
    (workspace / "issues/2026-w48/issue.toml").write_text("number = 48\n")
    done = run("rights", "due", "--today", "2026-12-10", "--json", "-C", workspace)
    answer = json.loads(done.stdout)
    assert done.exit_code == 2
    assert len(answer["due"]) == 2
    assert answer["unread"][0]["place"].startswith("issues/2026-w48/issue.toml")
    assert "issues/2026-w48/issue.toml" in done.stderr


def test_a_wrong_day_is_one_sentence(workspace: Path) -> None:
    assert run("rights", "due", "--today", "tomorrow", "-C", workspace).exit_code == 2

"""One lazy flag clears nothing that is somebody else's, and no right statement is asked about."""

import json
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from publishkit.edition.issue_rights import note_findings
from publishkit.press.build import clear, read
from tests.edition.lazy_flags import OPEN, RESERVED, RIGHT, ROUTES, Route, picture, text, workspace_of
from tests.support.command import run
from tests.support.workspaces import write_workspace

CLAIM: dict[str, Any] = {
    "claimed_by": "Owen Pascall",
    "because": "Commissioned by us in May and paid in full; the Courier reprinted it.",
}
US: dict[str, Any] = {"publication": {"also_known_as": ["Harbour Circle", "circle.example"], "editors": ["Ines Falk"]}}


def test_there_are_enough_of_them() -> None:
    """Forty ways to lie by one flag, thirty ways to be right."""
    assert len(ROUTES) >= 60
    assert len(RIGHT) >= 35


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_no_lazy_flag_prints_what_is_somebody_elses(route: Route, tmp_path: Path) -> None:
    """The text is refused, the picture left out; the sentence says what speaks against it."""
    found = clear(read(workspace_of(route, tmp_path), "2026-w47"))
    (item,) = found.items
    if route.picture:
        assert not item.refused, "the text must be printed, else its picture proves nothing"
        assert [shown.channels for shown in item.pictures] == [()]
    else:
        assert item.refused


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_statement_is_printed_without_a_question(name: str, tmp_path: Path) -> None:
    """Text and every picture, in every format."""
    found = clear(read(write_workspace(tmp_path, [RIGHT[name]], config=US), "2026-w47"))
    (item,) = found.items
    said = {reason.sentence for decision in item.decisions.values() for reason in decision.reasons}
    assert not item.refused, said
    for shown in item.pictures:
        assert len(shown.channels) == 4, {r.sentence for one in shown.decisions.values() for r in one.reasons}
    asked = [finding for finding in note_findings(found.items) if finding.code in {"R001", "R006"}]
    assert [finding.message for finding in asked if "settled" not in name] == []


def test_an_editor_is_told_what_speaks_against_it_and_how_to_settle_it(tmp_path: Path) -> None:
    """Exit 3, the evidence in words, the way out; with a claim exit 0, and the claim is told."""
    root = workspace_of(Route(name="own", page=RESERVED, edit=text(status="own")), tmp_path)
    refused = run("check", cwd=root)
    assert refused.exit_code == 3
    ways = refused.stdout.split()  # told in a narrow column
    assert {"barrier-bill", "--by", '"NAME"', "--because", "it", "true"} <= set(ways)
    row = json.loads(run("rights", "show", "--json", cwd=root).stdout.splitlines()[0])
    assert row["reasons"][0].startswith("Marked as our own, but the rights holder is Courier Press Northmouth plc, ")
    claim = ("--by", CLAIM["claimed_by"], "--because", CLAIM["because"])
    assert run("rights", "set", "barrier-bill", *claim, cwd=root).exit_code == 0
    assert run("check", cwd=root).exit_code == 0


def test_a_claim_settles_it_and_is_told(tmp_path: Path) -> None:
    """Name and reason stand in a finding; a picture of the page is not settled by the text's claim."""
    route = Route(name="own", page=RESERVED, edit=text(status="own", **CLAIM))
    found = clear(read(workspace_of(route, tmp_path), "2026-w47"))
    assert not found.refused
    (told,) = [finding for finding in note_findings(found.items) if finding.code == "R006"]
    assert told.severity == "info"
    assert "Owen Pascall claims it as our own although" in told.message
    assert "Commissioned by us in May" in told.message


@pytest.mark.parametrize(
    ("approved", "refused"),
    [(None, True), ("Owen Pascall", True), ("PASCALL, Owen", True), ("Marit Ashdown", False)],
)
def test_a_house_of_two_asks_another_person(approved: str | None, refused: bool, tmp_path: Path) -> None:
    """The same person written another way is not another person."""
    more: dict[str, Any] = {"approved_by": approved} if approved else {}
    route = Route(name="two", page=RESERVED, edit=text(status="own", **CLAIM, **more))
    root = workspace_of(route, tmp_path)
    config = tomlkit.parse((root / "publishkit.toml").read_text("utf-8"))
    config["rights"] = {"two_people": True}
    (root / "publishkit.toml").write_text(tomlkit.dumps(config), "utf-8")
    assert bool(clear(read(root, "2026-w47")).refused) is refused


def test_a_pictures_claim_is_its_own(tmp_path: Path) -> None:
    """Settled for the picture, it is shown."""
    route = Route(name="picture", page=OPEN, edit=picture(status="own", **CLAIM))
    (item,) = clear(read(workspace_of(route, tmp_path), "2026-w47")).items
    assert [len(shown.channels) for shown in item.pictures] == [4]

"""A claim against other evidence: on record in ledger and audit, made again when more turns up, never printed over their line."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from publishkit.edition.assemble import assemble
from publishkit.edition.items import draw_pictures
from publishkit.model.credits import plain
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.permissions.audit import rights_report
from publishkit.permissions.audit_shown import report_page, report_text
from publishkit.permissions.audit_values import ProofShown
from publishkit.permissions.ledger import entries_of, record
from publishkit.press.build import Cleared, clear, read
from publishkit.render.base import item_json
from publishkit.rights.ledger import LEDGER
from tests.edition.lazy_flags import article, notice
from tests.support.workspaces import SampleArticle, write_workspace

MOMENT = datetime(2026, 11, 19, 12, tzinfo=UTC)
CLAIM: dict[str, Any] = {
    "claimed_by": "Owen Pascall",
    "because": "Commissioned by us in May; the Courier reprinted it.",
}
THEIRS: dict[str, Any] = {"holders": [{"name": "Courier Press plc"}], "copyright_line": "© 2026 Courier Press plc"}
COURIER: dict[str, Any] = {"publisher": {"name": "Courier"}, "source_url": "https://courier.example/a"}
LICENSED_HOUSE: dict[str, Any] = {"publication": {"license": "CC-BY-4.0", "tdm_reserved": True}}
LANGUAGES = ("en", "de", "pl", "fr", "es", "it", "pt", "nl")


def claimed(**more: Any) -> SampleArticle:
    """Return a text that is claimed as ours and bears the name of others."""
    return article({"status": "own", **THEIRS, **CLAIM, **more}, **COURIER)


def cleared(root: Path, *articles: SampleArticle, **over: Any) -> Cleared:
    return clear(read(write_workspace(root, list(articles), **over), "2026-w47"))


def edition(found: Cleared) -> Edition:
    return assemble(found.planned, found.items, draw_pictures(found.items))


def build(root: Path, found: Cleared) -> None:
    """Write the decisions down as a build does."""
    rights = found.rights
    record(root, entries_of(rights.planned, found.items, rights.profiles, rights.stored, MOMENT))


def lines(root: Path) -> list[Mapping[str, Any]]:
    return [json.loads(line) for line in (root / LEDGER).read_text("utf-8").splitlines()]


def test_the_ledger_says_who_stands_for_it_and_against_what(tmp_path: Path) -> None:
    """Only lines of a claimed work have the key: the lines of other works stay what they were."""
    found = cleared(tmp_path, claimed(), SampleArticle(slug="ours"))
    build(tmp_path, found)
    told = {line["asset"]: line.get("claim") for line in lines(tmp_path)}
    assert told["low-water#text"] == {
        "by": "Owen Pascall",
        "because": CLAIM["because"],
        "approved_by": "",
        "against": [
            "holder: Courier Press plc",
            "copyright line: © 2026 Courier Press plc",
            "publisher: Courier",
            "host: courier.example",
        ],
    }
    assert all("claim" not in line for line in lines(tmp_path) if line["asset"] == "ours#text")


def test_a_claim_is_made_again_when_more_turns_up(tmp_path: Path) -> None:
    """The same words do not answer a notice that nobody had seen; new words do; fewer signs ask nothing."""
    build(tmp_path, cleared(tmp_path, claimed()))
    assert not cleared(tmp_path, claimed()).refused
    more = claimed(notices=notice("No part may be reproduced."))
    (item,) = cleared(tmp_path, more).refused
    (told,) = {r.sentence for d in item.decisions.values() for r in d.reasons if r.code == "R-CLAIM-OUTDATED"}
    assert (
        told == "Since Owen Pascall claimed it, more was found: a notice stands with it (“No part may be reproduced.”)."
    )
    again = claimed(
        notices=notice("No part may be reproduced."), because="Commissioned by us in May; their notice is a mistake."
    )
    assert not cleared(tmp_path, again).refused
    fewer = {"status": "own", "holders": THEIRS["holders"], **CLAIM}
    assert not cleared(tmp_path, article(fewer, **COURIER)).refused


def test_the_audit_shows_the_claim(tmp_path: Path) -> None:
    """In the table, on the page, in the JSON; the holder is theirs, not ours."""
    found = cleared(tmp_path, claimed(approved_by="Marit Ashdown"))
    report = rights_report(found.rights, ProofShown())
    (asset,) = report.assets
    assert (asset.claimed_by, asset.because, asset.approved_by) == ("Owen Pascall", CLAIM["because"], "Marit Ashdown")
    assert "claimed by Owen Pascall" in " ".join(report_text(report, 200).split())
    page = report_page(report, {})
    for words in ("Owen Pascall", CLAIM["because"], "Marit Ashdown", "<td><bdi>Courier Press plc</bdi></td>"):
        assert words in page


def test_a_claim_nobody_needed_is_not_on_record(tmp_path: Path) -> None:
    found = cleared(tmp_path, article({"status": "own", **CLAIM}))
    build(tmp_path, found)
    assert all("claim" not in line for line in lines(tmp_path))
    assert rights_report(found.rights, ProofShown()).assets[0].claimed_by == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_over_their_line_stands_neither_our_copyright_nor_our_license(language: str, tmp_path: Path) -> None:
    """The credit, the label, the credits page and what machines read, in every language."""
    found = edition(cleared(tmp_path, claimed(), config=LICENSED_HOUSE, issue={"language": language}))
    (item,) = found.items
    (entry,) = found.credits.entries
    printed = "\n".join([item.credit.label, *map(plain, item.credit.lines), *map(plain, entry.lines)])
    assert "© 2026 Courier Press plc" in printed
    for ours in ("Quay Readers", "CC BY", "creativecommons", "..", ". ."):
        assert ours not in printed
    assert item.license_uri == ""
    told = json.loads(item_json(found, item, Channel.WEB))
    assert "license" not in told
    assert told["copyrightNotice"] == "© 2026 Courier Press plc"


def test_a_freelancers_own_line_is_the_one_that_is_printed(tmp_path: Path) -> None:
    """Who writes for us and keeps the ©: her line, and not ours above it."""
    found = edition(
        cleared(tmp_path, article({"status": "own", "copyright_line": "© 2026 Ada Quill"}), config=LICENSED_HOUSE)
    )
    printed = [plain(line) for line in found.items[0].credit.lines]
    assert printed == ["“Low Water” by Ada Quill. © 2026 Ada Quill."]


def test_a_holder_without_a_line_is_named_as_one(tmp_path: Path) -> None:
    """The © names who holds it, not the house."""
    rights = {"status": "own", "holders": THEIRS["holders"], **CLAIM}
    found = edition(cleared(tmp_path, article(rights), config=LICENSED_HOUSE))
    assert plain(found.items[0].credit.lines[0]) == "“Low Water” by Ada Quill. © 2026 Courier Press plc."


def test_our_own_text_is_still_ours(tmp_path: Path) -> None:
    """Our ©, our license."""
    found = edition(cleared(tmp_path, article({"status": "own"}), config=LICENSED_HOUSE))
    assert plain(found.items[0].credit.lines[0]) == (
        "“Low Water” by Ada Quill. © 2026 Quay Readers. Licensed under CC BY 4.0."
    )


def test_a_brief_of_a_text_that_is_not_ours_does_not_name_us_as_its_publisher(tmp_path: Path) -> None:
    """A lazy `own` on an article that is only summarized: the credit names who published it."""
    brief = article({"status": "own", **THEIRS}, **COURIER)
    brief.entry.update(use="brief", summary="The boats left early on Tuesday, and skippers object to the dues.")
    line = plain(edition(cleared(tmp_path, brief)).items[0].credit.lines[0])
    assert "Courier" in line
    assert "Quay" not in line


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bare_copyright_line_is_printed_as_it_is(language: str, tmp_path: Path) -> None:
    """“© 2026 Colm Abery”, and not a word on what he reserves; a page that reserves says so."""
    made = article(
        {"status": "all_rights_reserved", "holders": [{"name": "Colm Abery"}], "copyright_line": "© 2026 Colm Abery"},
        **COURIER,
    )
    made.entry.update(
        use="brief", summary="The lane lies under the mud since the flood, and one house still has its door."
    )
    bare = [
        plain(line)
        for line in edition(cleared(tmp_path / "bare", made, issue={"language": language})).items[0].credit.lines
    ]
    assert "© 2026 Colm Abery" in bare
    made.rights["notices"] = notice("All rights reserved.")
    told = [
        plain(line)
        for line in edition(cleared(tmp_path / "told", made, issue={"language": language})).items[0].credit.lines
    ]
    assert len("".join(told)) > len("".join(bare))
    assert not any(line == "© 2026 Colm Abery" for line in told)

"""Findings for people, machines and editors; the table of what was refused."""

import json
from dataclasses import replace

import pytest

from publishkit.model.artifact import Artifact, Finding
from publishkit.model.decision import Decision, Outcome, Reason, Severity
from publishkit.model.rights import Channel
from publishkit.model.statement import Treatment
from publishkit.report import (
    LeftOut,
    Report,
    as_json,
    as_sarif,
    as_text,
    left_out,
    refusal_table,
    refusals,
    refused_as_left_out,
)
from tests.support.editions import make_edition

FINDINGS = (
    Finding(
        code="R102", severity="error", where="web/index.html#a05", message="owes “Tom [Achebe]”", hint="place it whole"
    ),
    Finding(code="W010", severity="warning", where="web/index.html:12", message="browsers have to repair the page"),
    Finding(
        code="A001", severity="info", where="issues/w47/articles/tides/article.md: review", message="who wrote it?"
    ),
)
REPORT = Report(
    edition="2026-w47",
    findings=FINDINGS,
    artifacts=(Artifact(name="email.html", media_type="text/html", data=b"x" * 36794),),
    withheld=(LeftOut(article="harbor", asset="harbor#img1", reasons=("R-ARR",), sentence="No permission."),),
    exit_code=4,
)


def refused(
    code: str, channel: Channel = Channel.WEB, alternatives: tuple[Treatment, ...] = (Treatment.BRIEF,)
) -> dict[Channel, Decision]:
    reason = Reason(code=code, severity=Severity.LIMIT, sentence=f"Because of {code}.")
    decision = Decision(
        asset_id="harbor#text",
        outcome=Outcome.ALLOW_BRIEF,
        ok=False,
        requested=Treatment.FULL_VERBATIM,
        max_treatment=Treatment.BRIEF,
        reasons=(reason, Reason(code="W-NO-CREATOR", severity=Severity.WARN, sentence="No author.")),
        alternatives=alternatives,
    )
    return {channel: decision}


def test_the_json_is_the_one_others_build_on() -> None:
    """The form in the design: any change of it is a changelog entry and a version."""
    told = json.loads(as_json(REPORT))
    assert list(told) == ["edition", "findings", "artifacts", "withheld", "exit_code"]
    assert told["findings"][0] == {
        "code": "R102",
        "severity": "error",
        "where": "web/index.html#a05",
        "message": "owes “Tom [Achebe]”",
        "hint": "place it whole",
    }
    assert told["artifacts"] == [
        {"name": "email.html", "media_type": "text/html", "bytes": 36794, "sha256": REPORT.artifacts[0].sha256}
    ]
    assert told["withheld"] == [{"article": "harbor", "asset": "harbor#img1", "reasons": ["R-ARR"]}]
    assert (told["edition"], told["exit_code"]) == ("2026-w47", 4)


def test_sarif_places_every_finding() -> None:
    """SARIF 2.1.0: rules once, results with level, message and place."""
    told = json.loads(as_sarif(REPORT, {"R102": "Words are missing."}, "0.1.0"))
    (run,) = told["runs"]
    assert (told["version"], run["tool"]["driver"]["version"]) == ("2.1.0", "0.1.0")
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["A001", "R102", "W010"]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert places[0] == {"artifactLocation": {"uri": "web/index.html"}}
    assert places[1] == {"artifactLocation": {"uri": "web/index.html"}, "region": {"startLine": 12}}
    assert places[2]["artifactLocation"]["uri"] == "issues/w47/articles/tides/article.md"
    assert all(run["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])


def test_people_read_files_what_was_left_out_and_findings() -> None:
    """The operator's view, written out in full."""
    assert as_text(REPORT, width=76) == EXPECTED


EXPECTED = """\
Files
Name            Size
────────────────────
email.html   36.8 kB

Left out
Text or picture   Why
────────────────────────────────
harbor#img1       No permission.

Findings
error R102 web/index.html#a05
    owes “Tom [Achebe]”
    place it whole
warning W010 web/index.html:12
    browsers have to repair the page
info A001 issues/w47/articles/tides/article.md: review
    who wrote it?

2026-w47: 1 error, 1 warning, 1 info (exit 4)"""


def test_brackets_in_a_message_are_brackets() -> None:
    assert "“Tom [Achebe]”" in as_text(REPORT)


def test_without_color_there_are_no_escapes() -> None:
    assert "\x1b" not in as_text(REPORT)
    assert "\x1b" in as_text(REPORT, color=True)


def test_nothing_to_say_is_said() -> None:
    assert as_text(Report(edition="2026-w47")) == "2026-w47: nothing to mend"


def test_what_an_edition_withholds_is_named_with_its_sentence() -> None:
    (item,) = left_out(make_edition().withheld)
    assert (item.article, item.asset) == ("harbor-vote", "harbor-vote#img1")
    assert item.sentence


def test_a_refusal_says_why_and_what_to_do() -> None:
    (item,) = refusals("harbor", refused("R-ARR"))
    assert item.codes == ("R-ARR",)
    assert item.sentences == ("Because of R-ARR.",)
    assert 'publishkit brief harbor --summary "…" --by "NAME"' in item.actions[0]
    assert "publishkit rights request harbor" in item.actions[1]
    assert item.actions[-1] == "leave it out: `publishkit remove harbor`"


def test_a_text_of_which_nobody_else_is_named_is_asked_after_first() -> None:
    """The first way out of a text nothing is known of is the question whose it is."""
    (item,) = refusals("harbor", refused("R-UNKNOWN"), may_be_ours=True)
    assert item.actions[0] == "is it yours? `publishkit rights own harbor --pictures`"
    assert "is it yours" not in " ".join(refusals("harbor", refused("R-ARR"))[0].actions)


def test_formats_refused_for_the_same_reason_are_one_row() -> None:
    same = refused("R-ARR", Channel.WEB) | refused("R-ARR", Channel.PDF) | refused("R-GRANT-CHANNEL", Channel.EMAIL)
    assert [item.channels for item in refusals("harbor", same)] == [(Channel.WEB, Channel.PDF), (Channel.EMAIL,)]


def test_a_permission_does_not_help_against_a_withdrawal() -> None:
    (item,) = refusals("harbor", refused("R-WITHDRAWN", alternatives=()))
    assert item.actions == ("see `publishkit explain R-WITHDRAWN`", "leave it out: `publishkit remove harbor`")


def test_a_quotation_that_is_too_long_asks_for_other_words() -> None:
    (item,) = refusals("harbor", refused("R-QUOTE-TOO-LONG", alternatives=()))
    assert item.actions[0] == "change the words: `publishkit explain R-QUOTE-TOO-LONG`"


def test_a_brief_that_quotes_too_much_is_not_told_that_the_text_is_reserved() -> None:
    """A brief asks nobody's permission; what is wrong is our own sentence."""
    long = refused("R-QUOTE-TOO-LONG", alternatives=())[Channel.WEB]
    reserved = refused("R-ARR")[Channel.WEB].reasons[0]
    brief = replace(long, requested=Treatment.BRIEF, outcome=Outcome.ALLOW_BRIEF, reasons=(reserved, *long.reasons))
    (item,) = refusals("harbor", {Channel.WEB: brief})
    assert item.sentences == ("Because of R-QUOTE-TOO-LONG.",)


def test_what_is_allowed_is_no_refusal() -> None:
    decision = make_edition().decisions[0]
    assert refusals("tides", {Channel.WEB: decision}) == ()


@pytest.mark.parametrize("width", [60, 100, 200])
def test_the_table_of_refusals_holds_item_format_reason_and_way_out(width: int) -> None:
    every = {channel: decision for channel in Channel for decision in refused("R-ARR").values()}
    table = " ".join(refusal_table(refusals("harbor", every), width).split())
    assert all(word in table for word in ("harbor", "all", "Because", "summary", "permission"))
    assert max(map(len, refusal_table(refusals("harbor", every), width).splitlines())) <= width


def test_refused_items_are_in_the_json_too() -> None:
    (item,) = refused_as_left_out(refusals("harbor", refused("R-ARR")))
    assert (item.article, item.asset, item.reasons) == ("harbor", "harbor#text", ("R-ARR",))

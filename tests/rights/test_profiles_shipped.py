"""The profiles we ship: the truth table holds with them, and each says where it was read and when."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from publishkit.model.profile import Profile
from publishkit.model.rights import Party, Status
from publishkit.press.clearing.decide import Request
from publishkit.rights.profiles import load_filed, load_profiles, profile_for, propose_profile
from tests.rights.base_case import STATEMENT, STORED, asked, decided, duty_codes, reason_codes
from tests.rights.truth_table import ROWS, Row, request

FOLDER = Path(__file__).parents[2] / "publishkit" / "rights" / "profiles"
FILES = sorted(FOLDER.glob("*.toml"))
FRESH = date(2024, 11, 1)
READ = date(2026, 11, 22)

MORE = {"propublica": {"D-NO-SALE", "D-NO-ADS-AGAINST"}}
"""What the real terms owe beyond the table's fixtures: not sold separately, no advertisement against the story."""

SECOND_HAND = {"propublica", "kff-health-news", "grist", "mongabay", "mit-news", "the-19th", "knowable"}
SECOND_HAND |= {"states-newsroom", "us-federal", "voa"}


@cache
def shipped() -> dict[str, Profile]:
    return dict(load_profiles(Path("/nonexistent")))


def fresh() -> dict[str, Profile]:
    return {name: replace(profile, terms_checked_on=FRESH) for name, profile in shipped().items()}


@pytest.mark.parametrize("row", [row for row in ROWS if "profile" in row.statement], ids=lambda row: row.name)
def test_the_truth_table_holds_with_the_shipped_profiles(row: Row) -> None:
    """The rows that name a publisher, with our own files instead of the table's fixtures, read in time."""
    line = TypeAdapter(Request).validate_json(json.dumps(request(row, {})))
    name = line.statement.profile or ""
    profiles = fresh()
    if row.stale:
        profiles[name] = replace(profiles[name], terms_checked_on=date(2024, 5, 25))
    decision = decided(line.statement, line.use, policy=line.policy, profiles=profiles, stored=STORED)
    assert (decision.outcome.value, decision.ok) == (row.outcome, row.ok)
    assert reason_codes(decision) == set(row.reasons)
    extra = MORE.get(name, set()) if decision.outcome.value == "ALLOW_FULL" else set()
    assert duty_codes(decision) == set(row.duties) | extra


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_flag_says_what_it_encodes(file: Path) -> None:
    """A comment beside each condition, in our own words; facts that are no condition need none."""
    table = ""
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("["):
            table = line.strip("[] ")
        elif table in {"allow", "limits", "pixel", "images"} and re.match(r"\w+ = ", line):
            assert " # " in line, line


def test_what_was_known_second_hand_is_stale_until_somebody_reads_it() -> None:
    """No date, so a brief; what was read carries the day."""
    for name, profile in shipped().items():
        if name in SECOND_HAND:
            assert profile.terms_checked_on is None, name
        elif profile.allow.republication:
            assert profile.terms_checked_on, name
            assert profile.terms_checked_on >= READ, name
            assert profile.terms_url, name


@pytest.mark.parametrize("name", ["ap", "reuters", "getty", "kcna", "wirtualna-polska"])
@pytest.mark.parametrize("status", [Status.LICENSED_OPEN, Status.PUBLISHER_TERMS])
def test_an_agency_clears_nothing_without_a_contract(name: str, status: Status) -> None:
    """Not even where a page puts a license on it, and however fresh the file is."""
    statement = replace(STATEMENT, status=status, license_id="CC-BY-4.0", profile=name)
    decision = decided(statement, profiles=fresh())
    assert reason_codes(decision) == {"R-FORBIDDEN"}
    assert fresh()[name].name in decision.reasons[0].sentence


def test_a_publisher_that_reserves_mining_wants_a_person() -> None:
    """Wirtualna Polska reserves it in its terms; the statement need not repeat it."""
    statement = replace(STATEMENT, status=Status.ALL_RIGHTS_RESERVED, profile="wirtualna-polska")
    assert {"D-HUMAN-SUMMARY", "D-TDM"} <= duty_codes(decided(statement, asked("brief"), profiles=shipped()))
    by_program = decided(statement, asked("brief", summary_by="machine"), profiles=shipped())
    assert reason_codes(by_program) == {"R-ARR", "R-TDM-MACHINE"}


@pytest.mark.parametrize(
    ("host", "day", "license"),
    [
        ("en", date(2005, 9, 25), "Public Domain Mark 1.0"),
        ("en", date(2005, 9, 26), "CC BY 2.5"),
        ("en", date(2024, 11, 30), "CC BY 2.5"),
        ("en", date(2024, 12, 15), None),
        ("en", date(2025, 1, 1), "CC BY 4.0"),
        ("fr", date(2025, 1, 29), "CC BY 2.5"),
        ("fr", date(2025, 1, 30), "CC BY 4.0"),
        ("de", date(2026, 1, 1), "CC BY 2.5"),
        ("ar", date(2024, 7, 31), "CC BY 2.5"),
        ("ar", date(2024, 9, 1), "CC BY-SA 4.0"),
        ("sv", date(2026, 1, 1), "CC BY-SA 4.0"),
        ("en", None, None),
        ("xx", date(2026, 1, 1), None),
    ],
)
def test_wikinews_is_licensed_by_day_and_edition(host: str, day: date | None, license: str | None) -> None:
    """Where day or edition is not known, nothing is cleared."""
    statement = replace(
        STATEMENT,
        status=Status.LICENSED_OPEN,
        profile="wikinews",
        source_url=f"https://{host}.wikinews.org/wiki/Tides",
        first_published=day,
    )
    decision = decided(statement, profiles=fresh())
    assert decision.ok is (license is not None)
    told = " ".join(reason.sentence for reason in decision.reasons)
    assert (license or "no license is named") in told


@pytest.mark.parametrize(
    ("url", "profile"),
    [
        ("https://theconversation.com/why-tides-turn-123456", "the-conversation"),
        ("https://theconversation.com/us/topics/tides-1", "the-conversation-us"),
        ("https://theconversation.com/uk", "the-conversation-uk"),
        ("https://theconversation.com/usage", "the-conversation"),
        ("https://theconversation.com.evil.example/us/", None),
        ("https://KFFhealthnews.org/news/article/x/", "kff-health-news"),
        ("https://www.kff.org/report/", "kff-org"),
        ("https://de.wikinews.org/wiki/Ebbe", "wikinews"),
        ("https://science.nasa.gov/x", "nasa"),
        ("https://www.gettyimages.com/detail/1", "getty"),
        ("https://user:pw@propublica.org:443/article/x", "propublica"),
        ("https://evil.example/propublica.org/", None),
        ("javascript:alert(1)", None),
    ],
)
def test_host_and_path_lead_to_the_terms(url: str, profile: str | None) -> None:
    """The key is host and path."""
    found = profile_for(url, shipped())
    assert (found.id if found else None) == profile


def test_a_profile_is_proposed_and_never_applied() -> None:
    """The statement stays as it is; what is known to need no terms gets no proposal."""
    statement = replace(STATEMENT, source_url="https://globalvoices.org/2024/11/18/x/")
    proposed = propose_profile(statement, shipped())
    assert proposed is not None
    assert proposed.id == "global-voices"
    assert reason_codes(decided(statement, profiles=fresh())) == {"R-UNKNOWN"}
    assert propose_profile(replace(statement, profile="grist"), shipped()) is None
    assert propose_profile(replace(statement, status=Status.OWN), shipped()) is None
    assert propose_profile(replace(statement, source_url=None), shipped()) is None


def test_a_citation_names_the_day_it_was_read() -> None:
    """kff.org wants the access date; unknown, the publisher's name stands instead of a gap."""
    statement = replace(STATEMENT, status=Status.LICENSED_OPEN, profile="kff-org", license_id="CC-BY-NC-ND-4.0")
    read = replace(statement, retrieved_at=datetime(2024, 11, 20, tzinfo=UTC), publisher=Party(name="KFF"))
    for one, text in (
        (read, "Jane Doe, Example, (KFF, 18 November 2024), https://example.org/a (accessed 20 November 2024)."),
        (statement, "Example Times"),
    ):
        (credit,) = (duty for duty in decided(one, profiles=fresh()).duties if duty.code == "D-CREDIT-EXACT")
        assert credit.params["text"] == text


def test_the_workspaces_own_profile_replaces_ours(tmp_path: Path) -> None:
    folder = tmp_path / "rights" / "profiles"
    folder.mkdir(parents=True)
    (folder / "grist.toml").write_text('id = "grist"\nname = "Grist (ours)"\nhosts = ["grist.org"]\n', "utf-8")
    (folder / "gv-too.toml").write_text('id = "gv-too"\nname = "GV"\nhosts = ["globalvoices.org"]\n', "utf-8")
    filed = load_filed(tmp_path)
    assert (filed["grist"].origin, filed["grist"].replaces_ours) == ("workspace", True)
    assert (filed["gv-too"].origin, filed["gv-too"].replaces_ours) == ("workspace", False)
    profiles = {name: one.profile for name, one in filed.items()}
    found = profile_for("https://globalvoices.org/x", profiles)
    assert found is not None
    assert found.id == "gv-too"

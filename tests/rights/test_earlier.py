"""Terms that cap a month and permissions that cap issues count what earlier editions printed."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from publishkit.model.rights import Status
from publishkit.permissions.ledger import record
from publishkit.rights.earlier import NOTHING_EARLIER, Earlier, earlier_use, read_earlier
from publishkit.rights.ledger import Entry
from tests.rights.base_case import GRANT, LETTER, STATEMENT, asked, decided, reason_codes

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)


def printed(**keys: object) -> Entry:
    values = {
        "edition": "2026-w46",
        "edition_date": date(2026, 11, 13),
        "asset": "dunes#text",
        "channel": "web",
        "requested": "full_verbatim",
        "outcome": "ALLOW_FULL",
        "ok": True,
        "profile": {"id": "opendemocracy", "sha256": "ab" * 32},
        "evidence": {LETTER.path: LETTER.sha256},
        "decided_at": NOON,
    }
    return Entry(**{**values, **keys})  # type: ignore[arg-type]


def no_manifest(_edition: str) -> None:
    """No issue's manifest can be read."""


def told(*entries: Entry, slugs: dict[str, Collection[str]] | None = None) -> Earlier:
    return earlier_use(
        [entry.as_record() for entry in entries], "2026-w47", DAY, (slugs or {"2026-w46": {"dunes", "tides"}}).get
    )


def test_a_text_of_an_earlier_edition_of_the_month_counts_once_however_many_formats_it_has() -> None:
    found = told(printed(), printed(channel="pdf"), printed(asset="tides#text", requested="translated"))
    assert found.texts_this_month == {"opendemocracy": 2}
    assert found.issues_by_proof == {LETTER.sha256: 1}


@pytest.mark.parametrize(
    "entry",
    [
        printed(edition_date=date(2026, 10, 31)),
        printed(edition_date=date(2025, 11, 13)),
        printed(edition_date=date(2026, 11, 27)),
        printed(edition="2026-w47", edition_date=DAY),
        printed(edition="2026-w48", edition_date=DAY),
        printed(ok=False),
        printed(requested="brief"),
        printed(asset="dunes#img1"),
        printed(profile=None),
        printed(asset="taken-out#text"),
    ],
    ids=[
        *("another month", "another year", "later", "this edition", "the same day, later name"),
        *("refused", "a brief", "a picture", "no terms", "taken out again"),
    ],
)
def test_what_does_not_count(entry: Entry) -> None:
    assert told(entry).texts_this_month == {}


def test_an_edition_whose_manifest_is_gone_counts_in_full() -> None:
    assert told(printed(edition="2026-w45"), slugs={}).texts_this_month == {"opendemocracy": 1}


def test_a_permission_counts_issues_over_the_years() -> None:
    years = [printed(edition=f"{year}-w01", edition_date=date(year, 1, 3)) for year in (2024, 2025, 2026)]
    assert told(*years, slugs={}).issues_by_proof == {LETTER.sha256: 3}


def test_what_was_decided_last_counts() -> None:
    assert told(printed(), printed(ok=False)).texts_this_month == {}


def test_lines_that_are_no_records_say_nothing(tmp_path: Path) -> None:
    (tmp_path / "rights").mkdir()
    file = tmp_path / "rights" / "ledger.jsonl"
    assert read_earlier(tmp_path, "2026-w47", DAY, no_manifest) == NOTHING_EARLIER
    file.write_bytes(b'nonsense\n[1]\n{"edition_date":7,"ok":true,"asset":[],"profile":3,"evidence":9}\n')
    assert read_earlier(tmp_path, "2026-w47", DAY, no_manifest) == NOTHING_EARLIER
    file.unlink()
    assert record(tmp_path, (printed(),)) == ()
    assert read_earlier(tmp_path, "2026-w47", DAY, no_manifest).texts_this_month == {"opendemocracy": 1}


@pytest.mark.parametrize(("earlier", "allowed"), [({}, True), ({"b" * 64: 9}, True), ({LETTER.sha256: 2}, False)])
def test_a_permission_for_two_issues_is_not_used_in_a_third(earlier: dict[str, int], allowed: bool) -> None:
    statement = replace(STATEMENT, status=Status.PERMISSION, grants=(replace(GRANT, max_issues=2),))
    decision = decided(statement, asked(issues_by_proof=earlier))
    assert decision.ok is allowed
    assert reason_codes(decision) == ({"R-GRANT-OK"} if allowed else {"R-GRANT-ISSUES"})
    if not allowed:
        assert decision.reasons[0].sentence == (
            "Permission 20241120@example.org covers 2 issues, and 2 printed something by it already."
        )

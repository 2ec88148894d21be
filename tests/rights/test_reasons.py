"""Every reason has its sentence, and the sentence is whole whatever is not known."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from publishkit.model.decision import Severity
from publishkit.rights.gate import reasons
from publishkit.rights.gate.duties import DUTIES
from publishkit.rights.gate.reasons import REASONS, templates, word_reason

HOUSE = Path(reasons.__file__).parent
SOURCES = "\n".join(file.read_text("utf-8") for file in HOUSE.glob("*_rules.py"))
SAID = sorted(code for code, row in REASONS.items() if row.sentences)


def test_every_code_the_rules_use_has_a_sentence() -> None:
    used = set(re.findall(r'"([RW]-[A-Z-]+)"', SOURCES))
    assert used <= set(SAID)
    assert set(SAID) <= used, "a sentence nobody says"
    assert set(REASONS) - set(SAID) == {"R-NOT-SHOWN"}, "which the edition says"


@pytest.mark.parametrize("code", SAID)
def test_a_sentence_never_shows_a_gap(code: str) -> None:
    """With every value, with none, and with every choice of one or two of them missing."""
    values = sorted(set().union(*(fields for _, fields in templates(code))))
    for missing in (set(values), *(set(gone) for n in (0, 1, 2) for gone in combinations(values, n))):
        reason = word_reason(code, {name: None if name in missing else f"<{name}>" for name in values})
        assert re.fullmatch(r"[A-Z<][^{}]*\.", reason.sentence), reason.sentence
        assert "None" not in reason.sentence
        assert all(f"<{name}>" not in reason.sentence for name in missing)


def test_what_is_known_is_said() -> None:
    """The fullest sentence the values allow."""
    reason = word_reason("R-GRANT-EXPIRED", {"ref": "A-17", "grantor": "Example Times", "date": "1 May 2024"})
    assert reason.sentence == "Permission A-17 ended on 1 May 2024."
    assert (
        word_reason("R-ARR", {"holder": "Reuters"}).sentence == "Reuters reserves all rights; no permission is on file."
    )
    wp = "Wirtualna Polska Media Spółka Akcyjna"
    assert word_reason("R-ARR", {"holder": wp, "asking": wp}).sentence == (
        "Wirtualna Polska Media Spółka Akcyjna reserves all rights and asks for prior consent; no permission is on file."
    )


def test_warnings_warn() -> None:
    assert all((row.severity is Severity.WARN) is code.startswith("W-") for code, row in REASONS.items())


def test_every_duty_the_rules_use_is_in_the_table() -> None:
    table = (HOUSE / "duties.py").read_text("utf-8")
    used = set(re.findall(r'"(D-[A-Z-]+)"', table + SOURCES))
    assert used <= set(DUTIES)
    # Owed for pictures alone, and not by a rule: by what their files hold, by their being shown, by their being left out.
    assert set(DUTIES) - used == {"D-KEEP-METADATA", "D-SHOWN-PICTURE", "D-NAME-OMITTED"}


def test_a_person_ticks_what_no_file_can_show() -> None:
    manual = {code for code, row in DUTIES.items() if row.check == "person"}
    assert manual == {"D-NO-ENDORSE", "D-LOGO", "D-NOTIFY", "D-REPORT", "D-EXPIRE"}


@pytest.mark.parametrize("code", DUTIES)
def test_a_duty_is_proved_or_the_table_says_why_not(code: str) -> None:
    row = DUTIES[code]
    assert bool(row.proved_by) is (row.check == "files") is not bool(row.because)
    assert row.where != "outside" or row.check != "files"

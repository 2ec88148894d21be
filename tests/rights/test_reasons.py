"""Every reason has its sentence, and the sentence is whole whatever is not known."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from publishkit.model.decision import Severity
from publishkit.rights.gate import reasons
from publishkit.rights.gate.duties import DUTIES
from publishkit.rights.gate.reasons import SEVERITIES, TEMPLATES, word_reason

HOUSE = Path(reasons.__file__).parent
SOURCES = "\n".join(file.read_text("utf-8") for file in HOUSE.glob("*_rules.py"))
SOURCES += (HOUSE / "brief.py").read_text("utf-8")


def test_every_code_the_rules_use_has_a_sentence() -> None:
    used = set(re.findall(r'"([RW]-[A-Z-]+)"', SOURCES))
    assert used <= set(TEMPLATES)
    assert set(TEMPLATES) <= used, "a sentence nobody says"


@pytest.mark.parametrize("code", sorted(TEMPLATES))
def test_a_sentence_never_shows_a_gap(code: str) -> None:
    """With every value, with none, and with every choice of one or two of them missing."""
    values = sorted(set().union(*(fields for _, fields in TEMPLATES[code])))
    for missing in (set(values), *(set(gone) for n in (0, 1, 2) for gone in combinations(values, n))):
        reason = word_reason(code, {name: None if name in missing else f"<{name}>" for name in values})
        assert re.fullmatch(r"[A-Z<][^{}]*\.", reason.sentence), reason.sentence
        assert "None" not in reason.sentence
        assert all(f"<{name}>" not in reason.sentence for name in missing)


def test_what_is_known_is_said() -> None:
    """The fullest sentence the values allow."""
    reason = word_reason("R-GRANT-EXPIRED", {"ref": "A-17", "grantor": "Example Times", "date": "1 May 2024"})
    assert reason.sentence == "Permission A-17 ended on 1 May 2024."
    assert word_reason("R-ARR", {"holder": "Wirtualna Polska Media Spółka Akcyjna"}).sentence == (
        "Wirtualna Polska Media Spółka Akcyjna reserves all rights and asks for prior consent; no permission is on file."
    )


def test_warnings_warn() -> None:
    assert all((SEVERITIES[code] is Severity.WARN) is code.startswith("W-") for code in SEVERITIES)


def test_every_duty_of_the_reference_is_known() -> None:
    """With how it is proved."""
    table = (HOUSE / "duties.py").read_text("utf-8")
    assert len(DUTIES) == 27
    assert set(re.findall(r'"(D-[A-Z-]+)"', table + SOURCES)) <= set(DUTIES)
    manual = {code for code, promise in DUTIES.items() if promise.check == "manual"}
    assert manual == {"D-NO-ENDORSE", "D-LOGO", "D-NOTIFY", "D-REPORT", "D-EXPIRE"}

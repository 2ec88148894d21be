"""The law is three tables: every code in the source is a row of exactly one of them, and every row a code in the source."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from pydantic import TypeAdapter

import publishkit
from publishkit.errors import InputError
from publishkit.proof.codes import FindingRow, catalog, explain, findings, meanings
from publishkit.rights.gate.duties import DUTIES, DutyRow
from publishkit.rights.gate.reasons import REASONS, CodeRow, ReasonRow
from tests.support.codes_page import codes_page

SOURCE = Path(next(iter(publishkit.__path__)))
ROOT = SOURCE.parent

FINDING = re.compile(r"[RALEPBWXCT]\d{3}")
WORDED = re.compile(r"[RWD]-[A-Z]+(?:-[A-Z]+)*")
LEVELS = ("error", "warning", "info")

KINDS: Mapping[type[CodeRow], Mapping[str, CodeRow]] = {
    ReasonRow: REASONS,
    DutyRow: DUTIES,
    FindingRow: findings(),
}


@cache
def sources() -> tuple[str, ...]:
    return tuple(path.read_text("utf-8") for path in sorted(SOURCE.rglob("*.py")))


@cache
def used() -> frozenset[str]:
    """Return every code that stands in the source as a string, and what the table of duties says proves them."""
    quoted = re.compile(rf"""["']({FINDING.pattern}|{WORDED.pattern})["']""")
    codes = {code for text in sources() for code in quoted.findall(text)}
    return frozenset(codes | {code for row in DUTIES.values() for code in row.proved_by})


def test_every_code_used_is_a_row() -> None:
    assert sorted(used() - set(catalog())) == []


def test_every_row_is_of_a_code_used() -> None:
    """A code that is no longer used is retired in the changelog, not left here."""
    assert sorted(set(catalog()) - used()) == []


def test_a_code_is_a_row_of_one_table() -> None:
    """What a code looks like says which: only a warning may be a reason or a finding."""
    assert len(catalog()) == sum(map(len, KINDS.values()))
    assert all(code.startswith(("R-", "W-")) for code in REASONS)
    assert all(code.startswith("D-") for code in DUTIES)
    assert [code for code in findings() if not FINDING.fullmatch(code)] == ["W-NO-SOURCE-URL"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_is_what_its_type_says(kind: type[CodeRow]) -> None:
    """Read from TOML, where no type checker looks: each value is of its type, and none had to be made so."""
    known = TypeAdapter(kind)
    for code, row in KINDS[kind].items():
        assert row.code == code
        assert known.validate_python(vars_of(row)) == row


def vars_of(row: CodeRow) -> Mapping[str, object]:
    return {name: getattr(row, name) for name in type(row).__dataclass_fields__}


@pytest.mark.parametrize("code", sorted(catalog()))
def test_a_row_is_told_in_plain_sentences(code: str) -> None:
    row = catalog()[code]
    told = [text for text in vars_of(row).values() if isinstance(text, str) and " " in text]
    assert {row.means, row.mend} <= set(told)
    for text in told:
        assert text[0].isupper() or text.startswith(("`", "publishkit"))
        assert text.endswith(".")
        assert "TODO" not in text
        assert "  " not in text


# --- findings ---------------------------------------------------------------------------------------------------------


@cache
def levels() -> frozenset[tuple[str, str]]:
    """Return (code, level) of every call in the source that names both."""
    raised = (text for text in sources() if re.search(rf"""["']{FINDING.pattern}["']""", text))
    nodes = (node for text in raised for node in ast.walk(ast.parse(text)))
    return frozenset(named for node in nodes if isinstance(node, ast.Call) for named in _named(node))


def _named(call: ast.Call) -> Iterator[tuple[str, str]]:
    words = {word.arg: word.value for word in call.keywords}
    first, second, *_ = (*call.args, None, None)
    code, level = words.get("code", first), words.get("severity", second)
    if not (isinstance(code, ast.Constant) and isinstance(level, ast.Constant)):
        return
    if code.value in findings() and level.value in LEVELS:
        yield str(code.value), str(level.value)


def test_a_finding_has_the_level_its_row_says() -> None:
    wrong = {(code, level) for code, level in levels() if (findings()[code].level or level) != level}
    assert not wrong


def test_a_level_is_left_open_only_where_there_are_several() -> None:
    several = {code for code in findings() if len([level for name, level in levels() if name == code]) > 1}
    # The size of a mail decides about E002, that of its style sheet about E003; whether a program knows a part of it about E041.
    assert {code for code, row in findings().items() if row.level is None} == several | {"E002", "E003", "E041"}


def test_what_proves_a_duty_is_a_finding() -> None:
    """An error each: an edition that breaks a duty does not leave the house."""
    proofs = {code for row in DUTIES.values() for code in row.proved_by}
    assert {findings()[code].level for code in proofs} == {"error"}


# --- what readers see of it -------------------------------------------------------------------------------------------


def test_the_page_of_codes_is_made_from_the_tables() -> None:
    """After a change: `python -m tests.support.codes_page`."""
    assert (ROOT / "docs/codes.md").read_text("utf-8") == codes_page()


EXAMPLES = {"L007", "K001"}
"""Codes that a reader of `docs/extending.md` adds."""


def test_every_code_the_documents_name_is_a_row() -> None:
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        named = re.findall(rf"(?<![\w-])(?:{FINDING.pattern}|{WORDED.pattern})(?![\w-])", page.read_text("utf-8"))
        taken = EXAMPLES if page.name == "extending.md" else set()
        assert {code for code in named if code not in catalog()} <= taken, page.name


def test_small_letters_will_do() -> None:
    assert explain("r102").code == "R102"
    assert meanings()["R102"] == explain("R102").means


def test_an_unknown_code_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean R-ARR"):
        explain("R-AR")

"""Every finding, and beside it every reason and duty: what a code means and how to mend it, for `publishkit explain`.

The rows of findings stand in `findings.toml`; reasons and duties are the gate's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from publishkit.errors import InputError, Problem
from publishkit.model.artifact import Level
from publishkit.rights.gate.duties import DUTIES
from publishkit.rights.gate.reasons import REASONS, CodeRow, load_table


@dataclass(frozen=True, kw_only=True, slots=True)
class FindingRow(CodeRow):
    """One finding."""

    level: Level | None = None
    """None where it depends on what was found."""


@cache
def findings() -> Mapping[str, FindingRow]:
    """Return code -> row of every finding, whichever room it is raised in."""
    return load_table("publishkit.proof", "findings.toml", FindingRow)


@cache
def catalog() -> Mapping[str, CodeRow]:
    """Return code -> row of every reason, duty and finding."""
    return {**REASONS, **DUTIES, **findings()}


def meanings() -> Mapping[str, str]:
    """Return code -> what it means, as reports for editors and CI need it."""
    return {code: row.means for code, row in catalog().items()}


def explain(code: str) -> CodeRow:
    """Return the row of *code*; small letters will do.

    >>> explain("r-own").means
    'The text or picture is our own.'

    Raises:
        InputError: there is no such code.
    """
    found = catalog().get(code.upper())
    if found is None:
        near = get_close_matches(code.upper(), catalog(), n=1)
        hint = f"did you mean {near[0]}?" if near else "codes look like R102, R-ARR or D-ATTRIB"
        raise InputError(Problem(place="", message=f"there is no code {code[:40]!r}", hint=hint))
    return found

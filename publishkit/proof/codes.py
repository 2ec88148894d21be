"""Every finding, and beside it every reason and duty: what a code means and how to mend it; and which an editor may waive.

`publishkit explain` tells it. The rows of findings stand in `findings.toml`; reasons and duties are the gate's.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cache

from publishkit.errors import InputError, Problem
from publishkit.model.artifact import Finding, Level
from publishkit.model.issue import Waiver
from publishkit.rights.gate.duties import DUTIES
from publishkit.rights.gate.reasons import REASONS, CodeRow, load_table

LINKED = frozenset({"L010", "L011", "L012", "L013"})
"""Codes that are looked for only when an editor asks for the network (`check --links`)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FindingRow(CodeRow):
    """One finding."""

    level: Level | None = None
    """None where it depends on what was found."""
    waivable: bool = False
    """Whether an editor may say that it is right as it is: matters of taste and habit, never of rights or of what breaks."""


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


# --- what an editor waives --------------------------------------------------------------------------------------------


def with_waivers(
    found: Iterable[Finding], waivers: Sequence[Waiver], *, issue: str, day: date, asked: Collection[str] | None = None
) -> Iterator[Finding]:
    """Yield *found*, what *waivers* name as information with its reason; and X020-X022 about the waivers themselves.

    *day* is that of the issue; *asked* are the codes that were looked for, all by default: a waiver of another is let be.
    """
    standing = [one for one in waivers if one.until >= day and _may(one)]
    used: set[Waiver] = set()
    for finding in found:
        waiver = next(
            (one for one in standing if one.code == finding.code and _names(one.place, finding.where, issue)), None
        )
        if waiver is None:
            yield finding
            continue
        used.add(waiver)
        message = f"{finding.message} (waived until {waiver.until}: {waiver.because})"
        yield replace(finding, severity="info", message=message, hint="")
    for number, one in enumerate(waivers):
        if asked is None or one.code in asked or one.code not in findings():
            yield from _about(one, f"issues/{issue}/issue.toml: waive[{number}]", day, matched=one in used)


def _may(waiver: Waiver) -> bool:
    row = findings().get(waiver.code)
    return row is not None and row.waivable


def _about(waiver: Waiver, where: str, day: date, *, matched: bool) -> Iterator[Finding]:
    """X022: nobody may waive it; X020: it has expired; X021: there is nothing that it waives."""
    if not _may(waiver):
        known = "may not be waived" if waiver.code in findings() else "is no code of a finding"
        hint = "mend what it names, and take the waiver out"
        yield Finding(code="X022", severity="error", where=where, message=f"{waiver.code} {known}", hint=hint)
    elif waiver.until < day:
        message = f"the waiver of {waiver.code} at {waiver.place} ended on {waiver.until}"
        hint = "mend what it names and take it out; or give it another day, if the reason still holds"
        yield Finding(code="X020", severity="warning", where=where, message=message, hint=hint)
    elif not matched:
        message = f"there is no {waiver.code} at {waiver.place} that could be waived"
        yield Finding(
            code="X021",
            severity="warning",
            where=where,
            message=message,
            hint="take it out, or see how the place is written",
        )


def _names(place: str, where: str, issue: str) -> bool:
    """Whether a waiver's *place* is where a finding is.

    >>> where = "issues/2026-w47/articles/ebb/article.md:12"
    >>> [_names(place, where, "2026-w47") for place in ("ebb", "articles/ebb/article.md", "article.md", "flow")]
    [True, True, False, False]
    >>> _names("issue.toml", "issues/2026-w47/issue.toml: subject", "2026-w47")
    True
    """
    file = re.sub(r":\d+$", "", where.partition(": ")[0].partition("#")[0])
    inside = file.removeprefix(f"issues/{issue}/")
    article = inside.split("/")[1] if inside.startswith("articles/") else ""
    return place in {where, file, inside, where.removeprefix(f"issues/{issue}/"), article} - {""}

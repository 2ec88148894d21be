"""Every duty: what it promises about the finished files, where it is owed, how it is proved; and the sets rules hand out.

The rows stand in `duties.toml`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from publishkit.model.rights import Channel
from publishkit.model.statement import Duty, RightsStatement
from publishkit.rights.gate.case import Case
from publishkit.rights.gate.reasons import CodeRow, load_table
from publishkit.rights.phrases import day_of, holder_name, long_date, names

Check = Literal["files", "gate", "person"]
Work = Literal["text", "picture"]
Place = Literal["item", "edition", "page", "metadata", "picture", "outside"]


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyRow(CodeRow):
    """One duty."""

    promise: str = ""
    """What must be true in the finished files; D-NAME-OMITTED, which the edition takes on by itself, promises nobody."""
    of: tuple[Work, ...] = ("text",)
    """What owes it."""
    brief: bool = False
    """Whether a text of which only a summary, a quotation or a link is printed owes it too."""
    formats: tuple[Channel, ...] = tuple(Channel)
    """Where it can be owed."""
    where: Place = "item"
    """Where it is looked for: beside the item, anywhere in the edition, on the item's own page, in a file's metadata, in
    the picture file; `outside` means that no finished file shows it."""
    proved_by: tuple[str, ...] = ()
    """Findings that say it is broken, its own first; R101 besides, where the item or the whole file is not there."""
    check: Check = "files"
    """Proved by opening the finished files, settled before anything is rendered, or ticked by an editor."""
    because: str = ""
    """Why no file is searched for it; "" where one is."""

    @property
    def near(self) -> bool:
        """Whether it must be met at the item itself, not anywhere in the file."""
        return self.where not in {"edition", "page", "metadata"}


def _row(
    *,
    of: Sequence[Work] = ("text",),
    formats: Sequence[str] = tuple(Channel),
    proved_by: Sequence[str] = (),
    **told: Any,
) -> DutyRow:
    return DutyRow(of=tuple(of), formats=tuple(map(Channel, formats)), proved_by=tuple(proved_by), **told)


DUTIES: Mapping[str, DutyRow] = load_table("publishkit.rights.gate", "duties.toml", _row)

# --- what a required credit is made of --------------------------------------------------------------------------------

PLACEHOLDER = re.compile(r"\{(\w+)\}")
PLACEHOLDERS: Mapping[str, Callable[[Case], str | None]] = MappingProxyType(
    {
        "authors": lambda case: names(case.statement.creators),
        "author": lambda case: names(case.statement.creators),
        "title": lambda case: case.statement.title,
        "publisher": lambda case: case.publisher,
        "holder": lambda case: holder_name(case.statement.holders),
        "date_long": lambda case: long_date(case.first_day),
        "date": lambda case: case.first_day.isoformat() if case.first_day else None,
        "year": lambda case: str(case.first_day.year) if case.first_day else None,
        "url": lambda case: case.statement.source_url,
        "accessed": lambda case: long_date(day_of(case.statement.retrieved_at)),
    }
)
"""What a required credit may ask for, and where it is known from."""


# --- what rules hand out ----------------------------------------------------------------------------------------------


def plain(code: str) -> Duty:
    """Return the duty *code* without particulars."""
    return Duty(code=code)


KEEP_NOTICE, NO_ENDORSE = plain("D-KEEP-NOTICE"), plain("D-NO-ENDORSE")
VERBATIM, HUMAN_SUMMARY, TDM = plain("D-VERBATIM"), plain("D-HUMAN-SUMMARY"), plain("D-TDM")
ATTRIB, COURTESY = plain("D-ATTRIB"), plain("D-CREDIT-COURTESY")
ATTRIB_BRIEF, OWN_WORDS, NO_EXTRA_TERMS = plain("D-ATTRIB-BRIEF"), plain("D-OWN-WORDS"), plain("D-NO-EXTRA-TERMS")


def link_source(statement: RightsStatement) -> Duty:
    """Return the link that is owed; without an address there is nothing to link ("retain if supplied", CC 3(a)(1))."""
    return Duty(code="D-LINK-SOURCE", params={"url": statement.source_url} if statement.source_url else {})


def link_license(case: Case) -> Duty:
    """Return the license link that is owed."""
    return Duty(code="D-LINK-LICENCE", params={"uri": case.license.uri or "", "license": case.license.name})


def courtesy(case: Case) -> Duty:
    """Return the credit that is shown although none is required, with the license or mark that frees the work."""
    return Duty(code="D-CREDIT-COURTESY", params={"license": case.license.name, "uri": case.license.uri or ""})


def brief_set(statement: RightsStatement) -> tuple[Duty, ...]:
    """Return what every brief, quotation and link owes."""
    return (link_source(statement), ATTRIB_BRIEF, OWN_WORDS)


def cc_set(case: Case) -> tuple[Duty, ...]:
    """Return what every Creative Commons license asks for."""
    return (ATTRIB, link_source(case.statement), link_license(case), KEEP_NOTICE, NO_ENDORSE, NO_EXTRA_TERMS)


def changes(case: Case) -> tuple[Duty, ...]:
    """Return the note that is owed when the treatment makes adapted material."""
    return (Duty(code="D-INDICATE-CHANGES", params={"what": case.treatment.value}),) if case.adapts else ()


def share_alike(case: Case) -> Duty:
    """Return the license our adapted version must show."""
    return Duty(code="D-SHARE-ALIKE", params={"license": case.license.name, "uri": case.license.uri or ""})


def exact_credit(case: Case) -> Duty:
    """Return the credit the publisher's terms require, filled in; without a complete one, the credit line or name."""
    terms = case.profile.credit if case.profile else None
    required = _fill(terms.required, case) if terms else None
    text = required or case.statement.credit_line or case.publisher or holder_name(case.statement.holders) or ""
    return Duty(code="D-CREDIT-EXACT", params={"text": text, "placement": terms.placement if terms else "any"})


def _fill(template: str, case: Case) -> str | None:
    """Return the credit with its names and dates, or None when one of them is unknown."""
    # Between the words stand the names of what is asked for: split by a group, every second part is one.
    parts = _parts(template)
    filled = [PLACEHOLDERS[name](case) if name in PLACEHOLDERS else None for name in parts[1::2]]
    if not all(filled):
        return None
    words = [*parts]
    words[1::2] = [found or "" for found in filled]
    return "".join(words)


@lru_cache(maxsize=256)
def _parts(template: str) -> tuple[str, ...]:
    return tuple(PLACEHOLDER.split(template))

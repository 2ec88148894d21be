"""Every duty code, what it promises about the finished files, and how that is proved; and the sets rules hand out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from publishkit.model.statement import Duty, RightsStatement
from publishkit.rights.gate.case import Case
from publishkit.rights.phrases import day_of, holder_name, long_date, names

Check = Literal["auto", "manual"]


@dataclass(frozen=True, slots=True)
class Promise:
    """What a duty promises."""

    text: str
    """What must be true in the output."""
    check: Check = "auto"
    """Proved by opening the finished files, or ticked by an editor."""


DUTIES: Mapping[str, Promise] = MappingProxyType(
    {
        "D-ATTRIB": Promise("Title, authors, publisher, address of the original and license stand near the item."),
        "D-ATTRIB-BRIEF": Promise("Author, publisher, date and link stand near the brief."),
        "D-CREDIT-EXACT": Promise("The credit stands exactly as required, in the required place."),
        "D-LINK-SOURCE": Promise("A link leads to the original."),
        "D-LINK-LICENCE": Promise("A link leads to the license."),
        "D-KEEP-NOTICE": Promise("Every notice stands complete and unchanged."),
        "D-VERBATIM": Promise("The body is the original's, word for word."),
        "D-INDICATE-CHANGES": Promise("The change is named beside the credit."),
        "D-SHARE-ALIKE": Promise("Our version of the item shows the same license."),
        "D-NO-EXTRA-TERMS": Promise("No copy protection, and no reservation of ours covers the item."),
        "D-NO-ENDORSE": Promise("No logo or wording suggests an endorsement.", "manual"),
        "D-KEEP-LINKS": Promise("Every link of the original stands in ours."),
        "D-TAGLINE": Promise("The publisher's closing paragraph stands at the end of the item."),
        "D-LOGO": Promise("The publisher's logo is shown.", "manual"),
        "D-NO-IMAGES": Promise("No picture of the source stands in the item."),
        "D-NO-SALE": Promise("The item is not sold separately."),
        "D-NO-ADS-AGAINST": Promise("No advertisement is sold against the item."),
        "D-PIXEL": Promise("The publisher's counter is in the page."),
        "D-CANONICAL": Promise("The item's own page names the original as canonical."),
        "D-NOTIFY": Promise("The publisher is told.", "manual"),
        "D-REPORT": Promise("The publisher gets the figures it asks for.", "manual"),
        "D-EXPIRE": Promise("The item leaves the web after the date.", "manual"),
        "D-TDM": Promise("The reservation of text and data mining is passed on in every output."),
        "D-HUMAN-SUMMARY": Promise("A person wrote the summary and is named."),
        "D-OWN-WORDS": Promise("The summary is no near copy of the source."),
        "D-KEEP-METADATA": Promise("The picture's own rights metadata is kept."),
        "D-CREDIT-COURTESY": Promise("A credit is shown although none is required."),
    }
)


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

"""Under which terms an item is printed, for machines: a policy in ODRL 2.2 (W3C, 2018) with the RightsML profile (IPTC, 2018).

Only what was found and decided is said. What is withheld, or of which only a summary is printed, has no permission; whoever
wants it must ask.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from publishkit.model.decision import Decision
from publishkit.model.rights import Channel, Status
from publishkit.model.statement import PermissionGrant, RightsStatement, Treatment
from publishkit.rights.license import License

CONTEXT = ("http://www.w3.org/ns/odrl.jsonld", {"cc": "http://creativecommons.org/ns#"})
RIGHTSML = "https://iptc.org/std/RightsML/odrl-profile/"

CLASSES = frozenset({"Set", "Offer", "Agreement"})
"""Kinds of policies (ODRL 2.2, 2.1)."""
ACTIONS = frozenset(
    """use transfer acceptTracking aggregate annotate anonymize archive attribute compensate concurrentUse delete derive
    digitize display distribute ensureExclusivity execute extract give grantUse include index inform install modify move
    nextPolicy obtainConsent play present print read reproduce reviewPolicy sell stream synchronize textToSpeech transform
    translate uninstall watermark cc:Attribution cc:CommercialUse cc:DerivativeWorks cc:Distribution cc:Notice
    cc:Reproduction cc:ShareAlike cc:Sharing cc:SourceCode""".split()
)
"""Actions of the vocabulary that are not deprecated."""
LEFT_OPERANDS = frozenset(
    """absoluteSize count dateTime delayPeriod deliveryChannel elapsedTime fileFormat language media payAmount percentage
    purpose recipient spatial unitOfCount""".split()
)
OPERATORS = frozenset("eq gt gteq lt lteq neq isA hasPart isPartOf isAllOf isAnyOf isNoneOf".split())
"""Of the common vocabulary, what we may need."""

DONE: Mapping[Treatment, tuple[str, ...]] = {
    Treatment.FULL_VERBATIM: ("reproduce", "distribute"),
    Treatment.FULL_EDITED: ("reproduce", "distribute", "modify"),
    Treatment.ABRIDGED: ("reproduce", "distribute", "derive"),
    Treatment.TRANSLATED: ("reproduce", "distribute", "translate"),
    Treatment.IMAGE: ("reproduce", "distribute"),
    Treatment.IMAGE_RESIZED: ("reproduce", "distribute"),
    Treatment.IMAGE_CROPPED: ("reproduce", "distribute", "modify"),
    Treatment.IMAGE_RECOLOURED: ("reproduce", "distribute", "modify"),
    Treatment.IMAGE_OVERLAY: ("reproduce", "distribute", "modify"),
}
"""What we do with the work itself; a summary, a quotation and a link need nobody's permission, and assert none."""
DUTIES: Mapping[str, str] = {
    "D-ATTRIB": "attribute",
    "D-CREDIT-EXACT": "attribute",
    "D-KEEP-NOTICE": "cc:Notice",
    "D-LINK-LICENCE": "cc:Notice",
    "D-SHARE-ALIKE": "cc:ShareAlike",
    "D-PIXEL": "acceptTracking",
    "D-NOTIFY": "inform",
    "D-REPORT": "inform",
    "D-EXPIRE": "delete",
}
"""Duty of the gate -> action of the vocabulary; the others have none, and stand by their codes in the record."""
FORBIDDEN: Mapping[str, tuple[str, ...]] = {
    "D-VERBATIM": ("cc:DerivativeWorks",),
    "D-NO-SALE": ("sell",),
}

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Printed:
    """One text or picture of an edition, as its policy speaks of it."""

    uid: str
    """Address of the policy."""
    target: str
    """Address of the work: of a text the original's, where it is known."""
    statement: RightsStatement
    license: License | None
    decisions: Mapping[Channel, Decision]
    channels: Sequence[Channel]
    """Formats in which the work itself is printed."""
    house: str
    """Who publishes the edition."""


def policy(printed: Printed) -> Json:
    """Return the policy of one item as JSON-LD."""
    granted = list(_permissions(printed))
    rules: Json = {"permission": granted} if granted else {"obligation": [_must_ask(printed)]}
    prohibited = [{"target": printed.target, "action": action} for action in _prohibited(printed)] if granted else []
    if prohibited:
        rules["prohibition"] = prohibited
    grant = _grant(printed.statement)
    return {
        "@context": list(CONTEXT),
        "@type": "Agreement" if granted and grant else "Set",
        "uid": printed.uid,
        "profile": RIGHTSML,
        "conflict": "prohibit",
        **rules,
    }


def _permissions(printed: Printed) -> Iterator[Json]:
    """Yield one permission for the formats in which the same was decided."""
    alike: dict[tuple[Any, ...], list[Channel]] = {}
    for channel in printed.channels:
        decision = printed.decisions.get(channel)
        if decision and decision.ok and decision.requested in DONE:
            duties = tuple(dict.fromkeys(DUTIES[duty.code] for duty in decision.duties if duty.code in DUTIES))
            alike.setdefault((decision.requested, decision.valid_until, duties), []).append(channel)
    for (treatment, until, duties), channels in alike.items():
        grant = _grant(printed.statement)
        rule: Json = {"target": printed.target, "action": list(DONE[treatment])}
        if holder := _assigner(printed):
            rule["assigner"] = holder
        if grant:
            rule["assignee"] = printed.house
        rule["constraint"] = list(_constraints(channels, until, grant))
        if duties:
            rule["duty"] = [_duty(action, printed, until) for action in duties]
        yield rule


def _constraints(channels: Sequence[Channel], until: date | None, grant: PermissionGrant | None) -> Iterator[Json]:
    yield _constraint("deliveryChannel", "isAnyOf", [channel.value for channel in channels])
    if until:
        yield _constraint("dateTime", "lteq", _day(until))
    if grant and grant.valid_from:
        yield _constraint("dateTime", "gteq", _day(grant.valid_from))
    if grant and "WORLD" not in grant.territories:
        yield _constraint("spatial", "isAnyOf", list(grant.territories))
    if grant and grant.languages:
        yield _constraint("language", "isAnyOf", list(grant.languages))


def _constraint(left: str, operator: str, right: object) -> Json:
    return {"leftOperand": left, "operator": operator, "rightOperand": right}


def _day(day: date) -> Json:
    return {"@value": day.isoformat(), "@type": "http://www.w3.org/2001/XMLSchema#date"}


def _duty(action: str, printed: Printed, until: date | None) -> Json:
    statement = printed.statement
    names = [party.name for party in statement.creators] or [name for name in (statement.credit_line,) if name]
    if action == "attribute" and names:
        return {"action": action, "attributedParty": names}
    if action == "delete" and until:
        return {"action": action, "constraint": [_constraint("dateTime", "gt", _day(until))]}
    return {"action": action}


def _prohibited(printed: Printed) -> Iterator[str]:
    elements = printed.license.elements if printed.license else ()
    grant = _grant(printed.statement)
    if "NC" in elements or (grant and not grant.commercial):
        yield "cc:CommercialUse"
    codes = {duty.code for decision in printed.decisions.values() for duty in decision.duties}
    found = [action for code, actions in FORBIDDEN.items() if code in codes for action in actions]
    yield from dict.fromkeys([*(("cc:DerivativeWorks",) if "ND" in elements else ()), *found])


def _must_ask(printed: Printed) -> Json:
    rule: Json = {"target": printed.target, "action": "obtainConsent"}
    if holder := _assigner(printed):
        rule["consentingParty"] = holder
    return rule


def _assigner(printed: Printed) -> str:
    """Return whose permission it is, as far as it is known; "" when it is not. Who signed a letter stays with us."""
    statement = printed.statement
    if statement.status is Status.OWN:
        return printed.house
    if statement.status is Status.PUBLIC_DOMAIN:
        return ""
    named = (*statement.holders, *((statement.publisher,) if statement.publisher else ()))
    return next((party.name for party in named), "")


def _grant(statement: RightsStatement) -> PermissionGrant | None:
    return statement.grants[0] if statement.status is Status.PERMISSION and statement.grants else None

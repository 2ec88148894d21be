"""May this text or picture be used so? Twenty-three rules in order (1 to 22, and 3a); the first one that ends the matter decides.

Pure: values in, a value out. No clock, no file, no network, no third-party import.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from itertools import islice
from operator import attrgetter
from types import MappingProxyType
from typing import Protocol

from publishkit.model.decision import NO_BACKGROUND, Background, Decision, IntendedUse, Outcome, RightsPolicy, Stored
from publishkit.model.profile import Profile
from publishkit.model.rights import Status
from publishkit.model.statement import BRIEFLIKE, Duty, RightsStatement, Treatment
from publishkit.rights.gate.case import Case, Ground, Rule, Ruling
from publishkit.rights.gate.claim_rules import WEIGHED, contradicted, marks_against
from publishkit.rights.gate.grant_rules import permission
from publishkit.rights.gate.license_rules import (
    creative_commons,
    license_named,
    no_derivatives,
    no_drm,
    noncommercial,
    open_license,
    share_alike,
)
from publishkit.rights.gate.profile_rules import (
    partner_content,
    publisher_changes,
    publisher_conditions,
    publisher_terms,
)
from publishkit.rights.gate.reasons import word_reason
from publishkit.rights.gate.status_rules import (
    all_reserved,
    conflict,
    evidence_broken,
    forbidden,
    orphan,
    owed,
    own,
    public_domain,
    settle,
    unknown,
    us_government,
    us_only,
    withdrawn,
)
from publishkit.rights.terms import effective_license

RULES_VERSION = "2"
"""Raised when a change of the rules can change an outcome."""

EVERY = frozenset(Status)
LICENSED = frozenset({Status.LICENSED_OPEN})
TERMS = frozenset({Status.PUBLISHER_TERMS})
CLEARED = frozenset(WEIGHED) - {Status.PERMISSION}
"""Statuses that clear by themselves; a permission is weighed with its letters."""


def permission_or_license(case: Case) -> Ruling:
    """Rule 8, and the license beside it: a permission that fails, or was never needed, does not take it away."""
    granted = permission(case)
    if granted.outcome is Outcome.ALLOW_FULL or case.license.kind not in ("cc", "public_domain", "open"):
        return granted
    licensed, _ = judge(case, AS_LICENSED)
    if licensed.outcome is Outcome.ALLOW_FULL:
        return licensed
    return licensed._replace(grounds=(*granted.grounds, *licensed.grounds))


RULES: Mapping[Rule, frozenset[Status]] = MappingProxyType(
    {
        withdrawn: EVERY,
        evidence_broken: EVERY,
        conflict: EVERY,
        contradicted: CLEARED,
        own: frozenset({Status.OWN}),
        public_domain: frozenset({Status.PUBLIC_DOMAIN}),
        us_government: frozenset({Status.US_GOVERNMENT_WORK}),
        us_only: frozenset({Status.PUBLIC_DOMAIN_US_ONLY}),
        permission_or_license: frozenset({Status.PERMISSION}),
        partner_content: LICENSED | TERMS,
        publisher_conditions: LICENSED | TERMS,
        publisher_terms: TERMS,
        open_license: LICENSED,
        license_named: LICENSED,
        no_drm: LICENSED,
        noncommercial: LICENSED,
        no_derivatives: LICENSED,
        share_alike: LICENSED,
        creative_commons: LICENSED,
        forbidden: frozenset({Status.NO_REPUBLICATION}),
        all_reserved: frozenset({Status.ALL_RIGHTS_RESERVED}),
        orphan: frozenset({Status.ORPHAN}),
        unknown: frozenset({Status.UNKNOWN}),
    }
)
"""The rules in order, each with the statuses it is asked about."""

RULES_FOR: Mapping[Status, tuple[Rule, ...]] = MappingProxyType(
    {status: tuple(rule for rule, statuses in RULES.items() if status in statuses) for status in Status}
)

AS_LICENSED = RULES_FOR[Status.LICENSED_OPEN][3:]
"""The rules a license is judged by, after those that are asked about every statement."""

WHOLE_TEXT = (Treatment.FULL_VERBATIM, Treatment.FULL_EDITED, Treatment.ABRIDGED, Treatment.TRANSLATED)
SHORT_TEXT = (Treatment.BRIEF, Treatment.LINK_ONLY)
"""What is offered instead; a quotation needs words an editor chooses."""
PICTURE = (
    Treatment.IMAGE,
    Treatment.IMAGE_RESIZED,
    Treatment.IMAGE_CROPPED,
    Treatment.IMAGE_RECOLOURED,
    Treatment.IMAGE_OVERLAY,
)

BY_TREATMENT: Mapping[Rule, Rule] = MappingProxyType(
    {
        permission_or_license: permission_or_license,
        publisher_conditions: publisher_changes,
        publisher_terms: publisher_terms,
        open_license: open_license,
        no_derivatives: no_derivatives,
        share_alike: share_alike,
    }
)
"""Rules that may refuse one treatment of the whole work and allow another -> what they look at then; others refuse all."""


class Terms(Protocol):
    """Publishers' terms by the name a statement uses; a mapping of profiles is one."""

    def get(self, name: str, /) -> Profile | None:
        """Return the profile of this id, or None."""


Sign = Callable[[RightsPolicy, RightsStatement], tuple[str, str]]
"""Returns the version of rules and policy, and the hash of the statement, as a record names them."""


def sign(policy: RightsPolicy, statement: RightsStatement) -> tuple[str, str]:
    """Say on which rules and which statement the decision was made."""
    return policy_version(policy), statement_sha256(statement)


def unsigned(_policy: RightsPolicy, _statement: RightsStatement) -> tuple[str, str]:
    """Say nothing of them: for decisions that are answered and not recorded."""
    return "", ""


def decide(
    statement: RightsStatement,
    use: IntendedUse,
    *,
    policy: RightsPolicy,
    profiles: Terms,
    stored: Stored,
    background: Background = NO_BACKGROUND,
    signed: Sign = sign,
) -> Decision:
    """Return whether *use* of the asset is allowed, why, what it owes and what could be done instead.

    The outcome is the greatest use the rules leave for what was asked, `ok` whether just that is allowed. Whatever is
    not known clears nothing: a proof that is not in *stored* is missing, a profile not in *profiles* unread, a name that
    the *background* does not know as ours is somebody else's. To have it *signed* costs as much as deciding; a caller that keeps no record passes `unsigned`.
    """
    profile = profiles.get(statement.profile) if statement.profile else None
    case = Case(
        statement=statement,
        use=use,
        treatment=use.treatment,
        verbatim=use.verbatim,
        policy=policy,
        profile=profile,
        license=effective_license(statement, profile),
        stored=stored,
        background=background,
    )
    ending, last = judge(case, RULES_FOR[statement.status])
    outcome, grounds, ok = settle(case, ending)
    possible = _possible(case, ending, last, ok=ok)
    greatest = next(possible, None)
    version, fingerprint = signed(policy, statement)
    return Decision(
        asset_id=statement.asset_id,
        outcome=outcome,
        ok=ok,
        requested=use.treatment,
        max_treatment=greatest,
        reasons=tuple([word_reason(code, values) for code, values in grounds]),
        duties=owed(case, outcome, ending),
        alternatives=() if ok or greatest is None else _cheaper(use.treatment, (greatest, *possible)),
        valid_until=ending.valid_until if outcome is Outcome.ALLOW_FULL else None,
        against=marks_against(case, grounds),
        policy_version=version,
        statement_sha256=fingerprint,
    )


def judge(case: Case, rules: tuple[Rule, ...]) -> tuple[Ruling, Rule]:
    """Ask the rules in order; return what they say together, and the rule that ended the matter."""
    grounds: tuple[Ground, ...] = ()
    duties: tuple[Duty, ...] = ()
    until: date | None = None
    for rule in rules:
        ruling = rule(case)
        if ruling is None:
            continue
        outcome, more_grounds, more_duties, last = ruling
        grounds, duties, until = grounds + more_grounds, duties + more_duties, last or until
        if outcome is not None:
            return Ruling(outcome, grounds, duties, until), rule
    raise AssertionError("the last rule always answers")


def _possible(case: Case, ending: Ruling, last: Rule, *, ok: bool) -> Iterator[Treatment]:
    """Yield what is allowed, greatest first: the whole work unchanged, changes of it, then one way to speak of it."""
    rules = () if _refuses_all(case, ending, last) else _open_rules(case.statement.status, last)

    def allowed(treatment: Treatment) -> bool:
        if treatment is case.treatment:
            return ok
        other = _instead(case, treatment)
        return settle(other, judge(other, rules)[0] if rules else ending)[2]

    if rules:
        yield from filter(allowed, WHOLE_TEXT if case.is_text else PICTURE)
    if case.is_text:
        yield from islice(filter(allowed, SHORT_TEXT), 1)


def _refuses_all(case: Case, ending: Ruling, last: Rule) -> bool:
    """Whether the rule that ended the matter never looked at the treatment, so that no other one fares better."""
    if ending.outcome is Outcome.ALLOW_FULL:
        return False
    return last not in BY_TREATMENT or BY_TREATMENT[last](case) is None


@cache
def _open_rules(status: Status, last: Rule) -> tuple[Rule, ...]:
    """Return the rules that may say something else of another treatment, once *last* ended the matter of the first."""
    rules = RULES_FOR[status]
    ended = rules.index(last)
    return (*(BY_TREATMENT[rule] for rule in rules[:ended] if rule in BY_TREATMENT), *rules[ended:])


def _instead(case: Case, treatment: Treatment) -> Case:
    """Return the same question about another treatment; a bare link quotes and repeats nothing."""
    use = case.use
    if treatment is Treatment.LINK_ONLY and (use.quote_chars or use.longest_run or use.five_gram):
        use = replace(use, quote_chars=0, longest_run=0, five_gram=0.0)
    return Case(
        statement=case.statement,
        use=use,
        treatment=treatment,
        # What was compared is the text as asked for: of an adaptation that says nothing about the text unchanged.
        verbatim=None if case.adapts else case.verbatim,
        policy=case.policy,
        profile=case.profile,
        license=case.license,
        stored=case.stored,
        background=case.background,
    )


def _cheaper(asked: Treatment, possible: tuple[Treatment, ...]) -> tuple[Treatment, ...]:
    """Whoever asked for a brief is not helped by the full text."""
    return tuple(treatment for treatment in possible if asked not in BRIEFLIKE or treatment in BRIEFLIKE)


# --- a decision as JSON, and hashes of what it was made on ------------------------------------------------------------


def decision_object(decision: Decision) -> dict[str, object]:
    """Return the decision as JSON has it, of plain values; names and order are part of our interface."""
    greatest = decision.max_treatment
    return {
        "outcome": str(decision.outcome),
        "ok": decision.ok,
        "max_treatment": str(greatest) if greatest else None,
        "reasons": [{"code": r.code, "severity": str(r.severity), "sentence": r.sentence} for r in decision.reasons],
        "duties": [{"code": duty.code, "params": duty.params} for duty in decision.duties],
        "alternatives": [str(treatment) for treatment in decision.alternatives],
        "valid_until": decision.valid_until.isoformat() if decision.valid_until else None,
    }


def statement_sha256(statement: RightsStatement) -> str:
    """Return the SHA-256 of the statement's canonical JSON: sorted keys, no spaces, what is at its default left out."""
    return sha256(canonical_json(statement).encode()).hexdigest()


@lru_cache(maxsize=64)
def policy_version(policy: RightsPolicy) -> str:
    """Return the version of the rules and of the house's own settings."""
    return f"{RULES_VERSION}+{sha256(canonical_json(policy).encode()).hexdigest()[:12]}"


def canonical_json(value: object) -> str:
    """Return *value*, one of our dataclasses, as JSON that is equal for equal values."""
    return ENCODE(value)


def _members(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        get, defaults = _defaults(type(value))
        return {
            name: member
            for (name, default), member in zip(defaults, get(value), strict=True)
            if member is not default and member is not None and member != default
        }
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


ENCODE: Callable[[object], str] = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_members
).encode


@lru_cache(maxsize=64)
def _defaults(kind: type) -> tuple[Callable[[object], tuple[object, ...]], tuple[tuple[str, object], ...]]:
    defaults = tuple((f.name, f.default if f.default_factory is MISSING else f.default_factory()) for f in fields(kind))
    names = [name for name, _ in defaults]
    if len(names) == 1:  # of a single name `attrgetter` returns the bare value
        (only,) = names
        return lambda value: (getattr(value, only),), defaults
    return attrgetter(*names), defaults

"""May this text or picture be used so? Twenty-two rules in order; the first one that ends the matter decides.

Pure: values in, a value out. No clock, no file, no network, no third-party import.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import islice

from publishkit.model.decision import Decision, IntendedUse, Outcome, RightsPolicy, Stored
from publishkit.model.profile import Profile
from publishkit.model.statement import BRIEFLIKE, Duty, RightsStatement, Treatment
from publishkit.rights.brief import owed, settle
from publishkit.rights.case import Case, Ground, Rule, Ruling
from publishkit.rights.fingerprint import policy_version, statement_sha256
from publishkit.rights.grant_rules import permission
from publishkit.rights.license import License, statement_license
from publishkit.rights.license_rules import (
    creative_commons,
    license_named,
    no_derivatives,
    no_drm,
    noncommercial,
    open_license,
    share_alike,
)
from publishkit.rights.profile_rules import partner_content, publisher_conditions, publisher_terms
from publishkit.rights.reasons import word_reason
from publishkit.rights.status_rules import (
    all_reserved,
    conflict,
    evidence_broken,
    forbidden,
    orphan,
    own,
    public_domain,
    unknown,
    us_government,
    us_only,
    withdrawn,
)

RULES: tuple[Rule, ...] = (
    withdrawn,
    evidence_broken,
    conflict,
    own,
    public_domain,
    us_government,
    us_only,
    permission,
    partner_content,
    publisher_conditions,
    publisher_terms,
    open_license,
    license_named,
    no_drm,
    noncommercial,
    no_derivatives,
    share_alike,
    creative_commons,
    forbidden,
    all_reserved,
    orphan,
    unknown,
)

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

BY_TREATMENT: frozenset[Rule] = frozenset({permission, publisher_conditions, no_derivatives, share_alike})
"""Rules that may refuse one treatment of the whole work and allow another one; all others refuse them alike."""


def decide(
    statement: RightsStatement,
    use: IntendedUse,
    *,
    policy: RightsPolicy,
    profiles: Mapping[str, Profile],
    stored: Stored,
) -> Decision:
    """Return whether *use* of the asset is allowed, why, what it owes and what could be done instead.

    The outcome is the greatest use the rules leave for what was asked, `ok` whether just that is allowed. Whatever is
    not known clears nothing: a proof that is not in *stored* is missing, a profile not in *profiles* unread.
    """
    profile = profiles.get(statement.profile) if statement.profile else None
    case = Case(
        statement=statement,
        use=use,
        treatment=use.treatment,
        verbatim=use.verbatim,
        policy=policy,
        profile=profile,
        license=_license(statement, profile),
        stored=stored,
    )
    ending, last = judge(case, RULES)
    outcome, grounds, ok = settle(case, ending)
    possible = _possible(case, last, ok=ok, whole=outcome is Outcome.ALLOW_FULL or last in BY_TREATMENT)
    greatest = next(possible, None)
    return Decision(
        asset_id=statement.asset_id,
        outcome=outcome,
        ok=ok,
        requested=use.treatment,
        max_treatment=greatest,
        reasons=tuple(word_reason(ground.code, ground.values) for ground in grounds),
        duties=tuple(owed(case, outcome, ending)),
        alternatives=() if ok or greatest is None else _cheaper(use.treatment, (greatest, *possible)),
        valid_until=ending.valid_until if outcome is Outcome.ALLOW_FULL else None,
        policy_version=policy_version(policy),
        statement_sha256=statement_sha256(statement),
    )


def judge(case: Case, rules: tuple[Rule, ...]) -> tuple[Ruling, Rule]:
    """Ask the rules in order; return what they say together, and the rule that ended the matter."""
    grounds: tuple[Ground, ...] = ()
    duties: tuple[Duty, ...] = ()
    until: date | None = None
    for rule in rules:
        said = rule(case)
        if said is None:
            continue
        grounds, duties = grounds + said.grounds, duties + said.duties
        until = said.valid_until or until
        if said.outcome is not None:
            return Ruling(said.outcome, grounds, duties, until), rule
    raise AssertionError("the last rule always answers")


def _license(statement: RightsStatement, profile: Profile | None) -> License:
    """Return the statement's license; without one, the license the publisher gives to whatever says nothing."""
    if not (statement.license_id or statement.license_uri) and profile and profile.license_is_default:
        return statement_license(profile.license_id, profile.license_uri)
    return statement_license(statement.license_id, statement.license_uri)


def _possible(case: Case, last: Rule, *, ok: bool, whole: bool) -> Iterator[Treatment]:
    """Yield what is allowed, greatest first: the whole work unchanged, changes of it, then one way to speak of it."""
    # Rules before both have said nothing, and would say nothing of another treatment.
    rules = RULES[min(RULES.index(last), RULES.index(permission)) :]

    def allowed(treatment: Treatment) -> bool:
        return ok if treatment is case.treatment else _allowed(case, treatment, rules)

    if whole:
        yield from filter(allowed, WHOLE_TEXT if case.is_text else PICTURE)
    if case.is_text:
        yield from islice(filter(allowed, SHORT_TEXT), 1)


def _allowed(case: Case, treatment: Treatment, rules: tuple[Rule, ...]) -> bool:
    verbatim = None if case.adapts else case.verbatim
    use = (
        replace(case.use, quote_chars=0, longest_run=0, five_gram=0.0) if treatment is Treatment.LINK_ONLY else case.use
    )
    other = replace(case, use=use, treatment=treatment, verbatim=verbatim)
    return settle(other, judge(other, rules)[0])[2]


def _cheaper(asked: Treatment, possible: tuple[Treatment, ...]) -> tuple[Treatment, ...]:
    """Whoever asked for a brief is not helped by the full text."""
    return tuple(treatment for treatment in possible if asked not in BRIEFLIKE or treatment in BRIEFLIKE)

"""Rules 1-7 and 19-22: what the statement's own status decides; and how a ruling ends, for briefs and quotations too."""

from collections.abc import Iterator
from math import isnan

from publishkit.model.decision import Outcome
from publishkit.model.rights import Status, WithdrawalKind
from publishkit.model.statement import Duty, Treatment
from publishkit.rights.gate import duties
from publishkit.rights.gate.case import US, Case, Ground, Ruling, allow, block, brief_only
from publishkit.rights.gate.profile_rules import embargo
from publishkit.rights.gate.public_domain import has_ground
from publishkit.rights.license import contradicts, read_license
from publishkit.rights.phrases import holder_name, long_date, territory_list
from publishkit.rights.reservation import only_signed

FREE = frozenset({Status.OWN, Status.PUBLIC_DOMAIN})
"""Statuses whose texts may be rewritten and quoted by anybody."""


def withdrawn(case: Case) -> Ruling | None:
    """Rule 1: what the holder called back is not printed, a corrected text not before the correction is stored."""
    gone = case.statement.withdrawn
    if gone is None:
        return None
    if gone.kind is not WithdrawalKind.CORRECTION:
        return block("R-WITHDRAWN", by=gone.by, date=long_date(gone.on))
    stored = case.statement.input_sha256
    if stored and any(proof.sha256 == stored for proof in gone.evidence):
        return None
    return block("R-WITHDRAWN", corrector=gone.by or "the publisher", date=long_date(gone.on))


def evidence_broken(case: Case) -> Ruling | None:
    """Rule 2: a proof that is missing or was changed proves nothing, and nobody knows what else was changed."""
    statement = case.statement
    if not (statement.evidence or statement.grants or statement.withdrawn):
        return None
    proofs = statement.evidence + tuple(proof for grant in statement.grants for proof in grant.evidence)
    if statement.withdrawn:
        proofs += statement.withdrawn.evidence
    broken = case.unproved(proofs)
    if broken is None:
        return None
    missing = broken.path if broken.path not in case.stored.sha256 else None
    return block("R-EVIDENCE-MISMATCH", missing=missing, path=broken.path)


def conflict(case: Case) -> Ruling | None:
    """Rule 3: signals that contradict each other are for an editor to settle."""
    signals = case.statement.conflict
    if signals:
        return brief_only("R-CONFLICT", list="; ".join(signals))
    named, linked = case.statement.license_id, case.statement.license_uri
    if contradicts(named, linked):
        both = f"the license is named {read_license(named).name}, the link says {read_license(linked).name}"
        return brief_only("R-CONFLICT", list=both)
    return None


def own(_case: Case) -> Ruling:
    """Rule 4: ours."""
    return allow("R-OWN", duties.KEEP_NOTICE)


def public_domain(case: Case) -> Ruling:
    """Rule 5: nobody's, everywhere; a ground is asked for, so that others can check it."""
    if not has_ground(case.statement, case.license):
        return brief_only("R-PD-NO-GROUND", basis=case.statement.basis)
    return allow("R-PD", duties.COURTESY, values={"basis": case.statement.basis or case.license.name})


def us_government(case: Case) -> Ruling:
    """Rule 6: unprotected in the United States, used with credit elsewhere."""
    abroad = () if case.within(US) else (Ground("W-USGOV-ABROAD"),)
    return Ruling(Outcome.ALLOW_FULL, (Ground("R-USGOV"), *abroad), (duties.ATTRIB, duties.NO_ENDORSE))


def us_only(case: Case) -> Ruling:
    """Rule 7: public domain in the United States, so only for editions that stay there."""
    if case.within(US):
        return allow("R-PD-US", duties.COURTESY)
    elsewhere = [code for code in case.edition.territories if code not in US]
    return brief_only("R-PD-US-TERRITORY", territories=territory_list(elsewhere))


def forbidden(case: Case) -> Ruling:
    """Rule 19: agencies forbid even rewriting; no quotation either (see `brief_problems`)."""
    return brief_only("R-FORBIDDEN", holder=holder_name(case.statement.holders))


def all_reserved(case: Case) -> Ruling:
    """Rule 20: all rights reserved; a bare copyright line is said to be no more than it is."""
    if only_signed(case.statement):
        return brief_only("R-ARR", line=case.statement.copyright_line)
    return brief_only("R-ARR", holder=holder_name(case.statement.holders))


def orphan(_case: Case) -> Ruling:
    """Rule 21: nobody to ask."""
    return brief_only("R-ORPHAN")


def unknown(_case: Case) -> Ruling:
    """Rule 22: nothing was found, and nothing is assumed."""
    return brief_only("R-UNKNOWN")


# --- how every ruling ends --------------------------------------------------------------------------------------------


def settle(case: Case, ending: Ruling) -> tuple[Outcome, tuple[Ground, ...], bool]:
    """Return the outcome as it stands for this kind of asset, why, and whether the requested treatment is allowed."""
    outcome, grounds = _outcome(case, ending)
    if outcome is Outcome.BLOCK:
        return outcome, grounds, False
    ok = outcome is Outcome.ALLOW_FULL or case.brieflike
    free = outcome is Outcome.ALLOW_FULL and case.statement.status in FREE
    if case.brieflike and not free:
        problems = tuple(brief_problems(case, outcome))
        return outcome, grounds + problems, ok and not problems
    return outcome, grounds, ok


def owed(case: Case, outcome: Outcome, ending: Ruling) -> tuple[Duty, ...]:
    """Return what is owed: what the rules ask of a full use, what every brief owes, what a reservation asks; each once."""
    if outcome is Outcome.BLOCK:
        return ()
    given = ending.duties if outcome is Outcome.ALLOW_FULL else ()
    if outcome is Outcome.ALLOW_BRIEF or case.brieflike:
        given = (*given, *duties.brief_set(case.statement))
        given = (*given, duties.HUMAN_SUMMARY) if case.reserved else given
    if case.reserved:
        given = (*given, duties.TDM)
    return given if len({duty.code for duty in given}) == len(given) else _each_once(given)


def _each_once(given: tuple[Duty, ...]) -> tuple[Duty, ...]:
    return tuple({(duty.code, *duty.params.items()): duty for duty in given}.values())


def _outcome(case: Case, ending: Ruling) -> tuple[Outcome, tuple[Ground, ...]]:
    """Pictures are cleared or left out; what must wait is not quoted; without an address there is no brief."""
    outcome, grounds = ending.outcome or Outcome.BLOCK, ending.grounds
    if outcome is Outcome.ALLOW_BRIEF and not case.is_text:
        return Outcome.BLOCK, (*grounds, Ground("R-IMAGE-NOT-CLEARED", {"credit": case.statement.credit_line}))
    if outcome is Outcome.ALLOW_BRIEF and (waiting := embargo(case)) and waiting.outcome is Outcome.BLOCK:
        return Outcome.BLOCK, grounds + waiting.grounds
    short = outcome is Outcome.ALLOW_BRIEF or (outcome is Outcome.ALLOW_FULL and case.brieflike)
    if short and not case.statement.source_url:
        return Outcome.BLOCK, (*grounds, Ground("R-NO-SOURCE-URL"))
    return outcome, grounds


def brief_problems(case: Case, outcome: Outcome) -> Iterator[Ground]:
    """Yield what is wrong with our own words: who wrote them, how near they are to the source, what they quote."""
    use, policy = case.use, case.policy
    if use.summary_by == "machine" and case.reserved and case.treatment is not Treatment.LINK_ONLY:
        yield Ground("R-TDM-MACHINE")
    if use.longest_run > policy.near_copy_max_run:
        yield Ground("R-SUMMARY-NEAR-COPY", {"n": use.longest_run, "words": use.repeated})
    elif use.five_gram > policy.near_copy_max_5gram or isnan(use.five_gram):
        share = f"{use.five_gram:.0%}" if use.five_gram <= 1 else None
        yield Ground("R-SUMMARY-NEAR-COPY", {"share": share, "words": use.repeated})
    if case.treatment is Treatment.QUOTE or use.quote_chars:
        yield from _quote_problems(case, outcome)


def _quote_problems(case: Case, outcome: Outcome) -> Iterator[Ground]:
    use, policy, statement = case.use, case.policy, case.statement
    whole = case.profile is None or case.profile.allow.excerpt
    forbidden = statement.no_rewrite or statement.status is Status.NO_REPUBLICATION
    if not whole or (forbidden and outcome is not Outcome.ALLOW_FULL):
        yield Ground("R-QUOTE-NOT-ALLOWED", {"holder": holder_name(statement.holders)})
        return
    if outcome is Outcome.ALLOW_FULL:
        return
    together = max(use.quote_chars, use.quoted_chars_from_source)
    if use.quote_chars > policy.quote_max_chars:
        yield Ground("R-QUOTE-TOO-LONG", {"n": use.quote_chars, "max": policy.quote_max_chars})
    elif together > policy.quote_total_chars_per_source:
        yield Ground("R-QUOTE-TOO-LONG", {"together": together, "max": policy.quote_total_chars_per_source})
    if use.own_chars < policy.own_to_quote_ratio * use.quote_chars:
        yield Ground("R-QUOTE-NO-OWN-TEXT", {"times": _times(policy.own_to_quote_ratio)})


def _times(ratio: float) -> str:
    return {2.0: "two", 3.0: "three", 4.0: "four", 5.0: "five"}.get(ratio, f"{ratio:g}")

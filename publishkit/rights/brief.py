"""What holds for briefs, quotations and links, and how every ruling ends."""

from collections.abc import Iterator
from math import isnan

from publishkit.model.decision import Outcome
from publishkit.model.rights import Status
from publishkit.model.statement import Duty, Treatment
from publishkit.rights import duties
from publishkit.rights.case import Case, Ground, Ruling
from publishkit.rights.phrases import holder_name
from publishkit.rights.profile_rules import embargo

FREE = frozenset({Status.OWN, Status.PUBLIC_DOMAIN})
"""Statuses whose texts may be rewritten and quoted by anybody."""


def settle(case: Case, ending: Ruling) -> tuple[Outcome, tuple[Ground, ...], bool]:
    """Return the outcome as it stands for this kind of asset, why, and whether the requested treatment is allowed."""
    outcome, grounds = _outcome(case, ending)
    if outcome is Outcome.BLOCK:
        return outcome, grounds, False
    ok = outcome is Outcome.ALLOW_FULL or case.brieflike
    if case.brieflike and case.statement.status not in FREE:
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
    """Pictures are cleared or left out; an embargo covers briefs; without an address there is no brief."""
    outcome, grounds = ending.outcome or Outcome.BLOCK, ending.grounds
    if outcome is Outcome.ALLOW_BRIEF and not case.is_text:
        return Outcome.BLOCK, (*grounds, Ground("R-IMAGE-NOT-CLEARED", {"credit": case.statement.credit_line}))
    if outcome is Outcome.ALLOW_BRIEF and (waiting := embargo(case)) is not None:
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

"""Rule 3a: a status is weighed against what speaks against it; a person's own words settle it, and a second person where asked.

A claim is complete when `claimed_by` names a person and `because` says where the right comes from, in words besides the status
and the names that stand there anyway.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from publishkit.model.decision import Outcome
from publishkit.model.rights import Status
from publishkit.rights.gate.against_license import against_free_use, against_license, against_public_domain
from publishkit.rights.gate.against_own import against_own
from publishkit.rights.gate.case import Case, Ground, Ruling
from publishkit.rights.gate.claim_reasons import gives_reason
from publishkit.rights.gate.claimant import is_claimant
from publishkit.rights.gate.contradiction import Contradiction, Found, cut, said_against
from publishkit.rights.ours import fold_name, words_of

WEIGHED: Mapping[Status, Callable[[Case], Found]] = MappingProxyType(
    {
        Status.OWN: against_own,
        Status.PUBLIC_DOMAIN: against_public_domain,
        Status.LICENSED_OPEN: against_license,
        Status.PERMISSION: against_license,
        Status.US_GOVERNMENT_WORK: against_free_use,
        Status.PUBLIC_DOMAIN_US_ONLY: against_free_use,
        Status.PUBLISHER_TERMS: against_free_use,
    }
)
"""Statuses that clear -> what is looked for; a permission is weighed where a license beside it would clear instead."""

STATED: Mapping[Status, str] = MappingProxyType(
    {
        Status.OWN: "our own",
        Status.PUBLIC_DOMAIN: "public domain",
        Status.LICENSED_OPEN: "openly licensed",
        Status.PERMISSION: "openly licensed",
        Status.US_GOVERNMENT_WORK: "a work of the United States government",
        Status.PUBLIC_DOMAIN_US_ONLY: "public domain in the United States",
        Status.PUBLISHER_TERMS: "allowed by the publisher's terms",
    }
)


def contradicted(case: Case) -> Ruling | None:
    """Rule 3a: what speaks against the status limits the use to a brief, until a person settles it in words."""
    found = contradictions(case)
    if not found:
        return None
    statement, stated = case.statement, STATED[case.statement.status]
    against, marks = said_against(found), tuple(one.mark for one in found)
    faults = claim_faults(case, found)
    if not faults:
        values = {
            "by": cut(statement.claimed_by or ""),
            "because": cut(statement.because).rstrip("."),
            "approved": cut(statement.approved_by or "") if case.policy.two_people or statement.approved_by else None,
            "stated": stated,
            "against": against,
            "marks": marks,
        }
        return Ruling(grounds=(Ground("R-CLAIMED", values),))
    ground = Ground("R-CLAIM-CONTRADICTED", {"stated": stated, "against": against, "marks": marks})
    return Ruling(Outcome.ALLOW_BRIEF, (ground, *(faults if _is_begun(case) else ())))


def contradictions(case: Case) -> tuple[Contradiction, ...]:
    """Return what speaks against the statement's status, each once, the gravest first; () for one that clears nothing."""
    weigh = WEIGHED.get(case.statement.status)
    if weigh is None:
        return ()
    found: dict[tuple[str, str], Contradiction] = {}
    for one in weigh(case):
        found.setdefault((one.kind, fold_name(one.value)), one)
    return tuple(found.values())


def marks_against(case: Case, grounds: Sequence[Ground]) -> tuple[str, ...]:
    """Return the marks of what speaks against the status, as the reasons carry them; of an unknown one, against its being ours."""
    if case.statement.status is Status.UNKNOWN:
        return tuple(dict.fromkeys(one.mark for one in against_own(case)))
    found = (ground.values.get("marks") for ground in grounds)
    return next((marks for marks in found if isinstance(marks, tuple)), ())


def claim_faults(case: Case, found: Sequence[Contradiction]) -> tuple[Ground, ...]:
    """Return what a claim still lacks to settle *found*; () when it settles all of it."""
    statement = case.statement
    by, because = is_claimant(statement.claimed_by, case.us, found), gives_reason(statement.because, found)
    if not (by and because):
        name = cut(statement.claimed_by or "") if by else None
        return (Ground("R-CLAIM-INCOMPLETE", {"by": name, "reason": cut(statement.because) if because else None}),)
    faults = []
    answered = frozenset(statement.claimed_against) or _answered_before(case)
    fresh = [one for one in found if one.mark not in answered] if answered else []
    if fresh:
        faults.append(Ground("R-CLAIM-OUTDATED", {"by": cut(statement.claimed_by or ""), "new": said_against(fresh)}))
    if case.policy.two_people and not _is_second(case, found):
        same = cut(statement.approved_by or "") if is_claimant(statement.approved_by, case.us, found) else None
        faults.append(Ground("R-CLAIM-SECOND-PERSON", {"same": same}))
    return tuple(faults)


def _answered_before(case: Case) -> frozenset[str]:
    """Return what the very same claim answered in the last build; of a claim that was worded anew nothing is known."""
    statement, recorded = case.statement, case.background.recorded
    if recorded is None or (recorded.by, recorded.because) != (statement.claimed_by, statement.because):
        return frozenset()
    return frozenset(recorded.against)


def _is_begun(case: Case) -> bool:
    """Whether somebody began to claim it, so that what is missing is worth a sentence."""
    statement = case.statement
    return bool((statement.claimed_by or "").strip() or statement.because.strip())


def _is_second(case: Case, found: Sequence[Contradiction]) -> bool:
    first, second = case.statement.claimed_by or "", case.statement.approved_by or ""
    return is_claimant(second, case.us, found) and sorted(words_of(first)) != sorted(words_of(second))

"""Rules 1-7 and 19-22: what the statement's own status decides; the table in `decide.py` says which is asked when."""

from publishkit.model.decision import Outcome
from publishkit.model.rights import WithdrawalKind
from publishkit.rights import duties
from publishkit.rights.case import US, Case, Ground, Ruling, allow, block, brief_only
from publishkit.rights.license import contradicts, read_license
from publishkit.rights.phrases import holder_name, long_date, territory_list

EVERYWHERE = frozenset({"WORLD"})


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
    """Rule 5: nobody's, everywhere."""
    return allow("R-PD", duties.COURTESY, values={"basis": case.statement.basis or case.license.name})


def us_government(case: Case) -> Ruling:
    """Rule 6: unprotected in the United States, used with credit elsewhere."""
    abroad = () if case.within(US) else (Ground("W-USGOV-ABROAD"),)
    return Ruling(Outcome.ALLOW_FULL, (Ground("R-USGOV"), *abroad), (duties.ATTRIB, duties.NO_ENDORSE))


def us_only(case: Case) -> Ruling:
    """Rule 7: public domain in the United States, so only for editions that stay there."""
    if case.within(US):
        return allow("R-PD-US")
    elsewhere = [code for code in case.edition.territories if code not in US]
    return brief_only("R-PD-US-TERRITORY", territories=territory_list(elsewhere))


def forbidden(case: Case) -> Ruling:
    """Rule 19: agencies forbid even rewriting; no quotation either (see `brief.py`)."""
    return brief_only("R-FORBIDDEN", holder=holder_name(case.statement.holders))


def all_reserved(case: Case) -> Ruling:
    """Rule 20: all rights reserved."""
    return brief_only("R-ARR", holder=holder_name(case.statement.holders))


def orphan(_case: Case) -> Ruling:
    """Rule 21: nobody to ask."""
    return brief_only("R-ORPHAN")


def unknown(_case: Case) -> Ruling:
    """Rule 22: nothing was found, and nothing is assumed."""
    return brief_only("R-UNKNOWN")

"""Rule 8: somebody gave permission; every limit of it is tested, and without written proof it is worth nothing."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from publishkit.model.decision import Outcome, PublisherType
from publishkit.model.rights import Channel, Party
from publishkit.model.statement import Duty, GrantKind, PermissionGrant, Treatment
from publishkit.rights.gate import duties
from publishkit.rights.gate.case import Case, Ground, Ruling, brief_only, name_key
from publishkit.rights.gate.license_rules import commercial_causes, differences, unchecked
from publishkit.rights.ours import words_of
from publishkit.rights.phrases import CHANNELS, TREATMENTS, and_list, holder_name, long_date, territory_list

Values = dict[str, object]
Limit = Callable[[Case, PermissionGrant], Values | None]
"""Returns what the sentence needs when the limit is hit, else None."""


def permission(case: Case) -> Ruling:
    """Rule 8: the first permission that covers everything asked; else the failures of the nearest one."""
    nearest: tuple[Ground, ...] | None = None
    for grant in case.statement.grants:
        failures = tuple(_failures(case, grant))
        if not failures:
            return _granted(case, grant)
        if nearest is None or len(failures) < len(nearest):
            nearest = failures
    if nearest is None:
        return brief_only("R-GRANT-MISSING")
    return Ruling(Outcome.ALLOW_BRIEF, nearest)


def _granted(case: Case, grant: PermissionGrant) -> Ruling:
    channel, until = case.edition.channel, grant.valid_until
    credit = (
        Duty(code="D-CREDIT-EXACT", params={"text": grant.credit, "placement": "any"})
        if grant.credit
        else duties.ATTRIB
    )
    owed = [credit, duties.KEEP_NOTICE, duties.link_source(case.statement), *grant.conditions, *duties.changes(case)]
    whole = case.treatment is Treatment.FULL_VERBATIM
    if whole:
        owed.append(duties.VERBATIM)
    if until and channel is Channel.WEB:
        owed.append(Duty(code="D-EXPIRE", params={"date": until.isoformat()}))
    values = {
        **_named(grant),
        "date": long_date(grant.granted_on),
        "channel": CHANNELS[channel],
        "until": long_date(until),
    }
    grounds = (Ground("R-GRANT-OK", values), *(unchecked(case) if whole else ()))
    return Ruling(Outcome.ALLOW_FULL, grounds, tuple(owed), until)


def _named(grant: PermissionGrant) -> Values:
    # The Message-ID of a mail, in its angle brackets, tells a reader nothing.
    reference = "" if grant.reference.startswith("<") else grant.reference
    return {"ref": reference or grant.id or None, "grantor": grant.grantor.name or None}


def _failures(case: Case, grant: PermissionGrant) -> Iterator[Ground]:
    for code, limit in LIMITS:
        values = limit(case, grant)
        if values is not None:
            yield Ground(code, {**_named(grant), **values})


def _no_evidence(case: Case, grant: PermissionGrant) -> Values | None:
    """A letter is a proof; the page that the text was added from is none, whatever it is called."""
    if grant.kind is GrantKind.VERBAL:
        return {"speaker": grant.grantor.name}
    read = case.background.proposed
    pages = {told.input_sha256.lower() for told in (case.statement, *((read,) if read else ())) if told.input_sha256}
    return None if any(proof.sha256.lower() not in pages for proof in grant.evidence) else {}


def _wrong_holder(case: Case, grant: PermissionGrant) -> Values | None:
    holders = case.statement.holders
    if grant.grantor_is_holder:
        return None
    if not holders:
        return {"nobody": "nobody"}
    known = {key for party in holders for key in _name_keys(party)}
    return {"holder": holder_name(holders)} if known.isdisjoint(_name_keys(grant.grantor)) else None


def _name_keys(party: Party) -> Iterator[str]:
    """Yield the keys of a party's names; a full stop, an accent, an article or a form of company makes no other name."""
    for name in filter(None, (party.name, party.id, *party.aliases)):
        words = words_of(name)
        yield from filter(None, (name_key(name), " ".join(words), " ".join(FORMS.get(word, word) for word in words)))


FORMS: Mapping[str, str] = MappingProxyType(
    {"limited": "ltd", "incorporated": "inc", "corporation": "corp", "company": "co", "mbh": "gmbh"}
)
"""Forms of companies in full -> as they are cut short: one company writes both."""


def _not_yet(case: Case, grant: PermissionGrant) -> Values | None:
    first = grant.valid_from
    return {"date": long_date(first)} if first and case.edition.date < first else None


def _expired(case: Case, grant: PermissionGrant) -> Values | None:
    day, last, recalled = case.edition.date, grant.valid_until, grant.withdrawn_on
    if recalled and day >= recalled:
        return {"date": long_date(recalled)}
    return {"date": long_date(last)} if last and day > last else None


def _channel(case: Case, grant: PermissionGrant) -> Values | None:
    channel = case.edition.channel
    return None if channel in grant.channels else {"channel": CHANNELS[channel]}


def _territory(case: Case, grant: PermissionGrant) -> Values | None:
    covered = frozenset(grant.territories)
    if case.within(covered):
        return None
    return {"territories": territory_list([code for code in case.edition.territories if code not in covered])}


def _treatment(case: Case, grant: PermissionGrant) -> Values | None:
    asked = case.treatment
    same = {Treatment.IMAGE, asked} if asked is Treatment.IMAGE_RESIZED else {asked}
    if same.isdisjoint(grant.treatments):
        return {"treatments": and_list([TREATMENTS[t] for t in grant.treatments]) or "nothing"}
    asset = case.statement.asset_id
    if case.is_text or not grant.image_ids or asset in grant.image_ids or asset.partition("#")[2] in grant.image_ids:
        return None
    return {"treatments": f"the pictures {and_list(grant.image_ids)}"}


def _language(case: Case, grant: PermissionGrant) -> Values | None:
    target = case.edition.language
    if (
        case.treatment is not Treatment.TRANSLATED
        or not grant.languages
        or {target, target.split("-")[0]} & {*grant.languages}
    ):
        return None
    return {"language": target}


def _words(case: Case, grant: PermissionGrant) -> Values | None:
    most, words = grant.max_words, case.use.words
    return {"max": most, "n": words} if most is not None and words > most else None


def _copies(case: Case, grant: PermissionGrant) -> Values | None:
    most, copies = grant.max_copies, case.edition.audience_size
    return {"max": most, "n": copies} if most is not None and (copies is None or copies > most) else None


def _issues(case: Case, grant: PermissionGrant) -> Values | None:
    most, earlier = grant.max_issues, case.use.issues_by_proof
    if most is None:
        return None
    used = max((earlier.get(proof.sha256.lower(), 0) for proof in grant.evidence), default=0)
    return {"max": most, "issues": "issue" if most == 1 else "issues", "n": used} if used >= most else None


def _commercial(case: Case, grant: PermissionGrant) -> Values | None:
    causes = commercial_causes(case.edition)
    clear = case.edition.publisher_type != PublisherType.UNKNOWN and not causes
    if grant.commercial or clear or (grant.commercial is None and _allowed_by_name(causes, grant)):
        return None
    # Who says nothing of it allows no commercial use, and forbids none either: the sentence must not say so.
    return {"causes": and_list(causes), "silent": "nothing" if grant.commercial is None else None}


def _allowed_by_name(causes: list[str], grant: PermissionGrant) -> bool:
    """Whether the permission names each of the *causes* that make an edition commercial as allowed."""
    named = {"advertising": grant.ads, "sponsors": grant.sponsors, "a paywall": grant.paywall}
    return bool(causes) and all(named.get(cause) for cause in causes)


def _ads(case: Case, grant: PermissionGrant) -> Values | None:
    edition = case.edition
    causes = ["advertising"] if (edition.ads or edition.ads_against_item) and not grant.ads else []
    causes += ["sponsors"] if edition.sponsors and not grant.sponsors else []
    return {"causes": and_list(causes)} if causes and grant.commercial else None


def _paywall(case: Case, grant: PermissionGrant) -> Values | None:
    return {} if case.edition.paywall and not grant.paywall else None


def _changed(case: Case, _grant: PermissionGrant) -> Values | None:
    # Who allows the full text allows it as it is; a change has a treatment of its own to be asked for.
    whole = case.treatment is Treatment.FULL_VERBATIM
    return differences(case.use) if whole and case.verbatim is False else None


LIMITS: tuple[tuple[str, Limit], ...] = (
    ("R-GRANT-NO-EVIDENCE", _no_evidence),
    ("R-GRANT-WRONG-HOLDER", _wrong_holder),
    ("R-GRANT-NOT-YET", _not_yet),
    ("R-GRANT-EXPIRED", _expired),
    ("R-GRANT-CHANNEL", _channel),
    ("R-GRANT-TERRITORY", _territory),
    ("R-GRANT-TREATMENT", _treatment),
    ("R-GRANT-LANGUAGE", _language),
    ("R-GRANT-WORDS", _words),
    ("R-GRANT-COPIES", _copies),
    ("R-GRANT-ISSUES", _issues),
    ("R-GRANT-COMMERCIAL", _commercial),
    ("R-GRANT-ADS", _ads),
    ("R-GRANT-PAYWALL", _paywall),
    ("R-VERBATIM-FAILED", _changed),
)

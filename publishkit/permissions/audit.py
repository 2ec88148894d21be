"""The audit of an issue, made from its articles, the publishers' terms, the proofs, and the finished edition's records.

Contacts, notes and mail addresses are in it only when asked for.
"""

from collections.abc import Iterator, Mapping, Sequence

from publishkit.edition.clear import ClearedItem, ClearedPicture
from publishkit.edition.issue_rights import IssueRights
from publishkit.edition.records.proof_record import DutyRecord, State, parse_proof
from publishkit.edition.records.record_json import party_names
from publishkit.edition.records.records import parse_build
from publishkit.model.decision import Decision
from publishkit.model.rights import Channel
from publishkit.model.statement import Duty, PermissionGrant, RightsStatement
from publishkit.permissions.audit_values import (
    SCHEMA,
    ArticleShown,
    AssetShown,
    DecisionShown,
    DutyShown,
    EvidenceShown,
    Found,
    GrantShown,
    LedgerShown,
    NoticeShown,
    ProofShown,
    RightsReport,
)
from publishkit.permissions.ledger import claim_of
from publishkit.rights.evidence import proofs_of, state_of
from publishkit.rights.gate.duties import DUTIES
from publishkit.rights.phrases import and_list, without_addresses
from publishkit.rights.terms import effective_license

TO_A_PERSON = frozenset({"D-NOTIFY", "D-REPORT"})
"""Duties whose particulars name whom to write to."""

_WORST: tuple[State, ...] = ("missing", "not_checked", "manual", "found", "settled")
"""States of a duty that was proved in several places, the worst first."""


def rights_report(
    rights: IssueRights, finished: ProofShown, ledger: LedgerShown | None = None, *, private: bool = False
) -> RightsReport:
    """Return the audit of an issue; contacts, notes and mail addresses only when *private*."""
    planned, config = rights.planned, rights.planned.config
    items = rights.clear()
    describer = _Describer(rights, finished, private=private)
    versions = (decision.policy_version for item in items for decision in item.decisions.values())
    return RightsReport(
        schema=SCHEMA,
        issue=planned.id,
        number=planned.issue.number,
        title=planned.issue.title,
        date=planned.issue.date,
        publication=config.publication.name,
        publisher=config.publication.publisher,
        channels=tuple(channel.value for channel in planned.issue.outputs),
        policy=next(versions, ""),
        private=private,
        proof=finished.state,
        # A letter that changed refuses a text that is already printed; the edition is no longer what would be made.
        proof_is_current=finished.current and not any(item.refused for item in items),
        ledger=ledger,
        articles=tuple(map(describer.article, items)),
    )


def proof_shown(proof: bytes | None, build: bytes | None, inputs: Mapping[str, str]) -> ProofShown:
    """Return what `proof.json` and `build.json` say, as far as they can be read.

    *inputs* is path -> SHA-256 of the files as they are now.
    """
    if proof is None:
        return ProofShown()
    try:
        record = parse_proof(proof)
        current = build is not None and dict(parse_build(build).made_from) == dict(inputs)
    except ValueError:
        return ProofShown(state="unreadable")
    return ProofShown(
        state="passed" if record.passed else "failed", current=current, duties=dict(_worst_of_each(record.duties))
    )


def _worst_of_each(duties: Sequence[DutyRecord]) -> Iterator[tuple[tuple[str, str, str], Found]]:
    """Yield (asset, format, duty) -> what was found, the worst of several."""
    rows: dict[tuple[str, str, str], list[DutyRecord]] = {}
    for duty in duties:
        rows.setdefault((duty.asset, duty.channel.value, duty.duty), []).append(duty)
    for key, same in rows.items():
        yield (
            key,
            Found(
                state=min((one.state for one in same), key=_WORST.index),
                where=tuple(dict.fromkeys(place for one in same for place in one.where)),
                missing=tuple(sentence for one in same for sentence in one.missing),
            ),
        )


class _Describer:
    """Describes one text or picture after the other, as the audit shows it."""

    def __init__(self, rights: IssueRights, finished: ProofShown, *, private: bool) -> None:
        self.rights = rights
        self.finished = finished
        self.private = private

    def article(self, item: ClearedItem) -> ArticleShown:
        head = item.article.head
        pictures = tuple(self._picture(picture) for picture in item.pictures)
        return ArticleShown(
            id=item.id,
            slug=item.entry.slug,
            title=head.title,
            byline=and_list([byline.name for byline in head.bylines]),
            use=item.entry.use,
            asked=item.asked.use,
            assets=(self._text(item), *pictures),
        )

    def _text(self, item: ClearedItem) -> AssetShown:
        used = {channel: item.entry.use if one.ok else "refused" for channel, one in item.decisions.items()}
        statement = item.article.text_rights
        return self._asset(statement, statement.title or item.article.head.title, "", item.decisions, used)

    def _picture(self, shown: ClearedPicture) -> AssetShown:
        picture = shown.picture
        used = {channel: "image" if channel in shown.channels else "left out" for channel in shown.decisions}
        return self._asset(picture.rights, picture.caption or picture.alt, picture.file, shown.decisions, used)

    def _asset(
        self,
        statement: RightsStatement,
        title: str,
        file: str,
        decisions: Mapping[Channel, Decision],
        used: Mapping[Channel, str],
    ) -> AssetShown:
        license = effective_license(statement, self.rights.profiles.get(statement.profile or ""))
        gone = statement.withdrawn
        claim = next(filter(None, (claim_of(statement, one) for one in decisions.values())), {})
        return AssetShown(
            asset=statement.asset_id,
            kind=statement.asset_kind.value,
            title=title,
            file=file,
            status=statement.status.value,
            confidence=statement.confidence.value,
            origin=statement.origin.value,
            creators=party_names(statement.creators),
            holders=party_names(statement.holders),
            agencies=party_names(statement.agencies),
            publisher=statement.publisher.name if statement.publisher else "",
            license=license.name,
            license_uri=license.uri or statement.license_uri or "",
            basis=statement.basis,
            profile=statement.profile or "",
            terms_url=statement.terms_url or "",
            source_url=statement.source_url or "",
            first_published=statement.first_published,
            copyright_line=statement.copyright_line or "",
            credit_line=statement.credit_line or "",
            tdm=statement.tdm.state.value,
            conflict=statement.conflict,
            withdrawn=f"{gone.kind.value}, {gone.on.isoformat()}, by {gone.by}" if gone else "",
            notices=tuple(NoticeShown(text=n.text, sha256=n.sha256, lang=n.lang) for n in statement.notices),
            grants=tuple(map(self._grant, statement.grants)),
            evidence=tuple(self._evidence(statement)),
            decisions=tuple(self._decision(channel, one, used[channel]) for channel, one in decisions.items()),
            duties=tuple(self._duties(statement.asset_id, decisions, used)),
            reviewed_by=self._public(statement.reviewed_by or ""),
            review_due=statement.review_due,
            statement_sha256=next((one.statement_sha256 for one in decisions.values()), ""),
            claimed_by=self._public(claim.get("by", "")),
            because=self._public(claim.get("because", "")),
            approved_by=self._public(claim.get("approved_by", "")),
            notes=statement.notes if self.private else None,
        )

    def _public(self, text: str) -> str:
        return text if self.private else without_addresses(text)

    def _grant(self, grant: PermissionGrant) -> GrantShown:
        return GrantShown(
            id=grant.id,
            kind=grant.kind.value,
            grantor=self._public(grant.grantor.name),
            granted_on=grant.granted_on,
            valid_from=grant.valid_from,
            valid_until=grant.valid_until,
            withdrawn_on=grant.withdrawn_on,
            channels=tuple(channel.value for channel in grant.channels),
            treatments=tuple(treatment.value for treatment in grant.treatments),
            territories=grant.territories,
            reference=self._public(grant.reference),
            contact=grant.contact if self.private else None,
        )

    def _evidence(self, statement: RightsStatement) -> Iterator[EvidenceShown]:
        for of, evidence in proofs_of(statement, self.rights.profiles.get(statement.profile or "")):
            yield EvidenceShown(
                of=self._public(of),
                path=self._public(evidence.path),
                sha256=evidence.sha256,
                state=state_of(evidence, self.rights.stored),
                captured_at=evidence.captured_at,
                note=evidence.note if self.private else None,
            )

    def _decision(self, channel: Channel, decision: Decision, used: str) -> DecisionShown:
        return DecisionShown(
            channel=channel.value,
            requested=decision.requested.value,
            outcome=decision.outcome.value,
            ok=decision.ok,
            used=used,
            reasons=tuple((reason.code, self._public(reason.sentence)) for reason in decision.reasons),
            valid_until=decision.valid_until,
        )

    # --- what is owed, and where it was found -------------------------------------------------------------------------

    def _duties(
        self, asset: str, decisions: Mapping[Channel, Decision], used: Mapping[Channel, str]
    ) -> Iterator[DutyShown]:
        owed: dict[str, tuple[Duty, dict[str, Found]]] = {}
        for channel, decision in decisions.items():
            if used[channel] in {"refused", "left out"}:
                continue  # nothing is printed there, so nothing is owed there
            for duty in decision.duties:
                formats = owed.setdefault(duty.code, (duty, {}))[1]
                formats[channel.value] = self._found(asset, channel.value, duty.code)
        beside = () if "refused" in used.values() else self.finished.owed_beside(asset, frozenset(owed))
        for code in beside:
            names = [channel.value for channel in decisions if (asset, channel.value, code) in self.finished.duties]
            owed[code] = (Duty(code=code), {name: self._found(asset, name, code) for name in names})
        for code, (duty, formats) in owed.items():
            promise = DUTIES[code].promise if code in DUTIES else ""
            yield DutyShown(code=code, promise=promise, params=self._params(duty), formats=formats)

    def _params(self, duty: Duty) -> Mapping[str, str]:
        hidden = {"to"} if duty.code in TO_A_PERSON and not self.private else set()
        return {name: self._public(value) for name, value in duty.params.items() if name not in hidden}

    def _found(self, asset: str, channel: str, code: str) -> Found:
        if self.finished.state in {"none", "unreadable"}:
            return Found(state="unproved")
        manual = code in DUTIES and DUTIES[code].check == "person"
        return self.finished.duties.get((asset, channel, code), Found(state="manual" if manual else "gate"))

"""The decisions of a build as the ledger takes them down: each with hashes of everything it was made on."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256

from publishkit.edition.clear import ClearedItem, edition_context
from publishkit.manifest.load import Planned
from publishkit.model.decision import Decision, Stored
from publishkit.model.profile import Profile
from publishkit.model.rights import Channel
from publishkit.model.statement import RightsStatement
from publishkit.rights.fingerprint import canonical_json
from publishkit.rights.ledger import Entry
from publishkit.rights.proofs import proofs_of


def entries_of(
    planned: Planned,
    items: Sequence[ClearedItem],
    profiles: Mapping[str, Profile],
    stored: Stored,
    decided_at: datetime,
) -> tuple[Entry, ...]:
    """Return one entry per text and picture and format, in reading order; refused ones as well."""
    build = _DecidedBuild(planned, profiles, stored, decided_at)
    return tuple(entry for item in items for entry in build.entries(item))


class _DecidedBuild:
    """What all entries of one build share."""

    def __init__(self, planned: Planned, profiles: Mapping[str, Profile], stored: Stored, decided_at: datetime) -> None:
        self.planned = planned
        self.profiles = profiles
        self.stored = stored
        self.decided_at = decided_at
        self.inputs = dict(planned.inputs)
        self.circumstances = {
            channel: asdict(edition_context(planned.config, planned.issue, channel))
            for channel in planned.issue.outputs
        }

    def entries(self, item: ClearedItem) -> Iterator[Entry]:
        """Yield the decisions about one text, then those about its pictures."""
        place = item.article.place
        pictures = {f"{place}/{picture.file}" for picture in item.article.pictures if picture.file}
        # The statement has its own hash; `rights.toml` holds other statements as well.
        words = {
            path: digest
            for path, digest in self.inputs.items()
            if path.startswith(f"{place}/") and path not in pictures and not path.endswith("/rights.toml")
        }
        yield from self._entries(item, item.article.text_rights, item.decisions, words)
        for shown in item.pictures:
            path = f"{place}/{shown.picture.file}"
            file = {path: self.inputs[path]} if path in self.inputs else {}
            yield from self._entries(item, shown.picture.rights, shown.decisions, file)

    def _entries(
        self,
        item: ClearedItem,
        statement: RightsStatement,
        decisions: Mapping[Channel, Decision],
        inputs: Mapping[str, str],
    ) -> Iterator[Entry]:
        profile = self.profiles.get(statement.profile or "")
        paths = (proof.evidence.path for proof in proofs_of(statement, profile))
        evidence = {path: self.stored.sha256.get(path) for path in paths}
        for channel, decision in decisions.items():
            yield Entry(
                edition=self.planned.id,
                edition_date=self.planned.issue.date,
                asset=decision.asset_id,
                channel=channel.value,
                requested=decision.requested.value,
                outcome=decision.outcome.value,
                ok=decision.ok,
                reasons=tuple(dict.fromkeys(reason.code for reason in decision.reasons)),
                duties=tuple(dict.fromkeys(duty.code for duty in decision.duties)),
                valid_until=decision.valid_until,
                policy=decision.policy_version,
                statement_sha256=decision.statement_sha256,
                asked_sha256=self._asked(item, channel),
                profile={"id": profile.id, "sha256": _sha256(canonical_json(profile))} if profile else None,
                inputs=inputs,
                evidence=evidence,
                decided_at=self.decided_at,
            )

    def _asked(self, item: ClearedItem, channel: Channel) -> str:
        asked = {"entry": item.asked.model_dump(mode="json"), "edition": self.circumstances[channel]}
        return _sha256(json.dumps(asked, sort_keys=True, separators=(",", ":"), default=str))


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()

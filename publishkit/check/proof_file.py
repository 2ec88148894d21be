"""The record of a proof, filled from its rows: what goes into `proof.json`."""

from collections.abc import Sequence

from publishkit.check.proof import Leak, Proof, Row
from publishkit.edition.proof_record import (
    PUBLISHED_TRACES,
    DutyRecord,
    Head,
    ProofRecord,
    WithheldRecord,
    proof_bytes,
)
from publishkit.model.edition import Withheld


def proof_json(edition: str, heads: Sequence[Head], proof: Proof, withheld: Sequence[Withheld]) -> bytes:
    """Return the record of a proof."""
    record = ProofRecord(
        schema="publishkit-proof/1",
        edition=edition,
        passed=proof.passed,
        items=tuple(heads),
        duties=tuple(map(_duty, proof.rows)),
        withheld=tuple(_withheld(item, proof.leaks) for item in withheld),
        faults=proof.faults,
    )
    return proof_bytes(record)


def _duty(row: Row) -> DutyRecord:
    owed = row.owed
    return DutyRecord(
        item=owed.item,
        asset=owed.asset_id,
        channel=owed.channel,
        duty=owed.duty,
        near=owed.near,
        strings=owed.strings,
        links=owed.links,
        place=owed.place,
        text=owed.text,
        allowed=owed.allowed,
        reason=owed.reason,
        state=row.state,
        where=row.where,
        missing=row.missing,
    )


def _withheld(item: Withheld, leaks: Sequence[Leak]) -> WithheldRecord:
    return WithheldRecord(
        asset=item.asset_id,
        article=item.article,
        channels=item.channels,
        reasons=item.reasons,
        sentence=item.sentence,
        names=item.names,
        sha256=item.sha256,
        fingerprints=item.fingerprints,
        shingles=tuple(sorted(mark for mark in item.shingles if mark[0] in PUBLISHED_TRACES)),
        leaks=tuple(f"{leak.where}: {leak.message}" for leak in leaks if leak.asset_id == item.asset_id),
    )

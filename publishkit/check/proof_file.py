"""`proof.json`: what was owed, where it was found, and by what a withheld work would be known again.

It holds enough to prove a finished edition a second time from nothing but its folder (`publishkit verify`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from publishkit.check.proof import Leak, Proof, Row, State
from publishkit.check.read_mail import Head
from publishkit.edition.records import canonical, parse_build, parse_record
from publishkit.edition.report_values import Found, ProofShown
from publishkit.model.edition import Owed, Withheld
from publishkit.model.finding import Finding
from publishkit.model.rights import Channel

PROOF = "proof.json"

PUBLISHED_TRACES = "0123"
"""Only traces that begin with one of these digits, one in four, are written down.

All of them would let anybody who knows nine words of the withheld text guess the next one, and the next, to its end.
Every fourth still meets any copied sentence or two; the build itself compares with all of them.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyRecord:
    """One duty in one format, and what the finished files said to it."""

    item: str
    asset: str
    channel: Channel
    duty: str
    near: bool
    strings: tuple[str, ...]
    links: tuple[str, ...]
    place: Literal["", "top", "end"] = ""
    text: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    reason: str = ""
    state: State
    where: tuple[str, ...]
    missing: tuple[str, ...]
    """Sentences."""

    @property
    def owed(self) -> Owed:
        """The duty as the proof looks for it."""
        return Owed(
            item=self.item,
            asset_id=self.asset,
            channel=self.channel,
            duty=self.duty,
            near=self.near,
            strings=self.strings,
            links=self.links,
            place=self.place,
            text=self.text,
            allowed=self.allowed,
            reason=self.reason,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class WithheldRecord:
    """Something withheld, and by what it would be known again."""

    asset: str
    article: str
    channels: tuple[Channel, ...]
    reasons: tuple[str, ...]
    """Codes."""
    sentence: str
    names: tuple[str, ...]
    sha256: tuple[str, ...]
    fingerprints: tuple[str, ...]
    shingles: tuple[str, ...]
    """Those that begin with one of `PUBLISHED_TRACES`."""
    leaks: tuple[str, ...] = ()
    """Places and sentences; none in an edition that was proved."""

    @property
    def withheld(self) -> Withheld:
        """The same as the search for traces takes it."""
        return Withheld(
            asset_id=self.asset,
            article=self.article,
            channels=self.channels,
            reasons=self.reasons,
            sentence=self.sentence,
            names=self.names,
            sha256=self.sha256,
            fingerprints=self.fingerprints,
            shingles=self.shingles,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ProofRecord:
    """`proof.json`; a change that could break a reader is a new number and a changelog entry."""

    schema: Literal["publishkit-proof/1"]
    edition: str
    passed: bool
    items: tuple[Head, ...]
    duties: tuple[DutyRecord, ...]
    withheld: tuple[WithheldRecord, ...]
    faults: tuple[Finding, ...] = ()

    @property
    def owed(self) -> tuple[Owed, ...]:
        """Every duty of the edition."""
        return tuple(duty.owed for duty in self.duties)

    @property
    def barred(self) -> tuple[Withheld, ...]:
        """Everything that must not be found in it."""
        return tuple(one.withheld for one in self.withheld)


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
    return canonical({**asdict(record), "duties": [_told(duty) for duty in record.duties]})


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


def _told(duty: DutyRecord) -> Mapping[str, Any]:
    """Return *duty* without what it does not ask for."""
    rare = ("place", "text", "allowed", "reason")
    return {name: value for name, value in asdict(duty).items() if value or name not in rare}


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


def parse_proof(data: bytes) -> ProofRecord:
    """Return what a `proof.json` says.

    Raises:
        ValueError: not our record, or not whole.
    """
    return parse_record(ProofRecord, data, "publishkit-proof/1")


# --- for the audit ----------------------------------------------------------------------------------------------------

_WORST: tuple[State, ...] = ("missing", "manual", "found", "settled")


def proof_shown(proof: bytes | None, build: bytes | None, inputs: Mapping[str, str]) -> ProofShown:
    """Return what `proof.json` and `build.json` say, as far as they can be read.

    *inputs* is path -> SHA-256 of the files as they are now.
    """
    if proof is None:
        return ProofShown()
    try:
        told = parse_proof(proof)
        current = build is not None and dict(parse_build(build).made_from) == dict(inputs)
    except ValueError:
        return ProofShown(state="unreadable")
    return ProofShown(state="passed" if told.passed else "failed", current=current, duties=dict(_found(told.duties)))


def _found(duties: Sequence[DutyRecord]) -> Iterator[tuple[tuple[str, str, str], Found]]:
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

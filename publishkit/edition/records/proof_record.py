"""`proof.json` as a value, and how it is read: what was owed, where it was found, by what a withheld work would be known.

It holds enough to prove a finished edition a second time from nothing but its folder (`publishkit verify`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256
from typing import Any, Literal

from publishkit.edition.records.announced import Announced
from publishkit.edition.records.records import PictureRights, TextRights, parse_record
from publishkit.model.artifact import Finding
from publishkit.model.issue import MailForm
from publishkit.model.owed import Owed, Withheld
from publishkit.model.rights import Channel

PROOF = "proof.json"

State = Literal["found", "missing", "settled", "manual", "not_checked"]
"""`settled`: kept before rendering, nothing to be seen; `manual`: only a person can say; `not_checked`: there was nothing to
compare with (`Owed.unchecked`), so that it is neither kept nor broken."""

PUBLISHED_TRACES = "0123"
"""Only traces that begin with one of these digits, one in four, are written down.

All of them would let anybody who knows nine words of the withheld text guess the next one, and the next, to its end.
Every fourth still meets any copied sentence or two; the build itself compares with all of them.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """How an item begins in plain text: its title, and below it its rights label."""

    item: str
    title: str
    label: str
    mail: MailForm = "full"
    """How the mail shows it."""


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
    sha256: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()
    reason: str = ""
    unchecked: str = ""
    state: State
    where: tuple[str, ...]
    missing: tuple[str, ...]
    """Sentences."""

    @property
    def owed(self) -> Owed:
        """The duty as the proof looks for it."""
        return Owed(asset_id=self.asset, **{name: getattr(self, name) for name in _SHARED})

    @classmethod
    def of(cls, owed: Owed, *, state: State, where: tuple[str, ...], missing: tuple[str, ...]) -> "DutyRecord":
        """Return the record of *owed* and of what the finished files said to it."""
        shared = {name: getattr(owed, name) for name in _SHARED}
        return cls(asset=owed.asset_id, **shared, state=state, where=where, missing=missing)


_SHARED = tuple(one.name for one in fields(Owed) if one.name != "asset_id")
"""What a duty and its record call by the same name: all but the asset."""


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
class ProvedFile:
    """A file that the proof was made over."""

    name: str
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting:
    """How often a text or a link that is owed was seen, document by document."""

    text: str
    places: Mapping[str, int]
    """Document (`web/index.html`) -> times."""
    link: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """What was decided of one text or picture, and on what it rests, as `rights.json` has to say it too."""

    asset: str
    status: str
    outcome: str
    reasons: tuple[str, ...]
    """Codes."""
    holders: tuple[str, ...] = ()
    license_id: str = ""
    credit: str = ""
    """Of a picture."""
    spdx: str = ""
    policy: str = ""
    """SHA-256 of the terms in ODRL."""

    @classmethod
    def of(cls, one: TextRights | PictureRights) -> "Decided":
        """Return what the entry of a public record says."""
        odrl = json.dumps(one.odrl, sort_keys=True, ensure_ascii=False) if one.odrl else ""
        shared: dict[str, Any] = {
            "asset": one.asset,
            "status": one.status or "",
            "outcome": one.decision.outcome or "",
            "reasons": one.decision.reasons,
            "spdx": one.spdx or "",
            "policy": sha256(odrl.encode()).hexdigest() if odrl else "",
        }
        if isinstance(one, PictureRights):
            return cls(**shared, credit=one.credit_line or "")
        return cls(**shared, holders=one.holders, license_id=one.license_id or "")


@dataclass(frozen=True, kw_only=True, slots=True)
class ProofRecord:
    """`proof.json`; a change that could break a reader is a new number and a changelog entry.

    The first form had other traces of texts and did not say what may be said of them; it is read as well.
    """

    schema: Literal["publishkit-proof/2", "publishkit-proof/1"]
    edition: str
    passed: bool
    items: tuple[Head, ...]
    duties: tuple[DutyRecord, ...]
    withheld: tuple[WithheldRecord, ...]
    faults: tuple[Finding, ...] = ()
    announced: Announced | None = None
    """What the edition says of itself; None in a record made before it was kept."""
    sightings: tuple[Sighting, ...] = ()
    wording: Mapping[str, str] = field(default_factory=dict)
    """`web/index.html#a02` -> SHA-256 of the letters with which a work of somebody else stands there, credit and all."""
    metadata: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Document -> what its head, package, Info and XMP say."""
    files: tuple[ProvedFile, ...] = ()
    """Every file beside this one, `build.json` and the checksums; none in a record made before they were kept."""
    decided: tuple[Decided, ...] = ()
    """Of every text and picture; none in a record made before it was kept."""
    said: tuple[str, ...] = ()
    """What the edition says of other people's works by right: titles, names, notices, addresses, quotations."""

    @property
    def may_say(self) -> tuple[str, ...]:
        """Return what is no copy; of the first form what is owed, but for the texts themselves."""
        if self.schema != "publishkit-proof/1":
            return self.said
        owed = (duty for duty in self.duties if duty.duty != "D-VERBATIM")
        heads = (text for head in self.items for text in (head.title, head.label))
        return (*heads, *(text for duty in owed for text in (*duty.strings, *duty.links)))

    @property
    def heads(self) -> tuple[Head, ...]:
        """How each item begins."""
        return self.items

    @property
    def owed(self) -> tuple[Owed, ...]:
        """Every duty of the edition."""
        return tuple(duty.owed for duty in self.duties)

    @property
    def barred(self) -> tuple[Withheld, ...]:
        """Everything that must not be found in it."""
        return tuple(one.withheld for one in self.withheld)


def parse_proof(data: bytes) -> ProofRecord:
    """Return what a `proof.json` says.

    Raises:
        ValueError: not our record, or not whole.
    """
    return parse_record(ProofRecord, data, "publishkit-proof/2")

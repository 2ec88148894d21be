"""The rights statement: everything known about the rights in one text or picture, permissions and requests included."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from publishkit.model.rights import (
    AssetKind,
    Channel,
    Confidence,
    CreditOrigin,
    Evidence,
    LicenseScope,
    Notice,
    Origin,
    Party,
    Status,
    StrictValue,
    TdmReservation,
    Withdrawal,
)


class Treatment(StrEnum):
    """What is done with a text or a picture."""

    FULL_VERBATIM = "full_verbatim"
    FULL_EDITED = "full_edited"
    ABRIDGED = "abridged"
    TRANSLATED = "translated"
    BRIEF = "brief"
    QUOTE = "quote"
    LINK_ONLY = "link_only"
    IMAGE = "image"
    IMAGE_RESIZED = "image_resized"
    IMAGE_CROPPED = "image_cropped"
    IMAGE_RECOLOURED = "image_recoloured"
    IMAGE_OVERLAY = "image_overlay"


ADAPTATIONS = frozenset(
    {
        Treatment.FULL_EDITED,
        Treatment.ABRIDGED,
        Treatment.TRANSLATED,
        Treatment.IMAGE_CROPPED,
        Treatment.IMAGE_RECOLOURED,
        Treatment.IMAGE_OVERLAY,
    }
)
"""Treatments that make adapted material; reflowing and resizing do not (CC 4.0 legal code 2(a)(4))."""

BRIEFLIKE = frozenset({Treatment.BRIEF, Treatment.QUOTE, Treatment.LINK_ONLY})
"""Treatments that do not reproduce the work."""


class GrantKind(StrEnum):
    """How a permission was given; a verbal one never suffices."""

    EMAIL = "email"
    LETTER = "letter"
    CONTRACT = "contract"
    PURCHASE = "purchase"
    WEB_FORM = "web_form"
    VERBAL = "verbal"


@dataclass(frozen=True, kw_only=True, slots=True)
class Signal(StrictValue):
    """One sign about rights, as a reader of a page or a picture file found it: evidence, no conclusion."""

    kind: str
    """What it is: "license-link", "holder", "phrase", "data-mining", … (docs/detection.md has the list)."""
    value: str
    """As it stands there."""
    where: str = ""
    """Where it stands: "head", "article", "caption", "footer", "json-ld", "notice", "xmp", …"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty(StrictValue):
    """Something that must be true in the finished files."""

    code: str
    """D-…"""
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quoted(StrictValue):
    """The words on which terms of a permission rest; private: never exported."""

    terms: tuple[str, ...]
    """"permission", and keys of the grant: "channels", "valid_until", "credit", …"""
    words: str
    """As they stand there, spaces and line ends made one space."""
    source: Literal["letter", "form", "request", "editor"] = "letter"
    """The letter's own words; its answer form; our request, which the letter agrees to as it is; the editor, who read a
    document that no program can."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PermissionGrant(StrictValue):
    """One permission with its limits and its proof."""

    id: str = ""
    kind: GrantKind
    grantor: Party
    grantor_is_holder: bool = False
    contact: str = ""
    """Private: never exported."""
    reference: str = ""
    """Message-ID, invoice or contract number."""
    granted_on: date
    valid_from: date | None = None
    valid_until: date | None = None
    """The last day on which it may be used."""
    channels: tuple[Channel, ...]
    treatments: tuple[Treatment, ...] = (Treatment.FULL_VERBATIM,)
    territories: tuple[str, ...] = ("WORLD",)
    """"WORLD" or ISO 3166-1 alpha-2 codes."""
    languages: tuple[str, ...] = ()
    max_words: int | None = None
    max_copies: int | None = None
    max_issues: int | None = None
    commercial: bool | None = None
    """None where it says nothing of it: not covered, and no condition either. So with the next three."""
    paywall: bool | None = None
    ads: bool | None = None
    sponsors: bool | None = None
    image_ids: tuple[str, ...] = ()
    credit: str | None = None
    """To be printed exactly so."""
    conditions: tuple[Duty, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    """At least one whose hash matches, else the grant cannot be used."""
    withdrawn_on: date | None = None
    because: str = ""
    """The editor's reason where more is recorded than the letter says: why its sender may speak for the holder."""
    quoted: tuple[Quoted, ...] = ()
    """The words behind each term."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedTerms(StrictValue):
    """What a letter asked for: what a plain yes to it permits, and no more."""

    channels: tuple[Channel, ...]
    treatments: tuple[Treatment, ...]
    territories: tuple[str, ...] = ("WORLD",)
    languages: tuple[str, ...] = ()
    """Of a translation."""
    valid_until: date | None = None
    commercial: bool | None = None
    """True where the letter said that the edition has a price, advertising, sponsors, a paywall or a commercial house."""
    paywall: bool | None = None
    ads: bool | None = None
    sponsors: bool | None = None
    max_issues: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PermissionRequest(StrictValue):
    """A letter that asked for permission; private: never exported."""

    asked_on: date
    to: str = ""
    """Mail address it was drafted for; "" when the editor chose it when sending."""
    path: str = ""
    """The letter, relative to the workspace; "" when it was put elsewhere."""
    token: str = ""
    """Stands in the letter and its subject (`PK-7F3K-Q2MD`), so that the answer finds what it answers."""
    terms: AskedTerms | None = None
    note: str = ""


NOT_RESERVED = TdmReservation()
"""What nothing was found about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RightsStatement(StrictValue):
    """Everything known about the rights in one text or one picture.

    `asset_id` and `asset_kind` are filled by the loader; title, creators, publisher, source_url and first_published of a
    text come from `article.md` unless `rights.toml` says otherwise.
    """

    asset_id: str = ""
    """`slug#text` or `slug#img1`."""
    asset_kind: AssetKind = AssetKind.TEXT
    status: Status = Status.UNKNOWN
    confidence: Confidence = Confidence.NONE
    origin: Origin = Origin.EDITOR
    title: str | None = None
    creators: tuple[Party, ...] = ()
    publisher: Party | None = None
    holders: tuple[Party, ...] = ()
    agencies: tuple[Party, ...] = ()
    copyright_year: int | None = None
    copyright_line: str | None = None
    """Verbatim, e.g. "© Daily Wrap" with its no-break space."""
    notices: tuple[Notice, ...] = ()
    credit_line: str | None = None
    credit_origin: CreditOrigin = CreditOrigin.EDITOR
    license_id: str | None = None
    """`CC-<ELEMENTS>-<VERSION>[-<PORT>]` or an SPDX id; the URI is the truth."""
    license_uri: str | None = None
    rs_uri: str | None = None
    """rightsstatements.org URI (http, versioned)."""
    license_applies_to: LicenseScope = LicenseScope.UNKNOWN
    basis: str = ""
    """Why it is in the public domain, or another legal ground an editor recorded."""
    claimed_by: str | None = None
    """The person who says that `status` is true although other things in the file speak against it."""
    because: str = ""
    """Why it is true all the same, in a sentence of that person's own."""
    approved_by: str | None = None
    """A second person who agrees, where the house asks for two (`two_people` under [rights])."""
    claimed_against: tuple[str, ...] = ()
    """Marks of the evidence the claim answers, as a command writes them; () answers whatever stands there."""
    profile: str | None = None
    terms_url: str | None = None
    acquire_url: str | None = None
    source_url: str | None = None
    """Canonical address of the original."""
    first_published: date | datetime | None = None
    retrieved_at: datetime | None = None
    input_sha256: str | None = None
    body_sha256: str | None = None
    """Of the normalised body as captured; what `D-VERBATIM` compares with."""
    grants: tuple[PermissionGrant, ...] = ()
    requests: tuple[PermissionRequest, ...] = ()
    """Letters that asked for permission, oldest first; they clear nothing."""
    tdm: TdmReservation = NOT_RESERVED
    no_rewrite: bool = False
    partner_content: bool = False
    signals: tuple[Signal, ...] = ()
    """What the proposed status rests on; all that was read stands in `ingest.json`."""
    conflict: tuple[str, ...] = ()
    """Signals that contradict each other; non-empty means an editor must decide."""
    withdrawn: Withdrawal | None = None
    evidence: tuple[Evidence, ...] = ()
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    review_due: date | None = None
    notes: str = ""

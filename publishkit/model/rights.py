"""The words a rights statement is made of: its closed lists of choices, and parties, notices, evidence, reservations.

Values only, standard library only. Names and defaults follow the closed enumerations of our rights model; files are
checked against these classes by `workspace/toml/parse.py` (pydantic reads `__pydantic_config__`; nothing is imported for it here).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Literal


class StrictValue:
    """What every value of a file has in common: no type is guessed when it is read, and unknown keys are errors."""

    __slots__ = ()
    __pydantic_config__: ClassVar[Mapping[str, object]] = {"strict": True, "extra": "forbid"}


class Channel(StrEnum):
    """Where readers meet the text."""

    EMAIL = "email"
    WEB = "web"
    PDF = "pdf"
    EPUB = "epub"


class AssetKind(StrEnum):
    """What the statement is about; text and pictures never share a statement."""

    TEXT = "text"
    IMAGE = "image"
    GRAPHIC = "graphic"
    VIDEO = "video"
    AUDIO = "audio"
    COVER = "cover"


class Status(StrEnum):
    """The legal situation as far as it is known; `unknown` is the default and clears nothing."""

    OWN = "own"
    PUBLIC_DOMAIN = "public_domain"
    US_GOVERNMENT_WORK = "us_government_work"
    PUBLIC_DOMAIN_US_ONLY = "public_domain_us_only"
    LICENSED_OPEN = "licensed_open"
    PUBLISHER_TERMS = "publisher_terms"
    PERMISSION = "permission"
    ALL_RIGHTS_RESERVED = "all_rights_reserved"
    NO_REPUBLICATION = "no_republication"
    ORPHAN = "orphan"
    UNKNOWN = "unknown"


class Origin(StrEnum):
    """Who said so."""

    DETECTED = "detected"
    PROFILE = "profile"
    IMAGE_METADATA = "image_metadata"
    EDITOR = "editor"
    IMPORT = "import"


class Confidence(StrEnum):
    """How sure a detection is."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class CreditOrigin(StrEnum):
    """Where a credit line comes from."""

    VERBATIM = "verbatim"
    HOLDER_REQUIRED = "holder_required"
    DERIVED = "derived"
    EDITOR = "editor"


class TdmState(StrEnum):
    """Whether the holder reserves text and data mining."""

    RESERVED = "reserved"
    NOT_RESERVED = "not_reserved"
    UNSET = "unset"


class TdmScope(StrEnum):
    """What a reservation covers."""

    ALL = "all"
    TEXT = "text"
    IMAGE = "image"


class NoticeWhere(StrEnum):
    """Where a notice was read."""

    INPUT = "input"
    PAGE = "page"
    TERMS = "terms"
    IMAGE = "image"
    FEED = "feed"


class LicenseScope(StrEnum):
    """What a license statement was about, as far as its place tells."""

    THIS = "this"
    SITE = "site"
    TEXT = "text"
    """Texts only: "text CC BY, photographs all rights reserved"."""
    IMAGE = "image"
    """Pictures only."""
    OTHER = "other"
    """Another work on the page: a data set, a sidebar, the software of the site."""
    UNKNOWN = "unknown"


class WithdrawalKind(StrEnum):
    """Why a holder called a text or picture back."""

    KILL = "kill"
    TAKEDOWN = "takedown"
    CORRECTION = "correction"


@dataclass(frozen=True, kw_only=True, slots=True)
class Party(StrictValue):
    """A person or body."""

    name: str
    """As the holder writes it; never normalised, never translated."""
    role: str = ""
    url: str | None = None
    id: str | None = None
    """ROR, Wikidata or ISNI identifier."""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice(StrictValue):
    """A rights notice, byte for byte."""

    text: str
    """Verbatim: typos, no-break spaces and all."""
    sha256: str
    """Of the UTF-8 text; a notice whose text no longer matches is an error."""
    lang: str = "und"
    """BCP 47."""
    where: NoticeWhere = NoticeWhere.INPUT
    start: int | None = None
    end: int | None = None
    """Offsets in characters of the stored source."""
    url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence(StrictValue):
    """A stored document that proves something: private, hashed, never shipped."""

    path: str
    """Relative to the workspace."""
    sha256: str
    media_type: str = ""
    captured_at: datetime | None = None
    captured_by: str = ""
    source_url: str | None = None
    note: str = ""
    visibility: Literal["private"] = "private"


@dataclass(frozen=True, kw_only=True, slots=True)
class TdmSignal(StrictValue):
    """One sign of a reservation and where it stood."""

    kind: str
    value: str
    where: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TdmReservation(StrictValue):
    """Text and data mining: it limits us too (a program may not write the summary)."""

    state: TdmState = TdmState.UNSET
    policy_url: str | None = None
    scope: TdmScope = TdmScope.ALL
    signals: tuple[TdmSignal, ...] = ()
    ai_training: str | None = None
    """"deny" or "allow"."""
    ai_input: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawal(StrictValue):
    """The holder called it back."""

    kind: WithdrawalKind
    on: date
    by: str
    evidence: tuple[Evidence, ...] = ()

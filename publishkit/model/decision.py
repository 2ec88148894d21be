"""A use that somebody asks about, the decision on it, and what it is decided by besides: house rules, proofs, what is known of the work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Literal

from publishkit.model.rights import Channel, StrictValue
from publishkit.model.statement import Duty, RightsStatement, Signal, Treatment


class PublisherType(StrEnum):
    """Who publishes the edition, as NonCommercial licenses ask."""

    NONPROFIT = "nonprofit"
    FORPROFIT = "forprofit"
    INDIVIDUAL = "individual"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """The greatest use allowed."""

    ALLOW_FULL = "ALLOW_FULL"
    ALLOW_BRIEF = "ALLOW_BRIEF"
    BLOCK = "BLOCK"


class Rank(IntEnum):
    """Outcomes in order, so that "never raises the outcome" can be said with `<=`."""

    BLOCK = 0
    ALLOW_BRIEF = 1
    ALLOW_FULL = 2


class Checked(StrEnum):
    """What became of a claim that wants a comparison: a text unchanged, a summary in our own words."""

    KEPT = "kept"
    """Compared, and it holds."""
    NOT_CHECKED = "not_checked"
    """There was nothing to compare with: nobody may say that it holds."""
    BROKEN = "broken"
    """Compared, and it does not hold."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EditionContext(StrictValue):
    """The circumstances under which readers get the edition."""

    channel: Channel
    date: date
    territories: tuple[str, ...] = ("WORLD",)
    language: str = "en"
    price: Decimal = Decimal(0)
    paywall: bool = False
    registration_wall: bool = False
    ads: bool = False
    sponsors: bool = False
    ads_against_item: bool = False
    publisher_type: PublisherType = PublisherType.UNKNOWN
    news_outlet: bool = False
    drm: bool = False
    item_license_display: bool = True
    contact_shown: bool = True
    audience_size: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class IntendedUse(StrictValue):
    """What is asked: one treatment of one asset in one channel."""

    edition: EditionContext
    treatment: Treatment
    words: int = 0
    verbatim: bool | None = True
    """Result of the verbatim check; None: there was nothing to compare with. Who does not say asks about the text unchanged."""
    difference_count: int = 0
    """At how many places the verbatim check found a difference."""
    first_difference: str = ""
    """The first of them, in a person's words."""
    automated_selection: bool = False
    summary_by: Literal["human", "machine"] = "human"
    quote_chars: int = 0
    own_chars: int = 0
    longest_run: int = 0
    """Longest run of words the summary shares with the source, outside quotation marks."""
    five_gram: float = 0.0
    """Share of the summary's 5-grams found in the source, 0 to 1."""
    repeated: str = ""
    """The longest run itself, as the summary has it."""
    used_from_source_this_issue: int = 0
    """Other items of this issue from the same publisher."""
    used_from_source_this_month: int = 0
    """Items of that publisher already used this month, this one not counted."""
    issues_by_proof: dict[str, int] = field(default_factory=dict)
    """SHA-256 of a stored proof -> earlier issues that printed something by it; what `max_issues` counts."""
    quoted_chars_from_source: int = 0
    """Characters quoted from that publisher in the whole issue, this quotation included."""


class Severity(StrEnum):
    """How a reason weighs."""

    BLOCK = "block"
    LIMIT = "limit"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why, in one sentence an editor can act on."""

    code: str
    """R-… or W-…"""
    severity: Severity
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """The answer to one intended use."""

    asset_id: str
    outcome: Outcome
    ok: bool
    """Whether the requested treatment is allowed."""
    requested: Treatment
    max_treatment: Treatment | None
    """The greatest treatment allowed; None when blocked."""
    reasons: tuple[Reason, ...]
    duties: tuple[Duty, ...] = ()
    alternatives: tuple[Treatment, ...] = ()
    valid_until: date | None = None
    against: tuple[str, ...] = ()
    """Marks of what speaks against the status, settled by a claim or not, which `claimed_against` names; where nothing is known
    of the rights, of what speaks against the work being our own."""
    policy_version: str = ""
    statement_sha256: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RightsPolicy(StrictValue):
    """The house rules, `[rights]` in publishkit.toml."""

    on_not_cleared: Literal["refuse", "brief"] = "refuse"
    """What `build` does with an item that is not cleared: stop, or use the editor's own summary when there is one."""
    quote_max_chars: int = 120
    quote_total_chars_per_source: int = 240
    own_to_quote_ratio: float = 3.0
    near_copy_max_run: int = 8
    near_copy_max_5gram: float = 0.15
    tracking_pixels: Literal["never", "web", "web+email"] = "never"
    terms_max_age_days: int = 180
    two_people: bool = False
    """Whether a claim against other evidence (`claimed_by`) needs a second person (`approved_by`)."""
    takedown_days: int = 7
    """Within how many days the house answers a rights holder; printed in the colophon."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """The evidence files as they are on disk, so that deciding stays pure: path -> SHA-256, absent = missing."""

    sha256: Mapping[str, str] = field(default_factory=dict)


# --- who we are, and what is known of the work from elsewhere ---------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity(StrictValue):
    """Who publishes: by which names and addresses our own work is known."""

    names: tuple[str, ...] = ()
    """Of the publication, its publisher, and what they also call themselves."""
    people: tuple[str, ...] = ()
    """Who works for the house and may sign for it: its editors."""
    sites: tuple[str, ...] = ()
    """Hosts, `*.host` for everything below one, `host/path` where many publish at one host."""
    reserves_mining: bool = False
    """Whether we reserve text and data mining for our own texts."""

    @property
    def known(self) -> bool:
        """Whether anybody said who we are."""
        return bool(self.names)


NOBODY = Identity()
"""Where nobody said who we are: then nobody who is named is us."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim(StrictValue):
    """A claim as an earlier build wrote it down."""

    by: str
    because: str
    against: tuple[str, ...] = ()
    """Marks of the evidence it answered then."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Background(StrictValue):
    """Who asks, and what a workspace knows of one text or picture besides its statement in rights.toml."""

    us: Identity = NOBODY
    of_workspace: bool = False
    """Whether a workspace was looked at; otherwise all that is known stands in the statement."""
    proposed: RightsStatement | None = None
    """What was read and proposed when it was added, publisher and address of the page included."""
    from_page: bool = False
    """Whether it was added from a web page: then a license of the text would have stood there."""
    signals: tuple[Signal, ...] = ()
    """What the picture's own file says."""
    src: str | None = None
    """Address the picture was taken from."""
    article: RightsStatement | None = None
    """Of a picture: the statement of the text it stands in."""
    recorded: Claim | None = None
    """The claim about this work that the last build of this issue wrote down."""


NO_BACKGROUND = Background()

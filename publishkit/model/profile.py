"""A publisher's own terms as data: one file per publisher, `rights/profiles/<id>.toml`.

A Creative Commons license alone is not enough: caps, embargoes, tracking pixels and credit lines come from the
publisher's terms page. Where license and terms differ, the stricter one wins. Defaults are what a page allows that says
nothing on the point, except pictures: they are excluded until the terms say otherwise.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from publishkit.model.rights import Channel, Evidence, Status, StrictValue

EVERY_CHANNEL = tuple(Channel)


@dataclass(frozen=True, kw_only=True, slots=True)
class CreditTerms(StrictValue):
    """`[credit]`: what must be read beside the text."""

    required: str = ""
    """Printed exactly; may hold {authors} {title} {publisher} {date_long} {year} {url} {accessed}."""
    placement: Literal["top", "bottom", "byline", "any"] = "any"
    link: Literal["article", "home", "either"] = "article"
    logo: Literal["none", "optional", "required"] = "optional"
    tagline: str = ""
    """A paragraph the publisher wants at the end of the text."""
    keep_links: bool = False
    """Whether every link of the original must stay."""
    canonical: bool = False
    """Whether a page of its own must name the original in `<link rel=canonical>`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Allowed(StrictValue):
    """`[allow]`: circumstances and changes the publisher accepts."""

    republication: bool = True
    """False: nothing is printed without a contract or a letter, whatever else the page says."""
    channels: tuple[Channel, ...] = EVERY_CHANNEL
    edits: Literal["any", "relative-time-place-style", "none"] = "any"
    translate: bool = True
    abridge: bool = True
    excerpt: bool = True
    nc_override: Literal["", "ads_ok", "news_outlets"] = ""
    """What the publisher waives of a NonCommercial license: advertising, or everything for news outlets."""
    paywall: bool = True
    """False: neither a price nor a paywall."""
    registration_wall: bool = True
    ads: bool = True
    ads_against_item: bool = True
    sponsors: bool = True
    resale: bool = True
    """False: the text is not sold separately from the issue."""
    publisher_types: tuple[Literal["any", "nonprofit", "news_outlet"], ...] = ("any",)
    automated_selection: bool = True
    full_only: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits(StrictValue):
    """`[limits]`: numbers; 0 is no limit."""

    not_before_days: int = 0
    """Days after first publication that must pass."""
    not_after_days: int = 0
    """Days after first publication on which it may still be used."""
    cap_per_month: int = 0
    max_words: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class PixelTerms(StrictValue):
    """`[pixel]`: a counter the publisher wants in our pages."""

    required_in: tuple[Channel, ...] = ()
    url: str = ""
    waiver: tuple[Evidence, ...] = ()
    """The publisher's written word that we need not carry it; counts only while every file is unchanged."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureTerms(StrictValue):
    """`[images]`: what the terms say of pictures; each picture still has a statement of its own."""

    default: Literal["excluded", "own_only", "same_license"] = "excluded"


@dataclass(frozen=True, kw_only=True, slots=True)
class NotifyTerms(StrictValue):
    """`[notify]`: what the publisher wants to hear of us."""

    when: Literal["optional", "required"] = "optional"
    to: str = ""
    send: tuple[Literal["link", "copy", "circulation"], ...] = ()
    channels: tuple[Channel, ...] = EVERY_CHANNEL
    """Formats after which it wants to hear."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Excluded(StrictValue):
    """`[exclude]`: signs in a text that the terms do not cover it."""

    text_patterns: tuple[str, ...] = ()
    """Regular expressions, tried by detection."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DatedLicense(StrictValue):
    """`[[licenses]]`: the license of a time, or of one edition of the site; the first row that fits is the text's."""

    license_id: str
    license_uri: str | None = None
    since: date | None = None
    """First day of publication it covers."""
    until: date | None = None
    """Last day of publication it covers."""
    hosts: tuple[str, ...] = ()
    """The editions it covers; none is every edition."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile(StrictValue):
    """One publisher's republication terms, as last read."""

    id: str
    """The file's name without `.toml`."""
    name: str
    """As the publisher writes itself."""
    hosts: tuple[str, ...] = ()
    """`globalvoices.org`, `*.globalvoices.org`, or with the beginning of a path: `theconversation.com/uk`."""
    status: Status | None = None
    """What is proposed for a text that says nothing of itself; by default what license or terms make of it."""
    license_id: str | None = None
    license_uri: str | None = None
    license_is_default: bool = False
    """Whether a text without a license of its own has this one."""
    licenses: tuple[DatedLicense, ...] = ()
    """Where the license depends on the day or the edition; then a day or edition in no row has none."""
    tdm_reserved: bool = False
    """Whether the terms reserve text and data mining: then a person writes our summaries too."""
    terms_url: str | None = None
    terms_checked_on: date | None = None
    """When a person last read the terms; missing counts as too long ago."""
    terms_sha256: str = ""
    """Of the stored copy of the terms page."""
    credit: CreditTerms = field(default_factory=CreditTerms)
    allow: Allowed = field(default_factory=Allowed)
    limits: Limits = field(default_factory=Limits)
    pixel: PixelTerms = field(default_factory=PixelTerms)
    images: PictureTerms = field(default_factory=PictureTerms)
    notify: NotifyTerms = field(default_factory=NotifyTerms)
    exclude: Excluded = field(default_factory=Excluded)

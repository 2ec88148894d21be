"""The workspace's own settings, `publishkit.toml`, `[send]` included."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from publishkit.model.article import Strict
from publishkit.model.decision import PublisherType, RightsPolicy
from publishkit.model.issue import Slug

Option = str | int | float | bool


class Sending(Strict):
    """`[send]`: which provider, and what keeps a Friday evening from going wrong. Secrets are never written here."""

    transport: Slug = "file"
    """A name that `send transports` lists (`smtp`, `ses`, `postmark`, `listmonk` …); `file` and `null` only rehearse."""
    options: dict[str, Option] = Field(default_factory=dict)
    """`[send.options]`: what that transport asks for (`host`, `region`, `stream` …)."""
    account: str = ""
    """Names the account that a rate and a quota belong to; by default the transport's name."""
    list: Slug = "readers"
    """The list of subscribers this letter goes to."""
    database: str = ""
    """`postgresql://user@host/name` for a team; "" is `.publishkit/state.db` (SQLite)."""
    environment: Literal["", "production"] = ""
    """What PUBLISHKIT_ENV must say before a real transport mails anybody outside `allow_list`."""
    allow_list: tuple[str, ...] = ()
    """Addresses, or `@domains`, that may get mail outside production."""
    from_domains: tuple[str, ...] = ()
    """Domains the sender's address may have; by default the one of `email.from_address`."""
    hold_minutes: int = Field(default=10, ge=0, le=1440)
    """Between approval and the first mail; `send cancel` loses nothing in that time."""
    late_hours: int = Field(default=6, ge=1, le=168)
    """After the hold; a letter that could not leave by then waits for a person."""
    max_count: int | None = Field(default=None, ge=1)
    """More readers than this are never written to at once."""
    growth_percent: int = Field(default=20, ge=0)
    """How much larger or smaller than last time a list may be before a person is asked."""
    canary: int = Field(default=100, ge=0)
    """Readers who get the letter first; 0 sends to all at once."""
    canary_minutes: int = Field(default=10, ge=0, le=1440)
    """Time for bounces of the first to come back."""
    rate: float | None = Field(default=None, gt=0)
    """Messages a second; by default what the provider's table says."""
    daily_quota: int | None = Field(default=None, ge=1)
    """Messages in 24 hours; by default what the provider tells."""
    connections: int | None = Field(default=None, ge=1, le=64)
    """Calls at the same time; by default what the transport stands."""
    unsubscribe_mail: str = ""
    """`unsub@example.org`: a mailbox that takes unsubscribing by mail as well."""


class Publication(Strict):
    """`[publication]`: who publishes."""

    name: str = Field(min_length=1)
    slug: Slug
    """First part of file names: `<slug>-<issue>.pdf`."""
    tagline: str = ""
    publisher: str = Field(min_length=1)
    publisher_type: PublisherType = PublisherType.UNKNOWN
    news_outlet: bool = False
    editors: tuple[str, ...] = ()
    address: str = ""
    contact: str = Field(min_length=1)
    """Mail address or URL for rights questions; printed in the colophon."""
    language: str = "en"
    """BCP 47."""
    territories: tuple[str, ...] = ("WORLD",)
    url: str
    """Where editions are published: `https://example.org/letter/` (an edition lives at `<url>/<id>/`)."""
    issn: str | None = None
    frequency: str = ""
    license: str = ""
    """License of our own texts, e.g. "CC-BY-4.0"; "" keeps them reserved to us."""
    tdm_reserved: bool = False
    """Whether we reserve text and data mining for our own texts."""
    tdm_policy: str | None = None


class Terms(Strict):
    """`[edition]`: under which circumstances readers get it; licenses and grants look at these."""

    price: Decimal = Decimal(0)
    currency: str = "EUR"
    paywall: bool = False
    registration_wall: bool = False
    ads: bool = False
    ads_against_items: bool = False
    """Whether advertising is sold against single texts; publishers' terms often forbid that."""
    sponsors: bool = False
    drm: bool = False
    audience_size: int | None = None


class EmailIdentity(Strict):
    """`[email]`: how the mail is made."""

    from_name: str = ""
    from_address: str = ""
    reply_to: str = ""
    list_id: str = ""
    unsubscribe_url: str = ""
    """`https://…/u/{token}`: the token is put in when the mail is sent."""
    inliner: Literal["premailer", "css-inline"] = "premailer"


class ThemeChoice(Strict):
    """`[theme]`."""

    name: Slug = "almanac"


class Fonts(Strict):
    """`[fonts]`: by default only the theme's own fonts are seen, so that every machine makes the same pages."""

    system: bool = False
    dirs: tuple[str, ...] = ()
    """Further folders, relative to the workspace."""


class PdfOptions(Strict):
    """`[pdf]`."""

    page_size: Literal["A4", "A5", "letter"] = "A4"
    hyphens: bool = True


class Publish(Strict):
    """`[publish]`: the site readers come to; its address is `publication.url`."""

    target: str = ""
    """Where `publishkit publish` puts it: a folder, `s3://bucket/prefix`, `sftp://host/folder`; "" when another program
    publishes the editions. Pages of editions name the archive and the feeds only when it is set."""
    options: dict[str, str | int | bool] = Field(default_factory=dict)
    """What the target must know besides (region, endpoint); secrets come from the environment."""


class SealOptions(Strict):
    """`[seal]`: who vouches for finished editions. The key itself is never written here."""

    key_file: str = ""
    """An Ed25519 key of OpenSSH's that signs every build, outside the workspace: `~/.ssh/the-letter`; the variable
    PUBLISHKIT_SIGNING_KEY_FILE names it as well."""
    public_key: str = ""
    """Its public half, as its `.pub` file has it: editions must be signed with it."""


class Config(Strict):
    """`publishkit.toml`."""

    publication: Publication
    edition: Terms = Field(default_factory=Terms)
    rights: RightsPolicy = Field(default_factory=RightsPolicy)
    email: EmailIdentity = Field(default_factory=EmailIdentity)
    theme: ThemeChoice = Field(default_factory=ThemeChoice)
    fonts: Fonts = Field(default_factory=Fonts)
    pdf: PdfOptions = Field(default_factory=PdfOptions)
    send: Sending = Field(default_factory=Sending)
    publish: Publish = Field(default_factory=Publish)
    seal: SealOptions = Field(default_factory=SealOptions)

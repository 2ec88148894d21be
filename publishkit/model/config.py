"""The workspace's own settings, `publishkit.toml`."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from publishkit.model.article import Strict
from publishkit.model.decision import PublisherType, RightsPolicy
from publishkit.model.issue import Slug
from publishkit.model.sending import Sending


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

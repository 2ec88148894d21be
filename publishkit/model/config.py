"""The workspace's own settings, `publishkit.toml`, `[send]` included."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from publishkit.model.article import Strict
from publishkit.model.brand import Brand
from publishkit.model.decision import Identity, PublisherType, RightsPolicy
from publishkit.model.issue import MailMode, Slug

HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
SHARED = frozenset(
    (
        "medium.com facebook.com instagram.com x.com twitter.com linkedin.com youtube.com tiktok.com threads.net "
        "bsky.app github.com gitlab.com codeberg.org sites.google.com docs.google.com drive.google.com notion.site "
        "archive.org issuu.com mailchi.mp tinyletter.com buttondown.com buttondown.email beehiiv.com t.me telegra.ph"
    ).split()
)
"""Hosts where many publish: one's own place there is a path."""
MAILBOXES = frozenset(
    (
        "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.co.uk yahoo.de yahoo.fr "
        "icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de posteo.de "
        "mailbox.org proton.me protonmail.com pm.me tutanota.com tuta.io fastmail.com hey.com zoho.com mail.com mail.ru "
        "yandex.ru yandex.com wp.pl o2.pl onet.pl op.pl interia.pl gazeta.pl orange.fr free.fr laposte.net wanadoo.fr "
        "sfr.fr libero.it virgilio.it tiscali.it alice.it terra.es telefonica.net uol.com.br bol.com.br terra.com.br "
        "sapo.pt seznam.cz centrum.cz riseup.net btinternet.com comcast.net verizon.net qq.com 163.com naver.com"
    ).split()
)
"""Mail providers, many of which publish news: an address there is nobody's own site."""

Option = str | int | float | bool
MailFamily = Literal[
    "aol", "apple-mail", "fastmail", "free-fr", "gmail", "gmx", "hey", "ionos-1and1", "laposte", "mail-ru", "orange", "outlook",
    "protonmail", "rainloop", "samsung-email", "sfr", "t-online-de", "thunderbird", "web-de", "wp-pl", "yahoo",
]  # fmt: skip
"""Mail programs by their makers, as caniemail names them (`proof/clients/caniemail`)."""
MAIL_FAMILIES: tuple[MailFamily, ...] = ("gmail", "apple-mail", "outlook", "yahoo")
"""Those that most readers have."""


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
    also_known_as: tuple[str, ...] = ()
    """Other names and hosts that are ours (`"Reading Room Press"`, `"old-letter.example"`): work under them is our own."""
    publisher_type: PublisherType = PublisherType.UNKNOWN
    news_outlet: bool = False
    editors: tuple[str, ...] = ()
    address: str = ""
    contact: str = Field(min_length=1)
    """Mail address or URL for rights questions; printed in the colophon, and told to the sites that `add` fetches from."""
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
    signup_url: str = ""
    """`https://…/join`, where `publishkit serve` lets readers sign up; "" is nowhere."""
    inliner: Literal["premailer", "css-inline"] = "premailer"
    mode: MailMode = "auto"
    """What a mail does with texts, where the issue does not say."""
    text_links: Literal["beside", "numbered"] = "beside"
    """Where addresses stand in the plain text: under the paragraph whose words lead there, or numbered (`[#3]`) in a list after
    each article. Either way each stands once in an article."""
    clients: tuple[MailFamily, ...] = MAIL_FAMILIES
    """Mail programs in which a mail must hold: what one of them does not know is found (`E040` to `E042`)."""


class ThemeChoice(Strict):
    """`[theme]`, or `theme = "digest"` before the first table; an issue may name another one."""

    name: Slug = "almanac"

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the schema of a table or a name."""
        return {"anyOf": [{"type": "string"}, handler(schema)]}

    @model_validator(mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        return {"name": value} if isinstance(value, str) else value


class Fonts(Strict):
    """`[fonts]`: by default the theme's own fonts alone are seen, so that every machine makes the same pages.

    After them come those of publishkit, for letters they lack.
    """

    system: bool = False
    dirs: tuple[str, ...] = ()
    """Further folders, relative to the workspace."""


class PdfOptions(Strict):
    """`[pdf]`."""

    page_size: Literal["A4", "A5", "letter"] = "A4"
    hyphens: bool = True
    profile: Literal["archive", "screen", "print"] = "archive"
    """What the file is for: to be kept; to be read on a screen, with lighter pictures; to be printed by a press, with bleed, marks
    and black that is black ink alone. Each is PDF/A-3a and PDF/UA-1."""

    @property
    def has_light_pictures(self) -> bool:
        """Whether pictures are those of mail and web, not those of books."""
        return self.profile == "screen"


class EpubOptions(Strict):
    """`[epub]`."""

    fonts: Literal["ttf", "woff2", "none"] = "ttf"
    """How the book carries the theme's typefaces, cut down to the characters it has: TrueType, which every e-reader knows; WOFF2,
    a fifth lighter, for which Kobo shows its own; or not at all."""
    cover: Literal["reflowable", "fixed"] = "reflowable"
    """Whether the cover flows as the texts do, or is a page of a fixed size that fills the screen."""


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
    brand: Brand = Field(default_factory=Brand)
    fonts: Fonts = Field(default_factory=Fonts)
    pdf: PdfOptions = Field(default_factory=PdfOptions)
    epub: EpubOptions = Field(default_factory=EpubOptions)
    send: Sending = Field(default_factory=Sending)
    publish: Publish = Field(default_factory=Publish)
    seal: SealOptions = Field(default_factory=SealOptions)

    @property
    def identity(self) -> Identity:
        """Who we are: every name and address by which our own work can be known."""
        told, mail = self.publication, self.email
        also = [one.strip() for one in told.also_known_as if one.strip()]
        names = (told.name, told.publisher, mail.from_name, *(one for one in also if not HOST.fullmatch(_bare(one))))
        addresses = (told.url, told.tdm_policy or "", told.contact, mail.from_address, mail.reply_to)
        sites = (*addresses, *(one for one in also if HOST.fullmatch(_bare(one))))
        return Identity(
            names=tuple(dict.fromkeys(filter(None, names))),
            people=told.editors,
            sites=tuple(dict.fromkeys(site for address in sites for site in _sites(address))),
            reserves_mining=told.tdm_reserved,
        )


def _bare(address: str) -> str:
    return address.partition("://")[2] or address


def _sites(address: str) -> Iterator[str]:
    """Yield the patterns of a web or mail address, or of a host: it and what lies below it; nothing of a shared one."""
    mail = "@" in address and "://" not in address
    text = address.rpartition("@")[2] if mail else _bare(address)
    try:
        parts = urlsplit(f"//{text}")
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return
    if not host or (mail and host in MAILBOXES):
        return
    if host in SHARED:
        first = parts.path.strip("/").partition("/")[0]
        if first and not mail:
            yield f"{host}/{first.lower()}"
        return
    yield from (host, f"*.{host}")

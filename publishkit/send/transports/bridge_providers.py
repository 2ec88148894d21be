"""The providers django-anymail speaks to, and how each fills in what differs from reader to reader."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import Field

from publishkit.model.article import Strict
from publishkit.send.transports.opening import HttpOptions, OwnServerOptions, ProviderOptions


class MailgunOptions(ProviderOptions):
    """`[send.options]` of `mailgun`."""

    domain: str = Field(default="", pattern=r"^[A-Za-z0-9.-]*$")
    """The sending domain; by default the one of `email.from_address`."""


class SparkPostOptions(ProviderOptions):
    """`[send.options]` of `sparkpost`."""

    subaccount: int | None = None


class MailtrapOptions(ProviderOptions):
    """`[send.options]` of `mailtrap`."""

    sandbox: int | None = None
    """Number of an inbox that catches everything."""


class ScalewayOptions(HttpOptions):
    """`[send.options]` of `scaleway`."""

    project: str
    region: str = Field(default="fr-par", pattern=r"^[a-z0-9-]+$")
    endpoint: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bridged:
    """One provider behind the bridge."""

    backend: str
    """Anymail's module."""
    keys: Mapping[str, str]
    """Anymail's setting -> our secret."""
    options: type[Strict] = ProviderOptions
    settings: Mapping[str, str] = field(default_factory=dict)
    """Our option -> Anymail's setting."""
    endpoint: str = ""
    """Where newsletters go, when that is not Anymail's own default."""
    token: str = ""
    """How a value that differs is written in a batch; "" where a batch cannot carry a reader's own link."""
    fills: str = ""
    """What else the provider would fill in, as a pattern; a letter that holds it is refused."""
    always_fills: bool = False
    """Also when there is one reader in the call."""
    escapes: bool = False
    """Whether values may be escaped on the way, so that only an address without `&` is safe."""
    repeats: bool = False
    """A reader's own headers replace the common ones, so that all of them go with each reader."""
    only_unsubscribe: bool = False
    """List-Unsubscribe is the one header that may differ."""
    metadata: bool = True
    tags: bool = True
    tracking: bool = True
    """Whether opens and clicks can be switched off for a message; we do not track."""


BRACES = r"\{\{|\{%"

BRIDGED: Mapping[str, Bridged] = {
    "brevo": Bridged(
        backend="brevo",
        keys={"api_key": "BREVO_API_KEY"},
        token="{{{{params.{}}}}}",  # noqa: S106  # a place in the letter
        fills=BRACES,
        always_fills=True,
        escapes=True,
        repeats=True,
        tracking=False,
    ),
    "mailersend": Bridged(backend="mailersend", keys={"api_token": "MAILERSEND_API_TOKEN"}, metadata=False),
    "mailgun": Bridged(
        backend="mailgun",
        keys={"api_key": "MAILGUN_API_KEY"},
        options=MailgunOptions,
        settings={"domain": "sender_domain"},
        token="%recipient.{}%",  # noqa: S106
        fills=r"%(recipient|mailing_list|unsubscribe|tag_unsubscribe)[._%]",
    ),
    "mailjet": Bridged(
        backend="mailjet",
        keys={"api_key": "MAILJET_API_KEY", "secret_key": "MAILJET_SECRET_KEY"},
        token="{{{{var:{}}}}}",  # noqa: S106
        fills=BRACES,
        escapes=True,
        repeats=True,
    ),
    "mailtrap": Bridged(
        backend="mailtrap",
        keys={"api_token": "MAILTRAP_API_TOKEN"},
        options=MailtrapOptions,
        settings={"sandbox": "sandbox_id"},
        endpoint="https://bulk.api.mailtrap.io/api/",
        tracking=False,
    ),
    "mandrill": Bridged(backend="mandrill", keys={"api_key": "MANDRILL_API_KEY"}, fills=r"\*\|", always_fills=True),
    "postal": Bridged(
        backend="postal",
        keys={"api_key": "POSTAL_API_KEY"},
        options=OwnServerOptions,
        metadata=False,
        tracking=False,
    ),
    "scaleway": Bridged(
        backend="scaleway",
        keys={"secret_key": "SCALEWAY_SECRET_KEY"},
        options=ScalewayOptions,
        settings={"project": "project_id", "region": "region"},
        metadata=False,
        tags=False,
        tracking=False,
    ),
    "sendgrid": Bridged(
        backend="sendgrid",
        keys={"api_key": "SENDGRID_API_KEY"},
        token="@@{}@@",  # noqa: S106
        repeats=True,
    ),
    "sparkpost": Bridged(
        backend="sparkpost",
        keys={"api_key": "SPARKPOST_API_KEY"},
        options=SparkPostOptions,
        settings={"subaccount": "subaccount"},
        token="{{{{{{{}}}}}}}",  # noqa: S106
        fills=r"\{\{",
        always_fills=True,
    ),
    "unisender-go": Bridged(
        backend="unisender_go",
        keys={"api_key": "UNISENDER_GO_API_KEY"},
        options=OwnServerOptions,
        token="{{{{{}}}}}",  # noqa: S106
        fills=BRACES,
        always_fills=True,
        escapes=True,
        only_unsubscribe=True,
    ),
}
"""Every provider of Anymail but three: Amazon SES, Postmark and Resend have transports that can do more."""


def configure_django() -> None:
    """Give Django the settings that Anymail needs; inside a Django project its own settings stand.

    Raises:
        ImportError: Django is not installed.
    """
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_TZ=True, TIME_ZONE="UTC", DEFAULT_CHARSET="utf-8", ALLOWED_HOSTS=["*"], ANYMAIL={})

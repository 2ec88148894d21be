"""`[send.options]` that every HTTP provider has."""

from pydantic import Field

from publishkit.model.article import Strict


class HttpOptions(Strict):
    """What may be said of any provider."""

    batch: int | None = None
    """Readers in one call; by default what `send/providers.toml` says."""
    timeout: float = Field(default=60, gt=0, le=600)
    """Seconds to wait for an answer."""


class ProviderOptions(HttpOptions):
    """And where it lives, when that is not where everybody's is."""

    endpoint: str = ""
    """`https://api.eu.mailgun.net/v3`: the provider's other region, or a server of one's own."""


class OwnServerOptions(HttpOptions):
    """A provider without an address that everybody shares."""

    endpoint: str
    """`https://postal.example.org`."""

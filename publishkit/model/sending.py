"""`[send]` of `publishkit.toml`: how the mail reaches readers."""

from typing import Literal

from pydantic import Field

from publishkit.model.article import Strict
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

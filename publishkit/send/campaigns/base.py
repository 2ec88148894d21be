"""Providers that hold the list themselves: they get a draft, a person presses send, and what became of it is read back.

One call there is one letter to everybody, so nothing here is ever tried again by itself: after an unclear answer the
state is read before anything else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from publishkit.send.campaigns.content import Content, Dialect
from publishkit.send.outcome import Outcome


class RemoteState(StrEnum):
    """Where a campaign stands at the provider."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"
    """Paused, cancelled or suspended there."""
    FAILED = "failed"
    GONE = "gone"
    """Deleted there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteDraft:
    """A draft at the provider."""

    id: str
    address: str = ""
    """Where a person looks at it and presses send; "" when the provider has no such address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteProgress:
    """What the provider says of it."""

    state: RemoteState
    sent: int | None = None
    """Messages gone out; None when it does not say."""
    total: int | None = None
    word: str = ""
    """The provider's own word for the state."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignCapabilities:
    """What a provider's interface can do, and what of our letter it cannot carry."""

    test: bool = True
    """Whether it mails a test by itself; otherwise a person does that on its page."""
    lacks: frozenset[str] = frozenset()
    """Of `text` (our plain text; it makes its own), `headers` (List-Id and Archived-At), `sender`
    (the From of publishkit.toml: its account has its own), `layout` (it puts the letter into its own frame). Each must be
    agreed to in `[send.options] without`, so that nothing is lost unsaid.
    """


class CampaignProvider(Protocol):
    """A provider that holds the list."""

    name: str
    capabilities: CampaignCapabilities
    dialect: Dialect

    def draft(self, content: Content) -> RemoteDraft:
        """Make a draft; it reaches nobody.

        Raises:
            ExternalError: the provider refuses or cannot be reached.
        """

    def test(self, remote_id: str, content: Content, addresses: Sequence[str]) -> None:
        """Mail the draft to *addresses* only.

        Raises:
            ExternalError: the provider refuses, cannot be reached, or has no such call.
        """

    def start(self, remote_id: str, content: Content) -> Outcome:
        """Send the draft to the whole list, once; never raises for the other side."""

    def progress(self, remote_id: str) -> RemoteProgress:
        """Return where it stands.

        Raises:
            ExternalError: the provider refuses or cannot be reached.
        """

    def audience(self) -> int | None:
        """Return how many readers the list has; None when the provider does not say.

        Raises:
            ExternalError: the provider refuses or cannot be reached.
        """

    def close(self) -> None:
        """Give connections back."""

"""What providers tell us afterwards: delivered, bounced, complained, left. Opens and clicks are not taken down."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256


class EventKind(StrEnum):
    """The word for it, whichever provider says it."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    DEFERRED = "deferred"
    """Tried, and to be tried again."""
    SOFT_BOUNCED = "soft-bounced"
    """Given up this time: full, away, too large. Three in thirty days are as one hard bounce."""
    BOUNCED = "bounced"
    """There is no such mailbox."""
    REJECTED = "rejected"
    """The provider did not try, by a list or a rule of its own."""
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One thing that happened to one message."""

    provider: str
    kind: EventKind
    at: datetime
    address: str = ""
    provider_id: str = ""
    """The provider's name for the message, as it was returned when it was sent."""
    reason: str = ""
    given_id: str = ""
    """The provider's own id of the event; "" when it has none."""

    @property
    def id(self) -> str:
        """The same whenever the provider tells the same event again."""
        said = self.given_id or f"{self.kind} {self.provider_id} {self.address} {self.at.isoformat()}"
        return f"{self.provider}:{sha256(said.encode()).hexdigest()[:40]}"


class HookError(Exception):
    """A webhook call that is not what it claims; answered 400 or 403 and not looked at further."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status

"""The outcome of one message in one call to a provider: accepted, rejected, throttled, failed or uncertain."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """The provider took it and will deliver it or say otherwise later."""

    provider_id: str = ""
    """The provider's own name for the message, by which its events speak of it."""


class Refusal(StrEnum):
    """Whom a refusal means, as `delivery.event` keeps it; what is not clear is never "no such mailbox"."""

    GONE = "refused"
    """The mailbox does not exist, and the answer says so in a code or in words that mean nothing else."""
    LATER = "later"
    """The mailbox may take it later: full, greylisted, busy."""
    LETTER = "letter"
    """The content was refused; that says nothing about the address."""
    UNCLEAR = "unclear"
    """Reader, server or us: the answer does not say."""
    UNFIT = "unfit"
    """Refused here: no message can be made for this reader."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejected:
    """The provider did not take this reader's message, and that is certain."""

    reason: str
    """The provider's words, shortened; never a secret."""
    kind: Refusal = Refusal.UNCLEAR


@dataclass(frozen=True, kw_only=True, slots=True)
class Throttled:
    """Nothing was taken because we are too fast, or a quota is used up; safe to try again later."""

    retry_after: float | None = None
    """Seconds, when the provider said so."""
    quota: bool = False
    """True when a daily quota is used up: the campaign pauses until tomorrow."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed:
    """Nothing was taken, and that is certain (no connection, an answer that says so); safe to try again."""

    reason: str
    lasting: bool = False
    """True: trying again cannot help (wrong key, unverified sender); the campaign pauses."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Uncertain:
    """It may have been taken: the line was cut, or no answer came. Never sent again without a key or a person."""

    reason: str


SendOutcome = Accepted | Rejected | Throttled | Failed | Uncertain

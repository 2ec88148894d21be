"""The outcome of one message in one call to a provider: accepted, rejected, throttled, failed or uncertain."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """The provider took it and will deliver it or say otherwise later."""

    provider_id: str = ""
    """The provider's own name for the message, by which its events speak of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejected:
    """The provider refused this reader's message; sending it again changes nothing."""

    reason: str
    """The provider's words, shortened; never a secret."""
    permanent: bool = True
    """False: the mailbox may take the next issue (full, greylisted); the address is not suppressed."""


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

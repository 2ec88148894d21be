"""The Protocol of a transport: one call hands over one batch and returns one outcome for each reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import Reader
from publishkit.send.outcome import SendOutcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Capabilities:
    """What a transport can carry. What it cannot is refused by name before anything is sent."""

    batch: int = 1
    """Readers in one call, at most."""
    idempotency: timedelta | None = None
    """How long the provider remembers a key: the same call within that time delivers nothing twice."""
    lookup: bool = False
    """Whether the provider can be asked about a message by our reference."""
    rate: float | None = None
    """Messages a second unless publishkit.toml says otherwise; None is as fast as the provider answers."""
    connections: int = 4
    """Calls at the same time."""
    rehearsal: bool = False
    """True: nothing leaves this machine, so that no guard of real sending applies."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quota:
    """What the account may still send."""

    remaining: int | None = None
    """Messages until the quota starts anew; None when the provider does not say."""
    rate: float | None = None
    """Messages a second the provider allows."""


class Transport(Protocol):
    """A way to a reader's mailbox. One instance is used by several threads at once."""

    name: str
    capabilities: Capabilities

    def send(self, letter: Letter, readers: Sequence[Reader], *, key: str) -> Sequence[SendOutcome]:
        """Hand over one batch in one call and return one outcome for each reader, in order; a failed call does not raise.

        *key* is the same whenever the same batch is tried again (a UUID, 36 characters).
        """

    def lookup(self, letter: Letter, reader: Reader) -> SendOutcome | None:
        """Return what became of an uncertain message; None when the provider cannot say (yet)."""

    def quota(self) -> Quota:
        """Return what the account may still send.

        Raises:
            ExternalError: the provider cannot be reached, or refuses the key.
        """

    def close(self) -> None:
        """Give connections back."""

"""What comes of asking for a batch."""

from dataclasses import dataclass
from datetime import datetime

from publishkit.send.run.campaigns import Campaign


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One reader of a batch."""

    key: str
    address: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """A batch that is ours until it is settled."""

    id: int
    number: int
    key: str
    """The call's."""
    attempt: int
    first: datetime
    """When a call under this key was first made."""
    members: tuple[Member, ...]
    campaign: Campaign


@dataclass(frozen=True, kw_only=True, slots=True)
class Later:
    """There is something to do, but not now."""

    seconds: float
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Over:
    """Nothing is there to claim: all batches are settled, or the one asked for is not (or no longer) waiting."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Halted:
    """The campaign is not sending."""

    campaign: Campaign


@dataclass(frozen=True, kw_only=True, slots=True)
class Emptied:
    """The batch needed no call: every reader of it has left, or it could not be repeated."""

    id: int


Claim = Claimed | Emptied | Later | Over | Halted

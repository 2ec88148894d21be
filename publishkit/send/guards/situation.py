"""Everything the guards look at: facts gathered before anything is frozen, so that each guard is a pure function."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from publishkit.model.config import EmailIdentity
from publishkit.model.sending import Sending
from publishkit.send.message import Mailing
from publishkit.send.transports.base import Quota


@dataclass(frozen=True, kw_only=True, slots=True)
class LastTime:
    """The campaign before this one, to the same list."""

    issue: str
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Approvals:
    """What people have said about this very letter."""

    tested_at: datetime | None = None
    tested_to: str = ""
    approved_at: datetime | None = None
    approved_by: str = ""
    other_approved_at: datetime | None = None
    """When another version of this issue was approved, which says nothing about this one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmed:
    """What the person who sends has confirmed beforehand."""

    expect_count: int | None = None
    allow_growth: bool = False
    in_parts: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """A letter about to leave."""

    issue: str
    command: str
    """The words after `publishkit send` that mean this campaign: `2026-w47 --list readers`."""
    sending: Sending
    email: EmailIdentity
    mailing: Mailing
    now: datetime
    rehearsal: bool
    """Nothing leaves this machine: no guard of real sending applies."""
    environment: str
    """PUBLISHKIT_ENV."""
    count: int
    """Readers who would get it now."""
    outside: int = 0
    """Of them, those whom the allow-list does not name."""
    last: LastTime | None = None
    approvals: Approvals = Approvals()
    quota: Quota = field(default_factory=Quota)
    used_today: int = 0
    """Messages the account has sent today, as far as we know."""
    confirmed: Confirmed = Confirmed()

    def before_approval(self) -> "Situation":
        """Return the situation as whoever approves it now sees it: an earlier approval does not count."""
        return replace(self, approvals=replace(self.approvals, approved_at=None))

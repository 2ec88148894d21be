"""Ask all guards before the audience is frozen: everything that speaks against sending is reported at once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from publishkit.errors import InputError, Problem
from publishkit.model.config import EmailIdentity, Sending
from publishkit.send.letter.message import Mailing
from publishkit.send.transports.base import Quota


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviousCampaign:
    """The campaign before this one, to the same list."""

    issue: str
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Approvals:
    """The last test mail and the last approval of this very letter."""

    tested_at: datetime | None = None
    tested_to: str = ""
    approved_at: datetime | None = None
    approved_by: str = ""
    other_approved_at: datetime | None = None
    """When another version of this issue was approved, which says nothing about this one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmed:
    """What the person who sends has confirmed with options of the command."""

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
    last: PreviousCampaign | None = None
    approvals: Approvals = Approvals()
    quota: Quota = field(default_factory=Quota)
    used_today: int = 0
    """Messages the account has sent today, as far as we know."""
    confirmed: Confirmed = Confirmed()

    def before_approval(self) -> "Situation":
        """Return the situation as whoever approves it now sees it: an earlier approval does not count."""
        return replace(self, approvals=replace(self.approvals, approved_at=None))


Guard = Callable[[Situation], Iterator[Problem]]
CONFIG = "publishkit.toml"
ENVIRONMENT_VARIABLE = "PUBLISHKIT_ENV"
PRODUCTION = "production"
TEST_HOLDS = timedelta(hours=24)
"""From the test mail to the approval: who approves has just seen it."""
APPROVAL_HOLDS = timedelta(days=7)
"""A weekly that was approved and not sent for a week is another decision."""


# --- who writes, from where -------------------------------------------------------------------------------------------


def guard_sender(situation: Situation) -> Iterator[Problem]:
    """The letter has a sender, a list and a way to leave of its own, not the stand-ins of a sample."""
    email = situation.email
    if not email.from_address:
        yield Problem(place=f"{CONFIG}: email.from_address", message="is not set", hint="readers must see who writes")
    if not email.list_id:
        hint = "for example `letter.example.org`, the same for every issue"
        yield Problem(place=f"{CONFIG}: email.list_id", message="is not set", hint=hint)
    url = urlsplit(email.unsubscribe_url)
    if url.scheme != "https" or not url.hostname or "{token}" not in email.unsubscribe_url:
        hint = "for example `https://letter.example.org/u/{token}`, where `publishkit serve` answers"
        message = "must be an https address with {token} in it (RFC 8058)"
        yield Problem(place=f"{CONFIG}: email.unsubscribe_url", message=message, hint=hint)


def guard_domain(situation: Situation) -> Iterator[Problem]:
    """The letter comes from a domain that `send.from_domains` names, by default that of `email.from_address`."""
    domain = _domain(situation.mailing.from_address)
    allowed = {name.lower().rstrip(".") for name in situation.sending.from_domains} or {
        _domain(situation.email.from_address)
    }
    if domain not in allowed:
        message = (
            f"the letter comes from `{domain}`, which is not one of {', '.join(sorted(allowed - {''})) or 'yours'}"
        )
        hint = "build the issue again, or add the domain to send.from_domains"
        yield Problem(place=f"{CONFIG}: send.from_domains", message=message, hint=hint)


def guard_environment(situation: Situation) -> Iterator[Problem]:
    """Outside production only readers on the allow-list get mail."""
    if situation.outside and is_restricted(situation.sending, situation.environment):
        setting = (
            f"{ENVIRONMENT_VARIABLE} says `{situation.environment[:40]}`"
            if situation.environment
            else f"{ENVIRONMENT_VARIABLE} is not set"
        )
        message = f"{setting}, so only send.allow_list may get mail, and {situation.outside:,} readers are not on it"
        hint = f"in production set {ENVIRONMENT_VARIABLE}={PRODUCTION}; elsewhere use a list of your own addresses with --list"
        yield Problem(place=f"send {situation.issue}", message=message, hint=hint)


def is_restricted(sending: Sending, environment: str) -> bool:
    """Return whether only the allow-list may get mail.

    That is so when publishkit.toml asks for production and this is none, or when the environment says it is another.
    """
    if environment == PRODUCTION:
        return False
    return bool(sending.environment or environment)


def allowed_by(allow_list: tuple[str, ...]) -> Callable[[str], bool]:
    """Return whether an address is on *allow_list*, which names addresses or `@domains`.

    >>> may = allowed_by(("ada@example.org", "@quay.example"))
    >>> [may(one) for one in ("ADA@example.org", "bo@quay.example", "bo@evilquay.example", "x@example.org")]
    [True, True, False, False]
    """
    names = {name.strip().lower() for name in allow_list}
    return lambda address: address.lower() in names or f"@{_domain(address)}" in names


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


# --- how many readers -------------------------------------------------------------------------------------------------


def guard_not_empty(situation: Situation) -> Iterator[Problem]:
    """The list has somebody to write to."""
    if not situation.count:
        name = situation.sending.list
        hint = f"`publishkit audience import FILE --list {name}` brings readers in; --list names another list"
        yield _problem(situation, f"the list of `{situation.command}` has nobody to write to", hint)


def guard_max_count(situation: Situation) -> Iterator[Problem]:
    """No more than `send.max_count`."""
    most = situation.sending.max_count
    if most is not None and situation.count > most:
        hint = "when that is right, raise send.max_count in publishkit.toml"
        yield _problem(situation, f"{situation.count:,} readers are more than send.max_count allows ({most:,})", hint)


def guard_growth(situation: Situation) -> Iterator[Problem]:
    """About as many readers as last time; a list imported twice or half shows here."""
    last, limit = situation.last, situation.sending.growth_percent
    if last is None or not last.count or situation.confirmed.allow_growth:
        return
    change = 100 * (situation.count - last.count) / last.count
    if abs(change) > limit:
        word = "more" if change > 0 else "fewer"
        message = f"{situation.count:,} readers are {abs(change):.0f} % {word} than {last.issue} had ({last.count:,})"
        hint = f"the limit is {limit} %; when that is right: `publishkit send {situation.command} --allow-growth`"
        yield _problem(situation, message, hint)


def guard_quota(situation: Situation) -> Iterator[Problem]:
    """The account may send that many today, or `--in-parts` agrees to go on tomorrow."""
    if situation.confirmed.in_parts:
        return
    left = [situation.quota.remaining] if situation.quota.remaining is not None else []
    if situation.sending.daily_quota is not None:
        left.append(situation.sending.daily_quota - situation.used_today)
    if left and situation.count > min(left):
        message = (
            f"the account may send {max(0, min(left)):,} more messages today, the letter goes to {situation.count:,}"
        )
        hint = f"send what is possible and go on tomorrow: `publishkit send {situation.command} --in-parts`"
        yield _problem(situation, message, hint)


# --- what people have seen and confirmed ------------------------------------------------------------------------------


def guard_test(situation: Situation) -> Iterator[Problem]:
    """A test mail of this very letter went out, less than a day before the approval (or now)."""
    tested = situation.approvals.tested_at
    seen = situation.approvals.approved_at or situation.now
    if tested is None:
        message = "nobody has seen a test mail of this letter"
    elif seen - tested > TEST_HOLDS:
        message = f"the last test mail of this letter is of {tested:%Y-%m-%d %H:%M} UTC, more than a day before"
    else:
        return
    hint = f"`publishkit send test {situation.command} --to you@example.org` mails one"
    yield Problem(place=f"send {situation.issue}", message=message, hint=hint)


def guard_approval(situation: Situation) -> Iterator[Problem]:
    """This very letter was approved: one changed byte is another letter."""
    approvals = situation.approvals
    if approvals.approved_at is None:
        message = "the letter is not approved"
        if approvals.other_approved_at:
            message = (
                f"the letter has changed since it was approved on {approvals.other_approved_at:%Y-%m-%d at %H:%M} UTC"
            )
    elif situation.now - approvals.approved_at > APPROVAL_HOLDS:
        message = f"the approval is of {approvals.approved_at:%Y-%m-%d}, more than a week ago"
    else:
        return
    hint = f"look at the test mail, then `publishkit send approve {situation.command}`"
    yield Problem(place=f"send {situation.issue}", message=message, hint=hint)


def guard_confirmation(situation: Situation) -> Iterator[Problem]:
    """The number of readers was typed, or given with `--expect-count`, and is the number there is."""
    expected = situation.confirmed.expect_count
    if expected == situation.count:
        return
    message = f"goes to {situation.count:,} readers"
    if expected is not None:
        message += f", not to the {expected:,} that were confirmed"
    hint = f"when that is right: `publishkit send {situation.command} --expect-count {situation.count}`"
    yield Problem(place=f"send {situation.issue}", message=message, hint=hint)


def _problem(situation: Situation, message: str, hint: str) -> Problem:
    return Problem(place=f"send {situation.issue}", message=message, hint=hint)


# --- all of them ------------------------------------------------------------------------------------------------------


ALWAYS: Mapping[str, Guard] = {"not-empty": guard_not_empty, "sender": guard_sender}
"""Of a rehearsal as well."""
REAL: Mapping[str, Guard] = {
    "domain": guard_domain,
    "environment": guard_environment,
    "max-count": guard_max_count,
    "growth": guard_growth,
    "quota": guard_quota,
    "test": guard_test,
    "approval": guard_approval,
    "confirmation": guard_confirmation,
}
"""Of whatever leaves this machine."""
RESUMED: Mapping[str, Guard] = {"sender": guard_sender, "domain": guard_domain, "environment": guard_environment}
"""Of a campaign that goes on: the rest was asked when it was frozen."""


def ask_guards(situation: Situation, *, but: frozenset[str] = frozenset(), resumed: bool = False) -> None:
    """Return when nothing speaks against sending; guards named in *but* are asked later.

    Raises:
        InputError: something does; carries every problem, each with the command that mends it.
    """
    real = {} if situation.rehearsal else (RESUMED if resumed else REAL)
    guards = real if resumed else {**ALWAYS, **real}
    problems = [problem for name, guard in guards.items() if name not in but for problem in guard(situation)]
    if problems:
        raise InputError(*problems)

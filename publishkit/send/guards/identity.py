"""Guards about who we are: a sender of our own, a way to leave, and production only where it was meant."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from publishkit.errors import Problem
from publishkit.model.sending import Sending
from publishkit.send.guards.situation import Situation

CONFIG = "publishkit.toml"
VARIABLE = "PUBLISHKIT_ENV"
PRODUCTION = "production"


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
            f"{VARIABLE} says `{situation.environment[:40]}`" if situation.environment else f"{VARIABLE} is not set"
        )
        message = f"{setting}, so only send.allow_list may get mail, and {situation.outside:,} readers are not on it"
        hint = f"in production set {VARIABLE}={PRODUCTION}; elsewhere use a list of your own addresses with --list"
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

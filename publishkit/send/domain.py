"""The sender's domain as mailboxes see it: SPF, DKIM, DMARC, where bounces go, and a received test mail.

RFC 7208 (SPF), 6376 (DKIM), 7489 (DMARC), 7505 (null MX), 8601 (Authentication-Results). What the large mailboxes ask of whoever
writes to many: support.google.com/a/answer/81126 and senders.yahooinc.com/best-practices, read 2026-11-29.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from ipaddress import ip_address
from typing import Literal, Protocol

import dns.exception
import dns.resolver
import dns.reversename

from publishkit.errors import ExternalError, Problem

Level = Literal["ok", "wanted", "missing"]
MOST_LOOKUPS = 10
"""Of one SPF record (RFC 7208, 4.6.4)."""
SECONDS = 5.0
"""For one question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """One thing that was looked at."""

    name: str
    level: Level
    """`missing`: mailboxes refuse or hide the letter for it; `wanted`: better with it."""
    said: str
    hint: str = ""


class Resolver(Protocol):
    """Answers questions about names."""

    def ask(self, name: str, kind: str) -> Sequence[str]:
        """Return the records of *kind* that *name* has, as text; () when there are none.

        Raises:
            ExternalError: nobody answers.
        """


class Dns:
    """The resolver of this machine, or of *server* (address and port)."""

    def __init__(self, server: tuple[str, int] | None = None) -> None:
        try:
            self._resolver = dns.resolver.Resolver(configure=server is None)
        except dns.exception.DNSException as cause:
            raise _silent(str(cause)) from cause
        if server:
            self._resolver.nameservers, self._resolver.port = [server[0]], server[1]
        self._resolver.lifetime = SECONDS

    def ask(self, name: str, kind: str) -> Sequence[str]:
        """Return the records of *kind* that *name* has, as text; long texts are joined (RFC 7208, 3.3).

        Raises:
            ExternalError: nobody answers.
        """
        try:
            found = self._resolver.resolve(name, kind, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except dns.exception.DNSException as cause:
            raise _silent(f"{name}: {type(cause).__name__}") from cause
        if kind == "TXT":
            return [b"".join(record.strings).decode("utf-8", "replace") for record in found]
        return [record.to_text().rstrip(".").lower() for record in found]


def _silent(why: str) -> ExternalError:
    hint = "is this machine on the network, and may it ask DNS?"
    return ExternalError(Problem(place="DNS", message=f"does not answer ({why})", hint=hint))


# --- the domain -------------------------------------------------------------------------------------------------------


def check_domain(
    resolver: Resolver, domain: str, *, bounces: str, selectors: Sequence[str], host: str = ""
) -> Iterator[Looked]:
    """Yield what was found of *domain*, out of which letters are sent; *bounces* is the domain where bounces go.

    *selectors* name the DKIM keys; *host* is the mail server of one's own house, "" for a provider's.

    Raises:
        ExternalError: DNS does not answer.
    """
    yield _mx(resolver, bounces)
    spf = _spf(resolver, bounces)
    # A provider's own domain takes the bounces, and its SPF is asked for: ours is better with one.
    yield replace(spf, level="wanted") if spf.level == "missing" and not host else spf
    yield from _dkim(resolver, domain, selectors)
    yield _dmarc(resolver, domain)
    if host:
        yield from _reverse(resolver, host)


def _mx(resolver: Resolver, domain: str) -> Looked:
    found = [record.split()[-1] if " " in record else record for record in resolver.ask(domain, "MX")]
    hint = "mailboxes refuse mail of a domain that takes none back; set an MX record"
    if any(name in {"", "."} for name in found) or any(record.strip() in {"0", "0 ."} for record in found):
        return Looked(name="MX", level="missing", said=f"{domain} takes no mail (null MX)", hint=hint)
    if found:
        return Looked(name="MX", level="ok", said=f"bounces and replies to {domain} go to {', '.join(sorted(found))}")
    if resolver.ask(domain, "A") or resolver.ask(domain, "AAAA"):
        return Looked(name="MX", level="wanted", said=f"{domain} has no MX, only an address", hint="set an MX record")
    return Looked(name="MX", level="missing", said=f"{domain} has neither MX nor address", hint=hint)


def _spf(resolver: Resolver, domain: str) -> Looked:
    found = _spf_of(resolver, domain)
    if not found:
        hint = f'a TXT record of {domain}: "v=spf1 include:… -all", as your mail provider names it'
        return Looked(name="SPF", level="missing", said=f"{domain} has none", hint=hint)
    if len(found) > 1:
        return Looked(
            name="SPF", level="missing", said=f"{domain} has {len(found)}, so none counts", hint="join them into one"
        )
    words = found[0].split()
    if any(word in {"all", "+all"} for word in words):
        return Looked(
            name="SPF", level="missing", said=f"`{found[0]}` lets everybody send", hint="end it with -all or ~all"
        )
    if (lookups := _lookups(resolver, domain, frozenset())) > MOST_LOOKUPS:
        said = f"`{found[0]}` asks for {lookups} look-ups, more than {MOST_LOOKUPS}, so it does not count"
        return Looked(name="SPF", level="missing", said=said, hint="take out what no longer sends")
    return Looked(name="SPF", level="ok", said=f"{found[0]} ({lookups} look-ups)")


def _spf_of(resolver: Resolver, domain: str) -> list[str]:
    return [text for text in resolver.ask(domain, "TXT") if re.match(r"v=spf1(\s|$)", text, re.IGNORECASE)]


def _lookups(resolver: Resolver, domain: str, seen: frozenset[str]) -> int:
    """Return how many look-ups an SPF record costs, with all it includes; a circle counts as too many."""
    if domain in seen or len(seen) > MOST_LOOKUPS:
        return MOST_LOOKUPS + 1
    count = 0
    for word in " ".join(_spf_of(resolver, domain)[:1]).split():
        kind, _, rest = word.lstrip("+-~?").partition(":")
        name, _, redirect = word.partition("=")
        if kind == "include" or name == "redirect":
            count += 1 + _lookups(resolver, (rest or redirect).lower(), seen | {domain})
        elif re.match(r"(a|mx|ptr|exists)($|[:/])", word.lstrip("+-~?")):
            count += 1
        if count > MOST_LOOKUPS:
            return count
    return count


def _dkim(resolver: Resolver, domain: str, selectors: Sequence[str]) -> Iterator[Looked]:
    if not selectors:
        hint = "`--selector NAME`: it stands as s= in DKIM-Signature of a test mail that you received"
        yield Looked(name="DKIM", level="wanted", said="no selector is known, so no key was looked at", hint=hint)
    for selector in selectors:
        name = f"{selector}._domainkey.{domain}"
        keys = [text for text in resolver.ask(name, "TXT") if re.search(r"\bp\s*=", text)]
        if not keys:
            yield Looked(
                name="DKIM", level="missing", said=f"{name} has no key", hint="set the record that your provider names"
            )
        elif re.search(r"\bp\s*=\s*(;|$)", keys[0]):
            yield Looked(name="DKIM", level="missing", said=f"the key {name} was revoked", hint="set a new key")
        else:
            yield Looked(name="DKIM", level="ok", said=f"{name} has a key")


def _dmarc(resolver: Resolver, domain: str) -> Looked:
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        name = "_dmarc." + ".".join(labels[start:])
        found = [text for text in resolver.ask(name, "TXT") if re.match(r"v\s*=\s*DMARC1", text)]
        if not found:
            continue
        asked = re.search(r"[;\s]p\s*=\s*(\w+)", found[0])
        policy_ = asked[1].lower() if asked else ""
        if policy_ in {"quarantine", "reject"}:
            return Looked(name="DMARC", level="ok", said=f"{name}: p={policy_}")
        hint = "when its reports show no stranger, ask for p=quarantine"
        return Looked(
            name="DMARC", level="wanted", said=f"{name}: p={policy_ or 'missing'}, which only watches", hint=hint
        )
    hint = f'a TXT record of _dmarc.{domain}: "v=DMARC1; p=none; rua=mailto:you@{domain}" to begin with'
    return Looked(name="DMARC", level="missing", said=f"{domain} has none; Gmail and Yahoo ask for it", hint=hint)


def _reverse(resolver: Resolver, host: str) -> Iterator[Looked]:
    """Yield whether each address of *host* has a name that leads back to it."""
    addresses = [host] if _is_address(host) else [*resolver.ask(host, "A"), *resolver.ask(host, "AAAA")]
    if not addresses:
        yield Looked(name="reverse", level="missing", said=f"{host} has no address", hint="is send.options.host right?")
    for address in addresses:
        names = resolver.ask(dns.reversename.from_address(address).to_text(), "PTR")
        kind = "AAAA" if ":" in address else "A"
        good = [name for name in names if address in resolver.ask(name, kind)]
        if good:
            yield Looked(name="reverse", level="ok", said=f"{address} is {good[0]}")
            continue
        hint = "needed when this server mails to the mailboxes itself; who rents you the address sets it"
        said = f"{address} is called {', '.join(names)}, which is another" if names else f"{address} has no name"
        yield Looked(name="reverse", level="wanted", said=said, hint=hint)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


# --- a test mail as it was received -----------------------------------------------------------------------------------


def check_received(data: bytes) -> Iterator[Looked]:
    """Yield what the mailbox that took a test mail found of it: SPF, DKIM and DMARC, and for whom it was signed.

    The topmost Authentication-Results is that of the mailbox itself; those below may be anybody's.
    """
    message = message_from_bytes(data, policy=policy.default)
    sender = parseaddr(str(message.get("From", "")))[1].rpartition("@")[2].lower()
    results = _text(message, "Authentication-Results")
    if not results:
        hint = "hand in the whole source of a mail that came through the internet"
        yield Looked(name="results", level="missing", said="no mailbox has written what it found", hint=hint)
    for name in ("spf", "dkim", "dmarc") if results else ():
        found = re.search(rf"\b{name}\s*=\s*(\w+)", results, re.IGNORECASE)
        word = found[1].lower() if found else "nothing"
        level: Level = "ok" if word == "pass" else "missing"
        yield Looked(
            name=name.upper(),
            level=level,
            said=f"the mailbox says: {word}",
            hint="" if level == "ok" else "`publishkit doctor send` says what is set",
        )
    yield from _signatures(message, sender)
    one_click = "list-unsubscribe=one-click" in _text(message, "List-Unsubscribe-Post").lower()
    level = "ok" if one_click and _text(message, "List-Unsubscribe") else "missing"
    said = (
        "leaving by one click is in the mail as received"
        if level == "ok"
        else "leaving by one click was lost on the way"
    )
    yield Looked(
        name="leave",
        level=level,
        said=said,
        hint="" if level == "ok" else "does the provider take out List-Unsubscribe headers?",
    )


def _signatures(message: EmailMessage, sender: str) -> Iterator[Looked]:
    tags = [
        dict(re.findall(r"(\w+)\s*=\s*([^;]*)", re.sub(r"\s+", "", str(one))))
        for one in message.get_all("DKIM-Signature", [])
    ]
    signed = [(one.get("d", "").lower(), one.get("s", ""), one.get("h", "").lower().split(":")) for one in tags]
    ours = [(domain, selector, head) for domain, selector, head in signed if _aligned(domain, sender)]
    if not ours:
        others = ", ".join(sorted({domain for domain, *_ in signed})) or "nobody"
        hint = f"let the provider sign for {sender}: DMARC wants the domain of From"
        yield Looked(name="signed", level="missing", said=f"signed by {others}, not by {sender}", hint=hint)
        return
    domain, selector, head = ours[0]
    yield Looked(name="signed", level="ok", said=f"signed by {domain} with the selector {selector}")
    if lacking := [name for name in ("list-unsubscribe", "list-unsubscribe-post") if name not in head]:
        hint = "RFC 8058 wants both signed, or Gmail and Yahoo show no button"
        yield Looked(name="signed", level="wanted", said=f"{' and '.join(lacking)} not signed", hint=hint)


def _aligned(signed: str, sender: str) -> bool:
    """Return whether one domain is the other, or above it, and no suffix of the country alone (relaxed, RFC 7489, 3.1.1)."""
    above, below = sorted((signed, sender), key=len)
    return "." in above and (above == below or below.endswith(f".{above}"))


def _text(message: EmailMessage, name: str) -> str:
    found = message.get_all(name, [])
    return str(found[0]) if found else ""

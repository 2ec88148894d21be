"""Events that providers report afterwards (delivered, bounced, complained, left): read, proved to be theirs, and recorded."""

import base64
import binascii
import hmac
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, select, update

from publishkit.send.letter.unsubscribe import Leaving
from publishkit.send.readers.address import reader_key
from publishkit.send.readers.lists import EVERYWHERE
from publishkit.send.readers.suppress import suppress
from publishkit.send.state.store import Store
from publishkit.send.state.tables import (
    DeliveryState,
    campaigns,
    deliveries,
    events,
    is_new,
    subscribers,
    suppressions,
)


class EventKind(StrEnum):
    """The kinds of events, the same for all providers."""

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
        """The same whenever the provider reports the same event again."""
        identity = self.given_id or f"{self.kind} {self.provider_id} {self.address} {self.at.isoformat()}"
        return f"{self.provider}:{sha256(identity.encode()).hexdigest()[:40]}"


class HookError(Exception):
    """A webhook call that is not what it claims; answered 400 or 403 and not looked at further."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


Fetch = Callable[[str], bytes]
"""Return what an https address holds."""


# --- signatures -------------------------------------------------------------------------------------------------------


TOLERANCE = timedelta(minutes=5)
"""How old a Svix signature may be (docs.svix.com, receiving, verifying payloads)."""
AMAZON = re.compile(r"sns\.[a-z]{2}(?:-[a-z]+){1,2}-\d\.amazonaws\.com(?:\.cn)?")
"""Hosts that hold SNS certificates and subscription links; no other is ever asked."""
SIGNED: Mapping[str, tuple[str, ...]] = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    "UnsubscribeConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
"""What a signature covers, in order (docs.aws.amazon.com/sns, verifying message signatures)."""


def check_svix(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Return when the call is signed with *secret* (`whsec_…`).

    Raises:
        HookError: unsigned, signed with another key, or too old.
    """
    given, stamp = headers.get("svix-id", ""), headers.get("svix-timestamp", "")
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        raise HookError(403, "unsigned")
    if abs(now.timestamp() - int(stamp)) > TOLERANCE.total_seconds():
        raise HookError(403, "signed too long ago")
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as cause:
        raise HookError(500, "our secret is no Svix secret") from cause
    expected = base64.b64encode(hmac.digest(key, f"{given}.{stamp}.".encode() + body, "sha256")).decode()
    signatures = [word.partition(",") for word in headers.get("svix-signature", "").split()]
    if not any(
        name == "v1" and hmac.compare_digest(value.encode(), expected.encode()) for name, _, value in signatures
    ):
        raise HookError(403, "signed with another key")


def read_sns(body: bytes, topic: str, fetch: Fetch) -> dict[str, Any]:
    """Return the SNS envelope in *body* when Amazon signed it for *topic*.

    Raises:
        HookError: not JSON, not from Amazon, of another topic.
    """
    try:
        message = json.loads(body)
        kind = message["Type"]
        signed = SIGNED[kind]
        lines = "".join(f"{name}\n{message[name]}\n" for name in signed if message.get(name) is not None)
        signature, address = base64.b64decode(message["Signature"], validate=True), str(message["SigningCertURL"])
    except (ValueError, KeyError, TypeError, RecursionError) as cause:
        raise HookError(400, "no SNS message") from cause
    if message.get("TopicArn") != topic:
        raise HookError(403, "another topic")
    if not is_amazon(address) or not urlsplit(address).path.endswith(".pem"):
        raise HookError(403, "a certificate that is not Amazon's")
    _check_certificate(fetch(address), signature, lines.encode(), str(message.get("SignatureVersion", "1")))
    return dict(message)


def is_amazon(address: str) -> bool:
    """Return whether *address* is one of Amazon's own for SNS.

    >>> is_amazon("https://sns.eu-west-1.amazonaws.com/cert.pem")
    True
    >>> is_amazon("https://sns.eu-west-1.amazonaws.com.example.org/cert.pem")
    False
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    plain = parts.scheme == "https" and port in (None, 443) and not parts.username
    return plain and bool(AMAZON.fullmatch(parts.hostname or ""))


def _check_certificate(pem: bytes, signature: bytes, signed: bytes, version: str) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from cryptography.x509 import load_pem_x509_certificate

    digest = hashes.SHA256() if version == "2" else hashes.SHA1()  # noqa: S303 - version 1 of SNS signatures is SHA-1
    try:
        key = load_pem_x509_certificate(pem).public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            raise HookError(403, "a certificate of another kind")
        key.verify(signature, signed, padding.PKCS1v15(), digest)
    except (InvalidSignature, ValueError) as cause:
        raise HookError(403, "signed with another key") from cause


# --- Amazon's events --------------------------------------------------------------------------------------------------


KINDS: Mapping[str, tuple[EventKind, str]] = {
    "Send": (EventKind.ACCEPTED, "send"),
    "Delivery": (EventKind.DELIVERED, "delivery"),
    "DeliveryDelay": (EventKind.DEFERRED, "deliveryDelay"),
    "Bounce": (EventKind.BOUNCED, "bounce"),
    "Complaint": (EventKind.COMPLAINED, "complaint"),
    "Reject": (EventKind.REJECTED, "reject"),
    "Subscription": (EventKind.UNSUBSCRIBED, "subscription"),
}
"""Amazon's word for an event -> our kind, and the key under which the details are."""


def read_amazon(envelope: Mapping[str, Any], fetch: Fetch) -> Iterator[Event]:
    """Yield the events in a proved SNS *envelope*; that a topic may post to us is confirmed by fetching its link.

    Raises:
        HookError: not of the form Amazon documents.
    """
    if envelope["Type"] == "SubscriptionConfirmation":
        if not is_amazon(str(envelope["SubscribeURL"])):
            raise HookError(403, "a confirmation that is not Amazon's")
        fetch(str(envelope["SubscribeURL"]))
    elif envelope["Type"] == "Notification":
        try:
            yield from _events(json.loads(envelope["Message"]), envelope)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as cause:
            raise HookError(400, "no SES event") from cause


def _events(event: Mapping[str, Any], envelope: Mapping[str, Any]) -> Iterator[Event]:
    known = KINDS.get(event.get("eventType") or event.get("notificationType") or "")
    if known is None:
        return
    kind, key = known
    part = event.get(key, {})
    if kind is EventKind.BOUNCED and part.get("bounceType") != "Permanent":
        kind = EventKind.SOFT_BOUNCED
    at = datetime.fromisoformat(part.get("timestamp") or envelope["Timestamp"]).astimezone(UTC)
    for address, reason in _concerned(event, part):
        yield Event(
            provider="ses",
            kind=kind,
            at=at,
            address=address,
            provider_id=str(event["mail"]["messageId"]),
            reason=" ".join(reason.split())[:300],
            given_id=f"{kind}:{envelope['MessageId']}:{address}",
        )


def _concerned(event: Mapping[str, Any], part: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (address, reason) of everybody the event is about."""
    named = part.get("bouncedRecipients") or part.get("complainedRecipients") or part.get("delayedRecipients")
    if named:
        kind = part.get("bounceSubType") or part.get("complaintFeedbackType") or part.get("delayType") or ""
        yield from ((str(one["emailAddress"]), str(one.get("diagnosticCode") or kind)) for one in named)
    else:
        for address in part.get("recipients") or event["mail"].get("destination") or ():
            yield str(address), str(part.get("reason") or part.get("smtpResponse") or "")


# --- recording: the same twice changes nothing ------------------------------------------------------------------------


SOFT_BOUNCES, SOFT_DAYS = 3, 30
"""So many in so many days are as one hard bounce (usual practice of the providers, e.g. Mailgun and Brevo)."""

SUPPRESSING: Mapping[EventKind, str] = {
    EventKind.BOUNCED: "bounced",
    EventKind.COMPLAINED: "complained",
    EventKind.UNSUBSCRIBED: "unsubscribed",
}
SETTLING: Mapping[EventKind, DeliveryState] = {
    EventKind.ACCEPTED: DeliveryState.ACCEPTED,
    EventKind.DELIVERED: DeliveryState.ACCEPTED,
    EventKind.DEFERRED: DeliveryState.ACCEPTED,
    EventKind.SOFT_BOUNCED: DeliveryState.ACCEPTED,
    EventKind.BOUNCED: DeliveryState.ACCEPTED,
    EventKind.COMPLAINED: DeliveryState.ACCEPTED,
    EventKind.UNSUBSCRIBED: DeliveryState.ACCEPTED,
    EventKind.REJECTED: DeliveryState.REJECTED,
}
"""A provider that reports on a message has it: any event settles an uncertain delivery."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EventRecorder:
    """Writes into the state database what a reader asked for or a provider reported."""

    store: Store
    list: str
    """The list of publishkit.toml, for tokens of a list nobody knows any more."""

    def look(self) -> None:
        """Return when the database can be read.

        Raises:
            ExternalError: it cannot.
        """
        with self.store.read() as connection:
            connection.execute(select(suppressions.c.scope).limit(1)).first()

    def leave(self, leaving: Leaving, source: str, at: datetime) -> None:
        """Suppress the reader on the list the token names; on all of them when no list of ours has that name.

        Raises:
            ExternalError: the database cannot be written.
        """
        with self.store.write() as connection:
            names = {self.list, *connection.scalars(select(subscribers.c.list).distinct())}
            names |= set(connection.scalars(select(campaigns.c.list).distinct()))
            scope = leaving.list_of(sorted(names)) or EVERYWHERE
            suppress(connection, scope, leaving.reader_key, "unsubscribed", source, at)

    def record(self, events: Iterable[Event], at: datetime) -> int:
        """Record *events*, settle their deliveries, suppress their readers; return how many events were new.

        Raises:
            ExternalError: the database cannot be written.
        """
        with self.store.write() as connection:
            return sum(_record(connection, event, at) for event in events)


def _record(connection: Connection, event: Event, at: datetime) -> int:
    key = reader_key(event.address) if event.address else ""
    found = _delivery_of(connection, event, key)
    campaign_id, key = found or ("", key)
    row = {
        "id": event.id,
        "provider": event.provider,
        "kind": event.kind.value,
        "provider_id": event.provider_id,
        "reader_key": key,
        "campaign": campaign_id,
        "reason": event.reason,
        "at": event.at,
    }
    if not is_new(connection, events, row):
        return 0
    if found:
        _settle(connection, campaign_id, key, event, at)
    if key:
        _suppress_for(connection, campaign_id, key, event)
    return 1


def _delivery_of(connection: Connection, event: Event, key: str) -> tuple[str, str] | None:
    """Return campaign and reader of the message meant: by the provider's id, else the reader's latest from it."""
    wanted = select(deliveries.c.campaign, deliveries.c.reader_key)
    if event.provider_id:
        known = connection.execute(wanted.where(deliveries.c.provider_id == event.provider_id)).all()
        of_reader = [row for row in known if not key or row.reader_key == key]
        if of_reader:
            return of_reader[0].campaign, of_reader[0].reader_key
    latest = (
        wanted.join(campaigns, campaigns.c.id == deliveries.c.campaign)
        .where(
            deliveries.c.reader_key == key, campaigns.c.transport == event.provider, campaigns.c.created_at <= event.at
        )
        .order_by(campaigns.c.created_at.desc())
        .limit(1)
    )
    row = connection.execute(latest).first() if key else None
    return (row.campaign, row.reader_key) if row else None


def _settle(connection: Connection, campaign_id: str, key: str, event: Event, at: datetime) -> None:
    this = (deliveries.c.campaign == campaign_id) & (deliveries.c.reader_key == key)
    connection.execute(update(deliveries).where(this).values(event=event.kind.value, updated_at=at))
    settled = {"state": SETTLING[event.kind].value, "provider_id": event.provider_id, "reason": event.reason}
    uncertain = deliveries.c.state == DeliveryState.UNCERTAIN.value
    connection.execute(update(deliveries).where(this & uncertain).values(**settled))


def _suppress_for(connection: Connection, campaign_id: str, key: str, event: Event) -> None:
    reason = SUPPRESSING.get(event.kind)
    if event.kind is EventKind.SOFT_BOUNCED:
        since = event.at - timedelta(days=SOFT_DAYS)
        soft = (events.c.reader_key == key) & (events.c.kind == event.kind.value) & (events.c.at > since)
        times = connection.scalar(select(func.count()).select_from(events).where(soft)) or 0
        reason = "bounced" if times >= SOFT_BOUNCES else None
    if reason is None:
        return
    scope = EVERYWHERE
    if event.kind is EventKind.UNSUBSCRIBED:  # it is about one letter, so about one list
        name = connection.scalar(select(campaigns.c.list).where(campaigns.c.id == campaign_id))
        scope = name or EVERYWHERE
    suppress(connection, scope, key, reason, event.provider, event.at)

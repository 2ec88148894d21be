"""Events that providers report afterwards (delivered, bounced, complained, left), and the proof that they are Amazon's."""

import base64
import binascii
import hmac
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit


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

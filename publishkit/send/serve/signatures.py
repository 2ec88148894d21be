"""Proofs that a webhook call comes from the provider, where Anymail leaves that to us: Svix (Resend) and Amazon SNS."""

import base64
import binascii
import hmac
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from publishkit.send.serve.events import HookError

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

Fetch = Callable[[str], bytes]
"""Return what an https address holds."""


def check_svix(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Let a call signed with *secret* (`whsec_…`) pass.

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
    told = [word.partition(",") for word in headers.get("svix-signature", "").split()]
    if not any(name == "v1" and hmac.compare_digest(value.encode(), expected.encode()) for name, _, value in told):
        raise HookError(403, "signed with another key")


def read_sns(body: bytes, topic: str, fetch: Fetch) -> dict[str, Any]:
    """Return the SNS envelope in *body* when Amazon signed it for *topic*.

    Raises:
        HookError: not JSON, not from Amazon, of another topic.
    """
    try:
        told = json.loads(body)
        kind = told["Type"]
        signed = SIGNED[kind]
        lines = "".join(f"{name}\n{told[name]}\n" for name in signed if told.get(name) is not None)
        signature, address = base64.b64decode(told["Signature"], validate=True), str(told["SigningCertURL"])
    except (ValueError, KeyError, TypeError, RecursionError) as cause:
        raise HookError(400, "no SNS message") from cause
    if told.get("TopicArn") != topic:
        raise HookError(403, "another topic")
    if not is_amazon(address) or not urlsplit(address).path.endswith(".pem"):
        raise HookError(403, "a certificate that is not Amazon's")
    _check_certificate(fetch(address), signature, lines.encode(), str(told.get("SignatureVersion", "1")))
    return dict(told)


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


def _check_certificate(pem: bytes, signature: bytes, said: bytes, version: str) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from cryptography.x509 import load_pem_x509_certificate

    digest = hashes.SHA256() if version == "2" else hashes.SHA1()  # noqa: S303 - version 1 of SNS signatures is SHA-1
    try:
        key = load_pem_x509_certificate(pem).public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            raise HookError(403, "a certificate of another kind")
        key.verify(signature, said, padding.PKCS1v15(), digest)
    except (InvalidSignature, ValueError) as cause:
        raise HookError(403, "signed with another key") from cause

"""Calls as the providers' documentation shows them, signed as they sign."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from publishkit.send.server.hooks import Call

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
STAMP = int(NOW.timestamp())
READER = "ada@reader.example"
BASIC = "estuary:open-sesame-47"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:letters"
CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem"
ADDRESS = "https://quay.example/hooks/"

RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


def _public(key: Any) -> str:
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def certificate() -> bytes:
    """A certificate of RSA_KEY, as Amazon serves its own."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(RSA_KEY.public_key())
    made = (
        made.serial_number(47)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
    )
    return made.sign(RSA_KEY, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def fetch(address: str) -> bytes:
    assert address == CERTIFICATE
    return certificate()


SECRETS = {
    **dict.fromkeys(("brevo", "mailjet", "postmark", "sparkpost"), BASIC),
    "mailersend": "mailersend-signing-secret",
    "mailgun": "mailgun-signing-key",
    "mailtrap": "mailtrap-signing-secret",
    "mandrill": "mandrill-webhook-key",
    "postal": _public(RSA_KEY),
    "resend": "whsec_" + base64.b64encode(b"resend signing secret, 32 bytes!").decode(),
    "sendgrid": _public(EC_KEY),
    "ses": TOPIC,
    "unisender-go": "unisender-api-key",
}


def call(provider: str, body: bytes, kind: str = "application/json", **headers: str) -> Call:
    told = {"content-type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Call(address=ADDRESS + provider, headers=told, body=body, at=NOW)


def basic(provider: str, told: object, secret: str = BASIC) -> Call:
    word = base64.b64encode(secret.encode()).decode()
    return call(provider, json.dumps(told).encode(), authorization=f"Basic {word}")


def _hex(secret: str, said: bytes) -> str:
    return hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()


def brevo(event: str = "hard_bounce") -> Call:
    told = {
        "event": event, "email": READER, "id": 26224, "date": "2026-11-20 09:00:00", "ts": STAMP,
        "message-id": "<201@relay.example>", "ts_event": STAMP, "subject": "Low water", "reason": "no such user",
    }  # fmt: skip
    return basic("brevo", told)


def mailersend() -> Call:
    told = {
        "type": "activity.hard_bounced", "domain_id": "d", "created_at": "2026-11-20T08:00:00.000000Z", "webhook_id": "w",
        "data": {"object": "activity", "id": "e47", "type": "hard_bounced", "created_at": "2026-11-20T08:00:00Z",
                 "email": {"object": "email", "id": "m2", "message": {"object": "message", "id": "m1"},
                           "recipient": {"object": "recipient", "id": "r", "email": READER}},
                 "morph": {"object": "recipient_bounce", "id": "b", "reason": "Host or domain name not found"}},
    }  # fmt: skip
    body = json.dumps(told).encode()
    return call("mailersend", body, signature=_hex(SECRETS["mailersend"], body))


def mailgun(severity: str = "permanent") -> Call:
    token = "a" * 50
    signature = _hex(SECRETS["mailgun"], f"{STAMP}{token}".encode())
    told = {
        "signature": {"token": token, "timestamp": str(STAMP), "signature": signature},
        "event-data": {
            "event": "failed", "severity": severity, "id": "evt47", "timestamp": STAMP + 0.5, "recipient": READER,
            "reason": "bounce", "message": {"headers": {"message-id": "m1@quay.example"}},
            "delivery-status": {"code": 550, "message": "no such user", "description": ""},
        },
    }  # fmt: skip
    return call("mailgun", json.dumps(told).encode())


def mailjet(*, hard: bool = True) -> Call:
    told = {"event": "bounce", "time": STAMP, "MessageID": 13792, "email": READER, "hard_bounce": hard, "blocked": False,
            "error": "user unknown", "error_related_to": "recipient", "comment": "550 user unknown"}  # fmt: skip
    return basic("mailjet", [told])


def mailtrap() -> Call:
    told = {"events": [{"event": "bounce", "timestamp": STAMP, "message_id": "m1", "email": READER, "event_id": "e47",
                        "response": "550 no such user", "response_code": 550, "bounce_category": "badmailbox"}]}  # fmt: skip
    body = json.dumps(told).encode()
    return call("mailtrap", body, mailtrap_signature=_hex(SECRETS["mailtrap"], body))


def mandrill() -> Call:
    told = [{"event": "hard_bounce", "_id": "m1", "ts": STAMP,
             "msg": {"_id": "m1", "email": READER, "ts": STAMP, "diag": "550 no such user", "bounce_description": "bad_mailbox"}}]  # fmt: skip
    text = json.dumps(told)
    said = f"{ADDRESS}mandrillmandrill_events{text}"
    signature = base64.b64encode(hmac.digest(SECRETS["mandrill"].encode(), said.encode(), "sha1")).decode()
    body = urlencode({"mandrill_events": text}).encode()
    return call("mandrill", body, "application/x-www-form-urlencoded", x_mandrill_signature=signature)


def postal() -> Call:
    told = {
        "event": "MessageBounced", "timestamp": STAMP, "uuid": "e47",
        "payload": {"original_message": {"id": 1, "token": "t", "direction": "outgoing", "message_id": "m1@quay.example",
                                         "to": READER, "from": "letter@quay.example", "subject": "x", "timestamp": STAMP},
                    "bounce": {"id": 2, "token": "u", "to": "letter@quay.example", "from": "mx@reader.example",
                               "subject": "Undelivered", "timestamp": STAMP, "message_id": "b1"}},
    }  # fmt: skip
    body = json.dumps(told).encode()
    signature = base64.b64encode(RSA_KEY.sign(body, padding.PKCS1v15(), hashes.SHA1())).decode()
    return call("postal", body, x_postal_signature=signature)


def postmark(kind: str = "HardBounce", record: str = "Bounce") -> Call:
    told = {"RecordType": record, "ID": 42, "Type": kind, "TypeCode": 1, "Name": "Hard bounce", "MessageID": "m1",
            "Description": "no such user", "Details": "550", "Email": READER, "BouncedAt": "2026-11-20T08:00:00Z"}  # fmt: skip
    return basic("postmark", told)


def resend(kind: str = "email.bounced", at: int = STAMP) -> Call:
    told = {"type": kind, "created_at": "2026-11-20T08:00:00.000Z",
            "data": {"email_id": "m1", "from": "letter@quay.example", "to": [READER], "subject": "Low water",
                     "created_at": "2026-11-20T07:59:00.000Z", "bounce": {"message": "no such user"}}}  # fmt: skip
    body = json.dumps(told).encode()
    key = base64.b64decode(SECRETS["resend"].removeprefix("whsec_"))
    signature = base64.b64encode(hmac.digest(key, f"msg_47.{at}.".encode() + body, "sha256")).decode()
    return call("resend", body, svix_id="msg_47", svix_timestamp=str(at), svix_signature=f"v1,{signature}")


def sendgrid(kind: str = "bounce") -> Call:
    told = [{"email": READER, "timestamp": STAMP, "event": "bounce", "sg_event_id": "e47", "sg_message_id": "m1.f",
             "type": kind, "reason": "550 no such user", "smtp-id": "<x>"}]  # fmt: skip
    body = json.dumps(told).encode()
    signature = base64.b64encode(EC_KEY.sign(str(STAMP).encode() + body, ec.ECDSA(hashes.SHA256()))).decode()
    return call(
        "sendgrid",
        body,
        x_twilio_email_event_webhook_signature=signature,
        x_twilio_email_event_webhook_timestamp=str(STAMP),
    )


def sns(message: str, kind: str = "Notification", **more: str) -> Call:
    told = {"Type": kind, "MessageId": "e47", "TopicArn": TOPIC, "Message": message, "SignatureVersion": "2",
            "Timestamp": "2026-11-20T08:00:00.000Z", "SigningCertURL": CERTIFICATE, **more}  # fmt: skip
    names = ["Message", "MessageId", "SubscribeURL", "Subject", "Timestamp", "Token", "TopicArn", "Type"]
    said = "".join(f"{name}\n{told[name]}\n" for name in names if name in told)
    told["Signature"] = base64.b64encode(RSA_KEY.sign(said.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
    return call("ses", json.dumps(told).encode(), "text/plain; charset=UTF-8")


def ses(bounce: str = "Permanent") -> Call:
    told = {
        "eventType": "Bounce",
        "mail": {"messageId": "m1", "destination": [READER], "timestamp": "2026-11-20T07:59:00.000Z"},
        "bounce": {"bounceType": bounce, "bounceSubType": "General", "timestamp": "2026-11-20T08:00:00.000Z",
                   "bouncedRecipients": [{"emailAddress": READER, "diagnosticCode": "smtp; 550 no such user"}]},
    }  # fmt: skip
    return sns(json.dumps(told))


def sparkpost(bounce_class: str = "10") -> Call:
    told = [{"msys": {"message_event": {"type": "bounce", "bounce_class": bounce_class, "event_id": "e47", "message_id": "m0",
                                        "transmission_id": "m1", "rcpt_to": READER, "raw_rcpt_to": READER, "raw_reason": "550 no such user",
                                        "timestamp": str(STAMP), "rcpt_meta": {}, "rcpt_tags": []}}}]  # fmt: skip
    return basic("sparkpost", told)


def unisender_go() -> Call:
    told = {"auth": "@" * 32, "events_by_user": [{"user_id": 1, "events": [{
        "event_name": "transactional_email_status",
        "event_data": {"job_id": "m1", "email": READER, "status": "hard_bounced", "event_time": "2026-11-20 08:00:00",
                       "metadata": {}, "delivery_info": {"delivery_status": "err_user_unknown",
                                                         "destination_response": "550 no such user"}}}]}]}  # fmt: skip
    body = json.dumps(told)
    signature = hashlib.md5(body.replace("@" * 32, SECRETS["unisender-go"]).encode()).hexdigest()
    return call("unisender-go", body.replace("@" * 32, signature).encode())


BOUNCES = {
    "brevo": brevo, "mailersend": mailersend, "mailgun": mailgun, "mailjet": mailjet, "mailtrap": mailtrap,
    "mandrill": mandrill, "postal": postal, "postmark": postmark, "resend": resend, "sendgrid": sendgrid, "ses": ses,
    "sparkpost": sparkpost, "unisender-go": unisender_go,
}  # fmt: skip
"""A hard bounce of READER, as each provider tells it."""

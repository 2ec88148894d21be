"""Webhooks: every provider's documented form is read, and nothing that is not signed."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from publishkit.send.server.events import EventKind, HookError, is_amazon
from publishkit.send.server.hooks import FORMS, Call, read_call
from tests.send.server import calls
from tests.send.server.calls import BOUNCES, READER, SECRETS, fetch


def read(provider: str, call: Call):
    return read_call(provider, SECRETS[provider], call, fetch)


def test_every_provider_has_a_documented_call_here():
    assert BOUNCES.keys() == FORMS.keys() == SECRETS.keys()


@pytest.mark.parametrize("provider", BOUNCES)
def test_a_hard_bounce_is_understood(provider: str):
    [event] = read(provider, BOUNCES[provider]())
    assert event.kind is EventKind.BOUNCED
    assert event.provider == provider
    if provider != "postal":  # whose bounces name the message only
        assert event.address == READER
    assert event.provider_id
    assert abs(event.at - calls.NOW) <= timedelta(hours=2)
    assert event.at.tzinfo is not None


@pytest.mark.parametrize("provider", BOUNCES)
def test_the_same_call_told_again_is_the_same_event(provider: str):
    assert read(provider, BOUNCES[provider]())[0].id == read(provider, BOUNCES[provider]())[0].id


@pytest.mark.parametrize("provider", BOUNCES)
def test_an_unsigned_call_is_refused(provider: str):
    told = BOUNCES[provider]()
    plain = {"content-type": told.headers["content-type"]}
    body = told.body
    if provider in ("mailgun", "unisender-go", "ses"):  # signed inside
        body = body.replace(b'"signature": "', b'"signature": "0').replace(b'"auth": "', b'"auth": "0')
        body = body.replace(b'"Signature": "', b'"Signature": "AAAA')
    with pytest.raises(HookError) as refused:
        read(provider, replace(told, headers=plain, body=body))
    assert refused.value.status == 403


@pytest.mark.parametrize("provider", sorted(BOUNCES.keys() - {"brevo", "mailjet", "postmark", "sparkpost", "mailgun"}))
def test_a_changed_body_is_refused(provider: str):
    """Mailgun signs a time and a token, not the body; the four others have a password in the address, over TLS."""
    told = BOUNCES[provider]()
    assert b"reader.example" in told.body
    with pytest.raises(HookError):
        read(provider, replace(told, body=told.body.replace(b"reader.example", b"victim.example")))


@pytest.mark.parametrize("provider", ["brevo", "mailjet", "postmark", "sparkpost"])
def test_another_password_is_refused(provider: str):
    told = calls.basic(provider, json.loads(BOUNCES[provider]().body), "estuary:guess")
    with pytest.raises(HookError):
        read(provider, told)


@pytest.mark.parametrize(
    ("provider", "told"),
    [
        ("brevo", calls.brevo("soft_bounce")),
        ("mailjet", calls.mailjet(hard=False)),
        ("postmark", calls.postmark("SoftBounce")),
        ("sendgrid", calls.sendgrid("blocked")),
        ("ses", calls.ses("Transient")),
        ("sparkpost", calls.sparkpost("22")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_full_mailbox_is_no_hard_bounce(provider: str, told: Call):
    [event] = read(provider, told)
    assert event.kind is EventKind.SOFT_BOUNCED


def test_a_temporary_failure_of_mailgun_is_tried_again():
    assert [event.kind for event in read("mailgun", calls.mailgun("temporary"))] == [EventKind.DEFERRED]


def test_opens_and_clicks_are_not_taken_down():
    assert read("resend", calls.resend("email.opened")) == ()
    assert read("resend", calls.resend("email.clicked")) == ()
    assert [event.kind for event in read("resend", calls.resend("email.complained"))] == [EventKind.COMPLAINED]


def test_an_old_call_is_not_believed_again():
    with pytest.raises(HookError):
        read("resend", calls.resend(at=calls.STAMP - 400))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff\xfe", b"[" * 5000, b'{"Type": 1}', b"null", b"x" * 100_000])
@pytest.mark.parametrize("provider", FORMS)
def test_rubbish_is_refused_not_raised(provider: str, body: bytes):
    with pytest.raises(HookError):
        read(provider, replace(BOUNCES[provider](), body=body, headers={"content-type": "application/json"}))


def test_a_topic_is_confirmed_at_amazon_only():
    asked: list[str] = []

    def note(address: str) -> bytes:
        asked.append(address)
        return calls.certificate()

    good = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=47"
    read_call("ses", calls.TOPIC, calls.sns("", "SubscriptionConfirmation", Token="47", SubscribeURL=good), note)
    assert asked == [calls.CERTIFICATE, good]
    asked.clear()
    evil = "http://169.254.169.254/latest/meta-data/"
    told = calls.sns("", "SubscriptionConfirmation", Token="47", SubscribeURL=evil)
    with pytest.raises(HookError):
        read_call("ses", calls.TOPIC, told, note)
    assert asked == [calls.CERTIFICATE]


def test_another_topic_and_another_certificate_are_refused_without_asking():
    def never(address: str) -> bytes:
        raise AssertionError(address)

    with pytest.raises(HookError):
        read_call("ses", "arn:aws:sns:eu-west-1:999999999999:other", calls.ses(), never)
    body = calls.ses().body.replace(b"sns.eu-west-1.amazonaws.com/Simple", b"sns.example.org/Simple")
    with pytest.raises(HookError):
        read_call("ses", calls.TOPIC, replace(calls.ses(), body=body), never)


@pytest.mark.parametrize(
    "address",
    [
        "http://sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com.evil.example/a.pem",
        "https://sns.eu-west-1.amazonaws.com@evil.example/a.pem",
        "https://evil.example/sns.eu-west-1.amazonaws.com.pem",
        "https://sns.eu-west-1.amazonaws.com:8443/a.pem",
        "https://s3.eu-west-1.amazonaws.com/bucket/a.pem",
        "https://[::1/a.pem",
    ],
)
def test_what_only_looks_like_amazon(address: str):
    assert not is_amazon(address)

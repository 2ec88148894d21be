"""Webhooks: what each provider posts is proved to be its own and read as our events.

Anymail reads a dozen providers' forms; Amazon's is read by `events.py`. A provider whose secret is not set has no route.
"""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from publishkit.errors import InputError, Problem
from publishkit.send.server.events import Event, EventKind, Fetch, HookError, check_svix, read_amazon, read_sns
from publishkit.send.transports.bridge_providers import configure_django


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One POST to a webhook."""

    address: str
    """As the provider called it; Mandrill signs it."""
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case."""
    body: bytes = field(repr=False)
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """How one provider's calls are proved and read."""

    view: str = ""
    """Anymail's class: `postmark.PostmarkTrackingWebhookView`."""
    setting: str = "webhook_secret"
    """Which of its settings the secret is; `webhook_secret` is `user:password` in the address."""
    svix: bool = False


FORMS: Mapping[str, Form] = {
    "brevo": Form(view="brevo.BrevoTrackingWebhookView"),
    "mailersend": Form(view="mailersend.MailerSendTrackingWebhookView", setting="signing_secret"),
    "mailgun": Form(view="mailgun.MailgunTrackingWebhookView", setting="webhook_signing_key"),
    "mailjet": Form(view="mailjet.MailjetTrackingWebhookView"),
    "mailtrap": Form(view="mailtrap.MailtrapTrackingWebhookView", setting="tracking_secret"),
    "mandrill": Form(view="mandrill.MandrillCombinedWebhookView", setting="webhook_key"),
    "postal": Form(view="postal.PostalTrackingWebhookView", setting="webhook_key"),
    "postmark": Form(view="postmark.PostmarkTrackingWebhookView"),
    "resend": Form(view="resend.ResendTrackingWebhookView", svix=True),
    "sendgrid": Form(view="sendgrid.SendGridTrackingWebhookView", setting="tracking_webhook_verification_key"),
    "ses": Form(),
    "sparkpost": Form(view="sparkpost.SparkPostTrackingWebhookView"),
    "unisender-go": Form(view="unisender_go.UnisenderGoTrackingWebhookView", setting="api_key"),
}
"""Every provider whose events we take, by the name its transport has."""

KINDS: Mapping[str, EventKind] = {
    "queued": EventKind.ACCEPTED,
    "sent": EventKind.ACCEPTED,
    "delivered": EventKind.DELIVERED,
    "deferred": EventKind.DEFERRED,
    "bounced": EventKind.BOUNCED,
    "rejected": EventKind.REJECTED,
    "failed": EventKind.REJECTED,
    "complained": EventKind.COMPLAINED,
    "unsubscribed": EventKind.UNSUBSCRIBED,
}
"""Anymail's word -> ours; what is not here (opened, clicked) is dropped unread."""

SOFT: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "brevo": lambda event: event.get("event") in ("soft_bounce", "blocked"),
    "mailgun": lambda event: event.get("severity") == "temporary",
    "mailjet": lambda event: event.get("hard_bounce") is False,
    "mandrill": lambda event: event.get("event") == "soft_bounce",
    "postmark": lambda event: event.get("Type") not in ("HardBounce", "BadEmailAddress", "ManuallyDeactivated"),
    "sendgrid": lambda event: event.get("type") == "blocked",
    "sparkpost": lambda event: str(event["msys"]["message_event"].get("bounce_class")) not in ("10", "30", "90"),
}
"""Which of a provider's "bounced" are for this time only; the numbers are SparkPost's classes for what never works."""


def read_call(provider: str, secret: str, call: Call, fetch: Fetch) -> tuple[Event, ...]:
    """Return the events in *call*, once it is proved that *provider* made it.

    Raises:
        HookError: not signed with *secret*, or not of the provider's form.
    """
    if provider == "ses":
        return tuple(read_amazon(read_sns(call.body, secret, fetch), fetch))
    form = FORMS[provider]
    if form.svix:
        check_svix(secret, call.headers, call.body, call.at)
    return tuple(_anymail(provider, form, "" if form.svix else secret, call))


def check_installed() -> None:
    """Return when this machine can read the calls.

    Raises:
        InputError: Anymail is not installed.
    """
    try:
        import_module("anymail")
    except ImportError:
        hint = "install it with `pip install 'publishkit[providers]'`"
        raise InputError(Problem(place="webhooks", message="need django-anymail", hint=hint)) from None


def _anymail(provider: str, form: Form, secret: str, call: Call) -> Iterator[Event]:
    view = _view(form, secret, call)
    request = _request(call)
    try:
        view.run_validators(request)
    except Exception as cause:  # its validators raise what they meet: a missing field, bad Base64, a wrong key
        raise HookError(403, "not signed with our secret") from cause
    try:
        events = view.parse_events(request)
    except Exception as cause:
        raise HookError(400, "not of the form the provider documents") from cause
    yield from _translated(provider, events, call.at)


def _view(form: Form, secret: str, call: Call) -> Any:
    configure_django()
    module, _, name = form.view.rpartition(".")
    options = {form.setting: secret} if secret else {}
    if "mandrill" in form.view:
        options["webhook_url"] = call.address
    with warnings.catch_warnings():
        # It warns of an open door when it does not know that Svix was checked, and that SendGrid's is not its own.
        warnings.simplefilter("ignore")
        return getattr(import_module(f"anymail.webhooks.{module}"), name)(**options)


def _request(call: Call) -> Any:
    from django.core.handlers.wsgi import WSGIRequest

    parts = urlsplit(call.address)
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in call.headers.items()}
    return WSGIRequest(
        {
            **headers,
            "REQUEST_METHOD": "POST",
            "PATH_INFO": parts.path,
            "SERVER_NAME": parts.hostname or "",
            "SERVER_PORT": str(parts.port or 443),
            "CONTENT_TYPE": call.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(call.body)),
            "wsgi.url_scheme": parts.scheme,
            "wsgi.input": BytesIO(call.body),
        }
    )


def _translated(provider: str, events: Iterable[Any], at: datetime) -> Iterator[Event]:
    for event in events:
        kind = KINDS.get(event.event_type)
        if kind is None:
            continue
        raw = event.esp_event if isinstance(event.esp_event, Mapping) else {}
        soft = SOFT.get(provider)
        if kind is EventKind.BOUNCED and soft and soft(raw):
            kind = EventKind.SOFT_BOUNCED
        yield Event(
            provider=provider,
            kind=kind,
            at=event.timestamp or at,
            address=str(event.recipient or ""),
            provider_id=str(event.message_id or ""),
            reason=" ".join(str(event.mta_response or event.description or event.reject_reason or "").split())[:300],
            given_id=f"{kind}:{event.event_id}" if event.event_id else "",
        )

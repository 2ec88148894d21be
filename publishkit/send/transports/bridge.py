"""django-anymail's providers behind our Protocol: batches where a provider fills in a reader's own link, else one by one."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx

from publishkit.errors import ExternalError, Problem
from publishkit.send.letter import Letter
from publishkit.send.message import REFERENCE, Reader, reference, replace_tokens
from publishkit.send.outcome import Accepted, Failed, Outcome, Rejected, Uncertain
from publishkit.send.transports.answers import words_of
from publishkit.send.transports.base import Capabilities, Quota
from publishkit.send.transports.bridge_backend import (
    READERS,
    Told,
    Verdict,
    make_backend,
    mandrill_verdict,
    postal_verdict,
)
from publishkit.send.transports.bridge_providers import BRIDGED, Bridged
from publishkit.send.transports.calls import Caller, check_endpoint
from publishkit.send.transports.envelope import METADATA, common_headers, display, own_headers
from publishkit.send.transports.limits import limits_of
from publishkit.send.transports.opening import Opening, refuse_option

MARKUP, PLAIN = "pk_markup", "pk_plain"
"""The two values filled in: the address for the HTML part, and for the text part."""
VERDICTS: Mapping[str, Verdict] = {"mandrill": mandrill_verdict, "postal": postal_verdict}
KEY_HEADER: Mapping[str, str] = {"brevo": "idempotencyKey"}
"""Where the idempotency key goes: Brevo takes it among the message's headers."""


class BridgeTransport:
    """One provider of Anymail's."""

    def __init__(self, name: str, capabilities: Capabilities, backend: Any, caller: Caller) -> None:
        self.name = name
        self.capabilities = capabilities
        self._form = BRIDGED[name]
        self._backend = backend
        self._caller = caller

    def examine(self, letter: Letter) -> Iterator[Problem]:
        """Yield what the provider would take for its own words and fill in, and a call that is too large."""
        yield from limits_of(self.name).too_large(letter, self.capabilities.batch, own_bodies=False)
        if not self._form.fills or not (self._batches or self._form.always_fills):
            return
        mailing = letter.mailing
        places = {"subject": mailing.subject, "sender's name": mailing.from_name, "HTML": letter.page}
        for place, words in (*places.items(), ("text", letter.text)):
            if found := re.search(self._form.fills, words):
                around = words[found.start() : found.start() + 30]
                message = f"{self.name} would fill in {around!r}, which stands in it"
                hint = "word it otherwise" if self._form.always_fills else "word it otherwise, or set batch = 1"
                yield Problem(place=f"mail {place}", message=message, hint=hint)

    def send(self, letter: Letter, readers: Sequence[Reader], *, key: str) -> Sequence[Outcome]:
        """Hand over the batch in one call."""
        from anymail.exceptions import AnymailError

        if unsafe := [reader for reader in readers if self._escaped(reader)]:
            reason = f"{self.name} may write `&` otherwise: {unsafe[0].unsubscribe[:80]} (set batch = 1)"
            return [Failed(reason=reason, lasting=True)] * len(readers)
        message = self._message(letter, readers, key)
        try:
            self._backend.send_messages([message])
        except Told as told:
            return told.outcomes
        except AnymailError as cause:  # only what Anymail could not write; what was posted is `Told`
            return [Failed(reason=f"{type(cause).__name__}: {cause}", lasting=True)] * len(readers)
        statuses = {address.lower(): status for address, status in message.anymail_status.recipients.items()}
        return [_outcome(statuses.get(reader.address.lower())) for reader in readers]

    def lookup(self, letter: Letter, reader: Reader) -> Outcome | None:
        """Return None: the provider's events tell it by our reference."""
        return None

    def quota(self) -> Quota:
        """Return what is left, where the provider has a number for it (Brevo), and the published rate.

        Raises:
            ExternalError: it cannot be reached, or refuses the key.
        """
        if self.name != "brevo":
            return Quota(rate=self.capabilities.rate)
        headers = {"api-key": self._backend.api_key, "Accept": "application/json"}
        try:
            answer = self._caller.call("GET", f"{self._backend.api_url}account", headers=headers)
        except httpx.HTTPError as cause:
            raise ExternalError(Problem(place=self.name, message=f"cannot be reached: {cause}")) from None
        if not answer.is_success:
            message = f"answers {answer.status_code} {words_of(answer)}"
            raise ExternalError(Problem(place=self.name, message=message, hint="look at PUBLISHKIT_BREVO_API_KEY"))
        return Quota(remaining=_brevo_credits(answer), rate=self.capabilities.rate)

    def close(self) -> None:
        """Give connections back."""
        self._caller.close()

    @property
    def _batches(self) -> bool:
        return self.capabilities.batch > 1

    def _escaped(self, reader: Reader) -> bool:
        return self._batches and self._form.escapes and html.escape(reader.unsubscribe) != reader.unsubscribe

    def _message(self, letter: Letter, readers: Sequence[Reader], key: str) -> Any:
        from anymail.message import AnymailMessage

        mailing = letter.mailing
        page, text = self._parts(letter, readers)
        message = AnymailMessage(
            subject=mailing.subject,
            body=text,
            from_email=display(mailing.from_address, mailing.from_name),
            to=[display(reader.address, self._name(reader)) for reader in readers],
            reply_to=[mailing.reply_to] if mailing.reply_to else None,
            headers={**self._headers(letter, readers), **self._key(key)},
        )
        message.attach_alternative(page, "text/html")
        setattr(message, READERS, readers)
        if self._form.tracking:
            message.track_opens = message.track_clicks = False
        if self._form.tags:
            message.tags = [mailing.edition]
        if self._batches:
            self._fill_in(message, letter, readers)
        elif self._form.metadata:
            message.metadata = {METADATA: reference(mailing, readers[0])}
        return message

    def _parts(self, letter: Letter, readers: Sequence[Reader]) -> tuple[str, str]:
        if not self._batches:
            return letter.page_for(readers[0]), letter.text_for(readers[0])
        token = self._form.token
        page = replace_tokens(letter.page, {"PK_UNSUB_URL": token.format(MARKUP)})
        return page, replace_tokens(letter.text, {"PK_UNSUB_URL": token.format(PLAIN)})

    def _headers(self, letter: Letter, readers: Sequence[Reader]) -> Mapping[str, str]:
        if not self._batches:
            return {**common_headers(letter.mailing), **own_headers(letter, readers[0])}
        return {} if self._form.repeats else common_headers(letter.mailing)

    def _key(self, key: str) -> Mapping[str, str]:
        return {KEY_HEADER[self.name]: key} if self.name in KEY_HEADER else {}

    def _name(self, reader: Reader) -> str:
        """A reader's name is a stranger's text: one the provider would fill in is left out."""
        return "" if self._form.fills and re.search(self._form.fills, reader.name) else reader.name

    def _fill_in(self, message: Any, letter: Letter, readers: Sequence[Reader]) -> None:
        """Give each reader of a batch their own link, headers and reference."""
        common = common_headers(letter.mailing) if self._form.repeats else {}
        message.merge_data = {
            reader.address: {MARKUP: html.escape(reader.unsubscribe), PLAIN: reader.unsubscribe} for reader in readers
        }
        message.merge_metadata = {reader.address: {METADATA: reference(letter.mailing, reader)} for reader in readers}
        message.merge_headers = {reader.address: {**common, **own_headers(letter, reader)} for reader in readers}
        if self._form.only_unsubscribe:
            for headers in message.merge_headers.values():
                del headers[REFERENCE]
        if self.name == "mailjet":  # off by default, and then variables stay as they are written
            message.esp_extra = {"Globals": {"TemplateLanguage": True}}


def open_bridge(opening: Opening) -> BridgeTransport:
    """Return the transport of one of Anymail's providers.

    Raises:
        InputError: wrong options, a missing key, a batch the provider cannot carry, or a missing extra.
    """
    form = BRIDGED[opening.name]
    options: Any = opening.options(form.options)
    if options.batch is not None and options.batch > 1 and not form.token:
        message = f"{opening.name} cannot carry a reader's own List-Unsubscribe in a batch"
        raise refuse_option("batch", message, "leave it out: messages go one by one")
    capabilities = limits_of(opening.name).capabilities(options.batch)
    caller = Caller(options.timeout)
    settings = {**_settings(form, options), **_secrets(form, opening)}
    backend = make_backend(form.backend, caller, settings, VERDICTS.get(opening.name, lambda _answer: None))
    return BridgeTransport(opening.name, capabilities, backend, caller)


def _settings(form: Bridged, options: Any) -> Mapping[str, object]:
    chosen = {setting: getattr(options, option) for option, setting in form.settings.items()}
    settings = {setting: value for setting, value in chosen.items() if value not in ("", None)}
    if form.backend == "sendgrid":
        settings["merge_field_format"] = form.token
    sandboxed = form.backend == "mailtrap" and settings.get("sandbox_id")
    if endpoint := options.endpoint or ("" if sandboxed else form.endpoint):
        settings["api_url"] = check_endpoint(endpoint)
    return settings


def _secrets(form: Bridged, opening: Opening) -> Mapping[str, str]:
    return {setting: opening.secrets.need(name).reveal() for setting, name in form.keys.items()}


def _outcome(status: Any) -> Outcome:
    """Return Anymail's word for one reader in ours."""
    match status.status if status else None:
        case "sent" | "queued":
            return Accepted(provider_id=str(status.message_id or ""))
        case "rejected" | "invalid" as word:
            return Rejected(reason=f"the provider answers: {word}")
        case "failed":
            return Rejected(reason="the provider answers: failed", permanent=False)
        case _:
            return Uncertain(reason="the answer does not say what became of this reader's message")


def _brevo_credits(answer: httpx.Response) -> int | None:
    """Return the messages left, out of `plan[].credits` of the kind `sendLimit`."""
    try:
        plans = [plan for plan in answer.json()["plan"] if plan.get("creditsType") == "sendLimit"]
        return int(sum(plan["credits"] for plan in plans)) if plans else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None

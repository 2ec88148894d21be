"""The providers of django-anymail as a transport: batches where a provider fills in each reader's link, else one by one.

Anymail writes the request and reads the answer, the call between is ours: Anymail would follow redirects, keep no
idempotency key, and tell a refused connection from a lost answer only in words.
"""

import html
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from publishkit.errors import InputError, Problem
from publishkit.send.http import Answer, Caller, NoAnswerError, ask, refused, unanswered, words_of
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import REFERENCE, Reader, reference, replace_tokens
from publishkit.send.outcome import Accepted, Failed, Refusal, Rejected, SendOutcome, Uncertain
from publishkit.send.transports.base import Capabilities, Quota
from publishkit.send.transports.bridge_providers import BRIDGED, Bridged, configure_django
from publishkit.send.transports.envelope import METADATA, common_headers, display, own_headers
from publishkit.send.transports.opening import TRANSPORT_PLACE, Opening, check_endpoint, limits_of, refuse_option

MARKUP, PLAIN = "pk_markup", "pk_plain"
"""The two values filled in: the address for the HTML part, and for the text part."""
READERS = "publishkit_readers"
"""Attribute of Anymail's message that holds whom it is for."""
KEY_HEADER: Mapping[str, str] = {"brevo": "idempotencyKey"}
"""Where the idempotency key goes: Brevo takes it among the message's headers."""
OutcomeOf = Callable[[Answer], SendOutcome | None]


class BridgeTransport:
    """The transport of one provider of Anymail."""

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

    def send(self, letter: Letter, readers: Sequence[Reader], *, key: str) -> Sequence[SendOutcome]:
        """Hand over the batch in one call."""
        from anymail.exceptions import AnymailError

        if unsafe := [reader for reader in readers if self._escaped(reader)]:
            reason = f"{self.name} may write `&` otherwise: {unsafe[0].unsubscribe[:80]} (set batch = 1)"
            return [Failed(reason=reason, lasting=True)] * len(readers)
        message = self._message(letter, readers, key)
        try:
            self._backend.send_messages([message])
        except OutcomesKnown as known:
            return known.outcomes
        except AnymailError as cause:  # only what Anymail could not write; what was posted is `OutcomesKnown`
            return [Failed(reason=f"{type(cause).__name__}: {cause}", lasting=True)] * len(readers)
        statuses = {address.lower(): status for address, status in message.anymail_status.recipients.items()}
        return [_outcome(statuses.get(reader.address.lower())) for reader in readers]

    def lookup(self, letter: Letter, reader: Reader) -> SendOutcome | None:
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
        answer = ask(
            self._caller,
            f"{self._backend.api_url}account",
            headers,
            place=self.name,
            hint="look at PUBLISHKIT_BREVO_API_KEY",
        )
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
        """Return the reader's name, or "" for one in which the provider would fill something in."""
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
    backend = make_backend(form.backend, caller, settings, OUTCOMES.get(opening.name, lambda _answer: None))
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


def _outcome(status: Any) -> SendOutcome:
    """Return Anymail's word for one reader in ours."""
    match status.status if status else None:
        case "sent" | "queued":
            return Accepted(provider_id=str(status.message_id or ""))
        case "invalid":
            return Rejected(reason="the provider answers: invalid", kind=Refusal.GONE)
        case "rejected" | "failed" as word:  # its own suppression list, or no word why
            return Rejected(reason=f"the provider answers: {word}")
        case _:
            return Uncertain(reason="the answer does not say what became of this reader's message")


def _brevo_credits(answer: Answer) -> int | None:
    """Return the messages left, out of `plan[].credits` of the kind `sendLimit`."""
    try:
        plans = [plan for plan in answer.json()["plan"] if plan.get("creditsType") == "sendLimit"]
        return int(sum(plan["credits"] for plan in plans)) if plans else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


# --- Anymail's backends with our call in them -------------------------------------------------------------------------


class OutcomesKnown(Exception):  # noqa: N818  # no error: how a call's outcome leaves Anymail's loop
    """The outcomes of a call, known before Anymail has read the answer."""

    def __init__(self, outcomes: Sequence[SendOutcome]) -> None:
        super().__init__()
        self.outcomes = outcomes


def make_backend(name: str, caller: Caller, settings: Mapping[str, object], outcome_of: OutcomeOf) -> Any:
    """Return Anymail's backend *name*, calling through *caller*.

    Raises:
        InputError: the extra is not installed, or Anymail refuses the settings.
    """
    try:
        from anymail.exceptions import AnymailConfigurationError, AnymailWarning
    except ImportError:
        hint = "run `pip install 'publishkit[providers]'`"
        message = "needs the extra `providers` (django-anymail), which is not installed"
        raise InputError(Problem(place=TRANSPORT_PLACE, message=message, hint=hint)) from None
    configure_django()
    kind = _posting(import_module(f"anymail.backends.{name}").EmailBackend, caller, outcome_of)
    with warnings.catch_warnings():
        # Anymail warns that nobody pays for its tests against SendGrid any more; ours are in tests/send/transports.
        warnings.simplefilter("ignore", AnymailWarning)
        try:
            backend = kind(**settings, ignore_recipient_status=True)
        except AnymailConfigurationError as cause:
            raise InputError(Problem(place="publishkit.toml: send.options", message=str(cause))) from None
    backend.open()
    return backend


def _posting(base: Any, caller: Caller, outcome_of: OutcomeOf) -> Any:
    """Return *base* with our call in it; one instance serves all threads, since it keeps nothing between calls."""
    from anymail.exceptions import AnymailError, AnymailRequestsAPIError

    class Posting(base):  # type: ignore[misc]  # Anymail has no types
        """A provider's backend."""

        def create_session(self) -> object:
            """Return what stands for a connection: the caller has its own."""
            return caller

        def post_to_esp(self, payload: Any, message: Any) -> Answer:
            """Return the provider's answer, or tell the outcome when it took nothing."""
            readers = getattr(message, READERS)
            try:
                answer = caller.call(**_request(payload.get_request_params(self.api_url)))
            except NoAnswerError as cause:
                raise OutcomesKnown([unanswered(cause)] * len(readers)) from None
            if outcome := outcome_of(answer):
                raise OutcomesKnown([outcome] * len(readers))
            try:
                self.raise_for_status(answer, payload, message)
            except AnymailRequestsAPIError:
                raise OutcomesKnown(_refused(answer, readers)) from None
            return answer

        def parse_recipient_status(self, response: Answer, payload: Any, message: Any) -> Any:
            """Return Anymail's reading of the answer; one it cannot read leaves the messages uncertain."""
            try:
                return super().parse_recipient_status(response, payload, message)
            except (AnymailError, ValueError, KeyError, TypeError, AttributeError):
                raise OutcomesKnown(_refused(response, getattr(message, READERS))) from None

    return Posting


def _refused(answer: Answer, readers: Sequence[Reader]) -> Sequence[SendOutcome]:
    """Return the outcomes of a refusal; one that came with a status of success leaves every message uncertain."""
    if not answer.is_success:
        return refused(answer, readers)
    reason = f"an answer that is not understood: {answer.status_code} {words_of(answer)}"
    return [Uncertain(reason=reason)] * len(readers)


def _request(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what Anymail meant for `requests` in httpx's words."""
    request = {key: given[key] for key in ("method", "url", "headers", "auth", "params") if given.get(key)}
    data = given.get("data")
    if isinstance(data, dict):
        return {**request, "data": data}
    # Mandrill's request comes without a type.
    return {**request, "content": data, "headers": {"Content-Type": "application/json", **request.get("headers", {})}}


# --- refusals that Anymail does not see -------------------------------------------------------------------------------


def mandrill_outcome(answer: Answer) -> SendOutcome | None:
    """Return what a fault of Mandrill's means: it answers 500 to a wrong key as well, and says so in JSON."""
    if answer.status_code < 500:
        return None
    try:
        name = str(answer.json()["name"])
    except (ValueError, KeyError, TypeError):
        return None
    reason = f"{answer.status_code} {words_of(answer)}"
    if name in {"Invalid_Key", "ValidationError", "PaymentRequired", "Unknown_Subaccount"}:
        return Failed(reason=reason, lasting=True)
    return None


def postal_outcome(answer: Answer) -> SendOutcome | None:
    """Return what Postal refused: it answers 200 to that as well."""
    try:
        status = answer.json()["status"]
    except (ValueError, KeyError, TypeError):
        return None
    if not answer.is_success or status == "success":
        return None
    return Failed(reason=words_of(answer), lasting=True)


OUTCOMES: Mapping[str, OutcomeOf] = {"mandrill": mandrill_outcome, "postal": postal_outcome}

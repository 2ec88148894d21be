"""Anymail's backends with our own HTTP call in them: Anymail writes the request and reads the answer, we do the rest.

Anymail would follow redirects, keep no idempotency key, and tell a refused connection from a lost answer only in words.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import httpx

from publishkit.errors import InputError, Problem
from publishkit.send.message import Reader
from publishkit.send.outcome import Failed, Outcome, Uncertain
from publishkit.send.transports.answers import broken, refused, words_of
from publishkit.send.transports.calls import Caller

Verdict = Callable[[httpx.Response], Outcome | None]

READERS = "publishkit_readers"
"""Attribute of Anymail's message that holds whom it is for."""


class Told(Exception):  # noqa: N818  # no error: how a call's outcome leaves Anymail's loop
    """What became of the call, known before Anymail would have said."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        super().__init__()
        self.outcomes = outcomes


def make_backend(name: str, caller: Caller, settings: Mapping[str, object], verdict: Verdict) -> Any:
    """Return Anymail's backend *name*, calling through *caller*.

    Raises:
        InputError: the extra is not installed, or Anymail refuses the settings.
    """
    try:
        from anymail.exceptions import AnymailConfigurationError, AnymailWarning
        from django.conf import settings as django
    except ImportError:
        hint = "run `pip install 'publishkit[providers]'`"
        message = "needs the extra `providers` (django-anymail), which is not installed"
        raise InputError(Problem(place="publishkit.toml: send.transport", message=message, hint=hint)) from None
    if not django.configured:  # inside a Django project its own settings stand
        django.configure(USE_TZ=True, TIME_ZONE="UTC", DEFAULT_CHARSET="utf-8", ALLOWED_HOSTS=["*"], ANYMAIL={})
    kind = _posting(import_module(f"anymail.backends.{name}").EmailBackend, caller, verdict)
    with warnings.catch_warnings():
        # Anymail warns that nobody pays for its tests against SendGrid any more; ours are in tests/send/transports.
        warnings.simplefilter("ignore", AnymailWarning)
        try:
            backend = kind(**settings, ignore_recipient_status=True)
        except AnymailConfigurationError as cause:
            raise InputError(Problem(place="publishkit.toml: send.options", message=str(cause))) from None
    backend.open()
    return backend


def _posting(base: Any, caller: Caller, verdict: Verdict) -> Any:
    """Return *base* with our call in it; one instance serves all threads, since it keeps nothing between calls."""
    from anymail.exceptions import AnymailError, AnymailRequestsAPIError

    class Posting(base):  # type: ignore[misc]  # Anymail has no types
        """A provider's backend."""

        def create_session(self) -> object:
            """Return what stands for a connection: the caller has its own."""
            return caller

        def post_to_esp(self, payload: Any, message: Any) -> httpx.Response:
            """Return the provider's answer, or tell the outcome when it took nothing."""
            readers = getattr(message, READERS)
            try:
                answer = caller.call(**_request(payload.get_request_params(self.api_url)))
            except httpx.HTTPError as cause:
                raise Told([broken(cause)] * len(readers)) from None
            if told := verdict(answer):
                raise Told([told] * len(readers))
            try:
                self.raise_for_status(answer, payload, message)
            except AnymailRequestsAPIError:
                raise Told(_refused(answer, readers)) from None
            return answer

        def parse_recipient_status(self, response: httpx.Response, payload: Any, message: Any) -> Any:
            """Return Anymail's reading of the answer; one it cannot read leaves the messages uncertain."""
            try:
                return super().parse_recipient_status(response, payload, message)
            except (AnymailError, ValueError, KeyError, TypeError, AttributeError):
                raise Told(_refused(response, getattr(message, READERS))) from None

    return Posting


def _refused(answer: httpx.Response, readers: Sequence[Reader]) -> Sequence[Outcome]:
    """A refusal that came with a status of success is not one we know: nobody can say what was taken."""
    if not answer.is_success:
        return refused(answer, readers)
    told = f"an answer that is not understood: {answer.status_code} {words_of(answer)}"
    return [Uncertain(reason=told)] * len(readers)


def _request(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what Anymail meant for `requests` in httpx's words."""
    request = {key: given[key] for key in ("method", "url", "headers", "auth", "params") if given.get(key)}
    data = given.get("data")
    if isinstance(data, dict):
        return {**request, "data": data}
    # Mandrill's request comes without a type.
    return {**request, "content": data, "headers": {"Content-Type": "application/json", **request.get("headers", {})}}


def mandrill_verdict(answer: httpx.Response) -> Outcome | None:
    """Return what a fault of Mandrill's means: it answers 500 to a wrong key as well, and says so in JSON."""
    if answer.status_code < 500:
        return None
    try:
        name = str(answer.json()["name"])
    except (ValueError, KeyError, TypeError):
        return None
    told = f"{answer.status_code} {words_of(answer)}"
    if name in {"Invalid_Key", "ValidationError", "PaymentRequired", "Unknown_Subaccount"}:
        return Failed(reason=told, lasting=True)
    return None


def postal_verdict(answer: httpx.Response) -> Outcome | None:
    """Return what Postal refused: it answers 200 to that as well."""
    try:
        status = answer.json()["status"]
    except (ValueError, KeyError, TypeError):
        return None
    if not answer.is_success or status == "success":
        return None
    return Failed(reason=words_of(answer), lasting=True)

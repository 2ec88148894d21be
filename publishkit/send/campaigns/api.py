"""One HTTP call to a provider: what came back, or an error that says who, what and what to do; never a secret."""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx

from publishkit.errors import ExternalError, Problem
from publishkit.send.outcome import Accepted, Failed, Outcome, Throttled, Uncertain

TIMEOUT = httpx.Timeout(30, connect=10)
HINTS: Mapping[int, str] = {
    401: "check the key in the environment",
    403: "the key may not do this: give it the right in the provider's settings",
    404: "check the ids in [send.options]",
    422: "the provider names the field above",
    429: "too many calls: wait a few minutes and run the same command again",
}
WORDS = 300
"""Characters of a provider's answer that are shown."""


class CallError(Exception):
    """The provider said no; *status* is its answer's."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True, kw_only=True)
class Api:
    """A provider's HTTP interface."""

    provider: str
    client: httpx.Client
    hide: Callable[[str], str]
    """Takes secrets out of a text."""
    signed: Callable[[], Mapping[str, str]] = field(default=dict)
    """Headers made anew for each call."""

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Return the answer's JSON, {} when it is empty.

        Raises:
            ExternalError: no answer, or one that says no.
        """
        try:
            return self._call(method, path, body)
        except CallError as no:
            hint = HINTS.get(no.status, "nothing was sent; run the same command again")
            raise ExternalError(self._problem(f"answered {no.status}: {no}", hint)) from None
        except httpx.HTTPError as cause:
            message = f"cannot be reached: {self.hide(str(cause)) or type(cause).__name__}"
            raise ExternalError(self._problem(message, "nothing was sent; run the same command again")) from None

    def once(self, method: str, path: str, body: object = None) -> Outcome:
        """Make the one call that mails everybody, and return what is known of it."""
        try:
            told = self._call(method, path, body)
        except CallError as no:
            if no.status == httpx.codes.TOO_MANY_REQUESTS:
                return Throttled(reason=str(no))
            if no.status >= httpx.codes.INTERNAL_SERVER_ERROR:
                return Uncertain(reason=f"it answered {no.status}: {no}")
            return Failed(reason=f"it answered {no.status}: {no}", lasting=True)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as cause:
            return Failed(reason=f"cannot be reached: {self.hide(str(cause))}")
        except httpx.HTTPError as cause:
            return Uncertain(reason=f"no answer: {self.hide(str(cause)) or type(cause).__name__}")
        return Accepted(provider_id=str(told.get("id", "")) if isinstance(told, dict) else "")

    def _call(self, method: str, path: str, body: object) -> Any:
        answer = self.client.request(method, path, json=body, headers=dict(self.signed()))
        if not answer.is_success:
            raise CallError(answer.status_code, self.hide(" ".join(answer.text.split()))[:WORDS])
        if not answer.content.strip():
            return {}
        try:
            return answer.json()
        except ValueError:
            raise CallError(answer.status_code, "not JSON: is the address right?") from None

    def _problem(self, message: str, hint: str) -> Problem:
        return Problem(place=self.provider, message=message, hint=hint)


def make_client(base: str, headers: Mapping[str, str], auth: tuple[str, str] | None = None) -> httpx.Client:
    """Return a client for addresses under *base* that follows no redirect, so that no key goes elsewhere."""
    told = dict(headers)
    return httpx.Client(
        base_url=base, headers=told, auth=auth, timeout=TIMEOUT, follow_redirects=False, verify=_authorities()
    )


@cache
def _authorities() -> ssl.SSLContext:
    """Return whom we believe; reading the system's list takes a tenth of a second."""
    return ssl.create_default_context()

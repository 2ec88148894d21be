"""One HTTP call to a provider, and what its answer, or the lack of one, means for the messages of the call.

A call follows no redirect, is never repeated, and has an end in time and size. No connection: nothing was taken. A refusal
(4xx): nothing was taken. No answer after the request, or a server error (5xx): it may have been taken, and only a key or a
person may send it again.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any

import httpx

from publishkit.errors import ExternalError, Problem
from publishkit.send.letter.message import Reader
from publishkit.send.outcome import Failed, Refusal, Rejected, SendOutcome, Throttled, Uncertain
from publishkit.web import seconds_to_wait, system_trust

Answer = httpx.Response
"""What came back, read whole."""
CONNECT, WAIT = 10.0, 60.0
"""Seconds for a connection, and for an answer."""
MOST = 8_000_000
"""Bytes of an answer."""
READ = 2000
"""Characters of an answer that are looked at."""
AGENT = "publishkit"
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
"""What ends a call before its request has begun."""


class NoAnswerError(Exception):
    """A call ended without an answer; the text is the library's, which may repeat what it was given."""

    def __init__(self, cause: httpx.HTTPError) -> None:
        super().__init__(str(cause))
        self.kind = type(cause).__name__
        self.sent = not isinstance(cause, UNSENT)
        """True: the request had begun, so that it may have been taken."""
        self.lasting = isinstance(cause, httpx.UnsupportedProtocol) or (
            not self.sent and "CERTIFICATE_VERIFY_FAILED" in str(cause)
        )
        """True: the same call will never be answered (no web address, a certificate that is not trusted)."""


class RefusedError(Exception):
    """An answer came and says no; the text is the other side's, *status* its number."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class Caller:
    """Connections to one provider, shared by all threads."""

    def __init__(
        self,
        timeout: float = WAIT,
        *,
        base: str = "",
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> None:
        """Call addresses below *base*, all with *headers* and *auth*; give up after *timeout* seconds of silence."""
        self._timeout = timeout
        self._client = httpx.Client(
            base_url=base,
            auth=auth,
            timeout=httpx.Timeout(timeout, connect=min(CONNECT, timeout)),
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=64, keepalive_expiry=20),
            follow_redirects=False,  # no key goes where somebody points it
            headers={"User-Agent": AGENT, **(headers or {})},
            verify=system_trust(),
        )

    def call(self, method: str, url: str, **request: Any) -> Answer:
        """Return the answer, whatever it says, read whole.

        Raises:
            NoAnswerError: there was none, or one without an end.
        """
        try:
            return self._call(method, url, request)
        except httpx.HTTPError as cause:
            raise NoAnswerError(cause) from None

    def fetch(self, url: str) -> bytes:
        """Return what *url* holds.

        Raises:
            NoAnswerError: there was none, or one without an end.
            RefusedError: the answer says no.
        """
        answer = self.call("GET", url)
        if not answer.is_success:
            raise RefusedError(answer.status_code, words_of(answer))
        return answer.content

    def close(self) -> None:
        """Give connections back."""
        self._client.close()

    def _call(self, method: str, url: str, request: Mapping[str, Any]) -> Answer:
        end = perf_counter() + 2 * self._timeout
        with self._client.stream(method, url, **request) as answer:
            body = b""
            for part in answer.iter_bytes():
                body += part
                if len(body) > MOST or perf_counter() > end:
                    raise httpx.ReadTimeout("the answer has no end")
        headers = [(name, value) for name, value in answer.headers.multi_items() if name != "content-encoding"]
        return Answer(answer.status_code, headers=headers, content=body, request=answer.request)


def words_of(answer: Answer) -> str:
    """Return the beginning of an answer's body as text on one line."""
    return re.sub(r"\s+", " ", answer.content[: READ * 4].decode("utf-8", "replace"))[:READ].strip()


def ask(caller: Caller, url: str, headers: Mapping[str, str], *, place: str, hint: str) -> Answer:
    """Return the answer to GET *url*, one that says yes; *place* is the provider's name, *hint* what to look at.

    Raises:
        ExternalError: no answer, or one that says no.
    """
    try:
        answer = caller.call("GET", url, headers=headers)
    except NoAnswerError as cause:
        raise ExternalError(Problem(place=place, message=f"cannot be reached: {cause}")) from None
    if not answer.is_success:
        message = f"answers {answer.status_code} {words_of(answer)}"
        raise ExternalError(Problem(place=place, message=message, hint=hint))
    return answer


# --- what an answer means for messages --------------------------------------------------------------------------------


QUOTA = re.compile(r"\b(daily|monthly|hourly|per (day|month|24)|24.hour)|quota|credits", re.IGNORECASE)
UNPROVED = re.compile(
    r"verif|sandbox|trial|test(ing)? (mode|emails)|authorized recipients|not allowed to", re.IGNORECASE
)
"""The account may not write to strangers yet: no fault of the reader's."""
NO_READER = re.compile(
    r"inactive|suppress|bounced|complain|unsubscrib|blocklist|blacklist|block list|does not exist|unknown user"
    r"|invalid|not (a )?valid|malformed|illegal",
    re.IGNORECASE,
)
"""Words about an address that will not do next week either."""
OF_READER = re.compile(
    r"\b(?:personalizations|messages?|messageVersions|recipients|to)[\[.](\d{1,4})[\w.\[\]]*|\b[`'\"]?to[`'\"]? (?:address|param|field)"
    r"|\brecipients?\b",
    re.IGNORECASE,
)
"""Where a field's path, or a sentence, blames a reader's address."""
IN_USE = re.compile(r"idempoten|duplicate", re.IGNORECASE)


def unanswered(cause: NoAnswerError) -> SendOutcome:
    """Return what a call means that ended without an answer.

    >>> unanswered(NoAnswerError(httpx.ReadTimeout("no answer")))
    Uncertain(reason='ReadTimeout: no answer')
    """
    reason = f"{cause.kind}: {cause}"
    return Uncertain(reason=reason) if cause.sent else Failed(reason=reason, lasting=cause.lasting)


def read_outcomes(answer: Answer, count: int, read: Callable[[Any], Sequence[SendOutcome]]) -> Sequence[SendOutcome]:
    """Return the outcomes that *read* finds in the answer's JSON; all uncertain unless it finds *count* of them."""
    try:
        outcomes = read(answer.json())
    except (ValueError, KeyError, TypeError, AttributeError):
        outcomes = ()
    if len(outcomes) != count:
        return [Uncertain(reason=f"an answer that is not understood: {words_of(answer)}")] * count
    return outcomes


def refused(answer: Answer, readers: Sequence[Reader]) -> Sequence[SendOutcome]:
    """Return what an answer other than 2xx means for each reader of the call."""
    reason = f"{answer.status_code} {words_of(answer)}".strip()
    if answer.status_code in {400, 422} and not IN_USE.search(reason):
        return _blame_readers(reason, readers)
    return [_outcome(answer, reason)] * len(readers)


def _outcome(answer: Answer, reason: str) -> SendOutcome:
    status = answer.status_code
    if status == 429:
        return Throttled(retry_after=retry_after(answer.headers), quota=bool(QUOTA.search(reason)), reason=reason)
    if status >= 500 or status in {408, 409} or IN_USE.search(reason):
        # 409: this key is at work, or was used for another body. Either way an earlier call may have been taken.
        return Uncertain(reason=reason)
    if status == 425:
        return Failed(reason=reason)
    return Failed(reason=reason, lasting=True)


def _blame_readers(reason: str, readers: Sequence[Reader]) -> Sequence[SendOutcome]:
    """Return the outcomes of a refusal that took nothing: readers it names are rejected, the others may be sent again."""
    if UNPROVED.search(reason):
        return [Failed(reason=reason, lasting=True)] * len(readers)
    words = reason.lower()
    places = {int(found[1]) for found in OF_READER.finditer(reason) if found[1]}
    named = [place in places or _names_reader(words, reader.address) for place, reader in enumerate(readers)]
    if len(readers) == 1 and not named[0]:
        named = [bool(OF_READER.search(reason))]
    if not any(named):
        return [Failed(reason=reason, lasting=True)] * len(readers)
    rejected = Rejected(reason=reason, kind=Refusal.GONE if NO_READER.search(reason) else Refusal.UNCLEAR)
    other = Failed(reason=f"refused because of another reader of the batch: {reason}")
    return [rejected if blamed else other for blamed in named]


def _names_reader(words: str, address: str) -> bool:
    return bool(re.search(rf"(?<![\w.+-]){re.escape(address.lower())}(?!\.?[\w-])", words))


# --- when to try again ------------------------------------------------------------------------------------------------


RESETS = ("retry-after", "x-sib-ratelimit-reset", "ratelimit-reset", "x-ratelimit-reset")
"""Headers that tell when to go on: seconds, a date, or a moment of the clock (SendGrid)."""
LONGEST_WAIT = 86_400.0


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds to wait that the headers tell; a moment is measured against their own clock.

    >>> retry_after({"retry-after": "7"})
    7.0
    >>> retry_after({"x-ratelimit-reset": "1763791210", "date": "Sat, 22 Nov 2025 06:00:00 GMT"})
    10.0
    """
    for name in RESETS:
        if (value := headers.get(name)) and (
            seconds := seconds_to_wait(value.strip(), headers.get("date", ""))
        ) is not None:
            return min(max(seconds, 0.0), LONGEST_WAIT)
    return None

"""What an HTTP answer, or the lack of one, says about the messages of a call.

No connection: nothing was taken. A refusal (4xx): nothing was taken. Silence after the request, or a fault of theirs
(5xx): it may have been taken, and only a key or a person may send it again.
"""

import re
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime

import httpx

from publishkit.send.message import Reader
from publishkit.send.outcome import Failed, Outcome, Rejected, Throttled, Uncertain

READ = 2000
"""Characters of an answer that are looked at."""
RESETS = ("retry-after", "x-sib-ratelimit-reset", "ratelimit-reset", "x-ratelimit-reset")
"""Headers that tell when to go on: seconds, a date, or a moment of the clock (SendGrid)."""
MOMENT = 10**8
"""A number larger than this is a moment of the clock, not a time to wait."""
LONGEST_WAIT = 86_400.0
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


def broken(cause: httpx.HTTPError) -> Outcome:
    """Return what a call means that ended without an answer.

    >>> broken(httpx.ReadTimeout("no answer"))
    Uncertain(reason='ReadTimeout: no answer')
    """
    told = f"{type(cause).__name__}: {cause}"
    if isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError):
        return Failed(reason=told, lasting="CERTIFICATE_VERIFY_FAILED" in told)
    if isinstance(cause, httpx.UnsupportedProtocol):
        return Failed(reason=told, lasting=True)
    return Uncertain(reason=told)


def refused(answer: httpx.Response, readers: Sequence[Reader]) -> Sequence[Outcome]:
    """Return what an answer other than 2xx means for each reader of the call."""
    told = f"{answer.status_code} {words_of(answer)}".strip()
    if answer.status_code in {400, 422} and not IN_USE.search(told):
        return _blamed(told, readers)
    return [_verdict(answer, told)] * len(readers)


def _verdict(answer: httpx.Response, told: str) -> Outcome:
    status = answer.status_code
    if status == 429:
        return Throttled(retry_after=retry_after(answer.headers), quota=bool(QUOTA.search(told)), reason=told)
    if status >= 500 or status in {408, 409} or IN_USE.search(told):
        # 409: this key is at work, or was used for another body. Either way an earlier call may have been taken.
        return Uncertain(reason=told)
    if status == 425:
        return Failed(reason=told)
    return Failed(reason=told, lasting=True)


def _blamed(told: str, readers: Sequence[Reader]) -> Sequence[Outcome]:
    """Nothing was taken: readers named in the refusal are rejected, the others may go again without them."""
    if UNPROVED.search(told):
        return [Failed(reason=told, lasting=True)] * len(readers)
    words = told.lower()
    places = {int(found[1]) for found in OF_READER.finditer(told) if found[1]}
    named = [place in places or _names(words, reader.address) for place, reader in enumerate(readers)]
    if len(readers) == 1 and not named[0]:
        named = [bool(OF_READER.search(told))]
    if not any(named):
        return [Failed(reason=told, lasting=True)] * len(readers)
    rejected = Rejected(reason=told, permanent=bool(NO_READER.search(told)))
    other = Failed(reason=f"refused because of another reader of the batch: {told}")
    return [rejected if blamed else other for blamed in named]


def _names(words: str, address: str) -> bool:
    return bool(re.search(rf"(?<![\w.+-]){re.escape(address.lower())}(?!\.?[\w-])", words))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds to wait that the headers tell; a moment is measured against their own clock.

    >>> retry_after({"retry-after": "7"})
    7.0
    >>> retry_after({"x-ratelimit-reset": "1763791210", "date": "Sat, 22 Nov 2025 06:00:00 GMT"})
    10.0
    """
    for name in RESETS:
        if (value := headers.get(name)) and (seconds := _seconds(value.strip(), headers.get("date", ""))) is not None:
            return min(max(seconds, 0.0), LONGEST_WAIT)
    return None


def _seconds(value: str, now: str) -> float | None:
    try:
        if re.fullmatch(r"\d{1,12}(\.\d{1,6})?", value):
            number = float(value)
            return number if number < MOMENT else number - parsedate_to_datetime(now).timestamp()
        return parsedate_to_datetime(value).timestamp() - parsedate_to_datetime(now).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def words_of(answer: httpx.Response) -> str:
    """Return the beginning of an answer's body as text on one line."""
    return re.sub(r"\s+", " ", answer.content[: READ * 4].decode("utf-8", "replace"))[:READ].strip()

"""What two rooms know of HTTP: whom this machine trusts, and when a busy server wants to be asked again."""

import re
import ssl
from email.utils import parsedate_to_datetime
from functools import cache

MOMENT = 10**8
"""A number larger than this is a moment of the clock, not a time to wait."""


@cache
def system_trust() -> ssl.SSLContext:
    """Return the certificates this machine trusts, read once: that takes longer than a call."""
    return ssl.create_default_context()


def seconds_to_wait(value: str, now: str) -> float | None:
    """Return the seconds that a header tells to wait, or None when it tells nothing; *now* is the answer's own Date.

    >>> seconds_to_wait("7", "")
    7.0
    >>> seconds_to_wait("Sat, 22 Nov 2025 06:00:10 GMT", "Sat, 22 Nov 2025 06:00:00 GMT")
    10.0
    """
    try:
        if re.fullmatch(r"\d{1,12}(\.\d{1,6})?", value):
            number = float(value)
            return number if number < MOMENT else number - parsedate_to_datetime(now).timestamp()
        return parsedate_to_datetime(value).timestamp() - parsedate_to_datetime(now).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None

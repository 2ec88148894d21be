"""What two rooms know of the web: whom this machine trusts, when a busy server wants to be asked again, which addresses are one."""

import re
import ssl
from email.utils import parsedate_to_datetime
from functools import cache
from urllib.parse import parse_qsl, urlencode, urlsplit

MOMENT = 10**8
"""A number larger than this is a moment of the clock, not a time to wait."""
TRACKING = re.compile(r"(?i)utm_\w+|fbclid|gclid|mc_[ce]id")
"""Parts of an address that say by which way a reader came."""


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


def plain_address(address: str) -> str:
    """Return what two addresses of the same page have in common.

    >>> plain_address("http://www.example.org/a/?utm_source=x#top") == plain_address("https://example.org/a")
    True
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return address.strip()
    asked = urlencode([pair for pair in parse_qsl(parts.query) if not TRACKING.fullmatch(pair[0])])
    return f"{host}{parts.path.rstrip('/')}{'?' if asked else ''}{asked}"

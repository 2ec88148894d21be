"""Which pages a host pattern means: `globalvoices.org`, `*.globalvoices.org`, `theconversation.com/uk`."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit


class Address(NamedTuple):
    """The part of a page's address that tells whose it is."""

    host: str
    """Small letters, without `www.`; "" when there is none."""
    path: str
    """Begins and ends with a slash."""


def read_address(url: str | None) -> Address:
    """Return host and path of *url*; empty ones for what is no address.

    >>> read_address("https://www.propublica.org/article/x")
    Address(host='propublica.org', path='/article/x/')
    """
    try:
        parts = urlsplit((url or "").strip())
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return Address("", "/")
    return Address(host.removeprefix("www."), f"/{parts.path.strip('/')}/".replace("//", "/"))


def closeness(page: Address, patterns: Iterable[str]) -> int:
    """Return how exactly one of *patterns* names the page; 0 when none does.

    >>> page = read_address("https://theconversation.com/uk/topics/tides-12")
    >>> closeness(page, ["theconversation.com"]) < closeness(page, ["theconversation.com/uk"])
    True
    """
    return max((len(pattern) for pattern in patterns if page.host and _fits(page, pattern)), default=0)


def _fits(page: Address, pattern: str) -> bool:
    name, _, path = pattern.lower().removeprefix("www.").partition("/")
    same = page.host.endswith(name[1:]) if name.startswith("*.") else page.host == name
    return same and page.path.lower().startswith(f"/{path.strip('/')}/".replace("//", "/"))

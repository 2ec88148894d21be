"""One HTTP call: no redirect, no retry, an end in sight."""

import re
import ssl
from functools import cache
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import httpx

from publishkit.send.transports.opening import refuse_option

CONNECT, ANSWER = 10.0, 60.0
"""Seconds."""
MOST = 8_000_000
"""Bytes of an answer."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
HOST = re.compile(r"[a-z0-9.-]{1,253}|[0-9a-f:]{2,45}")
AGENT = "publishkit"


class Caller:
    """Connections to one provider, shared by all threads; calls are never repeated here."""

    def __init__(self, timeout: float = ANSWER) -> None:
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=64, keepalive_expiry=20)
        waits = httpx.Timeout(timeout, connect=min(CONNECT, timeout))
        self._timeout = timeout
        self._client = httpx.Client(
            timeout=waits,
            limits=limits,
            follow_redirects=False,
            headers={"User-Agent": AGENT},
            verify=_trust(),
        )

    def call(self, method: str, url: str, **request: Any) -> httpx.Response:
        """Return the answer, read whole.

        Raises:
            httpx.HTTPError: there was none; `answers.broken` says what that means.
        """
        end = perf_counter() + 2 * self._timeout
        with self._client.stream(method, url, **request) as answer:
            body = b""
            for part in answer.iter_bytes():
                body += part
                if len(body) > MOST or perf_counter() > end:
                    raise httpx.ReadTimeout("the answer has no end")
        headers = [(name, value) for name, value in answer.headers.multi_items() if name != "content-encoding"]
        return httpx.Response(answer.status_code, headers=headers, content=body, request=answer.request)

    def close(self) -> None:
        """Give connections back."""
        self._client.close()


@cache
def _trust() -> ssl.SSLContext:
    """Reading the system's certificates takes longer than a call."""
    return ssl.create_default_context()


def check_endpoint(address: str) -> str:
    """Return *address*, ended by a slash, if a secret may be sent there.

    Raises:
        InputError: not https (loopback aside), or a user and password in it.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        good = bool(HOST.fullmatch(host)) and (parts.port or 443) < 65536 and not re.search(r"\s", address)
    except ValueError:
        raise refuse_option("endpoint", "is not a web address", "write it in full: https://…") from None
    if parts.username or parts.password:
        raise refuse_option("endpoint", "holds a user or password", "secrets are never written here")
    if not good or not (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)):
        raise refuse_option("endpoint", "must be an https address", "write it in full: https://…")
    return address if address.endswith("/") else f"{address}/"

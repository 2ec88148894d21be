"""Who may come to the desk: this machine, with the key that was printed when it was opened, from its own pages alone."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from publishkit.errors import ExternalError, Problem

LARGEST = 60_000_000
"""Bytes of a request: a saved page with its pictures."""
ASKING = frozenset({"GET", "HEAD"})
"""Methods that change nothing."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""Of the desk's own pages (Content-Security-Policy): nothing from elsewhere, no script but ours."""
SHOWN_POLICY = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "media-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""Of what is shown of an issue: a page from elsewhere, whatever it says. It runs nothing, loads nothing, leads nowhere."""
SHOWN = "/see/"
HEADERS: Mapping[str, str] = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """Where the desk listens, and the key to it."""

    port: int
    key: str

    @property
    def hosts(self) -> tuple[str, ...]:
        """What a browser on this machine calls us; any other name was made to lead here (DNS rebinding)."""
        return (f"127.0.0.1:{self.port}", f"localhost:{self.port}", f"[::1]:{self.port}")

    @property
    def cookie(self) -> str:
        """Name of the cookie: cookies are shared by all ports of a host."""
        return f"desk-{self.port}"

    @property
    def address(self) -> str:
        """Where an editor goes first."""
        return f"http://127.0.0.1:{self.port}/?key={self.key}"


class Guard:
    """Lets a request pass that may come in, and says with every answer what a page of ours may do."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app = app
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = self._refusal(scope)
        policy = SHOWN_POLICY if scope["path"].startswith(SHOWN) else POLICY

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("content-security-policy", policy)
            await send(message)

        await (answer or self.app)(scope, receive, sent)

    def _refusal(self, scope: Scope) -> Response | None:
        """Return the answer to a request that may not pass; None for one that may."""
        headers, method = Headers(scope=scope), str(scope["method"])
        if headers.get("host", "") not in self.door.hosts:
            return PlainTextResponse("This desk answers to its own address only.\n", 421)
        given = parse_qs(scope["query_string"].decode("latin-1")).get("key", [""])[0]
        if given and method in ASKING:
            return self._let_in(scope["path"]) if self._fits(given) else _closed()
        if not self._fits(self._cookie(headers)):
            return _closed()
        if method not in ASKING and not self._from_us(headers):
            return PlainTextResponse("This did not come from the desk's own page.\n", 403)
        length = headers.get("content-length", "0")
        if (
            not length.isdecimal()
            or int(length) > LARGEST
            or (method not in ASKING and "content-length" not in headers)
        ):
            return PlainTextResponse(f"Larger than {LARGEST // 1_000_000} MB.\n", 413)
        return None

    def _let_in(self, path: str) -> Response:
        """Keep the key in a cookie that no script can read, and take it out of the address."""
        answer = RedirectResponse(path if path.startswith("/") and not path.startswith("//") else "/", 303)
        answer.set_cookie(self.door.cookie, self.door.key, httponly=True, samesite="strict", path="/")
        return answer

    def _cookie(self, headers: Headers) -> str:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self.door.cookie)
        except CookieError:
            return ""
        return found.value if found else ""

    def _fits(self, key: str) -> bool:
        return compare_digest(key.encode(), self.door.key.encode())

    def _from_us(self, headers: Headers) -> bool:
        """Whether a page of ours sent it: browsers say where a request is from, and ask before they send these types."""
        origin = headers.get("origin", "")
        kind = headers.get("content-type", "").partition(";")[0].strip()
        return origin in {f"http://{host}" for host in self.door.hosts} and kind in {
            "application/json",
            "application/octet-stream",
        }


def _closed() -> Response:
    return PlainTextResponse(
        "This desk is closed to you. Open the address that `publishkit desk` printed: it ends with the key.\n", 403
    )


# --- listening ---------------------------------------------------------------------------------------------------------


HOST = "127.0.0.1"
GRACE = 1
"""Seconds for open requests when the desk is closed; pages that follow the changes never end by themselves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listening:
    """A port that is ours."""

    port: int
    config: uvicorn.Config
    socket: Any


def listen(port: int) -> Listening:
    """Take *port*, 0 for any that is free.

    Raises:
        ExternalError: somebody else listens there.
    """
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    config = uvicorn.Config(
        "publishkit.desk",  # `serve` names the application
        host=HOST,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        timeout_graceful_shutdown=GRACE,
    )
    try:
        taken = config.bind_socket()
    except SystemExit as cause:  # so uvicorn says that it cannot
        hint = "another desk may be open; --port 0 takes one that is free"
        raise ExternalError(Problem(place=f"port {port}", message="cannot be listened on", hint=hint)) from cause
    return Listening(port=taken.getsockname()[1], config=config, socket=taken)


def serve(app: ASGIApp, listening: Listening) -> None:
    """Answer until the desk is closed."""
    listening.config.app = app
    uvicorn.Server(listening.config).run(sockets=[listening.socket])

"""The server behind a letter: readers leave and sign up, providers report; pages, limits and what is logged."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from publishkit.errors import InputError, Problem, PublishkitError
from publishkit.send.letter.unsubscribe import Keys, read_token
from publishkit.send.rate import Limit
from publishkit.send.server.events import EventRecorder, Fetch, HookError
from publishkit.send.server.hooks import FORMS, Call, read_call
from publishkit.send.server.pages import Kind, Pages
from publishkit.send.server.signup import SignUps

LEAVING_BODY = 4_096
HOOK_BODY = 2_000_000
"""Bytes; SendGrid posts up to a thousand events in one call of about 768 KB."""
log = logging.getLogger("publishkit.serve")


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """Everything the server needs."""

    recorder: EventRecorder
    keys: Keys
    pages: Pages
    unsubscribe_url: str
    """`email.unsubscribe_url`; its path is the route of the unsubscribe page."""
    hooks: Mapping[str, str] = field(repr=False)
    """Provider -> webhook secret; only these have a route."""
    fetch: Fetch
    now: Callable[[], datetime]
    steady: Callable[[], float]
    """A clock that never goes back, in seconds."""
    signups: SignUps | None = None
    """None: nobody signs up here."""
    limit: Limit = field(default_factory=Limit)
    """Of strangers, whose token is none of ours."""
    token_limit: Limit = field(default_factory=lambda: Limit(burst=5_000, per_second=100))
    """Of calls with a token of ours: a mail provider makes those of all its readers from a few addresses."""
    join_limit: Limit = field(default_factory=lambda: Limit(burst=5, per_second=1 / 60))
    hook_limit: Limit = field(default_factory=lambda: Limit(burst=600, per_second=100))
    proxies: int = 0
    """How many proxies of the operator's are before it; that many names at the end of X-Forwarded-For are trusted."""


def leaving_path(unsubscribe_url: str) -> str:
    """Return the route of the unsubscribe page.

    >>> leaving_path("https://example.org/u/{token}")
    '/u/{token}'

    Raises:
        InputError: it has no `{token}` as a part of its path of its own.
    """
    path = urlsplit(unsubscribe_url).path
    if not path.endswith("/{token}") or path.count("{") != 1:
        hint = "end it with /{token}, as in https://example.org/u/{token}"
        raise InputError(Problem(place="publishkit.toml: email.unsubscribe_url", message="cannot be served", hint=hint))
    return path


def make_app(service: Service) -> Starlette:
    """Return the ASGI application.

    Raises:
        InputError: the unsubscribe address cannot be served.
    """
    handlers = Handlers(service)
    routes = [
        Route("/health", handlers.health, methods=["GET"]),
        Route("/hooks/{provider}", handlers.hook, methods=["POST", "GET"]),
        Route(leaving_path(service.unsubscribe_url), handlers.leave, methods=["GET", "POST"]),
    ]
    if service.signups:
        path = urlsplit(service.signups.url).path
        routes += [
            Route(path, handlers.join, methods=["GET", "POST"]),
            Route(f"{path}/{{token}}", handlers.confirm, methods=["GET", "POST"]),
        ]
    return Starlette(
        routes=routes,
        exception_handlers={404: handlers.missing, 405: handlers.missing, 500: handlers.broken},
    )


@dataclass(frozen=True, slots=True)
class Handlers:
    """The handlers of the routes, one method each."""

    service: Service

    async def health(self, request: Request) -> Response:
        """Answer 200 when the database can be read, 503 when not: for whoever starts and restarts the server."""
        try:
            await run_in_threadpool(self.service.recorder.look)
        except PublishkitError as cause:
            log.warning("not healthy: %s", cause)
            return _plain("the database does not answer", 503, {"Retry-After": "60"})
        return _plain("ok", 200)

    async def leave(self, request: Request) -> Response:
        """Ask (GET) or end the subscription (POST, RFC 8058); a GET changes nothing, since mail filters follow links."""
        leaving = read_token(self.service.keys, request.path_params["token"])
        if leaving is None:
            return self._stranger(request)
        if wait := self.service.token_limit.wait(self._caller(request), self.service.steady()):
            return self._page("busy", 429, {"Retry-After": str(int(wait) + 1)})
        if request.method != "POST":
            return self._page("ask", 200)
        body = await _body(request, LEAVING_BODY)
        one_click = body is not None and b"one-click" in body.lower()
        if not one_click and (body is None or b"leave=yes" not in body):
            return self._page("ask", 400)
        source = "one-click" if one_click else "page"
        await run_in_threadpool(self.service.recorder.leave, leaving, source, self.service.now())
        log.info("a reader left (%s)", source)
        return self._page("done", 200)

    async def join(self, request: Request) -> Response:
        """Show the form (GET), or mail a link to the address typed (POST).

        The answer is the same whoever the address belongs to, and comes before anybody looks: it tells nothing of the list.
        """
        if request.method != "POST" or self.service.signups is None:
            return self._page("join", 200)
        if wait := self.service.join_limit.wait(self._caller(request), self.service.steady()):
            return self._page("busy", 429, {"Retry-After": str(int(wait) + 1)})
        typed = parse_qs((await _body(request, LEAVING_BODY) or b"").decode("utf-8", "replace"), max_num_fields=20)
        address = self.service.signups.parse(typed.get("email", [""])[0])
        if address is None:
            return self._page("wrong", 400)
        if not typed.get("website") and not self.service.signups.ask(address):  # a field that only machines fill
            return self._page("busy", 503, {"Retry-After": "60"})
        return self._page("sent", 200)

    async def confirm(self, request: Request) -> Response:
        """Ask (GET) or put the reader on the list (POST); a GET changes nothing, since mail filters follow links."""
        signups = self.service.signups
        joining = signups.read(request.path_params["token"], self.service.now()) if signups else None
        if signups is None or joining is None:
            return self._stranger(request)
        if request.method != "POST":
            return self._page("confirm", 200)
        if b"leave=yes" not in (await _body(request, LEAVING_BODY) or b""):
            return self._page("confirm", 400)
        if not await run_in_threadpool(signups.confirm, joining, self.service.now()):
            return self._page("unknown", 404)
        log.info("a reader signed up")
        return self._page("joined", 200)

    def _stranger(self, request: Request) -> Response:
        """Answer a call without a token of ours; whoever tries many waits."""
        if wait := self.service.limit.wait(self._caller(request), self.service.steady()):
            return self._page("busy", 429, {"Retry-After": str(int(wait) + 1)})
        return self._page("unknown", 404)

    async def hook(self, request: Request) -> Response:
        """Record the events a provider posts; 200 only once they are recorded, so that it posts them again otherwise."""
        provider = request.path_params["provider"]
        secret = self.service.hooks.get(provider)
        if secret is None:
            return _plain("no such door", 404)
        if wait := self.service.hook_limit.wait(self._caller(request), self.service.steady()):
            return _plain("too many calls", 429, {"Retry-After": str(int(wait) + 1)})
        if request.method != "POST":  # some providers try an address with GET before they accept it
            return _plain("ok", 200)
        body = await _body(request, HOOK_BODY)
        if body is None:
            return _plain("too large", 413)
        parts = urlsplit(self.service.unsubscribe_url)
        headers = {name.lower(): value for name, value in request.headers.items()}
        address = f"{parts.scheme}://{parts.netloc}{request.url.path}"
        call = Call(address=address, headers=headers, body=body, at=self.service.now())
        try:
            events = await run_in_threadpool(read_call, provider, secret, call, self.service.fetch)
        except HookError as wrong:
            log.warning("%s: a call refused: %s", provider, wrong)
            return _plain(str(wrong), wrong.status)
        new = await run_in_threadpool(self.service.recorder.record, events, call.at)
        log.info("%s: %d events, %d new", provider, len(events), new)
        return _plain("ok", 200)

    async def missing(self, request: Request, cause: Exception) -> Response:
        """Answer a request for what is not here, with as little as possible."""
        return self._page("unknown", getattr(cause, "status_code", 404))

    async def broken(self, request: Request, cause: Exception) -> Response:
        """Answer 503, so that the caller tries again; the reason goes to the log, the address does not."""
        reason = cause if isinstance(cause, PublishkitError) else type(cause).__name__
        log.error("a call failed: %s", reason)
        return self._page("busy", 503, {"Retry-After": "60"})

    def _page(self, kind: Kind, status: int, more: Mapping[str, str] | None = None) -> Response:
        return self.service.pages.response(kind, status, more)

    def _caller(self, request: Request) -> str:
        """Return the address of the caller; behind our own proxies, the one that only they can have written."""
        proxied = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
        if self.service.proxies and len(proxied) >= self.service.proxies:
            return proxied[-self.service.proxies][:64]
        return request.client.host if request.client else "?"


def known_hooks(secret_of: Callable[[str], str]) -> dict[str, str]:
    """Return provider -> secret for every provider whose webhook secret is set; *secret_of* returns "" where it is not."""
    return {provider: secret for provider in FORMS if (secret := secret_of(provider))}


def _plain(text: str, status: int, more: Mapping[str, str] | None = None) -> Response:
    return Response(f"{text}\n", status, {"Cache-Control": "no-store", **(more or {})}, "text/plain")


async def _body(request: Request, most: int) -> bytes | None:
    """Return the body, or None when it is longer than *most* bytes, or takes too long."""
    found = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                found += chunk
                if len(found) > most:
                    return None
    except (ClientDisconnect, TimeoutError):
        return None
    return bytes(found)


# --- listening --------------------------------------------------------------------------------------------------------


MOST_AT_ONCE = 200
"""Calls being answered; more are answered 503 at once, so that a crowd cannot fill the memory."""
MOST_WAITING = 400
"""Connections that have not asked for anything yet; of more, the oldest is closed. Below the 1,024 files of a process."""
HEAD_SECONDS, BODY_SECONDS, STOP_SECONDS = 10, 20, 20
"""For a request line and headers to arrive, for a body, and for calls under way to be answered when the server stops."""


class PromptProtocol(H11Protocol):
    """HTTP/1.1 in which a connection must ask for something soon: half-open ones keep nobody out.

    uvicorn has a limit for idle connections after an answer, none before the first request, and counts both as calls.
    """

    def __init__(self, *options: Any, waiting: dict["PromptProtocol", None], **more: Any) -> None:
        super().__init__(*options, **more)
        self._waiting = waiting
        """All of the server that have not asked yet, the oldest first."""
        self._due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for a request; when too many do, the one that has waited longest goes."""
        super().connection_made(transport)
        self._await_request()
        if len(self._waiting) > MOST_WAITING:
            oldest = next(iter(self._waiting))
            oldest.wait_no_more()
            oldest.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self.wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; as long as it is no whole head, the time goes on."""
        # uvicorn compares it with all connections, idle ones too: here only calls being answered count.
        self.limit_concurrency = 0 if len(self.tasks) >= MOST_AT_ONCE else None
        super().data_received(data)
        asked = cast("RequestResponseCycle | None", self.cycle)
        if asked is not None and not asked.response_complete:
            self.wait_no_more()
        elif self._due is None and not self.transport.is_closing():
            self._await_request()

    def _await_request(self) -> None:
        self._waiting[self] = None
        self._due = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def wait_no_more(self) -> None:
        """Stop the clock: it has asked, or is gone."""
        self._waiting.pop(self, None)
        if self._due is not None:
            self._due.cancel()
            self._due = None


def make_server(app: Starlette, host: str, port: int) -> uvicorn.Server:
    """Return the server, not yet running.

    It has no access log, whose lines would hold tokens. It trusts no proxy header; `Service.proxies` says whose to trust.
    SIGTERM and Ctrl-C end it when the calls under way are answered.
    """
    settings = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=cast("type[asyncio.Protocol]", partial(PromptProtocol, waiting={})),
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_keep_alive=5,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    logging.getLogger("uvicorn.access").disabled = True
    return uvicorn.Server(settings)

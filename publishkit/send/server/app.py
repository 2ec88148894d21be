"""The pages of unsubscribing, in the publication's language."""

import logging
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from typing import Literal
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from publishkit.edition.language import direction
from publishkit.errors import InputError, Problem, PublishkitError
from publishkit.model.config import Publication
from publishkit.rights.credit import fill_text
from publishkit.send.letter.unsubscribe import Keys, read_token
from publishkit.send.rate import Limit
from publishkit.send.server.events import EventRecorder, Fetch, HookError
from publishkit.send.server.hooks import FORMS, Call, read_call
from publishkit.theme.load import Theme
from publishkit.workspace.toml.parse import parse_toml

Kind = Literal["ask", "done", "unknown", "busy"]
Words = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pages:
    """Every page, made once."""

    pages: Mapping[Kind, bytes]
    policy: str
    """Value of Content-Security-Policy: nothing but these styles, and a form to ourselves."""


def make_pages(publication: Publication, theme: Theme) -> Pages:
    """Return the pages of *publication*, drawn by `serve/page.html` of *theme*.

    Raises:
        InputError: the theme's template fails.
    """
    lang, words = _words(publication.language)
    filled = {key: fill_text(word, name=publication.name, contact=publication.contact) for key, word in words.items()}
    style = theme.render("serve/page.css", {"tokens": theme.tokens})
    shared = {"lang": lang, "dir": direction(lang), "name": publication.name, "style": theme_style(style)}
    contents: Mapping[Kind, tuple[str, str, str]] = {
        "ask": (filled["title"], filled["ask"], filled["leave"]),
        "done": (filled["done_title"], filled["done"], ""),
        "unknown": (filled["unknown_title"], filled["unknown"], ""),
        "busy": (filled["busy_title"], filled["busy"], ""),
    }
    pages: dict[Kind, bytes] = {
        kind: theme.render("serve/page.html", {**shared, "title": title, "text": text, "button": button}).encode()
        for kind, (title, text, button) in contents.items()
    }
    return Pages(pages=pages, policy=_policy(pages["ask"]))


def theme_style(style: str) -> object:
    """Return *style* as it may stand between `<style>` tags; tokens cannot hold markup, a theme's own CSS might."""
    from markupsafe import Markup

    return Markup(style.replace("</", "<\\/"))  # noqa: S704 - the one way out of <style> is closed


def _policy(page: bytes) -> str:
    """Return the policy that allows the page's own style sheet by its hash, and nothing else."""
    style = page.partition(b"<style>")[2].partition(b"</style>")[0]
    digest = b64encode(sha256(style).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _words(language: str) -> tuple[str, Words]:
    place = "send/server/words.toml"
    known: Mapping[str, Words] = parse_toml((files(__package__) / "words.toml").read_bytes(), dict, place)
    primary = language.partition("-")[0]
    return (language, known[primary]) if primary in known else ("en", known["en"])


# --- the server -------------------------------------------------------------------------------------------------------


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
    limit: Limit = field(default_factory=Limit)
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
    return Starlette(
        routes=[
            Route("/health", handlers.health, methods=["GET"]),
            Route("/hooks/{provider}", handlers.hook, methods=["POST", "GET"]),
            Route(leaving_path(service.unsubscribe_url), handlers.leave, methods=["GET", "POST"]),
        ],
        exception_handlers={404: handlers.missing, 405: handlers.missing, 500: handlers.broken},
    )


@dataclass(frozen=True, slots=True)
class Handlers:
    """The handlers of the routes, one method each."""

    service: Service

    async def health(self, request: Request) -> Response:
        """Answer that the server is running."""
        return Response("ok\n", media_type="text/plain")

    async def leave(self, request: Request) -> Response:
        """Ask (GET) or end the subscription (POST, RFC 8058); a GET changes nothing, since mail filters follow links."""
        if wait := self.service.limit.wait(self._caller(request), self.service.steady()):
            return self._page("busy", 429, {"Retry-After": str(int(wait) + 1)})
        leaving = read_token(self.service.keys, request.path_params["token"])
        if leaving is None:
            return self._page("unknown", 404)
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
        headers = {
            "Content-Security-Policy": self.service.pages.policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex, nofollow",
            **(more or {}),
        }
        return Response(self.service.pages.pages[kind], status, headers, "text/html")

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
    """Return the body, or None when it is longer than *most* bytes."""
    found = bytearray()
    try:
        async for chunk in request.stream():
            found += chunk
            if len(found) > most:
                return None
    except ClientDisconnect:
        return None
    return bytes(found)


MOST_AT_ONCE = 200
"""Calls; more are answered 503 at once, so that a crowd cannot fill the memory."""


def make_server(app: Starlette, host: str, port: int) -> uvicorn.Server:
    """Return the server, not yet running.

    It has no access log, whose lines would hold tokens. It trusts no proxy header; `Service.proxies` says whose to trust.
    """
    settings = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_keep_alive=5,
        limit_concurrency=MOST_AT_ONCE,
    )
    logging.getLogger("uvicorn.access").disabled = True
    return uvicorn.Server(settings)

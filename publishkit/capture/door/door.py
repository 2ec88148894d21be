"""The one door to the network: it says who we are, waits its turn, asks again where that helps, and follows redirects."""

import re
import ssl
import threading
import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote, urljoin

import httpx

from publishkit.capture.door.exchange import LostError, Request, UntrustedError, Waits, exchange
from publishkit.capture.door.fetched import Answer, Headers, Hop, Validators
from publishkit.capture.door.guard import (
    PORTS,
    SAVE,
    Deadline,
    Dial,
    GuardedBackend,
    NowhereError,
    Resolver,
    Target,
    ask_system,
    dial_system,
    parse_target,
    shown,
)
from publishkit.errors import ExternalError, InputError, PublishkitError
from publishkit.web import seconds_to_wait

NAME = "publishkit"
"""The word for us in a robots.txt."""
PACE = 2.0
"""Seconds between two requests to one host, at least."""
SLOWEST = 30.0
"""Seconds between two requests that a robots.txt may ask for; more than that is no way to fetch a page."""
RETRIES = 2
BUSY = frozenset({429, 503})
PAUSE = 5.0
"""Seconds before a busy server is asked again that does not say when."""
LONGEST_PAUSE = 60.0
MOST_REDIRECTS = 5
LEADING = frozenset({301, 302, 303, 307, 308})
CONTACT = "publishkit.toml: publication.contact"
SAMPLE = re.compile(r"(?:.+\.)?(?:example\.(?:com|net|org)|example|invalid|test|localhost)", re.IGNORECASE)
"""Domains that belong to nobody (RFC 2606, RFC 6761)."""


def agent(version: str, contact: str) -> str:
    """Return the name we give: program, version, and whom to write to.

    >>> agent("0.1", "desk@the-estuary.press")
    'publishkit/0.1 (+mailto:desk@the-estuary.press)'

    Raises:
        InputError: *contact* is neither a web nor a mail address, or one of a domain for samples, which is nobody's.
    """
    told = contact.strip()
    if re.fullmatch(r"[^\s@/:<>()]+@[^\s@/:<>()]+\.[^\s@/:<>()]+", told):
        told = f"mailto:{told}"
    if not re.fullmatch(r"(?:https?://[^\s/]+\.\S+|mailto:\S+@\S+\.\S+)", told):
        hint = (
            "sites that are fetched from want to know whom to write to; give a mail address or an address of your site"
        )
        raise InputError.at(CONTACT, "is needed before anything is fetched", hint)
    place = told.partition("://")[2] or told.rpartition("@")[2]
    host = re.split(r"[/:?#]", place)[0]
    if SAMPLE.fullmatch(host):
        hint = "put in whom a site that you fetch from may write to"
        raise InputError.at(CONTACT, f"is an address for examples ({host}), and nobody reads it", hint)
    return f"{NAME}/{version} (+{quote(told, safe=':/@?&=+,;~#%!$*[]-._')})"


@dataclass(slots=True)
class Visits:
    """What we remember of one host: whether somebody is there now, and when we left."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    left_at: float | None = None
    pace: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Door:
    """Everything a fetch needs of the world, handed in: what is not given is this machine's own."""

    agent: str
    """As `agent` words it."""
    clock: Callable[[], datetime]
    """UTC."""
    cache: Path | None = None
    """A folder for what sites tell programs; without one it is asked for anew each time."""
    timer: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    resolve: Resolver = ask_system
    dial: Dial = dial_system
    trust: ssl.SSLContext | None = None
    """Certificates; those of the system when None."""
    ports: frozenset[int] = PORTS
    waits: Waits = field(default_factory=Waits)
    pace: float = PACE
    """Seconds between two requests to one host, at least; less only to a host of our own."""
    tell: Callable[[str], None] = lambda _step: None
    """What goes on, for whoever waits."""
    visits: MutableMapping[str, Visits] = field(default_factory=dict, repr=False)
    remembered: MutableMapping[str, object] = field(default_factory=dict, repr=False)
    """What was read of sites since the door was opened."""

    def slow_down(self, host: str, seconds: float) -> None:
        """Leave at least *seconds* between two requests to *host* from now on."""
        self._of(host).pace = min(max(seconds, 0.0), SLOWEST)

    def follow(
        self,
        start: Target,
        *,
        accept: str,
        most: int,
        cut: bool = False,
        check: Callable[[Target], object] = lambda _target: None,
        known: Validators | None = None,
    ) -> tuple[Hop, ...]:
        """Return the answers from *start* to the one that leads no further; *check* is asked before each address.

        Raises:
            InputError: an address on the way is none of ours to go to, or *check* says so; the answer is too long.
            ExternalError: there is no answer, or redirects have no end.
        """
        hops: list[Hop] = []
        target, cookies = start, httpx.Cookies()
        deadline = Deadline(self.waits.total, self.timer)
        try:
            while True:
                check(target)
                extra = known.headers(str(target)) if known else ()
                request = self._request(target, cookies, accept, most, cut=cut, extra=extra)
                hop = Hop(address=str(target), answer=self._ask(request, deadline), moment=self.clock())
                hops.append(hop)
                place = hop.answer.header("location") if hop.answer.status in LEADING else ""
                if not place:
                    return tuple(hops)
                cookies.extract_cookies(_as_response(hop))
                target = self._next(start, target, place, len(hops))
        except PublishkitError as stop:
            raise _said_of_start(stop, start) from stop

    def _next(self, start: Target, target: Target, place: str, count: int) -> Target:
        here = shown(str(start))
        if count > MOST_REDIRECTS:
            raise ExternalError.at(here, f"leads from one address to the next, more than {MOST_REDIRECTS} times", SAVE)
        try:
            further = urljoin(str(target), place)
        except ValueError as cause:
            raise ExternalError.at(here, "leads to what is no address", SAVE) from cause
        found = parse_target(further, self.ports)
        if (target.scheme, found.scheme) == ("https", "http"):
            raise InputError.at(here, f"leads from https to http ({shown(further)})", SAVE)
        return found

    def _request(
        self, target: Target, cookies: httpx.Cookies, accept: str, most: int, *, cut: bool, extra: Headers
    ) -> Request:
        carrier = httpx.Request("GET", str(target))
        cookies.set_cookie_header(carrier)
        carried = carrier.headers.get("cookie", "")
        headers = (
            ("Host", target.authority),
            ("User-Agent", self.agent),
            ("Accept", accept),
            ("Accept-Encoding", "gzip, deflate"),
            ("Connection", "close"),
            *((("Cookie", carried),) if carried else ()),
            *extra,
        )
        return Request(target=target, headers=headers, most=most, cut=cut)

    def _ask(self, request: Request, deadline: Deadline) -> Answer:
        """Return the answer, after two more attempts where the connection broke or the server is busy."""
        for attempts_left in reversed(range(RETRIES + 1)):
            backend = GuardedBackend(self.resolve, self.dial, deadline, shown(str(request.target)))
            try:
                with self._turn(request.target.host):
                    answer = exchange(request, backend, deadline, self.waits, self.trust)
            except LostError:
                if not attempts_left or deadline.left <= 0:
                    raise
                continue
            pause = self.pause_after(answer)
            if pause is None or pause > LONGEST_PAUSE or not attempts_left:
                return answer
            self.tell(f"{request.target.host} is busy; asking again in {pause:.0f} s")
            self.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def pause_after(self, answer: Answer) -> float | None:
        """Return the seconds after which a busy server may be asked again; None when it is not busy."""
        if answer.status not in BUSY:
            return None
        now = answer.header("date") or format_datetime(self.clock(), usegmt=True)
        told = seconds_to_wait(answer.header("retry-after").strip(), now)
        return PAUSE if told is None else max(told, 0.0)

    @contextmanager
    def _turn(self, host: str) -> Iterator[None]:
        """Wait until *host* is free and has had its rest."""
        visits = self._of(host)
        with visits.lock:
            if visits.left_at is not None:
                rest = visits.left_at + max(self.pace, visits.pace) - self.timer()
                if rest > PACE:
                    self.tell(f"{host} asks for a rest of {rest:.0f} s between two requests")
                if rest > 0:
                    self.sleep(rest)
            try:
                yield
            finally:
                visits.left_at = self.timer()

    def _of(self, host: str) -> Visits:
        return self.visits.setdefault(host.rstrip("."), Visits())


def _as_response(hop: Hop) -> httpx.Response:
    """The hop in the words of the library that keeps cookies."""
    headers = [(name, value) for name, value in hop.answer.headers if name.lower() == "set-cookie"]
    return httpx.Response(hop.answer.status, headers=headers, request=httpx.Request("GET", hop.address))


def _said_of_start(stop: PublishkitError, start: Target) -> PublishkitError:
    """The error as one of the address that was asked for."""
    problem, here = stop.problems[0], shown(str(start))
    if problem.place == here:
        return stop
    kinds: tuple[type[PublishkitError], ...] = (NowhereError, UntrustedError, ExternalError)
    kind = next((one for one in kinds if isinstance(stop, one)), InputError)
    return kind.at(here, f"leads to {problem.place}, which {problem.message}", problem.hint)

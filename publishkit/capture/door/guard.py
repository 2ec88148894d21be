"""Where the door may go: an address parsed once, its host resolved, and each answer looked at before a socket is opened.

The machine of an editor stands in a network with printers, routers and servers of its house, and a page can name any of
them. So only public addresses are connected to, and the one that was looked at is the one that is dialled: a second
answer of the name server is never asked for.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

from publishkit.errors import ExternalError, InputError
from publishkit.words import inert

Resolver = Callable[[str, int], Sequence[str]]
"""Host and port -> its addresses; OSError when it has none."""
Dial = Callable[[str, int, float], httpcore.NetworkStream]
"""An address (never a name), a port and seconds -> a connection."""

SAVE = "save the page in your browser and add the file with --url"
"""The way out of every refusal."""
PORTS = frozenset({80, 443})
LONGEST = 8_000
"""Characters of an address."""
MOST_TRIED = 4
"""Addresses of one host that are tried one after the other."""
HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_.])?", re.IGNORECASE)
SCHEMES = {"http": 80, "https": 443}


# --- addresses as they are written ------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A web address that has the form we go to."""

    scheme: str
    host: str
    """In ASCII: "xn--bcher-kva.example"; an IPv6 address without its brackets."""
    port: int
    path: bytes
    """With its query, as it goes over the wire."""

    @property
    def authority(self) -> str:
        """Host, and the port where it is not the usual one: what the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == SCHEMES[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a robots.txt speaks for."""
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return self.origin + self.path.decode("ascii")


def parse_target(address: str, ports: frozenset[int] = PORTS) -> Target:
    """Return the address as we go to it: without its fragment, the host in ASCII.

    >>> str(parse_target("https://BÜCHER.example/ä?q=a b#top"))
    'https://xn--bcher-kva.example/%C3%A4?q=a%20b'

    Raises:
        InputError: it is no address of the web, carries a password, or leads to a port that is none of the web's.
    """
    place = shown(address)
    try:
        url = httpx.URL(address.strip()[: LONGEST + 1])
        port = url.port or SCHEMES.get(url.scheme, 0)
    except (httpx.InvalidURL, ValueError) as cause:
        raise InputError.at(place, "is no web address", "https://…") from cause
    host = url.raw_host.decode("ascii")
    if url.scheme not in SCHEMES or not host or len(address) > LONGEST:
        raise InputError.at(place, "is no web address", "https://…")
    if url.userinfo or "@" in url.netloc.decode("ascii"):
        raise InputError.at(place, "carries a name or password", f"give it without what stands before the @, or {SAVE}")
    if not _is_host(host):
        raise InputError.at(place, f"{inert(host)[:80]!r} is no name of a host", "see how it is spelled")
    if port not in ports:
        raise InputError.at(place, f"names port {port}; pages are fetched from ports 80 and 443 alone", SAVE)
    return Target(scheme=url.scheme, host=host, port=port, path=url.raw_path or b"/")


def _is_host(host: str) -> bool:
    """Whether it is a name, a number, or an IPv6 address without a zone."""
    if ":" not in host:
        return HOST.fullmatch(host) is not None and ".." not in host
    try:
        return ipaddress.IPv6Address(host).scope_id is None
    except ValueError:
        return False


def shown(address: str) -> str:
    """Return an address as a line of a terminal may hold it: inert, short, without a password."""
    without = re.sub(r"(?<=//)[^/?#\s]*@", "", address.strip())
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", "?", inert(without))[:200]


# --- addresses of the network -----------------------------------------------------------------------------------------


UNICAST = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is given out for the whole world; the rest is local, reserved or not used yet."""
NAT64 = ipaddress.ip_network("64:ff9b::/96")
SIX_TO_FOUR = ipaddress.ip_network("2002::/16")
TEREDO = ipaddress.ip_network("2001::/32")
CLOSED = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
            "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3 "
            "2001::/23 2001:db8::/32 3fff::/20"
        ).split(),
    )
)
"""What the registries of special addresses set aside (IANA, RFC 6890), written out: Pythons differ in what they know."""


def is_public(address: str) -> bool:
    """Return whether an address is one of the whole world's; what carries another address in it is judged by that, too.

    >>> [is_public(one) for one in ("192.0.33.8", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "224.0.0.1")]
    [True, False, False, False, False]
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(map(_is_open, _unwrapped(found)))


IP = ipaddress.IPv4Address | ipaddress.IPv6Address


def _unwrapped(address: IP) -> Iterator[IP]:
    """The address that is reached, and each that its packets pass in the tunnel it stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
    elif address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    elif address in NAT64:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    elif address in SIX_TO_FOUR and address.sixtofour is not None:
        yield address.sixtofour
    elif address in TEREDO and address.teredo is not None:
        yield from address.teredo
    else:
        yield address


def _is_open(address: IP) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address not in UNICAST:
        return False
    listed = any(address.version == network.version and address in network for network in CLOSED)
    return address.is_global and not address.is_multicast and not listed


def ask_system(host: str, port: int) -> Sequence[str]:
    """Return what this machine's resolver says about *host*, in the order it would try itself."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def dial_system(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
    """Connect to *address* at *port* within *seconds*."""
    return httpcore.SyncBackend().connect_tcp(address, port, timeout=seconds)


def checked_addresses(host: str, port: int, resolve: Resolver, place: str) -> tuple[str, ...]:
    """Return the addresses of *host* in one form, when all of them are public.

    Raises:
        ExternalError: it has none.
        InputError: one of them is not public: then none is gone to.
    """
    try:
        found = tuple(resolve(host, port))
    except (OSError, UnicodeError) as cause:
        raise _nowhere(host, place) from cause
    if not found:
        raise _nowhere(host, place)
    for address in found:
        if not is_public(address):
            message = f"is at {inert(address)[:60]}, an address that is not of the public network"
            raise InputError.at(place, message, f"pages are fetched from the public web alone; {SAVE}")
    return tuple(str(ipaddress.ip_address(address)) for address in found)


class NowhereError(ExternalError):
    """A host that has no address."""


def _nowhere(host: str, place: str) -> NowhereError:
    hint = f"see how it is spelled and whether this machine is online, or {SAVE}"
    return NowhereError.at(place, f"there is no host {inert(host)[:80]}, or it cannot be found now", hint)


# --- the wire ---------------------------------------------------------------------------------------------------------


class Deadline:
    """How long others may take for one fetch: counted while something runs, not while we wait out of politeness."""

    def __init__(self, seconds: float, timer: Callable[[], float]) -> None:
        self._left = seconds
        self._timer = timer
        self._since: float | None = None

    @property
    def left(self) -> float:
        """Seconds."""
        return self._left if self._since is None else self._left - (self._timer() - self._since)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count while the block runs."""
        self._since = self._timer()
        try:
            yield
        finally:
            self._left = self.left
            self._since = None


class TimedStream(httpcore.NetworkStream):
    """A connection that ends with its deadline, however slowly the other side drips."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what comes next, b"" at the end."""
        return self._inner.read(max_bytes, self._capped(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of *buffer*."""
        self._inner.write(buffer, self._capped(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Hang up."""
        self._inner.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Return the connection, encrypted."""
        seconds = self._capped(timeout, httpcore.ConnectTimeout)
        return TimedStream(self._inner.start_tls(ssl_context, server_hostname, seconds), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection knows of itself."""
        return self._inner.get_extra_info(info)

    def _capped(self, seconds: float | None, stop: type[httpcore.TimeoutException]) -> float:
        left = self._deadline.left
        if left <= 0:
            raise stop("the time for the whole answer is over")
        return left if seconds is None else min(seconds, left)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to the address that was looked at; name and certificate stay those of the host."""

    def __init__(self, resolve: Resolver, dial: Dial, deadline: Deadline, place: str) -> None:
        self._resolve = resolve
        self._dial = dial
        self._deadline = deadline
        self._place = place
        self.reached = ""
        """The address connected to."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to the first public address of *host* that takes one.

        Raises:
            InputError: an address of the host is not public.
            ExternalError: it has no address.
            httpcore.ConnectError, httpcore.ConnectTimeout: none of them answers.
        """
        failed: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in checked_addresses(host, port, self._resolve, self._place)[:MOST_TRIED]:
            seconds = min(timeout or self._deadline.left, self._deadline.left)
            if seconds <= 0:
                break
            try:
                stream = self._dial(address, port, seconds)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as cause:
                failed = cause
                continue
            self.reached = address
            return TimedStream(stream, self._deadline)
        raise failed or httpcore.ConnectTimeout("no time is left")

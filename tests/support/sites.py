"""Web sites on loopback, and a door that takes them for the public web: names, clock and waiting are the test's own."""

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpcore

from publishkit.capture.door.door import Door

PUBLIC = "93.184.216.34"
"""Where the fake name server sends everybody."""
AGENT = "publishkit/0.1 (+mailto:desk@gazette.example)"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as it came."""

    host: str
    path: str
    headers: dict[str, str]
    server_name: str | None = None
    """What TLS named (SNI)."""


Send = Callable[[bytes], None]
Reply = bytes | Callable[[Asked, Send], None]
"""An answer as it goes over the wire, or something that sends it bit by bit."""


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """Return an HTTP/1.1 answer; header names are written with _ for -."""
    lines = [f"HTTP/1.1 {status}"]
    told = {"content_type": "text/html; charset=utf-8", "content_length": str(len(body)), **headers}
    lines += [f"{name.replace('_', '-').title()}: {value}" for name, value in told.items() if value]
    return "\r\n".join((*lines, "", "")).encode() + body


def page(words: str = "Low water") -> bytes:
    """Return a small page as an answer."""
    return answer(f"<!DOCTYPE html><title>{words}</title><p>{words}</p>".encode())


def moved(place: str, status: str = "302 Found", **headers: str) -> bytes:
    """Return an answer that leads elsewhere."""
    return answer(b"", status, location=place, **headers)


@dataclass
class Sites:
    """All hosts of the test's web, at one port of loopback; what is not told is not there (404)."""

    port: int = 0
    tls: ssl.SSLContext | None = None
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    at_once: int = 0
    """The most requests that were under way at one time."""
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, address: str, *replies: Reply) -> None:
        """Answer *address* ("gazette.example/ferry") with *replies*, one after the other; the last one stays."""
        self.replies[address] = list(replies)

    def paths(self) -> list[str]:
        """Return what was asked for, in order, without the files every site is asked for."""
        asked = [f"{one.host}{one.path}" for one in self.asked]
        return [path for path in asked if not path.endswith(("/robots.txt", "/tdmrep.json"))]

    def serve(self, connection: socket.socket) -> None:
        """Answer one connection."""
        with connection, suppress(OSError):
            connection.settimeout(10)
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            data = b""
            while b"\r\n\r\n" not in data:
                part = connection.recv(65536)
                if not part:
                    return
                data += part
            with self._lock:
                self._now += 1
                self.at_once = max(self.at_once, self._now)
                reply, asked = self._chosen(data, getattr(connection, "named", None))
            if callable(reply):
                reply(asked, connection.sendall)
            else:
                connection.sendall(reply)
            with self._lock:
                self._now -= 1
            with suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
            with suppress(OSError):
                while connection.recv(65536):
                    pass
            connection.close()

    def _chosen(self, data: bytes, named: str | None) -> tuple[Reply, Asked]:
        first, *lines = data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        asked = Asked(host=headers.get("host", ""), path=first.split()[1], headers=headers, server_name=named)
        self.asked.append(asked)
        replies = self.replies.get(f"{asked.host}{asked.path}") or [answer(b"no such page", "404 Not Found")]
        return (replies.pop(0) if len(replies) > 1 else replies[0]), asked


@contextmanager
def running(tls: ssl.SSLContext | None = None) -> Iterator[Sites]:
    """Serve while the block runs."""
    sites = Sites(tls=tls)
    with socket.socket() as server:  # closed also where a test may not bind
        server.bind(("127.0.0.1", 0))
        server.listen(50)
        sites.port = server.getsockname()[1]
        threads: list[threading.Thread] = []

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    thread = threading.Thread(target=sites.serve, args=(connection,))
                    threads.append(thread)
                    thread.start()

        listener = threading.Thread(target=accept)
        listener.start()
        try:
            yield sites
        finally:
            server.shutdown(socket.SHUT_RDWR)
            listener.join(10)
            for thread in threads:
                thread.join(10)


@dataclass
class World:
    """A clock that only waiting moves, and a name server that says what the test wants."""

    sites: Sites
    now: float = 0.0
    start: datetime = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    slept: list[float] = field(default_factory=list)
    names: dict[str, list[list[str]]] = field(default_factory=dict)
    """Host -> its addresses, one list for each time it is asked; the last one stays."""
    dialled: list[tuple[str, int]] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.start + timedelta(seconds=self.now)

    def timer(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds

    def resolve(self, host: str, port: int) -> list[str]:
        if re.fullmatch(
            r"[0-9.]+|[0-9a-f:]*:[0-9a-f:.]*|0x[0-9a-f.x]*", host
        ):  # a number, in whatever form: the system reads it
            return list(
                dict.fromkeys(str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            )
        answers = self.names.get(host, [[PUBLIC]])
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return found

    def dial(self, address: str, port: int, seconds: float) -> httpcore.NetworkStream:
        """Whatever public address is dialled, loopback takes the call."""
        self.dialled.append((address, port))
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", self.sites.port, timeout=seconds)

    def door(self, cache: Path | None = None, **told: Any) -> Door:
        """Return a door to this world; *told* replaces any part of it."""
        parts: dict[str, Any] = {
            "agent": AGENT, "clock": self.clock, "cache": cache, "timer": self.timer, "sleep": self.sleep,
            "resolve": self.resolve, "dial": self.dial,
        }  # fmt: skip
        return Door(**(parts | told))

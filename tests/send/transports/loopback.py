"""An HTTP server on loopback that can also hang, cut the line, or answer what it is told to."""

import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One request as it came in."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> Mapping[str, list[str]]:
        return parse_qs(self.body.decode(), keep_blank_values=True, strict_parsing=True)


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    body: bytes = b""


def answer(status: int, content: Any = None, **headers: str) -> Answer:
    body = b"" if content is None else json.dumps(content).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, headers={"Content-Type": "application/json", **named}, body=body)


RESET = "reset"
"""The request is read and handled, then the line is cut."""
HANG = "hang"
"""The request is read and handled, then nothing comes."""

Handle = Callable[[Seen], Answer]


@dataclass
class Loopback:
    """A running server: where it is, what it was asked, and what it shall do next instead of answering."""

    address: str
    seen: list[Seen]
    faults: deque[str | Answer]


@contextmanager
def serve(handle: Handle) -> Iterator[Loopback]:
    """Run a server that answers with *handle*."""
    seen: list[Seen] = []
    faults: deque[str | Answer] = deque()
    over = threading.Event()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # head and body are two packets

        def take(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Seen(
                method=self.command, path=parts.path, query=parse_qs(parts.query), headers=headers, body=body
            )
            with lock:
                seen.append(request)
                fault = faults.popleft() if faults else None
                told = fault if isinstance(fault, Answer) else handle(request)
            if fault == HANG:
                over.wait(20)
            elif fault == RESET:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.rfile.close()  # which holds the line open as well
                self.connection.close()
            else:
                self.tell(told)

        do_GET = do_POST = take  # noqa: N815

        def tell(self, told: Answer) -> None:
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)

        def finish(self) -> None:
            if self.connection.fileno() >= 0:
                super().finish()

        def log_message(self, *words: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 256
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that went away is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Loopback(address=f"http://127.0.0.1:{server.server_address[1]}/", seen=seen, faults=faults)
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()

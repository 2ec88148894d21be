"""moto's S3 on loopback in a process of its own, with a clerk in front who counts, and fails on order.

    python s3_server.py        prints its port; `POST /-/orders` with JSON sets what happens, `GET /-/seen` says what did

Orders: `stall_after`: PUTs of content after which every further one waits for ever; `cut_after`: after which the
connection is cut; `status`, `code`: what every write is answered with. PUTs of the lock do not count.
"""

import json
import socket
import sys
import threading
from collections.abc import Callable, Iterable

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

CONTROL = "/-/"
LOCK = ".publishkit-site.lock"


class Clerk:
    """Stands before moto."""

    def __init__(self) -> None:
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.orders: dict = {}
        self.seen: list[str] = []
        self.puts = 0
        self.alone = threading.Lock()

    def __call__(self, environ: dict, start: Callable):
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if path.startswith(CONTROL):
            return self.control(environ, start)
        if self.orders.get("no_conditions") and "HTTP_IF_NONE_MATCH" in environ:
            return self.answer(environ, start, "501 Not Implemented", "NotImplemented")
        counts = method in {"PUT", "DELETE", "POST"} and path.count("/") > 1
        if counts:
            with self.alone:
                self.seen.append(f"{method} {path}")
                self.puts += method == "PUT" and not path.endswith(LOCK)
            if LOCK not in path or "status" in self.orders:
                refused = self.refused(environ, start)
                if refused is not None:
                    return refused
        return self.moto(environ, start)

    def refused(self, environ: dict, start: Callable) -> Iterable[bytes] | None:
        if "status" in self.orders:
            return self.answer(environ, start, self.orders["status"], self.orders["code"])
        if self.puts > self.orders.get("stall_after", 1 << 30):
            threading.Event().wait()
        if self.puts > self.orders.get("cut_after", 1 << 30):
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError
        return None

    def answer(self, environ: dict, start: Callable, status: str, code: str) -> Iterable[bytes]:
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        body = f"<Error><Code>{code}</Code><Message>secret-of-the-store</Message></Error>".encode()
        start(status, [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))])
        return [body]

    def control(self, environ: dict, start: Callable):
        if environ["REQUEST_METHOD"] == "POST":
            self.orders = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
            self.seen, self.puts = [], 0
        body = json.dumps(self.seen).encode()
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]


class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # answers `Expect: 100-continue`, for which boto3 would wait a second

    def log(self, *_arguments) -> None:
        """Say nothing."""


if __name__ == "__main__":
    server = make_server("127.0.0.1", 0, Clerk(), threaded=True, request_handler=Handler)
    print(server.port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()  # ends with the test that started us

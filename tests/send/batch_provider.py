"""A provider that takes batches over HTTP, as a process of its own: slow, faulty, and honest about what it delivered.

python -m tests.send.batch_provider --latency 0.02 --keys --fault timeout:0.02 --fault 429:0.01

POST /batch   {"subject", "html", "text", "to": [{"email", "name", "unsubscribe"}]}, Idempotency-Key -> {"ids": [...]}
GET /delivered  address -> how often
GET /calls      how many calls came, how many of them were repeats of a known key
"""

import argparse
import json
import random
import socket
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

import httpx

from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import Reader
from publishkit.send.outcome import Accepted, Failed, SendOutcome, Throttled, Uncertain
from publishkit.send.transports.base import Capabilities, Quota

FAULTS = ("timeout", "cut", "429", "503", "503-taken", "reset")
"""timeout, cut, 503-taken: taken, and then no answer, the line cut, or an error. 429, 503, reset: not taken."""
HOLD = 1.0
"""Seconds a timeout lasts; the client gives up earlier."""
ASKING = httpx.Client(timeout=30, verify=False)
"""One for all questions; without certificates, since reading those takes longer than asking."""
HOME = Path(__file__).resolve().parents[2]


class Provider(ThreadingHTTPServer):
    """What it knows of, and what it has delivered."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, latency: float, faults: dict[str, float], *, keys: bool, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.latency, self.faults, self.keys = latency, faults, keys
        self.chance = random.Random(seed)
        self.delivered: Counter[str] = Counter()
        self.known: dict[str, tuple[bytes, list[str]]] = {}
        self.calls = self.repeats = 0
        self.lock = Lock()

    def fault(self) -> str:
        with self.lock:
            drawn = self.chance.random()
        for name, share in self.faults.items():
            if drawn < share:
                return name
            drawn -= share
        return ""

    def take(self, key: str, body: bytes) -> list[str]:
        """Deliver, unless the key is known: then say again what was said first."""
        to = [one["email"] for one in json.loads(body)["to"]]
        with self.lock:
            self.calls += 1
            if self.keys and key in self.known:
                self.repeats += 1
                was, ids = self.known[key]
                assert was == body, f"another call under the key {key}"
                return ids
            self.delivered.update(to)
            ids = [f"{key}-{place}" for place, _ in enumerate(to)]
            if self.keys:
                self.known[key] = (body, ids)
            return ids


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Provider
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(self.server.latency)
        fault = self.server.fault()
        if fault == "reset":
            # RST instead of FIN, as a router does that forgets a connection.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
        elif fault in {"429", "503"}:
            self.answer(int(fault), {"error": fault})
        else:
            ids = self.server.take(self.headers.get("Idempotency-Key", ""), body)
            if fault == "503-taken":
                self.answer(503, {"error": "503"})
                return
            if fault:
                time.sleep(HOLD if fault == "timeout" else 0)
                self.close_connection = True
                return
            self.answer(200, {"ids": ids})

    def do_GET(self) -> None:
        with self.server.lock:
            told = {
                "/delivered": self.server.delivered,
                "/calls": {"calls": self.server.calls, "repeats": self.server.repeats},
            }[self.path]
            body = json.dumps(told)
        self.answer(200, body)

    def answer(self, status: int, told: Any) -> None:
        data = (told if isinstance(told, str) else json.dumps(told)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if status == 429:
            self.send_header("Retry-After", "0.05")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Say nothing."""


class HttpBatch:
    """The transport that speaks to it."""

    name = "fake"

    def __init__(self, url: str, *, batch: int, keys: bool, timeout: float = 30.0, connections: int = 4) -> None:
        self.url = url
        remembered = timedelta(hours=1) if keys else None
        self.capabilities = Capabilities(batch=batch, idempotency=remembered, connections=connections)
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self.client = httpx.Client(timeout=timeout, limits=limits, verify=False)

    def send(self, letter: Letter, readers: Sequence[Reader], *, key: str) -> Sequence[SendOutcome]:
        told = {
            "subject": letter.mailing.subject,
            "html": letter.page,
            "text": letter.text,
            "to": [{"email": one.address, "name": one.name, "unsubscribe": one.unsubscribe} for one in readers],
        }
        headers = {"Idempotency-Key": key}
        try:
            answer = self.client.post(f"{self.url}/batch", content=json.dumps(told), headers=headers)
        except httpx.ConnectError as cause:
            return [Failed(reason=str(cause))] * len(readers)
        except httpx.HTTPError as cause:
            return [Uncertain(reason=type(cause).__name__)] * len(readers)
        if answer.status_code == 429:
            return [Throttled(retry_after=float(answer.headers["Retry-After"]))] * len(readers)
        if answer.status_code != 200:
            return [Uncertain(reason=f"the provider answered {answer.status_code}")] * len(readers)
        return [Accepted(provider_id=one) for one in answer.json()["ids"]]

    def lookup(self, letter: Letter, reader: Reader) -> SendOutcome | None:
        return None

    def quota(self) -> Quota:
        return Quota()

    def close(self) -> None:
        self.client.close()


@contextmanager
def fake_provider(
    *, latency: float = 0.0, keys: bool = False, faults: Sequence[str] = (), seed: int = 47
) -> Iterator[str]:
    """Run it; give its address."""
    words = [sys.executable, "-m", "tests.send.batch_provider", "--latency", str(latency), "--seed", str(seed)]
    words += ["--keys"] if keys else []
    words += [word for fault in faults for word in ("--fault", fault)]
    with subprocess.Popen(words, cwd=HOME, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def delivered(url: str) -> Counter[str]:
    return Counter(ASKING.get(f"{url}/delivered").json())


def calls(url: str) -> int:
    told: int = ASKING.get(f"{url}/calls").json()["calls"]
    return told


def main() -> None:
    """Serve until killed; the first line on stdout is the address."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--keys", action="store_true")
    parser.add_argument("--fault", action="append", default=[], help="NAME:SHARE")
    parser.add_argument("--seed", type=int, default=47)
    asked = parser.parse_args()
    faults = {name: float(share) for name, _, share in (one.partition(":") for one in asked.fault)}
    assert set(faults) <= set(FAULTS), faults
    provider = Provider(asked.latency, faults, keys=asked.keys, seed=asked.seed)
    print(f"http://127.0.0.1:{provider.server_port}", flush=True)
    provider.serve_forever()


if __name__ == "__main__":
    main()

"""`python -m benchmarks.smtp`: messages a second over SMTP, ours beside a bare smtplib loop, same server, same run.

The server runs in a process of its own and keeps nothing, so that it is not what is measured. Rounds take turns, and the
best of each side counts.
"""

import multiprocessing
import smtplib
import sys
import tempfile
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import Any

from aiosmtpd.controller import Controller

from publishkit.model.config import Sending
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import Mailing, Reader
from publishkit.send.outcome import Accepted
from publishkit.send.secrets import Secrets
from publishkit.send.transports.registry import open_transport

COUNT, ROUNDS, BATCH = 300, 3, 10
LEAST_RATIO = 0.6
LETTER = Letter(
    mailing=Mailing(
        edition="2026-w47",
        subject="The Lantern 47: Größe und Gezeiten",
        from_address="letter@lantern.example",
        list_id="weekly.lantern.example",
        archive="https://lantern.example/letter/2026-w47/",
        rights="https://lantern.example/letter/2026-w47/rights.json",
    ),
    page="<p>" + "Größe and low water. " * 3000 + '<a href="@@PK_UNSUB_URL@@">leave</a></p>\n',
    text="Größe and low water.\n" * 400 + "@@PK_UNSUB_URL@@\n",
    moment=datetime(2026, 11, 20, 6, tzinfo=UTC),
)


class Nowhere:
    """aiosmtpd's handler: takes everything, keeps nothing."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        return "250 2.0.0 Ok"


def serve(pipe: Connection) -> None:
    controller = Controller(Nowhere(), hostname="127.0.0.1", port=int(pipe.recv()), decode_data=False)
    controller.start()
    pipe.send(controller.port)
    pipe.recv()
    controller.stop()


def readers() -> list[Reader]:
    return [
        Reader(address=f"reader{number}@example.org", unsubscribe=f"https://lantern.example/u/{number:050d}")
        for number in range(COUNT)
    ]


def bare(port: int, whom: list[Reader]) -> float:
    """Seconds of the loop everybody writes: the message made, `sendmail`, the next."""
    start = perf_counter()
    with smtplib.SMTP("127.0.0.1", port, local_hostname="lantern.example") as server:
        for reader in whom:
            server.sendmail(LETTER.mailing.from_address, [reader.address], LETTER.message(reader))
    return perf_counter() - start


def ours(port: int, whom: list[Reader]) -> float:
    options: dict[str, str | int | float | bool] = {"host": "127.0.0.1", "port": port, "security": "none"}
    sending = Sending(transport="smtp", options={**options, "batch": BATCH, "max_messages": COUNT})
    transport = open_transport(sending, Secrets({}), root=Path(tempfile.gettempdir()))
    start = perf_counter()
    for first in range(0, len(whom), BATCH):
        told = transport.send(LETTER, whom[first : first + BATCH], key=str(first))
        assert all(isinstance(one, Accepted) for one in told), told
    transport.close()
    return perf_counter() - start


def main() -> int:
    """Print the figures; return 1 when the ratio is missed."""
    whom = readers()
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,))
    server.start()
    try:
        here.send(free_port())
        port = int(here.recv())
        pairs = [(bare(port, whom), ours(port, whom)) for _ in range(ROUNDS)]
    finally:
        here.send(None)
        server.join()
    first, second = (COUNT / min(times) for times in zip(*pairs, strict=True))
    size = len(LETTER.message(whom[0])) / 1024
    print(f"{COUNT} messages of {size:.0f} KiB, made and handed over; best of {ROUNDS}")
    print(f"a bare smtplib loop     {first:7.0f} messages a second")
    print(f"the smtp transport      {second:7.0f} messages a second")
    met = second / first >= LEAST_RATIO
    print(f"ratio                   {second / first:7.2f} (at least {LEAST_RATIO}) {'met' if met else 'MISSED'}")
    return 0 if met else 1


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())

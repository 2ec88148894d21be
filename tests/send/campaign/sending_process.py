"""A process that sends, to be killed: `python -m tests.send.campaign.sending_process ROOT DATABASE URL --keys --batch 20`.

Each line on its standard input starts a sender, a process forked from this one (so that it need not load everything
again), and is answered with its number; `end N` is printed when that one ends by itself, with what the campaign came to.
"""

import argparse
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

from publishkit.send.campaign.begin import SendOrder
from publishkit.send.campaign.freeze import Plan, freeze
from publishkit.send.campaign.step import run_campaign
from publishkit.send.state.store import open_store
from tests.send.batch_provider import HttpBatch
from tests.send.campaign.campaigns import LETTER, process_sender

DAY = timedelta(days=1)


def send(root: Path, database: str, url: str, *, batch: int, keys: bool, threads: int) -> str:
    """Freeze if need be, send, and return what the campaign came to."""
    transport = HttpBatch(url, batch=batch, keys=keys, timeout=0.4, connections=threads)
    now = datetime.now(UTC)
    with open_store(root, database) as store:
        plan = Plan(
            issue="2026-w47",
            list="readers",
            content_sha256=LETTER.sha256,
            transport=transport.name,
            account=transport.name,
            batch_size=batch,
            moment=now,
            hold_until=now,
            not_after=now + DAY,
            by="chaos",
        )
        stop = Event()
        sender = process_sender(store, transport, freeze(store, plan, now), stop.wait)
        done = run_campaign(
            sender, SendOrder(by="chaos", go_on=True), threads=threads, stop=stop, tell=lambda step: None
        )
    return done.state.value


def main() -> None:
    """Fork a sender for each line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("database")
    parser.add_argument("url")
    parser.add_argument("--batch", type=int, default=20)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--keys", action="store_true")
    asked = parser.parse_args()
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            started = time.perf_counter()
            state = send(
                asked.root, asked.database, asked.url, batch=asked.batch, keys=asked.keys, threads=asked.threads
            )
            print(f"end {os.getpid()} {state} {time.perf_counter() - started:.2f}", flush=True)
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print(f"gone {child}", flush=True)


if __name__ == "__main__":
    main()

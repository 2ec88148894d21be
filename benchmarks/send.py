"""`python -m benchmarks.send [READERS …]`: readers into a provider that takes batches, messages a second and memory.

The provider is another process (tests/send/batch_provider.py, 80 ms a call); the sender is a process of its own, so that
its memory is its own. By default 10,000 and 100,000 readers; 1000000 takes some minutes. Freezing is told apart.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from sqlalchemy import func, select

from publishkit.send.campaign.begin import SendOrder
from publishkit.send.campaign.freeze import Plan, freeze
from publishkit.send.campaign.step import run_campaign
from publishkit.send.state.store import Store, open_store
from publishkit.send.state.tables import deliveries, subscribers
from tests.send.batch_provider import HttpBatch, calls, fake_provider
from tests.send.campaign.campaigns import LETTER, process_sender

BATCH, THREADS, LATENCY = 500, 4, 0.08
USUAL = (10_000, 100_000)
LEAST_RATE, MOST_MEMORY = 3000, 200
"""The targets: messages a second at 100,000, MiB at any number."""
CHUNK = 5000


def main(words: list[str]) -> int:
    """Print the figures; return 1 when a target is missed."""
    met = True
    for readers in [int(word) for word in words] or USUAL:
        with TemporaryDirectory(prefix="publishkit-send-") as folder, fake_provider(latency=LATENCY, keys=True) as url:
            process = (sys.executable, "-m", "benchmarks.send", "--child", folder, url, str(readers))
            # The list is filled by another process: its memory is none of the sender's.
            with open_store(Path(folder)) as store:
                fill(store, readers)
            told = json.loads(subprocess.run(process, check=True, capture_output=True, text=True).stdout)
        rate = readers / told["seconds"]
        fast, lean = rate >= LEAST_RATE or readers < max(USUAL), told["mebibytes"] < MOST_MEMORY
        met = met and fast and lean and told["accepted"] == readers
        print(
            f"{readers:>9,} readers: frozen in {told['freeze']:.2f} s, sent in {told['seconds']:.1f} s, "
            f"({told['cpu']:.1f} s of processor), {rate:,.0f} messages a second{'' if fast else ' MISSED'}, {told['mebibytes']:.0f} MiB"
            f"{'' if lean else ' MISSED'}, {told['accepted']:,} accepted in {told['calls']:,} calls"
        )
    return 0 if met else 1


def fill(store: Store, count: int) -> None:
    now = datetime.now(UTC)
    rows: Iterator[dict[str, object]] = (
        {
            "list": "readers",
            "reader_key": sha256(f"reader{n}@example.org".encode()).hexdigest(),
            "address": f"reader{n}@example.org",
            "name": f"Reader {n}",
            "added_at": now,
        }
        for n in range(count)
    )
    with store.write() as connection:
        while chunk := list(islice(rows, CHUNK)):
            connection.execute(subscribers.insert(), chunk)


def child(folder: Path, url: str, readers: int) -> None:
    """Freeze and send; print what it took."""
    stop, transport = Event(), HttpBatch(url, batch=BATCH, keys=True, connections=THREADS)
    with open_store(folder) as store:
        began, now = time.perf_counter(), datetime.now(UTC)
        plan = Plan(
            issue="2026-w47",
            list="readers",
            content_sha256=LETTER.sha256,
            transport=transport.name,
            account=transport.name,
            batch_size=BATCH,
            moment=now,
            hold_until=now,
            not_after=now + timedelta(hours=6),
            by="benchmark",
            expected=readers,
        )
        campaign = freeze(store, plan, now)
        frozen = time.perf_counter()
        sender = process_sender(store, transport, campaign, stop.wait)
        run_campaign(sender, SendOrder(by="benchmark"), threads=THREADS, stop=stop, tell=lambda _step: None)
        done = time.perf_counter()
        with store.read() as connection:
            counted = select(func.count()).select_from(deliveries).where(deliveries.c.state == "accepted")
            accepted = connection.scalar(counted)
    told = {
        "cpu": time.process_time(),
        "freeze": frozen - began,
        "seconds": done - frozen,
        "accepted": accepted,
        "calls": calls(url),
        "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(told), flush=True)
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
    sys.exit(main(sys.argv[1:]))

"""A worker as a process of its own: `python -m tests.send.campaign.process ADDRESS FOLDER SECONDS KEYED THREADS`.

Its transport delivers into a folder, a file a call. With KEYED the file has the key's name, so that the same call twice
is one delivery, as at a provider that remembers keys; without, every call is a delivery.
"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from uuid import uuid4

from publishkit.send.campaign.queue import make_tables, work
from publishkit.send.campaign.record import Campaign
from publishkit.send.campaign.sender import Sender
from publishkit.send.campaign.worker import BatchRunner
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import Reader
from publishkit.send.outcome import Accepted, SendOutcome
from publishkit.send.state.store import open_store
from publishkit.send.transports.base import Capabilities, Quota
from tests.send.campaign.campaigns import process_sender


class Folder:
    """Delivers into files."""

    name = "script"

    def __init__(self, folder: Path, seconds: float, *, keyed: bool) -> None:
        self.folder, self.seconds, self.keyed = folder, seconds, keyed
        self.capabilities = Capabilities(batch=10, idempotency=timedelta(hours=1) if keyed else None)

    def send(self, letter: Letter, readers: Sequence[Reader], *, key: str) -> Sequence[SendOutcome]:
        time.sleep(self.seconds / 2)
        path = self.folder / (key if self.keyed else f"{key}.{uuid4()}")
        part = path.with_suffix(f".part{uuid4()}")
        part.write_text(json.dumps([reader.address for reader in readers]))
        part.replace(path)
        time.sleep(self.seconds / 2)
        return [Accepted(provider_id=f"{key}/{n}") for n in range(len(readers))]

    def lookup(self, letter: Letter, reader: Reader) -> None:
        return None

    def quota(self) -> Quota:
        return Quota()

    def close(self) -> None:
        """Nothing is held."""


def main(address: str, folder: str, seconds: str, keyed: str, threads: str) -> None:
    store = open_store(Path(), address)
    make_tables(store)
    transport = Folder(Path(folder), float(seconds), keyed=keyed == "keyed")

    def sender_for(mine: Campaign) -> Sender:
        return process_sender(store, transport, mine, time.sleep)

    runner = BatchRunner(store=store, sender_for=sender_for, clock=lambda: datetime.now(UTC), stop=Event())
    asyncio.run(work(runner, address, int(threads), once=True))
    runner.close()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

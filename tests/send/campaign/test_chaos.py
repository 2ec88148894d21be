"""The sender killed twenty times while the provider loses answers: nobody gets two, nobody is silently dropped."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from publishkit.send.state.store import Store, open_store
from publishkit.send.state.tables import deliveries
from tests.send.batch_provider import HOME, calls, delivered, fake_provider
from tests.send.campaign.campaigns import address, fill, leave

READERS, SUPPRESSED, LEAVING, KILLS = 20_000, 200, 40, 20
BATCH = 40


def ledger(store: Store) -> dict[str, set[str]]:
    """Return state -> addresses."""
    found: dict[str, set[str]] = {}
    with store.read() as connection:
        for row in connection.execute(select(deliveries.c.state, deliveries.c.address)):
            found.setdefault(row.state, set()).add(row.address)
    return found


def wait_for(url: str, more: int) -> None:
    """Return when *more* calls have come."""
    wanted = calls(url) + more
    while calls(url) < wanted:
        time.sleep(0.01)


def play(root: Path, url: str, *, keys: bool) -> None:
    """Start a sender and kill it, twenty times; then let one come to the end. Readers leave between the kills."""
    chance = random.Random(47)
    words = [sys.executable, "-m", "tests.send.campaign.sending_process", root, "", url, "--batch", str(BATCH)]
    words += ["--keys"] if keys else []
    with subprocess.Popen(
        [*map(str, words)], cwd=HOME, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        told, answers = process.stdin, process.stdout
        assert told and answers

        def begin() -> int:
            told.write("\n")
            told.flush()
            return int(answers.readline())

        try:
            for kill in range(KILLS):
                child = begin()
                if kill % 5 == 0:  # some at a moment when it has hardly begun
                    time.sleep(chance.uniform(0.0, 0.3))
                else:
                    wait_for(url, chance.randrange(1, 20))
                os.kill(child, signal.SIGKILL)
                said = answers.readline().split()
                assert said == ["gone", str(child)], f"kill {kill} came too late: {said}"
                with open_store(root) as store:
                    leave(store, SUPPRESSED + 2 * kill)
                    leave(store, SUPPRESSED + 2 * kill + 1)
            begin()
            said = answers.readline().split()
            assert said[:1] + said[2:3] == ["end", "done"], said
        finally:
            process.kill()


@pytest.mark.parametrize("keys", [True, False], ids=["provider knows keys", "provider knows none"])
def test_a_sender_killed_twenty_times(tmp_path: Path, keys: bool):
    faults = ["timeout:0.006", "cut:0.006", "503-taken:0.006", "reset:0.006"]
    with open_store(tmp_path) as store:
        fill(store, READERS, without=range(SUPPRESSED))
    with fake_provider(latency=0.03, keys=keys, faults=faults) as url:
        play(tmp_path, url, keys=keys)
        got = delivered(url)
    with open_store(tmp_path) as store:
        told = ledger(store)
    audience = {address(n) for n in range(SUPPRESSED, READERS)}
    left = {address(n) for n in range(SUPPRESSED, SUPPRESSED + LEAVING)}
    uncertain, skipped = told.get("uncertain", set()), told.get("skipped", set())
    everybody = told["accepted"] | uncertain | skipped
    assert Counter(got.values()).keys() == {1}, "somebody got it twice"
    assert set(told) <= {"accepted", "uncertain", "skipped"}
    assert sum(map(len, told.values())) == len(everybody)
    assert audience - left <= everybody <= audience, "somebody was dropped"
    assert told["accepted"] <= got.keys() <= told["accepted"] | uncertain
    assert skipped <= left
    if keys:
        # Only a call in which somebody had left since could not be repeated.
        assert len(uncertain) <= BATCH * LEAVING / 2
    else:
        assert 0 < len(uncertain) < READERS / 2

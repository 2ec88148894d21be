"""Workers on Procrastinate: several processes, some of them killed; nobody gets two, nobody is dropped."""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select, text

from publishkit.send.campaign.freeze import freeze
from publishkit.send.campaign.worker import BatchRunner
from publishkit.send.state.store import Store, open_store
from publishkit.send.state.tables import CampaignState, campaigns
from tests.send.campaign.campaigns import FRIDAY, Script, Time, address, fill, make_sender, plan, states

READERS = 600
DEADLINE = 90


@pytest.fixture
def team(postgres_address: str, tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path, postgres_address) as store:
        fill(store, READERS, without=(3, 4))
        now = datetime.now(UTC)
        freeze(store, plan(moment=now, hold_until=now, not_after=now + timedelta(hours=6)), now)
        yield store


class Team:
    """Worker processes on one database."""

    def __init__(self, address: str, folder: Path, mode: str) -> None:
        self.words = [sys.executable, "-m", "tests.send.campaign.process", address, str(folder), "0.06", mode, "1"]
        self.folder = folder
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        with (self.folder.parent / "log").open("ab") as log:
            self.running.append(subprocess.Popen(self.words, stdout=log, stderr=log, cwd=Path(__file__).parents[3]))

    def kill_one(self, dice: random.Random) -> None:
        victim = dice.choice(self.running)
        self.running.remove(victim)
        victim.kill()
        victim.wait()

    def close(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()

    def delivered(self) -> Counter[str]:
        files = [path for path in self.folder.iterdir() if ".part" not in path.name]
        return Counter(one for path in files for one in json.loads(path.read_text()))


def state_of(store: Store) -> str:
    with store.read() as connection:
        return str(connection.scalar(select(campaigns.c.state)))


def play(store: Store, team: Team, kills: int) -> None:
    """Four workers; some are killed in the middle of their calls and replaced."""
    dice = random.Random(47)
    for _ in range(4):
        team.start()
    end = time.monotonic() + DEADLINE
    while not any(team.folder.iterdir()):
        failed = [process.returncode for process in team.running if process.poll()]
        assert not failed and time.monotonic() < end, (team.folder.parent / "log").read_text()
        time.sleep(0.05)
    for _ in range(kills):
        time.sleep(dice.uniform(0.1, 0.4))
        team.kill_one(dice)
        team.start()
    while state_of(store) != CampaignState.DONE.value:
        failed = [process.returncode for process in team.running if process.poll()]
        assert not failed and time.monotonic() < end, (states(store), (team.folder.parent / "log").read_text())
        time.sleep(0.1)


@pytest.mark.parametrize("mode", ["keyed", "unkeyed"])
def test_four_workers_and_kills(team: Store, postgres_address: str, tmp_path: Path, mode: str):
    folder = tmp_path / "delivered"
    folder.mkdir()
    workers = Team(postgres_address, folder, mode)
    try:
        play(team, workers, kills=4)
        for process in workers.running:
            process.wait(timeout=30)
    finally:
        workers.close()
    audience = {address(n) for n in range(READERS)} - {address(3), address(4)}
    delivered = workers.delivered()
    assert [one for one, times in delivered.items() if times > 1] == []
    told = states(team)
    assert sum(told.values()) == len(audience)
    if mode == "keyed":
        assert delivered.keys() == audience
        assert told == {"accepted": len(audience)}
    else:  # whoever was in the hands of the killed is named uncertain, never sent to again
        assert told["accepted"] + told["uncertain"] == len(audience)
        assert 0 < told["uncertain"] <= 4 * 10
        assert len(audience) - told["uncertain"] <= len(delivered) <= len(audience)


def test_the_engine_has_nothing_left_and_held_nobody(team: Store, postgres_address: str, tmp_path: Path):
    """Jobs carry a batch's id and nothing else: no address reaches the engine's tables."""
    folder = tmp_path / "delivered"
    folder.mkdir()
    workers = Team(postgres_address, folder, "keyed")
    try:
        workers.start()
        seen: set[str] = set()
        end = time.monotonic() + DEADLINE
        while state_of(team) != CampaignState.DONE.value:
            assert time.monotonic() < end
            with team.read() as connection:
                if connection.scalar(text("SELECT to_regclass('procrastinate_jobs')")):
                    seen |= {
                        json.dumps(args) for args in connection.scalars(text("SELECT args FROM procrastinate_jobs"))
                    }
            time.sleep(0.05)
        workers.running[0].wait(timeout=30)
    finally:
        workers.close()
    assert seen and all(set(json.loads(args)) == {"batch_id"} for args in seen)


def make_runner(store: Store, transport: Script, clock: Time) -> BatchRunner:
    return BatchRunner(
        store=store, sender_for=lambda one: make_sender(store, transport, clock, one), clock=clock, stop=Event()
    )


def test_a_batch_told_twice_is_sent_once(store: Store):
    """On either database, without any engine: the ledger decides."""
    fill(store, 30)
    transport, clock = Script(), Time()
    mine = freeze(store, plan(), clock())
    runner = make_runner(store, transport, clock)
    assert mine.state is CampaignState.HELD
    ready = runner.find_ready()
    assert len(ready) == 3
    for batch_id in (*ready, *ready, 9999):
        runner.send(batch_id)
    assert len(transport.calls) == 3
    assert max(transport.taken.values()) == 1
    assert runner.find_ready() == [] and not runner.has_work()


def test_a_held_campaign_is_left_alone_until_its_hold_is_over(store: Store):
    fill(store, 10)
    transport, clock = Script(), Time()
    freeze(store, plan(hold_until=FRIDAY + timedelta(minutes=10)), clock())
    runner = make_runner(store, transport, clock)
    assert runner.find_ready() == [] and runner.has_work()
    clock.now += timedelta(minutes=10)
    assert len(runner.find_ready()) == 1


def test_the_first_readers_first(store: Store):
    fill(store, 100)
    transport, clock = Script(), Time()
    freeze(store, plan(canary=20), clock())
    runner = make_runner(store, transport, clock)
    first = runner.find_ready()
    assert len(first) == 2
    for batch_id in first:
        runner.send(batch_id)
    for batch_id in runner.find_ready():
        runner.send(batch_id)
    assert len(transport.calls) == 2 and runner.find_ready() == []
    clock.now += timedelta(minutes=11)
    while ready := runner.find_ready():
        for batch_id in ready:
            runner.send(batch_id)
    assert sum(transport.taken.values()) == 100


def test_nothing_of_the_engine_is_loaded_without_workers():
    script = (
        "import sys; import publishkit.cli.main, publishkit.send.campaign.step, publishkit.send.campaign.worker;"
        "sys.exit('procrastinate' in sys.modules or 'psycopg' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0

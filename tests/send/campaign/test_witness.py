"""What else than the database knows of a sending: the marker, the report, the provider."""

import json
from pathlib import Path

import pytest
from sqlalchemy import update

from publishkit.errors import ExternalError
from publishkit.send.campaign.claim import Later
from publishkit.send.campaign.freeze import freeze
from publishkit.send.campaign.step import send_batch
from publishkit.send.campaign.witness import Marker, contradictions, moved, named, told_by_provider, vouch
from publishkit.send.outcome import Accepted, Failed, Throttled
from publishkit.send.state.store import open_store
from publishkit.send.state.tables import batches
from publishkit.send.transports.base import Capabilities
from tests.send.campaign.campaigns import (
    FRIDAY,
    LETTER,
    Script,
    Time,
    address,
    addressed,
    all_of,
    campaign_now,
    fill,
    plan,
    ready,
    run,
)


def test_the_marker_is_written_before_the_first_call_and_the_database_is_never_behind_it(tmp_path: Path):
    with open_store(tmp_path) as store:
        fill(store, 30)
        seen: list[int] = []

        def look(readers, key):
            seen.append(json.loads((tmp_path / "sent/2026-w47.readers.json").read_text("utf-8"))["submitted"])
            return [Accepted() for _ in readers]

        time, transport = Time(), Script(lines=[look] * 3)
        mine = freeze(store, plan(), time())
        marker = Marker(root=tmp_path, store=store, campaign=mine, clock=time)
        sender = ready(store, transport, time, sender={"mark": marker.mark})
        run(sender)
        assert seen == [10, 10, 10]  # not more often than every few seconds
        with store.read() as connection:
            assert list(contradictions(tmp_path, connection, named(mine))) == []
        with store.write() as connection:  # as an older database has it
            connection.execute(update(batches).values(submitted_at=None))
        with store.read() as connection:
            [problem] = contradictions(tmp_path, connection, named(mine))
        assert "10 mails left" in problem.message and "knows of 0" in problem.message
        vouch(tmp_path, store, named(mine), "Jane Editor", time())
        with store.read() as connection:
            assert list(contradictions(tmp_path, connection, named(mine))) == []


def test_without_a_marker_nothing_is_sent(tmp_path: Path):
    (tmp_path / "sent").write_text("a file where a folder is needed")
    with open_store(tmp_path) as store:
        fill(store, 10)
        time, transport = Time(), Script()
        marker = Marker(root=tmp_path, store=store, campaign=freeze(store, plan(), time()), clock=time)
        sender = ready(store, transport, time, sender={"mark": marker.mark})
        with pytest.raises(ExternalError, match="nothing was sent"):
            run(sender)
        assert transport.calls == []


def test_a_provider_that_has_the_letters_is_believed(tmp_path: Path):
    with open_store(tmp_path) as store:
        fill(store, 10)
        transport = Script(capabilities=Capabilities(batch=10, lookup=True))
        mine = freeze(store, plan(), FRIDAY)
        with store.read() as connection:
            assert list(told_by_provider(connection, transport, LETTER, addressed, mine)) == []
            transport.known = {address(n): Accepted() for n in range(10)}
            [problem] = told_by_provider(connection, transport, LETTER, addressed, mine)
            assert "script has mails of this letter" in problem.message and "--vouch" in problem.hint
            transport.known = {address(n): Failed(reason="not there") for n in range(10)}
            assert list(told_by_provider(connection, transport, LETTER, addressed, mine)) == []


def test_a_file_that_was_moved_is_the_same_and_a_copy_is_not(tmp_path: Path):
    (tmp_path / "house").mkdir()
    with open_store(tmp_path / "house") as store:
        fill(store, 1)
        mine = freeze(store, plan(), FRIDAY)
    (tmp_path / "house").rename(tmp_path / "moved")
    with open_store(tmp_path / "moved") as store, store.read() as connection:
        assert list(moved(tmp_path / "moved", store, connection, named(mine))) == []
    (tmp_path / "copy/.publishkit").mkdir(parents=True)
    (tmp_path / "copy/.publishkit/state.db").write_bytes((tmp_path / "moved/.publishkit/state.db").read_bytes())
    with open_store(tmp_path / "copy") as store, store.read() as connection:
        [problem] = moved(tmp_path / "copy", store, connection, named(mine))
    assert "is a copy of the one at" in problem.message


def test_the_wait_for_the_rate_says_what_was_told(tmp_path: Path):
    with open_store(tmp_path) as store:
        fill(store, 30)
        told = "450 4.7.1 rate limit exceeded for jane@example.org"
        time, transport = Time(), Script(lines=[all_of(Throttled(reason=told, retry_after=20))])
        sender = ready(store, transport, time)
        send_batch(sender)
        step = send_batch(sender)
        assert isinstance(step, Later) and step.seconds == pytest.approx(20, abs=1)
        assert "told: 450 4.7.1 rate limit exceeded for (address withheld)" in step.why
        assert campaign_now(sender).pause == ""

"""The lock at a distant target: who holds it, whether they live, and what becomes of one that was lost."""

import os
import subprocess
import sys

import fsspec
import pytest

from publishkit.errors import ExternalError
from publishkit.publish.targets.base import LOCK, Holder, is_gone, parse_holder, this_holder
from publishkit.publish.targets.fsspec_store import FsspecTarget
from publishkit.publish.targets.object_store import RENEW, HeldLock, hold_lock


@pytest.fixture
def place():
    files = fsspec.filesystem("memory", skip_instance_cache=True)
    files.store.clear()
    return FsspecTarget(files, root="/b", address="gs://b", headers=lambda _file: {}, failures=(OSError,))


def test_a_sign_of_life_is_given_every_five_minutes(place):
    now = 0.0
    holder = this_holder("ada")
    place.create(LOCK, holder.text())
    lock = HeldLock(place, holder, clock=lambda: now)
    place.replace(LOCK, b"")  # whoever looks sees whether it is written again
    now = RENEW - 1
    lock.renew()
    assert place.read(LOCK) == b""
    place.replace(LOCK, holder.text())
    before = place._files.modified("/b/" + LOCK)
    now = RENEW + 1
    lock.renew()
    assert place._files.modified("/b/" + LOCK) > before


def test_who_was_taken_over_stops(place):
    now = 0.0
    holder = this_holder("ada")
    lock = HeldLock(place, holder, clock=lambda: now)
    place.create(LOCK, this_holder("bob").text())
    now = RENEW + 1
    with pytest.raises(ExternalError, match="another publisher took over"):
        lock.renew()


def test_a_lock_of_somebody_else_is_never_taken_away_at_the_end(place):
    with hold_lock(place, "ada"):
        place.replace(LOCK, b"bob's now")
    assert place.read(LOCK) == b"bob's now"


def test_what_went_wrong_is_heard_also_when_the_lock_cannot_be_let_go(place):
    def broken(_path: str) -> bytes:
        raise OSError

    def fail() -> None:
        place._files.cat_file = broken
        raise ValueError("the reason")

    with pytest.raises(ValueError, match="the reason"), hold_lock(place, "ada"):
        fail()


def test_a_process_of_this_machine_that_ended_is_gone():
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    mine = this_holder("ada")
    assert is_gone(Holder(owner="ada", machine=mine.machine, process=int(ended.stdout), turn=1))
    assert not is_gone(mine)
    assert not is_gone(Holder(owner="ada", machine="elsewhere", process=int(ended.stdout), turn=1))
    assert not is_gone(Holder(owner="ada", machine=mine.machine, process=os.getppid(), turn=1))


@pytest.mark.parametrize("data", [None, b"", b"\xff", b"[]", b"3", b'{"owner": 1}', b'{"process": "x", "turn": 1}'])
def test_a_lock_nobody_can_read_is_somebodys(data):
    assert parse_holder(data).owner == "somebody"
    assert not is_gone(parse_holder(data))


def test_a_name_from_outside_is_printed_as_text():
    data = b'{"owner": "\\u001b]0;x\\u0007eve", "machine": "m", "process": 1, "turn": 1}'
    assert parse_holder(data).owner == "]0;xeve"

"""`file`: the outbox an editor can open."""

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from publishkit.send.letter.message import Reader
from publishkit.send.outcome import Accepted, Failed
from tests.send.transports.letters import KEY, LETTER, MAILING, READERS, unsubscribe
from tests.send.transports.stages import opened


def outbox(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_one_file_a_reader_named_by_address(tmp_path: Path):
    transport, _ = opened("file", tmp_path, {}, {})
    told = transport.send(LETTER, READERS, key=KEY)
    files = outbox(tmp_path)
    assert [path.parent for path in files] == [tmp_path / ".publishkit" / "outbox" / "2026-w47"] * 3
    assert files[0].name.startswith("ada-example.org-") and files[0].suffix == ".eml"
    assert {one.provider_id for one in told if isinstance(one, Accepted)} == {path.name for path in files}
    assert files[0].read_bytes() == LETTER.message(READERS[0])
    assert transport.lookup(LETTER, READERS[0]) == Accepted(provider_id=files[0].name)


def test_sent_again_it_is_the_same_file(tmp_path: Path):
    transport, _ = opened("file", tmp_path, {}, {})
    for _ in range(2):
        transport.send(LETTER, READERS, key=KEY)
    assert len(outbox(tmp_path)) == 3
    assert transport.capabilities.idempotency and transport.capabilities.rehearsal
    absent = transport.lookup(LETTER, replace(READERS[0], address="other@example.org"))
    assert isinstance(absent, Failed)


def test_no_name_leaves_the_outbox_or_hides_another(tmp_path: Path):
    """Addresses may hold slashes, dots and letters that only differ in case."""
    transport, _ = opened("file", tmp_path, {"folder": "out"}, {})
    addresses = ["../../../etc/passwd@x.example", "a/b@x.example", "a_b@x.example", "A+b@x.example", "CON@x.example"]
    readers = [Reader(address=address, unsubscribe=unsubscribe("t")) for address in addresses]
    letter = replace(LETTER, mailing=replace(MAILING, edition="2026-w47"))
    told = transport.send(letter, readers, key=KEY)
    assert [type(one) for one in told] == [Accepted] * 5
    assert len(outbox(tmp_path)) == 5
    assert {path.parent for path in outbox(tmp_path)} == {tmp_path / "out" / "2026-w47"}


def test_a_full_disk_leaves_no_half_message(tmp_path: Path, monkeypatch):
    def full(_part: Path, _target: Path) -> Path:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    transport, _ = opened("file", tmp_path, {}, {})
    (told,) = transport.send(LETTER, READERS[:1], key=KEY)
    assert isinstance(told, Failed) and told.lasting and "No space left" in told.reason
    assert outbox(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need a privilege there")
def test_a_link_out_of_the_workspace_is_not_followed(tmp_path: Path):
    from publishkit.errors import InputError

    elsewhere = tmp_path / "elsewhere"
    (workspace := tmp_path / "workspace").mkdir()
    elsewhere.mkdir()
    workspace.joinpath("outbox").symlink_to(elsewhere)
    with pytest.raises(InputError, match="must lie inside the workspace"):
        opened("file", workspace, {"folder": "outbox"}, {})

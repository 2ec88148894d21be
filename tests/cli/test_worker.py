"""`publishkit worker`: what was frozen leaves, from another process, through a team's database."""

import random
import time
from pathlib import Path

import pytest
import tomlkit

from publishkit.cli.send_options import utc_now
from publishkit.press.send import open_context
from publishkit.send.campaign.freeze import freeze
from publishkit.send.campaign.prepare import freeze_plan
from publishkit.workspace.load import load_config
from tests.send.campaign.campaigns import fill
from tests.support.command import run
from tests.support.postgres import postgres_address, postgres_server
from tests.support.workspaces import write_workspace

__all__ = ["postgres_address", "postgres_server"]
ISSUE = "2026-w47"


def use(root: Path, **sending: object) -> None:
    path = root / "publishkit.toml"
    config = tomlkit.parse(path.read_text())
    config["send"] = {"transport": "file", **sending}
    path.write_text(tomlkit.dumps(config))


@pytest.fixture
def house(tmp_path: Path) -> Path:
    root = write_workspace(tmp_path)
    path = root / f"issues/{ISSUE}/issue.toml"
    manifest = tomlkit.parse(path.read_text())
    manifest["outputs"] = ["email"]
    path.write_text(tomlkit.dumps(manifest))
    return root


def test_what_was_frozen_leaves(house: Path, postgres_address: str):
    assert run("build", cwd=house).exit_code == 0
    use(house, database=postgres_address)
    config = load_config(house)
    with open_context(house, config, {}, clock=utc_now, sleep=time.sleep, chance=random.random) as context:
        fill(context.store, 250, without=(3,))
        letter = context.letter(ISSUE, utc_now())
        freeze(context.store, freeze_plan(context, letter, "readers", "", "ada", None), utc_now())
    ran = run("worker", "--once", cwd=house)
    assert ran.exit_code == 0, ran.stderr
    assert len(list((house / ".publishkit/outbox" / ISSUE).glob("*.eml"))) == 249
    status = run("send", "status", cwd=house)
    assert "249" in status.stdout and status.exit_code == 0
    again = run("worker", "--once", cwd=house)
    assert again.exit_code == 0, again.stderr
    assert len(list((house / ".publishkit/outbox" / ISSUE).glob("*.eml"))) == 249


def test_without_postgresql_it_says_what_to_do(house: Path):
    ran = run("worker", cwd=house)
    assert ran.exit_code == 2
    assert "workers need PostgreSQL" in ran.stderr and "publishkit send" in ran.stderr

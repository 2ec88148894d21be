"""`publishkit send draft` and `send start`: an editor whose list is at a provider, from edition to "sent"."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomlkit

from tests.send.providers.fake_providers import FAKES, SECRETS, FakeListmonk, Server
from tests.support.command import Ran, run
from tests.support.once import build_once
from tests.support.workspaces import write_workspace

ISSUE = "2026-w47"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    return build_once(write_workspace(tmp_path_factory.mktemp("house"), issue={"outputs": ["email"]}), shared)


class ListmonkWorkspace:
    """A workspace whose list is at a fake listmonk."""

    def __init__(self, root: Path, fake: FakeListmonk, server: Server) -> None:
        self.root, self.fake = root, fake
        path = root / "publishkit.toml"
        config = tomlkit.parse(path.read_text())
        options = {**FAKES["listmonk"][1], "url": server.address}
        config["send"] = {"transport": "listmonk", "options": options}
        config["email"].pop("unsubscribe_url", None)
        path.write_text(tomlkit.dumps(config))

    def do(self, *words: str, secrets: dict[str, str] = SECRETS) -> Ran:
        return run("send", *words, cwd=self.root, env=secrets)


@pytest.fixture
def workspace(built: Path) -> Iterator[ListmonkWorkspace]:
    fake = FakeListmonk()
    server = Server(fake)
    before = (built / "publishkit.toml").read_text()
    yield ListmonkWorkspace(built, fake, server)
    (built / "publishkit.toml").write_text(before)
    for path in (built / ".publishkit").glob("state.db*"):
        path.unlink()
    for folder in ("sent", f"out/{ISSUE}.delivery"):
        shutil.rmtree(built / folder, ignore_errors=True)
    server.close()


def test_an_editor_drafts_tests_and_sends(workspace: ListmonkWorkspace):
    refused = workspace.do(ISSUE)
    assert refused.exit_code == 2
    assert "holds the list itself" in refused.stderr and "publishkit send draft" in refused.stderr

    drafted = workspace.do("draft")
    assert drafted.exit_code == 0, drafted.stderr
    waiting = workspace.do("status")
    assert "`publishkit send start 2026-w47 --list readers`" in waiting.stdout
    assert "goes on" not in waiting.stdout and "held until" not in waiting.stdout
    assert "/campaigns/41" in drafted.stdout and "send start" in drafted.stderr
    [remote] = workspace.fake.made.values()
    assert "{{ UnsubscribeURL }}" in remote.page and "@@PK_" not in remote.page + remote.text

    untested = workspace.do("start", "--allow-unpublished", "--expect-count", "1200")
    assert untested.exit_code == 2 and "--test-to" in untested.stderr

    tested = workspace.do("draft", "--test-to", "me@quay.example")
    assert tested.exit_code == 0 and remote.tests == ["me@quay.example"]
    assert len(workspace.fake.made) == 1

    unsure = workspace.do("start", "--allow-unpublished")
    assert unsure.exit_code == 2 and "goes to 1,200 readers at listmonk" in unsure.stderr
    assert "--expect-count 1200" in unsure.stderr
    assert remote.starts == 0

    sent = workspace.do("start", "--allow-unpublished", "--expect-count", "1200")
    assert sent.exit_code == 0, sent.stderr
    assert remote.starts == 1

    again = workspace.do("start", "--allow-unpublished", "--expect-count", "1200")
    assert again.exit_code == 2 and "was started before" in again.stderr
    under_way = workspace.do("status")
    assert "1,200 confirmed" in under_way.stdout and "`publishkit send status 2026-w47` asks" in under_way.stdout
    remote.state = "finished"
    workspace.fake.readers = 1150
    assert "the provider wrote to another number of readers than was confirmed" in workspace.do("status").stdout
    workspace.fake.readers = 1200
    status = workspace.do("status", "--json")
    assert status.exit_code == 0, status.stderr
    [told] = json.loads(status.stdout)["campaigns"]
    assert (told["state"], told["audience"], told["next"]) == ("done", 1200, "")
    assert told["remote"] == {"state": "finished", "sent": 1200, "readers": 1200}
    assert remote.starts == 1


def test_a_wrong_key_and_a_provider_away(workspace: ListmonkWorkspace):
    wrong = workspace.do("draft", secrets={**SECRETS, "PUBLISHKIT_LISTMONK_TOKEN": "nope-nope-nope"})
    assert wrong.exit_code == 5
    assert wrong.stderr.startswith("publishkit: listmonk: answered 403") and "nope" not in wrong.stderr
    missing = workspace.do("draft", secrets={})
    assert missing.exit_code == 2 and "PUBLISHKIT_LISTMONK_TOKEN: is not set" in missing.stderr


def test_outside_production_the_draft_is_the_end(workspace: ListmonkWorkspace):
    assert workspace.do("draft", "--test-to", "me@quay.example").exit_code == 0
    refused = workspace.do(
        "start", "--allow-unpublished", "--expect-count", "1200", secrets={**SECRETS, "PUBLISHKIT_ENV": "staging"}
    )
    assert refused.exit_code == 2 and "this is not production" in refused.stderr
    assert next(iter(workspace.fake.made.values())).starts == 0


def test_a_transport_without_a_list_is_another_command(built: Path):
    ran = run("send", "draft", cwd=built)
    assert ran.exit_code == 2 and "does not hold a list" in ran.stderr

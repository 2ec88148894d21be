"""A letter at a provider that holds the list: drafted, started once, read back; on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from publishkit.errors import ExternalError, InputError
from publishkit.model.config import Sending
from publishkit.send.campaign.record import Campaign, find_campaign
from publishkit.send.outcome import Accepted, Failed, Uncertain
from publishkit.send.providers.base import CampaignProvider, Content, RemoteState, content_of
from publishkit.send.providers.ledger import CampaignRequest, make_draft, read_back, start
from publishkit.send.providers.registry import open_provider
from publishkit.send.secrets import Secrets
from publishkit.send.state.store import Store
from publishkit.send.state.tables import CampaignState
from tests.send.providers.fake_providers import FAKES, SECRETS, FakeListmonk, Server
from tests.send.providers.test_providers import LETTER

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
ASKED = CampaignRequest(
    issue="2026-w47", list="readers", content_sha256=LETTER.sha256, late=timedelta(hours=6), by="ada", now=NOW
)  # fmt: skip


@pytest.fixture
def fake() -> FakeListmonk:
    return FakeListmonk()


@pytest.fixture
def provider(fake: FakeListmonk) -> Iterator[CampaignProvider]:
    server = Server(fake)
    settings = Sending.model_validate(
        {"transport": "listmonk", "options": {**FAKES["listmonk"][1], "url": server.address}}
    )
    provider = open_provider(settings, Secrets(SECRETS), lambda: NOW)
    yield provider
    provider.close()
    server.close()


@pytest.fixture
def content(provider: CampaignProvider) -> Content:
    return content_of(LETTER, provider.dialect)


def row_of(store: Store) -> Campaign:
    with store.read() as connection:
        found = find_campaign(connection, "2026-w47", "readers")
    assert found is not None
    return found


def test_drafted_started_read_back(store: Store, provider: CampaignProvider, content: Content, fake: FakeListmonk):
    draft = make_draft(store, provider, content, ASKED)
    assert row_of(store).state is CampaignState.HELD
    row, outcome = start(store, provider, content, ASKED)
    assert isinstance(outcome, Accepted) and row.state is CampaignState.SENDING
    fake.made[draft.id].state = "finished"
    row, told = read_back(store, provider, row, NOW + timedelta(hours=1))
    assert (row.state, told.state, row.audience_count) == (CampaignState.DONE, RemoteState.SENT, fake.readers)
    assert row.finished_at == NOW + timedelta(hours=1)
    with pytest.raises(InputError, match="was started before"):
        start(store, provider, content, ASKED)
    with pytest.raises(InputError, match="was started"):
        make_draft(store, provider, content, ASKED)
    assert fake.made[draft.id].starts == 1


def test_the_same_letter_makes_one_draft(
    store: Store, provider: CampaignProvider, content: Content, fake: FakeListmonk
):
    assert make_draft(store, provider, content, ASKED).id == make_draft(store, provider, content, ASKED).id
    assert len(fake.made) == 1
    changed = replace(ASKED, content_sha256="1" * 64)
    assert make_draft(store, provider, content, changed).id != row_of(store).id
    assert len(fake.made) == 2


def test_a_changed_letter_is_not_started_from_an_old_draft(store: Store, provider: CampaignProvider, content: Content):
    make_draft(store, provider, content, ASKED)
    with pytest.raises(InputError, match="has changed since its draft was made"):
        start(store, provider, content, replace(ASKED, content_sha256="1" * 64))


def test_without_a_draft_and_too_late(store: Store, provider: CampaignProvider, content: Content):
    with pytest.raises(InputError, match="has no draft at listmonk"):
        start(store, provider, content, ASKED)
    make_draft(store, provider, content, ASKED)
    with pytest.raises(InputError, match="drafted too long ago"):
        start(store, provider, content, replace(ASKED, now=NOW + timedelta(hours=7)))


def test_a_letter_sent_over_there_is_not_sent_again(
    store: Store, provider: CampaignProvider, content: Content, fake: FakeListmonk
):
    draft = make_draft(store, provider, content, ASKED)
    fake.made[draft.id].state = "finished"
    with pytest.raises(InputError, match="is no draft any more: listmonk says 'finished'"):
        start(store, provider, content, ASKED)
    with pytest.raises(InputError, match="is no draft any more"):
        make_draft(store, provider, content, replace(ASKED, content_sha256="1" * 64))
    row, _ = read_back(store, provider, row_of(store), NOW)
    assert row.state is CampaignState.DONE


def test_an_unclear_start_waits_for_the_provider(
    store: Store, provider: CampaignProvider, content: Content, fake: FakeListmonk
):
    """It was taken, the answer was lost: a second start a moment later must not happen."""
    draft = make_draft(store, provider, content, ASKED)
    fake.cut_after = "PUT "
    row, outcome = start(store, provider, content, ASKED)
    assert isinstance(outcome, Uncertain) and row.state is CampaignState.PAUSED
    fake.cut_after = ""
    with pytest.raises(InputError, match="may be on its way"):
        start(store, provider, content, replace(ASKED, now=NOW + timedelta(minutes=4)))
    with pytest.raises(InputError, match="is no draft any more"):
        start(store, provider, content, replace(ASKED, now=NOW + timedelta(minutes=6)))
    row, _ = read_back(store, provider, row, NOW + timedelta(minutes=6))
    assert row.state is CampaignState.SENDING
    assert fake.made[draft.id].starts == 1


def test_a_machine_that_went_down_before_the_call(
    store: Store, provider: CampaignProvider, content: Content, fake: FakeListmonk, monkeypatch: pytest.MonkeyPatch
):
    """The row says started, the provider says draft: after a while that is believed, and not a moment earlier."""
    draft = make_draft(store, provider, content, ASKED)

    def die(_id: str, _content: Content) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(provider, "start", die)
    with pytest.raises(KeyboardInterrupt):
        start(store, provider, content, ASKED)
    monkeypatch.undo()
    assert row_of(store).state is CampaignState.SENDING
    assert read_back(store, provider, row_of(store), NOW + timedelta(minutes=4))[0].state is CampaignState.SENDING
    assert read_back(store, provider, row_of(store), NOW + timedelta(minutes=5))[0].state is CampaignState.HELD
    _, outcome = start(store, provider, content, ASKED)
    assert isinstance(outcome, Accepted) and fake.made[draft.id].starts == 1


def test_a_refused_start_can_be_tried_again(
    store: Store, provider: CampaignProvider, content: Content, fake: FakeListmonk
):
    draft = make_draft(store, provider, content, ASKED)
    fake.fault = lambda method, _path: (403, "no") if method == "PUT" else None
    row, outcome = start(store, provider, content, ASKED)
    assert isinstance(outcome, Failed) and row.state is CampaignState.HELD
    fake.fault = lambda _method, _path: None
    _, outcome = start(store, provider, content, ASKED)
    assert isinstance(outcome, Accepted) and fake.made[draft.id].starts == 1


def test_a_provider_that_is_away_leaves_a_row_that_goes_on(
    store: Store, provider: CampaignProvider, content: Content, fake: FakeListmonk
):
    fake.fault = lambda _method, _path: (503, "down")
    with pytest.raises(ExternalError):
        make_draft(store, provider, content, ASKED)
    fake.fault = lambda _method, _path: None
    assert make_draft(store, provider, content, ASKED).id == "41"


def test_one_issue_goes_one_way(store: Store, provider: CampaignProvider, content: Content):
    make_draft(store, provider, content, ASKED)
    other = open_provider(
        Sending.model_validate({"transport": "kit", "options": {**FAKES["kit"][1], "url": "http://127.0.0.1:9"}}),
        Secrets(SECRETS),
        lambda: NOW,
    )
    with pytest.raises(InputError, match="is a campaign of listmonk already"):
        make_draft(store, other, content, ASKED)
    other.close()

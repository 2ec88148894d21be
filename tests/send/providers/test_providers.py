"""Providers that hold the list: one contract for all of them, against fakes that check the documented form."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from publishkit.errors import ExternalError, InputError
from publishkit.model.config import Sending
from publishkit.send.letter.dialects import fragment_of, split_marks
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import Mailing
from publishkit.send.outcome import Accepted, Failed, Throttled, Uncertain
from publishkit.send.providers.base import CampaignProvider, Content, RemoteState, content_of
from publishkit.send.providers.registry import PROVIDERS, open_provider
from publishkit.send.secrets import Secrets
from tests.send.providers.fake_providers import FAKES, SECRETS, Fake, Server

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
FOREIGN = "Hello {{ subscriber.email }} {% include 'x' %} *|MC:SUBJECT|* %%{uuid}%% {{{RESEND}}}"
MAILING = Mailing(
    edition="2026-w47",
    subject="Größe {{ name }} *|FNAME|*: 潮",
    from_address="letter@quay.example",
    from_name="The Quay",
    reply_to="editors@quay.example",
    list_id="letter.quay.example",
    list_name="The Quay",
    archive="https://quay.example/letter/2026-w47/",
    rights="https://quay.example/letter/2026-w47/rights.json",
)
LETTER = Letter(
    mailing=MAILING,
    page=(
        "<!DOCTYPE html><html><head><style>@media (prefers-color-scheme: dark) { p { color: #fff } }</style></head>"
        f'<body class="b"><p>{FOREIGN}</p><p>Zürich 潮</p><a href="@@PK_UNSUB_URL@@">leave</a></body></html>'
    ),
    text=f"{FOREIGN}\nZürich 潮\n@@PK_UNSUB_URL@@\n",
    moment=NOW,
)


def sending(name: str, address: str, **more: object) -> Sending:
    _, options, _, _ = FAKES[name]
    return Sending.model_validate({"transport": name, "options": {**options, "url": address, **more}})


@pytest.fixture(params=sorted(FAKES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def fake(name: str) -> Fake:
    return FAKES[name][0]()


@pytest.fixture
def provider(name: str, fake: Fake) -> Iterator[CampaignProvider]:
    server = Server(fake)
    provider = open_provider(sending(name, server.address), Secrets(SECRETS), lambda: NOW)
    yield provider
    provider.close()
    server.close()


@pytest.fixture
def content(provider: CampaignProvider) -> Content:
    return content_of(LETTER, provider.dialect)


def test_every_provider_has_a_fake():
    assert PROVIDERS.keys() == FAKES.keys()


def test_a_draft_carries_the_letter_and_reaches_nobody(provider: CampaignProvider, content: Content, fake: Fake):
    draft = provider.draft(content)
    remote = fake.made[draft.id]
    tag = FAKES[provider.name][2]
    assert remote.starts == 0
    assert remote.page.count(tag) == 1 and f'href="{tag}"' in remote.page
    assert "@@PK_" not in remote.page + remote.text
    assert "Zürich 潮" in remote.page
    if "text" not in provider.capabilities.lacks:
        assert remote.text.count(tag) == 1 and "Zürich 潮" in remote.text
    assert provider.progress(draft.id).state is RemoteState.DRAFT


def test_foreign_words_are_never_taken_for_a_tag(provider: CampaignProvider, content: Content, fake: Fake):
    """A reader's address must not be printed because an article spoke of templates."""
    remote = fake.made[provider.draft(content).id]
    tag = FAKES[provider.name][2]
    for mark in provider.dialect.marks:
        assert remote.page.replace(tag, "").count(mark) == 0
        assert remote.text.replace(tag, "").count(mark) == 0
        assert mark not in remote.subject
    assert "subscriber.email" in remote.page


def test_a_test_goes_to_those_named_only(provider: CampaignProvider, content: Content, fake: Fake):
    draft = provider.draft(content)
    if not provider.capabilities.test:
        with pytest.raises(ExternalError, match="press its own test button"):
            provider.test(draft.id, content, ["me@quay.example"])
        return
    provider.test(draft.id, content, ["me@quay.example", "you@quay.example"])
    assert fake.made[draft.id].tests == ["me@quay.example", "you@quay.example"]
    assert fake.made[draft.id].starts == 0


def test_it_starts_once_and_is_read_back(provider: CampaignProvider, content: Content, fake: Fake, name: str):
    draft = provider.draft(content)
    assert isinstance(provider.start(draft.id, content), Accepted)
    assert provider.progress(draft.id).state in (RemoteState.SENDING, RemoteState.SCHEDULED)
    again = provider.start(draft.id, content)
    assert isinstance(again, Failed) and again.lasting
    assert fake.made[draft.id].starts == 1
    fake.made[draft.id].state = FAKES[name][3]
    told = provider.progress(draft.id)
    assert (told.state, told.sent, told.total) == (RemoteState.SENT, fake.readers, fake.readers)


def test_how_many_readers(provider: CampaignProvider, fake: Fake):
    assert provider.audience() == fake.readers


def test_a_line_cut_after_the_start_is_uncertain_not_failed(provider: CampaignProvider, content: Content, fake: Fake):
    draft = provider.draft(content)
    fake.cut_after = {"PUT": "PUT ", "PATCH": "PATCH "}.get(_verb(provider.name), "POST ")
    assert isinstance(provider.start(draft.id, content), Uncertain)
    assert fake.made[draft.id].starts == 1
    fake.cut_after = ""
    assert provider.progress(draft.id).state is not RemoteState.DRAFT


def _verb(name: str) -> str:
    return {"listmonk": "PUT", "kit": "PUT", "ghost": "PUT", "buttondown": "PATCH"}.get(name, "POST")


@pytest.mark.parametrize(("status", "kind"), [(429, Throttled), (500, Uncertain), (503, Uncertain), (403, Failed)])
def test_what_a_refused_start_means(
    provider: CampaignProvider, content: Content, fake: Fake, status: int, kind: type[object]
):
    draft = provider.draft(content)
    fake.fault = lambda method, _path: (status, "no") if method != "GET" else None
    assert isinstance(provider.start(draft.id, content), kind)
    assert fake.made[draft.id].starts == 0


def test_a_word_nobody_knows_is_no_draft(provider: CampaignProvider, content: Content, fake: Fake):
    """Taking it for "not sent" would send the letter a second time."""
    draft = provider.draft(content)
    fake.made[draft.id].state = "frobnicated"
    with pytest.raises(ExternalError, match="frobnicated"):
        provider.progress(draft.id)


def test_errors_name_the_provider_and_no_secret(provider: CampaignProvider, content: Content, fake: Fake):
    echoes = " ".join(SECRETS.values())
    fake.fault = lambda _method, _path: (401, f"wrong key {echoes}")
    with pytest.raises(ExternalError) as stop:
        provider.draft(content)
    told = str(stop.value)
    assert told.startswith(f"{provider.name}: answered 401")
    assert "check the key" in told
    mine = [
        value for key, value in SECRETS.items() if key.startswith(f"PUBLISHKIT_{provider.name.split('-')[0].upper()}_")
    ]
    assert mine and all(value.rpartition(":")[2][:12] not in told for value in mine)


def test_nobody_there(name: str):
    provider = open_provider(sending(name, "http://127.0.0.1:9"), Secrets(SECRETS), lambda: NOW)
    content = content_of(LETTER, provider.dialect)
    with pytest.raises(ExternalError, match="cannot be reached"):
        provider.draft(content)
    assert isinstance(provider.start("41", content), Failed)
    provider.close()


@pytest.mark.parametrize("name", [name for name in sorted(FAKES) if "without" in FAKES[name][1]])
def test_what_it_cannot_carry_is_refused_by_name(name: str):
    with pytest.raises(InputError) as stop:
        open_provider(sending(name, "http://127.0.0.1:9", without=""), Secrets(SECRETS), lambda: NOW)
    assert f"{name} cannot carry" in str(stop.value)
    assert 'write without = "' in str(stop.value)


@pytest.mark.parametrize("name", sorted(FAKES))
def test_a_missing_key_is_named(name: str):
    with pytest.raises(InputError, match=r"PUBLISHKIT_[A-Z]+_(KEY|TOKEN): is not set"):
        open_provider(sending(name, "http://127.0.0.1:9"), Secrets({}), lambda: NOW)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org",
        "https://user:pw@example.org",
        "ftp://example.org",
        "https://example.org/?key=1",
        "https://",
    ],
)
def test_keys_never_travel_in_the_open(address: str):
    with pytest.raises(InputError, match="https"):
        open_provider(sending("listmonk", address), Secrets(SECRETS), lambda: NOW)


def test_a_letter_nobody_can_leave_is_refused():
    closed = Letter(mailing=MAILING, page="<p>x</p>", text="x", moment=NOW)
    with pytest.raises(InputError, match="no place where readers can leave"):
        content_of(
            closed, open_provider(sending("listmonk", "https://x.example"), Secrets(SECRETS), lambda: NOW).dialect
        )


def test_apart_reads_the_same_to_people():
    assert split_marks("{{{x}}}", ("{{", "{%"), markup=True) == "{&#123;&#123;x}}}"
    assert split_marks("{{x}}", ("{{",), markup=False).replace("\u2060", "") == "{{x}}"


def test_a_fragment_keeps_the_style_sheets():
    inner = fragment_of(LETTER.page)
    assert inner.startswith("<style>@media") and inner.endswith("</a>") and "<body" not in inner


def test_what_a_page_says_to_word_alone_is_not_said_to_everybody():
    """A style sheet within a comment stays in it; that mining is reserved stays, too."""
    word = "<!--[if mso]><noscript></noscript>\n<style>p{font-family:Georgia!important}</style><![endif]-->"
    head = (
        f'<head><title>T</title>{word}<!-- ours --><meta name="tdm-reservation" content="1"><style>p{{}}</style></head>'
    )
    inner = fragment_of(f"<html>{head}<body class=x><p>A</p></body></html>")
    assert inner == f'{word}<meta name="tdm-reservation" content="1"><style>p{{}}</style><p>A</p>'

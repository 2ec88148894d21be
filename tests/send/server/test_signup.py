"""Signing up as a reader, a stranger and a machine meet it: real HTTP on loopback; nobody joins without saying yes by mail."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import httpx
import pytest
import tomlkit
from sqlalchemy import select

from publishkit.errors import InputError
from publishkit.press.sending.serve import make_reader_server
from publishkit.send.letter.unsubscribe import make_token
from publishkit.send.rate import Limit
from publishkit.send.readers.address import reader_key
from publishkit.send.readers.lists import audience_of
from publishkit.send.readers.returning import history_of
from publishkit.send.readers.suppress import suppress
from publishkit.send.server.app import Service
from publishkit.send.server.pages import make_pages
from publishkit.send.server.signup import SignUps, check_signup_url, make_join_token, read_join_token
from publishkit.send.state.store import Store, open_store
from publishkit.send.state.tables import subscribers
from publishkit.theme.load import load_theme
from publishkit.workspace.load import load_config
from tests.send.server import calls
from tests.send.server.test_app import KEYS, PUBLICATION, Running, pages, service, store
from tests.send.transports import mail_server as servers
from tests.support.workspaces import CONFIG

__all__ = ["pages", "service", "store"]
ADA = "ada@reader.example"
YES = {"leave": "yes"}


class Mailbox:
    """Keeps the links instead of mailing them."""

    def __init__(self) -> None:
        self.links: list[tuple[str, str]] = []

    def __call__(self, address: str, link: str) -> None:
        self.links.append((address, link))

    def wait(self, count: int = 1) -> list[str]:
        until = time.monotonic() + 10
        while len(self.links) < count and time.monotonic() < until:
            time.sleep(0.01)
        return [link.removeprefix("https://quay.example") for _, link in self.links]


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def signups(store: Store, mailbox: Mailbox) -> Iterator[SignUps]:
    made = SignUps(
        store=store, list_name="readers", keys=KEYS, url="https://quay.example/join", mail=mailbox, now=lambda: calls.NOW, steady=time.monotonic
    )  # fmt: skip
    yield made
    made.close()


@pytest.fixture
def client(service: Service, signups: SignUps) -> Iterator[httpx.Client]:
    server = Running(replace(service, signups=signups, join_limit=Limit(burst=50, per_second=1)))
    yield server.client
    server.close()


def readers(store: Store) -> list[str]:
    with store.read() as connection:
        return [row.address for row in connection.execute(audience_of("readers"))]


def test_a_reader_joins_by_the_link_in_a_mail(client: httpx.Client, store: Store, mailbox: Mailbox):
    form = client.get("/join")
    assert '<input id="email" name="email" type="email"' in form.text and "Get The Quay by mail" in form.text
    assert "Look into your mailbox" in client.post("/join", data={"email": f" {ADA} "}).text
    assert readers(store) == []
    (link,) = mailbox.wait()
    for _ in range(2):  # a filter opens every link
        assert "Yes, please" in client.get(link).text
    assert readers(store) == []
    assert "You are on the list" in client.post(link, data=YES).text
    assert readers(store) == [ADA]
    with store.read() as connection:
        row = connection.execute(select(subscribers)).one()
    assert (row.consent_source, row.consent_at) == ("sign-up form, confirmed by mail", calls.NOW)
    assert "signed up for readers (agreed on 2026-11-20: sign-up form, confirmed by mail)" in [
        one.what for one in history_of(store, ADA)
    ]
    assert client.post(link, data=YES).status_code == 200 and readers(store) == [ADA]


def test_the_answer_tells_nothing_of_who_is_on_the_list(client: httpx.Client, store: Store, mailbox: Mailbox):
    client.post("/join", data={"email": ADA})
    client.post(mailbox.wait()[0], data=YES)
    with store.write() as connection:
        suppress(connection, "*", reader_key("cross@reader.example"), "complained", "postmark", calls.NOW)
    answers = [
        client.post("/join", data={"email": address})
        for address in (ADA, "new@reader.example", "cross@reader.example", ADA, ADA)
    ]
    told = {(answer.status_code, answer.text, tuple(sorted(answer.headers.keys()))) for answer in answers}
    assert len(told) == 1
    mailbox.wait(3)
    time.sleep(0.1)
    assert [address for address, _ in mailbox.links] == [ADA, ADA, "new@reader.example"], (
        "who complained gets no mail, and nobody three"
    )


def test_who_left_comes_back_by_saying_yes(client: httpx.Client, store: Store, mailbox: Mailbox):
    with store.write() as connection:
        suppress(connection, "readers", reader_key(ADA), "unsubscribed", "one-click", calls.NOW - timedelta(days=3))
    client.post("/join", data={"email": ADA})
    client.post(mailbox.wait()[0], data=YES)
    assert readers(store) == [ADA]
    assert history_of(store, ADA)[0].what == "unsubscribed, not written to on readers (one-click)"


def test_who_complained_meanwhile_is_not_let_in_by_a_link(client: httpx.Client, store: Store, mailbox: Mailbox):
    client.post("/join", data={"email": ADA})
    (link,) = mailbox.wait()
    with store.write() as connection:
        suppress(connection, "*", reader_key(ADA), "complained", "postmark", calls.NOW)
    assert client.post(link, data=YES).status_code == 404
    assert readers(store) == []


@pytest.mark.parametrize("typed", ["", "ada", "ada@", "a@b@c", "ada@reader.example\r\nBcc: x@y.example", "x" * 3000])
def test_what_is_no_address_is_asked_for_again(client: httpx.Client, mailbox: Mailbox, typed: str):
    answer = client.post("/join", data={"email": typed})
    assert answer.status_code == 400 and "That is no mail address" in answer.text and 'name="email"' in answer.text
    assert mailbox.links == []


def test_a_machine_that_fills_every_field_gets_the_same_answer_and_no_mail(client: httpx.Client, mailbox: Mailbox):
    answer = client.post("/join", data={"email": ADA, "website": "https://spam.example"})
    assert "Look into your mailbox" in answer.text
    client.post("/join", data={"email": "real@reader.example"})
    mailbox.wait()
    assert [address for address, _ in mailbox.links] == ["real@reader.example"]


def test_who_asks_too_often_waits(service: Service, signups: SignUps):
    server = Running(replace(service, signups=signups))
    try:
        codes = [server.client.post("/join", data={"email": f"r{n}@reader.example"}).status_code for n in range(7)]
        assert codes == [200] * 5 + [429] * 2
    finally:
        server.close()


def test_no_other_token_is_one(client: httpx.Client, store: Store):
    late = make_join_token(KEYS, "readers", ADA, calls.NOW - timedelta(days=8))
    early = make_join_token(KEYS, "readers", ADA, calls.NOW + timedelta(days=1))
    other = make_join_token(KEYS, "friends", ADA, calls.NOW)
    good = make_join_token(KEYS, "readers", ADA, calls.NOW)
    for token in (
        late,
        early,
        other,
        good[:-2],
        good.swapcase(),
        make_token(KEYS, "readers", reader_key(ADA)),
        "x",
        "A" * 600,
    ):
        assert client.post(f"/join/{token}", data=YES).status_code == 404
    assert client.get(f"/u/{good}").status_code == 404, "a link for signing up is none for leaving"
    assert readers(store) == []
    assert read_join_token(KEYS, good, calls.NOW) is not None


def test_a_post_that_says_nothing_does_nothing(client: httpx.Client, store: Store):
    token = make_join_token(KEYS, "readers", ADA, calls.NOW)
    assert client.post(f"/join/{token}", content=b"x=y").status_code == 400
    assert readers(store) == []


def test_without_an_address_for_it_there_is_no_form(service: Service):
    server = Running(service)
    try:
        assert server.client.get("/join").status_code == 404
    finally:
        server.close()


@pytest.mark.parametrize(
    "url",
    ["http://x.example/join", "https://x.example/", "https://x.example/{token}", "https://x.example/health", "join"],
)
def test_an_address_that_cannot_be_served_is_refused(url: str):
    with pytest.raises(InputError, match=r"email\.signup_url"):
        check_signup_url(url)


@pytest.mark.parametrize("language", ["en", "pl", "de", "fr", "es", "it", "pt", "nl"])
def test_every_language_has_its_words(language: str):
    made = make_pages(PUBLICATION.model_copy(update={"language": language}), load_theme("almanac"))
    for kind in ("join", "wrong", "sent", "confirm", "joined"):
        page = made.pages[kind]
        assert f'<html lang="{language}"'.encode() in page and b"{" not in re.sub(
            rb"<style>.*?</style>", b"", page, flags=re.DOTALL
        )
    assert all("{" not in made.words[key] for key in ("mail", "mail_subject", "mail_ignore"))


def test_the_mail_goes_out_by_the_transport_of_the_workspace(tmp_path: Path):
    """From publishkit.toml to the mailbox: one link, a way to refuse for good, and what follows is a reader."""
    with servers.mail_server() as kept:
        config = {**CONFIG, "email": {**CONFIG["email"], "signup_url": "https://quay.example/join"},
                  "send": {"transport": "smtp", "options": {"host": "127.0.0.1", "port": kept.port, "security": "none"}}}  # fmt: skip
        (tmp_path / "publishkit.toml").write_text(tomlkit.dumps(config))
        environ = {"PUBLISHKIT_UNSUBSCRIBE_KEYS": "1:" + "ab" * 32}
        made = make_reader_server(
            tmp_path, load_config(tmp_path), environ, host="127.0.0.1", port=0, proxies=0, clock=lambda: calls.NOW, steady=time.monotonic
        )  # fmt: skip
        assert made.signups is not None and made.signups.ask(ADA)
        made.signups.close()
        ((_, to, data),) = kept.messages
    mail = message_from_bytes(data)
    assert (to, mail["Subject"], mail["List-Unsubscribe-Post"]) == (
        ADA,
        "Please confirm: The Quay",
        "List-Unsubscribe=One-Click",
    )
    text = next(part for part in mail.walk() if part.get_content_type() == "text/plain").get_payload(decode=True)
    assert isinstance(text, bytes)
    (token,) = re.findall(r"https://quay\.example/join/(\S+)", text.decode())
    joining = made.signups.read(token, calls.NOW)
    assert joining is not None and made.signups.confirm(joining, calls.NOW)
    with open_store(tmp_path) as opened:
        assert readers(opened) == [ADA]

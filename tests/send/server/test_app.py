"""The server as readers, mail programs, filters and providers meet it: real HTTP on loopback."""

import logging
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from publishkit.edition.language import direction, word_languages
from publishkit.send.letter.unsubscribe import make_token, parse_keys
from publishkit.send.rate import Limit
from publishkit.send.server import app
from publishkit.send.server.app import Service, leaving_path, make_app, make_server
from publishkit.send.server.events import EventRecorder
from publishkit.send.server.hooks import Call
from publishkit.send.server.pages import make_pages
from publishkit.send.state.store import Store, open_store
from publishkit.send.state.tables import suppressions
from publishkit.theme.load import load_theme
from tests.send.server import calls
from tests.send.server.rows import KEY, make_campaign, suppressed
from tests.support.editions import make_config

PUBLICATION = make_config().publication.model_copy(update={"name": "The Quay"})
KEYS = parse_keys("1:" + "ab" * 32)
TOKEN = make_token(KEYS, "readers", KEY)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Running:
    """A server in a thread, on a port of its own."""

    def __init__(self, service: Service) -> None:
        self.server = make_server(make_app(service), "127.0.0.1", 0)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.005)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10)

    def close(self) -> None:
        self.client.close()
        self.server.should_exit = True
        self.thread.join(10)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages():
    return make_pages(PUBLICATION, load_theme("almanac"))


@pytest.fixture
def service(store: Store, pages) -> Service:
    return Service(
        recorder=EventRecorder(store=store, list="readers"),
        keys=KEYS,
        pages=pages,
        unsubscribe_url="https://quay.example/u/{token}",
        hooks=calls.SECRETS,
        fetch=calls.fetch,
        now=lambda: calls.NOW,
        steady=time.monotonic,
    )


@pytest.fixture
def running(service: Service) -> Iterator[Running]:
    server = Running(service)
    yield server
    server.close()


@pytest.fixture
def client(running: Running) -> httpx.Client:
    return running.client


def test_one_click_ends_the_subscription(client: httpx.Client, store: Store):
    """RFC 8058: a POST with this body, no cookie, no redirect."""
    answer = client.post(f"/u/{TOKEN}", content="List-Unsubscribe=One-Click", headers=FORM)
    assert answer.status_code == 200
    assert not answer.history and "set-cookie" not in answer.headers
    assert suppressed(store) == [("readers", KEY, "unsubscribed", "one-click")]


def test_one_click_as_multipart(client: httpx.Client, store: Store):
    answer = client.post(f"/u/{TOKEN}", files={"List-Unsubscribe": (None, "One-Click")})
    assert answer.status_code == 200
    assert suppressed(store) == [("readers", KEY, "unsubscribed", "one-click")]


def test_a_filter_that_follows_every_link_ends_nothing(client: httpx.Client, store: Store):
    page = client.get(f"/u/{TOKEN}")
    for _ in range(3):
        assert client.get(f"/u/{TOKEN}").status_code == 200
        assert client.head(f"/u/{TOKEN}").status_code == 200
    assert "Do you want to stop getting The Quay?" in page.text
    assert '<form method="post">' in page.text
    assert suppressed(store) == []


def test_a_person_presses_the_button(client: httpx.Client, store: Store):
    page = client.post(f"/u/{TOKEN}", data={"leave": "yes"})
    assert "You are unsubscribed" in page.text
    assert suppressed(store) == [("readers", KEY, "unsubscribed", "page")]
    again = client.post(f"/u/{TOKEN}", content="List-Unsubscribe=One-Click", headers=FORM)
    assert again.status_code == 200
    assert suppressed(store) == [("readers", KEY, "unsubscribed", "page")]


def test_a_post_that_asks_for_nothing_ends_nothing(client: httpx.Client, store: Store):
    assert client.post(f"/u/{TOKEN}", content="x=y", headers=FORM).status_code == 400
    assert client.post(f"/u/{TOKEN}", content=b"leave=yes" + b"x" * 5000, headers=FORM).status_code == 400
    assert suppressed(store) == []


@pytest.mark.parametrize(
    "token", ["x", "A" * 71, TOKEN[:-3], TOKEN.swapcase(), "%00", "..%2f..%2fetc", "é", "A" * 9000]
)
def test_no_token_no_list(client: httpx.Client, store: Store, token: str):
    for answer in (client.get(f"/u/{token}"), client.post(f"/u/{token}", content="List-Unsubscribe=One-Click")):
        assert answer.status_code in (404, 414, 400)
        assert calls.READER not in answer.text
    assert suppressed(store) == []


def test_a_token_of_a_list_nobody_knows_ends_all(client: httpx.Client, store: Store):
    token = make_token(KEYS, "long-gone", KEY)
    assert client.post(f"/u/{token}", content="List-Unsubscribe=One-Click", headers=FORM).status_code == 200
    assert suppressed(store) == [("*", KEY, "unsubscribed", "one-click")]


def test_the_page_loads_nothing_and_goes_nowhere(client: httpx.Client):
    answer = client.get(f"/u/{TOKEN}?next=https://evil.example/&url=//evil.example")
    assert "evil.example" not in answer.text
    assert "http" not in re.sub(r"<style>.*?</style>", "", answer.text, flags=re.DOTALL)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"


def test_nothing_logged_names_a_reader_or_a_token(client: httpx.Client, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    client.get(f"/u/{TOKEN}")
    client.post(f"/u/{TOKEN}", content="List-Unsubscribe=One-Click", headers=FORM)
    client.post("/hooks/postmark", content=calls.postmark().body, headers=dict(calls.postmark().headers))
    client.post("/hooks/resend", content=b"{}")
    told = "\n".join(
        f"{record.name} {record.getMessage()}" for record in caplog.records if not record.name.startswith("httpcore")
    )
    assert "a reader left (one-click)" in told
    assert "resend: a call refused" in told
    for word in (TOKEN, TOKEN[:20], calls.READER, KEY, "open-sesame", *calls.SECRETS.values()):
        assert word not in told


def test_who_knocks_too_often_waits(service: Service, store: Store):
    server = Running(replace(service, limit=Limit(burst=5, per_second=0.01)))
    try:
        codes = [server.client.get(f"/u/{'A' * 71}").status_code for _ in range(8)]
        assert codes == [404] * 5 + [429] * 3
        busy = server.client.get(f"/u/{'A' * 71}")
        assert int(busy.headers["retry-after"]) >= 1
        # A stranger's header does not make a new caller of us; that of our own proxy would.
        assert server.client.get(f"/u/{'A' * 71}", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 429
        # Who has a valid token is no stranger: a mail provider's one-click calls all come from a few addresses.
        assert [server.client.get(f"/u/{TOKEN}").status_code for _ in range(20)] == [200] * 20
    finally:
        server.close()
    behind = Running(replace(service, limit=Limit(burst=1, per_second=0.01), proxies=1))
    try:
        said = [{"X-Forwarded-For": f"203.0.113.7, 203.0.113.{n}"} for n in (1, 1, 2)]
        assert [behind.client.get(f"/u/{'A' * 71}", headers=told).status_code for told in said] == [404, 429, 404]
    finally:
        behind.close()


class TestConnections:
    """Half-open sockets, slow heads and slow bodies keep nobody out."""

    def sockets(self, server: Running, count: int, said: bytes = b"") -> list[socket.socket]:
        opened = [
            socket.create_connection(("127.0.0.1", server.client.base_url.port or 0), timeout=10) for _ in range(count)
        ]
        for one in opened:
            one.sendall(said)
        return opened

    @pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
    def test_a_crowd_that_asks_for_nothing_keeps_nobody_out(
        self, service: Service, monkeypatch: pytest.MonkeyPatch, said: bytes
    ):
        monkeypatch.setattr(app, "MOST_WAITING", 50)
        server = Running(service)
        crowd = self.sockets(server, 120, said)
        try:
            assert [server.client.get(f"/u/{TOKEN}").status_code for _ in range(3)] == [200] * 3
            closed = [one for one in crowd[:60] if self.is_closed(one)]
            assert len(closed) == 60, "of too many, the oldest go"
        finally:
            for one in crowd:
                one.close()
            server.close()

    def is_closed(self, one: socket.socket) -> bool:
        one.settimeout(5)
        try:
            return one.recv(1) == b""
        except TimeoutError:
            return False
        except OSError:
            return True

    @pytest.mark.parametrize("said", [b"", b"POST /u/x HTTP/1.1\r\nHost: x\r\n"])
    def test_a_head_that_does_not_come_is_not_waited_for(
        self, service: Service, monkeypatch: pytest.MonkeyPatch, said: bytes
    ):
        monkeypatch.setattr(app, "HEAD_SECONDS", 0.3)
        server = Running(service)
        try:
            (one,) = self.sockets(server, 1, said)
            assert self.is_closed(one)
            one.close()
            # Nor after an answer: a byte of a second request must not stop the clock.
            (one,) = self.sockets(server, 1, b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            one.settimeout(5)
            assert b"200" in one.recv(4096)
            one.sendall(b"G")
            received = b"x"
            while received:
                received = one.recv(4096)
            one.close()
        finally:
            server.close()

    def test_a_body_that_does_not_come_is_not_waited_for(
        self, service: Service, store: Store, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(app, "BODY_SECONDS", 0.3)
        server = Running(service)
        try:
            head = f"POST /u/{TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nList-".encode()
            (one,) = self.sockets(server, 1, head)
            one.settimeout(5)
            assert b" 400 " in one.recv(4096)
            one.close()
        finally:
            server.close()
        assert suppressed(store) == []

    def test_calls_that_are_answered_late_do_not_pile_up(self, service: Service, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(app, "MOST_AT_ONCE", 5)
        server = Running(service)
        head = f"POST /u/{TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nList-".encode()
        slow = self.sockets(server, 5, head)
        try:
            time.sleep(0.2)
            assert server.client.get("/health").status_code == 503
            for one in slow:
                one.close()
            time.sleep(0.2)
            assert server.client.get("/health").status_code == 200
        finally:
            server.close()

    def test_it_stops_with_half_open_connections(self, service: Service):
        server = Running(service)
        crowd = self.sockets(server, 5, b"GET /")
        started = time.monotonic()
        server.close()
        assert not server.thread.is_alive() and time.monotonic() - started < 5
        for one in crowd:
            one.close()


def test_health_says_whether_the_database_can_be_read(client: httpx.Client, store: Store):
    assert (client.get("/health").status_code, client.head("/health").status_code) == (200, 200)
    with store.write() as connection:
        suppressions.drop(connection)
    answer = client.get("/health")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")


def tell(client: httpx.Client, provider: str, call: Call) -> httpx.Response:
    return client.post(f"/hooks/{provider}", content=call.body, headers=dict(call.headers))


def test_a_bounce_told_over_http_stops_all_mail_to_the_address(client: httpx.Client, store: Store):
    make_campaign(store, "postmark")
    for _ in range(2):
        assert tell(client, "postmark", calls.postmark()).status_code == 200
    assert suppressed(store) == [("*", KEY, "bounced", "postmark")]


def test_a_call_that_is_not_proved_changes_nothing(client: httpx.Client, store: Store):
    make_campaign(store, "postmark")
    call = calls.postmark()
    assert client.post("/hooks/postmark", content=call.body).status_code == 403
    assert client.post("/hooks/postmark", content=b"x" * 2_000_001).status_code == 413
    assert client.post("/hooks/nobody", content=b"{}").status_code == 404
    assert client.get("/hooks/postmark").status_code == 200
    assert suppressed(store) == []


def test_a_provider_without_a_secret_has_no_door(service: Service, store: Store):
    server = Running(replace(service, hooks={}))
    try:
        assert tell(server.client, "postmark", calls.postmark()).status_code == 404
    finally:
        server.close()


def test_a_database_that_fails_is_told_to_the_caller_not_swallowed(running: Running, store: Store):
    """A provider that gets no 200 tells again; a reader's program tries again."""
    with store.write() as connection:
        suppressions.drop(connection)
    answer = running.client.post(f"/u/{TOKEN}", content="List-Unsubscribe=One-Click", headers=FORM)
    assert answer.status_code == 503 and answer.headers["retry-after"] == "60"
    assert "Traceback" not in answer.text and TOKEN not in answer.text


@pytest.mark.parametrize(
    "template", ["https://x.example/u?t={token}", "https://x.example/{token}/u", "https://x.example/u/"]
)
def test_an_address_that_cannot_be_served_is_refused(template: str):
    from publishkit.errors import InputError

    with pytest.raises(InputError, match=r"email\.unsubscribe_url"):
        leaving_path(template)


@pytest.mark.parametrize("language", word_languages())
def test_every_language_has_its_words(language: str):
    publication = PUBLICATION.model_copy(update={"language": language, "name": "A < B & C"})
    made = make_pages(publication, load_theme("almanac"))
    for page in made.pages.values():
        assert f'<html lang="{language}" dir="{direction(language)}"'.encode() in page
        assert b"A &lt; B &amp; C" in page and b"{" not in re.sub(rb"<style>.*?</style>", b"", page, flags=re.DOTALL)

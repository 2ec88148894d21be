"""One HTTP call, and the words of its answer: how long to wait, whom a refusal blames."""

import httpx
import pytest

from publishkit.send.http import Caller, NoAnswerError, RefusedError, refused, retry_after, unanswered
from publishkit.send.outcome import Failed, Refusal, Rejected, SendOutcome, Uncertain
from tests.send.transports.letters import READERS
from tests.send.transports.loopback import HANG, RESET, Answer, answer, serve
from tests.send.transports.mail_server import free_port

DATE = "Fri, 20 Nov 2026 06:00:00 GMT"
CLOCK = 1795154400
"""The same moment as a number (SendGrid's form)."""


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "12"}, 12.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "Fri, 20 Nov 2026 06:02:00 GMT", "date": DATE}, 120.0),
        ({"retry-after": "Fri, 20 Nov 2026 05:00:00 GMT", "date": DATE}, 0.0),
        ({"x-sib-ratelimit-reset": "3"}, 3.0),
        ({"ratelimit-reset": "1", "x-ratelimit-reset": "9"}, 1.0),
        ({"x-ratelimit-reset": str(CLOCK + 30), "date": DATE}, 30.0),
        ({"x-ratelimit-reset": str(CLOCK + 30)}, None),
        ({"retry-after": "99999999"}, 86_400.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": "soon", "ratelimit-reset": "4"}, 4.0),
        ({}, None),
    ],
)
def test_how_long_to_wait(headers, seconds):
    """RFC 9110, 10.2.3, and the forms of Brevo, Resend and SendGrid; a moment is measured by the provider's own clock."""
    assert retry_after(headers) == seconds


def told(status: int, words: str, count: int = 3) -> list[SendOutcome]:
    return list(refused(httpx.Response(status, text=words), READERS[:count]))


@pytest.mark.parametrize(
    "words",
    [
        "personalizations[1].to is invalid",
        '{"field": "messages[1].to[0].email", "message": "is not valid"}',
        "messageVersions[1].to: malformed",
        f"<{READERS[1].address}> is not a valid address",
    ],
)
def test_one_of_three_is_blamed(words):
    first, second, third = told(422, words)
    assert isinstance(second, Rejected) and second.kind is Refusal.GONE
    assert isinstance(first, Failed) and not first.lasting
    assert first == third


@pytest.mark.parametrize(
    "words",
    [
        "Invalid `from` field",
        "photos.1 is invalid",
        f"x{READERS[1].address} is not valid",
        f"{READERS[1].address}.evil is not valid",
        "",
    ],
)
def test_nobody_is_blamed_for_what_only_looks_like_them(words):
    assert all(isinstance(one, Failed) and one.lasting for one in told(400, words))


@pytest.mark.parametrize("words", ["Invalid `to` field", "'to' parameter is not a valid address", "recipient is wrong"])
def test_the_one_reader_of_a_call_is_meant(words):
    (one,) = told(422, words, count=1)
    assert isinstance(one, Rejected)


@pytest.mark.parametrize("status", [400, 409, 422])
def test_a_key_that_was_used_may_have_delivered(status):
    """Whatever the status: a provider that knows the key has seen the batch before."""
    assert {type(one) for one in told(status, "duplicate idempotency key, message 1 to: x")} == {Uncertain}


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (httpx.ConnectError("refused"), Failed),
        (httpx.ConnectTimeout("slow"), Failed),
        (httpx.PoolTimeout("busy"), Failed),
        (httpx.ProxyError("407"), Failed),
        (httpx.ReadTimeout("slow"), Uncertain),
        (httpx.ReadError("cut"), Uncertain),
        (httpx.WriteError("cut"), Uncertain),
        (httpx.WriteTimeout("slow"), Uncertain),
        (httpx.RemoteProtocolError("half an answer"), Uncertain),
        (httpx.DecodingError("not gzip"), Uncertain),
    ],
    ids=repr,
)
def test_a_call_without_an_answer(cause, kind):
    """Only what ended before the request began is certain."""
    assert type(unanswered(NoAnswerError(cause))) is kind


def test_a_certificate_that_is_not_trusted_waits_for_a_person():
    cause = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate")
    assert unanswered(NoAnswerError(cause)) == Failed(reason=f"ConnectError: {cause}", lasting=True)


def test_a_call_is_made_once_and_follows_no_redirect():
    """A key goes to the address in the config and nowhere else, and nothing is sent a second time."""
    with serve(lambda _seen: answer(200)) as elsewhere, serve(lambda _seen: answer(200, [1])) as here:
        caller = Caller(5, base=here.address, headers={"X-Key": "k"}, auth=("a", "b"))
        here.faults += [answer(307, Location=elsewhere.address), answer(503), RESET]
        assert [caller.call("POST", "/x", json={}).status_code for _ in range(2)] == [307, 503]
        with pytest.raises(NoAnswerError) as stop:
            caller.call("POST", "/x", json={})
        assert caller.fetch("/y") == b"[1]"
        caller.close()
        assert stop.value.sent and not stop.value.lasting
        assert [(seen.method, seen.path) for seen in here.seen] == [("POST", "/x")] * 3 + [("GET", "/y")]
        assert {seen.headers["x-key"] for seen in here.seen} == {"k"} and "authorization" in here.seen[0].headers
        assert elsewhere.seen == []


def test_an_answer_ends_in_time_and_size(monkeypatch):
    monkeypatch.setattr("publishkit.send.http.MOST", 1000)
    with serve(lambda _seen: Answer(body=b"x" * 1001)) as here:
        here.faults += [Answer(body=b"x" * 1000), answer(404, "gone")]
        caller = Caller(0.3, base=here.address)
        assert len(caller.fetch("/")) == 1000
        with pytest.raises(RefusedError, match="gone") as refusal:
            caller.fetch("/")
        assert refusal.value.status == 404
        with pytest.raises(NoAnswerError, match="the answer has no end"):
            caller.fetch("/")
        here.faults.append(HANG)
        with pytest.raises(NoAnswerError) as stop:
            caller.fetch("/")
        assert stop.value.sent
        caller.close()


def test_nobody_there_took_nothing():
    caller = Caller(1, base=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(NoAnswerError) as stop:
        caller.call("POST", "/")
    caller.close()
    assert not stop.value.sent and not stop.value.lasting

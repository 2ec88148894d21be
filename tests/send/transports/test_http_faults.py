"""What every HTTP provider's refusal, fault and silence means: nothing taken, or nobody knows."""

import json
from pathlib import Path

import pytest

from publishkit.send.letter.message import Reader
from publishkit.send.outcome import Accepted, Failed, Refusal, Rejected, Throttled, Uncertain
from tests.send.transports.fakes import FAKES
from tests.send.transports.letters import KEY, LETTER, READERS, reader
from tests.send.transports.loopback import HANG, RESET, Answer, answer, serve
from tests.send.transports.mail_server import free_port
from tests.send.transports.stages import Stage, opened, stage

EVERY = sorted(FAKES)
BLIND = {"sendgrid", "mailersend"}
"""Their answer to what they took has no body."""
SECOND = READERS[1].address


def send(here: Stage, count: int = 1) -> list[object]:
    step = min(count, here.transport.capabilities.batch)
    return list(here.transport.send(LETTER, READERS[:step], key=KEY))


@pytest.mark.parametrize("name", EVERY)
def test_nobody_listening_is_safe_to_try_again(name, tmp_path: Path):
    with stage(name, tmp_path, endpoint=f"http://127.0.0.1:{free_port()}") as here:
        (told,) = send(here)
    assert isinstance(told, Failed) and not told.lasting


@pytest.mark.parametrize("name", EVERY)
def test_a_refused_key_or_a_wrong_address_pauses(name, tmp_path: Path):
    """Trying again helps nobody; and no key follows a redirect to where somebody points it."""
    with serve(lambda _seen: answer(200)) as elsewhere, stage(name, tmp_path) as here:
        assert here.loopback
        for status in (401, 403, 404, 307):
            here.loopback.faults.append(answer(status, {"message": "no"}, Location=elsewhere.address))
            (told,) = send(here)
            assert isinstance(told, Failed) and told.lasting
            assert told.reason.startswith(str(status))
        assert elsewhere.seen == []


@pytest.mark.parametrize("name", EVERY)
def test_too_fast_waits_as_long_as_it_is_told(name, tmp_path: Path):
    with stage(name, tmp_path) as here:
        assert here.loopback
        here.loopback.faults += [
            answer(429, {"message": "slow down"}, Retry_After="7"),
            answer(429, {"message": "You have reached your daily quota"}),
        ]
        assert send(here) == [Throttled(retry_after=7.0, reason='429 {"message": "slow down"}')]
        (told,) = send(here)
        assert isinstance(told, Throttled) and told.quota and told.retry_after is None


@pytest.mark.parametrize("name", EVERY)
def test_silence_and_faults_of_theirs_are_uncertain(name, tmp_path: Path):
    """The fake did take the message each time: sent again without a key, the reader would have two."""
    with stage(name, tmp_path, timeout=0.4) as here:
        assert here.loopback
        for fault in (answer(500), answer(503), answer(504, {"message": "late"}), RESET, HANG):
            here.loopback.faults.append(fault)
            (told,) = send(here)
            assert isinstance(told, Uncertain), (fault, told)


@pytest.mark.parametrize("name", sorted(set(EVERY) - BLIND))
def test_a_yes_that_cannot_be_read_is_uncertain(name, tmp_path: Path):
    with stage(name, tmp_path) as here:
        assert here.loopback
        for body in (b"<html>a proxy's page</html>", b"[]", b'{"unheard": "of"}', b"null"):
            here.loopback.faults.append(Answer(status=200, body=body))
            (told,) = send(here)
            assert isinstance(told, Uncertain), (body, told)


@pytest.mark.parametrize("name", EVERY)
def test_a_reader_named_in_a_refusal_is_rejected_and_the_others_may_go(name, tmp_path: Path):
    """400 takes nothing of the batch: the one who is named costs the others a call, not the letter."""
    with stage(name, tmp_path) as here:
        assert here.loopback
        words = {"message": f"to: '{SECOND.upper()}' is not a valid address"}
        batch = here.transport.capabilities.batch
        readers = READERS if batch >= 3 else READERS[1:2]
        here.loopback.faults.append(answer(400, words))
        told = here.transport.send(LETTER, readers, key=KEY)
    expected: list[type] = [Failed, Rejected, Failed] if batch >= 3 else [Rejected]
    assert [type(one) for one in told] == expected
    assert all(one.kind is Refusal.GONE for one in told if isinstance(one, Rejected))
    assert not any(one.lasting for one in told if isinstance(one, Failed))


@pytest.mark.parametrize("name", EVERY)
def test_a_refusal_that_is_our_own_fault_pauses(name, tmp_path: Path):
    """An account that may not write to strangers yet costs no reader the subscription."""
    sandbox = f"Sandbox: {SECOND} is not an authorized recipient"
    with stage(name, tmp_path) as here:
        assert here.loopback
        for words in ("The from address does not match a verified Sender Identity", "html is required", sandbox):
            here.loopback.faults.append(answer(422, {"message": words}))
            (told,) = here.transport.send(LETTER, READERS[1:2], key=KEY)
            assert isinstance(told, Failed) and told.lasting


@pytest.mark.parametrize("name", EVERY)
def test_no_secret_comes_out_even_when_the_provider_repeats_it(name, tmp_path: Path):
    """Headers and body of our own request come back as the error: plain, and in the Base64 of basic authorization."""
    with stage(name, tmp_path) as here:
        assert here.loopback and here.fake
        send(here)
        seen = here.loopback.seen[0]
        echo = " ".join(seen.headers.values())
        secrets = [value for _, value in here.fake.secrets]
        for status in (400, 401, 500, 429):
            for part in (
                echo,
                echo[: len(echo) // 2],
                f"{secrets[-1]}",
                f"key {secrets[-1][:14]}… is wrong",
                str(seen),
            ):
                here.loopback.faults.append(Answer(status=status, body=part.encode()))
                (told,) = send(here)
                assert not leaks(str(told), [*secrets, *echo.split()], secrets)


def leaks(text: str, parts: list[str], secrets: list[str]) -> list[str]:
    """Return each piece of eight letters of a secret, or of a header that holds one, that stands in *text*."""
    import base64

    coded = [base64.b64encode(value.encode()).decode().rstrip("=")[:-1] for value in secrets]
    pieces = {whole[start : start + 8] for whole in (*secrets, *coded) for start in range(len(whole) - 7)}
    return [piece for piece in pieces if piece in text]


def test_mandrill_answers_500_to_a_wrong_key(tmp_path: Path):
    """Its form of a refusal: JSON with a name, which proves that nothing was taken."""
    with stage("mandrill", tmp_path) as here:
        assert here.loopback
        words = {"status": "error", "code": -1, "name": "Invalid_Key", "message": "Invalid API key"}
        here.loopback.faults += [answer(500, words), answer(500, {**words, "name": "GeneralError"})]
        (first,), (second,) = send(here), send(here)
    assert isinstance(first, Failed) and first.lasting
    assert isinstance(second, Uncertain)


def test_postal_answers_200_to_a_refusal(tmp_path: Path):
    with stage("postal", tmp_path) as here:
        assert here.loopback
        here.loopback.faults.append(answer(200, {"status": "error", "data": {"code": "UnauthenticatedFromAddress"}}))
        (told,) = send(here)
    assert isinstance(told, Failed) and told.lasting and "UnauthenticatedFromAddress" in told.reason


def test_mailjet_takes_some_of_a_batch(tmp_path: Path):
    """Version 3.1 answers 400 when any message of a call is refused; the others are on their way."""
    good = {"Status": "success", "To": [{"Email": READERS[0].address, "MessageID": 1}], "Cc": [], "Bcc": []}
    bad = {"Status": "error", "Errors": [{"ErrorCode": "mj-0013", "ErrorMessage": "not a valid email address"}]}
    with stage("mailjet", tmp_path) as here:
        assert here.loopback
        here.loopback.faults.append(answer(400, {"Messages": [good, bad]}))
        told = here.transport.send(LETTER, READERS[:2], key=KEY)
    assert [type(one) for one in told] == [Accepted, Rejected]


def test_unisender_says_who_was_not_taken(tmp_path: Path):
    """The provider's own list of whom it does not write to says nothing of a mailbox: nobody is suppressed for it."""
    failed = {READERS[0].address: "unsubscribed", READERS[1].address: "temporary_unavailable"}
    with stage("unisender-go", tmp_path) as here:
        assert here.loopback
        taken = {"status": "success", "job_id": "j", "emails": [READERS[2].address], "failed_emails": failed}
        here.loopback.faults.append(answer(200, taken))
        told = here.transport.send(LETTER, READERS, key=KEY)
    assert [type(one) for one in told] == [Rejected, Rejected, Accepted]
    assert [one.kind for one in told if isinstance(one, Rejected)] == [Refusal.UNCLEAR, Refusal.UNCLEAR]


def test_sparkpost_that_took_some_but_says_not_whom_leaves_all_uncertain(tmp_path: Path):
    with stage("sparkpost", tmp_path) as here:
        assert here.loopback
        results = {"total_rejected_recipients": 1, "total_accepted_recipients": 2, "id": "1"}
        here.loopback.faults.append(answer(200, {"results": results}))
        told = here.transport.send(LETTER, READERS, key=KEY)
    assert [type(one) for one in told] == [Uncertain] * 3


def test_an_answer_without_end_is_not_read_to_the_end(tmp_path: Path):
    with stage("resend", tmp_path) as here:
        assert here.loopback
        here.loopback.faults.append(Answer(status=200, body=b"[" + b" " * 9_000_000 + b"]"))
        (told,) = send(here)
    assert isinstance(told, Uncertain) and "no end" in told.reason


def test_sendgrid_names_a_reader_by_number(tmp_path: Path):
    with stage("sendgrid", tmp_path) as here:
        assert here.loopback
        error = {"field": "personalizations.1.to.0.email", "message": "Does not contain a valid address."}
        here.loopback.faults.append(answer(400, {"errors": [error]}))
        told = here.transport.send(LETTER, READERS, key=KEY)
    assert [type(one).__name__ for one in told] == ["Failed", "Rejected", "Failed"]


def test_resend_delivers_once_however_often_it_is_asked(tmp_path: Path):
    """The same key and batch within a day: the answer of the first call, no second letter."""
    with stage("resend", tmp_path) as here:
        assert here.loopback
        here.loopback.faults.append(RESET)
        assert [type(one) for one in send(here, 3)] == [Uncertain] * 3
        told = send(here, 3)
        assert [type(one) for one in told] == [Accepted] * 3
        assert len(here.delivered()) == 3
        bodies = {seen.body for seen in here.loopback.seen}
        assert len(here.loopback.seen) == 2 and len(bodies) == 1
        # Another batch under a used key was perhaps taken before: never an excuse to send again.
        (other,) = here.transport.send(LETTER, [reader(1)], key=KEY)
        assert isinstance(other, Uncertain)


def test_postmark_answers_each_reader_and_finds_a_message_again(tmp_path: Path):
    with stage("postmark", tmp_path) as here:
        assert here.fake
        assert here.transport.lookup(LETTER, READERS[0]) is None
        here.fake.inactive = frozenset({SECOND})  # type: ignore[attr-defined]  # Postmark's fake has it
        told = send(here, 3)
        assert [type(one) for one in told] == [Accepted, Rejected, Accepted]
        assert here.transport.lookup(LETTER, READERS[0]) == Accepted(provider_id="pm-found")
        assert here.transport.lookup(LETTER, READERS[1]) is None
        here.transport.quota()


@pytest.mark.parametrize(("code", "kind", "lasting"), [(300, Failed, True), (400, Failed, True), (405, Throttled, None),
                                                       (429, Throttled, None), (100, Failed, False)])  # fmt: skip
def test_postmark_codes(code, kind, lasting, tmp_path: Path):
    with stage("postmark", tmp_path) as here:
        assert here.loopback
        here.loopback.faults.append(answer(200, [{"ErrorCode": code, "Message": "Invalid 'From' address"}]))
        (told,) = send(here)
    assert type(told) is kind
    assert getattr(told, "lasting", None) == lasting


def test_brevo_says_what_is_left(tmp_path: Path):
    with stage("brevo", tmp_path) as here:
        assert here.transport.quota().remaining == 287


@pytest.mark.parametrize("name", ["brevo", "postmark"])
def test_a_quota_that_cannot_be_asked_for_is_an_error_without_secrets(name, tmp_path: Path):
    from publishkit.errors import ExternalError

    with stage(name, tmp_path) as here:
        assert here.loopback and here.fake
        secret = here.fake.secrets[0][1]
        here.loopback.faults.append(answer(401, {"message": f"bad key {secret}"}))
        with pytest.raises(ExternalError) as caught:
            here.transport.quota()
    assert secret not in str(caught.value) and "401" in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_reader_who_is_no_reader_costs_nobody_else_the_letter(tmp_path: Path):
    """Header injection in a name or address is refused before the library sees it; twice the same reader is one."""
    smuggled = Reader(
        address="eve@example.org", name="Eve\r\nBcc: all@example.org", unsubscribe="https://l.example/u/e"
    )
    forged = Reader(address="x@example.org>\r\nBcc: all@e.org", unsubscribe="https://l.example/u/f")
    insecure = Reader(address="i@example.org", unsubscribe="http://l.example/u/i")
    endless = Reader(address="e@example.org", unsubscribe="https://l.example/u/" + "x" * 400)
    double = Reader(address=READERS[0].address.upper(), unsubscribe="https://l.example/u/d")
    with stage("resend", tmp_path) as here:
        assert here.loopback
        told = here.transport.send(LETTER, [smuggled, READERS[0], forged, insecure, endless, double], key=KEY)
        assert [type(one) for one in told] == [Rejected, Accepted, *[Rejected] * 4]
        assert [message["to"] for message in here.loopback.seen[0].json] == [['"Ada Lovelace" <ada@example.org>']]
        assert b"Bcc" not in here.loopback.seen[0].body
        assert json.loads(here.loopback.seen[0].body)[0]["subject"] == LETTER.mailing.subject


def test_a_hidden_secret_stays_hidden_where_a_transport_is_shown(tmp_path: Path):
    transport, secrets = opened("resend", tmp_path, {}, {"RESEND_API_KEY": "re_0123456789abcdef"})
    shown = f"{transport!r} {vars(transport.inner)!r} {secrets!r} {vars(secrets).keys()!r}"
    assert "re_0123456789" not in shown
    transport.close()

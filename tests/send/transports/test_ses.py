"""Amazon SES: our bytes through moto, and what each error and silence of the real API means."""

from pathlib import Path
from typing import Any

import pytest

from publishkit.errors import ExternalError, InputError
from publishkit.send.outcome import Accepted, Failed, Refusal, Rejected, Throttled, Uncertain
from publishkit.send.transports.guarded import Guarded
from tests.send.transports.letters import KEY, LETTER, READERS
from tests.send.transports.loopback import HANG, RESET, Answer, Seen, answer, serve
from tests.send.transports.mail_server import free_port
from tests.send.transports.stages import moto, opened, stage

SECRET = "ses-secret-0123456789-abcdef"


def ses(folder: Path, endpoint: str, **options: Any) -> Guarded:
    keys = {"SES_ACCESS_KEY_ID": "AKIA0123456789ABCDEF", "SES_SECRET_ACCESS_KEY": SECRET}
    return opened("ses", folder, {"region": "eu-central-1", "endpoint": endpoint, **options}, keys)[0]


def error(status: int, code: str, words: str) -> Answer:
    """An error as the API writes it: the code in a header, the words in the body."""
    return answer(status, {"message": words}, x_amzn_ErrorType=code)


def accepted(seen: Seen) -> Answer:
    assert (seen.method, seen.path) == ("POST", "/v2/email/outbound-emails")
    return answer(200, {"MessageId": "0102-ses"})


ERRORS = [
    (error(429, "TooManyRequestsException", "Maximum sending rate exceeded."),
     Throttled(reason="TooManyRequestsException: Maximum sending rate exceeded.")),
    (error(429, "TooManyRequestsException", "Daily message quota exceeded."),
     Throttled(quota=True, reason="TooManyRequestsException: Daily message quota exceeded.")),
    (error(400, "MessageRejected", "Email address is not verified: letter@lantern.example"),
     Failed(lasting=True, reason="MessageRejected: Email address is not verified: letter@lantern.example")),
    (error(400, "MessageRejected", "Transaction failed: Address length is more than 320 characters long"),
     Rejected(kind=Refusal.UNCLEAR,
              reason="MessageRejected: Transaction failed: Address length is more than 320 characters long")),
    (error(400, "AccountSuspendedException", "x"), Failed(lasting=True, reason="AccountSuspendedException: x")),
    (error(400, "SendingPausedException", "x"), Failed(lasting=True, reason="SendingPausedException: x")),
    (error(403, "SignatureDoesNotMatch", "x"), Failed(lasting=True, reason="SignatureDoesNotMatch: x")),
    (error(403, "Unheard", "x"), Failed(lasting=True, reason="Unheard: x")),
    (error(500, "InternalFailure", "x"), Uncertain(reason="InternalFailure: x")),
    (error(503, "ServiceUnavailable", "x"), Uncertain(reason="ServiceUnavailable: x")),
]  # fmt: skip


@pytest.mark.parametrize(("told", "outcome"), ERRORS, ids=[str(outcome) for _, outcome in ERRORS])
def test_what_each_error_means(told, outcome, tmp_path: Path):
    with serve(accepted) as here:
        here.faults.append(told)
        transport = ses(tmp_path, here.address)
        assert list(transport.send(LETTER, READERS[:1], key=KEY)) == [outcome]
        assert len(here.seen) == 1
        transport.close()


@pytest.mark.parametrize("fault", [RESET, HANG])
def test_a_lost_answer_is_uncertain_and_the_library_does_not_ask_again(fault, tmp_path: Path):
    """boto3 would send three times by itself: the reader would have three letters."""
    with serve(accepted) as here:
        here.faults += [fault, fault, fault]
        transport = ses(tmp_path, here.address, timeout=0.5)
        (told,) = transport.send(LETTER, READERS[:1], key=KEY)
        assert isinstance(told, Uncertain)
        assert len(here.seen) == 1
        transport.close()


def test_nobody_listening_is_safe_to_try_again(tmp_path: Path):
    transport = ses(tmp_path, f"http://127.0.0.1:{free_port()}")
    (told,) = transport.send(LETTER, READERS[:1], key=KEY)
    assert isinstance(told, Failed) and not told.lasting


def test_the_message_goes_as_it_is_with_tags_for_its_events(tmp_path: Path):
    import base64

    with serve(accepted) as here:
        transport = ses(tmp_path, here.address, configuration_set="letters")
        assert list(transport.send(LETTER, READERS[:1], key=KEY)) == [Accepted(provider_id="0102-ses")]
        call = here.seen[0].json
        transport.close()
    data = base64.b64decode(call["Content"]["Raw"]["Data"])
    assert data == LETTER.message(READERS[0])
    assert call["ConfigurationSetName"] == "letters"
    assert call["Destination"] == {"ToAddresses": [READERS[0].address]}
    tags = {tag["Name"]: tag["Value"] for tag in call["EmailTags"]}
    assert tags["pk_edition"] == "2026-w47" and f"\r\nX-PK-Ref: {tags['pk_ref']}\r\n".encode() in data


def test_an_unverified_sender_pauses_as_moto_has_it(tmp_path: Path):
    """Moto checks identities as SES does: nothing goes out, and the campaign waits for a person."""
    with stage("ses", tmp_path) as here:
        moto()[1]()  # forget the identity the stage made
        (told,) = here.transport.send(LETTER, READERS[:1], key=KEY)
    assert isinstance(told, Failed) and told.lasting and here.delivered() == []


@pytest.mark.parametrize(
    ("account", "remaining", "rate"),
    [
        ({"SendQuota": {"Max24HourSend": 50_000.0, "MaxSendRate": 14.0, "SentLast24Hours": 1_250.0}}, 48_750, 14.0),
        ({"SendQuota": {"Max24HourSend": -1.0, "MaxSendRate": -1.0, "SentLast24Hours": 9.0}}, None, None),
        ({"SendQuota": {"Max24HourSend": 200.0, "MaxSendRate": 1.0, "SentLast24Hours": 260.0}}, 0, 1.0),
    ],
)
def test_what_the_account_may_still_send(account, remaining, rate, tmp_path: Path):
    def handle(seen: Seen) -> Answer:
        assert (seen.method, seen.path) == ("GET", "/v2/email/account")
        return answer(200, {"SendingEnabled": True, "EnforcementStatus": "HEALTHY", **account})

    with serve(handle) as here:
        transport = ses(tmp_path, here.address)
        assert (transport.quota().remaining, transport.quota().rate) == (remaining, rate)
        transport.close()


def test_a_stopped_account_and_a_wrong_key_are_told_without_the_key(tmp_path: Path):
    with serve(lambda _seen: answer(200, {"SendingEnabled": False})) as here:
        transport = ses(tmp_path, here.address)
        with pytest.raises(ExternalError, match="sending is stopped"):
            transport.quota()
        here.faults.append(error(403, "InvalidClientTokenId", f"no such key AKIA0123456789ABCDEF {SECRET}"))
        with pytest.raises(ExternalError) as caught:
            transport.quota()
        transport.close()
    assert "InvalidClientTokenId" in str(caught.value)
    assert SECRET[:8] not in str(caught.value) and "AKIA0123" not in str(caught.value)


def test_half_a_pair_of_keys_is_named(tmp_path: Path):
    with pytest.raises(InputError, match="PUBLISHKIT_SES_SECRET_ACCESS_KEY: is not set"):
        opened("ses", tmp_path, {"region": "eu-central-1"}, {"SES_ACCESS_KEY_ID": "AKIA0123456789ABCDEF"})

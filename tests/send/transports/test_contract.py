"""What every transport owes a reader, whatever is behind it."""

from pathlib import Path

import pytest

from publishkit.send.message import reference
from publishkit.send.outcome import Accepted, Outcome
from publishkit.send.transports.registry import TRANSPORTS
from tests.send.transports.delivery import Delivery
from tests.send.transports.fakes import FAKES
from tests.send.transports.letters import KEY, LETTER, MAILING, READERS, SUBJECT
from tests.send.transports.stages import Stage, stage

BATCHES = {"brevo", "file", "mailgun", "mailjet", "postmark", "resend", "sendgrid", "smtp", "sparkpost", "unisender-go"}


def send_all(here: Stage) -> list[Accepted]:
    """Send the letter to three readers, in as few calls as the transport says it needs."""
    step = here.transport.capabilities.batch
    told: list[Outcome] = []
    for start in range(0, len(READERS), step):
        told += here.transport.send(LETTER, READERS[start : start + step], key=KEY[:-1] + str(start))
    accepted = [one for one in told if isinstance(one, Accepted)]
    assert len(accepted) == len(READERS), told
    assert here.fake is None or not here.fake.wrong, here.fake.wrong
    return accepted


def test_every_transport_has_a_counterpart():
    """A new transport is tested before it is listed."""
    assert set(TRANSPORTS) == {"file", "null", "smtp", "ses", *FAKES}


@pytest.mark.parametrize("name", sorted(set(TRANSPORTS) - {"null"}))
def test_every_reader_gets_the_whole_letter_with_their_own_way_out(name, tmp_path: Path):
    with stage(name, tmp_path) as here:
        accepted = send_all(here)
        found = {one.to: one for one in here.delivered()}
    assert set(found) == {reader.address for reader in READERS}
    assert len({one.provider_id for one in accepted} - {""}) >= 1
    for reader in READERS:
        one = found[reader.address]
        assert one.subject == SUBJECT
        assert (one.from_address, one.from_name) == (MAILING.from_address, MAILING.from_name)
        assert one.reply_to == MAILING.reply_to
        assert one.to_name == reader.name
        assert one.reference == reference(MAILING, reader)
        assert_parts(one, reader.unsubscribe)
        assert_headers(one, reader.unsubscribe)


def assert_parts(one: Delivery, way_out: str) -> None:
    assert lines(one.html) == lines(LETTER.page.replace("@@PK_UNSUB_URL@@", way_out))
    assert lines(one.text) == lines(LETTER.text.replace("@@PK_UNSUB_URL@@", way_out))


def assert_headers(one: Delivery, way_out: str) -> None:
    assert one.headers["list-unsubscribe"] == f"<{way_out}>"
    assert one.headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert one.headers["list-id"] == '"The Lantern" <weekly.lantern.example>'
    assert one.headers["archived-at"] == f"<{MAILING.archive}>"
    assert one.headers["x-publishkit-rights"] == MAILING.rights


def lines(text: str) -> list[str]:
    return text.rstrip().splitlines()


@pytest.mark.parametrize("name", sorted(BATCHES))
def test_a_batch_is_one_call(name, tmp_path: Path):
    """What can carry three readers with their own links at once does, and nobody sees the others' addresses."""
    with stage(name, tmp_path) as here:
        assert here.transport.capabilities.batch >= 3
        send_all(here)
        assert here.loopback is None or len(here.loopback.seen) == 1
        assert all(other.address not in str(one) for one in here.delivered() for other in READERS
                   if other.address != one.to)  # fmt: skip


def test_null_makes_the_messages_and_sends_none(tmp_path: Path):
    with stage("null", tmp_path) as here:
        assert len(send_all(here)) == 3
        assert list(tmp_path.iterdir()) == []

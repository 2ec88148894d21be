"""What every transport owes a reader, whatever is behind it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest

from publishkit.send.letter.message import reference
from publishkit.send.outcome import Accepted, SendOutcome
from publishkit.send.transports.registry import TRANSPORTS
from tests.send.transports.delivery import Delivery
from tests.send.transports.fakes import FAKES
from tests.send.transports.letters import KEY, LETTER, MAILING, READERS, SUBJECT, reader
from tests.send.transports.stages import Stage, stage

BATCHES = {"brevo", "file", "mailgun", "mailjet", "postmark", "resend", "sendgrid", "smtp", "sparkpost", "unisender-go"}

MAILBOX = "mailto:unsubscribe@lantern.example"


def send_all(here: Stage) -> list[Accepted]:
    """Send the letter to three readers, in as few calls as the transport says it needs."""
    step = here.transport.capabilities.batch
    told: list[SendOutcome] = []
    for start in range(0, len(READERS), step):
        told += here.transport.send(LETTER, READERS[start : start + step], key=KEY[:-1] + str(start))
    accepted = [one for one in told if isinstance(one, Accepted)]
    assert len(accepted) == len(READERS), told
    assert here.fake is None or not here.fake.wrong, here.fake.wrong
    return accepted


def test_every_transport_has_a_counterpart():
    """A new transport is tested before it is listed."""
    assert set(TRANSPORTS) == {"file", "null", "smtp", "ses", *FAKES}


@pytest.mark.parametrize(
    ("name", "options"),
    [
        *((name, {}) for name in sorted(set(TRANSPORTS) - {"null"})),
        *((name, {"batch": 1}) for name in sorted(BATCHES - {"file"})),
    ],
)
def test_every_reader_gets_the_whole_letter_with_their_own_way_out(name, options, tmp_path: Path):
    """As many in a call as it takes, and one by one."""
    with stage(name, tmp_path, **options) as here:
        accepted = send_all(here)
        found = {one.to: one for one in here.delivered()}
    assert set(found) == {whom.address for whom in READERS}
    assert len({one.provider_id for one in accepted} - {""}) >= 1
    for whom in READERS:
        one = found[whom.address]
        assert one.subject == SUBJECT
        assert (one.from_address, one.from_name) == (MAILING.from_address, MAILING.from_name)
        assert one.reply_to == MAILING.reply_to
        assert one.to_name == whom.name
        assert one.reference == reference(MAILING, whom)
        assert_parts(one, whom.unsubscribe)
        assert_headers(one, f"<{whom.unsubscribe}>, <{MAILBOX}?subject=unsubscribe%20{one.reference}>")


def assert_parts(one: Delivery, way_out: str) -> None:
    assert lines(one.html) == lines(LETTER.page.replace("@@PK_UNSUB_URL@@", way_out))
    assert lines(one.text) == lines(LETTER.text.replace("@@PK_UNSUB_URL@@", way_out))


def assert_headers(one: Delivery, way_out: str) -> None:
    assert one.headers["list-unsubscribe"] == way_out
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


@pytest.mark.parametrize("name", ["brevo", "file", "mailgun", "postmark", "resend", "smtp", "sparkpost"])
def test_threads_share_a_transport(name, tmp_path: Path):
    """Eight at once, five batches each: every reader has one letter, and it is their own."""
    with stage(name, tmp_path) as here, ThreadPoolExecutor(8) as pool:
        batches = [[reader(2 * number), reader(2 * number + 1)] for number in range(20)]
        keys = [str(uuid5(NAMESPACE_URL, str(number))) for number in range(20)]
        told = list(pool.map(lambda batch, key: here.transport.send(LETTER, batch, key=key), batches, keys))
        delivered = here.delivered()
    found = {one.to: one for one in delivered}
    assert len(delivered) == len(found) == 40
    assert {type(one) for batch in told for one in batch} == {Accepted}
    for number in range(40):
        one = reader(number)
        assert one.unsubscribe in found[one.address].html
        assert found[one.address].reference == reference(MAILING, one)


NAMES = (
    'Ada "Countess" Lovelace', "O'Hara, Carl (Harbour)", "Back\\slash\\", '"', "<eve@example.org>", "a@b.example", "Jr.",
    "group: a;", "undisclosed-recipients:;", "Größe, Ünï (x)", "潮の満ち引き", "אבג, דה", "ابتث ج", "กขค งจ", "가나다 라",
    "👩🏽\u200d🚒 Fire & Water", "x" * 300, "é" * 120, "αβγ, «δεζ» – “ηθ”", "a_b=c?d", "50 % | 100 %",
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(TRANSPORTS) - {"null", "ses"}))
def test_a_name_arrives_as_it_is_written(name, tmp_path: Path):
    """Quotes, commas, brackets, twelve scripts: whatever a reader calls themselves, and the address stays the address."""
    whom = [replace(reader(number), name=words) for number, words in enumerate(NAMES)]
    with stage(name, tmp_path) as here:
        step = min(here.transport.capabilities.batch, len(whom))
        for start in range(0, len(whom), step):
            key = str(uuid5(NAMESPACE_URL, str(start)))
            assert {type(one) for one in here.transport.send(LETTER, whom[start : start + step], key=key)} == {Accepted}
        found = {one.to: one.to_name for one in here.delivered()}
    assert found == {one.address: one.name for one in whom}

"""What came back by mail: whose letter it was, what it means, once; and nothing that anybody could make up."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select, update

from publishkit.errors import InputError
from publishkit.model.config import Sending
from publishkit.press.sending.serve import record_bounces
from publishkit.send.letter.message import message_id, reference
from publishkit.send.server.bounces import read_mailbox, read_message
from publishkit.send.server.events import EventKind
from publishkit.send.state.store import open_store
from publishkit.send.state.tables import campaigns, suppressions
from tests.send.campaign.campaigns import LETTER, Script, Time, address, addressed, fill, ready, run

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
GONE = "smtp; 550 5.1.1 <x@example.org>: user unknown"


def report(
    number: int, status: str = "5.1.1", diagnostic: str = GONE, action: str = "failed", *, verp: bool = True
) -> bytes:
    """A report about the letter to reader *number*, as Postfix writes it."""
    reader = addressed(address(number), "", f"{number:064d}")
    to = f"bounces+{reference(LETTER.mailing, reader)}@quay.example" if verp else "bounces@quay.example"
    lines = (
        f"From: MAILER-DAEMON@mx.example\nTo: {to}\nSubject: Undelivered Mail\nDate: Fri, 20 Nov 2026 07:00:00 +0000\n"
        f"Message-ID: <{number}.{status}@mx.example>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nSorry.\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; forwarded@elsewhere.example\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: {diagnostic}\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message_id(LETTER.mailing, reader)}\nSubject: x\n\n--b--\n"
    )
    return lines.encode()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house that sent a letter to a hundred readers over SMTP."""
    with open_store(tmp_path) as store:
        fill(store, 100)
        sender = ready(store, Script(), Time())
        run(sender)
        with store.write() as connection:
            connection.execute(update(campaigns).values(transport="smtp"))
    return tmp_path


def maildir(house: Path, *messages: bytes) -> Path:
    for folder in ("cur", "new", "tmp"):
        (house / "mail" / folder).mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(messages):
        (house / "mail/new" / f"{number}.host").write_bytes(data)
    return house / "mail"


def record(house: Path, path: Path, **words: bool):
    return record_bounces(house, Sending(), path, lambda: NOW, **words)


def suppressed(house: Path) -> dict[str, str]:
    with open_store(house) as store, store.read() as connection:
        return {row.reader_key: row.reason for row in connection.execute(select(suppressions))}


@pytest.mark.parametrize("verp", [True, False])
def test_a_mailbox_that_is_gone_is_suppressed_once(house: Path, verp: bool):
    """By the address the report went to, or by the letter it returns; read again, it changes nothing."""
    box = maildir(house, report(7, verp=verp))
    assert record(house, box, dry_run=True).new["bounced"] == 1 and suppressed(house) == {}
    assert record(house, box).new["bounced"] == 1
    assert list(suppressed(house).values()) == ["bounced"]
    assert record(house, box).new["bounced"] == 0
    assert sorted(path.name for path in (box / "new").iterdir()) == ["0.host"]


@pytest.mark.parametrize(
    ("status", "diagnostic"),
    [
        ("5.2.2", "smtp; 552 5.2.2 mailbox full"),
        ("5.7.1", "smtp; 550 5.7.1 blocked"),
        ("5.1.1", "smtp; 550 5.1.1 relay not permitted"),
        ("4.4.1", "smtp; connection timed out"),
        ("5.0.0", "smtp; 550 Sorry"),
    ],
)
def test_what_is_not_a_mailbox_that_is_gone_suppresses_nobody_at_once(house: Path, status: str, diagnostic: str):
    found = record(house, maildir(house, report(7, status, diagnostic)))
    assert found.new["soft-bounced"] == 1 and suppressed(house) == {}


def test_a_delay_is_no_bounce(house: Path):
    assert sum(record(house, maildir(house, report(7, "4.4.1", action="delayed"))).new.values()) == 0


def test_what_nobody_sent_is_not_believed(house: Path):
    strange = report(7).replace(b"2026-w47", b"2026-w46")
    found = record(house, maildir(house, strange, report(4711), b"From: a@b.example\nSubject: Hello\n\nunsubscribe\n"))
    assert (found.unknown, sum(found.new.values()), suppressed(house)) == (2, 0, {})


def test_too_many_at_once_wait_for_a_person(house: Path):
    box = maildir(house, *(report(number) for number in range(9)))
    with pytest.raises(InputError, match="9 of 100 letters of 2026-w47 are said to have no mailbox"):
        record(house, box)
    assert suppressed(house) == {}
    assert record(house, box, believed=True).new["bounced"] == 9
    assert len(suppressed(house)) == 9


def test_who_leaves_by_mail_leaves(house: Path):
    reader = addressed(address(3), "", "0" * 64)
    mail = EmailMessage()
    mail["From"], mail["Subject"] = (
        "Other Name <alias@elsewhere.example>",
        f"unsubscribe {reference(LETTER.mailing, reader)}",
    )
    mail.set_content("bye")
    assert record(house, maildir(house, mail.as_bytes())).new["unsubscribed"] == 1
    assert list(suppressed(house).values()) == ["unsubscribed"]


def test_an_mbox_a_message_and_what_is_neither(house: Path, tmp_path: Path):
    box = tmp_path / "box"
    box.write_bytes(
        b"From x Fri Nov 20 07:00:00 2026\n" + report(1) + b"\nFrom x Fri Nov 20 07:00:00 2026\n" + report(2)
    )
    assert [one.kind for data in read_mailbox(box) for one in read_message(data, NOW)] == [EventKind.BOUNCED] * 2
    one = tmp_path / "one.eml"
    one.write_bytes(report(1))
    [only] = [found for data in read_mailbox(one) for found in read_message(data, NOW)]
    assert only.at == datetime(2026, 11, 20, 7, tzinfo=UTC) and NOW - only.at < timedelta(days=1)
    with pytest.raises(InputError, match="is no Maildir"):
        list(read_mailbox(tmp_path))
    with pytest.raises(InputError, match="cannot be read"):
        list(read_mailbox(tmp_path / "nowhere"))

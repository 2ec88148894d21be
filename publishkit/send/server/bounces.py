"""Bounces and leaving by mail, read out of a mailbox: what came back of letters that went out over plain SMTP.

Reports are those of RFC 3464; whose letter it was says the address they went to (`bounces = "bounces+{reference}@…"`), else the
letter they return. Anybody can write to a mailbox: what is believed must name a letter that was sent, and too many at once wait
for a person.
"""

import mailbox
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, func, select

from publishkit.errors import InputError, Problem
from publishkit.send.answers import is_gone
from publishkit.send.server.events import Event, EventKind
from publishkit.send.state.tables import DeliveryState, campaigns, deliveries, events

REFERENCE = re.compile(r"\bpk[-.](?P<edition>[\w.-]{1,80}?)[-.](?P<reader>[0-9a-f]{16})\b")
"""Our name for one reader's message (`letter/message.py`), as it stands in addresses, subjects and Message-IDs."""
MOST = 1_000_000
"""Bytes of a message that are read."""
PLAUSIBLE, FEW = 0.05, 3
"""Bounces of a campaign that are believed at once: one in twenty, or three."""
PROVIDER = "smtp"


@dataclass(frozen=True, kw_only=True, slots=True)
class CameBack:
    """What one message in the mailbox says."""

    kind: EventKind
    edition: str
    """As the reference writes it: dots may have become hyphens."""
    reader: str
    """The beginning of the hash of the address, as the reference writes it."""
    reason: str
    at: datetime
    id: str
    """Of the message, so that it counts once."""


# --- the mailbox ------------------------------------------------------------------------------------------------------


def read_mailbox(path: Path) -> Iterator[bytes]:
    """Yield the messages of a Maildir, an mbox file or a single message; nothing in it is changed.

    Raises:
        InputError: there is none of them at *path*.
    """
    if path.is_dir():
        if not (path / "cur").is_dir() or not (path / "new").is_dir():
            hint = "a Maildir has the folders `cur` and `new`; IMAP is brought there by mbsync, POP by fetchmail or getmail"
            raise InputError(Problem(place=str(path), message="is no Maildir", hint=hint))
        for folder in ("cur", "new"):
            for file in sorted(one for one in (path / folder).iterdir() if one.is_file()):
                with file.open("rb") as opened:
                    yield opened.read(MOST)
        return
    try:
        with path.open("rb") as opened:
            first = opened.read(MOST)
    except OSError as cause:
        raise InputError(Problem(place=str(path), message=f"cannot be read: {cause.strerror}")) from cause
    if not first.startswith(b"From "):
        yield first
        return
    box = mailbox.mbox(path, create=False)
    try:
        yield from (box.get_bytes(key)[:MOST] for key in box.iterkeys())
    finally:
        box.close()


# --- one message ------------------------------------------------------------------------------------------------------


def read_message(data: bytes, now: datetime) -> Iterator[CameBack]:
    """Yield what a message says of our letters: bounced, put off for good, left; nothing for any other mail."""
    message = message_from_bytes(data, policy=policy.default)
    at = _date(message, now)
    identity = str(message.get("Message-ID") or "").strip() or sha256(data).hexdigest()
    if message.get_content_type() == "multipart/report":
        yield from _report(message, at, identity)
        return
    subject = str(message.get("Subject", "")).strip()
    found = REFERENCE.search(subject)
    if found and subject.lower().startswith("unsubscribe"):
        yield _came_back(EventKind.UNSUBSCRIBED, found, "by mail", at, identity)


def _report(message: EmailMessage, at: datetime, identity: str) -> Iterator[CameBack]:
    found = _reference_of(message)
    if found is None:
        return
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":  # RFC 5965
            yield _came_back(EventKind.COMPLAINED, found, "feedback report", at, identity)
            return
        if part.get_content_type() == "message/delivery-status":
            for one in part.get_payload():
                if isinstance(one, Message) and (status := str(one.get("Status", "")).strip()):
                    if str(one.get("Action", "")).strip().lower() != "failed":
                        continue  # delayed, relayed, delivered: nothing has come back
                    diagnostic = " ".join(str(one.get("Diagnostic-Code", "")).split())
                    reason = f"{status} {diagnostic}".strip()[:300]
                    kind = EventKind.BOUNCED if status.startswith("5") and is_gone(reason) else EventKind.SOFT_BOUNCED
                    yield _came_back(kind, found, reason, at, identity)
                    return


def _reference_of(message: EmailMessage) -> re.Match[str] | None:
    """Return whose letter a report is about: the address it went to says it, else the letter that is returned."""
    heads = [value for name in ("Delivered-To", "X-Original-To", "To") for value in message.get_all(name, [])]
    for _, address in getaddresses([str(head) for head in heads]):
        if found := REFERENCE.search(address):
            return found
    for part in message.walk():
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            text = part.as_bytes()[: MOST // 10].decode("utf-8", "replace")
            if found := re.search(rf"(?im)^message-id:\s*<{REFERENCE.pattern}", text):
                return found
    return None


def _came_back(kind: EventKind, found: re.Match[str], reason: str, at: datetime, identity: str) -> CameBack:
    return CameBack(kind=kind, edition=found["edition"], reader=found["reader"], reason=reason, at=at, id=identity)


def _date(message: EmailMessage, now: datetime) -> datetime:
    try:
        found = parsedate_to_datetime(str(message.get("Date", "")))
    except (ValueError, TypeError):
        return now
    return min(now, found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC))


# --- whose letters ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Matched:
    """What came back, with the letters it is about."""

    events: tuple[Event, ...]
    new: Mapping[str, int]
    """Kind -> how many were not known."""
    unknown: int
    """Of no letter that was sent from here."""
    doubtful: tuple[str, ...]
    """Campaigns of which too much comes back to be believed at once, as sentences."""


def match(connection: Connection, found: Sequence[CameBack]) -> Matched:
    """Return the events of *found* that are about letters which were sent, and which of them are new."""
    readers: dict[str, dict[str, tuple[str, str]]] = {}
    taken: dict[str, Event] = {}
    per_campaign: dict[str, int] = {}
    for one in found:
        edition = one.edition.replace(".", "-")
        if edition not in readers:
            readers[edition] = _readers_of(connection, edition)
        if letter := readers[edition].get(one.reader):
            campaign, address = letter
            event = Event(
                provider=PROVIDER, kind=one.kind, at=one.at, address=address, reason=one.reason, given_id=one.id
            )
            per_campaign[campaign] = per_campaign.get(campaign, 0) + (
                event.id not in taken and one.kind is EventKind.BOUNCED
            )
            taken[event.id] = event
    known = set(connection.scalars(select(events.c.id).where(events.c.provider == PROVIDER)))
    fresh = [event for event in taken.values() if event.id not in known]
    return Matched(
        events=tuple(fresh),
        new={kind.value: sum(event.kind is kind for event in fresh) for kind in EventKind},
        unknown=len(found) - sum(one.reader in readers[one.edition.replace(".", "-")] for one in found),
        doubtful=tuple(_doubts(connection, per_campaign)),
    )


def _readers_of(connection: Connection, edition: str) -> dict[str, tuple[str, str]]:
    """Return reference of a reader -> (campaign, address) of everybody who was written to."""
    wanted = (
        select(deliveries.c.address, deliveries.c.campaign)
        .join(campaigns, campaigns.c.id == deliveries.c.campaign)
        .where(func.replace(campaigns.c.issue, ".", "-") == edition, campaigns.c.transport == PROVIDER)
        .where(deliveries.c.state.in_([DeliveryState.ACCEPTED.value, DeliveryState.UNCERTAIN.value]))
    )
    return {
        sha256(row.address.encode()).hexdigest()[:16]: (row.campaign, row.address)
        for row in connection.execute(wanted)
        if row.address
    }


def _doubts(connection: Connection, per_campaign: Mapping[str, int]) -> Iterator[str]:
    for campaign, count in per_campaign.items():
        accepted = select(func.count()).where(
            deliveries.c.campaign == campaign, deliveries.c.state == DeliveryState.ACCEPTED.value
        )
        of = connection.scalar(accepted) or 0
        if count > FEW and count > PLAUSIBLE * of:
            issue = connection.scalar(select(campaigns.c.issue).where(campaigns.c.id == campaign))
            yield f"{count:,} of {of:,} letters of {issue} are said to have no mailbox"

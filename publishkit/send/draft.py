"""A mail for a person to finish and send: the mail program opens it as a draft of their own."""

from binascii import b2a_qp
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256

from publishkit.send.headers import address_header, raw_header, text_header


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What the mail says; an empty address is left for the person to fill in."""

    subject: str
    text: str
    to: str = ""
    from_address: str = ""
    from_name: str = ""
    reply_to: str = ""
    moment: datetime
    id: str
    """Part of the Message-ID: `2026-w47.harbour-dues-1`."""


def draft_message(draft: Draft) -> bytes:
    """Return the mail with `X-Unsent: 1`: Outlook opens it for writing, other programs show it to be edited as new.

    Raises:
        InputError: an address or header that could not be written as it is.
    """
    headers = [
        "X-Unsent: 1",
        *([address_header("From", draft.from_address, draft.from_name)] if draft.from_address else []),
        *([address_header("To", draft.to)] if draft.to else []),
        *([address_header("Reply-To", draft.reply_to)] if draft.reply_to else []),
        text_header("Subject", draft.subject),
        raw_header("Date", format_datetime(draft.moment.astimezone(UTC))),
        raw_header("Message-ID", _message_id(draft)),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
    ]
    body = draft.text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
    return "\r\n".join((*headers, "", "")).encode("ascii") + b2a_qp(body, istext=True)


def _message_id(draft: Draft) -> str:
    domain = draft.from_address.rpartition("@")[2] or "localhost"
    return f"<pk.request.{draft.id}.{sha256(draft.text.encode()).hexdigest()[:16]}@{domain}>"

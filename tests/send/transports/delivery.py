"""What a reader would find in the mailbox, however it got there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Delivery:
    to: str
    to_name: str = ""
    from_address: str
    from_name: str = ""
    reply_to: str = ""
    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)
    """By name in lower case."""
    reference: str = ""
    """By which the provider's events call it."""


def of_mime(data: bytes, to: str = "") -> Delivery:
    """Return what a mail program shows of *data*."""
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    headers = {name.lower(): str(value) for name, value in message.items()}
    raw = message_from_bytes(data)
    (to_name, address), (from_name, sender) = named(raw["To"]), named(raw["From"])
    text, page = message.get_body(("plain",)), message.get_body(("html",))
    assert text and page
    return Delivery(
        to=to or address,
        to_name=to_name,
        from_address=sender,
        from_name=from_name,
        reply_to=named(raw["Reply-To"] or "")[1],
        subject=headers["subject"],
        text=text.get_content(),
        html=page.get_content(),
        headers=headers,
        reference=headers.get("x-pk-ref") or headers["message-id"].strip("<>").partition("@")[0].replace(".", "-"),
    )


def named(header: str) -> tuple[str, str]:
    """Return name and address; encoded words are joined without a gap, which the parser of Python 3.11 leaves."""
    name, address = parseaddr(header)
    return str(make_header(decode_header(name))), address


def lowered(headers: Mapping[str, Any]) -> dict[str, str]:
    return {name.lower(): str(value) for name, value in headers.items()}

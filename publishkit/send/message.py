"""The MIME message of one reader: pure, the same bytes for the same values."""

import html
import re
from binascii import b2a_qp
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import urlsplit

from publishkit.errors import InputError, Problem
from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.send.headers import address_header, raw_header, text_header

TOKEN = re.compile(r"@@(PK_[A-Z0-9_]+)@@")
TOKENS = frozenset({"PK_UNSUB_URL"})
"""All that differs from reader to reader; a closed set, so that nothing is filled by accident."""
HOUR = time(6, tzinfo=UTC)
"""A sample is dated on the edition's day at six; a real message when it is sent."""
SAMPLE_ADDRESS = "reader@example.org"
SAMPLE_NAME = "Sample Reader"
SAMPLE_UNSUBSCRIBE = "https://example.org/unsubscribe/{token}"
"""Stands in a sample while publishkit.toml names no address; `check` warns of it."""
SAMPLE_SENDER = "letter@example.org"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mailing:
    """What every reader's message has in common."""

    edition: str
    """`2026-w47`"""
    subject: str
    from_address: str
    from_name: str = ""
    reply_to: str = ""
    list_id: str
    """RFC 2919: `weekly.example.org`, the same for every issue."""
    list_name: str = ""
    archive: str
    """Where the edition stands on the web."""
    rights: str
    """Address of `rights.json`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Whom a message is for."""

    address: str
    name: str = ""
    unsubscribe: str
    """Their own https address; a POST to it ends the subscription (RFC 8058)."""


def mailing_of(edition: Edition) -> Mailing:
    """Return the mailing of *edition* as publishkit.toml words it, with stand-ins for what is not set."""
    email, publication = edition.config.email, edition.config.publication
    host = urlsplit(publication.url).hostname or "localhost"
    return Mailing(
        edition=edition.id,
        subject=edition.subject,
        from_address=email.from_address or SAMPLE_SENDER,
        from_name=email.from_name or edition.name,
        reply_to=email.reply_to,
        list_id=email.list_id or f"{publication.slug}.{host}",
        list_name=edition.name,
        archive=edition.url,
        rights=f"{edition.url}rights.json",
    )


def sample_message(edition: Edition, page: Artifact, text: Artifact) -> Artifact:
    """Return `email.eml`: *page* (`email.html`) and *text* (`email.txt`) as a sample reader gets them."""
    address = edition.config.email.unsubscribe_url or SAMPLE_UNSUBSCRIBE
    reader = Reader(address=SAMPLE_ADDRESS, name=SAMPLE_NAME, unsubscribe=address.replace("{token}", "sample"))
    moment = datetime.combine(edition.date, HOUR)
    data = build_message(mailing_of(edition), reader, page=page.data.decode(), text=text.data.decode(), moment=moment)
    return Artifact(name="email.eml", media_type="message/rfc822", data=data)


def build_message(mailing: Mailing, reader: Reader, *, page: str, text: str, moment: datetime) -> bytes:
    """Return the message with both parts, tokens replaced, quoted-printable, lines ended by CRLF.

    Raises:
        InputError: a header that could not be written as it is, or a token without a value.
    """
    values = {"PK_UNSUB_URL": reader.unsubscribe}
    plain = _part("plain", replace_tokens(text, values))
    rich = _part("html", replace_tokens(page, values, markup=True))
    # "=_" never occurs in quoted-printable, so the boundary cannot stand in a part.
    boundary = f"=_pk_{sha256(plain + rich).hexdigest()[:32]}"
    head = [*_headers(mailing, reader, moment), f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"']
    mark = f"--{boundary}".encode()
    return b"\r\n".join(["\r\n".join(head).encode("ascii"), b"", mark, plain, mark, rich, mark + b"--", b""])


def replace_tokens(text: str, values: Mapping[str, str], *, markup: bool = False) -> str:
    """Return *text* with each `@@PK_…@@` replaced, escaped when it is *markup*.

    >>> replace_tokens('<a href="@@PK_UNSUB_URL@@">', {"PK_UNSUB_URL": "https://a.example/?x=1&y=2"}, markup=True)
    '<a href="https://a.example/?x=1&amp;y=2">'

    Raises:
        InputError: a token outside the closed set, or one without a value.
    """
    asked = set(TOKEN.findall(text))
    if unknown := sorted((asked | values.keys()) - TOKENS):
        raise InputError(Problem(place="email", message=f"there is no token {', '.join(unknown)}"))
    if missing := sorted(asked - values.keys()):
        raise InputError(Problem(place="email", message=f"no value for the token {', '.join(missing)}"))
    return TOKEN.sub(lambda found: html.escape(values[found[1]]) if markup else values[found[1]], text)


def message_id(mailing: Mailing, reader: Reader) -> str:
    """Return `<pk.2026-w47.6d0e…@example.org>`: the same whenever this reader gets this edition."""
    domain = mailing.from_address.rpartition("@")[2]
    return f"<pk.{mailing.edition}.{sha256(reader.address.encode()).hexdigest()[:16]}@{domain}>"


def _headers(mailing: Mailing, reader: Reader, moment: datetime) -> list[str]:
    if urlsplit(reader.unsubscribe).scheme != "https":
        raise InputError(Problem(place="mail header List-Unsubscribe", message="must be an https address (RFC 8058)"))
    # RFC 2919 allows encoded phrases, but several providers match List-Id as it stands.
    phrase = f'"{mailing.list_name}" ' if re.fullmatch(r"[A-Za-z0-9 .,'&-]+", mailing.list_name) else ""
    return [
        address_header("From", mailing.from_address, mailing.from_name),
        address_header("To", reader.address, reader.name),
        *([address_header("Reply-To", mailing.reply_to)] if mailing.reply_to else []),
        text_header("Subject", mailing.subject),
        raw_header("Date", format_datetime(moment.astimezone(UTC))),
        raw_header("Message-ID", message_id(mailing, reader)),
        raw_header("List-Id", f"{phrase}<{mailing.list_id}>"),
        raw_header("List-Unsubscribe", f"<{reader.unsubscribe}>"),
        raw_header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        raw_header("Archived-At", f"<{mailing.archive}>"),
        raw_header("X-Publishkit-Rights", mailing.rights),
        "MIME-Version: 1.0",
    ]


def _part(subtype: str, content: str) -> bytes:
    lines = content.encode().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode("ascii") + b2a_qp(lines, istext=True)

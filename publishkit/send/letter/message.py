"""The MIME message of one reader: the same bytes for the same values, encoded once for all and then filled for each."""

import html
import re
from binascii import b2a_qp
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import urlsplit

from publishkit.errors import InputError, Problem
from publishkit.model.artifact import Artifact
from publishkit.model.config import Config
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.send.letter.headers import address_header, raw_header, text_header

TOKEN = re.compile(r"@@(PK_[A-Z0-9_]+)@@")
TOKENS = frozenset({"PK_UNSUB_URL"})
"""All that differs from reader to reader; a closed set, so that nothing is filled by accident."""
HOUR = time(6, tzinfo=UTC)
"""A sample is dated on the edition's day at six; a real message when it is sent."""
REFERENCE, UNSUBSCRIBE = "X-PK-Ref", "List-Unsubscribe"
LONGEST_UNSUBSCRIBE = 400
"""Characters of List-Unsubscribe; long ones were cut or folded on the way, which breaks DKIM (nodemailer#1654)."""
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
    """Where the edition stands on the web; "" where it has no pages, and `rights` is nowhere to be found either."""
    rights: str
    """Address of `rights.json`."""
    unsubscribe_mail: str = ""
    """A mailbox that takes unsubscribing by mail as well (RFC 2369); "" is none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Whom a message is for."""

    address: str
    name: str = ""
    unsubscribe: str
    """Their own https address; a POST to it ends the subscription (RFC 8058)."""


def make_mailing(config: Config, *, edition: str, subject: str, name: str, url: str) -> Mailing:
    """Return the mailing of an edition as publishkit.toml words it.

    *name* is the publication's in the edition's language, *url* where the edition stands on the web, "" when it does not.
    """
    email, publication = config.email, config.publication
    return Mailing(
        edition=edition,
        subject=subject,
        from_address=email.from_address,
        from_name=email.from_name or name,
        reply_to=email.reply_to,
        list_id=email.list_id or f"{publication.slug}.{urlsplit(publication.site).hostname or 'localhost'}",
        list_name=name,
        archive=url,
        rights=f"{url}rights.json" if url else "",
        unsubscribe_mail=config.send.unsubscribe_mail,
    )


def on_the_web(mailing: Mailing) -> Mapping[str, str]:
    """Return the headers that say where the edition and its rights stand; none for one that stands nowhere."""
    if not mailing.archive:
        return {}
    return {"Archived-At": f"<{mailing.archive}>", "X-Publishkit-Rights": mailing.rights}


def mailing_of(edition: Edition) -> Mailing:
    """Return the mailing of *edition*, with a stand-in for a sender that is not set yet."""
    url = edition.url if Channel.WEB in edition.issue.outputs else ""
    made = make_mailing(edition.config, edition=edition.id, subject=edition.subject, name=edition.name, url=url)
    return replace(made, from_address=made.from_address or SAMPLE_SENDER)


# --- quoted-printable text with gaps ----------------------------------------------------------------------------------


SOFT = b"=\r\n"
"""A line break that is none: it ends a line of the mail, and no line of the text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gapped:
    """An encoded text with gaps."""

    pieces: Sequence[bytes]
    """What stands before, between and after the gaps: one more than there are gaps."""
    gaps: Sequence[str]
    """The names of what goes in."""

    def filled(self, values: Mapping[str, str]) -> bytes:
        """Return the whole, with *values* in the gaps; each value stands on lines of its own."""
        parts = [self.pieces[0]]
        encoded = {name: quoted(value) + SOFT for name, value in values.items()}
        for name, piece in zip(self.gaps, self.pieces[1:], strict=True):
            parts += (encoded[name], piece)
        return b"".join(parts)


def gapped(text: str, gap: re.Pattern[str]) -> Gapped:
    r"""Return *text* encoded, with a gap wherever *gap* matches; its only group is the name.

    >>> gapped("Größe @@A@@!", re.compile("@@(A)@@")).filled({"A": "ä"})
    b'Gr=C3=B6=C3=9Fe=20=\r\n=C3=A4=\r\n!'
    """
    static = gap.split(text)
    pieces = [quoted(piece) for piece in static[::2]]
    # A gap begins at the beginning of a line, so that no soft break can fall into what is put there.
    before = [piece if not piece or piece.endswith(b"\n") else piece + SOFT for piece in pieces[:-1]]
    return Gapped(pieces=[*before, pieces[-1]], gaps=static[1::2])


def quoted(text: str) -> bytes:
    """Return *text* encoded, lines of at most 76 characters ended by CRLF.

    >>> quoted("a = 1 ")
    b'a =3D 1=20'
    """
    # b2a_qp breaks lines the way the first line of its input ends, which a piece may not have.
    return b2a_qp(text.replace("\r\n", "\n").encode(), istext=True).replace(b"\n", b"\r\n")


# --- the message ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """The message of a mailing, encoded once; each reader's takes some microseconds more."""

    mailing: Mailing
    head: bytes
    """Headers above those that are the reader's own."""
    between: bytes
    """Headers below, and the beginning of the first part."""
    plain: Gapped
    middle: bytes
    """Between the parts."""
    rich: Gapped
    end: bytes

    def message(self, reader: Reader) -> bytes:
        """Return the message of *reader*.

        Raises:
            InputError: a header that could not be written as it is.
        """
        own = "\r\n".join(_own_headers(self.mailing, reader)).encode("ascii")
        plain = self.plain.filled({"PK_UNSUB_URL": reader.unsubscribe})
        rich = self.rich.filled({"PK_UNSUB_URL": html.escape(reader.unsubscribe)})
        return b"".join((self.head, own, self.between, plain, self.middle, rich, self.end))


def make_form(mailing: Mailing, *, page: str, text: str, moment: datetime) -> Form:
    """Return the form of all messages: both parts quoted-printable, lines ended by CRLF.

    Raises:
        InputError: a header that could not be written as it is, or a token outside the closed set.
    """
    _check_tokens(text + page)
    # "=_" never occurs in quoted-printable, so the boundary cannot stand in a part.
    boundary = f"=_pk_{sha256(text.encode() + bytes(1) + page.encode()).hexdigest()[:32]}"
    above, below = _common_headers(mailing, moment)
    below = (*below, f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"', "")
    return Form(
        mailing=mailing,
        head=_lines(*above, ""),
        between=_lines("", *below, f"--{boundary}", *_part_headers("plain")),
        plain=gapped(text, TOKEN),
        middle=_lines("", f"--{boundary}", *_part_headers("html")),
        rich=gapped(page, TOKEN),
        end=_lines("", f"--{boundary}--", ""),
    )


def build_message(mailing: Mailing, reader: Reader, *, page: str, text: str, moment: datetime) -> bytes:
    """Return one message, tokens replaced.

    Raises:
        InputError: a header that could not be written as it is, or a token outside the closed set.
    """
    return make_form(mailing, page=page, text=text, moment=moment).message(reader)


def replace_tokens(text: str, values: Mapping[str, str], *, markup: bool = False) -> str:
    """Return *text* with each `@@PK_…@@` replaced, escaped when it is *markup*.

    >>> replace_tokens('<a href="@@PK_UNSUB_URL@@">', {"PK_UNSUB_URL": "https://a.example/?x=1&y=2"}, markup=True)
    '<a href="https://a.example/?x=1&amp;y=2">'

    Raises:
        InputError: a token outside the closed set, or one without a value.
    """
    _check_tokens(text, *values)
    if missing := sorted(set(TOKEN.findall(text)) - values.keys()):
        raise InputError(Problem(place="email", message=f"no value for the token {', '.join(missing)}"))
    return TOKEN.sub(lambda found: html.escape(values[found[1]]) if markup else values[found[1]], text)


def _check_tokens(text: str, *names: str) -> None:
    if unknown := sorted({*TOKEN.findall(text), *names} - TOKENS):
        raise InputError(Problem(place="email", message=f"there is no token {', '.join(unknown)}"))


def _part_headers(subtype: str) -> Sequence[str]:
    return (
        f"Content-Type: text/{subtype}; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "",
    )


def _lines(*lines: str) -> bytes:
    return "\r\n".join(lines).encode("ascii")


# --- headers ----------------------------------------------------------------------------------------------------------


def message_id(mailing: Mailing, reader: Reader) -> str:
    """Return `<pk.2026-w47.6d0e…@example.org>`: the same whenever this reader gets this edition."""
    domain = mailing.from_address.rpartition("@")[2]
    return f"<pk.{mailing.edition}.{sha256(reader.address.encode()).hexdigest()[:16]}@{domain}>"


def reference(mailing: Mailing, reader: Reader) -> str:
    """Return our name for one reader's message: what every provider takes as a tag, the same whenever it is sent.

    It is the Message-ID's left side, `pk.2026-w47.6d0e…`, with hyphens.
    """
    return message_id(mailing, reader)[1:].partition("@")[0].replace(".", "-")


def list_unsubscribe(mailing: Mailing, reader: Reader) -> str:
    """Return the value of List-Unsubscribe: the reader's address (RFC 8058), and a mailbox where there is one (RFC 2369).

    Raises:
        InputError: not https, or too long.
    """
    place = f"mail header {UNSUBSCRIBE}"
    if urlsplit(reader.unsubscribe).scheme != "https":
        raise InputError(Problem(place=place, message="must be an https address (RFC 8058)"))
    mail = f"mailto:{mailing.unsubscribe_mail}?subject=unsubscribe%20{reference(mailing, reader)}"
    value = f"<{reader.unsubscribe}>" + (f", <{mail}>" if mailing.unsubscribe_mail else "")
    if len(value) > LONGEST_UNSUBSCRIBE:
        message = f"has {len(value)} characters; {LONGEST_UNSUBSCRIBE} are safe"
        raise InputError(Problem(place=place, message=message, hint="shorten email.unsubscribe_url"))
    return value


def _own_headers(mailing: Mailing, reader: Reader) -> Sequence[str]:
    return (
        address_header("To", reader.address, reader.name),
        raw_header("Message-ID", message_id(mailing, reader)),
        raw_header(REFERENCE, reference(mailing, reader)),
        raw_header(UNSUBSCRIBE, list_unsubscribe(mailing, reader)),
    )


def _common_headers(mailing: Mailing, moment: datetime) -> tuple[Sequence[str], Sequence[str]]:
    """Return the headers above and below a reader's own."""
    # RFC 2919 allows encoded phrases, but several providers match List-Id as it stands.
    phrase = f'"{mailing.list_name}" ' if re.fullmatch(r"[A-Za-z0-9 .,'&-]+", mailing.list_name) else ""
    above = (
        address_header("From", mailing.from_address, mailing.from_name),
        *([address_header("Reply-To", mailing.reply_to)] if mailing.reply_to else []),
        text_header("Subject", mailing.subject),
        raw_header("Date", format_datetime(moment.astimezone(UTC))),
    )
    below = (
        raw_header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        raw_header("List-Id", f"{phrase}<{mailing.list_id}>"),
        *(raw_header(name, value) for name, value in on_the_web(mailing).items()),
        "MIME-Version: 1.0",
    )
    return above, below


# --- samples ----------------------------------------------------------------------------------------------------------


def sample_message(edition: Edition, page: Artifact, text: Artifact) -> Artifact:
    """Return `email.eml`: *page* (`email.html`) and *text* (`email.txt`) as a sample reader gets them."""
    return _sample(edition, mailing_of(edition), page, text, edition.date)


def correction_message(edition: Edition, page: Artifact, text: Artifact, subject: str) -> Artifact:
    """Return `correction-r2.eml`: *page* and *text* as a sample reader would get them, dated on the day of the revision."""
    mailing = replace(mailing_of(edition), subject=subject, edition=f"{edition.id}-r{edition.revision}")
    return _sample(edition, mailing, page, text, edition.modified)


def _sample(edition: Edition, mailing: Mailing, page: Artifact, text: Artifact, day: date) -> Artifact:
    address = edition.config.email.unsubscribe_url or SAMPLE_UNSUBSCRIBE
    reader = Reader(address=SAMPLE_ADDRESS, name=SAMPLE_NAME, unsubscribe=address.replace("{token}", "sample"))
    moment = datetime.combine(day, HOUR)
    data = build_message(mailing, reader, page=page.data.decode(), text=text.data.decode(), moment=moment)
    return Artifact(name=f"{page.name.removesuffix('.html')}.eml", media_type="message/rfc822", data=data)

"""Header lines of a mail, encoded without the standard library, and the draft of a single mail.

The standard library's `email.policy.SMTP` encodes a long List-Unsubscribe (which ends one-click unsubscribing, CPython
#85725), glues encoded words together (Yahoo answers 554, CPython #144156) and loses spaces of non-ASCII subjects on
3.11 and 3.12. Three rules are enough for the headers we write: words, one address, a line that machines read.
"""

import base64
import re
from binascii import b2a_qp
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256

from publishkit.errors import InputError, Problem

LINE = 76
"""Characters on a line that holds an encoded word (RFC 2047, section 2)."""
LONGEST = 998
"""Octets on any line (RFC 5322, section 2.1.1)."""
WORD = 45
"""Bytes in one encoded word: 60 letters of Base64 and 12 of frame stay under 75."""
FORBIDDEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\u0080-\u009f\u2028\u2029\ud800-\udfff]")
"""A line break smuggled into a value would begin a header of somebody else's."""
BIDI = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Can make a name look like an address."""
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
"""ASCII only: servers that take other letters (SMTPUTF8) are rare, and those that do not fail late."""


def text_header(name: str, value: str) -> str:
    """Return a header of words (Subject), as it is when every program can read it so.

    >>> text_header("Subject", "Low water")
    'Subject: Low water'
    >>> text_header("Subject", "Größe")
    'Subject: =?utf-8?b?R3LDtsOfZQ==?='
    """
    checked = _checked(name, value)
    if _is_plain(checked) and len(name) + 2 + len(checked) <= LINE:
        return f"{name}: {checked}"
    return f"{name}: {_encoded(checked, len(name) + 2)}"


def address_header(name: str, address: str, person: str = "") -> str:
    r"""Return a header with one address.

    >>> address_header("To", "ada@example.org", 'Ada "A." Byron')
    'To: "Ada \\"A.\\" Byron" <ada@example.org>'
    """
    if not ADDRESS.fullmatch(address) or len(address) > 254:
        raise _wrong(name, f"{address!a} is not a mail address we can write to")
    phrase = BIDI.sub("", _checked(name, person)).strip()
    if not phrase:
        return f"{name}: {address}"
    # An address never shares a line with an encoded word, so that no line grows over 76.
    if _is_plain(phrase) and len(phrase) + len(name) + 4 <= LINE:
        quoted = '"' + re.sub(r'(["\\])', r"\\\1", phrase) + '"'
        between = " " if len(name) + len(quoted) + len(address) + 5 <= LINE else "\r\n "
    else:
        quoted, between = _encoded(phrase, len(name) + 2), "\r\n "
    return f"{name}: {quoted}{between}<{address}>"


def raw_header(name: str, value: str) -> str:
    """Return a header that machines read (List-*, Message-ID): ASCII, never encoded, on one line.

    A relay broke DKIM on a folded List-Unsubscribe (nodemailer#1654).
    """
    line = f"{name}: {_checked(name, value)}"
    if not line.isascii() or len(line) > LONGEST or "=?" in line:
        raise _wrong(name, f"must be ASCII of at most {LONGEST} characters: {value[:60]!a}")
    return line


def _is_plain(value: str) -> bool:
    return value.isascii() and "=?" not in value and "\t" not in value and value == value.strip(" ")


def _encoded(value: str, taken: int) -> str:
    """Return *value* as Base64 words of UTF-8, a word a line, no character torn; *taken* columns hold the name."""
    words = _words(value, max(4, (LINE - taken - 12) // 4 * 3))
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(word).decode()}?=" for word in words)


def _words(value: str, room: int) -> Iterator[bytes]:
    word = b""
    for character in value:
        octets = character.encode()
        if word and len(word) + len(octets) > min(room, WORD):
            yield word
            word, room = b"", WORD
        word += octets
    yield word


def _checked(name: str, value: str) -> str:
    if found := FORBIDDEN.search(value):
        raise _wrong(name, f"holds a control character (U+{ord(found[0]):04X})")
    return value


def _wrong(name: str, message: str) -> InputError:
    return InputError(Problem(place=f"mail header {name}", message=message))


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

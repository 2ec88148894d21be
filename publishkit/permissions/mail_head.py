"""What a mail says of itself: who sent it, when, under which Message-ID; and strangers' words made safe for one line."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import parsedate_to_datetime, unquote

HEAD = 262_144
"""Bytes of a mail that may be its head; mail servers refuse heads longer than about 64 KB."""
LONGEST = 2_000
"""Characters of a header we read; RFC 5322 allows 998 on a line."""
SHOWN = 200
"""Characters of a name we keep."""
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,10}")
MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,248}>")
"""RFC 5322, 3.6.4: printable, no spaces, in angle brackets."""
HEAD_END = re.compile(rb"\r?\n\r?\n")
JOINERS = "\u200c\u200d"
"""Invisible, but Persian and the scripts of India are misspelled without them."""
BREAKS = re.compile(r"[\t-\r\x1c-\x1e\x85\u2028\u2029]")
SPACES = re.compile(" {2,}")
"""Only the common space: a no-break space is part of how a holder writes a name."""
UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's categories of controls, turns of direction, halves, private and unassigned characters, line breaks."""
FIRST_YEAR = 1990
"""Nobody gave a permission by mail before; a mail that says so has a wrong clock."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MailHead:
    """The three things a mail says of itself; each "" or None when it cannot be read for certain."""

    name: str = ""
    """The sender's name as the mail shows it."""
    address: str = ""
    message_id: str = ""
    """With its angle brackets."""
    sent_on: date | None = None
    """The day where the sender was."""


def read_mail(data: bytes) -> MailHead:
    r"""Return what the head of the mail *data* says; never fails, whatever the bytes are.

    >>> read_mail(b"From: Ada Byron <ada@example.org>\r\nDate: Wed, 18 Nov 2026 09:00:00 +0100\r\n\r\nYes.").name
    'Ada Byron'
    """
    head = data[:HEAD].removeprefix(b"\xef\xbb\xbf")
    if end := HEAD_END.search(head):
        head = head[: end.end()]
    message = BytesHeaderParser(policy=compat32).parsebytes(head)
    name, address = _sender(_only(message, "From"))
    return MailHead(
        name=name, address=address, message_id=_message_id(_only(message, "Message-ID")), sent_on=_day(message)
    )


def safe_text(text: str, most: int = SHOWN) -> str:
    r"""Return *text* on one line, without characters that control a terminal or turn the writing direction.

    >>> safe_text("Jane\r\nBcc: all@example.org \u202egro")
    'Jane Bcc: all@example.org gro'
    """
    spaced = BREAKS.sub(" ", text[: 4 * most])
    clean = SPACES.sub(" ", "".join(filter(is_safe, spaced))).strip()
    return clean if len(clean) <= most else f"{clean[: most - 1].rstrip()}…"


def is_safe(text: str) -> bool:
    r"""Whether *text* stands on one line and holds nothing invisible but spaces and joiners.

    >>> is_safe("© Daily\u00a0Wrap"), is_safe("a\nb"), is_safe("\u202egro")
    (True, False, False)
    """
    return all(c in JOINERS or unicodedata.category(c) not in UNSAFE for c in text)


def _only(message: Message, name: str) -> str:
    """Return the header when it stands once, is short, and its bytes are ASCII or UTF-8; else ""."""
    found = [value for key, value in message.raw_items() if key.lower() == name.lower()]
    if len(found) != 1:
        return ""
    value = str(found[0])
    if len(value) > LONGEST:
        return ""
    try:
        # The parser keeps bytes beyond ASCII as lone surrogates.
        return value.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeError:
        return ""


def _sender(value: str) -> tuple[str, str]:
    """Return name and address of a From with exactly one address; what is doubtful is left empty."""
    phrase, bracket, rest = value.partition("<")
    if not bracket:
        bare = value.strip()
        return "", bare if ADDRESS.fullmatch(bare) else ""
    address, end, after = rest.partition(">")
    if not end or after.strip() or not ADDRESS.fullmatch(address.strip()):
        return "", ""
    address = address.strip()
    name = safe_text(decoded_words(unquote(" ".join(phrase.split()))))
    if "@" in name:
        # A name that looks like an address: the same one, or somebody posing as somebody else.
        return "", address if name.casefold() == address.casefold() else ""
    return name, address


def decoded_words(phrase: str) -> str:
    """Return *phrase* with its encoded words (RFC 2047) read; "" when one cannot be."""
    try:
        text = str(make_header(decode_header(phrase)))
    except (HeaderParseError, LookupError, ValueError):
        return ""
    return "" if "\ufffd" in text else text


def _message_id(value: str) -> str:
    found = value.strip()
    return found if MESSAGE_ID.fullmatch(found) else ""


def _day(message: Message) -> date | None:
    try:
        found = parsedate_to_datetime(_only(message, "Date")).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.year >= FIRST_YEAR else None

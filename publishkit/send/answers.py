"""What the answers of a mail server say: whom a refusal means, and whether two of them are the same one.

Codes are those of RFC 5321, 4.2, enhanced codes those of RFC 3463; words stand in `answers.toml`, with whose they are.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from publishkit.send.outcome import Accepted, Failed, Refusal, Rejected, SendOutcome, Throttled

CLOSING = 421
"""The server ends this connection (RFC 5321, 3.8); what it says of the account stands in the words."""
OF_SERVER = frozenset({"3.", "4.", "5."})
"""Enhanced codes that speak of the mail system, the network and the protocol; the others speak of the reader."""
ENHANCED = re.compile(r"(?<![\d.])[245]\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
DAILY = re.compile(r"\b(daily|per day|24 ?h)", re.IGNORECASE)
GONE = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10", "2.1"})
"""Enhanced codes of an address that will not do next week either; 1.0 says nothing."""
SESSION = frozenset({503, 530, 535})
"""Codes of a session that may not send at all."""
QUEUED = re.compile(
    r"queued as ([A-Za-z0-9.-]{4,80})|\bid[= ]([A-Za-z0-9.-]{4,80})|^(?:2\.0\.0 )?[Oo][Kk]:? ([\w.-]{6,80})$"
)
ALIKE_IN_A_ROW = 3
"""So many readers refused one after the other in the same words: it is not they who are meant."""
SHORT = 200
"""Characters of an answer that are compared."""


def one_line(code: int, answer: bytes) -> str:
    r"""Return the answer as one line.

    >>> one_line(550, b"5.1.1 no such user\nhere")
    '550 5.1.1 no such user here'
    """
    return f"{code} {' '.join(answer.decode('utf-8', 'replace').split())}"


def sender_refused(code: int, answer: bytes) -> SendOutcome:
    """Return what a refusal before any reader is named means: of MAIL, or of the greeting."""
    reason = one_line(code, answer)
    if code == 552:
        return Failed(reason=f"the letter is too large for the server: {reason}", lasting=True)
    return _temporary(code, reason) if 400 <= code < 500 else Failed(reason=reason, lasting=True)


def reader_refused(code: int, answer: bytes) -> SendOutcome:
    """Return what a refusal of RCPT means.

    >>> reader_refused(550, b"5.1.1 no such user").kind.name
    'GONE'
    >>> reader_refused(450, b"4.2.0 Greylisted, see http://postgrey.example").kind.name
    'LATER'
    >>> reader_refused(550, b"relay not permitted").kind.name
    'UNCLEAR'
    >>> reader_refused(451, b"4.3.0 local error")
    Failed(reason='451 4.3.0 local error', lasting=False)
    """
    reason = one_line(code, answer)
    kind = enhanced(reason)
    if code in SESSION:
        return Failed(reason=reason, lasting=True)
    if code != CLOSING and (kind == "2.2" or says(reason, "full") or says(reason, "busy")):
        return Rejected(reason=reason, kind=Refusal.LATER)
    if code == CLOSING or (400 <= code < 500 and says(reason, "fast")):
        return _temporary(code, reason)
    if 400 <= code < 500:
        # One mailbox that is slow must not hold up the letter of all the others.
        ours = kind[:2] in OF_SERVER if kind else code not in {450, 451}
        return Failed(reason=reason) if ours else Rejected(reason=reason, kind=Refusal.LATER)
    return Rejected(reason=reason, kind=Refusal.GONE if is_gone(reason) else Refusal.UNCLEAR)


def content_answered(code: int, answer: bytes) -> SendOutcome:
    """Return what the answer to DATA, or to its final dot, means; a refusal there says nothing about the address.

    >>> content_answered(250, b"2.0.0 Ok: queued as 4F1D2A")
    Accepted(provider_id='4F1D2A')
    """
    reason = one_line(code, answer)
    if code == 250:
        found = QUEUED.search(answer.decode("utf-8", "replace").strip())
        return Accepted(provider_id=next(filter(None, found.groups()), "") if found else "")
    if 400 <= code < 500:
        return _temporary(code, reason)
    if code in SESSION:
        return Failed(reason=reason, lasting=True)
    return Rejected(reason=reason, kind=Refusal.LATER if says(reason, "full") else Refusal.LETTER)


def login_refused(code: int, answer: bytes) -> SendOutcome:
    """Return what a refusal of AUTH means: 454 is a passing fault of theirs (RFC 4954), the rest is the password."""
    return Failed(reason=one_line(code, answer), lasting=not 400 <= code < 500)


def _temporary(code: int, reason: str) -> SendOutcome:
    if code == CLOSING or says(reason, "fast"):
        return Throttled(reason=reason, quota=bool(DAILY.search(reason)))
    return Failed(reason=reason)


# --- words ------------------------------------------------------------------------------------------------------------


def is_gone(reason: str) -> bool:
    """Return whether an answer says clearly that a mailbox does not exist: by its code, or without one by its words.

    Words that refuse us are stronger than any code.

    >>> is_gone("550 5.1.1 Relay not permitted"), is_gone("553 5.1.1 <a@b.example>: User unknown")
    (False, True)
    >>> is_gone("550 Requested action not taken: mailbox unavailable")
    False
    """
    if says(reason, "us"):
        return False
    kind = enhanced(reason)
    return kind in GONE if kind else says(reason, "gone")


def enhanced(reason: str) -> str:
    """Return the enhanced code without its class, wherever it stands; "" without one.

    >>> (
    ...     enhanced("550 5.1.1 no such user"),
    ...     enhanced("553 sorry (#5.7.1)"),
    ...     enhanced("550 from 10.5.1.1"),
    ...     enhanced("550 no"),
    ... )
    ('1.1', '7.1', '', '')
    """
    found = ENHANCED.search(reason)
    return f"{found[1]}.{found[2]}" if found else ""


def says(reason: str, what: str) -> bool:
    """Return whether the words of an answer say *what*: one of the `says` of `answers.toml`."""
    return bool(_phrases()[what].search(reason))


@cache
def _phrases() -> Mapping[str, re.Pattern[str]]:
    table = tomllib.loads(files("publishkit.send").joinpath("answers.toml").read_text("utf-8"))["phrase"]
    kinds = {row["says"] for row in table}
    joined = {kind: "|".join(f"(?:{row['words']})" for row in table if row["says"] == kind) for kind in kinds}
    return {kind: re.compile(words, re.IGNORECASE) for kind, words in joined.items()}


# --- the same answer again --------------------------------------------------------------------------------------------


WEB = re.compile(r"https?://\S+")
ADDRESS = re.compile(r"\S+@\S+")
WORD = re.compile(r"[^\W_]+")


def wording(reason: str, address: str = "") -> str:
    """Return what is left of an answer without what differs from reader to reader, so that two can be compared.

    *address* is the reader's. Its parts, other addresses, links and names of calls go; codes and words stay.

    >>> wording("550 5.7.1 <ada@quay.example>: Relay access denied", "ada@quay.example")
    '550 5.7.1 relay access denied'
    >>> wording("550-5.7.1 blocked, see https://x.example/a1 d4-2002si17.9 - gsmtp")
    '550 5.7.1 blocked see gsmtp'
    """
    text = ADDRESS.sub(" ", WEB.sub(" ", reason.casefold()))
    local, _, domain = address.casefold().rpartition("@")
    for part in filter(None, (domain, local)):
        text = re.sub(rf"(?<![\w.-]){re.escape(part)}(?![\w-])", " ", text)
    code, found = re.match(r"\s*(\d{3})\b", text), ENHANCED.search(text)
    codes = [code[1] if code else "", found[0] if found else ""]
    words = [word for piece in text.split() if not re.search(r"\d", piece) for word in WORD.findall(piece)]
    return " ".join(filter(None, [*codes, *words]))[:SHORT]

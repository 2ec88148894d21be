"""What an SMTP server's answer says about one message (RFC 5321, 4.2; enhanced codes RFC 3463)."""

import re

from publishkit.send.outcome import Accepted, Failed, Outcome, Rejected, Throttled

CLOSING = 421
OF_SERVER = frozenset({"3.", "4.", "5."})
"""Enhanced codes that speak of the mail system, the network and the protocol; the others speak of the reader."""
ENHANCED = re.compile(r"^([245])\.(\d{1,3})\.(\d{1,3})\b")
FULL = re.compile(r"\b(full|over ?quota|quota exceeded|insufficient storage)\b", re.IGNORECASE)
TOO_FAST = re.compile(r"\b(rate|too (many|fast)|throttl|limit exceeded|slow down)", re.IGNORECASE)
DAILY = re.compile(r"\b(daily|per day|24 ?h)", re.IGNORECASE)
RELAY = re.compile(r"relay|authenticat|sender|auth required|not permitted to send", re.IGNORECASE)
"""A server that refuses us, not the reader."""
GONE = frozenset({"1.0", "1.1", "1.2", "1.3", "1.6", "1.10", "2.1"})
"""Enhanced codes of an address that will not do next week either."""
QUEUED = re.compile(
    r"queued as ([A-Za-z0-9.-]{4,80})|\bid[= ]([A-Za-z0-9.-]{4,80})|^(?:2\.0\.0 )?[Oo][Kk]:? ([\w.-]{6,80})$"
)


def words(code: int, answer: bytes) -> str:
    r"""Return the answer as one line.

    >>> words(550, b"5.1.1 no such user\nhere")
    '550 5.1.1 no such user here'
    """
    return f"{code} {' '.join(answer.decode('utf-8', 'replace').split())}"


def sender_refused(code: int, answer: bytes) -> Outcome:
    """Return what a refusal before any reader is named means: of MAIL, or of the greeting."""
    told = words(code, answer)
    if code == 552:
        return Failed(reason=f"the letter is too large for the server: {told}", lasting=True)
    return _temporary(code, told) if 400 <= code < 500 else Failed(reason=told, lasting=True)


def reader_refused(code: int, answer: bytes) -> Outcome:
    """Return what a refusal of RCPT means.

    >>> reader_refused(550, b"5.1.1 no such user")
    Rejected(reason='550 5.1.1 no such user', permanent=True)
    >>> reader_refused(450, b"4.2.0 Greylisted, see http://postgrey.example")
    Rejected(reason='450 4.2.0 Greylisted, see http://postgrey.example', permanent=False)
    >>> reader_refused(451, b"4.3.0 local error")
    Failed(reason='451 4.3.0 local error', lasting=False)
    >>> reader_refused(554, b"5.7.1 Relay access denied")
    Failed(reason='554 5.7.1 Relay access denied', lasting=True)
    """
    told = words(code, answer)
    kind = _enhanced(answer)
    if code == CLOSING or (400 <= code < 500 and TOO_FAST.search(told)):
        return _temporary(code, told)
    if kind == "2.2" or FULL.search(told):
        return Rejected(reason=told, permanent=False)
    if 400 <= code < 500:
        # One mailbox that is slow must not hold up the letter of all the others.
        ours = kind[:2] in OF_SERVER if kind else code != 450
        return Failed(reason=told) if ours else Rejected(reason=told, permanent=False)
    if code in {503, 530, 535} or (kind.startswith("7.") and RELAY.search(told)):
        return Failed(reason=told, lasting=True)
    gone = kind in GONE if kind else code in {550, 551, 553, 501}
    return Rejected(reason=told, permanent=gone)


def content_answered(code: int, answer: bytes) -> Outcome:
    """Return what the answer to DATA, or to its final dot, means; a refusal there says nothing about the address.

    >>> content_answered(250, b"2.0.0 Ok: queued as 4F1D2A")
    Accepted(provider_id='4F1D2A')
    """
    told = words(code, answer)
    if code == 250:
        found = QUEUED.search(answer.decode("utf-8", "replace").strip())
        return Accepted(provider_id=next(filter(None, found.groups()), "") if found else "")
    if 400 <= code < 500:
        return _temporary(code, told)
    if code in {503, 530} or RELAY.search(told):
        return Failed(reason=told, lasting=True)
    return Rejected(reason=told, permanent=False)


def login_refused(code: int, answer: bytes) -> Outcome:
    """Return what a refusal of AUTH means: 454 is a passing fault of theirs (RFC 4954), the rest is the password."""
    return Failed(reason=words(code, answer), lasting=not 400 <= code < 500)


def _temporary(code: int, told: str) -> Outcome:
    if code == CLOSING or TOO_FAST.search(told):
        return Throttled(reason=told, quota=bool(DAILY.search(told)))
    return Failed(reason=told)


def _enhanced(answer: bytes) -> str:
    """Return `1.1` of `5.1.1 no such user`; "" without one."""
    found = ENHANCED.match(answer.decode("utf-8", "replace").strip())
    return f"{found[2]}.{found[3]}" if found else ""

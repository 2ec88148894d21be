"""Unsubscribe tokens: signed, stateless, without an end (RFC 8058 asks that they cannot be guessed).

A token names a reader and a list in a form that no stranger can read: 53 bytes, 71 characters of base64url,
`key number (1) | list (4) | reader (32) | HMAC-SHA-256 of all that, cut to 16`.
"""

import base64
import binascii
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from publishkit.errors import InputError, Problem

VARIABLE = "PUBLISHKIT_UNSUBSCRIBE_KEYS"
"""Where the keys are: `1:<32 bytes as hex>`, newest first; older ones stay, so that links of old mails keep working."""
LIST, READER, SIGNATURE = 4, 32, 16
"""Bytes."""
LENGTH = 71
SHORTEST_KEY = 32
"""Bytes (RFC 2104, section 3: at least as long as the hash)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """Secrets that sign tokens, by number."""

    current: int
    by_number: Mapping[int, bytes] = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaving:
    """The reader and the list that a valid token names."""

    list_digest: bytes
    """First four bytes of the SHA-256 of the list's name."""
    reader_key: str
    """64 hex digits, as in the state database."""

    def list_of(self, names: Iterable[str]) -> str | None:
        """Return the list meant, out of *names*; None when it is none of them."""
        return next((name for name in names if list_digest(name) == self.list_digest), None)


def parse_keys(text: str) -> Keys:
    """Return the keys written in *text*.

    >>> parse_keys(f"2:{'ab' * 32} 1:{'cd' * 32}").current
    2

    Raises:
        InputError: empty, or not numbers 0-255 with at least 32 bytes of hex each.
    """
    found: dict[int, bytes] = {}
    for word in text.replace(",", " ").split():
        number, _, digits = word.partition(":")
        try:
            found[int(number)] = bytes.fromhex(digits)
        except ValueError:
            raise _wrong("is not `number:hex`") from None
    if not found:
        raise _wrong("is not set, so that no reader could leave")
    if any(not 0 <= number <= 255 or len(key) < SHORTEST_KEY for number, key in found.items()):
        raise _wrong(f"needs numbers from 0 to 255 and at least {SHORTEST_KEY} bytes of hex each")
    return Keys(current=next(iter(found)), by_number=found)


def list_digest(name: str) -> bytes:
    """Return what a token holds of a list's name."""
    return sha256(name.encode()).digest()[:LIST]


def make_token(keys: Keys, list_name: str, reader_key: str) -> str:
    """Return the token by which the reader leaves the list.

    >>> keys = parse_keys("1:" + "ab" * 32)
    >>> len(make_token(keys, "readers", "00" * 32))
    71
    """
    payload = bytes([keys.current]) + list_digest(list_name) + bytes.fromhex(reader_key)
    return base64.urlsafe_b64encode(payload + _signature(keys.by_number[keys.current], payload)).rstrip(b"=").decode()


def read_token(keys: Keys, token: str) -> Leaving | None:
    """Return the reader and list that *token* names, or None when we did not sign it.

    >>> keys = parse_keys("1:" + "ab" * 32)
    >>> read_token(keys, make_token(keys, "readers", "07" * 32)).list_of(["friends", "readers"])
    'readers'
    """
    if len(token) != LENGTH or not token.isascii():
        return None
    try:
        whole = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    payload, signature = whole[:-SIGNATURE], whole[-SIGNATURE:]
    key = keys.by_number.get(payload[0])
    if key is None or not hmac.compare_digest(_signature(key, payload), signature):
        return None
    return Leaving(list_digest=payload[1 : 1 + LIST], reader_key=payload[1 + LIST :].hex())


def unsubscribe_address(template: str, token: str) -> str:
    """Return the reader's own address: *template* is `email.unsubscribe_url`, with `{token}` in it."""
    return template.replace("{token}", token)


def _signature(key: bytes, payload: bytes) -> bytes:
    return hmac.digest(key, payload, "sha256")[:SIGNATURE]


def _wrong(message: str) -> InputError:
    hint = (
        'set it to "1:" and the output of `openssl rand -hex 32`, and keep it: it is needed as long as mails are read'
    )
    return InputError(Problem(place=VARIABLE, message=message, hint=hint))

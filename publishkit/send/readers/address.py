"""A reader's mail address in one form, and the key by which the state database knows the reader."""

import re
from functools import lru_cache
from hashlib import sha256

from email_validator import EmailNotValidError, validate_email

from publishkit.errors import InputError, Problem

LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
"""RFC 5322, section 3.2.3: dot-atom; quoted local parts are allowed there, and refused nearly everywhere."""
LONGEST_LOCAL = 64
LONGEST = 254
"""Characters (RFC 5321, sections 4.5.3.1.1 and, less the brackets, 4.5.3.1.3)."""
KNOWN_DOMAINS = 16_384
"""Domains remembered: most readers of a list share a few."""


class AddressRefusedError(ValueError):
    """No letter can be sent there; says why in a sentence, after a word for counting."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        """`empty`, `syntax`, `domain`, `too-long` or `eai-unsupported`."""


def parse_address(text: str) -> str:
    """Return the address as it is stored: local part as written, domain in lower-case A-labels (IDNA 2008).

    >>> parse_address(" Ada.Byron@Größe.example ")
    'Ada.Byron@xn--gre-6ka8i.example'

    Raises:
        AddressRefusedError: it is none, or one that few servers take (letters beyond ASCII before the @: SMTPUTF8).
    """
    local, at, domain = text.strip().rpartition("@")
    if not at:
        raise AddressRefusedError("empty" if not domain else "syntax", "has no address" if not domain else "has no @")
    if not local.isascii():
        raise AddressRefusedError("eai-unsupported", "has letters before the @ that most mail servers refuse")
    if not LOCAL.fullmatch(local):
        raise AddressRefusedError("syntax", "is not a mail address")
    host, problem = _domain(domain)
    if problem:
        raise AddressRefusedError("domain", problem)
    if len(local) > LONGEST_LOCAL or len(local) + 1 + len(host) > LONGEST:
        message = f"is longer than {LONGEST_LOCAL} characters before the @, or {LONGEST} in all"
        raise AddressRefusedError("too-long", message)
    return f"{local}@{host}"


def reader_key(address: str) -> str:
    """Return the SHA-256, as hex, by which a reader is known: upper and lower case are the same reader.

    Any text has one, also what a provider tells of an address we would not have taken.

    >>> reader_key("Ada@Example.org") == reader_key("ada@example.org")
    True
    """
    try:
        return stored_key(parse_address(address))
    except AddressRefusedError:
        return stored_key(address.strip())


def stored_key(address: str) -> str:
    """Return the key of an address that `parse_address` gave."""
    local, at, domain = address.rpartition("@")
    return sha256(f"{local.casefold()}{at}{domain.casefold()}".encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=KNOWN_DOMAINS)
def _domain(domain: str) -> tuple[str, str]:
    """Return the A-label form of *domain*, or why it is none."""
    if len(domain) > LONGEST:
        return "", "has a domain that is too long"
    try:
        checked = validate_email(f"a@{domain}", check_deliverability=False, allow_smtputf8=False)
    except (EmailNotValidError, UnicodeError):
        return "", "has a domain that cannot be"
    return checked.ascii_domain.lower(), ""


NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
"""As `send.list` in publishkit.toml."""


def check_list_name(name: str) -> str:
    """Return *name*.

    Raises:
        InputError: it is no name of a list.
    """
    if not NAME.fullmatch(name):
        hint = "small letters, digits and hyphens, at most 80"
        raise InputError(Problem(place="--list", message=f"{name[:80]!a} is no name of a list", hint=hint))
    return name

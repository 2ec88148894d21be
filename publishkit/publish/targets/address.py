"""Where a target is and how it is reached: its address, taken apart, and its options.

An address is `s3://bucket/letter`, `sftp://web@example.org/srv/letter`, or a folder. Neither holds a secret: those come from
the environment.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import unquote, urlsplit

from publishkit.errors import InputError, Problem

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
"""Two letters at least: `C:` is a disk."""

Options = Mapping[str, object]
"""What a target may be told beside its address."""
SECRETS = {"password", "passphrase", "secret", "key", "token", "access_key", "secret_key", "secret_access_key"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where a site goes. Nothing in it is secret."""

    scheme: str
    """`file`, `s3`, `sftp`, …"""
    host: str = ""
    """Server, or bucket."""
    port: int | None = None
    user: str = ""
    path: str = ""
    """Of a folder as it was written; of the others without a slash at its end, and for buckets at its beginning."""


def parse_address(text: str) -> Address:
    """Return *text* taken apart.

    >>> parse_address("s3://letters/weekly/").path
    'weekly'
    >>> parse_address("public").scheme
    'file'

    Raises:
        InputError: it holds a password, or is no address.
    """
    found = SCHEME.match(text)
    if found is None or found[1].lower() == "file":
        return Address(scheme="file", path=_folder(text))
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname or ""
    except ValueError as cause:
        raise _wrong(text, "is no address", "write s3://bucket/folder or sftp://user@host/folder") from cause
    if parts.password is not None:
        hint = "take it out, and give it in PUBLISHKIT_SFTP_PASSWORD (docs/targets.md); better, use a key"
        raise _wrong(text, "holds a password, and addresses are shown and logged", hint)
    if parts.query or parts.fragment:
        raise _wrong(text, "has a ? or # part, which means nothing here", "write them as %3F and %23")
    path = unquote(parts.path)
    if not host or ".." in path.split("/") or not path.isprintable():
        raise _wrong(text, "names no server or bucket, or leaves its folder", "write s3://bucket/folder")
    scheme = parts.scheme.lower()
    return Address(scheme=scheme, host=host, port=port, user=unquote(parts.username or ""), path=_clean(scheme, path))


def shown(text: str) -> str:
    """Return an address as people may see it: with its password, if somebody wrote one, taken out.

    >>> shown("sftp://web:s3cret@example.org/srv")
    'sftp://web:…@example.org/srv'
    """
    return re.sub(r"(://[^/@:]*):.*@", r"\1:…@", text)


def _folder(text: str) -> str:
    if not text.lower().startswith("file:"):
        path = text
    else:
        parts = urlsplit(text)
        if parts.netloc not in {"", "localhost"}:
            raise _wrong(text, "names another machine", "write file:///folder, or sftp://host/folder")
        path = unquote(parts.path)
    if not path.strip() or "\0" in path:
        raise _wrong(text, "is empty", "name a folder, or s3://bucket/folder, or sftp://user@host/folder")
    return path


def _clean(scheme: str, path: str) -> str:
    parts = [part for part in path.split("/") if part not in {"", "."}]
    return f"/{'/'.join(parts)}" if scheme == "sftp" and parts else "/".join(parts)


def _wrong(text: str, message: str, hint: str) -> InputError:
    return InputError(Problem(place=shown(text), message=message, hint=hint))


# --- options ----------------------------------------------------------------------------------------------------------


def check_options(address: str, options: Options, known: Mapping[str, type]) -> None:
    """Refuse options that nobody reads, of the wrong kind, or secret, all at once.

    Raises:
        InputError: with every fault found.
    """
    problems = [
        Problem(place=f"{shown(address)}: {name}", message=message, hint=hint)
        for name, value in options.items()
        for message, hint in _faults(name, value, known)
    ]
    if problems:
        raise InputError(*problems)


def _faults(name: str, value: object, known: Mapping[str, type]) -> Sequence[tuple[str, str]]:
    if name in SECRETS:
        return [("a secret does not belong here", "give it in the environment: docs/targets.md says under which name")]
    if name not in known:
        near = get_close_matches(name, known, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(sorted(known)) or 'none'}"
        return [("unknown option", hint)]
    if known[name] is float:
        right = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
        return [] if right else [("must be a number of seconds above 0", "")]
    return [] if isinstance(value, str) and value.strip() else [("must be a text that is not empty", "")]


def text(options: Options, name: str) -> str:
    """Return the checked text option *name*; "" when it is not given."""
    return str(options.get(name, ""))


def seconds(options: Options, name: str, default: float) -> float:
    """Return the checked number option *name*."""
    value = options.get(name, default)
    return float(value) if isinstance(value, int | float) else default

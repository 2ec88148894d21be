"""What a transport or a provider is opened with: its options, the secrets, and where the workspace is."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from pydantic import Field

from publishkit.errors import InputError, Problem
from publishkit.model.article import Strict
from publishkit.model.config import Sending
from publishkit.send.secrets import PREFIX, Secrets, looks_secret
from publishkit.send.transports.base import Transport
from publishkit.workspace.parse import parse_tree

CONFIG = "publishkit.toml"
OPTIONS = "send.options"
TRANSPORT_PLACE = f"{CONFIG}: send.transport"
"""Where a person chooses the transport, for messages."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
HOST = re.compile(r"[a-z0-9.-]{1,253}|[0-9a-f:]{2,45}")

Chosen = TypeVar("Chosen", bound=Strict)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """All that an opener gets."""

    name: str
    """`smtp`: by which the transport is listed."""
    sending: Sending
    secrets: Secrets
    root: Path
    """The workspace's folder."""

    def options(self, kind: type[Chosen]) -> Chosen:
        """Return `[send.options]` as *kind*.

        Raises:
            InputError: unknown, missing or wrong ones, every one of them; a secret among them is named, never shown.
        """
        given = self.sending.options
        secret = [key for key in given if looks_secret(key) and key not in kind.model_fields]
        problems = [_secret_in_config(key, self.name) for key in secret]
        try:
            chosen = parse_tree({key: given[key] for key in given if key not in secret}, kind, OPTIONS)
        except InputError as cause:
            raise InputError(*problems, *map(_placed, cause.problems)) from None
        if problems:
            raise InputError(*problems)
        return chosen


Opener = Callable[[Opening], Transport]


class HttpOptions(Strict):
    """What may be said of any provider."""

    batch: int | None = None
    """Readers in one call; by default what `send/providers.toml` says."""
    timeout: float = Field(default=60, gt=0, le=600)
    """Seconds to wait for an answer."""


class ProviderOptions(HttpOptions):
    """And where it lives, when that is not where everybody's is."""

    endpoint: str = ""
    """`https://api.eu.mailgun.net/v3`: the provider's other region, or a server of one's own."""


class OwnServerOptions(HttpOptions):
    """A provider without an address that everybody shares."""

    endpoint: str
    """`https://postal.example.org`."""


def refuse_option(key: str, message: str, hint: str = "") -> InputError:
    """Return the error about one option."""
    return InputError(Problem(place=f"{CONFIG}: {OPTIONS}.{key}", message=message, hint=hint))


def _secret_in_config(key: str, name: str) -> Problem:
    variable = f"{PREFIX}{name.replace('-', '_').upper()}_…"
    hint = (
        f"take it out and set {variable} in the environment (see docs/transports.md); change it, since it was on disk"
    )
    return Problem(place=f"{CONFIG}: {OPTIONS}.{key[:60]}", message="a secret is never written here", hint=hint)


def _placed(problem: Problem) -> Problem:
    """Return *problem* with the place as people write it: `publishkit.toml: send.options.host`."""
    key = problem.place.removeprefix(OPTIONS).removeprefix(": ")
    place = f"{CONFIG}: {OPTIONS}.{key}" if key else f"{CONFIG}: {OPTIONS}"
    return Problem(place=place, message=problem.message, hint=problem.hint)


# --- where secrets may be sent ----------------------------------------------------------------------------------------


def check_endpoint(address: str) -> str:
    """Return the option `endpoint`, ended by a slash, if a secret may be sent there.

    Raises:
        InputError: not https (loopback aside), or a user and password in it.
    """
    try:
        parts = urlsplit(address)
        good = bool(HOST.fullmatch(parts.hostname or "")) and (parts.port or 443) < 65536
    except ValueError:
        raise refuse_option("endpoint", "is not a web address", "write it in full: https://…") from None
    if parts.username or parts.password:
        raise refuse_option("endpoint", "holds a user or password", "secrets are never written here")
    if not good or re.search(r"\s", address) or not _is_private(parts):
        raise refuse_option("endpoint", "must be an https address", "write it in full: https://…")
    return address if address.endswith("/") else f"{address}/"


def checked_base(address: str, key: str) -> str:
    """Return the option *key*, a provider's address, without its last slash, if a secret may be sent there.

    Raises:
        InputError: neither https nor on this machine, or with a password, a query or a fragment in it.
    """
    parts = urlsplit(address)
    if not _is_private(parts) or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise refuse_option(key, "is not a plain https address", "keys are never sent in the open: https://…")
    return address.rstrip("/")


def _is_private(parts: SplitResult) -> bool:
    """Return whether nobody on the way can read what is sent there."""
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)

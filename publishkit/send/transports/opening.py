"""What a transport or a provider is opened with: its options, the secrets, the workspace, and what the provider allows."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from pydantic import Field

from publishkit.errors import InputError, Problem
from publishkit.model.article import Strict
from publishkit.model.config import Sending
from publishkit.send.letter.letter import Letter
from publishkit.send.secrets import PREFIX, Secrets, looks_secret
from publishkit.send.transports.base import Capabilities, Transport
from publishkit.workspace.toml.parse import parse_tree

CONFIG = "publishkit.toml"
OPTIONS = "send.options"
TRANSPORT_PLACE = f"{CONFIG}: send.transport"
"""Where a person chooses the transport, for messages."""
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


# --- what providers allow: `send/providers.toml` ----------------------------------------------------------------------


OVERHEAD = 2000
"""Bytes a reader adds to a call at most: names, links and headers."""


class Limits(Strict):
    """One provider's row."""

    batch: int
    """Readers in one call when nothing else is said."""
    most: int
    """Readers in one call that the provider takes."""
    megabytes: int | None = None
    """Largest call."""
    key_minutes: int | None = None
    """How long the provider remembers an idempotency key."""
    calls: float | None = None
    """Calls a second."""
    as_of: date
    source: str
    documented: bool
    """False: at least one number is only believed."""

    def capabilities(self, chosen: int | None, *, lookup: bool = False) -> Capabilities:
        """Return what a transport with these limits can carry, *chosen* readers in a call.

        Raises:
            InputError: the provider takes fewer.
        """
        batch = self.batch if chosen is None else chosen
        if not 1 <= batch <= self.most:
            raise refuse_option("batch", f"{batch} readers in a call is outside 1 to {self.most}", "leave it out")
        key = timedelta(minutes=self.key_minutes) if self.key_minutes else None
        rate = self.calls * batch if self.calls else None
        return Capabilities(batch=batch, idempotency=key, lookup=lookup, rate=rate)

    def too_large(self, letter: Letter, readers: int, *, own_bodies: bool) -> Iterator[Problem]:
        """Yield that *readers* in a call make it larger than the provider takes."""
        body = len(letter.page.encode()) + len(letter.text.encode())
        size = readers * (body + OVERHEAD) if own_bodies else body + readers * OVERHEAD
        if self.megabytes and size > self.megabytes * 1_000_000:
            message = f"a call would have {size / 1_000_000:.0f} MB, the provider takes {self.megabytes}"
            most = self.megabytes * 1_000_000 // (body + OVERHEAD)
            hint = f"set batch = {most} in [send.options]" if own_bodies and most else "shorten the letter"
            yield Problem(place="mail", message=message, hint=hint)


@cache
def limits_of(name: str) -> Limits:
    """Return the row of the transport *name*."""
    rows = tomllib.loads(files("publishkit.send").joinpath("providers.toml").read_text("utf-8"))
    return Limits.model_validate(rows[name])


# --- where secrets may be sent ----------------------------------------------------------------------------------------


LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
HOST = re.compile(r"[a-z0-9.-]{1,253}|[0-9a-f:]{2,45}")


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

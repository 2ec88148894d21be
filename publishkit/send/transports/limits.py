"""What providers allow: the numbers of `send/providers.toml`."""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from publishkit.errors import Problem
from publishkit.model.article import Strict
from publishkit.send.letter.letter import Letter
from publishkit.send.transports.base import Capabilities
from publishkit.send.transports.opening import refuse_option

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

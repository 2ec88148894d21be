"""A dry run: every reader's message is made and thrown away, a few are kept to look at. Nothing is frozen or sent."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from publishkit.send.campaign.context import SendingContext
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import Reader
from publishkit.send.readers.lists import audience_of, count_audience
from publishkit.send.transports.guarded import unfit_readers

CHUNK = 500
"""Readers read from the database at once."""
SAMPLES = ("first", "last", "longest-name", "non-ascii")
NAMED = 20
"""Readers who could not be written to that are named."""

Tell = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class DryRunResult:
    """What a dry run found."""

    count: int
    suppressed: int
    total: int
    """Bytes of all messages together."""
    largest: int
    """Bytes of the largest."""
    samples: Mapping[str, bytes]
    """Name -> message, for each that there is a reader for."""
    refused: tuple[str, ...]
    """Readers nobody can write to, the first twenty: address and why."""
    refused_count: int
    seconds: float
    """What making them took here."""
    estimated: timedelta | None
    """What sending takes at the account's rate; None when no rate is known."""
    days: int
    """Days, of the account's daily quota."""


@dataclass
class _Counts:
    count: int = 0
    total: int = 0
    largest: int = 0
    refused: list[str] = field(default_factory=list)
    refused_count: int = 0
    samples: dict[str, bytes] = field(default_factory=dict)
    longest: int = -1

    def add(self, letter: Letter, reader: Reader) -> None:
        """Make one reader's message."""
        self.count += 1
        if unfit := unfit_readers([reader]):
            self.refused_count += 1
            if len(self.refused) < NAMED:
                self.refused.append(f"{reader.address!a}: {unfit[0].reason}")
            return
        data = letter.message(reader)
        self.total += len(data)
        self.largest = max(self.largest, len(data))
        self.samples.setdefault("first", data)
        self.samples["last"] = data
        if len(reader.name) > self.longest:
            self.longest = len(reader.name)
            self.samples["longest-name"] = data
        if not reader.name.isascii():
            self.samples.setdefault("non-ascii", data)


def dry_run(context: SendingContext, letter: Letter, list_name: str, tell: Tell) -> DryRunResult:
    """Make the message of every reader of the list, one at a time; *tell* is called with how many are made.

    Raises:
        InputError: the letter cannot be carried by the transport.
    """
    context.examine(letter)
    addressed, found = context.addressed(list_name), _Counts()
    started = time.perf_counter()
    with context.store.read() as connection:
        everybody = audience_of(list_name).order_by("reader_key")
        rows = connection.execution_options(yield_per=CHUNK).execute(everybody)
        for row in rows:
            found.add(letter, addressed(row.address, row.name, row.reader_key))
            if found.count % CHUNK == 0:
                tell(found.count)
    allowance = context.allowance()
    with context.store.read() as connection:
        _, gone = count_audience(connection, list_name)
    return DryRunResult(
        count=found.count,
        suppressed=gone,
        total=found.total,
        largest=found.largest,
        samples=found.samples,
        refused=tuple(found.refused),
        refused_count=found.refused_count,
        seconds=time.perf_counter() - started,
        estimated=timedelta(seconds=found.count / allowance.rate) if allowance.rate else None,
        days=-(-found.count // allowance.daily) if allowance.daily else 1,
    )

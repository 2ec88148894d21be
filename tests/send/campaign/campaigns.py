"""A small campaign for tests: readers, a transport that follows a script, a clock that moves when somebody sleeps."""

from collections import Counter as Counted
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import random
from threading import Event

from sqlalchemy import func, select

from publishkit.send.campaign.begin import SendOrder
from publishkit.send.campaign.breaker import Tally
from publishkit.send.campaign.freeze import Plan, freeze
from publishkit.send.campaign.record import Campaign, load_campaign
from publishkit.send.campaign.sender import Counter, Sender, Sleep, this_worker
from publishkit.send.campaign.step import run_campaign
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import Mailing, Reader
from publishkit.send.outcome import Accepted, SendOutcome
from publishkit.send.rate import Allowance, open_bucket
from publishkit.send.readers.address import reader_key
from publishkit.send.state.store import Store
from publishkit.send.state.tables import batches, deliveries, subscribers, suppressions
from publishkit.send.transports.base import Capabilities, Quota, Transport

FRIDAY = datetime(2026, 11, 20, 6, tzinfo=UTC)
ISSUE, LIST = "2026-w47", "readers"
HOUR = timedelta(hours=1)
LETTER = Letter(
    mailing=Mailing(
        edition=ISSUE,
        subject="The Quay, No. 47",
        from_address="letter@quay.example",
        list_id="letter.quay.example",
        archive="https://quay.example/letter/2026-w47/",
        rights="https://quay.example/letter/2026-w47/rights.json",
    ),
    page='<p>Low water.</p><a href="@@PK_UNSUB_URL@@">Leave</a>',
    text="Low water.\n@@PK_UNSUB_URL@@\n",
    moment=FRIDAY,
)


def address(number: int) -> str:
    return f"reader{number}@example.org"


def addressed(to: str, name: str, key: str) -> Reader:
    return Reader(address=to, name=name, unsubscribe=f"https://quay.example/u/{key[:8]}")


@dataclass
class Time:
    """A clock; sleeping moves it."""

    now: datetime = FRIDAY

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=max(seconds, 0.001))


Behaviour = Callable[[Sequence[Reader], str], Sequence[SendOutcome]]


def accept(readers: Sequence[Reader], key: str) -> Sequence[SendOutcome]:
    return [Accepted(provider_id=f"id-{reader.address}") for reader in readers]


def all_of(outcome: SendOutcome) -> Behaviour:
    return lambda readers, key: [outcome for _ in readers]


@dataclass
class Script:
    """A transport that answers as the next of its *lines* says; after the last one it accepts."""

    lines: list[Behaviour] = field(default_factory=list)
    capabilities: Capabilities = field(default_factory=lambda: Capabilities(batch=10))
    known: dict[str, SendOutcome] = field(default_factory=dict)
    """What a lookup finds, by address."""
    name: str = "script"
    calls: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    taken: Counted[str] = field(default_factory=Counted)
    """How often each address was accepted, one key counted once where keys are known."""
    seen: set[str] = field(default_factory=set)

    def send(self, letter: Letter, readers: Sequence[Reader], *, key: str) -> Sequence[SendOutcome]:
        self.calls.append((key, tuple(reader.address for reader in readers)))
        outcomes = (self.lines.pop(0) if self.lines else accept)(readers, key)
        if key not in self.seen:
            self.take(r.address for r, o in zip(readers, outcomes, strict=True) if isinstance(o, Accepted))
        return outcomes

    def take(self, addresses: Iterable[str]) -> None:
        self.taken.update(addresses)

    def lookup(self, letter: Letter, reader: Reader) -> SendOutcome | None:
        return self.known.get(reader.address)

    def quota(self) -> Quota:
        return Quota()

    def close(self) -> None:
        pass


def fill(store: Store, count: int, *, without: Iterable[int] = (), list_name: str = LIST) -> None:
    """Put *count* readers on the list; those in *without* are suppressed."""
    rows = [
        {"list": list_name, "reader_key": reader_key(address(n)), "address": address(n), "name": f"Reader {n}",
         "added_at": FRIDAY}
        for n in range(count)
    ]  # fmt: skip
    with store.write() as connection:
        connection.execute(subscribers.insert(), rows)
    for number in without:
        leave(store, number)


def leave(store: Store, number: int) -> None:
    row = {"scope": LIST, "reader_key": reader_key(address(number)), "reason": "unsubscribed", "at": FRIDAY}
    with store.write() as connection:
        connection.execute(suppressions.insert().values(**row))


def plan(**changes: object) -> Plan:
    values = {
        "issue": ISSUE,
        "list": LIST,
        "content_sha256": LETTER.sha256,
        "transport": "script",
        "account": "script",
        "batch_size": 10,
        "moment": FRIDAY,
        "hold_until": FRIDAY,
        "not_after": FRIDAY + 6 * HOUR,
        "by": "Jane Editor",
    }
    return Plan(**{**values, **changes})  # type: ignore[arg-type]  # a test names what it changes


def make_sender(store: Store, transport: Script, time: Time, mine: Campaign, **changes: object) -> Sender:
    values = {
        "store": store,
        "transport": transport,
        "letter": LETTER,
        "campaign": mine.id,
        "worker": "here:1:boot",
        "addressed": addressed,
        "allowance": Allowance(account="script"),
        "canary_wait": timedelta(minutes=10),
        "clock": time,
        "sleep": time.sleep,
        "chance": lambda: 0.5,
        "counter": Counter(Tally()),
        "alive": lambda pid: "",
    }
    sender = Sender(**{**values, **changes})  # type: ignore[arg-type]  # a test names what it changes
    with store.write() as connection:
        open_bucket(connection, sender.allowance, time())
    return sender


def process_sender(store: Store, transport: Transport, mine: Campaign, sleep: Sleep) -> Sender:
    """Return who sends *mine* in a process of its own, by the clock and the dice of this machine."""
    sender = Sender(
        store=store,
        transport=transport,
        letter=LETTER,
        campaign=mine.id,
        worker=this_worker(),
        addressed=addressed,
        allowance=Allowance(account=transport.name),
        canary_wait=timedelta(0),
        clock=lambda: datetime.now(UTC),
        sleep=sleep,
        chance=random,
    )
    with store.write() as connection:
        open_bucket(connection, sender.allowance, sender.clock())
    return sender


def ready(store: Store, transport: Script, time: Time, *, sender: dict | None = None, **changes: object) -> Sender:
    """Freeze a campaign, begin it, and return who sends it."""
    from publishkit.send.campaign.begin import begin

    mine = freeze(store, plan(**changes), time())
    begin(store, mine.id, ORDER, time())
    return make_sender(store, transport, time, mine, **(sender or {}))


ORDER = SendOrder(by="Jane Editor")


def run(sender: Sender, *, threads: int = 1, order: SendOrder = ORDER, wait: bool = True) -> Campaign:
    return run_campaign(sender, order, threads=threads, stop=Event(), tell=lambda step: None, wait=wait)


def states(store: Store) -> dict[str, int]:
    """Return how many deliveries are in which state."""
    with store.read() as connection:
        rows = connection.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
        return {state: count for state, count in rows}  # noqa: C416  rows are no pairs to mypy


def batch_states(store: Store) -> dict[str, int]:
    with store.read() as connection:
        rows = connection.execute(select(batches.c.state, func.count()).group_by(batches.c.state))
        return {state: count for state, count in rows}  # noqa: C416  rows are no pairs to mypy


def campaign_now(sender: Sender) -> Campaign:
    with sender.store.read() as connection:
        return load_campaign(connection, sender.campaign)

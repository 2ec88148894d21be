"""Send the letter of a finished edition to its readers: try it in a dry run, freeze the audience, send.

Clock, sleep, chance and environment are arguments. Nothing here prints; what a person has to confirm is asked through a
callback.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event

from sqlalchemy import Connection

from publishkit.disk import write_whole
from publishkit.errors import ExternalError, InputError, Problem
from publishkit.model.config import Config
from publishkit.send.campaign import witness
from publishkit.send.campaign.begin import SendOrder, check_open, set_time
from publishkit.send.campaign.breaker import Tally
from publishkit.send.campaign.claim import Later
from publishkit.send.campaign.context import SendingContext
from publishkit.send.campaign.dry_run import DryRunResult, dry_run
from publishkit.send.campaign.freeze import freeze
from publishkit.send.campaign.guards import Confirmed, ask_guards
from publishkit.send.campaign.prepare import (
    first_situation,
    freeze_plan,
    resumed_situation,
)
from publishkit.send.campaign.record import REHEARSAL, Campaign, find_campaign, stored_variant
from publishkit.send.campaign.report import write_report
from publishkit.send.campaign.sender import Clock, Sender, Sleep
from publishkit.send.campaign.settle import Settled
from publishkit.send.campaign.status import Status, read_status
from publishkit.send.campaign.step import run_campaign, share_one_heap
from publishkit.send.campaign.worker import BatchRunner
from publishkit.send.letter.letter import Letter
from publishkit.send.providers.registry import PROVIDERS
from publishkit.send.rate import Chance
from publishkit.send.readers.address import NAME, check_list_name
from publishkit.send.secrets import Secrets, system_keyring
from publishkit.send.state.store import Store, open_store
from publishkit.send.transports.opening import TRANSPORT_PLACE
from publishkit.send.transports.registry import open_transport

SAMPLES = ".publishkit/dry-run"
"""Where a dry run keeps messages, below the workspace; private, as addresses are in them."""
Confirm = Callable[[int, str], int | None]
"""Asks a person for the number of readers: number and subject of the letter -> what was typed.

None where nobody can be asked; below zero when something else was typed.
"""
Prove = Callable[[Letter], None]
"""Returns when readers will find the pages and pictures of a letter (`sending/published.py`)."""
TellStep = Callable[[Settled | Later, Tally], None]
"""Called by several threads with each batch that was settled or each wait, and with the counts so far."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignName:
    """Which letter goes to which list."""

    issue: str
    list: str
    variant: str = ""
    """Another letter of the same issue, such as `correction`; "" for the letter itself."""


def name_campaign(config: Config, issue: str, list_name: str | None, variant: str = "") -> CampaignName:
    """Return the campaign meant; the list is by default `send.list` of publishkit.toml.

    Raises:
        InputError: no list, or no variant, can have that name.
    """
    if variant.startswith(REHEARSAL):
        hint = "a rehearsal is kept apart by itself"
        raise InputError(Problem(place="--variant", message=f"{variant!a} is our own word", hint=hint))
    if variant and (not NAME.fullmatch(variant) or len(variant) > 30):
        hint = "small letters, digits and hyphens, at most 30"
        raise InputError(Problem(place="--variant", message=f"{variant[:80]!a} is no name of a variant", hint=hint))
    return CampaignName(
        issue=issue, list=check_list_name(list_name) if list_name else config.send.list, variant=variant
    )


def refuse_list_holder(config: Config, issue: str) -> None:
    """Return when the transport mails to our readers.

    Raises:
        InputError: it holds the list itself, and takes a draft.
    """
    name = config.send.transport
    if name in PROVIDERS:
        hint = f"`publishkit send draft {issue}` makes a draft there, which a person sends"
        raise InputError(Problem(place=TRANSPORT_PLACE, message=f"{name} holds the list itself", hint=hint))


@contextmanager
def open_context(
    root: Path, config: Config, environ: Mapping[str, str], *, clock: Clock, sleep: Sleep, chance: Chance
) -> Iterator[SendingContext]:
    """Give everything that sending needs; connections are given back at the end.

    *chance* returns a number from 0 to 1; *environ* holds the secrets and PUBLISHKIT_ENV.

    Raises:
        PublishkitError: config, secrets or database are wrong.
    """
    if config.send.transport in PROVIDERS:
        hint = "`publishkit send draft` makes a draft there; `--test-to you@example.org` mails it to you"
        message = f"`{config.send.transport}` holds the list itself"
        raise InputError(Problem(place=TRANSPORT_PLACE, message=message, hint=hint))
    secrets = Secrets(environ, system_keyring)
    transport = open_transport(config.send, secrets, root=root)
    try:
        with open_store(root, config.send.database) as store:
            yield SendingContext(
                root=root,
                config=config,
                store=store,
                transport=transport,
                secrets=secrets,
                environ=environ,
                clock=clock,
                sleep=sleep,
                chance=chance,
            )
    finally:
        transport.close()


def find_named(connection: Connection, config: Config, name: CampaignName) -> Campaign | None:
    """Return the campaign that was frozen under this name, or None; a rehearsal transport has campaigns of its own."""
    return find_campaign(connection, name.issue, name.list, stored_variant(config.send.transport, name.variant))


def report_delivery(root: Path, store: Store, campaign: Campaign, now: datetime) -> Status:
    """Return where the campaign stands, and write the delivery report beside the edition.

    Raises:
        ExternalError: the database cannot be read, or the report cannot be written.
    """
    with store.read() as connection:
        status = read_status(connection, campaign, now)
    write_report(root, status)
    return status


# --- dry run, freeze, send --------------------------------------------------------------------------------------------


def make_dry_run(context: SendingContext, campaign: CampaignName, tell: Callable[[int], None]) -> DryRunResult:
    """Make every message, keep a few below `SAMPLES`, send none; *tell* is called with how many are made.

    Raises:
        InputError: the letter cannot be carried by the transport.
        ExternalError: the samples cannot be written.
    """
    letter = context.letter(campaign.issue, context.clock())
    made = dry_run(context, letter, campaign.list, tell)
    folder = context.root / SAMPLES / campaign.issue
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        for old in folder.glob("*.eml"):
            old.unlink()
        for name, data in made.samples.items():
            write_whole(folder / f"{name}.eml", data)
    except OSError as cause:
        message = f"the samples cannot be written: {cause.strerror}"
        raise ExternalError(Problem(place=str(folder), message=message)) from cause
    return made


def freeze_audience(
    context: SendingContext,
    name: CampaignName,
    confirmed: Confirmed,
    order: SendOrder,
    confirm: Confirm,
    prove: Prove,
    *,
    at: datetime | None = None,
) -> Campaign:
    """Return the campaign: the one that was begun before, or a new one with its audience frozen now; held until *at*.

    *prove* and *confirm* are asked only when the letter would leave this machine, *confirm* when *confirmed* has no number
    of readers.

    Raises:
        InputError: a guard refuses, the number is not the right one, or the campaign is over; carries every reason.
        ProofError: the edition was changed since it was proved.
    """
    with context.store.read() as connection:
        found = find_named(connection, context.config, name)
    if found is not None:
        check_open(found)
        ask_guards(resumed_situation(context, found), resumed=True)
        return set_time(context.store, found, at, order.by, context.clock()) if at else found
    if not order.vouched and not context.rehearsal:
        _check_not_sent(context, name)
    letter = context.letter(name.issue, context.clock())
    situation = first_situation(context, letter, name.list, name.variant, confirmed)
    expected = confirmed.expect_count
    asks = not situation.rehearsal and expected is None
    ask_guards(situation, but=frozenset({"confirmation"} if asks else ()))
    if not situation.rehearsal:
        prove(letter)
    if asks:
        expected = confirm(situation.count, letter.mailing.subject)
        if expected is None or expected < 0:
            ask_guards(situation)
    context.examine(letter)
    plan = freeze_plan(context, letter, name.list, name.variant, order.by, expected, at=at)
    return freeze(context.store, plan, context.clock())


def _check_not_sent(context: SendingContext, name: CampaignName) -> None:
    """Return when no witness says that this letter went out; asked before anybody types a number.

    Raises:
        InputError: one does, and the database knows nothing of it.
    """
    campaign = witness.Named(issue=name.issue, list=name.list, variant=name.variant)
    with context.store.read() as connection:
        problems = [
            *witness.contradictions(context.root, connection, campaign),
            *witness.moved(context.root, context.store, connection, campaign),
        ]
    if problems:
        raise InputError(*problems)


def send_frozen(
    context: SendingContext, campaign: Campaign, order: SendOrder, *, stop: Event, wait: bool, tell: TellStep
) -> Campaign:
    """Send a frozen campaign until it is done or paused, or *stop* is set; return it as it is then.

    Without *wait* it returns when there is nothing to do but wait; the same call goes on.

    Raises:
        PublishkitError: the campaign may not go on, its letter has changed, or the database cannot be written.
    """
    check_open(campaign)
    context.check_witnesses(campaign, vouched_by=order.by if order.vouched else "")
    sender = context.sender_for(campaign)

    def told(step: Settled | Later) -> None:
        tell(step, sender.counter.tally)

    return run_campaign(sender, order, threads=context.threads, stop=stop, tell=told, wait=wait)


# --- workers ----------------------------------------------------------------------------------------------------------


def check_worker_database(config: Config) -> None:
    """Return when workers can share the state database.

    Raises:
        InputError: it is a file of this workspace.
    """
    if not config.send.database:
        hint = "one process sends as fast with `publishkit send`; for several set send.database to postgresql://…"
        raise InputError(Problem(place="publishkit.toml: send.database", message="workers need PostgreSQL", hint=hint))


def run_worker(context: SendingContext, stop: Event, threads: int | None, *, once: bool) -> None:
    """Send every frozen campaign until *stop* is set; with *once* until none is left.

    *threads* is the number of calls at the same time, by default what the transport allows.

    Raises:
        InputError: Procrastinate is not installed.
        ExternalError: the database cannot be reached.
    """
    try:
        from publishkit.send.campaign.queue import make_tables, work
    except ImportError:
        hint = "install it with `pip install 'publishkit[postgres]'`"
        raise InputError(Problem(place="worker", message="needs Procrastinate", hint=hint)) from None

    make_tables(context.store)
    share_one_heap()
    runner = BatchRunner(
        store=context.store,
        sender_for=lambda campaign: _guarded_sender(context, campaign),
        clock=context.clock,
        stop=stop,
    )
    asyncio.run(work(runner, context.config.send.database, threads or context.threads, once=once))


def _guarded_sender(context: SendingContext, campaign: Campaign) -> Sender:
    """Return the sender of the campaign when the guards of this machine allow it.

    Raises:
        PublishkitError: a guard refuses (not production), the letter has changed, the provider cannot be asked.
    """
    ask_guards(resumed_situation(context, campaign), resumed=True)
    context.check_witnesses(campaign)
    return context.sender_for(campaign)

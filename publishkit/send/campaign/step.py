"""One step of a campaign: one batch claimed, sent and settled. The threads of `publishkit send` and its workers use it."""

import ctypes
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from threading import Event
from time import perf_counter
from typing import TypeVar, assert_never

from sqlalchemy import select, update

from publishkit.errors import ExternalError
from publishkit.send.campaign.begin import SendOrder, begin
from publishkit.send.campaign.breaker import Tally, why_to_stop, with_events
from publishkit.send.campaign.claim import Claimed, Later, NoCallNeeded, NothingToClaim, NotSending, claim, give_up
from publishkit.send.campaign.record import Campaign, PauseKind, load_campaign, pause
from publishkit.send.campaign.refusals import finish_if_over
from publishkit.send.campaign.sender import Sender, is_dead
from publishkit.send.campaign.settle import Answer, Settled, judge, settle
from publishkit.send.outcome import SendOutcome
from publishkit.send.state.tables import BatchState, CampaignState, batches
from publishkit.send.transports.guarded import unfit_readers

WRITE_RETRIES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between tries to write an answer that would be lost otherwise: room may be made on the disk meanwhile."""
Step = Settled | NoCallNeeded | Later | NothingToClaim | NotSending
Written = TypeVar("Written")


def send_batch(sender: Sender, batch_id: int | None = None) -> Step:
    """Claim, send and settle the batch *batch_id*, or the next that is ready; return how it was settled, or why not.

    A batch that is settled, or claimed by another sender, is left alone (`NothingToClaim`), so that a job which is
    delivered twice does nothing the second time. When the process dies between the claim and the end, the batch stays
    `submitting` until `recover` takes it over.

    Raises:
        PublishkitError: the database cannot be written, or the transport cannot carry this letter.
    """
    _check_feedback(sender)
    claimed = claim(sender, sender.clock(), batch_id)
    if not isinstance(claimed, Claimed):
        return claimed
    sender.mark()
    began = perf_counter()
    answers = _call(sender, claimed)
    seconds = max(perf_counter() - began, 0.001)
    observed = len(answers) / seconds * sender.transport.capabilities.connections
    meaning = judge(sender, claimed, answers, sender.clock())
    return _retry_write(sender, lambda: settle(sender, claimed, meaning, sender.clock(), observed))


def _check_feedback(sender: Sender) -> None:
    """Every few seconds read the bounces and complaints reported so far; pause the campaign when there are too many."""
    now = sender.clock()
    if not sender.counter.due(now):
        return
    with sender.store.read() as connection:
        events = with_events(connection, sender.campaign, Tally())
    tally = sender.counter.change(lambda so_far: replace(so_far, bounced=events.bounced, complained=events.complained))
    if why := why_to_stop(tally):
        with sender.store.write() as connection:
            pause(connection, sender.campaign, PauseKind.BREAKER, why)


def _call(sender: Sender, claimed: Claimed) -> list[Answer]:
    """Make the one call of the batch and return an answer for each reader; unfit readers are left out of the call."""
    readers = [sender.addressed(member.address, member.name, member.key) for member in claimed.members]
    unfit = unfit_readers(readers)
    fit = [reader for place, reader in enumerate(readers) if place not in unfit]
    answers: Iterator[SendOutcome] = iter(sender.transport.send(sender.letter, fit, key=claimed.key) if fit else ())
    return [
        Answer(member=member, outcome=unfit[place], called=False)
        if place in unfit
        else Answer(member=member, outcome=next(answers))
        for place, member in enumerate(claimed.members)
    ]


def _retry_write(sender: Sender, write: Callable[[], Written]) -> Written:
    """Return what *write* returns, trying again while the database cannot be written."""
    for seconds in WRITE_RETRIES:
        try:
            return write()
        except ExternalError:
            sender.sleep(seconds)
    return write()


# --- batches of dead senders ------------------------------------------------------------------------------------------


SENDER_DIED = "the sender stopped in the middle of the call, and the provider cannot be asked by its key"


@dataclass(frozen=True, kw_only=True, slots=True)
class Recovered:
    """How many batches of dead senders were taken over."""

    again: int = 0
    """To be called again under their keys."""
    uncertain: int = 0
    """Left for `send reconcile`."""


def recover(sender: Sender, now: datetime) -> Recovered:
    """Take over the batches that dead senders left `submitting`, and return how many; living senders keep theirs.

    Raises:
        ExternalError: the database is locked, full or gone.
    """
    submitting = (batches.c.campaign == sender.campaign) & (batches.c.state == BatchState.SUBMITTING.value)
    with sender.store.read() as connection:
        found = connection.execute(select(batches).where(submitting)).all()
    dead = [row for row in found if _sender_is_dead(sender, row.worker, row.lease_until, now)]
    if not dead:
        return Recovered()
    again = uncertain = 0
    with sender.store.write() as connection:
        for row in dead:
            this = (
                submitting
                & (batches.c.id == row.id)
                & (batches.c.worker == row.worker)
                & (batches.c.attempts == row.attempts)
            )
            safe = sender.may_repeat(row.first_submitted_at, now)
            state = BatchState.READY if safe else BatchState.UNCERTAIN
            values = {"state": state.value, "not_before": None, "error": "" if safe else SENDER_DIED}
            # The worker's name stays: should it live after all, its answer is still welcome (settle.py).
            if connection.execute(update(batches).where(this).values(**values)).rowcount == 0:
                continue  # somebody was faster
            if not safe:
                give_up(connection, sender.campaign, row.number, now, SENDER_DIED)
            again, uncertain = again + safe, uncertain + (not safe)
        finish_if_over(connection, sender.campaign, now)
    return Recovered(again=again, uncertain=uncertain)


def _sender_is_dead(sender: Sender, worker: str, lease_until: datetime | None, now: datetime) -> bool:
    lease_over = lease_until is not None and lease_until < now
    return is_dead(worker, here=sender.worker, lease_over=lease_over, alive=sender.alive)


# --- all steps, in this process ---------------------------------------------------------------------------------------


LONGEST_SLEEP = 5.0
"""Seconds a thread sleeps before it looks again: the campaign may have been cancelled."""
HOLD_CHECK = 1.0
"""Seconds between two looks during the hold."""
Tell = Callable[[Settled | Later], None]
"""Called by several threads with each batch that was settled, and with each wait."""


def run_campaign(
    sender: Sender, order: SendOrder, *, threads: int, stop: Event, tell: Tell, wait: bool = True
) -> Campaign:
    """Send until the campaign is done or paused, or *stop* is set; return it as it is then.

    Calls that are under way when *stop* is set are still settled. Without *wait* it comes back when there is only
    waiting to do (the hold, the first readers); the same command goes on.

    Raises:
        PublishkitError: it may not go on (`begin`), or the database cannot be written.
    """
    campaign = begin(sender.store, sender.campaign, order, sender.clock())
    while campaign.state is CampaignState.HELD and wait and not stop.is_set():
        left = (campaign.hold_until - sender.clock()).total_seconds()
        tell(Later(seconds=left, why="the hold"))
        sender.sleep(max(0.0, min(HOLD_CHECK, left)))
        campaign = begin(sender.store, sender.campaign, order, sender.clock())
    if campaign.state is CampaignState.SENDING and not stop.is_set():
        recover(sender, sender.clock())
        _run_threads(sender, threads, stop, tell, wait=wait)
    with sender.store.read() as connection:
        return load_campaign(connection, sender.campaign)


def _run_threads(sender: Sender, threads: int, stop: Event, tell: Tell, *, wait: bool) -> None:
    """Send with *threads* threads; the first error stops them all, after the calls that are under way."""
    share_one_heap()
    with ThreadPoolExecutor(threads, thread_name_prefix="send") as pool:
        running: list[Future[None]] = [pool.submit(_send_until_over, sender, stop, tell, wait) for _ in range(threads)]
        try:
            for future in as_completed(running):
                future.result()
        except BaseException:
            stop.set()
            raise


def _send_until_over(sender: Sender, stop: Event, tell: Tell, wait: bool) -> None:  # noqa: FBT001  given through `submit`
    while not stop.is_set():
        step = send_batch(sender)
        match step:
            case Settled():
                tell(step)
            case NoCallNeeded():
                pass
            case Later():
                recover(sender, sender.clock())
                if not wait and timedelta(seconds=step.seconds) > timedelta(seconds=LONGEST_SLEEP):
                    return
                tell(step)
                sender.sleep(min(step.seconds, LONGEST_SLEEP))
            case NothingToClaim() | NotSending():
                return
            case _:
                assert_never(step)


M_ARENA_MAX = -8
"""malloc.h of glibc. One heap is enough: Python's threads allocate one after another anyway."""


@cache
def share_one_heap() -> bool:
    """Let all threads that start from now on share one heap; return whether this system knows how.

    100,000 readers by four threads took 238 MiB without, 126 MiB with it.
    """
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None)
    return hasattr(libc, "gnu_get_libc_version") and libc.mallopt(M_ARENA_MAX, 1) == 1

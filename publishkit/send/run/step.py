"""One step of a campaign: one batch claimed, sent and settled. The process's own threads and workers all use this."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from time import perf_counter
from typing import TypeVar

from publishkit.errors import ExternalError
from publishkit.send.outcome import Outcome
from publishkit.send.run.breaker import Tally, tripped
from publishkit.send.run.campaigns import PauseKind, pause
from publishkit.send.run.claim import claim
from publishkit.send.run.claims import Claimed, Emptied, Halted, Later, Over
from publishkit.send.run.judge import Answer, judge
from publishkit.send.run.sender import Sender
from publishkit.send.run.settle import Settled, settle
from publishkit.send.run.tallies import with_events
from publishkit.send.transports.guarded import unfit_readers

PATIENCE = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between tries to write down an answer that would be lost otherwise: a disk may be cleared meanwhile."""

Step = Settled | Emptied | Later | Over | Halted
Written = TypeVar("Written")


def send_batch(sender: Sender, batch_id: int | None = None) -> Step:
    """Send the batch *batch_id*, or the next that waits, and return what came of it.

    A batch that is settled, or in somebody else's hands, is left alone (`Over`), so that a job which is delivered twice
    does nothing the second time. `Later` says after how many seconds to come back. Whatever kills the process between
    the claim and the end leaves the batch `submitting`; `recover` knows what to do with it.

    Raises:
        PublishkitError: the database cannot be written, or the transport cannot carry this letter.
    """
    _watch(sender)
    claimed = claim(sender, sender.clock(), batch_id)
    if not isinstance(claimed, Claimed):
        return claimed
    began = perf_counter()
    answers = _call(sender, claimed)
    seconds = max(perf_counter() - began, 0.001)
    observed = len(answers) / seconds * sender.transport.capabilities.connections
    verdict = judge(sender, claimed, answers, sender.clock())
    return _insist(sender, lambda: settle(sender, claimed, verdict, sender.clock(), observed))


def _watch(sender: Sender) -> None:
    """Look from time to time at bounces and complaints; pause the campaign when there are too many."""
    now = sender.clock()
    if not sender.counter.due(now):
        return
    with sender.store.read() as connection:
        told = with_events(connection, sender.campaign, Tally())
    tally = sender.counter.change(lambda so_far: replace(so_far, bounced=told.bounced, complained=told.complained))
    if why := tripped(tally):
        with sender.store.write() as connection:
            pause(connection, sender.campaign, PauseKind.BREAKER, why)


def _call(sender: Sender, claimed: Claimed) -> list[Answer]:
    """Make the one call of the batch; readers nobody can write to are no part of it."""
    readers = [sender.addressed(member.address, member.name, member.key) for member in claimed.members]
    unfit = unfit_readers(readers)
    fit = [reader for place, reader in enumerate(readers) if place not in unfit]
    told: Iterator[Outcome] = iter(sender.transport.send(sender.letter, fit, key=claimed.key) if fit else ())
    return [
        Answer(member=member, outcome=unfit[place], called=False)
        if place in unfit
        else Answer(member=member, outcome=next(told))
        for place, member in enumerate(claimed.members)
    ]


def _insist(sender: Sender, write: Callable[[], Written]) -> Written:
    """Return what *write* returns, trying again while the database cannot be written."""
    for seconds in PATIENCE:
        try:
            return write()
        except ExternalError:
            sender.sleep(seconds)
    return write()

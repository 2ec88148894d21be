"""The campaign in this process: a few threads that take one step after another, until nothing waits."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from datetime import timedelta
from threading import Event
from typing import assert_never

from publishkit.send.run.begin import Will, begin
from publishkit.send.run.campaigns import Campaign, load_campaign
from publishkit.send.run.claims import Emptied, Halted, Later, Over
from publishkit.send.run.memory import share_one_heap
from publishkit.send.run.recover import recover
from publishkit.send.run.sender import Sender
from publishkit.send.run.settle import Settled
from publishkit.send.run.states import CampaignState
from publishkit.send.run.step import send_batch

LONGEST = 5.0
"""Seconds a thread sleeps before it looks again: somebody may have cancelled."""
NAP = 1.0

Tell = Callable[[Settled | Later], None]
"""Called, by several threads, with what was just done or is waited for."""


def run_campaign(sender: Sender, will: Will, *, threads: int, stop: Event, tell: Tell, wait: bool = True) -> Campaign:
    """Send until the campaign is done or paused, or *stop* is set; return it as it is then.

    Calls that are under way when *stop* is set are still settled. Without *wait* it comes back when there is only
    waiting to do (the hold, the first readers); the same command goes on.

    Raises:
        PublishkitError: it may not go on (`begin`), or the database cannot be written.
    """
    mine = begin(sender.store, sender.campaign, will, sender.clock())
    while mine.state is CampaignState.HELD and wait and not stop.is_set():
        left = (mine.hold_until - sender.clock()).total_seconds()
        tell(Later(seconds=left, why="the hold"))
        sender.sleep(max(0.0, min(NAP, left)))
        mine = begin(sender.store, sender.campaign, will, sender.clock())
    if mine.state is CampaignState.SENDING and not stop.is_set():
        recover(sender, sender.clock())
        _work(sender, threads, stop, tell, wait=wait)
    with sender.store.read() as connection:
        return load_campaign(connection, sender.campaign)


def _work(sender: Sender, threads: int, stop: Event, tell: Tell, *, wait: bool) -> None:
    """Let *threads* take steps; the first error stops them all, after the calls that are under way."""
    share_one_heap()
    with ThreadPoolExecutor(threads, thread_name_prefix="send") as pool:
        running: list[Future[None]] = [pool.submit(_steps, sender, stop, tell, wait) for _ in range(threads)]
        try:
            for future in as_completed(running):
                future.result()
        except BaseException:
            stop.set()
            raise


def _steps(sender: Sender, stop: Event, tell: Tell, wait: bool) -> None:  # noqa: FBT001  given through `submit`
    while not stop.is_set():
        step = send_batch(sender)
        match step:
            case Settled():
                tell(step)
            case Emptied():
                pass
            case Later():
                recover(sender, sender.clock())
                if not wait and timedelta(seconds=step.seconds) > timedelta(seconds=LONGEST):
                    return
                tell(step)
                sender.sleep(min(step.seconds, LONGEST))
            case Over() | Halted():
                return
            case _:
                assert_never(step)

"""What a worker does, whichever engine wakes it: find batches that may be called, and call one.

The ledger decides. A batch that is announced twice does nothing the second time; one that is never announced is found
again by the next look.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Event, Lock

from sqlalchemy import or_, select

from publishkit.errors import PublishkitError
from publishkit.send.campaign.begin import Will, begin
from publishkit.send.campaign.claim import Halted, Later
from publishkit.send.campaign.record import Campaign, PauseKind, campaign_of, finish_if_over
from publishkit.send.campaign.sender import Clock, Sender
from publishkit.send.campaign.step import Step, recover, send_batch
from publishkit.send.state.store import Store
from publishkit.send.state.tables import BatchState, CampaignState, batches, campaigns

AHEAD = 500
"""Batches that are told to the engine at once: enough for all workers, few enough to forget."""
PATIENT = 5.0
"""Seconds a worker waits with a batch in its hands; longer waits give it back."""
LONGEST = 60.0
AFTER_ERROR = timedelta(seconds=30)
BY = "worker"
log = logging.getLogger("publishkit.worker")

SenderFor = Callable[[Campaign], Sender]
"""Return what sends the campaign. Raises PublishkitError: its letter has changed, its transport cannot be opened."""


@dataclass(kw_only=True)
class BatchRunner:
    """The batches of one worker process: finds those that may be called, and calls them."""

    store: Store
    sender_for: SenderFor
    clock: Clock
    stop: Event
    senders: dict[str, Sender] = field(default_factory=dict, repr=False)
    rest_until: dict[str, datetime] = field(default_factory=dict, repr=False)
    """Campaign -> when to look at it again."""
    lock: Lock = field(default_factory=Lock, repr=False)

    def look(self) -> list[int]:
        """Return ids of batches that may be called now, at most 500; begins what may begin and takes over from the dead.

        Raises:
            ExternalError: the database cannot be reached.
        """
        found: list[int] = []
        for current in self._open_campaigns():
            rest = self.rest_until.get(current.id)
            if rest and self.clock() < rest:
                continue
            try:
                found += self._ready_of(current)
            except PublishkitError as cause:
                self._rest(current.id, AFTER_ERROR, f"{current.issue}: {cause}")
        return found[:AHEAD]

    def has_work(self) -> bool:
        """Return whether any campaign is sending, or waits for the end of its hold."""
        return next(iter(self._open_campaigns()), None) is not None

    def call(self, batch_id: int) -> None:
        """Send one batch; whatever comes of it is in the ledger when this returns."""
        current = self._campaign_of(batch_id)
        if current is None:
            return
        try:
            step = self._patiently(self._sender(current), batch_id)
        except PublishkitError as cause:
            self._rest(current.id, AFTER_ERROR, f"{current.issue}: {cause}")
            return
        if isinstance(step, Later):
            self._rest(current.id, timedelta(seconds=min(step.seconds, LONGEST)), "")
        elif isinstance(step, Halted) and step.campaign.pause:
            log.warning("%s is paused: %s", step.campaign.issue, step.campaign.pause_sentence)

    def _patiently(self, sender: Sender, batch_id: int) -> Step:
        """Take the step, after short waits again."""
        step = send_batch(sender, batch_id)
        while isinstance(step, Later) and step.seconds <= PATIENT and not self.stop.is_set():
            sender.sleep(step.seconds)
            step = send_batch(sender, batch_id)
        return step

    def _campaign_of(self, batch_id: int) -> Campaign | None:
        wanted = select(campaigns).join(batches, batches.c.campaign == campaigns.c.id).where(batches.c.id == batch_id)
        with self.store.read() as connection:
            found = connection.execute(wanted).mappings().first()
        return campaign_of(found) if found else None

    def close(self) -> None:
        """Give the transports' connections back."""
        for sender in self.senders.values():
            sender.transport.close()

    def _open_campaigns(self) -> Iterator[Campaign]:
        states = [state.value for state in (CampaignState.HELD, CampaignState.SENDING, CampaignState.PAUSED)]
        wanted = select(campaigns).where(campaigns.c.state.in_(states), campaigns.c.remote_id == "")
        with self.store.read() as connection:
            found = [campaign_of(row) for row in connection.execute(wanted.order_by(campaigns.c.created_at)).mappings()]
        for current in found:
            # A quota starts anew at midnight; every other pause is a person's to end.
            fresh = current.pause_kind is PauseKind.QUOTA and self.clock().date() > self._paused_on(current)
            if current.state is not CampaignState.PAUSED or fresh:
                yield current

    def _paused_on(self, current: Campaign) -> date:
        with self.store.read() as connection:
            last = select(batches.c.submitted_at).where(
                batches.c.campaign == current.id, batches.c.submitted_at.is_not(None)
            )
            at: datetime | None = connection.scalar(last.order_by(batches.c.submitted_at.desc()).limit(1))
        return (at or current.created_at).date()

    def _ready_of(self, current: Campaign) -> list[int]:
        now = self.clock()
        if current.state is not CampaignState.SENDING:
            current = begin(self.store, current.id, Will(by=BY), now)
            if current.state is not CampaignState.SENDING:
                return []
        sender = self._sender(current)
        recover(sender, now)
        due = or_(batches.c.not_before.is_(None), batches.c.not_before <= now)
        wanted = select(batches.c.id).where(
            batches.c.campaign == current.id, batches.c.state == BatchState.READY.value, due
        )
        if current.canary_until is None:
            wanted = wanted.where(batches.c.canary)
        with self.store.read() as connection:
            found = list(connection.scalars(wanted.order_by(batches.c.number).limit(AHEAD)))
            if not found and current.canary_until is None:  # the first readers are done: one batch asks how to go on
                anyone = select(batches.c.id).where(
                    batches.c.campaign == current.id, batches.c.state == BatchState.READY.value
                )
                found = list(connection.scalars(anyone.order_by(batches.c.number).limit(1)))
        if not found:  # two who settled the last two batches at once did not see each other's
            with self.store.write() as connection:
                finish_if_over(connection, current.id, now)
        return found

    def _sender(self, current: Campaign) -> Sender:
        with self.lock:
            if current.id not in self.senders:
                self.senders[current.id] = self.sender_for(current)
            return self.senders[current.id]

    def _rest(self, campaign_id: str, wait: timedelta, why: str) -> None:
        self.rest_until[campaign_id] = self.clock() + wait
        if why:
            log.error("%s", why)

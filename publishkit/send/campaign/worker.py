"""The work of one worker process: find the batches that may be sent now, and send one of them when it is woken.

The state database decides. A batch that is announced twice does nothing the second time; one that is never announced is
found by the next look.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Event, Lock

from sqlalchemy import or_, select

from publishkit.errors import PublishkitError
from publishkit.send.campaign.begin import SendOrder, begin
from publishkit.send.campaign.claim import Later, NotSending
from publishkit.send.campaign.record import Campaign, PauseKind, campaign_of
from publishkit.send.campaign.refusals import finish_if_over
from publishkit.send.campaign.sender import Clock, Sender
from publishkit.send.campaign.step import Step, recover, send_batch
from publishkit.send.state.store import Store
from publishkit.send.state.tables import BatchState, CampaignState, batches, campaigns

MOST_READY = 500
"""Batches announced to the queue at once: enough for all workers, few enough to lose."""
LONGEST_SLEEP = 5.0
"""Seconds a worker waits for one batch; after longer waits the batch is announced again."""
LONGEST_POSTPONEMENT = 60.0
"""Seconds until a campaign that waits is looked at again, at most."""
AFTER_ERROR = timedelta(seconds=30)
"""Until a campaign whose sender failed is looked at again."""
WORKER = "worker"
log = logging.getLogger("publishkit.worker")
SenderFor = Callable[[Campaign], Sender]
"""Return what sends the campaign. Raises PublishkitError: its letter has changed, its transport cannot be opened."""


@dataclass(kw_only=True)
class BatchRunner:
    """Finds the batches that may be sent, and sends them, in one worker process."""

    store: Store
    sender_for: SenderFor
    clock: Clock
    stop: Event
    senders: dict[str, Sender] = field(default_factory=dict, repr=False)
    postponed_until: dict[str, datetime] = field(default_factory=dict, repr=False)
    """Campaign -> when to look at it again."""
    lock: Lock = field(default_factory=Lock, repr=False)

    def find_ready(self) -> list[int]:
        """Return the ids of batches that may be sent now, at most 500.

        Campaigns whose hold is over begin; batches of dead senders are taken over.

        Raises:
            ExternalError: the database cannot be reached.
        """
        found: list[int] = []
        for campaign in self._open_campaigns():
            postponed = self.postponed_until.get(campaign.id)
            if postponed and self.clock() < postponed:
                continue
            try:
                found += self._ready_of(campaign)
            except PublishkitError as cause:
                self._postpone(campaign.id, AFTER_ERROR, f"{campaign.issue}: {cause}")
        return found[:MOST_READY]

    def has_work(self) -> bool:
        """Return whether any campaign is sending, or waits for the end of its hold."""
        return next(iter(self._open_campaigns()), None) is not None

    def send(self, batch_id: int) -> None:
        """Send one batch; how it went is in the state database when this returns. Errors are logged."""
        campaign = self._campaign_of(batch_id)
        if campaign is None:
            return
        try:
            step = self._send_with_short_waits(self._sender(campaign), batch_id)
        except PublishkitError as cause:
            self._postpone(campaign.id, AFTER_ERROR, f"{campaign.issue}: {cause}")
            return
        if isinstance(step, Later):
            self._postpone(campaign.id, timedelta(seconds=min(step.seconds, LONGEST_POSTPONEMENT)), "")
        elif isinstance(step, NotSending) and step.campaign.pause:
            log.warning("%s is paused: %s", step.campaign.issue, step.campaign.pause_sentence)

    def _send_with_short_waits(self, sender: Sender, batch_id: int) -> Step:
        """Send the batch, again after each short wait, and return the last step."""
        step = send_batch(sender, batch_id)
        while isinstance(step, Later) and step.seconds <= LONGEST_SLEEP and not self.stop.is_set():
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
        for campaign in found:
            # A quota starts anew at midnight; every other pause waits for a person.
            fresh = campaign.pause_kind is PauseKind.QUOTA and self.clock().date() > self._paused_on(campaign)
            if campaign.state is not CampaignState.PAUSED or fresh:
                yield campaign

    def _paused_on(self, campaign: Campaign) -> date:
        with self.store.read() as connection:
            last = select(batches.c.submitted_at).where(
                batches.c.campaign == campaign.id, batches.c.submitted_at.is_not(None)
            )
            at: datetime | None = connection.scalar(last.order_by(batches.c.submitted_at.desc()).limit(1))
        return (at or campaign.created_at).date()

    def _ready_of(self, campaign: Campaign) -> list[int]:
        now = self.clock()
        if campaign.state is not CampaignState.SENDING:
            campaign = begin(self.store, campaign.id, SendOrder(by=WORKER), now)
            if campaign.state is not CampaignState.SENDING:
                return []
        sender = self._sender(campaign)
        recover(sender, now)
        due = or_(batches.c.not_before.is_(None), batches.c.not_before <= now)
        wanted = select(batches.c.id).where(
            batches.c.campaign == campaign.id, batches.c.state == BatchState.READY.value, due
        )
        if campaign.canary_until is None:
            wanted = wanted.where(batches.c.canary)
        with self.store.read() as connection:
            found = list(connection.scalars(wanted.order_by(batches.c.number).limit(MOST_READY)))
            if (
                not found and campaign.canary_until is None
            ):  # the first readers are done: claiming one batch judges them
                anyone = select(batches.c.id).where(
                    batches.c.campaign == campaign.id, batches.c.state == BatchState.READY.value
                )
                found = list(connection.scalars(anyone.order_by(batches.c.number).limit(1)))
        if not found:  # two senders that settled the last two batches at once did not see each other's
            with self.store.write() as connection:
                finish_if_over(connection, campaign.id, now)
        return found

    def _sender(self, campaign: Campaign) -> Sender:
        with self.lock:
            if campaign.id not in self.senders:
                self.senders[campaign.id] = self.sender_for(campaign)
            return self.senders[campaign.id]

    def _postpone(self, campaign_id: str, wait: timedelta, why: str) -> None:
        self.postponed_until[campaign_id] = self.clock() + wait
        if why:
            log.error("%s", why)

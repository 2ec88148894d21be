"""Everything that sending needs, opened once: the workspace's letter, its database, its transport, its keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from publishkit.errors import InputError, Problem
from publishkit.model.config import Config
from publishkit.send.campaign.breaker import tally_of
from publishkit.send.campaign.guards import ENVIRONMENT_VARIABLE
from publishkit.send.campaign.record import Campaign
from publishkit.send.campaign.sender import Clock, Counter, MakeReader, Sender, Sleep, this_worker
from publishkit.send.campaign.witness import Marker, contradictions, moved, named, told_by_provider, vouch
from publishkit.send.letter.letter import Letter, read_letter
from publishkit.send.letter.message import Reader
from publishkit.send.letter.unsubscribe import Keys, make_token, parse_keys, unsubscribe_address
from publishkit.send.rate import Allowance, Chance, open_bucket, used_today
from publishkit.send.secrets import Secrets
from publishkit.send.state.store import Store
from publishkit.send.transports.base import Quota
from publishkit.send.transports.guarded import Guarded

REHEARSAL_KEYS = f"0:{'00' * 32}"
"""Signs the links of letters that never leave this machine, where no key is set."""


@dataclass(frozen=True, kw_only=True)
class SendingContext:
    """Everything that sending needs, opened for one command or for as long as a worker runs."""

    root: Path
    config: Config
    store: Store
    transport: Guarded
    secrets: Secrets
    environ: Mapping[str, str]
    clock: Clock
    sleep: Sleep
    chance: Chance

    @property
    def rehearsal(self) -> bool:
        """Whether nothing leaves this machine."""
        return self.transport.capabilities.rehearsal

    @property
    def account(self) -> str:
        """Whose rate and quota it is."""
        return (self.config.send.account or self.config.send.transport)[:80]

    @property
    def environment(self) -> str:
        """What PUBLISHKIT_ENV says."""
        return self.environ.get(ENVIRONMENT_VARIABLE, "").strip()

    @property
    def threads(self) -> int:
        """Calls at the same time."""
        return self.config.send.connections or self.transport.capabilities.connections

    @cached_property
    def quota(self) -> Quota:
        """What the provider says the account may still do; asked once."""
        return Quota() if self.rehearsal else self.transport.quota()

    @cached_property
    def keys(self) -> Keys:
        """What signs the readers' own addresses for leaving.

        Raises:
            InputError: there is no key, and the letter would leave this machine.
        """
        found = self.secrets.find("UNSUBSCRIBE_KEYS")
        if found is None and self.rehearsal:
            return parse_keys(REHEARSAL_KEYS)
        return parse_keys((found or self.secrets.need("UNSUBSCRIBE_KEYS")).reveal())

    @property
    def batch_size(self) -> int:
        """Readers in one call; never more than a day's quota."""
        most = self.transport.capabilities.batch
        return min(most, self.config.send.daily_quota or most)

    def letter(self, issue: str, moment: datetime) -> Letter:
        """Return the letter of the finished edition.

        Raises:
            InputError: there is none, or the transport cannot carry it.
            ProofError: a file of it was changed since it was proved.
        """
        return read_letter(self.root / "out" / issue, self.config, moment)

    def examine(self, letter: Letter) -> None:
        """Return when the transport can carry *letter*.

        Raises:
            InputError: it cannot; everything is named.
        """
        if problems := self.transport.examine(letter):
            raise InputError(*problems)

    def addressed(self, list_name: str) -> MakeReader:
        """Return what turns a row into a reader of *list_name*, each with their own way to leave."""
        template, keys = self.config.email.unsubscribe_url, self.keys

        def reader(address: str, name: str, key: str) -> Reader:
            link = unsubscribe_address(template, make_token(keys, list_name, key))
            return Reader(address=address, name=name, unsubscribe=link)

        return reader

    def allowance(self) -> Allowance:
        """Return what the account may do, the stricter of what config and provider say."""
        sending, quota, now = self.config.send, self.quota, self.clock()
        rates = [rate for rate in (sending.rate or self.transport.capabilities.rate, quota.rate) if rate]
        days = [sending.daily_quota] if sending.daily_quota else []
        if quota.remaining is not None:
            with self.store.read() as connection:
                days.append(used_today(connection, self.account, now) + quota.remaining)
        return Allowance(account=self.account, rate=min(rates, default=None), daily=min(days, default=None))

    def sender_for(self, campaign: Campaign) -> Sender:
        """Return what sends the campaign, for `run_campaign` or for a worker.

        Raises:
            InputError: the letter, or the transport, is not the one that was frozen with it.
            PublishkitError: the letter cannot be read, the provider cannot be asked.
        """
        letter = self.letter(campaign.issue, campaign.moment)
        if problems := [*_changed(campaign, letter), *_moved(campaign, self.config.send.transport)]:
            raise InputError(*problems)
        return self.sender(campaign, letter)

    def sender(self, campaign: Campaign, letter: Letter) -> Sender:
        """Return what sends *letter* for the campaign."""
        allowance = self.allowance()
        with self.store.write() as connection:
            open_bucket(connection, allowance, self.clock())
            tally = tally_of(connection, campaign.id)
        return Sender(
            store=self.store,
            transport=self.transport,
            letter=letter,
            campaign=campaign.id,
            worker=this_worker(),
            addressed=self.addressed(campaign.list),
            allowance=allowance,
            canary_wait=timedelta(minutes=self.config.send.canary_minutes),
            clock=self.clock,
            sleep=self.sleep,
            chance=self.chance,
            mark=(lambda: None) if campaign.is_rehearsal else self._marker(campaign).mark,
            counter=Counter(tally),
        )

    def check_witnesses(self, campaign: Campaign, *, vouched_by: str = "") -> None:
        """Return when no other witness knows more of the campaign than the database, or *vouched_by* vouches for it.

        Raises:
            InputError: one does: the database is an older one, or a copy. Carries every contradiction.
            ExternalError: the provider or the database cannot be reached, or the marker cannot be written.
        """
        if campaign.is_rehearsal:
            return
        name, marker = named(campaign), self._marker(campaign)
        if vouched_by:
            vouch(self.root, self.store, name, vouched_by, self.clock())
            marker.mark()
            return
        letter, addressed = self.letter(campaign.issue, campaign.moment), self.addressed(campaign.list)
        with self.store.read() as connection:
            problems = [
                *contradictions(self.root, connection, name),
                *moved(self.root, self.store, connection, name),
                *told_by_provider(connection, self.transport, letter, addressed, campaign),
            ]
        if problems:
            raise InputError(*problems)
        marker.mark()  # where it cannot be written nothing is claimed

    def _marker(self, campaign: Campaign) -> Marker:
        return Marker(root=self.root, store=self.store, campaign=campaign, clock=self.clock)


def _changed(campaign: Campaign, letter: Letter) -> list[Problem]:
    if letter.sha256 == campaign.content_sha256:
        return []
    message = f"the letter has changed since {campaign.created_at:%Y-%m-%d %H:%M} UTC, when its audience was frozen"
    hint = (
        f"build the edition as it was then; or `publishkit send cancel {campaign.command}`, and send the new one to the same "
        "list with `--variant correction`"
    )
    return [Problem(place=f"send {campaign.issue}", message=message, hint=hint)]


def _moved(campaign: Campaign, transport: str) -> list[Problem]:
    if transport == campaign.transport:
        return []
    message = f"this campaign began with `{campaign.transport}`, and publishkit.toml now says `{transport}`"
    hint = f'set send.transport to "{campaign.transport}" again: only that provider knows who has it'
    return [Problem(place=f"send {campaign.issue}", message=message, hint=hint)]

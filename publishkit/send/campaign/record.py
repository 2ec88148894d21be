"""A campaign: read from its row, and moved from state to state."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, func, insert, literal, select, update

from publishkit.send.campaign.breaker import CAMPAIGN_LIMITS
from publishkit.send.readers.lists import EVERYWHERE
from publishkit.send.state.tables import (
    BatchState,
    CampaignState,
    DeliveryState,
    audit,
    batches,
    campaigns,
    deliveries,
    suppressions,
)

REHEARSALS = frozenset({"file", "null"})
"""Transports by which nothing leaves this machine."""
REHEARSAL = "rehearsal"
"""Variant of their campaigns, so that an issue that was rehearsed can still be sent."""


def stored_variant(transport: str, variant: str) -> str:
    """Return the variant under which a campaign by *transport* is kept.

    >>> stored_variant("smtp", ""), stored_variant("file", ""), stored_variant("file", "again")
    ('', 'rehearsal', 'rehearsal-again')
    """
    if transport not in REHEARSALS:
        return variant
    return f"{REHEARSAL}-{variant}" if variant else REHEARSAL


REFUSED = "refused"
"""`delivery.event` of an address the provider says does not exist; suppressed when the campaign ends well."""
UNSETTLED = (BatchState.READY.value, BatchState.SUBMITTING.value)
"""States of batches that keep a campaign open."""


class PauseKind(StrEnum):
    """Why a campaign is paused, in one word: says whether the same command goes on by itself."""

    QUOTA = "quota"
    PROVIDER = "provider"
    """The other side refuses as a whole (wrong key, asks for a long wait)."""
    BREAKER = "breaker"
    """Too many refusals, bounces, complaints or failures; a person says `--go-on`."""
    PERSON = "person"
    """Readers are left to be written to again after `send reconcile --resend`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaign:
    """One issue to one list; fields as in `state/tables.py`."""

    id: str
    issue: str
    list: str
    variant: str
    content_sha256: str
    transport: str
    account: str
    state: CampaignState
    pause: str
    """`breaker: 20 of 200 readers were rejected …`; "" unless paused."""
    moment: datetime
    hold_until: datetime
    not_after: datetime
    canary_until: datetime | None
    audience_count: int
    suppressed_count: int
    batch_size: int
    created_by: str
    created_at: datetime
    finished_at: datetime | None
    remote_id: str

    @property
    def pause_kind(self) -> PauseKind | None:
        """The word before the sentence; None when it is not paused."""
        word = self.pause.partition(": ")[0]
        return PauseKind(word) if word in set(PauseKind) else None

    @property
    def pause_sentence(self) -> str:
        """Why it is paused."""
        return self.pause.partition(": ")[2]

    @property
    def is_rehearsal(self) -> bool:
        """Whether nothing of it left this machine."""
        return self.transport in REHEARSALS

    @property
    def command(self) -> str:
        """The words after `publishkit send` that name this campaign."""
        variant = self.variant.removeprefix(REHEARSAL).removeprefix("-") if self.is_rehearsal else self.variant
        option = f" --variant {variant}" if variant else ""
        return f"{self.issue} --list {self.list}{option}"


def find_campaign(connection: Connection, issue: str, list_name: str, variant: str = "") -> Campaign | None:
    """Return the campaign of *issue* to *list_name*, or None."""
    named = (campaigns.c.issue == issue) & (campaigns.c.list == list_name) & (campaigns.c.variant == variant)
    row = connection.execute(select(campaigns).where(named)).mappings().first()
    return campaign_of(row) if row else None


def campaigns_of(connection: Connection, issue: str) -> tuple[Campaign, ...]:
    """Return every campaign of *issue*, the oldest first."""
    rows = connection.execute(select(campaigns).where(campaigns.c.issue == issue).order_by(campaigns.c.created_at))
    return tuple(map(campaign_of, rows.mappings()))


def load_campaign(connection: Connection, campaign_id: str) -> Campaign:
    """Return the campaign; it must exist."""
    return campaign_of(connection.execute(select(campaigns).where(campaigns.c.id == campaign_id)).mappings().one())


def campaign_of(row: RowMapping) -> Campaign:
    """Return the campaign in *row*."""
    return Campaign(**{**row, "state": CampaignState(row["state"])})


# --- changes ----------------------------------------------------------------------------------------------------------


def move(
    connection: Connection,
    campaign_id: str,
    states: Collection[CampaignState],
    to: CampaignState,
    **values: object,
) -> bool:
    """Put the campaign into state *to* if it is in one of *states*; return whether it was."""
    wanted = (campaigns.c.id == campaign_id) & campaigns.c.state.in_([state.value for state in states])
    changed = connection.execute(update(campaigns).where(wanted).values(state=to.value, **values))
    return changed.rowcount == 1


def pause(connection: Connection, campaign_id: str, kind: PauseKind, sentence: str) -> bool:
    """Pause a campaign that is sending; return whether it was. The first reason stays."""
    return move(
        connection, campaign_id, (CampaignState.SENDING,), CampaignState.PAUSED, pause=f"{kind.value}: {sentence}"
    )


def note(
    connection: Connection, *, at: datetime, by: str, action: str, campaign_id: str = "", detail: str = ""
) -> None:
    """Write a line of the audit: who did what, when. Lines are never changed."""
    row = {"at": at, "by": by, "action": action, "campaign": campaign_id, "detail": detail}
    connection.execute(insert(audit).values(**row))


def finish_if_over(connection: Connection, campaign_id: str, now: datetime) -> bool:
    """Mark the campaign done when no batch of it is ready or submitting; return whether that was so."""
    open_ = select(batches.c.id).where(batches.c.campaign == campaign_id, batches.c.state.in_(UNSETTLED)).limit(1)
    if connection.scalar(open_) is not None:
        return False
    if move(connection, campaign_id, (CampaignState.SENDING,), CampaignState.DONE, finished_at=now):
        campaign = load_campaign(connection, campaign_id)
        refused = _suppress_refused(connection, campaign, now)
        detail = f"{refused} addresses the provider refused for good are suppressed" if refused else ""
        note(connection, at=now, by="publishkit", action="done", campaign_id=campaign_id, detail=detail)
    return True


def _suppress_refused(connection: Connection, campaign: Campaign, now: datetime) -> int:
    """Suppress addresses that the provider says do not exist, and return how many.

    None when it refused so many that the refusals must mean the sender.
    """
    of_campaign = deliveries.c.campaign == campaign.id
    refused = of_campaign & (deliveries.c.state == DeliveryState.REJECTED.value) & (deliveries.c.event == REFUSED)
    count = connection.scalar(select(func.count()).select_from(deliveries).where(refused)) or 0
    if CAMPAIGN_LIMITS.rejected.broken(count, campaign.audience_count):
        return 0
    known = select(suppressions.c.reader_key).where(suppressions.c.scope == EVERYWHERE)
    source = f"{campaign.transport}, {campaign.issue}"
    rows = select(
        literal(EVERYWHERE),
        deliveries.c.reader_key,
        literal("invalid"),
        literal(source),
        literal(now, suppressions.c.at.type),
    ).where(refused, deliveries.c.reader_key.not_in(known))
    names = ["scope", "reader_key", "reason", "source", "at"]
    return connection.execute(insert(suppressions).from_select(names, rows)).rowcount

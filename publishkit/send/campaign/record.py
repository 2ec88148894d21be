"""A campaign: read from its row, and moved from state to state."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, insert, select, update

from publishkit.send.state.tables import BatchState, CampaignState, audit, campaigns

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


UNSETTLED = (BatchState.READY.value, BatchState.SUBMITTING.value)
"""States of batches that keep a campaign open."""


class PauseKind(StrEnum):
    """Why a campaign is paused, in one word: says whether the same command goes on by itself."""

    QUOTA = "quota"
    PROVIDER = "provider"
    """The other side refuses as a whole (wrong key, asks for a long wait)."""
    BREAKER = "breaker"
    """Too many refusals, bounces, complaints or failures; a person says `--go-on`."""
    REFUSALS = "refusals"
    """One reader after the other is refused in the same words, or all of them: the same command tries them again, and
    `--go-on` says that the readers are meant."""
    PERSON = "person"
    """Readers are left to be written to again after `send reconcile --resend` or `send again`."""


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

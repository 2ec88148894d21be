"""What the state database knows of a campaign that a provider sends: drafted, started, read back.

The row is written before each call, as for every campaign. There is no second start while it is not certain that the
first one was not taken: the provider's own word decides, never a timeout.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from publishkit.errors import InputError, Problem
from publishkit.send.campaign.record import Campaign, PauseKind, find_campaign, load_campaign, move, note
from publishkit.send.campaign.sender import campaign_id
from publishkit.send.outcome import Accepted, Outcome, Uncertain
from publishkit.send.providers.base import CampaignProvider, Content, RemoteDraft, RemoteProgress, RemoteState
from publishkit.send.state.store import Store
from publishkit.send.state.tables import CampaignState, campaigns

SETTLING = timedelta(minutes=5)
"""How long after an unclear start a provider may still say "draft" of a campaign that it is about to send."""
ENDED = {
    RemoteState.SENT: CampaignState.DONE,
    RemoteState.SENDING: CampaignState.SENDING,
    RemoteState.SCHEDULED: CampaignState.SENDING,
}
BEFORE = (CampaignState.HELD, CampaignState.PAUSED, CampaignState.SENDING)


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignRequest:
    """Which letter goes to which list, and who asked for it when."""

    issue: str
    list: str
    variant: str = ""
    content_sha256: str
    late: timedelta
    """After which it may no longer be started."""
    by: str
    now: datetime


def make_draft(store: Store, provider: CampaignProvider, content: Content, asked: CampaignRequest) -> RemoteDraft:
    """Return the draft at the provider, made now; the one that is there already when the letter is the same.

    Raises:
        InputError: this issue was started, or is at another provider.
        ExternalError: the provider refuses or cannot be reached; nobody got anything.
    """
    row = _row(store, provider, asked)
    if row.remote_id and row.content_sha256 == asked.content_sha256:
        if provider.progress(row.remote_id).state is RemoteState.DRAFT:
            return RemoteDraft(id=row.remote_id)
    elif row.remote_id:
        _refuse_unless_draft(provider, row)
    draft = provider.draft(content)
    with store.write() as connection:
        values = {"remote_id": draft.id, "content_sha256": asked.content_sha256, "moment": asked.now}
        values["not_after"] = asked.now + asked.late
        connection.execute(update(campaigns).where(campaigns.c.id == row.id).values(**values))
        detail = f"{provider.name} {draft.id}, letter {asked.content_sha256[:12]}"
        note(connection, at=asked.now, by=asked.by, action="drafted", campaign_id=row.id, detail=detail)
    return draft


def start(
    store: Store, provider: CampaignProvider, content: Content, asked: CampaignRequest
) -> tuple[Campaign, Outcome]:
    """Start the draft, once, and return the campaign with what is known of the call.

    Raises:
        InputError: no draft of this very letter, too late, started before, or not a draft any more.
        ExternalError: the provider cannot say where the draft stands; nothing was started.
    """
    row = _startable(store, provider, asked)
    with store.write() as connection:
        values = {"pause": "", "hold_until": asked.now}
        if not move(connection, row.id, (CampaignState.HELD, CampaignState.PAUSED), CampaignState.SENDING, **values):
            raise _refused(row, "is being started by somebody else", "look with `publishkit send status`")
        note(connection, at=asked.now, by=asked.by, action="started", campaign_id=row.id, detail=row.remote_id)
    outcome = provider.start(row.remote_id, content)
    with store.write() as connection:
        if isinstance(outcome, Uncertain):
            sentence = f"{provider.name} gave no clear answer ({outcome.reason}); look there before anything else"
            pause = f"{PauseKind.PERSON.value}: {sentence}"
            move(connection, row.id, (CampaignState.SENDING,), CampaignState.PAUSED, pause=pause)
        elif not isinstance(outcome, Accepted):
            move(connection, row.id, (CampaignState.SENDING,), CampaignState.HELD)
        detail = f"{type(outcome).__name__.lower()} {getattr(outcome, 'reason', '')}".strip()
        note(connection, at=asked.now, by=asked.by, action="start answered", campaign_id=row.id, detail=detail)
        return load_campaign(connection, row.id), outcome


def read_back(
    store: Store, provider: CampaignProvider, row: Campaign, now: datetime
) -> tuple[Campaign, RemoteProgress]:
    """Return the campaign and what the provider says of it.

    A letter somebody sent over there is known here from then on; a start that never arrived may be made again.

    Raises:
        ExternalError: the provider cannot say.
    """
    told = provider.progress(row.remote_id)
    to = ENDED.get(told.state)
    if told.state is RemoteState.DRAFT and now >= row.hold_until + SETTLING:
        to = CampaignState.HELD  # a start that never arrived: the machine went down before the call
    with store.write() as connection:
        if to and to is not row.state and row.state in BEFORE:
            finished = {"finished_at": now} if to is CampaignState.DONE else {}
            move(connection, row.id, BEFORE, to, pause="", audience_count=told.total or row.audience_count, **finished)
            note(connection, at=now, by=provider.name, action="read back", campaign_id=row.id, detail=told.word)
        return load_campaign(connection, row.id), told


def _row(store: Store, provider: CampaignProvider, asked: CampaignRequest) -> Campaign:
    """Return the campaign's row, made when there is none: one for an issue and a list, whoever is asked to send it."""
    name = campaign_id(asked.issue, asked.list, asked.variant)
    row = {
        "id": name,
        "issue": asked.issue,
        "list": asked.list,
        "variant": asked.variant,
        "content_sha256": asked.content_sha256,
        "transport": provider.name,
        "account": provider.name,
        "state": CampaignState.HELD.value,
        "moment": asked.now,
        "hold_until": asked.now,
        "not_after": asked.now + asked.late,
        "created_by": asked.by,
        "created_at": asked.now,
    }
    try:
        with store.write() as connection:
            connection.execute(insert(campaigns).values(**row))
            return load_campaign(connection, name)
    except IntegrityError:
        with store.read() as connection:
            found = load_campaign(connection, name)
    if found.transport != provider.name:
        raise _refused(found, f"is a campaign of {found.transport} already", "one issue goes out one way only")
    if found.state is CampaignState.CANCELLED:
        raise _refused(found, "was cancelled", "use --variant for another one")
    if found.state is not CampaignState.HELD:
        raise _refused(found, f"was started ({found.state.value})", "look with `publishkit send status`")
    return found


def _startable(store: Store, provider: CampaignProvider, asked: CampaignRequest) -> Campaign:
    with store.read() as connection:
        row = find_campaign(connection, asked.issue, asked.list, asked.variant)
    if row is None or not row.remote_id or row.transport != provider.name:
        hint = f"make it with `publishkit send draft {asked.issue}`, and look at it there"
        raise InputError(Problem(place=asked.issue, message=f"has no draft at {provider.name}", hint=hint))
    if row.content_sha256 != asked.content_sha256:
        raise _refused(row, "has changed since its draft was made", f"run `publishkit send draft {asked.issue}` again")
    if row.state not in (CampaignState.HELD, CampaignState.PAUSED):
        raise _refused(row, f"was started before ({row.state.value})", "look with `publishkit send status`")
    if asked.now > row.not_after:
        raise _refused(row, "was drafted too long ago", f"run `publishkit send draft {asked.issue}` again")
    if row.state is CampaignState.PAUSED and asked.now < row.hold_until + SETTLING:
        hint = f"wait until {row.hold_until + SETTLING:%H:%M} UTC, then look there and run the same command"
        raise _refused(row, f"may be on its way: {row.pause_sentence}", hint)
    _refuse_unless_draft(provider, row)
    return row


def _refuse_unless_draft(provider: CampaignProvider, row: Campaign) -> None:
    told = provider.progress(row.remote_id)
    if told.state is not RemoteState.DRAFT:
        message = f"is no draft any more: {provider.name} says {told.word!r}"
        raise _refused(row, message, "look with `publishkit send status`")


def _refused(row: Campaign, message: str, hint: str) -> InputError:
    return InputError(Problem(place=f"{row.issue} to {row.list}", message=message, hint=hint))

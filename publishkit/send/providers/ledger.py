"""Record a campaign that a provider sends in the state database: drafted, started, its progress read back.

The row is written before each call, as for every campaign. There is no second start until it is certain that the first one
was not taken: the provider's own word decides, never a timeout.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from publishkit.errors import InputError, Problem
from publishkit.send.campaign.record import Campaign, PauseKind, find_campaign, load_campaign, move, note
from publishkit.send.campaign.sender import campaign_id
from publishkit.send.outcome import Accepted, SendOutcome, Uncertain
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


def make_draft(store: Store, provider: CampaignProvider, content: Content, request: CampaignRequest) -> RemoteDraft:
    """Return the draft at the provider, made now; the one that is there already when the letter is the same.

    Raises:
        InputError: this issue was started, or is at another provider.
        ExternalError: the provider refuses or cannot be reached; nobody got anything.
    """
    campaign = _campaign_row(store, provider, request)
    if campaign.remote_id and campaign.content_sha256 == request.content_sha256:
        if provider.progress(campaign.remote_id).state is RemoteState.DRAFT:
            return RemoteDraft(id=campaign.remote_id)
    elif campaign.remote_id:
        _refuse_unless_draft(provider, campaign)
    draft = provider.draft(content)
    with store.write() as connection:
        values = {"remote_id": draft.id, "content_sha256": request.content_sha256, "moment": request.now}
        values["not_after"] = request.now + request.late
        connection.execute(update(campaigns).where(campaigns.c.id == campaign.id).values(**values))
        detail = f"{provider.name} {draft.id}, letter {request.content_sha256[:12]}"
        note(connection, at=request.now, by=request.by, action="drafted", campaign_id=campaign.id, detail=detail)
    return draft


def start(
    store: Store, provider: CampaignProvider, content: Content, request: CampaignRequest, confirmed: int = 0
) -> tuple[Campaign, SendOutcome]:
    """Start the draft, once, and return the campaign with what is known of the call; *confirmed* readers were typed.

    Raises:
        InputError: no draft of this very letter, too late, started before, or not a draft any more.
        ExternalError: the provider cannot say where the draft stands; nothing was started.
    """
    campaign = _startable(store, provider, request)
    with store.write() as connection:
        values = {"pause": "", "hold_until": request.now, "audience_count": confirmed}
        if not move(
            connection, campaign.id, (CampaignState.HELD, CampaignState.PAUSED), CampaignState.SENDING, **values
        ):
            raise _refused(campaign, "is being started by somebody else", "look with `publishkit send status`")
        note(
            connection,
            at=request.now,
            by=request.by,
            action="started",
            campaign_id=campaign.id,
            detail=campaign.remote_id,
        )
    outcome = provider.start(campaign.remote_id, content)
    with store.write() as connection:
        if isinstance(outcome, Uncertain):
            sentence = f"{provider.name} gave no clear answer ({outcome.reason}); look there before anything else"
            pause = f"{PauseKind.PERSON.value}: {sentence}"
            move(connection, campaign.id, (CampaignState.SENDING,), CampaignState.PAUSED, pause=pause)
        elif not isinstance(outcome, Accepted):
            move(connection, campaign.id, (CampaignState.SENDING,), CampaignState.HELD)
        detail = f"{type(outcome).__name__.lower()} {getattr(outcome, 'reason', '')}".strip()
        note(connection, at=request.now, by=request.by, action="start answered", campaign_id=campaign.id, detail=detail)
        return load_campaign(connection, campaign.id), outcome


def read_back(
    store: Store, provider: CampaignProvider, campaign: Campaign, now: datetime
) -> tuple[Campaign, RemoteProgress]:
    """Return the campaign and its progress at the provider.

    A letter that was sent on the provider's own page is recorded as sent; a start that never arrived may be made again.

    Raises:
        ExternalError: the provider cannot say.
    """
    progress = provider.progress(campaign.remote_id)
    to = ENDED.get(progress.state)
    if progress.state is RemoteState.DRAFT and now >= campaign.hold_until + SETTLING:
        to = CampaignState.HELD  # a start that never arrived: the machine went down before the call
    with store.write() as connection:
        if to and to is not campaign.state and campaign.state in BEFORE:
            finished = {"finished_at": now} if to is CampaignState.DONE else {}
            move(
                connection,
                campaign.id,
                BEFORE,
                to,
                pause="",
                audience_count=campaign.audience_count or progress.total or 0,
                **finished,
            )
            note(
                connection, at=now, by=provider.name, action="read back", campaign_id=campaign.id, detail=progress.word
            )
        return load_campaign(connection, campaign.id), progress


def _campaign_row(store: Store, provider: CampaignProvider, request: CampaignRequest) -> Campaign:
    """Return the campaign's row, made when there is none: one for an issue and a list, whoever is asked to send it."""
    name = campaign_id(request.issue, request.list, request.variant)
    campaign = {
        "id": name,
        "issue": request.issue,
        "list": request.list,
        "variant": request.variant,
        "content_sha256": request.content_sha256,
        "transport": provider.name,
        "account": provider.name,
        "state": CampaignState.HELD.value,
        "moment": request.now,
        "hold_until": request.now,
        "not_after": request.now + request.late,
        "created_by": request.by,
        "created_at": request.now,
    }
    try:
        with store.write() as connection:
            connection.execute(insert(campaigns).values(**campaign))
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


def _startable(store: Store, provider: CampaignProvider, request: CampaignRequest) -> Campaign:
    with store.read() as connection:
        campaign = find_campaign(connection, request.issue, request.list, request.variant)
    if campaign is None or not campaign.remote_id or campaign.transport != provider.name:
        hint = f"make it with `publishkit send draft {request.issue}`, and look at it there"
        raise InputError(Problem(place=request.issue, message=f"has no draft at {provider.name}", hint=hint))
    if campaign.content_sha256 != request.content_sha256:
        raise _refused(
            campaign, "has changed since its draft was made", f"run `publishkit send draft {request.issue}` again"
        )
    if campaign.state not in (CampaignState.HELD, CampaignState.PAUSED):
        raise _refused(campaign, f"was started before ({campaign.state.value})", "look with `publishkit send status`")
    if request.now > campaign.not_after:
        raise _refused(campaign, "was drafted too long ago", f"run `publishkit send draft {request.issue}` again")
    if campaign.state is CampaignState.PAUSED and request.now < campaign.hold_until + SETTLING:
        hint = f"wait until {campaign.hold_until + SETTLING:%H:%M} UTC, then look there and run the same command"
        raise _refused(campaign, f"may be on its way: {campaign.pause_sentence}", hint)
    _refuse_unless_draft(provider, campaign)
    return campaign


def _refuse_unless_draft(provider: CampaignProvider, campaign: Campaign) -> None:
    progress = provider.progress(campaign.remote_id)
    if progress.state is not RemoteState.DRAFT:
        message = f"is no draft any more: {provider.name} says {progress.word!r}"
        raise _refused(campaign, message, "look with `publishkit send status`")


def _refused(campaign: Campaign, message: str, hint: str) -> InputError:
    return InputError(Problem(place=f"{campaign.issue} to {campaign.list}", message=message, hint=hint))

"""Before a campaign: the facts for the guards, and the plan that is frozen."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select

from publishkit.send.campaign.context import SendingContext
from publishkit.send.campaign.freeze import Plan
from publishkit.send.campaign.guards import Approvals, Confirmed, PreviousCampaign, Situation, is_restricted
from publishkit.send.campaign.record import Campaign, note, stored_variant
from publishkit.send.letter.letter import Letter
from publishkit.send.rate import used_today
from publishkit.send.readers.lists import audience_of, count_audience
from publishkit.send.state.tables import CampaignState, DeliveryState, approvals, campaigns, deliveries

TEST, APPROVED = "test", "approved"


def read_approvals(connection: Connection, issue: str, sha256: str) -> Approvals:
    """Return the latest test and the latest approval of the letter *sha256* of *issue*."""
    rows = connection.execute(select(approvals).where(approvals.c.issue == issue).order_by(approvals.c.at)).all()
    of_letter = {row.kind: row for row in rows if row.content_sha256 == sha256}
    others = [row.at for row in rows if row.kind == APPROVED and row.content_sha256 != sha256]
    test, approved = of_letter.get(TEST), of_letter.get(APPROVED)
    return Approvals(
        tested_at=test.at if test else None,
        tested_to=test.detail if test else "",
        approved_at=approved.at if approved else None,
        approved_by=approved.by if approved else "",
        other_approved_at=max(others, default=None),
    )


def record_approval(
    connection: Connection, kind: str, *, issue: str, sha256: str, by: str, at: datetime, detail: str = ""
) -> None:
    """Record that *by* mailed a test of the letter (*kind* is `TEST`), or approved it (`APPROVED`)."""
    row = {"issue": issue, "content_sha256": sha256, "kind": kind, "by": by, "detail": detail, "at": at}
    connection.execute(insert(approvals).values(**row))
    note(connection, at=at, by=by, action=kind, detail=f"{issue} {sha256[:12]} {detail}".strip())


def previous_campaign(connection: Connection, list_name: str, issue: str) -> PreviousCampaign | None:
    """Return the newest other campaign to the list, unless it was cancelled."""
    sent = (campaigns.c.list == list_name) & (campaigns.c.issue != issue) & (campaigns.c.variant == "")
    newest = (
        select(campaigns.c.issue, campaigns.c.audience_count)
        .where(sent, campaigns.c.state != CampaignState.CANCELLED.value, campaigns.c.audience_count > 0)
        .order_by(campaigns.c.created_at.desc())
        .limit(1)
    )
    row = connection.execute(newest).first()
    return PreviousCampaign(issue=row.issue, count=row.audience_count) if row else None


def count_outside_list(connection: Connection, list_name: str, allow_list: tuple[str, ...]) -> int:
    """Return how many readers of a list *allow_list* does not name."""
    readers = audience_of(list_name).subquery()
    counted = select(func.count()).select_from(readers)
    return connection.scalar(counted.where(~_allowed(readers.c.address, allow_list))) or 0


def count_outside_campaign(connection: Connection, campaign_id: str, allow_list: tuple[str, ...]) -> int:
    """Return how many readers who still wait for a campaign *allow_list* does not name."""
    waiting = (deliveries.c.campaign == campaign_id) & (deliveries.c.state == DeliveryState.WAITING.value)
    counted = select(func.count()).select_from(deliveries)
    return connection.scalar(counted.where(waiting, ~_allowed(deliveries.c.address, allow_list))) or 0


def _allowed(address: ColumnElement[str], allow_list: tuple[str, ...]) -> ColumnElement[bool]:
    names = [name.strip().lower() for name in allow_list]
    lowered = func.lower(address)
    domains = [lowered.endswith(name, autoescape=True) for name in names if name.startswith("@")]
    return or_(lowered.in_([name for name in names if not name.startswith("@")]), *domains)


def first_situation(
    context: SendingContext, letter: Letter, list_name: str, variant: str, confirmed: Confirmed
) -> Situation:
    """Return the facts about *letter* and its audience, before anything is frozen.

    Raises:
        ExternalError: the provider cannot be asked for its quota, or the database cannot be read.
    """
    issue, now, sending = letter.mailing.edition, context.clock(), context.config.send
    words = f" --variant {variant}" if variant else ""
    with context.store.read() as connection:
        count, _ = count_audience(connection, list_name)
        restricted = is_restricted(sending, context.environment)
        return Situation(
            issue=issue,
            command=f"{issue} --list {list_name}{words}",
            sending=sending,
            email=context.config.email,
            mailing=letter.mailing,
            now=now,
            rehearsal=context.rehearsal,
            environment=context.environment,
            count=count,
            outside=count_outside_list(connection, list_name, sending.allow_list) if restricted else 0,
            last=previous_campaign(connection, list_name, issue),
            approvals=read_approvals(connection, issue, letter.sha256),
            quota=context.quota,
            used_today=used_today(connection, context.account, now),
            confirmed=confirmed,
        )


def resumed_situation(context: SendingContext, campaign: Campaign) -> Situation:
    """Return the facts about a campaign that was frozen before."""
    sending = context.config.send
    letter = context.letter(campaign.issue, campaign.moment)
    restricted = is_restricted(sending, context.environment)
    with context.store.read() as connection:
        outside = count_outside_campaign(connection, campaign.id, sending.allow_list) if restricted else 0
    return Situation(
        issue=campaign.issue,
        command=campaign.command,
        sending=sending,
        email=context.config.email,
        mailing=letter.mailing,
        now=context.clock(),
        rehearsal=context.rehearsal,
        environment=context.environment,
        count=campaign.audience_count,
        outside=outside,
    )


def test_situation(context: SendingContext, letter: Letter, outside: int) -> Situation:
    """Return the facts about a test mail, of whose addresses *outside* are not on the allow-list."""
    return Situation(
        issue=letter.mailing.edition,
        command=letter.mailing.edition,
        sending=context.config.send,
        email=context.config.email,
        mailing=letter.mailing,
        now=context.clock(),
        rehearsal=context.rehearsal,
        environment=context.environment,
        count=1,
        outside=outside,
    )


def freeze_plan(
    context: SendingContext,
    letter: Letter,
    list_name: str,
    variant: str,
    by: str,
    expected: int | None,
    *,
    at: datetime | None = None,
) -> Plan:
    """Return what is frozen; a rehearsal needs no hold and no first readers. *at* is when the hold ends, if not soon."""
    sending, now = context.config.send, context.clock()
    held = now if context.rehearsal else now + timedelta(minutes=sending.hold_minutes)
    if at is not None and not context.rehearsal:
        held = max(held, at)
    return Plan(
        issue=letter.mailing.edition,
        list=list_name,
        variant=stored_variant(sending.transport, variant),
        content_sha256=letter.sha256,
        transport=sending.transport,
        account=context.account,
        batch_size=context.batch_size,
        canary=0 if context.rehearsal else sending.canary,
        # The date readers see is that of the first mail, not of the approval.
        moment=held,
        hold_until=held,
        not_after=held + timedelta(hours=sending.late_hours),
        by=by,
        expected=expected,
    )

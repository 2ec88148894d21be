"""What the guards have to know from the state database. Tests and approvals are bound to the hash of their letter."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select

from publishkit.send.audience.select import audience_of
from publishkit.send.guards.situation import Approvals, LastTime
from publishkit.send.run.campaigns import note
from publishkit.send.run.states import CampaignState, DeliveryState
from publishkit.send.state.tables import approval, campaign, delivery

TEST, APPROVED = "test", "approved"


def read_approvals(connection: Connection, issue: str, sha256: str) -> Approvals:
    """Return what was said about the letter *sha256* of *issue*, the latest word of each kind."""
    rows = connection.execute(select(approval).where(approval.c.issue == issue).order_by(approval.c.at)).all()
    mine = {row.kind: row for row in rows if row.content_sha256 == sha256}
    others = [row.at for row in rows if row.kind == APPROVED and row.content_sha256 != sha256]
    test, approved = mine.get(TEST), mine.get(APPROVED)
    return Approvals(
        tested_at=test.at if test else None,
        tested_to=test.detail if test else "",
        approved_at=approved.at if approved else None,
        approved_by=approved.by if approved else "",
        other_approved_at=max(others, default=None),
    )


def record(
    connection: Connection, kind: str, *, issue: str, sha256: str, by: str, at: datetime, detail: str = ""
) -> None:
    """Write down that *by* mailed a test of the letter, or approved it."""
    row = {"issue": issue, "content_sha256": sha256, "kind": kind, "by": by, "detail": detail, "at": at}
    connection.execute(insert(approval).values(**row))
    note(connection, at=at, by=by, action=kind, detail=f"{issue} {sha256[:12]} {detail}".strip())


def last_time(connection: Connection, list_name: str, issue: str) -> LastTime | None:
    """Return the newest other campaign to the list, unless it was cancelled."""
    sent = (campaign.c.list == list_name) & (campaign.c.issue != issue) & (campaign.c.variant == "")
    newest = (
        select(campaign.c.issue, campaign.c.audience_count)
        .where(sent, campaign.c.state != CampaignState.CANCELLED.value, campaign.c.audience_count > 0)
        .order_by(campaign.c.created_at.desc())
        .limit(1)
    )
    row = connection.execute(newest).first()
    return LastTime(issue=row.issue, count=row.audience_count) if row else None


def outside_list(connection: Connection, list_name: str, allow_list: tuple[str, ...]) -> int:
    """Return how many readers of a list *allow_list* does not name."""
    readers = audience_of(list_name).subquery()
    counted = select(func.count()).select_from(readers)
    return connection.scalar(counted.where(~_allowed(readers.c.address, allow_list))) or 0


def outside_campaign(connection: Connection, campaign_id: str, allow_list: tuple[str, ...]) -> int:
    """Return how many readers who still wait for a campaign *allow_list* does not name."""
    waiting = (delivery.c.campaign == campaign_id) & (delivery.c.state == DeliveryState.WAITING.value)
    counted = select(func.count()).select_from(delivery)
    return connection.scalar(counted.where(waiting, ~_allowed(delivery.c.address, allow_list))) or 0


def _allowed(address: ColumnElement[str], allow_list: tuple[str, ...]) -> ColumnElement[bool]:
    names = [name.strip().lower() for name in allow_list]
    lowered = func.lower(address)
    domains = [lowered.endswith(name, autoescape=True) for name in names if name.startswith("@")]
    return or_(lowered.in_([name for name in names if not name.startswith("@")]), *domains)

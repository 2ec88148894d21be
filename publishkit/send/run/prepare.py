"""Before a campaign: the facts for the guards, and the plan that is frozen."""

from datetime import timedelta

from publishkit.send.audience.select import count_audience
from publishkit.send.guards.identity import is_restricted
from publishkit.send.guards.situation import Confirmed, Situation
from publishkit.send.letter import Letter
from publishkit.send.run.buckets import used_today
from publishkit.send.run.campaigns import Campaign, stored_variant
from publishkit.send.run.context import SendingContext
from publishkit.send.run.facts import last_time, outside_campaign, outside_list, read_approvals
from publishkit.send.run.freeze import Plan


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
            outside=outside_list(connection, list_name, sending.allow_list) if restricted else 0,
            last=last_time(connection, list_name, issue),
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
        outside = outside_campaign(connection, campaign.id, sending.allow_list) if restricted else 0
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
    context: SendingContext, letter: Letter, list_name: str, variant: str, by: str, expected: int | None
) -> Plan:
    """Return what is frozen; a rehearsal needs no hold and no first readers."""
    sending, now = context.config.send, context.clock()
    held = now if context.rehearsal else now + timedelta(minutes=sending.hold_minutes)
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

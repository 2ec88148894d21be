"""Before a campaign: the facts for the guards, and the plan that is frozen."""

from datetime import timedelta

from publishkit.send.audience.select import count_audience
from publishkit.send.guards.identity import is_restricted
from publishkit.send.guards.situation import Said, Situation
from publishkit.send.letter import Letter
from publishkit.send.run.buckets import used_today
from publishkit.send.run.campaigns import Campaign, stored_variant
from publishkit.send.run.facts import last_time, outside_campaign, outside_list, read_approvals
from publishkit.send.run.freeze import Plan
from publishkit.send.run.office import Office


def first_situation(office: Office, letter: Letter, list_name: str, variant: str, said: Said) -> Situation:
    """Return the facts about *letter* and its audience, before anything is frozen.

    Raises:
        ExternalError: the provider cannot be asked for its quota, or the database cannot be read.
    """
    issue, now, sending = letter.mailing.edition, office.clock(), office.config.send
    words = f" --variant {variant}" if variant else ""
    with office.store.read() as connection:
        count, _ = count_audience(connection, list_name)
        restricted = is_restricted(sending, office.environment)
        return Situation(
            issue=issue,
            command=f"{issue} --list {list_name}{words}",
            sending=sending,
            email=office.config.email,
            mailing=letter.mailing,
            now=now,
            rehearsal=office.rehearsal,
            environment=office.environment,
            count=count,
            outside=outside_list(connection, list_name, sending.allow_list) if restricted else 0,
            last=last_time(connection, list_name, issue),
            approvals=read_approvals(connection, issue, letter.sha256),
            quota=office.quota,
            used_today=used_today(connection, office.account, now),
            said=said,
        )


def resumed_situation(office: Office, mine: Campaign) -> Situation:
    """Return the facts about a campaign that was frozen before."""
    sending = office.config.send
    letter = office.letter(mine.issue, mine.moment)
    restricted = is_restricted(sending, office.environment)
    with office.store.read() as connection:
        outside = outside_campaign(connection, mine.id, sending.allow_list) if restricted else 0
    return Situation(
        issue=mine.issue,
        command=mine.command,
        sending=sending,
        email=office.config.email,
        mailing=letter.mailing,
        now=office.clock(),
        rehearsal=office.rehearsal,
        environment=office.environment,
        count=mine.audience_count,
        outside=outside,
    )


def test_situation(office: Office, letter: Letter, outside: int) -> Situation:
    """Return the facts about a test mail, of whose addresses *outside* are not on the allow-list."""
    return Situation(
        issue=letter.mailing.edition,
        command=letter.mailing.edition,
        sending=office.config.send,
        email=office.config.email,
        mailing=letter.mailing,
        now=office.clock(),
        rehearsal=office.rehearsal,
        environment=office.environment,
        count=1,
        outside=outside,
    )


def freeze_plan(office: Office, letter: Letter, list_name: str, variant: str, by: str, expected: int | None) -> Plan:
    """Return what is frozen; a rehearsal needs no hold and no first readers."""
    sending, now = office.config.send, office.clock()
    held = now if office.rehearsal else now + timedelta(minutes=sending.hold_minutes)
    return Plan(
        issue=letter.mailing.edition,
        list=list_name,
        variant=stored_variant(sending.transport, variant),
        content_sha256=letter.sha256,
        transport=sending.transport,
        account=office.account,
        batch_size=office.batch_size,
        canary=0 if office.rehearsal else sending.canary,
        # The date readers see is that of the first mail, not of the approval.
        moment=held,
        hold_until=held,
        not_after=held + timedelta(hours=sending.late_hours),
        by=by,
        expected=expected,
    )

"""Guards about people: somebody has seen a test of this very letter, has approved it, and knows how many get it."""

from collections.abc import Iterator
from datetime import timedelta

from publishkit.errors import Problem
from publishkit.send.guards.situation import Situation

TEST_HOLDS = timedelta(hours=24)
"""From the test mail to the approval: who approves has just seen it."""
APPROVAL_HOLDS = timedelta(days=7)
"""A weekly that was approved and not sent for a week is another decision."""


def guard_test(situation: Situation) -> Iterator[Problem]:
    """A test mail of this very letter went out, less than a day before the approval (or now)."""
    tested = situation.approvals.tested_at
    seen = situation.approvals.approved_at or situation.now
    if tested is None:
        message = "nobody has seen a test mail of this letter"
    elif seen - tested > TEST_HOLDS:
        message = f"the last test mail of this letter is of {tested:%Y-%m-%d %H:%M} UTC, more than a day before"
    else:
        return
    hint = f"`publishkit send test {situation.command} --to you@example.org` mails one"
    yield Problem(place=f"send {situation.issue}", message=message, hint=hint)


def guard_approval(situation: Situation) -> Iterator[Problem]:
    """This very letter was approved: one changed byte is another letter."""
    approvals = situation.approvals
    if approvals.approved_at is None:
        message = "the letter is not approved"
        if approvals.other_approved_at:
            message = (
                f"the letter has changed since it was approved on {approvals.other_approved_at:%Y-%m-%d at %H:%M} UTC"
            )
    elif situation.now - approvals.approved_at > APPROVAL_HOLDS:
        message = f"the approval is of {approvals.approved_at:%Y-%m-%d}, more than a week ago"
    else:
        return
    hint = f"look at the test mail, then `publishkit send approve {situation.command}`"
    yield Problem(place=f"send {situation.issue}", message=message, hint=hint)


def guard_confirmation(situation: Situation) -> Iterator[Problem]:
    """The number of readers was typed, or given with `--expect-count`, and is the number there is."""
    expected = situation.confirmed.expect_count
    if expected == situation.count:
        return
    message = f"goes to {situation.count:,} readers"
    if expected is not None:
        message += f", not to the {expected:,} that were confirmed"
    hint = f"when that is right: `publishkit send {situation.command} --expect-count {situation.count}`"
    yield Problem(place=f"send {situation.issue}", message=message, hint=hint)

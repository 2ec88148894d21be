"""Before a letter is sent: a test of it is mailed and looked at, and this very letter is approved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select

from publishkit.errors import InputError, Problem
from publishkit.press.send import CampaignName
from publishkit.send.campaign.context import SendingContext
from publishkit.send.campaign.guards import Confirmed, allowed_by, ask_guards
from publishkit.send.campaign.prepare import APPROVED, TEST, first_situation, record_approval, test_situation
from publishkit.send.campaign.sender import batch_key
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import Reader
from publishkit.send.outcome import Accepted, SendOutcome
from publishkit.send.readers.address import AddressRefusedError, parse_address, reader_key
from publishkit.send.readers.lists import EVERYWHERE
from publishkit.send.state.tables import suppressions

MOST_TEST_ADDRESSES = 20
"""Addresses of one test; more is a list."""
ASKED_WHEN_SENT = frozenset({"approval", "confirmation", "quota", "growth", "max-count", "environment"})
"""Guards that are asked when the letter is sent, and not before its approval."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MailedTest:
    """The outcome of a test mail."""

    issue: str
    sha256: str
    """Of the letter."""
    outcomes: Mapping[str, SendOutcome]
    """Address -> outcome."""
    left: Mapping[str, str] = field(default_factory=dict)
    """Addresses that readers' letters no longer reach -> why: most likely their owner tried the link of a test."""

    @property
    def accepted(self) -> list[str]:
        """The addresses that get it."""
        return [address for address, outcome in self.outcomes.items() if isinstance(outcome, Accepted)]

    @property
    def problems(self) -> list[Problem]:
        """Why the other addresses do not get it."""
        return [
            Problem(place=f"send test {address}", message=f"{type(outcome).__name__.lower()}: {outcome.reason}")
            for address, outcome in self.outcomes.items()
            if not isinstance(outcome, Accepted)
        ]


def parse_test_addresses(named: Sequence[str], issue: str, place: str) -> list[str]:
    """Return the addresses in *named*, each once; commas part several in one text.

    *place* is where they were given, for messages.

    Raises:
        InputError: there are none or too many, or one is no address; carries every such problem.
    """
    words = [word.strip() for part in named for word in part.split(",") if word.strip()]
    problems, found = [], dict[str, None]()
    for word in words:
        try:
            found[parse_address(word)] = None
        except AddressRefusedError as cause:
            problems.append(Problem(place=place, message=f"{word[:80]!a} {cause}"))
    if not words:
        hint = f"`publishkit send test {issue} --to you@example.org`"
        problems.append(Problem(place=place, message="names nobody", hint=hint))
    if len(found) > MOST_TEST_ADDRESSES:
        message = f"names {len(found)} addresses; a test goes to {MOST_TEST_ADDRESSES} at most"
        problems.append(Problem(place=place, message=message))
    if problems:
        raise InputError(*problems)
    return list(found)


def mail_test(context: SendingContext, campaign: CampaignName, addresses: Sequence[str], by: str) -> MailedTest:
    """Mail the letter to *addresses*, record the test of those that get it, and return every outcome.

    Every byte is as readers will get it; only the Message-ID is the test's own.

    Raises:
        InputError: sender, domain, environment or transport do not allow it; carries every reason.
        ExternalError: the transport or the database cannot be reached.
    """
    now = context.clock()
    letter = context.letter(campaign.issue, now)
    allowed = allowed_by(context.config.send.allow_list)
    outside = sum(not allowed(address) for address in addresses)
    ask_guards(test_situation(context, letter, outside), resumed=True)
    context.examine(letter)
    outcomes = _mail(context, letter, campaign.list, addresses, now)
    left = _who_left(context, campaign.list, addresses)
    done = MailedTest(issue=letter.mailing.edition, sha256=letter.sha256, outcomes=outcomes, left=left)
    if done.accepted:
        detail = ", ".join(done.accepted)
        with context.store.write() as connection:
            record_approval(connection, TEST, issue=done.issue, sha256=done.sha256, by=by, at=now, detail=detail)
    return done


def _who_left(context: SendingContext, list_name: str, addresses: Sequence[str]) -> dict[str, str]:
    """Return why those of *addresses* that are not written to are not."""
    keys = {reader_key(address): address for address in addresses}
    here = suppressions.c.scope.in_((list_name, EVERYWHERE))
    with context.store.read() as connection:
        rows = connection.execute(select(suppressions).where(here, suppressions.c.reader_key.in_(list(keys)))).all()
    return {keys[row.reader_key]: f"{row.reason} on {row.at:%Y-%m-%d} ({row.source})" for row in rows}


def _mail(
    context: SendingContext, letter: Letter, list_name: str, addresses: Sequence[str], now: datetime
) -> dict[str, SendOutcome]:
    mailed, addressed = letter_for_test(letter, now), context.addressed(list_name)
    readers: list[Reader] = [addressed(address, "", reader_key(address)) for address in addresses]
    size = context.transport.capabilities.batch
    outcomes: dict[str, SendOutcome] = {}
    for start in range(0, len(readers), size):
        chunk = readers[start : start + size]
        key = batch_key(f"{mailed.mailing.edition} {now.isoformat()}", start)
        answers = context.transport.send(mailed, chunk, key=key)
        outcomes |= {reader.address: outcome for reader, outcome in zip(chunk, answers, strict=True)}
    return outcomes


def letter_for_test(letter: Letter, now: datetime) -> Letter:
    """Return *letter* as it is mailed for a test: the same but for its Message-ID, which no real message may share.

    A mailbox that has seen a Message-ID hides the second mail that bears it.
    """
    name = f"{letter.mailing.edition}.test-{now:%Y%m%d%H%M%S}"
    return replace(letter, mailing=replace(letter.mailing, edition=name), moment=now)


@dataclass(frozen=True, kw_only=True, slots=True)
class Approved:
    """A letter that may go out."""

    letter: Letter
    count: int
    """Readers of the list now."""
    command: str
    """The words after `publishkit send` that send it."""


def approve_letter(context: SendingContext, campaign: CampaignName, by: str) -> Approved:
    """Record that *by* approves this very letter, and return it; one changed byte, and it must be approved again.

    Raises:
        InputError: no test of it was mailed, or a guard refuses; carries every reason.
    """
    now = context.clock()
    letter = context.letter(campaign.issue, now)
    situation = first_situation(context, letter, campaign.list, campaign.variant, Confirmed())
    ask_guards(situation.before_approval(), but=ASKED_WHEN_SENT)
    with context.store.write() as connection:
        record_approval(connection, APPROVED, issue=campaign.issue, sha256=letter.sha256, by=by, at=now)
    return Approved(letter=letter, count=situation.count, command=situation.command)

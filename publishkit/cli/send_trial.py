"""`publishkit send test`: the very letter, to yourself."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.send_office import By, ListName, check_names, open_office, stoppable, utc_now, who
from publishkit.cli.workspace import IssueName, Workspace, locate
from publishkit.errors import ExternalError, InputError, Problem

if TYPE_CHECKING:
    from publishkit.send.letter import Letter
    from publishkit.send.message import Reader
    from publishkit.send.outcome import Outcome
    from publishkit.send.run.office import Office

MOST = 20
"""Addresses of one test; more is a list."""


def trial(
    issue: IssueName = None,
    to: Annotated[
        list[str] | None, typer.Option("--to", metavar="ADDRESS", help="Who gets it; may be repeated.")
    ] = None,
    list_name: ListName = None,
    by: By = None,
    workspace: Workspace = None,
) -> None:
    """Mail the letter to yourself, with every byte as readers will get it; only its Message-ID is its own.

    `publishkit send approve` asks for such a test of the same letter, less than a day old. The link for leaving works:
    it takes the address off the list.
    """
    from publishkit.manifest.load import load_config

    root, issue_id = locate(workspace, issue)
    config = load_config(root)
    name = check_names(config, list_name, "")
    addresses = _addresses(to or (), issue_id)
    with stoppable() as stop, open_office(root, config, stop) as office:
        now = utc_now()
        letter = office.letter(issue_id, now)
        _check(office, letter, addresses)
        outcomes = _mail(office, letter, name, addresses, now)
        _record(office, letter, outcomes, who(by), now)
    typer.echo(f"next: look at it; then `publishkit send approve {issue_id} --list {name}`", err=True)


def _addresses(to: "list[str] | tuple[str, ...]", issue: str) -> list[str]:
    """Return the addresses, each once.

    Raises:
        InputError: none, too many, or what is no address; every one is told.
    """
    from publishkit.send.audience.address import AddressRefusedError, parse_address

    words = [word.strip() for part in to for word in part.split(",") if word.strip()]
    problems, found = [], dict[str, None]()
    for word in words:
        try:
            found[parse_address(word)] = None
        except AddressRefusedError as cause:
            problems.append(Problem(place="--to", message=f"{word[:80]!a} {cause}"))
    if not words:
        hint = f"`publishkit send test {issue} --to you@example.org`"
        problems.append(Problem(place="--to", message="names nobody", hint=hint))
    if len(found) > MOST:
        problems.append(Problem(place="--to", message=f"names {len(found)} addresses; a test goes to {MOST} at most"))
    if problems:
        raise InputError(*problems)
    return list(found)


def _check(office: "Office", letter: "Letter", addresses: list[str]) -> None:
    """Return when nothing speaks against a test.

    Raises:
        InputError: sender, domain or environment; everything is told.
    """
    from publishkit.send.guards.ask import ask_guards
    from publishkit.send.guards.identity import allowed_by
    from publishkit.send.run.prepare import test_situation

    may = allowed_by(office.config.send.allow_list)
    ask_guards(test_situation(office, letter, sum(not may(one) for one in addresses)), resumed=True)
    office.examine(letter)


def _mail(office: "Office", letter: "Letter", name: str, addresses: list[str], now: datetime) -> "dict[str, Outcome]":
    from publishkit.send.audience.address import reader_key
    from publishkit.send.run.identity import batch_key
    from publishkit.send.run.office import letter_for_test

    mailed, addressed = letter_for_test(letter, now), office.addressed(name)
    readers: list[Reader] = [addressed(one, "", reader_key(one)) for one in addresses]
    size = office.transport.capabilities.batch
    outcomes: dict[str, Outcome] = {}
    for start in range(0, len(readers), size):
        chunk = readers[start : start + size]
        key = batch_key(f"{mailed.mailing.edition} {now.isoformat()}", start)
        told = office.transport.send(mailed, chunk, key=key)
        outcomes |= {reader.address: outcome for reader, outcome in zip(chunk, told, strict=True)}
    return outcomes


def _record(office: "Office", letter: "Letter", outcomes: "dict[str, Outcome]", by: str, now: datetime) -> None:
    """Write the test down for those who got it.

    Raises:
        ExternalError: somebody did not get it.
    """
    from publishkit.send.outcome import Accepted
    from publishkit.send.run.facts import TEST, record

    issue = letter.mailing.edition
    got = [address for address, outcome in outcomes.items() if isinstance(outcome, Accepted)]
    if got:
        with office.store.write() as connection:
            record(connection, TEST, issue=issue, sha256=letter.sha256, by=by, at=now, detail=", ".join(got))
    for address in got:
        typer.echo(f"{issue}: mailed to {address} (letter {letter.sha256[:12]})")
    problems = [
        Problem(place=f"send test {address}", message=f"{type(outcome).__name__.lower()}: {outcome.reason}")
        for address, outcome in outcomes.items()
        if not isinstance(outcome, Accepted)
    ]
    if problems:
        raise ExternalError(*problems)

"""`publishkit send draft` and `send start`: providers that hold the list get a draft, and a person sends it."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.send_office import By, ListName, Variant, ask_number, check_names, open_state, utc_now, who
from publishkit.cli.workspace import IssueName, Workspace, locate
from publishkit.errors import ExternalError, InputError, Problem

if TYPE_CHECKING:
    from publishkit.model.config import Config
    from publishkit.send.campaigns.base import CampaignProvider
    from publishkit.send.campaigns.content import Content
    from publishkit.send.campaigns.ledger import Asked
    from publishkit.send.letter import Letter
    from publishkit.send.run.campaigns import Campaign
    from publishkit.send.state.store import Store


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What both commands stand on."""

    config: "Config"
    provider: "CampaignProvider"
    store: "Store"
    letter: "Letter"
    content: "Content"
    asked: "Asked"


def draft(
    issue: IssueName = None,
    test_to: Annotated[
        list[str] | None, typer.Option("--test-to", metavar="ADDRESS", help="Mail the draft to yourself as well.")
    ] = None,
    list_name: ListName = None,
    variant: Variant = "",
    by: By = None,
    workspace: Workspace = None,
) -> None:
    """Make a draft at the provider that holds your list (listmonk, Buttondown, Mailchimp, Brevo, Ghost, Kit).

    It reaches nobody. Look at it there, then send it there, or here with `publishkit send start`.
    """
    from publishkit.send.campaigns.ledger import make_draft

    with _open(workspace, issue, list_name, variant, by) as desk:
        made = make_draft(desk.store, desk.provider, desk.content, desk.asked)
        where = made.address or f"{desk.provider.name}, draft {made.id}"
        typer.echo(f"{desk.asked.issue}: the draft is at {where} (letter {desk.asked.content_sha256[:12]})")
        if test_to:
            _test(desk, made.id, test_to)
    hint = f"look at it there and press send, or `publishkit send start {desk.asked.issue} --list {desk.asked.list}`"
    typer.echo(f"next: {hint}", err=True)


def start(
    issue: IssueName = None,
    list_name: ListName = None,
    variant: Variant = "",
    expect_count: Annotated[
        int | None,
        typer.Option("--expect-count", min=0, metavar="N", help="The number of readers, when nobody can be asked."),
    ] = None,
    by: By = None,
    workspace: Workspace = None,
) -> None:
    """Send the draft to the whole list at the provider, once.

    Asks for the number of readers the provider names. Exit codes: 0 on its way, 2 refused here, 5 refused there or
    uncertain.
    """
    from publishkit.send.campaigns.ledger import start as start_draft
    from publishkit.send.outcome import Accepted, Uncertain

    with _open(workspace, issue, list_name, variant, by) as desk:
        _guard(desk)
        _confirm(desk, expect_count)
        _, outcome = start_draft(desk.store, desk.provider, desk.content, desk.asked)
        name, place = desk.provider.name, f"send start {desk.asked.issue}"
        if isinstance(outcome, Accepted):
            typer.echo(f"{desk.asked.issue}: {name} is sending it")
            typer.echo(f"next: `publishkit send status {desk.asked.issue}`", err=True)
            return
        if isinstance(outcome, Uncertain):
            hint = f"wait five minutes, look there, then `publishkit send status {desk.asked.issue}`"
            raise ExternalError(Problem(place=place, message=f"{name} may be sending it: {outcome.reason}", hint=hint))
        hint = "nobody has got it; mend that and run the same command again"
        raise ExternalError(Problem(place=place, message=f"{name}: {outcome.reason}", hint=hint))


def read_back(root: Path, config: "Config", store: "Store", found: "Sequence[Campaign]") -> "list[Campaign]":
    """Return the campaigns as their provider tells them now; as they were when it cannot say, with a line on stderr."""
    from publishkit.send.campaigns import ledger

    remote = [one for one in found if one.remote_id and one.transport == config.send.transport]
    if not remote:
        return list(found)
    try:
        with _provider(config) as provider:
            told = {one.id: ledger.read_back(store, provider, one, utc_now())[0] for one in remote}
    except ExternalError as cause:
        for problem in cause.problems:
            typer.echo(f"publishkit: {problem}", err=True)
        return list(found)
    return [told.get(one.id, one) for one in found]


@contextmanager
def _open(
    workspace: Path | None, issue: str | None, list_name: str | None, variant: str, by: str | None
) -> Iterator[Desk]:
    from publishkit.manifest.load import load_config
    from publishkit.send.campaigns.content import content_of
    from publishkit.send.campaigns.ledger import Asked
    from publishkit.send.edition_files import read_letter

    root, issue_id = locate(workspace, issue)
    config = load_config(root)
    name = check_names(config, list_name, variant)
    now = utc_now()
    with _provider(config) as provider, open_state(root, config) as store:
        letter = read_letter(root / "out" / issue_id, config, now, own_list=False)
        asked = Asked(
            issue=issue_id,
            list=name,
            variant=variant,
            content_sha256=letter.sha256,
            late=timedelta(hours=config.send.late_hours),
            by=who(by),
            now=now,
        )
        content = content_of(letter, provider.dialect)
        yield Desk(config=config, provider=provider, store=store, letter=letter, content=content, asked=asked)


@contextmanager
def _provider(config: "Config") -> "Iterator[CampaignProvider]":
    from publishkit.send.campaigns.registry import PROVIDERS, open_provider
    from publishkit.send.secrets import Secrets, system_keyring

    if config.send.transport not in PROVIDERS:
        message = f"`{config.send.transport}` does not hold a list: publishkit sends by itself"
        hint = f"`publishkit send ISSUE`; providers that hold one: {', '.join(sorted(PROVIDERS))}"
        raise InputError(Problem(place="publishkit.toml: send.transport", message=message, hint=hint))
    provider = open_provider(config.send, Secrets(os.environ, system_keyring), utc_now)
    try:
        yield provider
    finally:
        provider.close()


def _test(desk: Desk, remote_id: str, test_to: Sequence[str]) -> None:
    from publishkit.send.audience.address import AddressRefusedError, parse_address
    from publishkit.send.run.facts import TEST, record

    try:
        addresses = [parse_address(one) for one in test_to]
    except AddressRefusedError as cause:
        raise InputError(Problem(place="--test-to", message=str(cause))) from cause
    desk.provider.test(remote_id, desk.content, addresses)
    asked = desk.asked
    with desk.store.write() as connection:
        record(
            connection,
            TEST,
            issue=asked.issue,
            sha256=asked.content_sha256,
            by=asked.by,
            at=asked.now,
            detail=", ".join(addresses),
        )
    typer.echo(f"{asked.issue}: {desk.provider.name} mails it to {', '.join(addresses)}")


def _guard(desk: Desk) -> None:
    """Return when nothing speaks against it.

    Raises:
        InputError: no test of this very letter, or not the place for real mail; everything is told.
    """
    from publishkit.send.guards.identity import VARIABLE, is_restricted
    from publishkit.send.run.facts import read_approvals

    asked, problems = desk.asked, list[Problem]()
    place = f"send start {asked.issue}"
    with desk.store.read() as connection:
        said = read_approvals(connection, asked.issue, asked.content_sha256)
    if desk.provider.capabilities.test and said.tested_at is None:
        hint = f"`publishkit send draft {asked.issue} --list {asked.list} --test-to you@example.org` mails one"
        problems.append(Problem(place=place, message="nobody has seen a test mail of this letter", hint=hint))
    if is_restricted(desk.config.send, os.environ.get(VARIABLE, "").strip()):
        hint = f"in production set {VARIABLE}=production; elsewhere stop at the draft"
        problems.append(Problem(place=place, message="this is not production, and a list has no allow-list", hint=hint))
    if problems:
        raise InputError(*problems)


def _confirm(desk: Desk, expect_count: int | None) -> None:
    """Return when a person has said the number of readers; that is the approval.

    Raises:
        InputError: another number, or none.
        ExternalError: the provider does not say how many they are.
    """
    from publishkit.edition.shown import visible
    from publishkit.send.run.facts import APPROVED, record

    asked, name = desk.asked, desk.provider.name
    count = desk.provider.audience()
    if count is None:
        hint = "look at the draft there, and press send there"
        raise ExternalError(Problem(place=name, message="does not say how many readers the list has", hint=hint))
    if expect_count is None:
        expect_count = ask_number(
            f"{asked.issue}: “{visible(desk.letter.mailing.subject)}” goes to {count:,} readers at {name}.\n"
            "Type that number to send it, or anything else to stop: "
        )
    most = desk.config.send.max_count
    if count == 0 or expect_count != count or (most is not None and count > most):
        message = f"goes to {count:,} readers at {name}"
        message += f", more than send.max_count allows ({most:,})" if most is not None and count > most else ""
        hint = f"when that is right: `publishkit send start {asked.issue} --list {asked.list} --expect-count {count}`"
        raise InputError(Problem(place=f"send start {asked.issue}", message=message, hint=hint))
    with desk.store.write() as connection:
        record(connection, APPROVED, issue=asked.issue, sha256=asked.content_sha256, by=asked.by, at=asked.now)

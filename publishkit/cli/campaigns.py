"""`publishkit send draft` and `send start`: providers that hold the list get a draft, and a person sends it."""

import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.send_options import By, ExpectCount, ListName, Variant, ask_readers, locate_campaign, utc_now, who
from publishkit.cli.workspace import IssueName, Workspace

if TYPE_CHECKING:
    from publishkit.press.campaigns import ProviderCampaign


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
    from publishkit.press.campaigns import mail_draft, place_draft

    with _open(workspace, issue, list_name, variant, by) as campaign:
        request, provider = campaign.request, campaign.provider.name
        made = place_draft(campaign)
        where = made.address or f"{provider}, draft {made.id}"
        typer.echo(f"{request.issue}: the draft is at {where} (letter {request.content_sha256[:12]})")
        if test_to:
            addresses = mail_draft(campaign, made, test_to, "--test-to")
            typer.echo(f"{request.issue}: {provider} mails it to {', '.join(addresses)}")
    hint = f"look at it there and press send, or `publishkit send start {request.issue} --list {request.list}`"
    typer.echo(f"next: {hint}", err=True)


def start(
    issue: IssueName = None,
    list_name: ListName = None,
    variant: Variant = "",
    expect_count: ExpectCount = None,
    by: By = None,
    workspace: Workspace = None,
) -> None:
    """Send the draft to the whole list at the provider, once.

    Asks for the number of readers the provider names. Exit codes: 0 on its way, 2 refused here, 5 refused there or
    uncertain.
    """
    from publishkit.press.campaigns import start_draft

    with _open(workspace, issue, list_name, variant, by) as campaign:
        name, provider = campaign.request.issue, campaign.provider.name

        def confirm(count: int, subject: str) -> int | None:
            return ask_readers(name, subject, count, f"at {provider}")

        start_draft(campaign, expect_count, confirm)
        typer.echo(f"{name}: {provider} is sending it")
        typer.echo(f"next: `publishkit send status {name}`", err=True)


def _open(
    workspace: Path | None, issue: str | None, list_name: str | None, variant: str, by: str | None
) -> "AbstractContextManager[ProviderCampaign]":
    from publishkit.press.campaigns import open_campaign

    root, config, name = locate_campaign(workspace, issue, list_name, variant)
    return open_campaign(root, config, name, os.environ, by=who(by), clock=utc_now)

"""`publishkit send status`, `cancel`, `reconcile` and `transports`: what became of a letter, and the ways to a mailbox."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.send_options import (
    AsJson,
    By,
    ListName,
    Variant,
    ask_number,
    locate_campaign,
    sending_context,
    stoppable,
    utc_now,
    who,
)
from publishkit.cli.workspace import IssueName, Workspace, locate
from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.press.sending.delivery import Decision
    from publishkit.send.campaign.reconcile import ProviderAnswers
    from publishkit.send.campaign.status import Status

Expected = Annotated[
    int | None, typer.Option("--expect-count", min=0, metavar="N", help="How many, when nobody can be asked.")
]
REHEARSALS = {"file": "writes each message into a folder", "null": "makes each message and throws it away"}
"""Transports by which nothing leaves this machine -> what they do."""


def status(
    issue: IssueName = None,
    list_name: Annotated[str | None, typer.Option("--list", metavar="NAME", help="Only this list.")] = None,
    report: Annotated[
        bool, typer.Option("--report", help="Write the delivery report beside the edition again.")
    ] = False,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Show progress, rate, what was rejected and why, what is uncertain, when it ends, and the next command."""
    from publishkit.press.sending.delivery import read_statuses
    from publishkit.workspace.load import load_config

    root, issue_id = locate(workspace, issue)
    found = read_statuses(
        root,
        load_config(root),
        issue_id,
        list_name,
        os.environ,
        clock=utc_now,
        tell=lambda problem: typer.echo(f"publishkit: {problem}", err=True),
        report=report,
    )
    print_status(found, issue_id, as_json=as_json)


def print_status(found: "Sequence[Status]", issue: str, *, as_json: bool) -> None:
    """Print the status of every campaign of an issue."""
    from publishkit.send.campaign.status import as_json as status_json
    from publishkit.send.campaign.status import as_text

    if as_json:
        report = {"issue": issue, "campaigns": [status_json(one) for one in found]}
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    elif found:
        typer.echo("\n\n".join(map(as_text, found)))
    else:
        typer.echo(f"{issue}: not sent to anybody yet")
        typer.echo(f"  next        `publishkit send test {issue} --to you@example.org`")


def cancel(
    issue: IssueName = None,
    list_name: ListName = None,
    variant: Variant = "",
    by: By = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Call the campaign off for good. In the hold nobody has it yet; later, who has it has it."""
    from publishkit.press.sending.delivery import cancel_campaign

    root, config, name = locate_campaign(workspace, issue, list_name, variant)
    cancelled = cancel_campaign(root, config, name, who(by), utc_now)
    print_status([cancelled], name.issue, as_json=as_json)


def pause(
    issue: IssueName = None,
    list_name: ListName = None,
    variant: Variant = "",
    by: By = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Pause the campaign, in its hold or while it is sent. Calls under way are settled; `publishkit send` goes on."""
    from publishkit.press.sending.delivery import pause_campaign

    root, config, name = locate_campaign(workspace, issue, list_name, variant)
    paused = pause_campaign(root, config, name, who(by), utc_now)
    print_status([paused], name.issue, as_json=as_json)


def reconcile(  # noqa: PLR0917  one argument for each option
    issue: IssueName = None,
    assume_sent: Annotated[
        bool, typer.Option("--assume-sent", help="Whoever is still uncertain is taken to have it.")
    ] = False,
    resend: Annotated[
        bool, typer.Option("--resend", help="Whoever is still uncertain gets it again; some may get it twice.")
    ] = False,
    batch: Annotated[
        int | None, typer.Option("--batch", min=0, metavar="N", help="Only the readers of this batch.")
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Only those with this in the reason why it is not known.")
    ] = "",
    address: Annotated[str, typer.Option("--address", metavar="ADDRESS", help="Only this reader.")] = "",
    expect_count: Expected = None,
    list_name: ListName = None,
    variant: Variant = "",
    by: By = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Settle what is uncertain.

    Calls of senders that died are taken over, the provider is asked where it can be; what it tells through webhooks is
    in already. The rest waits for you: look into the provider's own log, then say --assume-sent or --resend, of all or of
    a batch, a reason or an address.
    """
    from publishkit.press.sending.delivery import settle_uncertain
    from publishkit.send.campaign.reconcile import Choice

    if assume_sent and resend:
        raise InputError(Problem(place="", message="--assume-sent and --resend exclude each other", hint="choose one"))
    decision: Decision | None = "resend" if resend else "assume-sent" if assume_sent else None

    def confirm(unknown: int) -> int | None:
        if expect_count is not None:
            return expect_count
        then = "get it again, and some of them twice" if resend else "are taken to have it"
        return ask_number(f"{unknown:,} readers {then}.\nType that number, or anything else to stop: ")

    root, config, name = locate_campaign(workspace, issue, list_name, variant)
    with stoppable() as stop, sending_context(root, config, stop) as context:
        settled = settle_uncertain(
            context,
            name,
            who(by),
            decision,
            confirm,
            choice=Choice(batch=batch, reason=reason.strip(), address=address.strip()),
            tell=lambda count: typer.echo(f"{name.issue}: the provider was asked after {count:,} readers", err=True),
        )
    if not as_json:
        _print_asked(settled.asked)
    print_status([settled.status], name.issue, as_json=as_json)


def _print_asked(asked: "ProviderAnswers") -> None:
    parts = {
        "have it": asked.accepted,
        "were rejected": asked.rejected,
        "never reached it and go again": asked.not_there,
        "stay uncertain": asked.unknown,
    }
    answers = ", ".join(f"{count:,} {what}" for what, count in parts.items() if count)
    typer.echo(f"asked the provider: {answers or 'nothing is uncertain'}", err=True)


def again(  # noqa: PLR0917  one argument for each option
    issue: IssueName = None,
    rejected: Annotated[
        bool, typer.Option("--rejected", help="Everybody who was refused and whose mailbox is there.")
    ] = False,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Only those with this in the answer: `4.2.2`, `greylist`.")
    ] = "",
    expect_count: Expected = None,
    list_name: ListName = None,
    variant: Variant = "",
    by: By = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Write again to readers who were refused: put off, full, or because the server did not take mail from you.

    A refusal took nothing, so nobody gets it twice; who has left meanwhile gets nothing. They wait for the same
    `publishkit send` as before. Mailboxes that do not exist are left out unless --reason names their answer.
    """
    from publishkit.press.sending.delivery import try_again

    if not rejected:
        hint = "those who were refused: --rejected; those of whom it is not known: `publishkit send reconcile`"
        raise InputError(Problem(place="send again", message="does not say who", hint=hint))

    def confirm(count: int, reasons: Sequence[tuple[str, int]]) -> int | None:
        if expect_count is not None:
            return expect_count
        lines = "".join(f"  {readers:,}: {answer}\n" for answer, readers in reasons[:8])
        return ask_number(
            f"{lines}{count:,} refused readers get it once more.\nType that number, or anything else to stop: "
        )

    root, config, name = locate_campaign(workspace, issue, list_name, variant)
    done = try_again(root, config, name, reason, who(by), utc_now, confirm)
    print_status([done], name.issue, as_json=as_json)


def suppress(
    issue: IssueName = None,
    expect_count: Expected = None,
    list_name: ListName = None,
    variant: Variant = "",
    by: By = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Take readers off every list whose mailbox does not exist, says the server.

    A few are taken off by themselves when the campaign ends. When they are too many to believe one server, you decide.
    """
    from publishkit.press.sending.delivery import suppress_unknown

    def confirm(count: int) -> int | None:
        if expect_count is not None:
            return expect_count
        return ask_number(f"{count:,} readers get nothing any more.\nType that number, or anything else to stop: ")

    root, config, name = locate_campaign(workspace, issue, list_name, variant)
    done = suppress_unknown(root, config, name, who(by), utc_now, confirm)
    print_status([done], name.issue, as_json=as_json)


def bounces(
    mailbox: Annotated[Path, typer.Argument(metavar="MAILBOX", help="A Maildir, an mbox file, or one message.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be recorded, and record nothing.")] = False,
    believe: Annotated[
        bool, typer.Option("--believe", help="You have looked: so many letters of one issue did come back.")
    ] = False,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Read what came back by mail of letters sent over SMTP: bounces (RFC 3464), complaints, readers who leave by mail.

    Nothing in the mailbox is changed; the same message counts once. A mailbox that does not exist is suppressed, one that
    is full or away after three times in thirty days.
    """
    from publishkit.press.sending.serve import record_bounces
    from publishkit.workspace.folder import find_workspace
    from publishkit.workspace.load import load_config

    root = find_workspace(workspace or Path.cwd())
    found = record_bounces(root, load_config(root).send, mailbox, utc_now, dry_run=dry_run, believed=believe)
    new = {kind: count for kind, count in found.new.items() if count}
    if as_json:
        typer.echo(json.dumps({"new": new, "unknown": found.unknown, "recorded": not dry_run}, indent=2))
        return
    told = ", ".join(f"{count:,} {kind}" for kind, count in new.items()) or "nothing new"
    typer.echo(f"{told}{' (nothing was recorded)' if dry_run else ''}")
    if found.unknown:
        typer.echo(f"{found.unknown:,} of no letter that was sent from here")
    for doubt in found.doubtful:
        typer.echo(doubt)


def transports(workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List the names that `send.transport` in publishkit.toml may have; the one it has is marked."""
    from publishkit.workspace.folder import find_workspace
    from publishkit.workspace.load import load_config

    try:
        chosen = load_config(find_workspace(workspace or Path.cwd())).send.transport
    except InputError:
        chosen = ""  # outside a workspace none is chosen
    kinds = _kinds()
    if as_json:
        rows = [{"name": name, "kind": kind, "chosen": name == chosen} for name, kind in kinds]
        typer.echo(json.dumps(rows, indent=2))
        return
    for name, kind in kinds:
        typer.echo(f"{'*' if name == chosen else ' '} {name:<18}{kind}")
    typer.echo("docs/transports.md and docs/campaigns.md say what each asks for", err=True)


def _kinds() -> list[tuple[str, str]]:
    """Return every name that `send.transport` may have, and what it does."""
    from publishkit.send.providers.registry import PROVIDERS
    from publishkit.send.transports.registry import TRANSPORTS

    mailing = [
        (name, f"rehearsal: {REHEARSALS[name]}" if name in REHEARSALS else "mails") for name in sorted(TRANSPORTS)
    ]
    return [*mailing, *((name, "campaign: holds the list itself, gets a draft") for name in sorted(PROVIDERS))]

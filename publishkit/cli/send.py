"""`publishkit send`: the letter to its readers; at a provider that holds the list, `draft` and `start`.

Without another word, `send [ISSUE]` means `send now [ISSUE]`.
"""

import json
import os
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event, Lock
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from publishkit.cli.deliveries import cancel, print_status, reconcile, status, transports
from publishkit.cli.send_options import (
    AsJson,
    By,
    ExpectCount,
    ListName,
    Variant,
    ask_readers,
    locate_campaign,
    sending_context,
    stoppable,
    utc_now,
    who,
)
from publishkit.cli.workspace import IssueName, Tell, Workspace, progress
from publishkit.errors import ExternalError

if TYPE_CHECKING:
    from publishkit.press.send import CampaignName
    from publishkit.press.sending.campaigns import ProviderCampaign
    from publishkit.send.campaign.breaker import Tally
    from publishkit.send.campaign.claim import Later
    from publishkit.send.campaign.context import SendingContext
    from publishkit.send.campaign.dry_run import DryRunResult
    from publishkit.send.campaign.record import Campaign
    from publishkit.send.campaign.settle import Settled
    from publishkit.send.campaign.status import Status

DEFAULT = "now"
OFTEN = 0.2
"""Seconds between two changes of the moving line."""
LONG = 5.0
"""Seconds of a wait that are worth a sentence."""


def now(  # noqa: PLR0917  one argument for each option
    issue: IssueName = None,
    list_name: ListName = None,
    variant: Variant = "",
    expect_count: ExpectCount = None,
    allow_growth: Annotated[
        bool, typer.Option("--allow-growth", help="The list may be much larger or smaller than last time.")
    ] = False,
    in_parts: Annotated[
        bool, typer.Option("--in-parts", help="Send what today's quota allows, and go on tomorrow.")
    ] = False,
    go_on: Annotated[bool, typer.Option("--go-on", help="Go on after it stopped by itself; you know why.")] = False,
    late: Annotated[bool, typer.Option("--late", help="Send although it is later than planned.")] = False,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Stay through the hold and the first readers, or come back later.")
    ] = True,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Make every message, keep a few, send none.")] = False,
    by: By = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Send the finished edition to its readers, once; the same command goes on after a stop.

    Before the first mail every guard is asked: test and approval of this very letter, the number of readers typed or
    given, growth, quota, sender, environment. Then the audience is frozen and the hold begins; `send cancel` loses
    nothing until it ends. A few readers go first.

    Exit codes: 0 sent (or, with --no-wait, on its way), 2 refused, 4 the edition was changed, 5 paused, or something is
    uncertain; 130 stopped by you.
    """
    from publishkit.press.send import freeze_audience, refuse_list_holder, report_delivery, send_frozen
    from publishkit.send.campaign.begin import SendOrder
    from publishkit.send.campaign.guards import Confirmed

    root, config, name = locate_campaign(workspace, issue, list_name, variant)
    refuse_list_holder(config, name.issue)
    with stoppable() as stop, sending_context(root, config, stop) as context:
        if dry_run:
            _rehearse(context, name, as_json=as_json)
            return
        confirmed = Confirmed(expect_count=expect_count, allow_growth=allow_growth, in_parts=in_parts)
        order = SendOrder(by=who(by), go_on=go_on, late=late)
        campaign = freeze_audience(
            context,
            name,
            confirmed,
            order,
            lambda count, subject: ask_readers(name.issue, subject, count, f"of `{name.list}`"),
        )
        with progress(f"{campaign.issue}: sending") as tell:
            done = send_frozen(context, campaign, order, stop=stop, wait=wait, tell=SendingProgress(campaign, tell))
        delivery = report_delivery(root, context.store, done, context.clock())
        print_status([delivery], done.issue, as_json=as_json)
        raise typer.Exit(_exit_code(delivery, stop, wait=wait))


def _exit_code(delivery: "Status", stop: Event, *, wait: bool) -> int:
    from publishkit.send.state.tables import CampaignState, DeliveryState

    state = delivery.campaign.state
    if state is CampaignState.DONE and not delivery.count(DeliveryState.UNCERTAIN):
        return 0
    if stop.is_set():
        return 130
    return 0 if state in {CampaignState.HELD, CampaignState.SENDING} and not wait else 5


class SendingProgress:
    """Shows how far a campaign is, on stderr: a moving line on a terminal, elsewhere a sentence for each kind of wait.

    Called by every thread after every step.
    """

    def __init__(self, campaign: "Campaign", tell: Tell) -> None:
        self._campaign, self._tell = campaign, tell
        self._lock = Lock()
        self._shown_at = 0.0
        self._waits: set[str] = set()

    def __call__(self, step: "Settled | Later", tally: "Tally") -> None:
        """Show *tally*, or what is waited for."""
        from publishkit.send.campaign.claim import Later

        with self._lock:
            if isinstance(step, Later) and step.seconds > LONG:
                self._wait(step)
            elif monotonic() - self._shown_at > OFTEN:
                self._shown_at = monotonic()
                through = f"{tally.accepted:,} of {self._campaign.audience_count:,} accepted"
                refused = f", {tally.rejected:,} rejected" if tally.rejected else ""
                self._tell(f"{self._campaign.issue}: {through}{refused}")

    def _wait(self, step: "Later") -> None:
        minutes, seconds = divmod(int(step.seconds), 60)
        sentence = f"{self._campaign.issue}: waiting for {step.why}, {minutes}:{seconds:02d} more"
        if sys.stderr.isatty():
            self._tell(sentence)
        elif step.why not in self._waits:
            self._waits.add(step.why)
            cancel_hint = f"; `publishkit send cancel {self._campaign.command}` calls it off"
            typer.echo(sentence + (cancel_hint if step.why == "the hold" else ""), err=True)


# --- dry run ----------------------------------------------------------------------------------------------------------


def _rehearse(context: "SendingContext", name: "CampaignName", *, as_json: bool) -> None:
    """Make every message and print what sending would be; exit 1 when nobody could be written to, or somebody not."""
    from publishkit.press.send import make_dry_run

    with progress(f"{name.issue}: making messages") as tell:
        made = make_dry_run(context, name, lambda count: tell(f"{name.issue}: {count:,} messages made"))
    typer.echo(_rehearsed_json(name, made) if as_json else _rehearsed_text(context, name, made))
    if not made.count or made.refused_count:
        raise typer.Exit(1)


def _rehearsed_text(context: "SendingContext", name: "CampaignName", made: "DryRunResult") -> str:
    rows = [f"{name.issue} to {name.list} by {context.config.send.transport}: a dry run, nothing was sent"]
    rows += [f"  readers     {made.count:,}; {made.suppressed:,} suppressed"]
    rows += [f"  size        {made.total / 1e6:,.1f} MB in all, the largest message {made.largest / 1000:,.0f} kB"]
    rows += [f"  made in     {made.seconds:,.1f} s"]
    if made.estimated is not None:
        rows += [f"  sending     about {made.estimated.total_seconds() / 60:,.0f} minutes at the rate of the account"]
    if made.days > 1:
        rows += [f"  quota       {made.days} days, with --in-parts"]
    rows += [f"  refused     {line}" for line in made.refused]
    if made.refused_count > len(made.refused):
        rows += [f"  refused     and {made.refused_count - len(made.refused):,} more"]
    rows += [f"  samples     {path}" for path in _sample_paths(name, made)]
    if not made.count:
        rows += [f"  next        `publishkit audience import FILE --list {name.list}` brings readers in"]
    return "\n".join(rows)


def _rehearsed_json(name: "CampaignName", made: "DryRunResult") -> str:
    report = {
        "issue": name.issue,
        "list": name.list,
        "readers": made.count,
        "suppressed": made.suppressed,
        "bytes": made.total,
        "largest": made.largest,
        "seconds": round(made.seconds, 2),
        "estimated_seconds": made.estimated.total_seconds() if made.estimated is not None else None,
        "days": made.days,
        "refused": made.refused_count,
        "samples": _sample_paths(name, made),
    }
    return json.dumps(report, ensure_ascii=False, indent=2)


def _sample_paths(name: "CampaignName", made: "DryRunResult") -> list[str]:
    from publishkit.press.send import SAMPLES

    return [f"{SAMPLES}/{name.issue}/{sample}.eml" for sample in made.samples]


# --- before it is sent ------------------------------------------------------------------------------------------------


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
    it takes the address off the list; `publishkit audience welcome-back ADDRESS --tested` puts it back.
    """
    from publishkit.press.sending.approve import mail_test, parse_test_addresses

    root, config, name = locate_campaign(workspace, issue, list_name)
    addresses = parse_test_addresses(to or (), name.issue, "--to")
    with stoppable() as stop, sending_context(root, config, stop) as context:
        mailed = mail_test(context, name, addresses, who(by))
    for address in mailed.accepted:
        typer.echo(f"{mailed.issue}: mailed to {address} (letter {mailed.sha256[:12]})")
    for address, why in mailed.left.items():
        back = f"publishkit audience welcome-back {address} --list {name.list} --tested"
        typer.echo(f"{address} gets no letters of {name.list}: {why}; who only tried the link: `{back}`", err=True)
    if mailed.problems:
        raise ExternalError(*mailed.problems)
    typer.echo(
        "mind: its link for leaving works; `publishkit audience welcome-back ADDRESS --tested` undoes it", err=True
    )
    typer.echo(f"next: look at it; then `publishkit send approve {name.issue} --list {name.list}`", err=True)


def approve(
    issue: IssueName = None,
    list_name: ListName = None,
    variant: Variant = "",
    by: By = None,
    workspace: Workspace = None,
) -> None:
    """Approve the letter you have seen as a test mail; one changed byte, and it must be approved again."""
    from publishkit.press.sending.approve import approve_letter
    from publishkit.rights.phrases import visible

    root, config, name = locate_campaign(workspace, issue, list_name, variant)
    decider = who(by)
    with stoppable() as stop, sending_context(root, config, stop) as context:
        done = approve_letter(context, name, decider)
    mailing = done.letter.mailing
    typer.echo(f"{name.issue}: “{visible(mailing.subject)}” from {mailing.from_address} is approved")
    typer.echo(f"letter {done.letter.sha256}, for {done.count:,} readers of {name.list}, by {decider}")
    typer.echo(f"next: `publishkit send {done.command}`", err=True)


# --- a provider that holds the list -----------------------------------------------------------------------------------


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
    from publishkit.press.sending.campaigns import mail_draft, place_draft

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
    from publishkit.press.sending.campaigns import start_draft

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
    from publishkit.press.sending.campaigns import open_campaign

    root, config, name = locate_campaign(workspace, issue, list_name, variant)
    return open_campaign(root, config, name, os.environ, by=who(by), clock=utc_now)


# --- the group --------------------------------------------------------------------------------------------------------


class SendGroup(TyperGroup):
    """Takes `send`, `send 2026-w47` and `send --dry-run` for `send now …`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # Typer's own context
        """Put the default command before words that begin with none."""
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


send = typer.Typer(
    name="send",
    cls=SendGroup,
    help="Send the letter to its readers: `publishkit send ISSUE`, the same command again to go on.\n\n"
    "Every command takes an ISSUE; by default the newest.",
    no_args_is_help=False,
    rich_markup_mode=None,
)

send.command(short_help="Send the issue; the same as `publishkit send ISSUE`.")(now)
send.command("test", short_help="Mail the letter to yourself.")(trial)
send.command(short_help="Approve the letter whose test you have seen.")(approve)
send.command(short_help="Make a draft at the provider that holds your list.")(draft)
send.command(short_help="Send that draft to the whole list.")(start)
send.command(short_help="Where it stands, and what to do next.")(status)
send.command(short_help="Call it off.")(cancel)
send.command(short_help="Settle what is uncertain.")(reconcile)
send.command(short_help="Ways to a mailbox.")(transports)

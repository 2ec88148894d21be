"""`publishkit send reconcile`: the provider is asked about those who may have it; then a person decides."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from publishkit.cli.send_cancel import not_begun
from publishkit.cli.send_office import (
    AsJson,
    By,
    ListName,
    Variant,
    ask_number,
    check_names,
    open_office,
    stoppable,
    utc_now,
    who,
)
from publishkit.cli.workspace import IssueName, Workspace, locate
from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.send.run.campaigns import Campaign
    from publishkit.send.run.reconcile import Asked
    from publishkit.send.run.sender import Sender

What = Literal["assume-sent", "resend"]


def reconcile(  # noqa: PLR0917  one argument for each option
    issue: IssueName = None,
    assume_sent: Annotated[
        bool, typer.Option("--assume-sent", help="Whoever is still uncertain is taken to have it.")
    ] = False,
    resend: Annotated[
        bool, typer.Option("--resend", help="Whoever is still uncertain gets it again; some may get it twice.")
    ] = False,
    expect_count: Annotated[
        int | None, typer.Option("--expect-count", min=0, metavar="N", help="How many, when nobody can be asked.")
    ] = None,
    list_name: ListName = None,
    variant: Variant = "",
    by: By = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Settle what is uncertain.

    Calls of senders that died are taken over, the provider is asked where it can be; what it tells through webhooks is
    in already. The rest waits for you: look into the provider's own log, then say --assume-sent or --resend.
    """
    from publishkit.cli.send_status import print_status
    from publishkit.manifest.load import load_config
    from publishkit.send.report import write_report
    from publishkit.send.run.campaigns import find_campaign, load_campaign, stored_variant
    from publishkit.send.run.reconcile import ask_provider
    from publishkit.send.run.recover import recover
    from publishkit.send.status import read_status

    if assume_sent and resend:
        raise InputError(Problem(place="", message="--assume-sent and --resend exclude each other", hint="choose one"))
    root, issue_id = locate(workspace, issue)
    config = load_config(root)
    name = check_names(config, list_name, variant)
    with stoppable() as stop, open_office(root, config, stop) as office:
        with office.store.read() as connection:
            mine = find_campaign(connection, issue_id, name, stored_variant(config.send.transport, variant))
        if mine is None:
            raise not_begun(issue_id, name)
        sender = office.sender_for(mine)
        recover(sender, utc_now())
        asked = ask_provider(sender)
        if asked.unknown and (assume_sent or resend):
            _decide(sender, mine, asked, "resend" if resend else "assume-sent", expect_count, who(by))
        with office.store.read() as connection:
            status = read_status(connection, load_campaign(connection, mine.id), utc_now())
    write_report(root, status)
    if not as_json:
        _tell(asked)
    print_status([status], issue_id, as_json=as_json)


def _decide(sender: "Sender", mine: "Campaign", asked: "Asked", what: What, expected: int | None, by: str) -> None:
    """Settle the rest as the person says.

    Raises:
        InputError: not confirmed with the right number, or a cancelled campaign shall be sent again.
    """
    from publishkit.send.run.reconcile import decide
    from publishkit.send.run.states import CampaignState

    if what == "resend" and mine.state is CampaignState.CANCELLED:
        message = "it was cancelled, and is not sent again to anybody"
        raise InputError(Problem(place=f"send {mine.issue}", message=message, hint="use --assume-sent"))
    if expected is None:
        then = "are taken to have it" if what == "assume-sent" else "get it again, and some of them twice"
        expected = ask_number(f"{asked.unknown:,} readers {then}.\nType that number, or anything else to stop: ")
    if expected is None or decide(sender, by, what, expected=expected) < 0:
        message = f"{asked.unknown:,} readers are uncertain, and that number was not confirmed"
        hint = f"`publishkit send reconcile {mine.command} --{what} --expect-count {asked.unknown}`"
        raise InputError(Problem(place=f"send {mine.issue}", message=message, hint=hint))


def _tell(asked: "Asked") -> None:
    parts = {
        "have it": asked.accepted,
        "were rejected": asked.rejected,
        "never reached it and go again": asked.not_there,
        "stay uncertain": asked.unknown,
    }
    told = ", ".join(f"{count:,} {what}" for what, count in parts.items() if count)
    typer.echo(f"asked the provider: {told or 'nothing is uncertain'}", err=True)

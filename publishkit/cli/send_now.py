"""`publishkit send [ISSUE]`: every guard asked, the audience frozen, the letter sent; the same command goes on."""

from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.send_office import (
    AsJson,
    By,
    ListName,
    Variant,
    ask_number,
    check_names,
    open_office,
    refuse_campaign_provider,
    stoppable,
    utc_now,
    who,
)
from publishkit.cli.workspace import IssueName, Workspace, locate

if TYPE_CHECKING:
    from publishkit.send.guards.situation import Said
    from publishkit.send.run.begin import Will
    from publishkit.send.run.campaigns import Campaign
    from publishkit.send.run.office import Office


def now(  # noqa: PLR0917  one argument for each option
    issue: IssueName = None,
    list_name: ListName = None,
    variant: Variant = "",
    expect_count: Annotated[
        int | None,
        typer.Option("--expect-count", min=0, metavar="N", help="The number of readers, when nobody can be asked."),
    ] = None,
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
    from publishkit.manifest.load import load_config
    from publishkit.send.guards.situation import Said
    from publishkit.send.run.begin import Will

    root, issue_id = locate(workspace, issue)
    config = load_config(root)
    name = check_names(config, list_name, variant)
    refuse_campaign_provider(config, issue_id)
    with stoppable() as stop, open_office(root, config, stop) as office:
        if dry_run:
            from publishkit.cli.send_dry_run import rehearse

            rehearse(office, issue_id, name, as_json=as_json)
            return
        said = Said(expect_count=expect_count, allow_growth=allow_growth, in_parts=in_parts)
        will = Will(by=who(by), go_on=go_on, late=late)
        mine = _frozen(office, issue_id, name, variant, said, will)
        done = _run(office, mine, will, stop, wait=wait)
        raise typer.Exit(_report(office, done, stop, wait=wait, as_json=as_json))


def _frozen(office: "Office", issue: str, name: str, variant: str, said: "Said", will: "Will") -> "Campaign":
    """Return the campaign, begun before or frozen now."""
    from publishkit.send.guards.ask import ask_guards
    from publishkit.send.run.begin import check_open
    from publishkit.send.run.campaigns import find_campaign, stored_variant
    from publishkit.send.run.freeze import freeze
    from publishkit.send.run.prepare import first_situation, freeze_plan, resumed_situation

    with office.store.read() as connection:
        found = find_campaign(connection, issue, name, stored_variant(office.config.send.transport, variant))
    if found is not None:
        check_open(found)
        ask_guards(resumed_situation(office, found), resumed=True)
        return found
    letter = office.letter(issue, utc_now())
    situation = first_situation(office, letter, name, variant, said)
    if situation.rehearsal or said.expect_count is not None:
        ask_guards(situation)
        expected = said.expect_count
    else:
        ask_guards(situation, but=frozenset({"confirmation"}))
        expected = _typed(situation.count, issue, name, letter.mailing.subject)
        if expected is None or expected < 0:
            ask_guards(situation)
    office.examine(letter)
    return freeze(office.store, freeze_plan(office, letter, name, variant, will.by, expected), utc_now())


def _typed(count: int, issue: str, name: str, subject: str) -> int | None:
    from publishkit.edition.shown import visible

    question = (
        f"{issue}: “{visible(subject)}” goes to {count:,} readers of `{name}`.\n"
        "Type that number to send it, or anything else to stop: "
    )
    return ask_number(question)


def _run(office: "Office", mine: "Campaign", will: "Will", stop: Event, *, wait: bool) -> "Campaign":
    """Send, with a line on stderr that says how far it is."""
    from publishkit.cli.progress import progress
    from publishkit.cli.send_progress import Teller
    from publishkit.send.run.loop import run_campaign

    sender = office.sender_for(mine)
    with progress(f"{mine.issue}: sending") as tell:
        teller = Teller(mine, sender.counter, tell)
        return run_campaign(sender, will, threads=office.threads, stop=stop, tell=teller, wait=wait)


def _report(office: "Office", mine: "Campaign", stop: Event, *, wait: bool, as_json: bool) -> int:
    """Write the delivery report, print the status, and return the exit code."""
    from publishkit.cli.send_status import print_status
    from publishkit.send.report import write_report
    from publishkit.send.run.states import CampaignState, DeliveryState
    from publishkit.send.status import read_status

    with office.store.read() as connection:
        status = read_status(connection, mine, utc_now())
    write_report(office.root, status)
    print_status([status], mine.issue, as_json=as_json)
    if mine.state is CampaignState.DONE and not status.count(DeliveryState.UNCERTAIN):
        return 0
    if stop.is_set():
        return 130
    waiting = mine.state in {CampaignState.HELD, CampaignState.SENDING}
    return 0 if waiting and not wait else 5

"""A letter that was sent: read its status, cancel it, settle its uncertain deliveries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from publishkit.errors import InputError, Problem
from publishkit.model.config import Config
from publishkit.press.send import CampaignName, find_named, report_delivery
from publishkit.press.sending.campaigns import ask_provider_again
from publishkit.send.campaign.begin import cancel, pause_by_person
from publishkit.send.campaign.context import SendingContext
from publishkit.send.campaign.reconcile import EVERYBODY, Choice, ProviderAnswers, ask_provider, count_uncertain, decide
from publishkit.send.campaign.record import Campaign, campaigns_of, load_campaign
from publishkit.send.campaign.refusals import (
    choose_refused,
    count_gone_not_suppressed,
    send_again,
    suppress_by_person,
)
from publishkit.send.campaign.report import write_report
from publishkit.send.campaign.sender import Clock, Sender
from publishkit.send.campaign.status import Remote, Status, read_status
from publishkit.send.campaign.step import recover
from publishkit.send.providers.registry import PROVIDERS
from publishkit.send.state.store import Store, open_store
from publishkit.send.state.tables import CampaignState

Decision = Literal["assume-sent", "resend"]
"""What a person decides about readers who stay uncertain: they have it, or they get it again."""


def read_statuses(  # noqa: PLR0913  one argument for each thing that is asked
    root: Path,
    config: Config,
    issue: str,
    list_name: str | None,
    environ: Mapping[str, str],
    *,
    clock: Clock,
    tell: Callable[[Problem], None],
    report: bool = False,
) -> list[Status]:
    """Return where every campaign of *issue* stands, or the one to *list_name*; with *report* write its report again.

    Providers that hold the list are asked; *tell* is called with each problem of asking, which stops nothing.

    Raises:
        InputError: the state database or the secrets are wrong.
        ExternalError: the database cannot be read, or a report cannot be written.
    """
    with open_store(root, config.send.database) as store:
        now = clock()
        with store.read() as connection:
            found = [one for one in campaigns_of(connection, issue) if list_name in {None, one.list}]
        asked = ask_provider_again(config, store, found, environ, clock=clock, tell=tell)
        with store.read() as connection:
            statuses = [
                replace(
                    read_status(connection, one, now),
                    held_there=one.transport in PROVIDERS,
                    remote=Remote(word=remote.word, sent=remote.sent, readers=remote.total) if remote else None,
                )
                for one, remote in asked
            ]
    if report:
        for status in statuses:
            write_report(root, status)
    return statuses


def cancel_campaign(root: Path, config: Config, name: CampaignName, by: str, clock: Clock) -> Status:
    """Call the campaign off for good, write its report, and return where it stands.

    Raises:
        InputError: it was never begun, is done, or is cancelled already.
        ExternalError: the database is locked, full or gone, or the report cannot be written.
    """
    with open_store(root, config.send.database) as store:
        found = _begun(store, config, name)
        campaign = cancel(store, found.id, by, clock())
        return report_delivery(root, store, campaign, clock())


def pause_campaign(root: Path, config: Config, name: CampaignName, by: str, clock: Clock) -> Status:
    """Pause the campaign, write its report, and return where it stands; the same command as before goes on.

    Raises:
        InputError: it was never begun, is over, or is paused already.
        ExternalError: the database is locked, full or gone, or the report cannot be written.
    """
    with open_store(root, config.send.database) as store:
        campaign = _begun(store, config, name)
        if campaign.remote_id:
            message = f"{campaign.transport} is sending it, and only {campaign.transport} can pause it"
            raise InputError(Problem(place=f"send pause {name.issue}", message=message, hint="pause it there"))
        return report_delivery(root, store, pause_by_person(store, campaign, by, clock()), clock())


@dataclass(frozen=True, kw_only=True, slots=True)
class Settlement:
    """How the uncertain deliveries of a campaign were settled."""

    asked: ProviderAnswers
    """How many of them the provider could settle."""
    status: Status


def settle_uncertain(
    context: SendingContext,
    name: CampaignName,
    by: str,
    decision: Decision | None,
    confirm: Callable[[int], int | None],
    *,
    choice: Choice = EVERYBODY,
    tell: Callable[[int], None] = lambda _: None,
) -> Settlement:
    """Take over batches of dead senders, ask the provider, settle the rest as a person decides; write the report.

    *confirm* asks the person for the number of readers that *decision* is about, those of *choice*; *tell* is called with
    how many the provider was asked after.

    Raises:
        InputError: the campaign was never begun, the number was not confirmed, or a cancelled one would be sent again.
        ExternalError: the provider or the database cannot be reached; the answers so far are kept.
    """
    campaign = _begun(context.store, context.config, name)
    sender = context.sender_for(campaign)
    recover(sender, context.clock())
    asked = ask_provider(sender, tell)
    with context.store.read() as connection:
        unknown = count_uncertain(connection, campaign.id, choice)
    if decision and not unknown and choice != EVERYBODY:
        hint = f"`publishkit send status {campaign.command}` names who is uncertain, with batch and reason"
        raise InputError(Problem(place=f"send {name.issue}", message="nobody of that choice is uncertain", hint=hint))
    if unknown and decision:
        _decide(sender, campaign, unknown, decision, by, confirm, choice)
    with context.store.read() as connection:
        campaign = load_campaign(connection, campaign.id)
    return Settlement(asked=asked, status=report_delivery(context.root, context.store, campaign, context.clock()))


def try_again(
    root: Path,
    config: Config,
    name: CampaignName,
    reason: str,
    by: str,
    clock: Clock,
    confirm: Callable[[int, Sequence[tuple[str, int]]], int | None],
) -> Status:
    """Let readers who were refused wait again, and return where the campaign stands; the same command sends to them.

    *reason* is in the answer they got; "" is everybody whose mailbox was not said to be gone. *confirm* is asked for
    their number, and gets their answers.

    Raises:
        InputError: never begun, cancelled, nobody to try again, or the number was not confirmed.
        ExternalError: the database is locked, full or gone.
    """
    with open_store(root, config.send.database) as store:
        campaign = _begun(store, config, name)
        with store.read() as connection:
            chosen = choose_refused(connection, campaign.id, reason)
        place, count = f"send again {campaign.issue}", len(chosen.keys)
        if not count:
            message = f"nobody was refused with {reason!a}" if reason else "nobody was refused who may be tried again"
            raise InputError(
                Problem(
                    place=place, message=message, hint=f"`publishkit send status {campaign.command}` names the reasons"
                )
            )
        if confirm(count, chosen.reasons) != count:
            asked = f" --reason '{reason}'" if reason else ""
            hint = f"`publishkit send again {campaign.command} --rejected{asked} --expect-count {count}`"
            message = f"{count:,} readers would get it, and that number was not confirmed"
            raise InputError(Problem(place=place, message=message, hint=hint))
        send_again(store, campaign, chosen, by, clock())
        return _reported(root, store, campaign, clock)


def suppress_unknown(
    root: Path, config: Config, name: CampaignName, by: str, clock: Clock, confirm: Callable[[int], int | None]
) -> Status:
    """Suppress the readers of whom the server said that they do not exist, as a person confirms.

    Raises:
        InputError: never begun, there are none, or the number was not confirmed.
        ExternalError: the database is locked, full or gone.
    """
    with open_store(root, config.send.database) as store:
        campaign = _begun(store, config, name)
        with store.read() as connection:
            count = count_gone_not_suppressed(connection, campaign.id)
        place = f"send suppress {campaign.issue}"
        if not count:
            hint = f"`publishkit send status {campaign.command}` names the reasons of every refusal"
            raise InputError(Problem(place=place, message="no mailbox was said not to exist", hint=hint))
        expected = confirm(count)
        if expected is None or suppress_by_person(store, campaign, by, expected, clock()) < 0:
            hint = f"`publishkit send suppress {campaign.command} --expect-count {count}`"
            message = f"{count:,} readers would be taken off every list, and that number was not confirmed"
            raise InputError(Problem(place=place, message=message, hint=hint))
        return _reported(root, store, campaign, clock)


def _begun(store: Store, config: Config, name: CampaignName) -> Campaign:
    with store.read() as connection:
        found = find_named(connection, config, name)
    if found is None:
        raise _not_begun(name)
    return found


def _reported(root: Path, store: Store, campaign: Campaign, clock: Clock) -> Status:
    with store.read() as connection:
        now = load_campaign(connection, campaign.id)
    return report_delivery(root, store, now, clock())


def _decide(
    sender: Sender,
    campaign: Campaign,
    unknown: int,
    decision: Decision,
    by: str,
    confirm: Callable[[int], int | None],
    choice: Choice,
) -> None:
    """Settle the deliveries that the provider did not know as the person decides.

    Raises:
        InputError: not confirmed with the right number, or a cancelled campaign would be sent again.
    """
    if decision == "resend" and campaign.state is CampaignState.CANCELLED:
        message = "it was cancelled, and is not sent again to anybody"
        raise InputError(Problem(place=f"send {campaign.issue}", message=message, hint="use --assume-sent"))
    expected = confirm(unknown)
    if expected is None or decide(sender, by, decision, expected=expected, choice=choice) < 0:
        message = f"{unknown:,} readers are uncertain, and that number was not confirmed"
        hint = f"`publishkit send reconcile {campaign.command} --{decision} --expect-count {unknown}`"
        raise InputError(Problem(place=f"send {campaign.issue}", message=message, hint=hint))


def _not_begun(name: CampaignName) -> InputError:
    message = f"was not sent to `{name.list}`, and is not about to be"
    hint = f"`publishkit send status {name.issue}`"
    return InputError(Problem(place=f"send {name.issue}", message=message, hint=hint))

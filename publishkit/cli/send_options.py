"""What the commands of `publishkit send` share: options, the campaign meant, clock and stop signal, questions."""

import getpass
import os
import random
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.workspace import locate, progress
from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.model.config import Config
    from publishkit.press.send import CampaignName, Prove
    from publishkit.send.campaign.context import SendingContext
    from publishkit.send.letter.letter import Letter

ListName = Annotated[
    str | None, typer.Option("--list", metavar="NAME", help="The list; by default `send.list` of publishkit.toml.")
]
Variant = Annotated[
    str,
    typer.Option("--variant", metavar="NAME", help="Another letter of the same issue, such as `correction`."),
]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decides; by default your user name.")]
ExpectCount = Annotated[
    int | None,
    typer.Option("--expect-count", min=0, metavar="N", help="The number of readers, when nobody can be asked."),
]
AllowUnpublished = Annotated[
    bool,
    typer.Option(
        "--allow-unpublished",
        help="Send although pages or pictures that the letter needs are not found where readers fetch them; each is named.",
    ),
]
Vouch = Annotated[
    str | None,
    typer.Option(
        "--vouch",
        metavar="NAME",
        help="You, by name, have looked: whoever waits here does not have it, whatever a report or marker says.",
    ),
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help="Hold it until then: `06:00`, `2026-11-27T06:00`, with a zone or ours."),
]
AsJson = Annotated[bool, typer.Option("--json", help="For machines, on stdout.")]


def utc_now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(tz=UTC)


LONGEST_AHEAD = timedelta(days=7)
"""As long as an approval holds."""


def parse_at(text: str | None, now: datetime) -> datetime | None:
    """Return the moment that *text* names: `2026-11-27T06:00`, with a zone or in this machine's, or the next `06:00`.

    Raises:
        InputError: it is no moment, is over, or more than a week ahead.
    """
    if text is None:
        return None
    here = now.astimezone()
    try:
        if re.fullmatch(r"\d{1,2}:\d{2}", text.strip()):
            hour, minute = map(int, text.split(":"))
            found = here.replace(hour=hour, minute=minute, second=0, microsecond=0)
            found += timedelta(days=1) if found <= here else timedelta(0)
        else:
            found = datetime.fromisoformat(text.strip()).astimezone()
    except ValueError:
        hint = "`06:00` (the next), `2026-11-27T06:00` (this machine's zone) or `2026-11-27T06:00+01:00`"
        raise InputError(Problem(place="--at", message=f"{text[:40]!a} is no moment", hint=hint)) from None
    if not now < found <= now + LONGEST_AHEAD:
        message = f"{found:%Y-%m-%d %H:%M %Z} is over, or more than a week ahead"
        raise InputError(Problem(place="--at", message=message, hint="an approval holds for a week"))
    return found.astimezone(UTC)


def who(by: str | None) -> str:
    """Return who gives the command, as the audit names them."""
    from publishkit.rights.phrases import visible

    if by:
        return visible(by.strip(), 120)
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without a user database
        return "unknown"


def locate_campaign(
    workspace: Path | None, issue: str | None, list_name: str | None, variant: str = ""
) -> "tuple[Path, Config, CampaignName]":
    """Return the workspace, its config, and which letter to which list is meant.

    Raises:
        InputError: there is no workspace or issue, publishkit.toml is wrong, or a name cannot be one.
    """
    from publishkit.press.send import name_campaign
    from publishkit.workspace.load import load_config

    root, issue_id = locate(workspace, issue)
    config = load_config(root)
    return root, config, name_campaign(config, issue_id, list_name, variant)


def sending_context(root: Path, config: "Config", stop: Event) -> "AbstractContextManager[SendingContext]":
    """Give everything that sending needs, with this machine's clock and environment; waits end when *stop* is set.

    Raises:
        PublishkitError: config, secrets or database are wrong.
    """
    from publishkit.press.send import open_context

    return open_context(root, config, os.environ, clock=utc_now, sleep=stop.wait, chance=random.random)


@contextmanager
def stoppable() -> Iterator[Event]:
    """Give an event that Ctrl-C or SIGTERM sets: calls under way are settled; a second one ends at once."""
    stop = Event()

    def asked(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        typer.echo("stopping after the calls that are under way …", err=True)
        stop.set()

    before = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def proving(root: Path, config: "Config", *, allowed: bool) -> "Prove":
    """Return what fetches the pages and pictures of a letter before it is sent; with *allowed* what is missing is only named."""
    from publishkit.press.sending.published import demand_published, open_home

    def prove(letter: "Letter") -> None:
        with progress(f"{letter.mailing.edition}: looking at what it leads to") as tell:
            door = open_home(utc_now, tell)
            demand_published(root, letter, config.publication.url, door, allowed=allowed, tell=tell, told=_not_found)

    return prove


def _not_found(problem: "Problem") -> None:
    typer.echo(f"not found by readers: {problem}", err=True)


def ask_readers(issue: str, subject: str, count: int, where: str) -> int | None:
    """Return the number of readers a person types to send the letter; as `ask_number`.

    *where* says whose readers they are: "of `readers`", "at listmonk".
    """
    from publishkit.rights.phrases import visible

    return ask_number(
        f"{issue}: “{visible(subject)}” goes to {count:,} readers {where}.\n"
        "Type that number to send it, or anything else to stop: "
    )


def ask_number(question: str) -> int | None:
    """Return the number a person types; None where nobody can be asked, -1 when something else was typed."""
    if not sys.stdin.isatty():
        return None
    typer.echo(question, err=True, nl=False)
    typed = sys.stdin.readline().strip().replace(",", "").replace(".", "").replace("\u202f", "")
    return int(typed) if typed.isdecimal() and typed.isascii() else -1

"""What the commands of `publishkit send` share: options, the office, the clock, who gives the command."""

import getpass
import os
import random
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.model.config import Config
    from publishkit.send.run.office import Office
    from publishkit.send.state.store import Store

ListName = Annotated[
    str | None, typer.Option("--list", metavar="NAME", help="The list; by default `send.list` of publishkit.toml.")
]
Variant = Annotated[
    str,
    typer.Option("--variant", metavar="NAME", help="Another letter of the same issue, such as `correction`."),
]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decides; by default your user name.")]
AsJson = Annotated[bool, typer.Option("--json", help="For machines, on stdout.")]


def utc_now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(tz=UTC)


def who(by: str | None) -> str:
    """Return who gives the command, as the audit names them."""
    from publishkit.edition.shown import visible

    if by:
        return visible(by.strip(), 120)
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without a user database
        return "unknown"


def check_names(config: "Config", list_name: str | None, variant: str) -> str:
    """Return the list meant.

    Raises:
        InputError: no list, or no variant, can have that name; both are told.
    """
    from publishkit.send.audience.names import NAME, check_list_name
    from publishkit.send.run.campaigns import REHEARSAL

    if variant.startswith(REHEARSAL):
        hint = "a rehearsal is kept apart by itself"
        raise InputError(Problem(place="--variant", message=f"{variant!a} is our own word", hint=hint))
    if variant and (not NAME.fullmatch(variant) or len(variant) > 30):
        hint = "small letters, digits and hyphens, at most 30"
        raise InputError(Problem(place="--variant", message=f"{variant[:80]!a} is no name of a variant", hint=hint))
    return check_list_name(list_name) if list_name else config.send.list


def refuse_campaign_provider(config: "Config", issue: str) -> None:
    """Return when the transport mails readers one by one, or in batches of ours.

    Raises:
        InputError: it holds the list itself, and takes a draft.
    """
    from publishkit.send.campaigns.registry import PROVIDERS

    name = config.send.transport
    if name in PROVIDERS:
        hint = f"`publishkit send draft {issue}` makes a draft there, which a person sends"
        raise InputError(
            Problem(place="publishkit.toml: send.transport", message=f"{name} holds the list itself", hint=hint)
        )


@contextmanager
def open_state(root: Path, config: "Config") -> "Iterator[Store]":
    """Give the state database."""
    from publishkit.send.state.store import open_store

    with open_store(root, config.send.database) as store:
        yield store


@contextmanager
def open_office(
    root: Path, config: "Config", stop: Event, environ: Mapping[str, str] = os.environ
) -> "Iterator[Office]":
    """Give everything that sending takes; connections are given back at the end.

    Raises:
        PublishkitError: config, secrets or database are wrong.
    """
    from publishkit.send.campaigns.registry import PROVIDERS
    from publishkit.send.run.office import Office
    from publishkit.send.secrets import Secrets, system_keyring
    from publishkit.send.transports.registry import open_transport

    if config.send.transport in PROVIDERS:
        hint = "`publishkit send draft` makes a draft there; `--test-to you@example.org` mails it to you"
        message = f"`{config.send.transport}` holds the list itself"
        raise InputError(Problem(place="publishkit.toml: send.transport", message=message, hint=hint))

    secrets = Secrets(environ, system_keyring)
    transport = open_transport(config.send, secrets, root=root)
    try:
        with open_state(root, config) as store:
            yield Office(
                root=root,
                config=config,
                store=store,
                transport=transport,
                secrets=secrets,
                environ=environ,
                clock=utc_now,
                sleep=stop.wait,
                chance=random.random,
            )
    finally:
        transport.close()


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


def ask_number(question: str) -> int | None:
    """Return the number a person types; None where nobody can be asked, or something else was typed."""
    if not sys.stdin.isatty():
        return None
    typer.echo(question, err=True, nl=False)
    said = sys.stdin.readline().strip().replace(",", "").replace(".", "").replace("\u202f", "")
    return int(said) if said.isdecimal() and said.isascii() else -1


def must_be_terminal_or(option: str, command: str) -> InputError:
    """Return the error for a question that nobody can answer."""
    hint = f"say it on the command line: `{command} {option}`"
    return InputError(Problem(place="", message="nobody is there to confirm the number", hint=hint))

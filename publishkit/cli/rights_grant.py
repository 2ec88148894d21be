"""`publishkit rights grant`: store the letter, record what it permits, show what the gate now says."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

from publishkit.cli.workspace import Workspace
from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.cli.rights_record import Record

T = TypeVar("T", bound=StrEnum)
Kind = Literal["email", "letter", "contract", "purchase", "web_form", "verbal"]
"""The members of `GrantKind`, spelled out so that `--help` need not load the model."""
SHORT = {
    "full": "full_verbatim",
    "edited": "full_edited",
    "resized": "image_resized",
    "cropped": "image_cropped",
    "recoloured": "image_recoloured",
    "overlay": "image_overlay",
}
"""Short names of treatments on the command line."""


def grant(  # noqa: PLR0917  one argument for each option
    article: Annotated[str, typer.Argument(help="The article's slug.")],
    letter: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="The mail (.eml), letter (.pdf) or text that proves it."),
    ] = None,
    grantor: Annotated[str | None, typer.Option(metavar="NAME", help="Who gave it; read from a mail.")] = None,
    holder: Annotated[
        bool | None,
        typer.Option("--holder/--not-holder", help="Whether the grantor holds the rights or may speak for the holder."),
    ] = None,
    channels: Annotated[
        list[str] | None, typer.Option("--channels", "--channel", help="email,web,pdf,epub: what the letter names.")
    ] = None,
    treatments: Annotated[
        list[str] | None,
        typer.Option("--treatments", help="full (the default), abridged, translated, edited; cropped … for pictures."),
    ] = None,
    territories: Annotated[
        list[str] | None, typer.Option("--territories", help="WORLD (the default) or countries: PL,DE.")
    ] = None,
    date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The day it was given; read from a mail."),
    ] = None,
    from_date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="First day of use.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Last day of use.")
    ] = None,
    commercial: Annotated[bool, typer.Option("--commercial", help="It covers commercial editions.")] = False,
    paywall: Annotated[bool, typer.Option("--paywall", help="It covers use behind a paywall.")] = False,
    ads: Annotated[bool, typer.Option("--ads", help="It covers editions with advertising.")] = False,
    sponsors: Annotated[bool, typer.Option("--sponsors", help="It covers editions with sponsors.")] = False,
    max_words: Annotated[int | None, typer.Option(metavar="N", help="It covers at most so many words.")] = None,
    credit: Annotated[str | None, typer.Option(metavar="TEXT", help="The credit, exactly as they want it.")] = None,
    kind: Annotated[
        Kind | None, typer.Option(help="How it was given; email for a .eml, else letter. verbal never suffices.")
    ] = None,
    reference: Annotated[
        str | None, typer.Option(help="Number of the contract or invoice; the Message-ID of a mail.")
    ] = None,
    picture: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="It is for this picture, not the text; may be repeated.")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="With --picture: it is for the text, too.")] = False,
    issue: Annotated[str | None, typer.Option(help="The issue's folder name; by default the newest.")] = None,
    workspace: Workspace = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be recorded; write nothing.")] = False,
) -> None:
    """Record a permission with its proof: the letter is stored and hashed, rights.toml says what it covers.

    From a mail are read: who sent it, when, and its Message-ID. Everything else is what you say; write only what the
    letter says. Run it again with the same letter to correct what you said.
    """
    from publishkit.cli.rights_record import record
    from publishkit.model.rights import Channel
    from publishkit.model.statement import GrantKind, Treatment
    from publishkit.rights.permission import Told

    names = {treatment.value: treatment for treatment in Treatment}
    told = Told(
        grantor=grantor,
        holder=holder,
        channels=_chosen(channels, "--channels", {channel.value: channel for channel in Channel}, all_word="all"),
        treatments=_chosen(
            treatments, "--treatments", {**names, **{short: names[name] for short, name in SHORT.items()}}
        ),
        territories=tuple(code.upper() for code in _words(territories)) or None,
        given_on=date.date() if date else None,
        valid_from=from_date.date() if from_date else None,
        valid_until=until.date() if until else None,
        commercial=commercial,
        paywall=paywall,
        ads=ads,
        sponsors=sponsors,
        max_words=max_words,
        credit=credit,
        kind=GrantKind(kind) if kind else None,
        reference=reference,
    )
    recorded = record(
        workspace,
        issue,
        article,
        told,
        letter,
        pictures=tuple(picture or ()),
        text=text or not picture,
        now=datetime.now(tz=UTC).replace(microsecond=0),
        write=not dry_run,
    )
    if as_json:
        sys.stdout.write(json.dumps(recorded.as_json(), ensure_ascii=False) + "\n")
    else:
        _print(recorded)


def _words(given: Sequence[str] | None) -> list[str]:
    return [word.strip() for part in given or () for word in part.split(",") if word.strip()]


def _chosen(
    given: Sequence[str] | None, place: str, known: Mapping[str, T], *, all_word: str = ""
) -> tuple[T, ...] | None:
    """Return the members named in lists like `email,web`; None when nothing is named.

    Raises:
        InputError: a word names none; carries every such word with the nearest known one.
    """
    from difflib import get_close_matches

    words = [word.lower() for word in _words(given)]
    if not words:
        return None
    if all_word and all_word in words:
        return tuple(known.values())
    problems = []
    for word in words:
        if word not in known:
            near = get_close_matches(word, known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"one of {', '.join(known)}"
            problems.append(Problem(place=place, message=f"{word[:40]!r} is not a choice", hint=hint))
    if problems:
        raise InputError(*problems)
    return tuple(dict.fromkeys(known[word] for word in words))


def _print(recorded: "Record") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    for line in recorded.lines:
        console.print(Text(line), soft_wrap=True)
    for asset, rows in recorded.rows.items():
        console.print(Text(f"\nWhat the gate says about {asset}:"))
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False)
        for head in ("format", "before", "now"):
            table.add_column(head, header_style="dim")
        table.add_column("why", overflow="fold", header_style="dim")
        for row in rows:
            table.add_row(*map(Text, (row.channel, row.before, row.now, row.why)))
        console.print(table)
    console.print()
    for line in recorded.steps:
        console.print(Text(f"→ {line}"), soft_wrap=True)

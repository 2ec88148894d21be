"""`publishkit add --feed`: what a feed holds, and which of it becomes articles."""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from publishkit.cli.arrange import inert_line
from publishkit.errors import InputError, Problem, PublishkitError

if TYPE_CHECKING:
    from publishkit.capture.document import Document
    from publishkit.press.adding.add_feed import ReadFeed
    from publishkit.press.adding.fetch_source import OpenDoor

LISTED = 5_000


def sources_of_feed(
    name: str,
    *,
    day: str,
    picked: Sequence[str],
    pages: bool,
    root: Path | None,
    door: "OpenDoor | None",
    as_json: bool,
) -> "tuple[list[str | Document], list[PublishkitError]]":
    """Return the chosen entries as sources, and what is wrong with others; without a choice the list is printed.

    With *pages* the sources are the addresses of their pages.

    Raises:
        InputError: it is no feed, or something else than its entries is asked for.
        ExternalError: its site does not answer.
    """
    from publishkit.press.adding.add_feed import documents, pick_entries, read_feed, refuse_harvest

    read = read_feed(name, sys.stdin.buffer, door, _day(day))
    if not picked:
        _print_list(read, as_json=as_json)
        return [], []
    sources: list[str | Document] = []
    stops: list[PublishkitError] = []
    texts: list[Document] = []
    for entry, one in documents(read, pick_entries(read.feed, picked)):
        if not isinstance(one, InputError):
            texts.append(one)
        if pages and entry.address:
            sources.append(entry.address)
        elif isinstance(one, InputError):
            stops.append(one)
        else:
            sources.append(one)
    refuse_harvest(read, texts, root, sys.stdin.buffer)
    return sources, stops


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as cause:
        raise InputError(Problem(place="--since", message=f"{text[:40]!r} is no date", hint="2026-11-20")) from cause


def _print_list(read: "ReadFeed", *, as_json: bool) -> None:
    import json

    for entry in read.feed.entries[:LISTED]:
        if as_json:
            told = {
                "number": entry.number, "id": entry.identity, "title": entry.title, "address": entry.address or None,
                "published": entry.published.isoformat() if entry.published else None, "characters": entry.length,
                "truncated": entry.truncated,
            }  # fmt: skip
            typer.echo(json.dumps(told, ensure_ascii=False))
        else:
            typer.echo(f"{entry.number:>4}  {entry.told:<40}  {inert_line(entry.title or '(untitled)')[:100]}")
    if as_json:
        return
    for question in read.feed.questions:
        typer.echo(f"      {inert_line(question)}", err=True)
    if read.feed.entries:
        typer.echo("Add with --pick N (also 1-4, or all); --pages fetches their pages instead of the feed's text.")
    else:
        typer.echo("Nothing since then.")

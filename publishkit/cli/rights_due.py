"""`publishkit rights due`: what ends, what must come down, what must be read or asked again, by date."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.rights.due import Due


def due(
    within: Annotated[int, typer.Option(min=0, metavar="DAYS", help="How far to look ahead.")] = 30,
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Count from this day; by default from today."),
    ] = None,
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", "-C", help="The workspace folder; by default the one around the current folder."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object with everything that is due.")] = False,
    fail_if_due: Annotated[bool, typer.Option("--fail-if-due", help="Exit 1 when something is overdue.")] = False,
) -> None:
    """List what the rights in all issues ask of you, by date.

    Permissions that end, texts to take off the web, embargoes, reviews, terms to read again, letters without an answer.
    """
    from publishkit.manifest.workspace import find_workspace

    day = (today or datetime.now(tz=UTC)).date()
    found, unread = _look(find_workspace(workspace or Path.cwd()), day, within)
    if as_json:
        told = {
            "today": day.isoformat(),
            "within": within,
            "due": [one.as_json(day) for one in found],
            "unread": [{"place": problem.place, "message": problem.message} for problem in unread],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _print(found, day, within)
    if unread:
        raise InputError(*unread)
    if fail_if_due and any(one.overdue for one in found):
        raise typer.Exit(1)


def _look(root: Path, day: date, within: int) -> "tuple[tuple[Due, ...], Sequence[Problem]]":
    """Return what is due, and why an issue could not be looked at; the others are."""
    from publishkit.edition.rights_desk import open_desk, uses_of
    from publishkit.manifest.load import load_config, load_issue
    from publishkit.manifest.parse import parse_toml
    from publishkit.manifest.workspace import issue_ids
    from publishkit.rights.due import Used, due_items
    from publishkit.rights.profiles import load_profiles

    policy, profiles = load_config(root).rights, load_profiles(root, parse_toml)
    used: list[Used] = []
    unread: list[Problem] = []
    for issue_id in issue_ids(root):
        try:
            used += uses_of(open_desk(load_issue(root, issue_id)))
        except InputError as stop:
            unread += stop.problems
    return due_items(used, profiles, policy, day, within), unread


def _print(found: "Sequence[Due]", today: date, within: int) -> None:
    from rich.console import Console, Group
    from rich.table import Table
    from rich.text import Text

    from publishkit.edition.shown import visible

    console = Console(highlight=False, emoji=False, markup=False)
    if not found:
        console.print(f"Nothing is due by {today.isoformat()} or within {within} days of it.")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
    for head, ratio in (("day", None), ("left", None), ("what", 3), ("item", 2), ("editions", 1)):
        table.add_column(head, overflow="fold", ratio=ratio, header_style="dim")
    for one in found:
        left = (one.day - today).days if one.day else None
        style = "bold red" if one.overdue else ""
        table.add_row(
            Text(one.day.isoformat() if one.day else "now", style=style),
            Text(_left(left, overdue=one.overdue), style=style),
            Group(Text(visible(one.sentence)), Text(visible(one.action), style="dim")),
            Text(visible(one.about)),
            Text(", ".join(one.editions)),
        )
    console.print(table)
    late = sum(one.overdue for one in found)
    console.print(f"{len(found)} due within {within} days of {today.isoformat()}, {late} overdue")


def _left(days: int | None, *, overdue: bool) -> str:
    """Return how long there is still.

    >>> _left(0, overdue=False), _left(1, overdue=False), _left(-3, overdue=True), _left(-3, overdue=False)
    ('today', '1 day', '3 days late', 'open')
    """
    if days is None or days < 0:
        count = f"{-days} day{'' if days == -1 else 's'} late" if days else "overdue"
        return count if overdue else "open"
    return "today" if days == 0 else f"{days} day{'' if days == 1 else 's'}"

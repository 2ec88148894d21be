"""`publishkit rights report`, `due` and `ledger`: the audit of an issue, what is due by date, every decision of a build."""

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from publishkit.cli.workspace import IssueName, Workspace, locate
from publishkit.disk import write_whole
from publishkit.errors import InputError, Problem, ProofError

if TYPE_CHECKING:
    from publishkit.permissions.due import Due
    from publishkit.permissions.ledger import Ledger


def report(
    issue: IssueName = None,
    workspace: Workspace = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a page that can be handed on.")] = None,
    private: Annotated[
        bool, typer.Option("--private", help="With contacts, notes and mail addresses: not for handing on.")
    ] = False,
) -> None:
    """Show the rights in an issue: holders, licenses, duties.

    For every text and picture: who holds the rights, what allows its use, whether the evidence is unchanged, what is
    owed, and where in the finished files it was found.
    """
    from publishkit.press.clearing.audit import audit

    root, issue_id = locate(workspace, issue)
    found = audit(root, issue_id, private=private)
    if html:
        from publishkit.permissions.audit_shown import report_page
        from publishkit.proof.codes import meanings

        _write_page(html, report_page(found, meanings()))
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    elif html:
        typer.echo(f"{html}: written")
    else:
        from publishkit.permissions.audit_shown import report_text

        color = sys.stdout.isatty()
        typer.echo(report_text(found, shutil.get_terminal_size((100, 24)).columns, color=color), color=color)


def _write_page(path: Path, page: str) -> None:
    """Write the page whole or not at all; what is no file (a pipe, a device) takes it as it comes.

    Raises:
        InputError: there is no such folder, or it is not ours to write.
        ExternalError: the disk is full.
    """
    from publishkit.workspace.folder import told_unwritable

    with told_unwritable(str(path), hint="name a file in a folder that is there", named=True):
        if path.is_file() or not path.exists():
            write_whole(path.resolve(), page.encode())
        else:
            path.write_bytes(page.encode())


# --- what is due ------------------------------------------------------------------------------------------------------


def due(
    within: Annotated[int, typer.Option(min=0, metavar="DAYS", help="How far to look ahead.")] = 30,
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Count from this day; by default from today."),
    ] = None,
    workspace: Workspace = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object with everything that is due.")] = False,
    fail_if_due: Annotated[bool, typer.Option("--fail-if-due", help="Exit 1 when something is overdue.")] = False,
) -> None:
    """List what the rights in all issues ask of you, by date.

    Permissions that end, texts to take off the web, embargoes, reviews, terms to read again, letters without an answer.
    """
    from publishkit.press.clearing.audit import list_due
    from publishkit.workspace.folder import find_workspace

    day = (today or datetime.now(tz=UTC)).date()
    found = list_due(find_workspace(workspace or Path.cwd()), day, within)
    if as_json:
        told = {
            "today": day.isoformat(),
            "within": within,
            "due": [one.as_json(day) for one in found.due],
            "unread": [{"place": problem.place, "message": problem.message} for problem in found.unread],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _print_due(found.due, day, within)
    if found.unread:
        raise InputError(*found.unread)
    if fail_if_due and any(one.overdue for one in found.due):
        raise typer.Exit(1)


def _print_due(found: "Sequence[Due]", today: date, within: int) -> None:
    from rich.console import Console, Group
    from rich.table import Table
    from rich.text import Text

    from publishkit.rights.phrases import visible

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


# --- the ledger -------------------------------------------------------------------------------------------------------


def ledger(
    article: Annotated[str | None, typer.Argument(help="The article's slug; by default every article.")] = None,
    issue: Annotated[
        str | None, typer.Option("--issue", help="The issue's folder name; by default every issue.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only say whether every line still stands.")] = False,
    workspace: Workspace = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per decision.")] = False,
) -> None:
    """Show every decision a build made.

    With --check, only whether the ledger stands: exit 4 names the first line that was removed, changed or put in.
    """
    from publishkit.permissions.ledger import load_ledger
    from publishkit.press.clearing.audit import find_decisions
    from publishkit.workspace.folder import find_workspace

    found = load_ledger(find_workspace(workspace or Path.cwd()))
    if check:
        _check_ledger(found, as_json=as_json)
        return
    told = find_decisions(found, article, issue)
    if as_json:
        for line in told:
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    else:
        _print_ledger(told)
    if (fault := found.fault) is not None:
        typer.echo(f"publishkit: {_line_place(fault.line)}: {fault.message}", err=True)


def _check_ledger(found: "Ledger", *, as_json: bool) -> None:
    """Print that the chain holds.

    Raises:
        ProofError: it does not; names the first broken line.
    """
    fault, count = found.fault, len(found.lines)
    if as_json:
        head = found.head
        told = {
            "lines": count,
            "sha256": head.sha256 if head else None,
            "half_line": bool(found.half),
            "broken": {"line": fault.line, "message": fault.message} if fault else None,
        }
        typer.echo(json.dumps(told))
    if fault:
        hint = "bring it back from a backup or from Git; see docs/ledger.md"
        raise ProofError(Problem(place=_line_place(fault.line), message=fault.message, hint=hint))
    if as_json:
        return
    if not count:
        typer.echo("rights/ledger.jsonl: nothing decided yet; a build writes the first lines")
        return
    from publishkit.rights.ledger import digest, held_in

    typer.echo(f"rights/ledger.jsonl: {held_in(found.lines)}, every line stands")
    typer.echo(f"the last line's SHA-256: {digest(found.lines[-1])}")
    if found.half:
        typer.echo(f"line {count + 1} is half written: a build was stopped; the next build mends it")


def _line_place(line: int) -> str:
    return f"rights/ledger.jsonl: line {line}" if line else "rights/ledger.head"


def _print_ledger(told: Sequence[Mapping[str, Any]]) -> None:
    """Print the decisions build by build; formats that were decided alike share a row."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    builds: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for line in told:
        at = str(line.get("decided_at", ""))[:16].replace("T", " ")
        rows = builds.setdefault(f"{line.get('edition', '')}, decided on {at} UTC", {})
        rows.setdefault(_row(line), []).append(str(line.get("channel", "")))
    console = Console(highlight=False, emoji=False, markup=False)
    for build, rows in builds.items():
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for head in ("item", "asked", "allowed", "formats", "why"):
            table.add_column(head, overflow="fold", header_style="dim")
        for (*cells, why), channels in rows.items():
            table.add_row(*map(Text, cells), ", ".join(channels), why)
        console.print(Text(build, style="bold"))
        console.print(table)
        console.print()


def _row(line: Mapping[str, Any]) -> tuple[str, ...]:
    less = "brief only" if line.get("outcome") == "ALLOW_BRIEF" else "no"
    return (
        str(line.get("asset", "")),
        str(line.get("requested", "")).replace("_", " "),
        "yes" if line.get("ok") else less,
        ", ".join(map(str, line.get("reasons", ()))),
    )

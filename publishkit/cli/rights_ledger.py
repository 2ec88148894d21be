"""`publishkit rights ledger`: what was decided, when, on what; and whether every line still stands. Builds write it."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from publishkit.errors import InputError, Problem, ProofError

if TYPE_CHECKING:
    from publishkit.publish.ledger_file import Ledger


def ledger(
    article: Annotated[str | None, typer.Argument(help="The article's slug; by default every article.")] = None,
    issue: Annotated[
        str | None, typer.Option("--issue", help="The issue's folder name; by default every issue.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only say whether every line still stands.")] = False,
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", "-C", help="The workspace folder; by default the one around the current folder."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per decision.")] = False,
) -> None:
    """Show every decision a build made.

    With --check, only whether the ledger stands: exit 4 names the first line that was removed, changed or put in.
    """
    from publishkit.manifest.workspace import find_workspace
    from publishkit.publish.ledger_file import load_ledger

    found = load_ledger(find_workspace(workspace or Path.cwd()))
    if check:
        _check(found, as_json=as_json)
        return
    told = _chosen(found, article, issue)
    if as_json:
        for line in told:
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    else:
        _print(told)
    if (fault := found.fault) is not None:
        typer.echo(f"publishkit: {_place(fault.line)}: {fault.message}", err=True)


def _check(found: "Ledger", *, as_json: bool) -> None:
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
        raise ProofError(Problem(place=_place(fault.line), message=fault.message, hint=hint))
    if as_json:
        return
    if not count:
        typer.echo("rights/ledger.jsonl: nothing decided yet; a build writes the first lines")
        return
    from publishkit.rights.ledger import digest

    decisions = "decision" if count == 1 else "decisions"
    typer.echo(f"rights/ledger.jsonl: {count} {decisions}, every line stands")
    typer.echo(f"the last line's SHA-256: {digest(found.lines[-1])}")
    if found.half:
        typer.echo(f"line {count + 1} is half written: a build was stopped; the next build mends it")


def _place(line: int) -> str:
    return f"rights/ledger.jsonl: line {line}" if line else "rights/ledger.head"


def _chosen(found: "Ledger", article: str | None, issue: str | None) -> list[dict[str, Any]]:
    """Return the records asked for, oldest first.

    Raises:
        InputError: nothing was ever decided about them.
    """
    from publishkit.rights.ledger import records

    told = [line for line in records(found.lines, issue) if article in (None, _slug(line))]
    if not told and (article or issue):
        known = ", ".join(dict.fromkeys(_slug(line) for line in records(found.lines)))
        hint = f"it has {known}" if known else "a build writes it"
        what = " of ".join(filter(None, (article and f"`{article}`", issue and f"`{issue}`")))
        raise InputError(Problem(place="rights/ledger.jsonl", message=f"holds no decision about {what}", hint=hint))
    return told


def _slug(line: dict[str, Any]) -> str:
    return str(line.get("asset", "")).partition("#")[0]


def _print(told: list[dict[str, Any]]) -> None:
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


def _row(line: dict[str, Any]) -> tuple[str, ...]:
    less = "brief only" if line.get("outcome") == "ALLOW_BRIEF" else "no"
    return (
        str(line.get("asset", "")),
        str(line.get("requested", "")).replace("_", " "),
        "yes" if line.get("ok") else less,
        ", ".join(map(str, line.get("reasons", ()))),
    )

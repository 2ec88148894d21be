"""`publishkit audience import` and `suppress`: files of other programs, and what became of their lines."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from publishkit.cli.audience_state import AsJson, ListName, find_house, open_state
from publishkit.cli.workspace import Workspace
from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.send.audience.notes import Notes
    from publishkit.send.audience.read import Table

Source = Annotated[str, typer.Argument(metavar="FILE", help="CSV, TSV or JSON Lines; - is standard input.")]
Encoding = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help="What the file is written in, when it is not found out.")
]


def import_(
    source: Source,
    *,
    list_name: ListName = None,
    consent_source: Annotated[
        str,
        typer.Option(
            "--consent-source", metavar="TEXT", help="Where these readers agreed, for rows that do not say: a form, …"
        ),
    ] = "",
    consent_date: Annotated[
        datetime | None,
        typer.Option(
            "--consent-date", formats=["%Y-%m-%d"], metavar="DATE", help="When they agreed, for rows that do not say."
        ),
    ] = None,
    encoding: Encoding = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Take readers in from a file of any program.

    Titles of columns are known in many languages. Who left, bounced or complained stays away. Every reader needs a
    place and a day of consent: from columns, or from the two options.
    """
    from publishkit.cli.progress import progress
    from publishkit.send.audience.subscriber import Consent
    from publishkit.send.audience.take import Import, take_readers

    root, name = find_house(workspace, list_name)
    at = consent_date.replace(tzinfo=UTC) if consent_date else None
    now = datetime.now(tz=UTC)
    if at and at > now:
        raise InputError(Problem(place="--consent-date", message="lies in the future"))
    consent = Consent(source=consent_source.strip(), at=at)
    with _table(source, encoding) as table, _notes(root, dry_run=dry_run) as notes:
        _demand_consent(table, consent)
        with open_state(root, scratch=dry_run) as store, progress(f"importing {table.place}", quiet=as_json):
            order = Import(list=name, consent=consent, now=now, dry_run=dry_run)
            counts = take_readers(store, table, order, notes)
        told = {"list": name, "dry_run": dry_run, **counts.as_json()}
        _report(told, table, notes, as_json=as_json)


def suppress(
    source: Source,
    reason: Annotated[
        str, typer.Option("--reason", metavar="REASON", help="bounced, complained or unsubscribed.", show_default=False)
    ],
    list_name: Annotated[
        str | None,
        typer.Option(
            "--list",
            metavar="NAME",
            help="Only on this list; by default on all, for unsubscribed on `send.list` of publishkit.toml.",
        ),
    ] = None,
    encoding: Encoding = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Keep the addresses of a file from being written to: a provider's list of bounces, complaints or leavers."""
    from publishkit.cli.progress import progress
    from publishkit.send.audience.select import EVERYWHERE
    from publishkit.send.audience.suppress import Suppress, parse_reason, suppress_readers

    known = parse_reason(reason)
    root, name = find_house(workspace, list_name)
    scope = name if list_name or known == "unsubscribed" else EVERYWHERE
    with _table(source, encoding) as table, open_state(root) as store, _notes(root, dry_run=False) as notes:
        with progress(f"reading {table.place}", quiet=as_json):
            order = Suppress(scope=scope, reason=known, now=datetime.now(tz=UTC))
            counts = suppress_readers(store, table, order, notes)
        told = {"list": None if scope == EVERYWHERE else scope, "reason": known, **counts.as_json()}
        _report(told, table, notes, as_json=as_json)


@contextmanager
def _table(source: str, encoding: str) -> "Iterator[Table]":
    from tempfile import TemporaryFile

    from publishkit.send.audience.read import open_table

    if source != "-":
        with open_table(Path(source), source, encoding) as table:
            yield table
        return
    with TemporaryFile() as kept:  # read twice: once for its encoding
        while block := sys.stdin.buffer.read(1 << 16):
            kept.write(block)
        kept.seek(0)
        with open_table(kept, "standard input", encoding) as table:
            yield table


@contextmanager
def _notes(root: Path, *, dry_run: bool) -> "Iterator[Notes]":
    from publishkit.send.audience.notes import FILE, Notes

    notes = Notes(None if dry_run else root / FILE)
    try:
        yield notes
    finally:
        notes.close()


def _demand_consent(table: "Table", consent: Any) -> None:
    """Stop before the first row when no row could say where or when its reader agreed."""
    problems = []
    if not consent.source and "consent_source" not in table.fields:
        hint = 'say it for all with --consent-source "sign-up form of the library"'
        problems.append(Problem(place=table.place, message="does not say where its readers agreed", hint=hint))
    if not consent.at and "consent_date" not in table.fields:
        hint = "say it for all with --consent-date 2026-01-31"
        problems.append(Problem(place=table.place, message="does not say when its readers agreed", hint=hint))
    if problems:
        raise InputError(*problems)


def _report(told: Mapping[str, Any], table: "Table", notes: "Notes", *, as_json: bool) -> None:
    """Print the counts and the first notes; exit 1 when rows were refused, so that no script overlooks it."""
    file = str(notes.file) if notes.is_written else None
    if as_json:
        lines = [{"line": note.line, "what": note.kind, "why": note.reason} for note in notes.first]
        form = {"encoding": table.encoding, "form": table.form, "not_read": table.ignored}
        typer.echo(json.dumps({**told, **form, "lines": lines, "all_lines": file}, ensure_ascii=False, indent=2))
    else:
        _print_report(told, table, notes, file)
    if told["refused"]:
        raise typer.Exit(1)


def _print_report(told: Mapping[str, Any], table: "Table", notes: "Notes", file: str | None) -> None:
    from publishkit.edition.shown import visible

    for note in notes.first:
        typer.echo(f"{table.place}, line {note.line}: {note.kind}: {visible(note.reason)}")
    if notes.count > len(notes.first):
        more = f"… {notes.count - len(notes.first):,} more"
        typer.echo(f"{more}; all of them: {file}" if file else f"{more}; without --dry-run all are written to a file")
    if table.ignored:
        typer.echo(f"Not read: {', '.join(visible(title, 40) for title in table.ignored)}")
    numbers = ", ".join(f"{name} {count:,}" for name, count in told.items() if type(count) is int)
    where = f"list {told['list']}" if told["list"] else "all lists"
    would = " (nothing was written)" if told.get("dry_run") else ""
    typer.echo(f"{table.place} ({table.form}, {table.encoding}) into {where}{would}: {numbers}")

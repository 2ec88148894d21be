"""`publishkit audience`: who reads us, and who must not be written to."""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from publishkit.cli.send_options import By, ListName, who
from publishkit.cli.workspace import Workspace, progress
from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.press.sending.readers import FileOutcome
    from publishkit.send.readers.lists import Overview
    from publishkit.send.readers.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object for machines.")]
Source = Annotated[str, typer.Argument(metavar="FILE", help="CSV, TSV or JSON Lines; - is standard input.")]
Encoding = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help="What the file is written in, when it is not found out.")
]

Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="TITLE=ROLE",
        help="What a column is, when it is not found out: address, name, first-name, last-name, language, consent-source,"
        " consent-date (:day-first or :month-first), status, opt-out, opt-in, remarks or ignore. As often as needed.",
    ),
]

audience = typer.Typer(
    name="audience",
    help="Who reads the letter, and who is not written to.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def _find_list(workspace: Path | None, list_name: str | None) -> tuple[Path, str]:
    """Return the workspace and the list meant; by default that of publishkit.toml.

    Raises:
        InputError: there is no workspace, or no list can have that name.
    """
    from publishkit.send.readers.address import check_list_name
    from publishkit.workspace.folder import find_workspace
    from publishkit.workspace.load import load_config

    root = find_workspace(workspace or Path.cwd())
    return root, check_list_name(list_name) if list_name is not None else load_config(root).send.list


@audience.command("list")
def list_(workspace: Workspace = None, as_json: AsJson = False) -> None:
    """Count the readers of each list."""
    from publishkit.press.sending.readers import count_readers

    root, _ = _find_list(workspace, None)
    found = count_readers(root)
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        _print_lists(found)


@audience.command()
def remove(
    address: Annotated[str, typer.Argument(help="The reader's mail address.")],
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Forget a reader: what is personal goes, only a hash stays, so that nobody writes to them again."""
    from publishkit.press.sending.readers import remove_reader

    root, _ = _find_list(workspace, None)
    gone = remove_reader(root, address, datetime.now(tz=UTC))
    if as_json:
        typer.echo(json.dumps({"lists": gone.lists, "letters": gone.letters, "under_way": gone.under_way}))
    else:
        where = f"was taken off {', '.join(gone.lists)}" if gone.lists else "was on no list"
        typer.echo(f"The reader {where}; {gone.letters} letters forgotten; never written to again.")
    if gone.under_way:
        hint = "settle it with `publishkit send reconcile`, then run this command again"
        message = f"{gone.under_way} letters are under way and still name the reader"
        raise InputError(Problem(place="audience remove", message=message, hint=hint))


@audience.command("welcome-back")
def welcome_back(
    address: Annotated[str, typer.Argument(help="The reader's mail address.")],
    *,
    consent_source: Annotated[
        str, typer.Option("--consent-source", metavar="TEXT", help="Where they agreed again: a form, a letter, …")
    ] = "",
    consent_date: Annotated[
        datetime | None, typer.Option("--consent-date", formats=["%Y-%m-%d"], metavar="DATE", help="When they did.")
    ] = None,
    list_name: ListName = None,
    tested: Annotated[
        bool, typer.Option("--tested", help="They only tried the link of a test mail; no new consent is needed.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Also who complained, when they asked in writing.")] = False,
    by: By = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Let a reader who left get letters again: with a consent that is newer than their leaving; it is noted for good."""
    from publishkit.press.sending.readers import consent_for_all, welcome_reader
    from publishkit.send.readers.returning import WelcomeOrder

    root, name = _find_list(workspace, list_name)
    now = datetime.now(tz=UTC)
    consent = consent_for_all(consent_source, consent_date, now, "--consent-date")
    order = WelcomeOrder(list=name, consent=consent, by=who(by), now=now, force=force, tested=tested)
    done = welcome_reader(root, address, order)
    if as_json:
        typer.echo(json.dumps({"address": done.address, "list": done.list, "lifted": done.lifted}))
    elif done.lifted:
        typer.echo(f"{done.address} gets the letters of {done.list} again (was: {', '.join(done.lifted)}).")
        typer.echo("Your provider may keep a list of its own: take the address off there as well.", err=True)
    else:
        typer.echo(f"{done.address} is a reader of {done.list}, and was not kept away.")


@audience.command()
def history(
    address: Annotated[str, typer.Argument(help="The reader's mail address.")],
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Tell what happened to one reader, oldest first: consent, letters, leaving, coming back, and who decided it."""
    from publishkit.press.sending.readers import reader_history
    from publishkit.rights.phrases import visible

    root, _ = _find_list(workspace, None)
    found = reader_history(root, address)
    if as_json:
        lines = [{"at": one.at.isoformat(), "what": one.what, "by": one.by or None} for one in found]
        typer.echo(json.dumps(lines, ensure_ascii=False, indent=2))
        return
    for one in found:
        by = f", by {one.by}" if one.by else ""
        typer.echo(f"{one.at:%Y-%m-%d %H:%M}  {visible(one.what, 300)}{visible(by, 120)}")
    if not found:
        typer.echo("Nothing is known of this address.")


@audience.command()
def export(
    list_name: ListName = None,
    address: Annotated[
        str, typer.Option("--address", metavar="ADDRESS", help="Everything that is known of this one reader, as JSON.")
    ] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="A new file, for your eyes only.")
    ] = None,
    workspace: Workspace = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON Lines, exact; CSV is made safe for spreadsheets.")
    ] = False,
) -> None:
    """Write the readers of a list out, or what is known of one of them."""
    from publishkit.press.sending.readers import export_readers, known_reader

    root, name = _find_list(workspace, list_name)
    if address:
        known = known_reader(root, address)
        _write(iter([json.dumps(known, ensure_ascii=False, indent=2) + "\n"]), output)
        return
    with export_readers(root, name, as_json=as_json) as lines:
        _write(lines, output)


def _write(lines: "Iterator[str]", output: Path | None) -> None:
    from publishkit.press.sending.readers import write_private

    if output is None:
        for line in lines:
            sys.stdout.write(line)
    else:
        write_private(lines, output)


def _print_lists(found: "Overview") -> None:
    from rich.console import Console
    from rich.table import Table as Grid

    if not found.lists and not found.suppressions:
        typer.echo("Nobody yet: `publishkit audience import FILE` brings readers in.")
        return
    console = Console(highlight=False, emoji=False, markup=False)
    grid = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in ("list", "readers", "suppressed", "written to", "languages"):
        grid.add_column(head, justify="left" if head in {"list", "languages"} else "right", header_style="dim")
    for one in found.lists:
        spoken = ", ".join(f"{language or 'unknown'} {count:,}" for language, count in one.languages.items())
        grid.add_row(one.list, f"{one.readers:,}", f"{one.suppressed:,}", f"{one.written_to:,}", spoken)
    console.print(grid)
    for scope, reasons in found.suppressions.items():
        numbers = ", ".join(f"{count:,} {reason}" for reason, count in reasons.items())
        console.print(f"not written to, on {'all lists' if scope == '*' else scope}: {numbers}")


@audience.command("import")
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
    column: Columns = None,
    encoding: Encoding = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Take readers in from a file of any program.

    What the columns hold is found out from their titles and contents, in many languages, and exports of two dozen
    programs are known. Who left, bounced or complained stays away; a column that could say so and is not understood
    stops the import. Every reader needs a place and a day of consent: from columns, or from the two options.
    """
    from publishkit.press.sending.readers import consent_for_all, demand_readers, import_readers, open_readers
    from publishkit.send.readers.importing import ImportOrder

    root, name = _find_list(workspace, list_name)
    now = datetime.now(tz=UTC)
    consent = consent_for_all(consent_source, consent_date, now, "--consent-date")
    with open_readers(*_source(source), encoding, column or ()) as table:
        demand_readers(table, consent)
        with progress(f"importing {table.place}", quiet=as_json):
            taken = import_readers(root, table, ImportOrder(list=name, consent=consent, now=now, dry_run=dry_run))
        _report({"list": name, "dry_run": dry_run, **taken.counts.as_json()}, table, taken, as_json=as_json)


@audience.command()
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
    column: Columns = None,
    encoding: Encoding = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Keep the addresses of a file from being written to: a provider's list of bounces, complaints or leavers.

    Of an export that says who left and who did not, only those who left are taken.
    """
    from publishkit.press.sending.readers import open_readers, suppress_file, suppression_scope
    from publishkit.send.readers.lists import EVERYWHERE
    from publishkit.send.readers.suppress import SuppressionOrder, parse_reason

    known = parse_reason(reason)
    root, name = _find_list(workspace, list_name)
    scope = suppression_scope(known, name if list_name else None, name)
    with open_readers(*_source(source), encoding, column or ()) as table:
        with progress(f"reading {table.place}", quiet=as_json):
            taken = suppress_file(root, table, SuppressionOrder(scope=scope, reason=known, now=datetime.now(tz=UTC)))
        rows = {"list": None if scope == EVERYWHERE else scope, "reason": known, **taken.counts.as_json()}
        _report(rows, table, taken, as_json=as_json)


def _source(name: str) -> tuple[Path | BinaryIO, str]:
    """Return what is read, and what it is called in messages."""
    return (sys.stdin.buffer, "standard input") if name == "-" else (Path(name), name)


def _report(rows: Mapping[str, Any], table: "Table", taken: "FileOutcome", *, as_json: bool) -> None:
    """Print the counts and the first notes; exit 1 when rows were refused, so that no script overlooks it."""
    notes = taken.notes
    file = str(notes.file) if notes.is_written else None
    if as_json:
        lines = [{"line": note.line, "what": note.kind, "why": note.reason} for note in notes.first]
        form = {
            "encoding": table.encoding,
            "form": table.form,
            "program": table.layout.program,
            "columns": {column.title or str(column.number + 1): column.role for column in table.layout.columns},
            "not_read": table.ignored,
            "preamble": table.preamble,
            "caution": table.layout.caution,
        }
        typer.echo(json.dumps({**rows, **form, "lines": lines, "all_lines": file}, ensure_ascii=False, indent=2))
    else:
        _print_report(rows, table, taken, file)
    if rows["refused"]:
        raise typer.Exit(1)


def _print_report(rows: Mapping[str, Any], table: "Table", taken: "FileOutcome", file: str | None) -> None:
    from publishkit.rights.phrases import visible

    notes = taken.notes
    for note in notes.first:
        typer.echo(f"{table.place}, line {note.line}: {note.kind}: {visible(note.reason)}")
    if notes.count > len(notes.first):
        more = f"… {notes.count - len(notes.first):,} more"
        typer.echo(f"{more}; all of them: {file}" if file else f"{more}; without --dry-run all are written to a file")
    if table.preamble:
        typer.echo(f"Before the titles: {visible(table.preamble, 100)}")
    program = f" ({table.layout.program})" if table.layout.program else ""
    typer.echo(f"Read{program}: {', '.join(visible(phrase, 60) for phrase in table.understood)}")
    if table.ignored:
        typer.echo(f"Not read: {', '.join(visible(title, 40) for title in table.ignored)}")
    if table.layout.caution:
        typer.echo(f"Mind: {table.layout.caution}")
    numbers = ", ".join(f"{name} {count:,}" for name, count in rows.items() if type(count) is int)
    where = f"list {rows['list']}" if rows["list"] else "all lists"
    would = " (nothing was written)" if rows.get("dry_run") else ""
    typer.echo(f"{table.place} ({table.form}, {table.encoding}) into {where}{would}: {numbers}")
    if rows.get("kept"):
        told = f"{rows['kept']:,} {'row says' if rows['kept'] == 1 else 'rows say'}"
        typer.echo(f"{told} that somebody is still a reader; `--column TITLE=ignore` takes them too.")
    if rows.get("left"):
        command = f"publishkit audience suppress {table.place} --reason unsubscribed"
        told = f"{rows['left']:,} {'row says' if rows['left'] == 1 else 'rows say'}"
        typer.echo(f"{told} that somebody left; `{command}` keeps them away, and only them.")

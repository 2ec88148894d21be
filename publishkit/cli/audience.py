"""`publishkit audience`: who reads us, and who must not be written to."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.audience_files import import_, suppress
from publishkit.cli.audience_state import AsJson, ListName, find_house, open_state
from publishkit.cli.workspace import Workspace
from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.send.audience.overview import Overview

audience = typer.Typer(
    name="audience",
    help="Who reads the letter, and who is not written to.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@audience.command("list")
def list_(workspace: Workspace = None, as_json: AsJson = False) -> None:
    """Count the readers of each list."""
    from publishkit.send.audience.overview import look_over

    root, _ = find_house(workspace, None)
    with open_state(root) as store:
        found = look_over(store)
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
    from publishkit.send.audience.address import AddressRefusedError
    from publishkit.send.forget import forget_reader

    root, _ = find_house(workspace, None)
    with open_state(root) as store:
        try:
            gone = forget_reader(store, address, datetime.now(tz=UTC))
        except AddressRefusedError as refused:
            raise _no_address(refused) from None
    if as_json:
        typer.echo(json.dumps({"lists": gone.lists, "letters": gone.letters, "under_way": gone.under_way}))
    else:
        where = f"was taken off {', '.join(gone.lists)}" if gone.lists else "was on no list"
        typer.echo(f"The reader {where}; {gone.letters} letters forgotten; never written to again.")
    if gone.under_way:
        hint = "settle it with `publishkit send reconcile`, then run this command again"
        message = f"{gone.under_way} letters are under way and still name the reader"
        raise InputError(Problem(place="audience remove", message=message, hint=hint))


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
    from publishkit.send.audience.address import AddressRefusedError
    from publishkit.send.audience.export import export_csv, export_json, known_of

    root, name = find_house(workspace, list_name)
    with open_state(root) as store:
        if address:
            try:
                known = known_of(store, address)
            except AddressRefusedError as refused:
                raise _no_address(refused) from None
            lines = iter([json.dumps(known, ensure_ascii=False, indent=2) + "\n"])
        else:
            lines = (export_json if as_json else export_csv)(store, name)
        _write(lines, output)


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


def _no_address(refused: Exception) -> InputError:
    return InputError(Problem(place="ADDRESS", message=str(refused)))


def _write(lines: "Iterator[str]", output: Path | None) -> None:
    if output is None:
        for line in lines:
            sys.stdout.write(line)
        return
    try:
        output.touch(mode=0o600, exist_ok=False)
        with output.open("w", encoding="utf-8", newline="") as opened:
            opened.writelines(lines)
    except FileExistsError:
        raise InputError(Problem(place=str(output), message="is there already", hint="name a new file")) from None
    except OSError as cause:
        raise InputError(Problem(place=str(output), message=f"cannot be written: {cause.strerror}")) from cause


audience.command("import")(import_)
audience.command()(suppress)

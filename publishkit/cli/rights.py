"""`publishkit rights`: what may be printed, and why. Here: `decide` and `show`."""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from publishkit.cli.audit import due, ledger, report
from publishkit.cli.clear import ask, confirm, own, set_
from publishkit.cli.grant import grant
from publishkit.cli.profiles import profiles
from publishkit.cli.request import request
from publishkit.cli.workspace import locate
from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.model.profile import Profile
    from publishkit.press.clearing.audit import Row

rights = typer.Typer(name="rights", help="What may be printed, and why.", no_args_is_help=True, rich_markup_mode=None)

TermsWorkspace = Annotated[
    Path | None,
    typer.Option("--workspace", "-C", help="The workspace folder, where profiles and proofs lie."),
]


@rights.command()
def decide(
    file: Annotated[
        Path | None, typer.Argument(help="JSON lines to decide; by default, or as -, standard input.")
    ] = None,
    workspace: TermsWorkspace = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
) -> None:
    """Decide statements and uses: a line {"statement": {…}, "use": {…}} in, a decision out.

    Names and defaults are those of rights.toml; "profile" names a publisher's terms, "policy" may hold keys of [rights]
    in publishkit.toml. A line that cannot be read is answered with an "error", and the others still come out.
    """
    # Nobody's plugin has a say here, and looking for one reads the metadata of every package installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from publishkit.press.clearing.decide import Gate, encode

    failed = 0
    with _opened(file) as lines:
        answers = Gate(workspace or Path.cwd()).answers(lines)
        if as_json:
            for answer in answers:
                failed += "error" in answer
                sys.stdout.write(encode(answer))
        else:
            failed = _print_answers(answers)
    if failed:
        raise typer.Exit(InputError.exit_code)


@rights.command()
def show(
    article: Annotated[
        str | None, typer.Argument(help="Its slug, number or words of its title; by default every article.")
    ] = None,
    issue: Annotated[
        str | None, typer.Option("--issue", help="The issue's folder name; by default the newest.")
    ] = None,
    workspace: TermsWorkspace = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per text and picture.")] = False,
) -> None:
    """Show the rights of every text and picture of an issue, and what follows from them."""
    from publishkit.press.clearing.audit import overview

    root, issue_id = locate(workspace, issue)
    found = overview(root, issue_id, article)
    if as_json:
        for row in found.rows:
            sys.stdout.write(json.dumps(row.as_json(), ensure_ascii=False) + "\n")
        return
    _print_rows(found.rows)
    _print_proposals(found.rows, found.profiles)


def _print_rows(rows: "Iterable[Row]") -> None:
    """Print what is known about each item, and below it why it is cleared or not: sentences need the whole width."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    for row in rows:
        facts = (row.status.replace("_", " "), row.license, row.holder)
        what = "as a summary with a link" if row.outcome == "ALLOW_BRIEF" else "for the use planned"
        cleared = f"cleared {what}: {', '.join(row.cleared)}" if row.cleared else "not cleared in any format"
        console.print(Text(row.asset, style="bold"))
        for line in (" · ".join(filter(None, facts)), cleared, row.hint, *row.reasons, row.asked):
            if line:
                console.print(Padding(Text(line), (0, 0, 0, 4), expand=False))


def _print_proposals(rows: "Iterable[Row]", terms: "Mapping[str, Profile]") -> None:
    """Say which publisher's terms an item may be under; nobody but an editor applies them."""
    from publishkit.rights.profiles import proposal_in_words

    for row in rows:
        if row.proposed:
            told, hint = proposal_in_words(terms[row.proposed])
            typer.echo(f"{row.asset}: {told}; {hint}.")


def _opened(file: Path | None) -> BinaryIO:
    if file is None or str(file) == "-":
        return sys.stdin.buffer
    try:
        return file.open("rb")
    except OSError as cause:
        raise InputError(Problem(place=str(file), message=f"cannot be read: {cause.strerror}")) from cause


def _print_answers(answers: Iterable[Mapping[str, Any]]) -> int:
    """Print a table of *answers*; return how many lines could not be read."""
    rows, failed = [], 0
    for number, answer in enumerate(answers, 1):
        if "error" in answer:
            failed += 1
            rows.append((str(number), "error", "", answer["error"], ""))
            continue
        why = "\n".join(reason["sentence"] for reason in answer["reasons"])
        owed = ", ".join(duty["code"] for duty in answer["duties"])
        rows.append((str(number), answer["outcome"], "yes" if answer["ok"] else "no", why, owed))
    _print_table(("no.", "outcome", "ok", "why", "owed"), rows)
    return failed


def _print_table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)


rights.command(short_help="It is ours: a text, its pictures.")(own)
rights.command(short_help="What was found is right.")(confirm)
rights.command(name="set", short_help="A key: status=own, alt=…, source_url=…")(set_)
rights.command(short_help="At most five questions, and it is written down.")(ask)
rights.command()(ledger)
rights.command()(due)
rights.add_typer(profiles)
rights.command()(report)
rights.command()(grant)
rights.command()(request)

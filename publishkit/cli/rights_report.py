"""`publishkit rights report`: the audit of an issue as a table, as JSON, or as a page for a lawyer."""

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.workspace import IssueName, Workspace, locate

if TYPE_CHECKING:
    from publishkit.edition.report_values import LedgerShown, RightsReport


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
    root, issue_id = locate(workspace, issue)
    found = _load(root, issue_id, private=private)
    if html:
        from publishkit.check.codes import meanings
        from publishkit.edition.rights_page import report_page

        _write(html, report_page(found, meanings()))
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    elif html:
        typer.echo(f"{html}: written")
    else:
        from publishkit.edition.rights_table import report_text

        color = sys.stdout.isatty()
        typer.echo(report_text(found, shutil.get_terminal_size((100, 24)).columns, color=color), color=color)


def _load(root: Path, issue_id: str, *, private: bool) -> "RightsReport":
    from publishkit.edition.report_values import proof_shown
    from publishkit.edition.rights_desk import open_desk
    from publishkit.edition.rights_report import rights_report
    from publishkit.manifest.load import load_issue

    desk = open_desk(load_issue(root, issue_id))
    out = root / "out" / issue_id
    finished = proof_shown(_bytes(out / "proof.json"), _bytes(out / "build.json"), dict(desk.planned.inputs))
    return rights_report(desk, finished, _ledger(root), private=private)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None  # not built: the report says so


def _ledger(root: Path) -> "LedgerShown":
    from publishkit.edition.report_values import LedgerShown
    from publishkit.publish.ledger_file import load_ledger
    from publishkit.rights.ledger import digest

    found = load_ledger(root)
    fault = found.fault
    place = f"line {fault.line} " if fault and fault.line else "its head "
    return LedgerShown(
        lines=len(found.lines),
        sha256=digest(found.lines[-1]) if found.lines else None,
        broken=f"{place}{fault.message}" if fault else None,
    )


def _write(path: Path, page: str) -> None:
    """Write the page.

    Raises:
        InputError: there is no such folder, or it cannot be written.
    """
    from publishkit.errors import InputError, Problem

    try:
        path.write_text(page, "utf-8")
    except OSError as cause:
        hint = "name a file in a folder that is there"
        raise InputError(Problem(place=str(path), message=f"cannot be written: {cause.strerror}", hint=hint)) from cause

"""`publishkit correct` and `publishkit retract`: change an edition that is out, and say what readers have of it."""

import json as json_module
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from publishkit.cli.build import AsJson
from publishkit.cli.workspace import Workspace
from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.permissions.due import Expired
    from publishkit.press.correct import Instruction, PublishedIssue, Revised

IssueId = Annotated[str, typer.Argument(metavar="ISSUE", help="The issue's folder name.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decided it; kept in revisions.toml, never printed.")]
On = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], metavar="DATE", help="Day of the revision; by default today."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Make and prove it, say what would happen; write nothing.")]
WasMailed = Annotated[
    bool | None,
    typer.Option(
        "--mailed/--not-mailed",
        help="Whether the letter went out; by default what the sendings of this workspace say. A letter that went out is "
        "not made again.",
    ),
]
IssueName = Annotated[str | None, typer.Argument(metavar="[ISSUE]", help="The issue's folder name.")]
ArticleName = Annotated[str | None, typer.Argument(metavar="[ARTICLE]", help="The article's slug.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is gone; printed.")]
Picture = Annotated[str, typer.Option("--picture", metavar="FILE", help="Only this picture of it: images/01.jpg.")]
Untitled = Annotated[bool, typer.Option("--hide-title", help="Readers are not told the title either.")]
IsDue = Annotated[bool, typer.Option("--due", help="Everything whose permission ended or that was called back.")]
Apply = Annotated[bool, typer.Option("--apply", help="With --due: do it; without, it is only listed.")]


def correct(  # noqa: PLR0917  one argument for each option
    issue: IssueId,
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="The article's slug.")],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What was wrong and what is right; printed.")],
    by: By = "",
    day: On = None,
    mailed: WasMailed = None,
    dry_run: DryRun = False,
    workspace: Workspace = None,
    json: AsJson = False,
) -> None:
    """Correct an article of an edition that is out: change its article.md first, then tell readers what was wrong.

    Web, PDF and EPUB are made again with the notice; the old PDF and EPUB stay and are named as superseded. A short mail to
    readers is prepared, not sent.
    """
    from publishkit.cli.workspace import locate, progress
    from publishkit.press.correct import correct as make_correction

    if not note.strip():
        raise InputError(Problem(place="--note", message="is empty", hint="say what was wrong, and what is right"))
    root, issue_id = locate(workspace, issue)
    instruction = _instruction(day, by, mailed, dry_run=dry_run)
    with progress(f"{issue_id}: reading") as tell:
        done = make_correction(root, issue_id, article, note, instruction, tell)
    _report(done, json=json)
    raise typer.Exit(done.build.exit_code)


def retract(  # noqa: PLR0917  one argument for each option
    issue: IssueName = None,
    article: ArticleName = None,
    reason: Reason = "",
    picture: Picture = "",
    hide_title: Untitled = False,
    due: IsDue = False,
    apply: Apply = False,
    by: By = "",
    day: On = None,
    mailed: WasMailed = None,
    dry_run: DryRun = False,
    workspace: Workspace = None,
    json: AsJson = False,
) -> None:
    """Take an article, or one picture, out of an edition that is out: of every format, the feeds and the search.

    A stub says so. Old PDF and EPUB are recalled: the next `publish` deletes them. The report lists what readers have.
    With --due, everything whose permission ended: listed first, done with --apply.
    """
    from publishkit.cli.workspace import locate, progress
    from publishkit.press.correct import Retraction
    from publishkit.press.correct import retract as make_retraction
    from publishkit.workspace.folder import find_workspace

    instruction = _instruction(day, by, mailed, dry_run=dry_run)
    if due:
        if reason or picture or article or hide_title:
            raise InputError(Problem(place="--due", message="finds articles and reasons itself", hint="leave them out"))
        _due(find_workspace(workspace or Path.cwd()), issue, instruction, write=apply and not dry_run, json=json)
        return
    if apply:
        raise InputError(Problem(place="--apply", message="belongs to --due", hint="without --due it is done at once"))
    if not (issue and article):
        hint = "`publishkit retract ISSUE ARTICLE --reason …`, or --due"
        raise InputError(Problem(place="", message="name the issue and the article", hint=hint))
    if not reason.strip():
        raise InputError(Problem(place="--reason", message="is missing", hint="readers are told why it is gone"))
    root, issue_id = locate(workspace, issue)
    gone = Retraction(article=article, picture=picture, reason=reason, hide_title=hide_title)
    with progress(f"{issue_id}: reading") as tell:
        done = make_retraction(root, issue_id, gone, instruction, tell)
    _report(done, json=json)
    raise typer.Exit(done.build.exit_code)


def _instruction(day: datetime | None, by: str, mailed: bool | None, *, dry_run: bool) -> "Instruction":
    from publishkit.press.correct import Instruction

    now = datetime.now(tz=UTC)
    return Instruction(day=(day or now).date(), by=by, mailed=mailed, now=now, dry_run=dry_run)


def _due(root: Path, issue: str | None, instruction: "Instruction", *, write: bool, json: bool) -> None:
    """List what has to come down, and with *write* take it down: one revision for each edition.

    Raises:
        InputError: an issue cannot be read; the others were dealt with.
    """
    from publishkit.cli.workspace import progress
    from publishkit.press.correct import find_expired, retract_expired

    found = find_expired(root, issue, instruction.day)
    gone, problems = found.expired, found.problems
    done: tuple[Revised, ...] = ()
    if write and gone:
        with progress(f"{gone[0].edition}: reading") as tell:
            done, stopped = retract_expired(root, gone, instruction, tell)
        problems = (*problems, *stopped)
    if json:
        rows = [{**_row(one), "day": one.day.isoformat() if one.day else None} for one in gone]
        revisions = [_revised_json(one) for one in done]
        report = {"date": instruction.day.isoformat(), "applied": write, "due": rows, "revisions": revisions}
        typer.echo(json_module.dumps(report, ensure_ascii=False, indent=2))
    else:
        _print_due(gone, instruction.day, write=write)
        for one in done:
            _print_revised(one)
    if problems:
        raise InputError(*problems)
    raise typer.Exit(max((one.build.exit_code for one in done), default=0))


# --- for machines -----------------------------------------------------------------------------------------------------


def _report(done: "Revised", *, json: bool) -> None:
    if json:
        typer.echo(json_module.dumps(_revised_json(done), ensure_ascii=False, indent=2))
    else:
        _print_revised(done)


def _revised_json(done: "Revised") -> dict[str, Any]:
    """Return the report for machines; a change is a changelog entry."""
    from publishkit import report as forms

    build = done.build
    report = forms.Report(
        edition=build.cleared.planned.id,
        findings=(*build.findings, *done.issue.notes, *done.notes),
        artifacts=build.artifacts,
        withheld=forms.left_out(build.edition.withheld) if build.edition else (),
        exit_code=build.exit_code,
    )
    return {
        "revision": done.number,
        "date": done.day.isoformat(),
        "dry_run": done.dry_run,
        "changes": [
            {"kind": e.kind, "article": e.article, "picture": e.picture or None, "note": e.note, "by": e.by or None}
            for e in done.entries
        ],
        "superseded": list(done.superseded),
        "recalled": list(done.recalled),
        "distributed": _distributed(done.issue),
        **json_module.loads(forms.as_json(report)),
    }


def _distributed(issue: "PublishedIssue") -> dict[str, list[dict[str, Any]]]:
    """Return what readers have and nobody can call back."""
    books = [{key: value for key, value in asdict(one).items() if key != "edition"} for one in issue.downloads]
    return {
        "mails": [{**asdict(one), "first": _moment(one.first), "last": _moment(one.last)} for one in issue.mails],
        "downloads": books,
    }


def _moment(when: datetime | None) -> str | None:
    return when.isoformat(timespec="seconds") if when else None


def _row(one: "Expired") -> dict[str, Any]:
    return {
        "edition": one.edition,
        "article": one.article,
        "picture": one.picture or None,
        "title": one.title,
        "sentence": one.sentence,
        "note": one.note,
    }


# --- for people -------------------------------------------------------------------------------------------------------


def _print_revised(done: "Revised") -> None:
    """Print what was done, or would be, what readers have, and what to do next."""
    issue_id = done.issue.planned.id
    if done.build.exit_code:
        from publishkit.cli.build import print_build

        print_build(done.build, json=False, sarif=False)
        typer.echo(f"{issue_id}: nothing was changed; the edition that is out still stands")
        return
    verb = "would be" if done.dry_run else "is"
    typer.echo(f"{issue_id}: revision {done.number} of {done.day.isoformat()} {verb} in out/{issue_id}")
    for entry in done.entries:
        what = f"{entry.article}, {entry.picture}" if entry.picture else entry.article
        typer.echo(f"  {entry.kind}: {what}: {entry.note}")
    for name in done.superseded:
        typer.echo(f"  kept as superseded: {name}")
    for name in done.recalled:
        typer.echo(f"  recalled: {name}")
    for artifact in done.build.artifacts:
        if artifact.name.startswith("correction-") and artifact.name.endswith(".eml"):
            typer.echo(f"  prepared, not sent: {artifact.name}")
    for finding in (*done.issue.notes, *done.notes):
        hint = f" ({finding.hint})" if finding.hint else ""
        typer.echo(f"{finding.severity} {finding.code} {finding.where}: {finding.message}{hint}")
    _print_distributed(done.issue)
    if not done.dry_run:
        typer.echo(
            f"next: `publishkit publish {issue_id}` puts it online"
            + (" and deletes what was recalled" if done.recalled else "")
        )


def _print_distributed(issue: "PublishedIssue") -> None:
    """Print what readers have, with dates."""
    if issue.mails or issue.downloads:
        typer.echo("cannot be called back:")
    for one in issue.mails:
        count = f"{one.readers:,} readers" if one.readers else "the list the provider holds"
        typer.echo(
            f"  mailed to {count} of {one.list} through {one.transport}, {_span(_moment(one.first), _moment(one.last))}"
        )
    for book in issue.downloads:
        typer.echo(f"  {book.file} at {book.target}, {_span(book.first, book.last)}")


def _span(first: str | None, last: str | None) -> str:
    return f"{first} to {last}" if last and last != first else str(first)


def _print_due(found: "Sequence[Expired]", day: date, *, write: bool) -> None:
    from publishkit.rights.phrases import visible

    if not found:
        typer.echo(f"Nothing that is out has to come down on {day.isoformat()}.")
        return
    for one in found:
        what = f"{one.article}, {one.picture}" if one.picture else one.article
        typer.echo(f"{one.edition}: {what}: {visible(one.sentence)}")
    if not write:
        typer.echo(f"{len(found)} to come down; `publishkit retract --due --apply` does it")

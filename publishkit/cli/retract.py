"""`publishkit retract`: an article, or a picture, taken out of every output; also what permissions that ended ask for."""

import json as json_module
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from publishkit.cli.report import AsJson
from publishkit.cli.revision import By, DryRun, On, WasMailed
from publishkit.cli.workspace import Workspace
from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.cli.revision import Desk, Revised
    from publishkit.edition.expired import Expired
    from publishkit.model.revision import Revision

IssueName = Annotated[str | None, typer.Argument(metavar="[ISSUE]", help="The issue's folder name.")]
ArticleName = Annotated[str | None, typer.Argument(metavar="[ARTICLE]", help="The article's slug.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is gone; printed.")]
Picture = Annotated[str, typer.Option("--picture", metavar="FILE", help="Only this picture of it: images/01.jpg.")]
Untitled = Annotated[bool, typer.Option("--hide-title", help="Readers are not told the title either.")]
IsDue = Annotated[bool, typer.Option("--due", help="Everything whose permission ended or that was called back.")]
Apply = Annotated[bool, typer.Option("--apply", help="With --due: do it; without, it is only listed.")]


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
    from publishkit.cli.revision import today
    from publishkit.manifest.workspace import find_workspace

    when = today(day)
    if due:
        if reason or picture or article or hide_title:
            raise InputError(Problem(place="--due", message="finds articles and reasons itself", hint="leave them out"))
        _due(find_workspace(workspace or Path.cwd()), issue, when, by, mailed, write=apply and not dry_run, json=json)
        return
    if apply:
        raise InputError(Problem(place="--apply", message="belongs to --due", hint="without --due it is done at once"))
    if not (issue and article):
        hint = "`publishkit retract ISSUE ARTICLE --reason …`, or --due"
        raise InputError(Problem(place="", message="name the issue and the article", hint=hint))
    if not reason.strip():
        raise InputError(Problem(place="--reason", message="is missing", hint="readers are told why it is gone"))
    desk, entry = _entry(workspace, issue, article, picture, when)
    named = {"note": " ".join(reason.split()), "by": by, "mailed": bool(desk.mails) if mailed is None else mailed}
    entry = entry.model_copy(update={**named, **({"title": ""} if hide_title else {})})
    done = _retract(desk, [entry], dry_run=dry_run)
    _report([done], json=json)
    raise typer.Exit(done.build.exit_code)


def _entry(workspace: Path | None, issue: str, article: str, picture: str, day: date) -> "tuple[Desk, Revision]":
    from publishkit.cli.revision import check_article, check_day, open_issue
    from publishkit.cli.workspace import locate

    root, issue_id = locate(workspace, issue)
    desk = open_issue(root, issue_id)
    check_article(desk, article)
    check_day(desk, day)
    if picture:
        _check_picture(desk, article, picture)
    return desk, _revision(desk, article, picture, day, note="to be said")


def _check_picture(desk: "Desk", article: str, picture: str) -> None:
    place = f"issues/{desk.planned.id}/articles/{article}"
    files = [one.file for one in desk.planned.articles[article].pictures if one.file]
    if picture not in files:
        hint = f"it has {', '.join(files)}" if files else "it has none"
        raise InputError(Problem(place=place, message=f"has no picture `{picture}`", hint=hint))
    if gone := desk.planned.revisions.retraction(article, picture):
        raise InputError(Problem(place=f"{place}/{picture}", message=f"was retracted on {gone.date.isoformat()}"))


def _revision(desk: "Desk", article: str, picture: str, day: date, **more: Any) -> "Revision":
    from publishkit.model.revision import Revision

    planned = desk.planned
    entry = next(entry for entry in planned.issue.entries if entry.slug == article)
    return Revision(
        number=planned.revisions.number + 1,
        date=day,
        kind="retraction",
        article=article,
        picture=picture,
        title="" if picture else entry.headline or planned.articles[article].head.title,
        **more,
    )


def _retract(desk: "Desk", entries: "Sequence[Revision]", *, dry_run: bool) -> "Revised":
    from publishkit.cli.revision import revise

    return revise(desk, entries, _recalled(desk, entries), dry_run=dry_run)


def _recalled(desk: "Desk", entries: "Iterable[Revision]") -> dict[str, str]:
    """Return name -> SHA-256 of every published file that holds what is taken back."""
    from publishkit.publish.recall import holding

    found: dict[str, str] = {}
    for entry in entries:
        files = [picture.file for picture in desk.planned.articles[entry.article].pictures]
        numbers = [files.index(entry.picture) + 1] if entry.picture else []
        for name in holding(desk.former, entry.article, numbers):
            found[name.removeprefix("superseded/")] = desk.former.sha256(name)
    return found


def _report(done: "Sequence[Revised]", *, json: bool) -> None:
    from publishkit.cli.revision import as_json, print_revised

    if json:
        typer.echo(json_module.dumps(as_json(done[0]), ensure_ascii=False, indent=2))
    else:
        for one in done:
            print_revised(one)


# --- permissions that ended -------------------------------------------------------------------------------------------


def _due(root: Path, issue: str | None, day: date, by: str, mailed: bool | None, *, write: bool, json: bool) -> None:
    """List what has to come down, and with *write* take it down: one revision for each edition.

    Raises:
        InputError: an issue cannot be read; the others were dealt with.
    """
    found, problems = _expired(root, issue, day)
    done: list[Revised] = []
    for issue_id in dict.fromkeys(one.edition for one in found) if write else ():
        try:
            done.append(_take_down(root, [one for one in found if one.edition == issue_id], day, by, mailed))
        except InputError as stop:
            problems += stop.problems
    if json:
        from publishkit.cli.revision import as_json

        rows = [{**_row(one), "day": one.day.isoformat() if one.day else None} for one in found]
        told = {"date": day.isoformat(), "applied": write, "due": rows, "revisions": [as_json(one) for one in done]}
        typer.echo(json_module.dumps(told, ensure_ascii=False, indent=2))
    else:
        _print_due(found, day, write=write)
        _report(done, json=False)
    if problems:
        raise InputError(*problems)
    raise typer.Exit(max((one.build.exit_code for one in done), default=0))


def _row(one: "Expired") -> dict[str, Any]:
    return {
        "edition": one.edition,
        "article": one.article,
        "picture": one.picture or None,
        "title": one.title,
        "sentence": one.sentence,
        "note": one.note,
    }


def _expired(root: Path, issue: str | None, day: date) -> "tuple[list[Expired], list[Problem]]":
    """Return what has to come down in editions that are out, and why an issue could not be looked at."""
    from publishkit.edition.expired import expired
    from publishkit.edition.rights_desk import open_desk
    from publishkit.manifest.load import load_issue
    from publishkit.manifest.workspace import issue_ids
    from publishkit.proof.finished import is_finished

    found: list[Expired] = []
    problems: list[Problem] = []
    for issue_id in [issue] if issue else issue_ids(root):
        if is_finished(root / "out" / issue_id):
            try:
                found += expired(open_desk(load_issue(root, issue_id)), day)
            except InputError as stop:
                problems += stop.problems
        elif issue:
            problems.append(Problem(place=f"out/{issue}", message="is no finished edition"))
    return found, problems


def _take_down(root: Path, gone: "Sequence[Expired]", day: date, by: str, mailed: bool | None) -> "Revised":
    from publishkit.cli.revision import check_day, open_issue

    desk = open_issue(root, gone[0].edition)
    check_day(desk, day)
    sent = bool(desk.mails) if mailed is None else mailed
    entries = [_revision(desk, one.article, one.picture, day, note=one.note, by=by, mailed=sent) for one in gone]
    return _retract(desk, entries, dry_run=False)


def _print_due(found: "Sequence[Expired]", day: date, *, write: bool) -> None:
    from publishkit.edition.shown import visible

    if not found:
        typer.echo(f"Nothing that is out has to come down on {day.isoformat()}.")
        return
    for one in found:
        what = f"{one.article}, {one.picture}" if one.picture else one.article
        typer.echo(f"{one.edition}: {what}: {visible(one.sentence)}")
    if not write:
        typer.echo(f"{len(found)} to come down; `publishkit retract --due --apply` does it")

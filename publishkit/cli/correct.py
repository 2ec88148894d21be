"""`publishkit correct`: a revised edition that says at the article, and in a list, what was put right."""

import json as json_module
from typing import Annotated

import typer

from publishkit.cli.report import AsJson
from publishkit.cli.revision import By, DryRun, IssueId, On, WasMailed
from publishkit.cli.workspace import Workspace


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
    from publishkit.cli.revision import as_json, check_article, check_day, open_issue, print_revised, revise, today
    from publishkit.cli.workspace import locate
    from publishkit.edition.corrections import correction_findings
    from publishkit.errors import InputError, Problem
    from publishkit.model.revision import Revision

    if not note.strip():
        raise InputError(Problem(place="--note", message="is empty", hint="say what was wrong, and what is right"))
    root, issue_id = locate(workspace, issue)
    desk = open_issue(root, issue_id)
    check_article(desk, article)
    when = today(day)
    check_day(desk, when)
    entry = Revision(
        number=desk.planned.revisions.number + 1,
        date=when,
        kind="correction",
        article=article,
        note=" ".join(note.split()),
        by=by,
        mailed=bool(desk.mails) if mailed is None else mailed,
    )
    done = revise(desk, [entry], {}, dry_run=dry_run)
    now = dict(done.build.cleared.planned.inputs)
    notes = tuple(correction_findings(issue_id, {article}, desk.former.inputs, now))
    if json:
        typer.echo(json_module.dumps(as_json(done, notes), ensure_ascii=False, indent=2))
    else:
        print_revised(done, notes)
    raise typer.Exit(done.build.exit_code)

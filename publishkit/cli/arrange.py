"""`publishkit list`, `status`, `brief`, `move`, `remove` and `rename`: what an editor does to an issue, without opening a file."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.workspace import IssueName, Workspace, locate
from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.press.editing import Edited
    from publishkit.press.status import ArticleStatus, IssueStatus

LONGEST_SUMMARY = 100_000
"""Bytes read from standard input."""
ArticleName = Annotated[
    str, typer.Argument(metavar="ARTICLE", help="Its slug, the beginning of it, its number, or words of its title.")
]
IssueOption = Annotated[
    str | None, typer.Option("--issue", metavar="ISSUE", help="The issue's folder name; by default the newest.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; write nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]
Summary = Annotated[
    str, typer.Option("--summary", metavar="TEXT", help="Two to four sentences of our own; - reads standard input.")
]


def listed(issue: IssueName = None, workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List the articles of an issue in reading order: number, slug, title, how each is used."""
    from publishkit.workspace.outline import read_outline

    root, issue_id = locate(workspace, issue)
    outline = read_outline(root, issue_id)
    if as_json:
        for one in (*outline.listed, *outline.loose):
            section = outline.sections[one.section] if one.number else None
            told = {
                "number": one.number or None,
                "slug": one.slug,
                "title": one.title,
                "use": one.use if one.number else None,
                "section": section,
            }
            sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return
    if not outline.listed:
        typer.echo(f"{issue_id} has no articles yet.")
    for number, title in enumerate(outline.sections):
        rows = [one for one in outline.listed if one.section == number]
        typer.secho(inert_line(title), bold=True)
        for one in rows:
            typer.echo(f"{one.number:>4}  {inert_line(one.title) or one.slug}")
            typer.secho(f"      {one.slug} · {one.use}", dim=True)
    if outline.loose:
        typer.echo(f"\nNot in the issue: {', '.join(one.slug for one in outline.loose)}")


def status(issue: IssueName = None, workspace: Workspace = None, as_json: AsJson = False) -> None:
    """Say where an issue stands: each text and its pictures, what is missing, and the one command to type next."""
    from publishkit.press.status import issue_status

    root, issue_id = locate(workspace, issue)
    found = issue_status(root, issue_id)
    if as_json:
        sys.stdout.write(json.dumps(found.as_json(), ensure_ascii=False, indent=2) + "\n")
        return
    _print_status(found)


def brief(  # noqa: PLR0917  one argument for each option
    article: ArticleName,
    summary: Summary = "",
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="The person who wrote it.")] = "",
    headline: Annotated[str, typer.Option(help="Our own headline; by default the original's.")] = "",
    note: Annotated[str, typer.Option(help="Why it matters to our readers.")] = "",
    issue: IssueOption = None,
    workspace: Workspace = None,
    dry_run: DryRun = False,
) -> None:
    """Print an article as a brief: its title, our own words about it, and a link to the original."""
    from publishkit.press.arrange import Brief, make_brief

    root, issue_id = locate(workspace, issue)
    words = Brief(summary=read_words(summary), by=by, headline=headline, note=note)
    print_edited(make_brief(root, issue_id, article, words, write=not dry_run), root, issue_id, about=article)


def move(  # noqa: PLR0917  one argument for each option
    article: ArticleName,
    place: Annotated[int | None, typer.Argument(metavar="[N]", help="As --to.", show_default=False)] = None,
    section: Annotated[str | None, typer.Option(metavar="TITLE", help="Into this section; a new one is made.")] = None,
    to: Annotated[
        int | None, typer.Option(metavar="N", help="To this place in the issue; with --section, in the section.")
    ] = None,
    before: Annotated[str | None, typer.Option(metavar="ARTICLE", help="Before this article.")] = None,
    to_issue: Annotated[
        str | None, typer.Option("--issue", metavar="ISSUE", help="Into this issue, folder and all.")
    ] = None,
    from_issue: Annotated[
        str | None, typer.Option("--from", metavar="ISSUE", help="The issue it is in; by default the newest.")
    ] = None,
    workspace: Workspace = None,
    dry_run: DryRun = False,
) -> None:
    """Give an article another place: in its issue, its section, or another issue."""
    from publishkit.press import arrange

    if place is not None and to is not None:
        raise InputError(Problem(place="--to", message="is said twice", hint="give the place once"))
    to = place if to is None else to
    root, issue_id = locate(workspace, from_issue)
    target = locate(workspace, to_issue)[1] if to_issue else None
    wanted = arrange.Destination(section=section, to=to, before=before, issue=target)
    print_edited(arrange.move(root, issue_id, article, wanted, write=not dry_run), root, target or issue_id)


def remove(
    article: ArticleName,
    delete: Annotated[bool, typer.Option("--delete", help="Delete its folder, too.")] = False,
    issue: IssueOption = None,
    workspace: Workspace = None,
    dry_run: DryRun = False,
) -> None:
    """Take an article out of the issue; its folder stays, unless you ask."""
    from publishkit.press import arrange

    root, issue_id = locate(workspace, issue)
    print_edited(arrange.remove(root, issue_id, article, delete=delete, write=not dry_run), root, issue_id)


def rename(
    article: ArticleName,
    new: Annotated[str, typer.Argument(metavar="NEW", help="Small letters, digits and hyphens.")],
    issue: IssueOption = None,
    workspace: Workspace = None,
    dry_run: DryRun = False,
) -> None:
    """Give an article another slug: its folder, its entry, and the links that lead to it."""
    from publishkit.press import arrange

    root, issue_id = locate(workspace, issue)
    print_edited(arrange.rename(root, issue_id, article, new, write=not dry_run), root, issue_id)


def read_words(text: str) -> str:
    """Return *text*, or what standard input holds when it is `-`."""
    if text != "-" or sys.stdin is None:  # closed by whoever started us
        return text.removeprefix("-") if text == "-" else text
    return sys.stdin.buffer.read(LONGEST_SUMMARY).decode("utf-8", "replace")


# --- what was done ----------------------------------------------------------------------------------------------------


def print_edited(edited: "Edited", root: Path, issue_id: str, *, about: str = "") -> None:
    """Print each change in a line, then what is to be done next; of a dry run the difference.

    What still stops the article *about* which it was is said before: the next command may be the same one again.
    """
    if not edited.written:
        typer.echo(edited.diff or "Nothing would change.", nl=not edited.diff)
    for said in edited.said:
        line = f"{inert_line(said.sentence)}  {typer.style(said.place, dim=True)}"
        typer.echo(line, err=not edited.written)
    if not edited.said and edited.written:
        typer.echo("Nothing changed: it was so already.")
    if edited.written:
        print_next(root, issue_id, about=about)


def print_next(root: Path, issue_id: str, *, about: str = "") -> None:
    """Print the command to type next, if one helps, and before it what stops the article *about* which it is."""
    from publishkit.errors import InputError
    from publishkit.press.status import issue_status
    from publishkit.workspace.outline import read_outline

    try:
        found = issue_status(root, issue_id)
        one = found.of(read_outline(root, issue_id).find(about).slug) if about else None
    except InputError:
        return
    for missing in one.missing if one else ():
        if missing.stops:
            typer.echo(f"  {'missing':<10} {inert_line(missing.sentence)}")
    if step := found.next:
        typer.echo(f"Next: {typer.style(step, bold=True)}")


def _print_status(found: "IssueStatus") -> None:
    typer.secho(found.issue, bold=True)
    for problem in found.problems:
        typer.echo(f"  {problem}")
    section = None
    for one in found.articles:
        if one.section != section:
            section = one.section
            typer.echo(f"\n{inert_line(section)}")
        for line in _status_lines(one):
            typer.echo(line)
    if found.loose:
        typer.echo(f"\nNot in the issue: {', '.join(found.loose)}")
    if found.next:
        typer.echo(f"\nNext: {typer.style(found.next, bold=True)}")


def _status_lines(one: "ArticleStatus") -> Iterator[str]:
    from publishkit.press.status import UNTOLD

    mark = "✗" if any(missing.stops for missing in one.missing) else "·" if one.missing else "✓"
    mark = "?" if one.text == UNTOLD else mark
    color = {"✗": "red", "·": "yellow", "✓": "green", "?": "yellow"}[mark]
    yield f"{typer.style(mark, fg=color)} {one.number:>2}  {inert_line(one.title) or one.slug}"
    pictures = f" · {one.pictures_cleared} of {one.pictures} pictures" if one.pictures else ""
    yield typer.style(f"      {one.slug} · {one.use} · {one.text}{pictures}", dim=True)
    for missing in one.missing:
        yield f"      {inert_line(missing.sentence)}"
    if one.next:
        yield f"      → {one.next}"


def inert_line(text: str) -> str:
    """Return *text* without what a terminal would obey, or what would turn round the words behind it."""
    from publishkit.words import inert

    return "".join(sign if sign.isprintable() else " " for sign in inert(text))

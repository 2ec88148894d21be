"""`publishkit add`: Markdown, saved pages and pasted text become article folders and lines in the manifest."""

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.workspace import Workspace, locate
from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.press.add import Added


class Use(StrEnum):
    """How an article is used (`use` in the manifest)."""

    FULL = "full"
    ABRIDGED = "abridged"
    TRANSLATED = "translated"
    BRIEF = "brief"
    QUOTE = "quote"
    LINK = "link"


def add(  # noqa: PLR0917  one argument for each option
    sources: Annotated[
        list[str],
        typer.Argument(
            help="Files (.md, .html, .html.gz, .txt), or - for text from standard input. A page saved with its folder brings its pictures.",
            metavar="SOURCE…",
        ),
    ],
    issue: Annotated[str | None, typer.Option(help="The issue's folder name; by default the newest by date.")] = None,
    section: Annotated[str | None, typer.Option(help="Section of the issue; by default the last one.")] = None,
    url: Annotated[str | None, typer.Option(help="Address of the original (one source only).")] = None,
    use: Annotated[Use, typer.Option(help="How the article is used.")] = Use.FULL,
    slug: Annotated[str | None, typer.Option(help="Folder name of the article (one source only).")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be stored; write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per source and line.")] = False,
    workspace: Workspace = None,
) -> None:
    """Take articles into an issue: an article folder each, and a line in the manifest."""
    from publishkit.press.add import Wanted, add_source, look_at_source

    _check_sources(sources, url, slug)
    wanted = Wanted(section=section, use=use.value, url=url, slug=slug)
    folder = _issue(workspace, issue, needed=not dry_run)
    failed = False
    for source in sources:
        try:
            if dry_run or folder is None:
                added = look_at_source(folder, source, sys.stdin.buffer, wanted)
            else:
                added = add_source(folder, source, sys.stdin.buffer, wanted)
            line = json.dumps(added.as_json(_shown(source)), ensure_ascii=False) if as_json else _report(added)
        except InputError as stop:
            failed = True
            if as_json:
                line = json.dumps({"source": _shown(source), "error": str(stop)}, ensure_ascii=False)
            else:
                for problem in stop.problems:
                    typer.echo(f"publishkit: {problem}", err=True)
                continue
        typer.echo(line)
    if failed:
        raise typer.Exit(InputError.exit_code)


def _check_sources(sources: list[str], url: str | None, slug: str | None) -> None:
    if len(sources) > 1 and (url or slug):
        raise InputError(Problem(place="", message="--url and --slug need a single source", hint="add them one by one"))
    if sources.count("-") > 1:
        raise InputError(Problem(place="", message="standard input can be read only once", hint="name - once"))


def _issue(workspace: Path | None, issue: str | None, *, needed: bool) -> Path | None:
    """Return the folder of the issue meant; a dry run outside of a workspace needs none."""
    from publishkit.press.add import issue_folder

    try:
        root, issue_id = locate(workspace, issue)
    except InputError:
        if needed or issue or workspace:
            raise
        return None
    return issue_folder(root, issue_id)


def _shown(source: str) -> str:
    """The source as given, without what a terminal would obey."""
    return source.encode("utf-8", "replace").decode()


def _report(added: "Added") -> str:
    """Return a few lines for people: what was found, what may be done with it, what needs a look."""
    state = "(dry run: nothing written)"
    if added.plan:
        state = "merged with what is there" if added.plan.merged else "added"
    head = f"{added.slug or added.taken.document.name}  {state}"
    return "\n".join([head, *(f"  {line}" for line in _lines(added))])


def _lines(added: "Added") -> Iterator[str]:
    from publishkit.model.rights import TdmState

    found, text = added.taken.found, added.taken.rights.text
    published = added.as_json("")["published"]
    yield f"title      {found.title or '(none)'}"
    if found.bylines:
        yield f"by         {', '.join(byline.name for byline in found.bylines)}"
    if published or found.publisher:
        yield f"published  {' · '.join(filter(None, [str(published or ''), found.publisher or '']))}"
    yield f"text       {len(found.text.split())} words, {len(found.pictures)} picture(s), {len(found.dropped)} piece(s) left out"
    holders = ", ".join(holder.name for holder in text.holders)
    yield f"rights     {text.status.value.replace('_', ' ')}" + (f" ({holders})" if holders else "")
    if added.taken.needs_permission:
        yield '           This text will not be cleared for printing in full. You can set `use = "brief"` with a summary by a person,'
        yield "           record a permission (`publishkit rights grant`), or take the entry out."
    if text.tdm.state is TdmState.RESERVED:
        yield "           Text and data mining is reserved: a person, not a program, has to write the summary."
    for clash in added.plan.clashes if added.plan else ():
        yield f"clash      {clash}"
    for question in found.review:
        yield f"look at    {question}"

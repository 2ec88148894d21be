"""`publishkit add`: Markdown, saved pages and pasted text become article folders and lines in the manifest."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.workspace import Workspace
from publishkit.errors import InputError

if TYPE_CHECKING:
    from publishkit.cli.ingest import Plan


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
    _check_options(sources, url, slug)
    place = _place(workspace, issue, needed=not dry_run)
    failed = False
    for source in sources:
        try:
            line = _one(source, place, url=url, slug=slug, section=section, use=use, dry_run=dry_run, as_json=as_json)
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


def _check_options(sources: list[str], url: str | None, slug: str | None) -> None:
    import re

    from publishkit.errors import Problem

    if len(sources) > 1 and (url or slug):
        raise InputError(Problem(place="", message="--url and --slug need a single source", hint="add them one by one"))
    if sources.count("-") > 1:
        raise InputError(Problem(place="", message="standard input can be read only once", hint="name - once"))
    if slug and not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?", slug):
        raise InputError(
            Problem(place="--slug", message=f"{slug[:80]!r} is no slug", hint="small letters, digits and hyphens")
        )
    if url and not re.fullmatch(r"https?://[^\s/]+\S*", url):
        raise InputError(Problem(place="--url", message=f"{url[:80]!r} is no web address", hint="https://…"))


def _place(workspace: Path | None, issue: str | None, *, needed: bool) -> tuple[Path, str] | None:
    """The workspace and issue; a dry run outside of a workspace needs none."""
    from publishkit.cli.workspace import locate

    try:
        root, issue_id = locate(workspace, issue)
    except InputError:
        if needed or issue or workspace:
            raise
        return None
    if not (root / "issues" / issue_id / "issue.toml").is_file():
        from publishkit.errors import Problem

        raise InputError(
            Problem(
                place=f"issues/{issue_id}",
                message="there is no such issue",
                hint=f"`publishkit new {issue_id}` makes it",
            )
        )
    return root, issue_id


def _one(
    source: str,
    place: tuple[Path, str] | None,
    *,
    url: str | None,
    slug: str | None,
    section: str | None,
    use: Use,
    dry_run: bool,
    as_json: bool,
) -> str:
    """Take one source and return what is printed about it."""
    from publishkit.articles.dry_run import as_json as dry_object
    from publishkit.cli.ingest import choose_slug, plan, take
    from publishkit.cli.ingest_report import report

    taken = take(source, sys.stdin.buffer, url)
    articles = place[0] / "issues" / place[1] / "articles" if place else Path("/nonexistent")
    if dry_run:
        chosen = choose_slug(taken, articles, slug)[0] if taken.found.title else slug
        if as_json:
            return json.dumps(dry_object(taken.found, taken.rights.text, _shown(source), chosen), ensure_ascii=False)
        return report(taken, chosen or "", written=False)
    assert place is not None  # noqa: S101  `_place` made sure of it
    planned = plan(taken, articles, slug, _tool())
    _write(planned, place, section, use)
    if as_json:
        found = dry_object(taken.found, taken.rights.text, _shown(source), planned.slug)
        return json.dumps({**found, "clashes": [str(clash) for clash in planned.clashes]}, ensure_ascii=False)
    return report(taken, planned.slug, written=True, plan=planned)


def _tool() -> str:
    """Name and version, for the record of what read a source."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"publishkit {version('publishkit')}"
    except PackageNotFoundError:
        return "publishkit"


def _write(planned: "Plan", place: tuple[Path, str], section: str | None, use: Use) -> None:
    """Write the article folder, then its line in the manifest; a manifest that cannot be edited stops before both."""
    from publishkit.articles.store import store_folder
    from publishkit.disk import write_whole
    from publishkit.errors import Problem
    from publishkit.manifest.edit import append_entry

    manifest = place[0] / "issues" / place[1] / "issue.toml"
    relative = f"issues/{place[1]}/issue.toml"
    try:
        text = manifest.read_text("utf-8")
        edited = append_entry(text, planned.slug, section=section, use=use.value, place=relative)
        store_folder(planned.folder, planned.files)
        if edited != text:
            write_whole(manifest, edited.encode())
    except (OSError, UnicodeError) as cause:
        reason = getattr(cause, "strerror", None) or "is not UTF-8"
        raise InputError(Problem(place=relative, message=f"cannot be written: {reason}")) from cause


def _shown(source: str) -> str:
    """The source as given, without what a terminal would obey."""
    return source.encode("utf-8", "replace").decode()

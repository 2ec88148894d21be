"""`publishkit add`: pages of the web, saved or pasted ones and Markdown become article folders and lines in the manifest."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.added import print_standing, report_of
from publishkit.cli.arrange import inert_line, read_words
from publishkit.cli.workspace import Tell, Workspace, locate, progress
from publishkit.errors import ExternalError, InputError, Problem, PublishkitError

if TYPE_CHECKING:
    from publishkit.capture.document import Document
    from publishkit.capture.door.door import Door
    from publishkit.press.add import Added, Wanted
    from publishkit.press.adding.fetch_source import OpenDoor


class TakenSide(StrEnum):
    """Whose wording stands, where both changed it."""

    MINE = "mine"
    THEIRS = "theirs"


class Use(StrEnum):
    """How an article is used (`use` in the manifest)."""

    FULL = "full"
    ABRIDGED = "abridged"
    TRANSLATED = "translated"
    BRIEF = "brief"
    QUOTE = "quote"
    LINK = "link"


Sources = Annotated[
    list[str],
    typer.Argument(
        help="Addresses (https://…), files (pages as .html, .mhtml or .warc.gz; .docx, .odt, .eml, .md, .txt; a chapter as book.epub#3), or - for text or HTML from standard input. A page saved with its folder brings its pictures.",
        metavar="SOURCE…",
    ),
]
Issue = Annotated[str | None, typer.Option(help="The issue's folder name; by default the newest by date.")]
Section = Annotated[str | None, typer.Option(help="Section of the issue; by default the last one.")]
Address = Annotated[str | None, typer.Option(help="Address of the original (one source only).")]
UseGiven = Annotated[Use, typer.Option(help="How the article is used.")]
Slug = Annotated[str | None, typer.Option(help="Folder name of the article (one source only).")]
IsHtml = Annotated[bool, typer.Option("--html", help="What is pasted is HTML, whatever it looks like.")]
IsFeed = Annotated[
    bool,
    typer.Option("--feed", help="SOURCE is a feed (RSS, Atom, JSON Feed): list its entries, or add those of --pick."),
]
Since = Annotated[str, typer.Option(metavar="DATE", help="With --feed: what was published on that day or later.")]
Pick = Annotated[
    list[str] | None, typer.Option(metavar="N", help="With --feed: the entries to add: 3, 1-4 or all; may be repeated.")
]
Pages = Annotated[
    bool, typer.Option("--pages", help="With --pick: fetch the entries' pages instead of the feed's text.")
]
Merge = Annotated[
    str | None,
    typer.Option(
        metavar="SLUG", help="It is the new version of this article, whatever its text says (one source only)."
    ),
]
Settle = Annotated[
    bool,
    typer.Option(
        "--settle", help="ARTICLE [N…]: what both you and the source changed; with --take, which side stands."
    ),
]
TakeSide = Annotated[TakenSide | None, typer.Option("--take", help="With --settle: whose wording stands.")]
Restore = Annotated[
    bool, typer.Option("--restore", help="ARTICLE [N…]: what was left out of the text; with numbers, put it back.")
]
ExplainField = Annotated[
    bool, typer.Option("--explain", help="ARTICLE FIELD: what the field could have been, and why it is what it is.")
]
IsOwn = Annotated[bool, typer.Option("--own", help="It is ours, text and pictures.")]
Summary = Annotated[
    str, typer.Option(metavar="TEXT", help="A brief at once: our own words about it; - reads standard input.")
]
By = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="With --summary: who wrote it. With --own: who says that it is ours; recorded, not printed.",
    ),
]
Because = Annotated[
    str, typer.Option(metavar="TEXT", help="With --own: why it is ours, when other evidence speaks against it.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be stored; write nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per source and line.")]


def add(  # noqa: PLR0917  one argument for each option
    sources: Sources,
    issue: Issue = None,
    section: Section = None,
    url: Address = None,
    use: UseGiven = Use.FULL,
    slug: Slug = None,
    html: IsHtml = False,
    feed: IsFeed = False,
    since: Since = "",
    pick: Pick = None,
    pages: Pages = False,
    merge: Merge = None,
    own: IsOwn = False,
    summary: Summary = "",
    by: By = "",
    because: Because = "",
    settle: Settle = False,
    take: TakeSide = None,
    restore: Restore = False,
    explain: ExplainField = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    workspace: Workspace = None,
) -> None:
    """Take articles into an issue: an article folder each, and a line in the manifest.

    A source that is there already is merged: paragraphs, keys and pictures you did not touch follow it, yours stay. What
    both changed stays open until it is settled (--settle). The same text is the same article; where only the address is
    the same, you are asked (--slug, --merge).
    """
    from publishkit.press.add import Wanted
    from publishkit.press.arrange import Brief
    from publishkit.press.clearing.state_rights import Own

    if settle or restore or explain or take:
        from publishkit.cli.add_record import look_back

        asked = {"--settle": settle, "--restore": restore, "--explain": explain}
        look_back(sources, asked, take and take.value, locate(workspace, issue), dry_run=dry_run, as_json=as_json)
        return

    _check_sources(sources, url, slug or merge)
    _check_feed(sources, feed=feed, since=since, pick=pick, pages=pages)
    _check_words(own=own, summary=summary, by=by, because=because, sources=sources)
    wanted = Wanted(
        section=section,
        use=use.value,
        url=url,
        slug=slug,
        merge=merge,
        brief=Brief(summary=read_words(summary), by=by) if summary else None,
        own=Own(pictures=True, by=by, because=because, at=_now()) if own else None,
    )
    folder = _issue(workspace, issue, needed=not dry_run)
    taking = _Taking(wanted=wanted, folder=folder, html=html, write=not dry_run, as_json=as_json)
    chosen, codes = _of_feed(sources[0], taking, since, pick or [], pages=pages) if feed else (list(sources), [])
    _finish(chosen, taking, codes)


def _finish(chosen: "Sequence[str | Document]", taking: "_Taking", codes: Sequence[int]) -> None:
    """Take what was chosen, say how it stands, and leave with the first code of what failed."""
    done, more = _take(chosen, taking)
    if taking.folder and done and taking.write and not taking.as_json:
        print_standing(taking.folder, done)
    for code in (*codes, *more):
        raise typer.Exit(code)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Taking:
    """How sources are taken."""

    wanted: "Wanted"
    folder: Path | None
    html: bool
    write: bool
    as_json: bool


def _of_feed(
    name: str, taking: _Taking, since: str, pick: list[str], *, pages: bool
) -> "tuple[list[str | Document], list[int]]":
    """Return the entries of a feed that were chosen, and the exit codes of those that are none."""
    from publishkit.cli.add_feed import sources_of_feed

    steps: list[Tell] = []
    folder = taking.folder
    with progress(f"reading {inert_line(name)[:80]}", quiet=name == "-") as tell:
        steps.append(tell)
        door, root = (_door(folder, steps), folder.parent.parent) if folder else (None, None)
        chosen, stops = sources_of_feed(
            name, day=since, picked=pick, pages=pages, root=root, door=door, as_json=taking.as_json
        )
    for stop in stops:
        _tell(stop, name, as_json=taking.as_json)
    return chosen, [stop.exit_code for stop in stops]


def _take(sources: "Sequence[str | Document]", taking: _Taking) -> "tuple[list[Added], list[int]]":
    """Take each source, print what became of it, and return those that are in and the exit codes of what went wrong."""
    from publishkit.press.add import add_source, look_at_source

    done: list[Added] = []
    codes: list[int] = []
    steps: list[Tell] = []
    folder, as_json = taking.folder, taking.as_json
    door = _door(folder, steps) if folder else None
    for given in sources:
        source = given if isinstance(given, str) else _named(given)
        try:
            with progress(f"reading {inert_line(source)[:80]}", quiet=source == "-") as tell:
                steps.append(tell)
                read = _as_html(given, html=taking.html)
                if taking.write and folder:
                    added = add_source(folder, read, sys.stdin.buffer, taking.wanted, open_door=door)
                else:
                    added = look_at_source(folder, read, sys.stdin.buffer, taking.wanted, open_door=door)
        except (InputError, ExternalError) as stop:
            codes.append(stop.exit_code)
            _tell(stop, source, as_json=as_json)
            continue
        done.append(added)
        typer.echo(json.dumps(added.as_json(_shown(source)), ensure_ascii=False) if as_json else report_of(added))
        if added.unclaimed:
            codes.append(added.unclaimed.exit_code)
            _tell(added.unclaimed, source, as_json=False)
            if isinstance(added.unclaimed, InputError):
                way = f"mend this, then `publishkit rights own {added.slug} --pictures`"
                typer.echo(f"publishkit: {added.slug} is in the issue, and not stated as ours yet ({way})", err=True)
    return done, codes


def _now() -> datetime:
    return datetime.now(tz=UTC).replace(microsecond=0)


def _named(document: "Document") -> str:
    return f"{document.name}#{document.part}" if document.part else document.name


def _as_html(source: "str | Document", *, html: bool) -> "str | Document":
    """Return the source, read as HTML where that was asked for."""
    from publishkit.capture.files import is_address
    from publishkit.capture.sources.registry import read_any

    if not html or not isinstance(source, str) or is_address(source):
        return source
    return read_any(source, sys.stdin.buffer, lambda _: [], html=True)


def _door(folder: Path, steps: Sequence[Tell]) -> "OpenDoor":
    """Return what opens the door of the workspace around an issue's *folder*, one for all sources; the last of *steps* tells."""

    def tell(step: str) -> None:
        steps[-1](step)

    @cache
    def opened() -> "Door":
        from publishkit.press.adding.fetch_source import open_door

        return open_door(folder.parent.parent, _now, tell)

    return opened


def _tell(stop: PublishkitError, source: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"source": _shown(source), "error": str(stop)}, ensure_ascii=False))
        return
    for problem in stop.problems:
        typer.echo(f"publishkit: {problem}", err=True)


def _check_words(*, own: bool, summary: str, by: str, because: str, sources: list[str]) -> None:
    if because and not own:
        hint = "it says why a text is ours although other evidence speaks against it"
        raise InputError(Problem(place="--because", message="needs --own", hint=hint))
    if by and not (own or summary):
        hint = "with --summary it names who wrote it, with --own who says that the text is ours"
        raise InputError(Problem(place="--by", message="needs --summary or --own", hint=hint))
    if summary and len(sources) > 1:
        raise InputError(Problem(place="--summary", message="needs a single source", hint="add them one by one"))
    if summary == "-" and "-" in sources:
        message = "standard input cannot be both the source and its summary"
        raise InputError(Problem(place="--summary", message=message, hint="give one of them as a file or in words"))


def _check_feed(sources: list[str], *, feed: bool, since: str, pick: list[str] | None, pages: bool) -> None:
    if not feed and (since or pick or pages):
        raise InputError(
            Problem(place="add", message="--since, --pick and --pages need --feed", hint="`add --feed SOURCE`")
        )
    if feed and len(sources) > 1:
        raise InputError(Problem(place="--feed", message="one feed at a time", hint="run it for each of them"))
    if pages and not pick:
        raise InputError(Problem(place="--pages", message="needs --pick", hint="--pick says which entries' pages"))


def _check_sources(sources: list[str], url: str | None, slug: str | None) -> None:
    if len(sources) > 1 and (url or slug):
        raise InputError(
            Problem(place="", message="--url, --slug and --merge need a single source", hint="add them one by one")
        )
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

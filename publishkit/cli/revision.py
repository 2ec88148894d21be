"""What `correct` and `retract` share: the next revision of an edition, made, proved, put in place; and the report."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from publishkit.errors import ExternalError, InputError, Problem, PublishkitError

if TYPE_CHECKING:
    from publishkit.manifest.load import Planned
    from publishkit.model.finding import Finding
    from publishkit.model.revision import Revision
    from publishkit.press.build import Build
    from publishkit.publish.distributed import Download
    from publishkit.publish.recall import Former, Source
    from publishkit.send.mailed import Mailed

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """An issue with the edition that is out."""

    root: Path
    planned: "Planned"
    former: "Former"
    mails: "Sequence[Mailed]"
    downloads: "Sequence[Download]"
    notes: "tuple[Finding, ...]"


@dataclass(frozen=True, kw_only=True, slots=True)
class Revised:
    """What became of a revision."""

    number: int
    day: date
    entries: "Sequence[Revision]"
    build: "Build"
    superseded: tuple[str, ...]
    recalled: tuple[str, ...]
    desk: Desk
    dry_run: bool


def today(day: datetime | None) -> date:
    """Return the day meant."""
    return (day or datetime.now(tz=UTC)).date()


def open_issue(root: Path, issue_id: str) -> Desk:
    """Return the issue, the edition that is out, and what is known of its distribution.

    Raises:
        InputError: there is no such issue, it is not out, or its files are wrong.
        ProofError: what lies in out/ is not what was proved.
    """
    from publishkit.manifest.load import load_issue
    from publishkit.manifest.workspace import issue_ids
    from publishkit.publish.distributed import read_published
    from publishkit.publish.recall import read_former

    known = issue_ids(root)
    if issue_id not in known:
        raise InputError(
            Problem(place=f"issues/{issue_id}", message="there is no such issue", hint=_near(issue_id, known))
        )
    planned, former = load_issue(root, issue_id), read_former(root, issue_id)
    if former.revision != planned.revisions.number:
        message = f"holds revision {former.revision}; revisions.toml says {planned.revisions.number}"
        hint = f"`publishkit build {issue_id}` makes the revision that is written down"
        raise InputError(Problem(place=f"out/{issue_id}", message=message, hint=hint))
    mails, notes = _mails(root, planned)
    return Desk(
        root=root, planned=planned, former=former, mails=mails, downloads=read_published(root, issue_id), notes=notes
    )


def _mails(root: Path, planned: "Planned") -> "tuple[tuple[Mailed, ...], tuple[Finding, ...]]":
    """Return the sendings; that they cannot be read stops no correction, but is said."""
    from publishkit.model.finding import Finding
    from publishkit.send.mailed import read_mailed

    try:
        return read_mailed(root, planned.config.send.database, planned.id), ()
    except PublishkitError as stop:
        problem = stop.problems[0]
        hint = "say --mailed or --not-mailed yourself"
        return (), (Finding(code="C003", severity="warning", where=problem.place, message=problem.message, hint=hint),)


def check_article(desk: Desk, article: str) -> None:
    """Make sure that *article* is in the issue and still stands.

    Raises:
        InputError: it is not, or was retracted.
    """
    place = f"issues/{desk.planned.id}"
    if article not in desk.planned.articles:
        hint = _near(article, tuple(desk.planned.articles))
        raise InputError(Problem(place=place, message=f"has no article `{article}`", hint=hint))
    if gone := desk.planned.revisions.retraction(article):
        message = f"was retracted on {gone.date.isoformat()}"
        hint = "what is gone cannot be corrected; to print it again, take its entry out of revisions.toml, which readers will see"
        raise InputError(Problem(place=f"{place}/articles/{article}", message=message, hint=hint))


def check_day(desk: Desk, day: date) -> None:
    """Make sure that a revision of *day* can follow the last one.

    Raises:
        InputError: it lies before it.
    """
    last = desk.planned.revisions.date or desk.planned.issue.date
    if day < last:
        message = f"{day.isoformat()} lies before {last.isoformat()}, when the edition that is out came out"
        raise InputError(Problem(place="--date", message=message, hint="give a later day"))


def _near(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    if near:
        return f"did you mean {' or '.join(f'`{one}`' for one in near)}?"
    return f"there are {', '.join(known[:12])}" if known else "`publishkit new` makes one"


def revise(desk: Desk, entries: "Sequence[Revision]", recall: "Mapping[str, str]", *, dry_run: bool) -> Revised:
    """Make and prove the next revision and, unless *dry_run*, put it in place whole.

    *recall* is name -> SHA-256 of every published file that holds what is taken back; empty for a correction, whose old
    books are kept and named as superseded.

    Raises:
        InputError: the workspace or its theme is wrong.
        ExternalError: an engine failed, or the disk is full; the edition that was out still stands.
    """
    from publishkit.cli.progress import progress
    from publishkit.press.build import build_issue

    source, superseded = _source(desk, entries, recall)
    issue_id = desk.planned.id
    with progress(f"{issue_id}: reading") as tell:
        build = build_issue(desk.root, issue_id, lambda step: tell(f"{issue_id}: {step}"), source.files)
        if build.exit_code == 0 and not dry_run:
            tell(f"{issue_id}: writing")
            _put_in_place(desk, build, source)
    number, day = entries[0].number, entries[0].date
    return Revised(
        number=number,
        day=day,
        entries=entries,
        build=build,
        superseded=superseded,
        recalled=tuple(recall),
        desk=desk,
        dry_run=dry_run,
    )


def _source(desk: Desk, entries: "Sequence[Revision]", recall: "Mapping[str, str]") -> "tuple[Source, tuple[str, ...]]":
    """Return what is written into the workspace, and the names of the books that are kept as superseded."""
    from publishkit.manifest.revisions import continue_revisions, kept_place, revisions_place
    from publishkit.model.revision import Recalled, Superseded
    from publishkit.publish.recall import Source

    planned, former, day = desk.planned, desk.former, entries[0].date
    place = revisions_place(planned.id)
    old = (desk.root / place).read_text("utf-8") if (desk.root / place).exists() else ""
    kept = () if recall else former.books
    text = continue_revisions(
        old,
        revisions=entries,
        superseded=[
            Superseded(revision=former.revision, file=name, date=day, sha256=former.sha256(name)) for name in kept
        ],
        recalled=[Recalled(file=name, date=day, sha256=digest) for name, digest in recall.items()],
        drop_superseded=bool(recall),
        place=place,
    )
    books = {kept_place(planned.id, name): former.files[name] for name in kept}
    gone = [kept_place(planned.id, book.file) for book in planned.revisions.superseded] if recall else []
    # The list comes last: while it is missing, the books beside it mean nothing.
    return Source(files={**books, place: text.encode()}, gone=gone), kept


def _put_in_place(desk: Desk, build: "Build", source: "Source") -> None:
    """Lay the old edition aside, write the workspace, change the editions; or leave everything as it was."""
    from publishkit.press.build import note_decisions
    from publishkit.publish.output import write_edition
    from publishkit.publish.recall import lay_aside, restore, take_away, write_source

    root, issue_id = desk.root, desk.planned.id
    try:
        lay_aside(root, issue_id, desk.former)
        before = write_source(root, source)
    except OSError as cause:
        hint = "the edition that was out still stands"
        place = cause.filename or f"issues/{issue_id}"
        raise ExternalError(
            Problem(place=str(place), message=f"cannot be written: {cause.strerror}", hint=hint)
        ) from cause
    try:
        write_edition(root / "out", issue_id, build.artifacts)
    except ExternalError:
        restore(root, before)
        raise
    take_away(root, source)
    note_decisions(root, build, datetime.now(tz=UTC))


# --- the report -------------------------------------------------------------------------------------------------------


def as_json(done: Revised, extra: "Sequence[Finding]" = ()) -> dict[str, Any]:
    """Return the report for machines; a change is a changelog entry."""
    from publishkit import report as forms

    build = done.build
    told = forms.Report(
        edition=build.cleared.planned.id,
        findings=(*build.findings, *done.desk.notes, *extra),
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
        "distributed": distributed(done.desk),
        **json.loads(forms.as_json(told)),
    }


def distributed(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """Return what readers have and nobody can call back."""
    return {
        "mails": [{**asdict(one), "first": _moment(one.first), "last": _moment(one.last)} for one in desk.mails],
        "downloads": [{key: value for key, value in asdict(one).items() if key != "edition"} for one in desk.downloads],
    }


def _moment(when: datetime | None) -> str | None:
    return when.isoformat(timespec="seconds") if when else None


def print_revised(done: Revised, extra: "Sequence[Finding]" = ()) -> None:
    """Print for people what was done, or would be, what readers have, and what to do next."""
    issue_id = done.desk.planned.id
    if done.build.exit_code:
        from publishkit.cli.report import print_build

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
    for finding in (*done.desk.notes, *extra):
        typer.echo(f"{finding.severity} {finding.code} {finding.where}: {finding.message}" + _hint(finding.hint))
    print_distributed(done.desk)
    if not done.dry_run:
        typer.echo(
            f"next: `publishkit publish {issue_id}` puts it online"
            + (" and deletes what was recalled" if done.recalled else "")
        )


def _hint(hint: str) -> str:
    return f" ({hint})" if hint else ""


def print_distributed(desk: Desk) -> None:
    """Print what readers have, with dates."""
    if desk.mails or desk.downloads:
        typer.echo("cannot be called back:")
    for one in desk.mails:
        count = f"{one.readers:,} readers" if one.readers else "the list the provider holds"
        typer.echo(
            f"  mailed to {count} of {one.list} through {one.transport}, {_span(_moment(one.first), _moment(one.last))}"
        )
    for book in desk.downloads:
        typer.echo(f"  {book.file} at {book.target}, {_span(book.first, book.last)}")


def _span(first: str | None, last: str | None) -> str:
    return f"{first} to {last}" if last and last != first else str(first)

"""Revise an edition that is out: correct an article, or retract one; the next revision is made, proved, put in place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from publishkit.edition.assemble import correction_findings
from publishkit.errors import ExternalError, InputError, Problem, PublishkitError
from publishkit.model.artifact import Finding
from publishkit.model.issue import Recalled, Revision, Superseded
from publishkit.permissions.due import Expired, expired
from publishkit.press.adding.reread import rights_of
from publishkit.press.build import Build, Tell, build_issue, note_decisions, note_seal, sign_build
from publishkit.proof.finished import unfinished
from publishkit.proof.folder import is_finished
from publishkit.publish.output import write_edition
from publishkit.publish.recall import (
    Download,
    FormerEdition,
    SourceChange,
    delete_gone,
    files_holding,
    keep_former,
    read_former,
    read_published,
    restore_sources,
    write_sources,
)
from publishkit.send.campaign.report import Mailed, read_mailed
from publishkit.workspace.folder import issue_ids
from publishkit.workspace.load import Planned, load_issue
from publishkit.workspace.lock import held
from publishkit.workspace.revisions import continue_revisions, kept_place, revisions_place


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedIssue:
    """An issue with the edition that is out, and where it went: mails and downloads."""

    root: Path
    planned: Planned
    former: FormerEdition
    mails: Sequence[Mailed]
    downloads: Sequence[Download]
    notes: tuple[Finding, ...]
    """What could not be found out about its distribution."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Instruction:
    """How a revision is made: of which day, on whose word, and whether it is put in place."""

    day: date
    """Of the revision, as readers see it."""
    by: str = ""
    """Who decided it; kept in revisions.toml, never printed."""
    mailed: bool | None = None
    """Whether the letter went out; None for what the sendings of the workspace say."""
    now: datetime
    """The moment the decisions are entered under in the ledger."""
    dry_run: bool = False
    """Made and proved; nothing is written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Retraction:
    """What is taken back, and what readers are told."""

    article: str
    reason: str
    """Printed."""
    picture: str = ""
    """Its file in the article's folder; "" for the whole article."""
    hide_title: bool = False
    """Whether readers are not told the title of the article either."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Revised:
    """A revision that was made."""

    issue: PublishedIssue
    """As it was before."""
    entries: Sequence[Revision]
    build: Build
    superseded: tuple[str, ...]
    """Books of the former revision that are kept."""
    recalled: tuple[str, ...]
    """Published files that hold what was taken back."""
    dry_run: bool
    notes: tuple[Finding, ...] = ()
    """What an editor should know besides the findings of the build."""

    @property
    def number(self) -> int:
        """Of the revision."""
        return self.entries[0].number

    @property
    def day(self) -> date:
        """Of the revision."""
        return self.entries[0].date


def load_published(root: Path, issue_id: str) -> PublishedIssue:
    """Return the issue, the edition that is out, and what is known of its distribution.

    Raises:
        InputError: there is no such issue, it is not out, or its files are wrong.
        ProofError: what lies in out/ is not what was proved.
    """
    known = issue_ids(root)
    if issue_id not in known:
        hint = _near(issue_id, known)
        raise InputError(Problem(place=f"issues/{issue_id}", message="there is no such issue", hint=hint))
    planned, former = load_issue(root, issue_id), read_former(root, issue_id)
    if former.revision != planned.revisions.number:
        message = f"holds revision {former.revision}; revisions.toml says {planned.revisions.number}"
        hint = f"`publishkit build {issue_id}` makes the revision that is written down"
        raise InputError(Problem(place=f"out/{issue_id}", message=message, hint=hint))
    mails, notes = _mails(root, planned)
    downloads = read_published(root, issue_id)
    return PublishedIssue(root=root, planned=planned, former=former, mails=mails, downloads=downloads, notes=notes)


def _mails(root: Path, planned: Planned) -> tuple[tuple[Mailed, ...], tuple[Finding, ...]]:
    """Return the sendings, or none and a warning: that they cannot be read stops no correction."""
    try:
        return read_mailed(root, planned.config.send.database, planned.id), ()
    except PublishkitError as stop:
        problem = stop.problems[0]
        hint = "say --mailed or --not-mailed yourself"
        return (), (Finding(code="C003", severity="warning", where=problem.place, message=problem.message, hint=hint),)


def _check_article(issue: PublishedIssue, article: str) -> None:
    """Make sure that *article* is in the issue and still stands.

    Raises:
        InputError: it is not, or was retracted.
    """
    place = f"issues/{issue.planned.id}"
    if article not in issue.planned.articles:
        hint = _near(article, tuple(issue.planned.articles))
        raise InputError(Problem(place=place, message=f"has no article `{article}`", hint=hint))
    if gone := issue.planned.revisions.retraction(article):
        message = f"was retracted on {gone.date.isoformat()}"
        hint = "what is gone cannot be corrected; to print it again, take its entry out of revisions.toml, which readers will see"
        raise InputError(Problem(place=f"{place}/articles/{article}", message=message, hint=hint))


def _check_day(issue: PublishedIssue, day: date) -> None:
    """Make sure that a revision of *day* can follow the last one.

    Raises:
        InputError: it lies before it.
    """
    last = issue.planned.revisions.date or issue.planned.issue.date
    if day < last:
        message = f"{day.isoformat()} lies before {last.isoformat()}, when the edition that is out came out"
        raise InputError(Problem(place="--date", message=message, hint="give a later day"))


def _near(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    if near:
        return f"did you mean {' or '.join(f'`{one}`' for one in near)}?"
    return f"there are {', '.join(known[:12])}" if known else "`publishkit new` makes one"


# --- a correction -----------------------------------------------------------------------------------------------------


def correct(root: Path, issue_id: str, article: str, note: str, instruction: Instruction, tell: Tell) -> Revised:
    """Make the edition again with its changed *article*, and tell readers in *note* what was wrong and what is right.

    Raises:
        InputError: the article is not in an edition that is out, or the workspace or its theme is wrong.
        ProofError: what lies in out/ is not what was proved.
        ExternalError: an engine failed, the disk is full, or another command edits; the edition that was out stands.
    """
    with held(root, write=not instruction.dry_run):
        return _correct(root, issue_id, article, note, instruction, tell)


def _correct(root: Path, issue_id: str, article: str, note: str, instruction: Instruction, tell: Tell) -> Revised:
    issue = load_published(root, issue_id)
    _check_article(issue, article)
    _check_day(issue, instruction.day)
    entry = Revision(
        **_said_of(issue, instruction),
        kind="correction",
        article=article,
        note=" ".join(note.split()),
    )
    done = _revise(issue, [entry], {}, instruction, tell)
    now = dict(done.build.cleared.planned.inputs)
    return replace(done, notes=tuple(correction_findings(issue_id, {article}, issue.former.inputs, now)))


def _said_of(issue: PublishedIssue, instruction: Instruction) -> dict[str, Any]:
    """Return what every entry of the next revision says; of another day than today there is no moment."""
    now = instruction.now.replace(microsecond=0)
    mailed = bool(issue.mails) if instruction.mailed is None else instruction.mailed
    said = {"number": issue.planned.revisions.number + 1, "date": instruction.day, "by": instruction.by}
    return said | {"at": now if now.date() == instruction.day else None, "mailed": mailed}


# --- a retraction -----------------------------------------------------------------------------------------------------


def retract(root: Path, issue_id: str, retraction: Retraction, instruction: Instruction, tell: Tell) -> Revised:
    """Take an article, or one picture, out of every format, and recall the published files that hold it.

    Raises:
        InputError: it is not in an edition that is out, or the workspace or its theme is wrong.
        ProofError: what lies in out/ is not what was proved.
        ExternalError: an engine failed, the disk is full, or another command edits; the edition that was out stands.
    """
    with held(root, write=not instruction.dry_run):
        issue = load_published(root, issue_id)
        article, picture = retraction.article, retraction.picture
        _check_article(issue, article)
        _check_day(issue, instruction.day)
        if picture:
            _check_picture(issue, article, picture)
        entry = _retracted(issue, article, picture, " ".join(retraction.reason.split()), instruction)
        if retraction.hide_title:
            entry = entry.model_copy(update={"title": ""})
        return _retract(issue, [entry], instruction, tell)


def _check_picture(issue: PublishedIssue, article: str, picture: str) -> None:
    place = f"issues/{issue.planned.id}/articles/{article}"
    files = [one.file for one in issue.planned.articles[article].pictures if one.file]
    if picture not in files:
        hint = f"it has {', '.join(files)}" if files else "it has none"
        raise InputError(Problem(place=place, message=f"has no picture `{picture}`", hint=hint))
    if gone := issue.planned.revisions.retraction(article, picture):
        raise InputError(Problem(place=f"{place}/{picture}", message=f"was retracted on {gone.date.isoformat()}"))


def _retracted(issue: PublishedIssue, article: str, picture: str, note: str, instruction: Instruction) -> Revision:
    planned = issue.planned
    entry = next(entry for entry in planned.issue.entries if entry.slug == article)
    return Revision(
        **_said_of(issue, instruction),
        kind="retraction",
        article=article,
        picture=picture,
        title="" if picture else entry.headline or planned.articles[article].head.title,
        note=note,
    )


def _retract(issue: PublishedIssue, entries: Sequence[Revision], instruction: Instruction, tell: Tell) -> Revised:
    return _revise(issue, entries, _recalled(issue, entries), instruction, tell)


def _recalled(issue: PublishedIssue, entries: Iterable[Revision]) -> dict[str, str]:
    """Return name -> SHA-256 of every published file that holds what is taken back."""
    found: dict[str, str] = {}
    for entry in entries:
        files = [picture.file for picture in issue.planned.articles[entry.article].pictures]
        numbers = [files.index(entry.picture) + 1] if entry.picture else []
        for name in files_holding(issue.former, entry.article, numbers):
            found[name.removeprefix("superseded/")] = issue.former.sha256(name)
    return found


# --- permissions that ended -------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpiredList:
    """What has to come down in editions that are out."""

    expired: tuple[Expired, ...]
    problems: tuple[Problem, ...]
    """Why an issue could not be looked at; the others were."""


def find_expired(root: Path, issue_id: str | None, day: date) -> ExpiredList:
    """Return what may not stand on *day* any more in the edition of *issue_id*, or in every edition that is out."""
    found: list[Expired] = []
    problems: list[Problem] = []
    for name in [issue_id] if issue_id else issue_ids(root):
        if is_finished(root / "out" / name):
            try:
                found += expired(rights_of(load_issue(root, name)), day)
            except InputError as stop:
                problems += stop.problems
        elif issue_id:
            problems.append(unfinished(name))
    return ExpiredList(expired=tuple(found), problems=tuple(problems))


def retract_expired(
    root: Path, gone: Sequence[Expired], instruction: Instruction, tell: Tell
) -> tuple[tuple[Revised, ...], tuple[Problem, ...]]:
    """Take down what *gone* names, with one revision for each edition; return them, and why one could not be made.

    Raises:
        ProofError: what lies in out/ is not what was proved.
        ExternalError: an engine failed, the disk is full, or another command edits; the edition that was out stands.
    """
    done: list[Revised] = []
    problems: list[Problem] = []
    for issue_id in dict.fromkeys(one.edition for one in gone):
        try:
            with held(root, write=not instruction.dry_run):
                issue = load_published(root, issue_id)
                _check_day(issue, instruction.day)
                entries = [
                    _retracted(issue, one.article, one.picture, one.note, instruction)
                    for one in gone
                    if one.edition == issue_id
                ]
                done.append(_retract(issue, entries, instruction, tell))
        except InputError as stop:
            problems += stop.problems
    return tuple(done), tuple(problems)


# --- the revision -----------------------------------------------------------------------------------------------------


def _revise(
    issue: PublishedIssue, entries: Sequence[Revision], recall: Mapping[str, str], instruction: Instruction, tell: Tell
) -> Revised:
    """Make and prove the next revision and, unless it is a dry run, put it in place whole.

    *recall* is name -> SHA-256 of every published file that holds what is taken back; empty for a correction, whose old
    books are kept and named as superseded.
    """
    source, superseded = _source(issue, entries, recall)
    issue_id = issue.planned.id
    build = build_issue(issue.root, issue_id, lambda step: tell(f"{issue_id}: {step}"), source.files)
    if build.exit_code == 0 and not instruction.dry_run:
        tell(f"{issue_id}: writing")
        build = sign_build(issue.root, build)
        _put_in_place(issue, build, source)
        note_decisions(issue.root, build, instruction.now)
        note_seal(issue.root, build, instruction.now)
    return Revised(
        issue=issue,
        entries=entries,
        build=build,
        superseded=superseded,
        recalled=tuple(recall),
        dry_run=instruction.dry_run,
    )


def _source(
    issue: PublishedIssue, entries: Sequence[Revision], recall: Mapping[str, str]
) -> tuple[SourceChange, tuple[str, ...]]:
    """Return what is written into the workspace, and the names of the books that are kept as superseded."""
    planned, former, day = issue.planned, issue.former, entries[0].date
    place = revisions_place(planned.id)
    old = (issue.root / place).read_text("utf-8") if (issue.root / place).exists() else ""
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
    return SourceChange(files={**books, place: text.encode()}, gone=gone), kept


def _put_in_place(issue: PublishedIssue, build: Build, source: SourceChange) -> None:
    """Lay the old edition aside, write the workspace, change the editions; or leave everything as it was."""
    root, issue_id = issue.root, issue.planned.id
    try:
        keep_former(root, issue_id, issue.former)
        before = write_sources(root, source)
    except OSError as cause:
        hint = "the edition that was out still stands"
        place = cause.filename or f"issues/{issue_id}"
        raise ExternalError(
            Problem(place=str(place), message=f"cannot be written: {cause.strerror}", hint=hint)
        ) from cause
    try:
        write_edition(root / "out", issue_id, build.artifacts)
    except ExternalError:
        restore_sources(root, before)
        raise
    delete_gone(root, source)

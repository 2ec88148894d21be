"""`issues/<id>/revisions.toml`: read, checked, and continued; a person may write comments in it, and they stay."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from publishkit.errors import InputError, Problem
from publishkit.model.issue import Issue, Recalled, Revision, Revisions, Superseded
from publishkit.model.rights import Channel
from publishkit.workspace.toml.parse import decode_text, numbered, parse_toml, toml_tree

FILE = "revisions.toml"
KEPT = "superseded"
"""Folder of the issue in which replaced books stay."""
HEADER = (
    "What was put right or taken back after this issue came out. `publishkit correct` and `publishkit retract` write it,",
    "and every build reads it: keep it with the issue.",
)


def revisions_place(issue_id: str) -> str:
    """Return where the revisions of an issue stand in the workspace."""
    return f"issues/{issue_id}/{FILE}"


def kept_place(issue_id: str, file: str) -> str:
    """Return where a replaced book of an issue is kept in the workspace."""
    return f"issues/{issue_id}/{KEPT}/{file}"


def parse_revisions(data: bytes, place: str, issue: Issue) -> Revisions:
    """Return what a `revisions.toml` says of *issue*.

    Raises:
        InputError: not TOML, or the entries do not follow each other; carries every problem.
    """
    revisions = parse_toml(data, Revisions, place)
    problems = [*_order(revisions, issue, place), *_articles(revisions, issue, place)]
    if problems:
        raise InputError(*numbered(problems, decode_text(data, place), place))
    return revisions


def _order(revisions: Revisions, issue: Issue, place: str) -> Iterator[Problem]:
    before = (1, issue.date)
    for n, entry in enumerate(revisions.revision, 1):
        number, day = before
        if entry.number not in (number, number + 1) or entry.number == 1:
            message = f"{entry.number} does not follow {number}"
            yield Problem(
                place=f"{place}: revision[{n}].number", message=message, hint="they count up from 2, oldest first"
            )
        if entry.at is not None and (entry.at.tzinfo is None or abs((entry.at.date() - entry.date).days) > 1):
            message = f"{entry.at.isoformat()} has no zone, or is not of {entry.date.isoformat()}"
            yield Problem(place=f"{place}: revision[{n}].at", message=message, hint="write 2026-11-24T14:05:00Z")
        if entry.date < day:
            message = f"{entry.date.isoformat()} lies before {day.isoformat()}"
            yield Problem(place=f"{place}: revision[{n}].date", message=message, hint="entries stand oldest first")
        before = (entry.number, entry.date)
    for (n, one), (_, other) in pairwise(enumerate(revisions.revision, 1)):
        if one.number == other.number and one.date != other.date:
            where = f"{place}: revision[{n + 1}].date"
            yield Problem(place=where, message="differs from the other entries of this revision")


def _articles(revisions: Revisions, issue: Issue, place: str) -> Iterator[Problem]:
    known = {entry.slug for entry in issue.entries}
    gone: set[str] = set()
    for n, entry in enumerate(revisions.revision, 1):
        where = f"{place}: revision[{n}]"
        if entry.article not in known:
            hint = "keep its entry in issue.toml: the edition says what became of it"
            yield Problem(place=f"{where}.article", message=f"the issue has no article `{entry.article}`", hint=hint)
        if entry.article in gone:
            yield Problem(place=where, message=f"`{entry.article}` was retracted before")
        if entry.kind == "retraction" and not entry.picture:
            gone.add(entry.article)
        if entry.picture and entry.kind != "retraction":
            yield Problem(place=f"{where}.picture", message="only a retraction names a picture")


def reissued(issue: Issue, revisions: Revisions) -> Issue:
    """Return *issue* as it is made again: a letter that readers have is not, unless there is nothing else to make."""
    others = tuple(channel for channel in issue.outputs if channel is not Channel.EMAIL)
    return issue.model_copy(update={"outputs": others}) if revisions.mailed and others else issue


def continue_revisions(
    text: str,
    *,
    revisions: Iterable[Revision],
    superseded: Iterable[Superseded],
    recalled: Iterable[Recalled],
    drop_superseded: bool = False,
    place: str = FILE,
) -> str:
    """Return `revisions.toml` with more entries; with *drop_superseded* the books kept so far are no longer listed.

    Raises:
        InputError: the file is no TOML.
    """
    toml_tree(text, place)
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as cause:
        raise InputError(Problem(place=place, message=f"is not valid TOML: {cause}")) from cause
    if not text.strip():
        for line in HEADER:
            document.add(tomlkit.comment(line))
        document.add(tomlkit.nl())
    if drop_superseded:
        document.pop(KEPT, None)
    for key, entries in (("revision", revisions), (KEPT, superseded), ("recalled", recalled)):
        _append(document, key, [_values(entry) for entry in entries])
    return f"{tomlkit.dumps(document).rstrip()}\n"


def _values(entry: Revision | Superseded | Recalled) -> dict[str, object]:
    return {name: value for name, value in entry.model_dump().items() if value not in ("", False, None)}


def _append(document: tomlkit.TOMLDocument, key: str, rows: list[dict[str, object]]) -> None:
    if not rows:
        return
    if not isinstance(document.get(key), AoT):
        document[key] = tomlkit.aot()
    for row in rows:
        table = tomlkit.table()
        for name, value in row.items():
            table.add(name, value)
        table.add(tomlkit.nl())
        document[key].append(table)

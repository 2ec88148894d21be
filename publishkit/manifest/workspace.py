"""Where a workspace is, what issues it holds, and that no path leaves it."""

import re
import tomllib
from datetime import date
from pathlib import Path

from publishkit.errors import InputError, Problem

CONFIG = "publishkit.toml"
ISSUE_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")


def find_workspace(start: Path) -> Path:
    """Return the nearest folder at or above *start* that holds `publishkit.toml`.

    Raises:
        InputError: there is none.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / CONFIG).is_file():
            return folder
    raise InputError(
        Problem(place=str(start), message=f"no {CONFIG} here or above", hint="`publishkit init DIR` makes a workspace")
    )


def issue_ids(root: Path) -> tuple[str, ...]:
    """Return the ids of all issue folders, by name."""
    folder = root / "issues"
    names = (path.name for path in folder.iterdir() if (path / "issue.toml").is_file()) if folder.is_dir() else ()
    return tuple(sorted(name for name in names if ISSUE_ID.fullmatch(name)))


def newest_issue(root: Path) -> str:
    """Return the id of the issue with the highest date; the later name wins a tie, an unreadable date counts as oldest.

    Raises:
        InputError: the workspace has no issue.
    """
    ids = issue_ids(root)
    if not ids:
        raise InputError(
            Problem(place="issues", message="there is no issue yet", hint="`publishkit new 2026-w47` makes one")
        )
    return max(ids, key=lambda issue_id: (_date_of(root / "issues" / issue_id / "issue.toml"), issue_id))


def _date_of(manifest: Path) -> date:
    try:
        found = tomllib.loads(manifest.read_text("utf-8")).get("date")
    except (OSError, ValueError):
        return date.min
    return found if type(found) is date else date.min


def check_issue_id(issue_id: str) -> str:
    """Return *issue_id* if it may name a folder.

    Raises:
        InputError: it holds anything but small letters, digits and hyphens.
    """
    if not ISSUE_ID.fullmatch(issue_id):
        raise InputError(
            Problem(
                place=f"issue {issue_id[:60]!r}",
                message="is no issue id",
                hint="small letters, digits and hyphens: 2026-w47",
            )
        )
    return issue_id


def inside(root: Path, relative: str, place: str) -> Path:
    """Return `root/relative`, sure to lie in *root* after following links.

    Raises:
        InputError: absolute, climbing out with `..`, or a link that leads outside.
    """
    problem = None
    path = root / relative
    if (
        not relative
        or "\0" in relative
        or "\\" in relative
        or Path(relative).is_absolute()
        or re.match(r"[A-Za-z]:", relative)
    ):
        problem = "must be a relative path with `/`"
    elif ".." in Path(relative).parts or not path.resolve().is_relative_to(root.resolve()):
        problem = "leaves the workspace"
    if problem:
        raise InputError(
            Problem(place=place, message=f"{relative[:80]!r} {problem}", hint="keep files inside the article's folder")
        )
    return path

"""What a stored source says, read again where the record of its first reading is gone: evidence does not end with a file."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from publishkit.capture.store import front_matter
from publishkit.edition.issue_rights import IssueRights, load_issue_rights
from publishkit.errors import PublishkitError
from publishkit.model.article import Article, Captured
from publishkit.press.take import ARCHIVE, EVIDENCE, take
from publishkit.workspace.article import as_read
from publishkit.workspace.load import Planned


def rights_of(planned: Planned) -> IssueRights:
    """Return *planned* with everything its rights are decided on, what its sources say included.

    Raises:
        InputError: a profile or a label file is wrong, or a proof lies outside the workspace.
    """
    return load_issue_rights(replace(planned, articles=dict(_with_evidence(planned))))


def _with_evidence(planned: Planned) -> Iterator[tuple[str, Article]]:
    for slug, article in planned.articles.items():
        captured = article.captured or _read_again(planned.root / article.place / "source")
        yield slug, replace(article, captured=captured)


def _read_again(folder: Path) -> Captured | None:
    """Return what the source in *folder* says, as `add` would read it today; None when none is stored or none can be read.

    Nothing shows that it was added from there: what it says counts, that it is silent about a license does not.
    """
    names = (ARCHIVE, *(f"{name}{packed}" for name in EVIDENCE.values() for packed in ("", ".gz")))
    stored = next((folder / name for name in names if (folder / name).is_file()), None)
    if stored is None:
        return None
    try:
        taken = take(str(stored), io.BytesIO(), None)
    except (PublishkitError, OSError):
        return None
    text = as_read(taken.rights.text, front_matter(replace(taken.found, title=taken.found.title or "untitled")))
    return Captured(from_page=False, text=text, pictures=taken.rights.picture)

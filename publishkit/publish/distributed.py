"""Which books were published where and since when: written by `publish`, read when something is taken back."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from publishkit.disk import write_whole
from publishkit.proof.finished import FinishedEdition
from publishkit.publish.edition_files import book_path

RECORD = ".publishkit/published.json"
SCHEMA = "publishkit-published/1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Download:
    """A book that readers could fetch: what they have of it cannot be called back."""

    edition: str
    target: str
    """Without secrets, as `publish` names it."""
    file: str
    sha256: str
    first: str
    """Day of the first publish that put it there, ISO 8601."""
    last: str
    """Day of the latest one that left it there."""


def note_published(root: Path, target: str, editions: Iterable[FinishedEdition], day: str) -> None:
    """Write down that the books of *editions* stand at *target* since *day*, or still do."""
    known = {(one.target, one.file, one.sha256): one for one in read_published(root)}
    for edition in editions:
        history = edition.record.history
        books = [(book.name, book.sha256) for book in edition.record.books]
        for name, digest in (*books, *((old.file, old.sha256) for old in history.superseded)):
            file = book_path(name)
            was = known.get((target, file, digest))
            first = was.first if was else day
            known[target, file, digest] = Download(
                edition=edition.id, target=target, file=file, sha256=digest, first=first, last=day
            )
    path = root / RECORD
    path.parent.mkdir(exist_ok=True)
    told = {"schema": SCHEMA, "downloads": [asdict(one) for _, one in sorted(known.items())]}
    write_whole(path, json.dumps(told, ensure_ascii=False, indent=1).encode())


def read_published(root: Path, edition: str | None = None) -> Sequence[Download]:
    """Return what was published of *edition*, or of all, in the order of targets and names."""
    try:
        told = json.loads((root / RECORD).read_bytes())
        found = tuple(Download(**row) for row in told["downloads"]) if told.get("schema") == SCHEMA else ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()  # nothing was published from here, or the record is lost: the report says what is known
    return tuple(one for one in found if edition in (None, one.edition))

"""What a revision needs of the edition that is out: its files, what must be recalled, and where its books were published."""

import json
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from publishkit.disk import take_place, write_folder, write_whole
from publishkit.edition.records.public_record import SUPERSEDED, EditionRecord
from publishkit.proof.finished import FinishedEdition, read_finished
from publishkit.publish.files import book_path
from publishkit.workspace.folder import told_unwritable

KEPT_BELOW = ".publishkit/revisions"
"""Editions as they were, for the house's own record: never part of an edition, a site or a mail."""
INDEXED = ("search/*", "sections/*")
"""Folders of a site whose files hold words of articles under names that say nothing of them."""
RECORD = ".publishkit/published.json"
SCHEMA = "publishkit-published/1"


@dataclass(frozen=True, kw_only=True, slots=True)
class FormerEdition:
    """The edition that is out before a revision, every byte as it was proved."""

    revision: int
    files: Mapping[str, bytes]
    """Name in its folder -> bytes."""
    inputs: Mapping[str, str]
    """Path in the workspace -> SHA-256 of everything it was made from."""

    @property
    def books(self) -> tuple[str, ...]:
        """Names of the PDF and EPUB of this revision."""
        return tuple(name for name in self.files if re.fullmatch(r"[^/]+\.(pdf|epub)", name))

    def sha256(self, name: str) -> str:
        """Return the hex digest of a file."""
        return sha256(self.files[name]).hexdigest()


def read_former(root: Path, issue_id: str) -> FormerEdition:
    """Return the edition that is out.

    Raises:
        InputError: there is none.
        ProofError: it is not what was proved.
    """
    folder = root / "out" / issue_id
    # What is being replaced must be known to the byte: building it again is no help.
    edition = read_finished(folder, "bring back the edition that readers have, from the site or a backup")
    build = edition.records.build
    return FormerEdition(revision=build.revision, files=edition.contents, inputs=build.made_from)


def keep_former(root: Path, issue_id: str, former: FormerEdition) -> Path:
    """Copy *former* to `.publishkit/revisions/<id>/r1/` and return that folder.

    Raises:
        OSError: the disk is full or refuses.
    """
    target = root / KEPT_BELOW / issue_id / f"r{former.revision}"
    fresh = target.with_name(f".{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    write_folder(fresh, former.files)
    take_place(fresh, target, target.with_name(f".{target.name}.old"))
    shutil.rmtree(fresh, ignore_errors=True)
    return target


# --- files that must not be found any more ----------------------------------------------------------------------------


def files_holding(former: FormerEdition, article: str, pictures: Iterable[int] = ()) -> tuple[str, ...]:
    """Return the published files of *former* that hold an article: all its books, and its pictures' files.

    *pictures* are the numbers of single pictures (1 …); without them all of the article are meant.
    """
    wanted = "|".join(f"{number:02}" for number in pictures) or r"\d\d+"
    picture = re.compile(rf"(?:web|email)/images/{re.escape(article)}-(?:{wanted})\.[a-z]+")
    kept = [name for name in former.files if name.startswith(f"{SUPERSEDED}/")]
    return tuple(sorted((*former.books, *kept, *filter(picture.fullmatch, former.files))))


def recalled_paths(records: Iterable[EditionRecord]) -> tuple[str, ...]:
    """Return patterns of the paths that are deleted from a site in any case, without `--prune`.

    >>> from types import SimpleNamespace as Record
    >>> recalled = ("the-letter-2026-w47.pdf", "web/images/creek-01.jpg")
    >>> recalled_paths([Record(edition="2026-w47", history=Record(recalled=recalled))])[:2]
    ('the-letter-2026-w47.pdf', '2026-w47/images/creek-01.jpg')
    """
    found = [
        f"{record.edition}/{name.removeprefix('web/')}" if name.startswith("web/") else name.rpartition("/")[2]
        for record in records
        for name in record.history.recalled
    ]
    return (*found, *INDEXED) if found else ()


# --- files that a revision writes into the workspace ------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceChange:
    """The files that a revision changes in the workspace."""

    files: Mapping[str, bytes]
    """Path -> bytes."""
    gone: Sequence[str] = ()
    """Paths of files that are deleted once the new edition is in place."""


def write_sources(root: Path, source: SourceChange) -> Mapping[str, bytes | None]:
    """Write the files of *source*, each in one step; return what stood there, for `restore`.

    Raises:
        OSError: the disk is full or refuses; nothing is changed.
    """
    before: dict[str, bytes | None] = {}
    try:
        for name, data in source.files.items():
            path = root / name
            was = path.read_bytes() if path.exists() else None
            _replace(path, data)
            before[name] = was
    except OSError:
        restore_sources(root, before)
        raise
    return before


def restore_sources(root: Path, before: Mapping[str, bytes | None]) -> None:
    """Put back what `write_source` replaced."""
    for name, data in before.items():
        if data is None:
            (root / name).unlink(missing_ok=True)
        else:
            _replace(root / name, data)


def delete_gone(root: Path, source: SourceChange) -> None:
    """Delete what the new edition has no use for any more."""
    for name in source.gone:
        (root / name).unlink(missing_ok=True)


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)


# --- books that were published ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Download:
    """A PDF or EPUB that readers could fetch, and may have kept."""

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
    """Record that the books of *editions* are at *target* since *day*, or still are.

    Raises:
        ExternalError: the disk is full or refuses.
    """
    known = {(one.target, one.file, one.sha256): one for one in read_published(root)}
    for edition in editions:
        history = edition.record.history
        books = [(book.name, book.sha256) for book in edition.record.books]
        for name, digest in (*books, *((old.file, old.sha256) for old in history.superseded)):
            file = book_path(name)
            before = known.get((target, file, digest))
            first = before.first if before else day
            known[target, file, digest] = Download(
                edition=edition.id, target=target, file=file, sha256=digest, first=first, last=day
            )
    path = root / RECORD
    record = {"schema": SCHEMA, "downloads": [asdict(one) for _, one in sorted(known.items())]}
    with told_unwritable(RECORD, hint="the site is published; publish again once this file can be written"):
        path.parent.mkdir(exist_ok=True)
        write_whole(path, json.dumps(record, ensure_ascii=False, indent=1).encode())


def read_published(root: Path, edition: str | None = None) -> Sequence[Download]:
    """Return what was published of *edition*, or of all, in the order of targets and names."""
    try:
        record = json.loads((root / RECORD).read_bytes())
        found = tuple(Download(**row) for row in record["downloads"]) if record.get("schema") == SCHEMA else ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()  # nothing was published from here, or the record is lost: the report says what is known
    return tuple(one for one in found if edition in (None, one.edition))

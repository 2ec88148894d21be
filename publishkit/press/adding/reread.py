"""What a stored source says, read again where the record of its first reading is gone: evidence does not end with a file."""

import io
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter

from publishkit.capture.store import front_matter
from publishkit.disk import keep, kept
from publishkit.edition.issue_rights import IssueRights, load_issue_rights
from publishkit.errors import PublishkitError
from publishkit.model.article import Article, Captured
from publishkit.press.adding.remember import read_taken
from publishkit.press.adding.take import ARCHIVE, EVIDENCE, take
from publishkit.publish.site.cache import cache_key, code_mark
from publishkit.workspace.article import as_read
from publishkit.workspace.load import Planned

CACHE = ".publishkit/reread"
"""Where what was read is kept in the workspace, under a key of the stored files and of the code that read them."""
OF_SITE = ("robots.txt", ".well-known/tdmrep.json")
"""Files of a site; they count as well where they lie in a folder around the source."""


def rights_of(planned: Planned) -> IssueRights:
    """Return *planned* with everything its rights are decided on, what its sources say included.

    Raises:
        InputError: a profile or a label file is wrong, or a proof lies outside the workspace.
    """
    rights = load_issue_rights(replace(planned, articles=dict(_with_evidence(planned))))
    return replace(rights, taken=read_taken(planned.root))


def _with_evidence(planned: Planned) -> Iterator[tuple[str, Article]]:
    for slug, article in planned.articles.items():
        captured = article.captured or _read_again(planned.root, planned.root / article.place / "source")
        yield slug, replace(article, captured=captured)


def _read_again(root: Path, folder: Path) -> Captured | None:
    """Return what the source in *folder* says, as `add` would read it today; None when none is stored or none can be read.

    It is read once, and kept in the workspace *root*.
    """
    names = (ARCHIVE, *(f"{name}{packed}" for name in EVIDENCE.values() for packed in ("", ".gz")))
    stored = next((folder / name for name in names if (folder / name).is_file()), None)
    if stored is None:
        return None
    place = root / CACHE / folder.parent.parent.parent.name / folder.parent.name
    try:
        key = cache_key(_reader(), stored.name, _files(folder))
    except OSError:  # a file beside the source cannot be read: nothing says whether it would change the answer
        return _read(stored)
    before = kept(place, key)
    if before is not None:
        return _form().validate_json(before)
    captured = _read(stored)
    with suppress(ValueError):  # of letters that JSON cannot hold
        keep(place, key, _form().dump_json(captured))
    return captured


def _read(stored: Path) -> Captured | None:
    """Return what a source says.

    Nothing shows that it was added from there: what it says counts, that it is silent about a license does not.
    """
    try:
        taken = take(str(stored), io.BytesIO(), None)
    except (PublishkitError, OSError):
        return None
    text = as_read(taken.rights.text, front_matter(replace(taken.found, title=taken.found.title or "untitled")))
    return Captured(from_page=False, text=text, pictures=taken.rights.picture)


def _files(folder: Path) -> list[tuple[str, str]]:
    """Return name and SHA-256 of everything that a reading of the source in *folder* may look at."""
    around = [above / name for above in folder.absolute().parents for name in OF_SITE]
    files = [path for path in (*sorted(folder.rglob("*")), *around) if path.is_file()]
    return [(path.as_posix(), sha256(path.read_bytes()).hexdigest()) for path in files]


@cache
def _reader() -> str:
    """Return a mark of all code that reads a source: our own, and by name and version what is installed beside it."""
    installed = sorted(path.name for folder in sys.path for path in Path(folder).glob("*.dist-info"))
    return cache_key(code_mark(), sys.version, installed)


@cache
def _form() -> TypeAdapter[Captured | None]:
    return TypeAdapter(Captured | None)

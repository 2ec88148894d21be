"""What an article folder holds is remembered, so that its words are known again when it is gone; and what is remembered, read."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter

from publishkit.disk import keep, kept
from publishkit.errors import InputError
from publishkit.model.rights import Status
from publishkit.model.statement import RightsStatement
from publishkit.permissions.stored_files import Prints
from publishkit.rights.copies.taken_works import TakenWork, TakenWorks, says_whose
from publishkit.rights.copies.traces import columns_of, in_columns, traces
from publishkit.rights.gate.decide import canonical_json
from publishkit.workspace.article import CAPTURED, load_article, parse_captured

FOLDER = ".publishkit/taken"
FORM = "publishkit-taken/1"
"""A change of what is kept is a new number; what is kept under another is passed over."""
IMAGES = "images/"


def remember_added(root: Path, place: tuple[str, str], files: Mapping[str, bytes], body: str, *, merged: bool) -> None:
    """Remember what `add` read: *files* are those it wrote into *place*, an issue and a slug; *body* is the text.

    With *merged* it is a new version of what was there.
    """
    captured = parse_captured(files[CAPTURED], CAPTURED)
    if captured:
        if merged and not captured.from_page:
            _forget_drafts(root, place)
        pictures = [(name, sha256(data).hexdigest()) for name, data in files.items() if name.startswith(IMAGES)]
        _remember(root, place, captured.text, body, from_page=captured.from_page, pictures=pictures)


def remember_deleted(root: Path, place: tuple[str, str]) -> None:
    """Remember an article whose folder is deleted, with how its pictures look; of one that cannot be read nothing is known."""
    try:
        article = load_article(root, *place)
    except InputError:
        return
    prints, pictures = Prints(root), list[tuple[str, str]]()
    for file, asset in article.assets.items():
        prints(asset.data)
        pictures.append((file, asset.sha256))
    captured = article.captured
    if captured or article.text_rights.status is not Status.OWN:
        statement = captured.text if captured else article.text_rights
        from_page = bool(captured and captured.from_page)
        _remember(root, place, statement, article.body, from_page=from_page, pictures=pictures)


def _remember(
    root: Path,
    place: tuple[str, str],
    statement: RightsStatement,
    words: str,
    *,
    from_page: bool,
    pictures: Iterable[tuple[str, str]] = (),
) -> None:
    """Keep what is known of a work that lies in *place*, an issue and a slug; one that nobody is named of has nothing to keep.

    A later reading of the same address, or of the same words, takes the place of the earlier one; but what was typed or
    pasted, never that of a page.
    """
    found = traces(words)
    if not found or not says_whose(statement):
        return
    head = {
        "issue": place[0],
        "slug": place[1],
        "statement": json.loads(canonical_json(statement)),
        "from_page": from_page,
        "pictures": sorted(pictures),
        "runs": len(found),
    }
    data = json.dumps(head).encode() + b"\n" + in_columns(found)
    key = statement.source_url or str(sorted(trace[1] for trace in found))
    path = root / FOLDER / sha256(key.encode()).hexdigest()[:32]
    before = None if from_page else kept(path, FORM)
    if before is None or not ((work := _parsed(before)) and work.from_page):
        keep(path, FORM, data)


def _forget_drafts(root: Path, place: tuple[str, str]) -> None:
    """Forget what was typed or pasted into *place* before: a draft was put right. What came from a page stays."""
    folder = root / FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        data = kept(path, FORM)
        work = _parsed(data) if data is not None else None
        if work and (work.issue, work.slug) == place and not work.from_page:
            path.unlink(missing_ok=True)


def read_taken(root: Path) -> TakenWorks:
    """Return what the workspace *root* remembers; what cannot be read says nothing."""
    return TakenWorks(works=tuple(_works(root / FOLDER)))


def _works(folder: Path) -> Iterator[TakenWork]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if (data := kept(path, FORM)) is not None and (work := _parsed(data)):
            yield work


def _parsed(data: bytes) -> TakenWork | None:
    line, _, packed = data.partition(b"\n")
    try:
        told = json.loads(line)
        seeds, hashes, lengths, openings = columns_of(packed, told["runs"])
        return TakenWork(
            issue=told["issue"],
            slug=told["slug"],
            statement=_statements().validate_json(json.dumps(told["statement"])),
            from_page=told["from_page"],
            pictures=tuple((file, digest) for file, digest in told["pictures"]),
            seeds=seeds,
            hashes=hashes,
            lengths=lengths,
            openings=openings,
        )
    except (ValueError, KeyError, TypeError):
        return None


@lru_cache(maxsize=1)
def _statements() -> TypeAdapter[RightsStatement]:
    return TypeAdapter(RightsStatement)

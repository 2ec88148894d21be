"""Works that came into the workspace, and what was read of their rights: known again when their folders are gone or say nothing.

A page that was taken in, deleted and typed again is still somebody else's. What is kept of it are traces, by which its
words are known, and the statement that was read; never the words.
"""

import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter

from publishkit.disk import keep, kept
from publishkit.model.statement import RightsStatement
from publishkit.rights.copies.traces import Trace, columns_of, in_columns, traces
from publishkit.rights.gate.decide import canonical_json

FOLDER = ".publishkit/taken"
FORM = "publishkit-taken/1"
"""A change of what is kept is a new number; what is kept under another is passed over."""
SAMPLE = 4
"""One trace of so many is compared to know a whole text again: a fixed quarter of them."""
FEWEST = 4
"""Of these so many are the same at least: a sentence or two are quoted."""
SAME_WORK = 0.4
"""And so large a share of the shorter text's, as where two versions of one article are told (`press/adding/identity.py`)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenWork:
    """A work that was taken in."""

    issue: str
    slug: str
    """Where it lay."""
    statement: RightsStatement
    """As it was read, with author, publisher and address."""
    from_page: bool
    """Whether from a web page."""
    pictures: tuple[tuple[str, str], ...] = ()
    """File and SHA-256 of each picture that came with it."""
    seeds: "array[int]" = field(repr=False)
    hashes: "array[int]" = field(repr=False)
    lengths: "array[int]" = field(repr=False)
    openings: "array[int]" = field(repr=False)
    """Of each run of nine words (`traces.py`); the four go together."""

    @property
    def whose(self) -> str:
        """Whose it is said to be, or where it stood; "" where nothing is known."""
        told = self.statement
        names = [party.name for party in (*told.holders, *filter(None, (told.publisher,)))]
        return next(iter(names), told.source_url or "")


@dataclass(frozen=True, kw_only=True)
class TakenWorks:
    """All that a workspace remembers."""

    works: tuple[TakenWork, ...] = ()

    @cached_property
    def _index(self) -> Mapping[int, list[int]]:
        found: defaultdict[int, list[int]] = defaultdict(list)
        for number, work in enumerate(self.works):
            for mark in _sampled(work.hashes):
                found[mark].append(number)
        return found

    @cached_property
    def _sizes(self) -> tuple[int, ...]:
        return tuple(len(_sampled(work.hashes)) for work in self.works)

    def of(self, text: str) -> TakenWork | None:
        """Return the work that *text* is, or most of it; None where nothing is remembered of it."""
        if not self.works:
            return None
        marks = _sampled(trace[1] for trace in _traces_of(text))
        shared = Counter(number for mark in marks for number in self._index.get(mark, ()))
        for number, count in shared.most_common(1):
            if count >= FEWEST and count >= SAME_WORK * min(len(marks), self._sizes[number]):
                return self.works[number]
        return None


NOTHING_TAKEN = TakenWorks()


def _sampled(hashes: Iterable[int]) -> frozenset[int]:
    return frozenset(one for one in hashes if one % SAMPLE == 0)


@lru_cache(maxsize=64)
def _traces_of(text: str) -> tuple[Trace, ...]:
    return traces(text)


def says_whose(statement: RightsStatement) -> bool:
    """Return whether anything in a statement says whose a work is, or where it stood."""
    named = statement.holders or statement.publisher or statement.source_url or statement.copyright_line
    return bool(named or statement.notices or statement.signals)


def remember(
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


def forget_drafts(root: Path, place: tuple[str, str]) -> None:
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

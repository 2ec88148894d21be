"""Works that came into the workspace, and what was read of their rights: known again when their folders are gone or say nothing.

A page that was taken in, deleted and typed again is still somebody else's. What is kept of it are traces, by which its
words are known, and the statement that was read; never the words.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from publishkit.model.statement import RightsStatement
from publishkit.rights.copies.traces import Trace, traces

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

"""Rights notices in running text: where they stand, verbatim, with their offsets."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256

from publishkit.model.rights import Notice, NoticeWhere
from publishkit.rights.copyright_line import COPYRIGHT
from publishkit.rights.lines import Line, lines_of
from publishkit.rights.notice_patterns import (
    BOILERPLATE,
    MINING,
    MODAL,
    PHRASES,
    REFUSES,
    RESERVES,
    TOPICS,
    TRAINING,
    WORK,
)
from publishkit.rights.notice_phrase import Phrase
from publishkit.words import aligned, lowered, plain

EDGE = 0.15
"""A notice stands in the first or last part of a page; in the middle it is somebody's subject."""
MAX_LINE = 5_000
"""Characters of one line that are searched."""
MAX_NOTICE = 20_000
"""Characters of a notice that are kept; the longest real one we know has 2,000, and it is printed in full."""


@lru_cache(maxsize=4096)
def phrases_in(line: str) -> tuple[Phrase, ...]:
    """Return the notice phrases a line holds; text and data mining counts only beside a reservation.

    >>> [phrase.kind for phrase in phrases_in("All rights reserved, also for text and data mining.")]
    ['ARR', 'TDM']
    """
    text = plain(line[:MAX_LINE])
    low = lowered(text)
    hits = [phrase for phrase in (*PHRASES, *(MODAL if WORK.search(text) else ())) if phrase.find(low)]
    if BOILERPLATE.search(text) and not any(hit.kind == "ARR" for hit in hits):
        return ()
    work = WORK.search(text) is not None
    reserves = bool(hits or RESERVES.search(text)) or (work and bool(REFUSES.search(text)))
    mining = [phrase for phrase in (*MINING, *(TRAINING if work else ())) if phrase.find(low)] if reserves else []
    topics = [phrase for phrase in TOPICS if phrase.find(low)] if hits else []
    return (*hits, *mining, *topics)


def find_notices(text: str, where: NoticeWhere = NoticeWhere.INPUT) -> tuple[Notice, ...]:
    r"""Return the notices of *text* verbatim, with offsets: neighbouring notice lines are one notice.

    >>> [notice.text for notice in find_notices("A story.\n\n© 2024 Example. All rights reserved.")]
    ['© 2024 Example. All rights reserved.']
    """
    lines = lines_of(text)
    hits = [_stands_apart(at, lines, len(text)) and bool(phrases_in(line.text)) for at, line in enumerate(lines)]
    return tuple(_notice(text, run, where) for run in _runs(lines, hits))


def phrases_of(notice: Notice) -> tuple[Phrase, ...]:
    """Return the phrases that make it a notice."""
    return tuple(phrase for line in notice.text.splitlines() for phrase in phrases_in(line))


def _stands_apart(index: int, lines: Sequence[Line], total: int) -> bool:
    """Tell whether a line stands where notices stand: at an edge, or beside a copyright line."""
    line = lines[index]
    if line.end <= EDGE * total and len(line.text) < 400:
        return True
    if line.start >= (1 - EDGE) * total or index == len(lines) - 1:
        return True
    near = lines[max(0, index - 2) : index + 3]
    return line.start > total / 2 and any(
        COPYRIGHT.match(aligned(other.text)) for other in near if len(other.text) < 300
    )


def _runs(lines: Sequence[Line], hits: Sequence[bool]) -> Iterator[tuple[Line, Line]]:
    """Yield first and last line of each notice; lines of separators between two notice lines belong to it."""
    first: int | None = None
    last = 0
    for index, line in enumerate(lines):
        if hits[index]:
            first, last = (index if first is None else first), index
        elif first is not None and not line.blank:
            yield lines[first], lines[last]
            first = None
    if first is not None:
        yield lines[first], lines[last]


def _notice(text: str, run: tuple[Line, Line], where: NoticeWhere) -> Notice:
    start, end = run[0].start, min(run[1].end, run[0].start + MAX_NOTICE)
    verbatim = text[start:end]
    languages = {phrase.language for line in verbatim.splitlines() for phrase in phrases_in(line)} - {"xx"}
    return Notice(
        text=verbatim,
        sha256=sha256(verbatim.encode()).hexdigest(),
        lang=languages.pop() if len(languages) == 1 else "und",
        where=where,
        start=start,
        end=end,
    )

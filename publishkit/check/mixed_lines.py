"""Right-to-left words read back from a PDF: every word is there, on lines that follow each other.

A PDF holds glyphs in the order they are drawn, from left to right. Who reads it back has to guess where a line of two
directions began, and no two readers guess alike; the words of a line are certain, and so is the order of the lines.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from publishkit.words import Folding

RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Letters of Hebrew, Arabic, Syriac, Thaana, N'Ko and the like."""

NEAR = 5
"""Lines at a page's end and at the head of the next that may be furniture or notes between the halves of a sentence."""

_BARE = Folding(marks="dropped")
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
_PAIRS = str.maketrans("([{<«‹“‘„‚", ")]}>»›”’””")
"""Brackets and quotes are drawn mirrored; which of the two it was is not certain."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words and signs of a line or of what is owed."""

    words: Counter[str]
    pairs: Counter[tuple[str, ...]]
    """Right-to-left words that stand side by side, in either order."""
    near_break: bool = False


def among_lines(owed: str, text: str, breaks: Sequence[int] = ()) -> bool:
    r"""Return whether the words of *owed* stand on consecutive lines of *text*, those between full of them alone.

    Right-to-left words side by side must stand so on a line too, but where a line ends between them. *breaks* are offsets
    at which a new page begins.

    >>> among_lines("דג ים (sea), 9", "title\n9 ,)sea( ים דג\nend")
    True
    >>> among_lines("דג ים (sea), 9", "title\n9 ,)sea( ימים דג\nend")
    False
    """
    wanted = _words(owed)
    lines = _lines(text, tuple(breaks))
    return bool(wanted.words) and any(_from_here(wanted, lines, first) for first in range(len(lines)))


def _from_here(wanted: Words, lines: Sequence[Words], first: int) -> bool:
    if not wanted.words & lines[first].words:
        return False
    said: Counter[str] = Counter()
    pairs: Counter[tuple[str, ...]] = Counter()
    between: Counter[str] = Counter()
    for number, line in enumerate(lines[first:]):
        said += line.words
        pairs += line.pairs
        if wanted.words <= said:
            return (wanted.pairs - pairs).total() <= number
        if number and not line.near_break:
            between += line.words
        if not between <= wanted.words:
            return False
    return False


@lru_cache(maxsize=64)
def _lines(text: str, breaks: tuple[int, ...]) -> tuple[Words, ...]:
    """Return the words of each line that has any."""
    starts = (0, *breaks)
    pages = [text[first:last] for first, last in zip(starts, (*breaks, len(text)), strict=True)]
    found: list[Words] = []
    for number, page in enumerate(pages):
        lines = [line for line in map(_words, page.splitlines()) if line.words]
        head, foot = (NEAR if number else 0), (NEAR if number < len(pages) - 1 else 0)
        found += [replace(line, near_break=at < head or at >= len(lines) - foot) for at, line in enumerate(lines)]
    return tuple(found)


def _words(text: str) -> Words:
    """Return the words of *text*; the letters of a right-to-left one in a fixed order, for ligatures come back turned."""
    found = _TOKEN.findall(_BARE(text).translate(_PAIRS))
    tokens = ["".join(sorted(word)) if RTL.search(word) else word for word in found]
    side_by_side = (pair for pair in pairwise(tokens) if all(map(RTL.search, pair)))
    return Words(Counter(tokens), Counter(tuple(sorted(pair)) for pair in side_by_side))

"""Right-to-left words read back from a PDF: every word is there, on lines that follow each other.

A PDF holds glyphs in the order they are drawn, from left to right. Who reads it back has to guess where a line of two
directions began, and no two readers guess alike; the words of a line are certain, and so is the order of the lines.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Letters of Hebrew, Arabic, Syriac, Thaana, N'Ko and the like."""

NEAR = 5
"""Lines at a page's end and at the head of the next that may be furniture or notes between the halves of a sentence."""

_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
_PAIRS = str.maketrans("([{<«‹“‘„‚", ")]}>»›”’””")
"""Brackets and quotes are drawn mirrored; which of the two it was is not certain."""


def among_lines(owed: str, text: str, breaks: Sequence[int] = ()) -> bool:
    r"""Return whether the words of *owed* stand on consecutive lines of *text*, those between full of them alone.

    *breaks* are offsets at which a new page begins.

    >>> among_lines("דג ים (sea), 9", "title\n9 ,)sea( דג\nים")
    True
    >>> among_lines("דג ים (sea), 9", "title\n9 ,)sea( דג\nXים")
    False
    """
    wanted = Counter(_tokens(owed))
    lines = _lines(text, tuple(breaks))
    return bool(wanted) and any(_from_here(wanted, lines, first) for first in range(len(lines)))


def _from_here(wanted: Counter[str], lines: Sequence[tuple[Counter[str], bool]], first: int) -> bool:
    if not wanted & lines[first][0]:
        return False
    said: Counter[str] = Counter()
    between: Counter[str] = Counter()
    for number, (words, near_break) in enumerate(lines[first:]):
        said += words
        if wanted <= said:
            return True
        if number and not near_break:
            between += words
        if not between <= wanted:
            return False
    return False


@lru_cache(maxsize=64)
def _lines(text: str, breaks: tuple[int, ...]) -> tuple[tuple[Counter[str], bool], ...]:
    """Return the words of each line that has any, and whether it is near a page's break."""
    starts = (0, *breaks)
    pages = [text[first:last] for first, last in zip(starts, (*breaks, len(text)), strict=True)]
    found: list[tuple[Counter[str], bool]] = []
    for number, page in enumerate(pages):
        lines = [words for line in page.splitlines() if (words := Counter(_tokens(line)))]
        head, foot = (NEAR if number else 0), (NEAR if number < len(pages) - 1 else 0)
        found += [(words, at < head or at >= len(lines) - foot) for at, words in enumerate(lines)]
    return tuple(found)


def _tokens(text: str) -> list[str]:
    """Return words and signs; the letters of a right-to-left word in a fixed order, for its ligatures come back turned."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) not in {"Mn", "Cf"})
    words = _TOKEN.findall(plain.translate(_PAIRS))
    return ["".join(sorted(word)) if RTL.search(word) else word for word in words]

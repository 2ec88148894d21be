"""The measure of copying: words in a row, in scripts with spaces between words and in scripts without.

Three letters of a script without spaces count as one word. Measured on Japanese and Chinese news pages: two articles
share fewer than 8 characters in a row, an article repeats up to 16 of its own (the name of a treaty, a set phrase), the
longest names have about 20. Nine words are 27 characters: none of these is near, and a copied sentence has 40 and more.
"""

import re
from collections.abc import Sequence

from publishkit.words import UNSPACED

LETTERS_A_WORD = 3
"""In a script without spaces."""
_UNIT = re.compile(rf"{UNSPACED.pattern}|(?:(?!{UNSPACED.pattern})\S)+")


def units(skeleton: str) -> list[str]:
    """Return what counts when copying is measured: words, and each letter of a script without spaces.

    >>> units("the 東京 tower")
    ['the', '東', '京', 'tower']
    """
    return _UNIT.findall(skeleton) if UNSPACED.search(skeleton) else skeleton.split()


def in_words(found: Sequence[str]) -> int:
    """Return how many whole words a row of units comes to.

    >>> in_words(["the", "tower"]), in_words(list("東京都庁舎"))
    (2, 1)
    """
    letters = sum(map(bool, map(UNSPACED.match, found)))
    return len(found) - letters + letters // LETTERS_A_WORD


def stretches(row: Sequence[str], words: int, letters: int = 0) -> list[tuple[int, int]]:
    """Return the first and last index (exclusive) of every stretch of *row* that comes to *words*, each as short as it can be.

    With *letters*, a stretch has at least so many of them.

    >>> stretches(["a", "b", "c"], 2)
    [(0, 2), (1, 3)]
    """
    found: list[tuple[int, int]] = []
    whole = words * LETTERS_A_WORD
    end = held = long = 0
    for first, unit in enumerate(row):
        while end < len(row) and (held < whole or long < letters):
            held += 1 if UNSPACED.match(row[end]) else LETTERS_A_WORD
            long += len(row[end])
            end += 1
        if held < whole or long < letters:
            break
        found.append((first, end))
        held -= 1 if UNSPACED.match(unit) else LETTERS_A_WORD
        long -= len(unit)
    return found

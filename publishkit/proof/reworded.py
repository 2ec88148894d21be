"""Withheld texts in which words were added, dropped or exchanged here and there: most words of a passage in runs of three.

A run of nine is broken by a word that is put into it; the sentence is still somebody else's. Two people who report the same
event have few runs of three words in common, and they stand apart: measured on pages of news about one event, the nearest
forty words of two of them have 53 in a hundred, unless one has copied nine words in a row, too. Of a text with every fourth word exchanged they have 75.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from publishkit.rights.copies.near_copy import LETTERS_A_WORD
from publishkit.rights.copies.traces import OPENING, WRITTEN, opening_of
from publishkit.words import UNSPACED

WINDOW = 40 * LETTERS_A_WORD
"""Forty words of a passage, a letter of a script without spaces a third of one."""
COVERED = 26 * LETTERS_A_WORD
"""So many of them stand in three words in a row of the withheld text."""
FEWEST = COVERED // (OPENING * LETTERS_A_WORD)
"""Runs of three words that come to so much at the least."""
PART = 128
"""Two such parts of the withheld text, one after the other, are what a passage is compared with: a long text has runs of
three words in common with everything."""

BESIDE = 8
"""Words between two such places that are shown as one passage."""


class _Met(NamedTuple):
    """Three words of a withheld text in a document."""

    begin: int
    """Of what there is in the document, in thirds of a word."""
    unit: int
    """The first word of them."""
    opening: int
    mark: str


class Reworded:
    """What is looked for in every text: the beginnings of the runs of nine words."""

    def __init__(self, items: Iterable[Sequence[str]]) -> None:
        """Know the traces of each withheld text, in its order."""
        self._wanted: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        for number, marks in enumerate(items):
            for place, mark in enumerate(marks):
                if len(mark) == WRITTEN:
                    self._wanted[opening_of(mark)].append((number, place // PART, mark))

    def in_text(
        self,
        letters: str,
        begins: Sequence[int],
        openings: tuple[Sequence[int], Sequence[int]],
        is_free: Callable[[int, int], bool],
    ) -> Iterator[tuple[str, int, int]]:
        """Yield (trace, first letter, the one after the last) where a passage is a withheld one, reworded.

        *begins* are the letters that begin a word, and the end; *openings* those of each, and two more of each in which two
        neighbours are exchanged; *is_free* says whether letters belong to nothing that may
        be said.
        """
        met = self._met(*openings)
        if not met:
            return
        upto = _sizes(letters, begins)
        ends: Sequence[int] = ()
        found: dict[tuple[str, int], None] = {}
        for row in met.values():
            if not _are_near(row, upto):
                continue
            placed = [_Met(upto[unit], unit, opening, mark) for unit, opening, mark in row]
            if near := _dense(placed):
                ends = ends or _ends(upto)
                free = [one for one in near if is_free(begins[one.unit], begins[ends[one.unit]])]
                found.update(((one.mark, one.unit), None) for one in _dense(free))
        yield from _stretched(found, begins, ends)

    def _met(self, openings: Sequence[int], turned: Sequence[int]) -> dict[tuple[int, int], list[tuple[int, int, str]]]:
        """Return what there is of each part of each withheld text, where it is enough."""
        met: dict[tuple[int, int], list[tuple[int, int, str]]] = defaultdict(list)
        wanted = self._wanted
        for unit, opening in enumerate(openings if wanted else ()):
            for one in (opening, *turned[2 * unit : 2 * unit + 2]):
                for number, part, mark in wanted.get(one, ()):
                    met[number, part].append((unit, one, mark))
                    met[number, part + 1].append((unit, one, mark))
        return {key: row for key, row in met.items() if len(row) >= FEWEST}


def _are_near(row: Sequence[tuple[int, int, str]], upto: Sequence[int]) -> bool:
    """Whether the fewest that come to enough stand in as many words as are looked at."""
    pairs = zip(row, row[FEWEST - 1 :], strict=False)
    return any(upto[last[0]] - upto[first[0]] < WINDOW for first, last in pairs)


def _sizes(letters: str, begins: Sequence[int]) -> Sequence[int]:
    """Return how much there is before each word, in thirds of one."""
    if not UNSPACED.search(letters):
        return range(0, LETTERS_A_WORD * len(begins), LETTERS_A_WORD)
    return list(accumulate((1 if UNSPACED.match(letters[at]) else LETTERS_A_WORD for at in begins[:-1]), initial=0))


def _ends(upto: Sequence[int]) -> Sequence[int]:
    """Return the unit behind three words from each unit on."""
    ends = array("I")
    end = 0
    for begin in upto:
        while end < len(upto) - 1 and upto[end] - begin < OPENING * LETTERS_A_WORD:
            end += 1
        ends.append(end)
    return ends


def _dense(row: Sequence[_Met]) -> list[_Met]:
    """Return those of *row*, which is in order, that stand in forty words most of which are so met; what recurs counts once."""
    kept: dict[_Met, None] = {}
    for number, first in enumerate(row):
        last, covered, until = first.begin + WINDOW, 0, first.begin
        seen: dict[int, _Met] = {}
        for at in range(number, len(row)):
            one = row[at]
            end = one.begin + OPENING * LETTERS_A_WORD
            if end > last:
                break
            if one.opening not in seen:
                covered += end - max(until, one.begin)
                seen[one.opening] = one
                until = end
        if covered >= COVERED:
            kept.update(dict.fromkeys(seen.values()))
    return list(kept)


def _stretched(
    found: Iterable[tuple[str, int]], begins: Sequence[int], ends: Sequence[int]
) -> Iterator[tuple[str, int, int]]:
    """Yield where the words met stand, each up to the next one, so that a passage is one."""
    row = sorted(found, key=lambda one: one[1])
    following = [unit for _, unit in row[1:]]
    for number, (mark, unit) in enumerate(row):
        after = following[number] if number < len(following) else len(begins)
        end = after if ends[unit] < after <= ends[unit] + BESIDE else ends[unit]
        yield mark, begins[unit], begins[min(end, len(begins) - 1)]

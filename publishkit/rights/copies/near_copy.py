"""Is our summary too near the source? Its longest run of the source's words, and its share of the source's 5-grams.

In scripts without spaces three letters count as one word. Measured on Japanese and Chinese news pages: two articles share
fewer than 8 characters in a row, an article repeats up to 16 of its own (the name of a treaty, a set phrase), the longest
names have about 20. Nine words are 27 characters: none of these is near, and a copied sentence has 40 and more. A summary
in Japanese may so repeat 26 characters in a row, and a sixth of its stretches of 15 characters.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from publishkit.words import UNSPACED, Folding, skeleton, spaced

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


# --- a summary beside its source --------------------------------------------------------------------------------------


WORD = re.compile(rf"{UNSPACED.pattern}|(?:(?!{UNSPACED.pattern})\S)+")
"""In a text that is `spaced`."""
READ = Folding()
"""Characters nobody sees must not part a word in two."""
QUOTED = re.compile(
    r"“[^“”]*”|„[^„“”]*[“”]|”[^“”]*”|«[^«»]*»|»[^«»]*«|‹[^‹›]*›|「[^「」]*」|『[^『』]*』|\"[^\"]*\""
    r"|‚[^‚‘’]*[‘’]|‘(?:[^‘’]|’(?=\w))*’(?!\w)|(?<!\w)'(?:[^'\n]|(?<=\w)'(?=\w))*'(?!\w)"
)
"""Quotations in the marks of our languages, single ones too; an apostrophe ends none. No alternative can meet its own
opening mark again, so an unclosed mark is looked at once and the whole search is linear."""
GRAM = 5
NAMED = 12
"""How many of the repeated words are named."""
LONGEST = 200
"""In at most so many characters."""


class Word(NamedTuple):
    """A word compared, and where it stands."""

    text: str
    """Its letters (`words.skeleton`) or figures; "" is a gap: it stands where a quotation was taken out and is equal to no word."""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of a summary is the source's wording."""

    longest_run: int
    """Words in a row; of a script without spaces three letters are one."""
    five_gram: float
    """Share of the summary's 5-grams, 0 to 1."""
    repeated: str = ""
    """The longest run as the summary has it, cut after twelve words."""


def measure_likeness(summary: str, source: str) -> Likeness:
    """Return how near *summary* is to *source*; what it quotes in quotation marks does not count.

    Takes time in proportion to the two lengths together: reading the words, the automaton (`_Automaton`) and the set of
    5-grams each look at every word a bounded number of times.

    >>> measure_likeness("Rivals met on Monday and agreed nothing.", "The rivals met on Monday in Oslo.")
    Likeness(longest_run=4, five_gram=0.0, repeated='Rivals met on Monday')
    """
    text = READ(summary)
    ours, theirs = tuple(_own_words(text)), words(source)
    row = [word.text for word in ours]
    first, size = longest_run(row, theirs)
    grams, known = runs(row, GRAM), set(runs(theirs, GRAM))
    share = sum(gram in known for gram in grams) / len(grams) if grams else 0.0
    return Likeness(in_words(row[first : first + size]), share, _shown(text, ours[first : first + size]))


def words(text: str) -> list[str]:
    """Return the words compared, in small letters.

    >>> words("It's 1,000 km.")
    ['it', 's', '1', '000', 'km']
    """
    return [key for word in WORD.findall(spaced(READ(text))) if (key := _key(word))]


def _key(word: str) -> str:
    """Return what two words have in common that a reader takes for one; figures stay, a sign over a letter is nothing."""
    return skeleton(word).replace(" ", "") or (word if word.isalnum() else "")


def quotations(text: str) -> list[str]:
    """Return what stands in quotation marks, the marks left out.

    >>> quotations('The mayor spoke of „a wall“ and "a gate".')
    ['a wall', 'a gate']
    """
    return [found[0][1:-1] for found in QUOTED.finditer(text)]


def longest_run(ours: Sequence[str], theirs: Sequence[str]) -> tuple[int, int]:
    """Return where in *ours* the longest run of words begins that stands in *theirs* too, and how many it has.

    The longest is the one that comes to most, letters of scripts without spaces weighed as `in_words` does.

    >>> longest_run("we saw the old ferry".split(), "the old ferry sank".split())
    (2, 3)
    """
    known = _Automaton(ours)
    upto = list(accumulate((1 if UNSPACED.match(word) else LETTERS_A_WORD for word in ours), initial=0))
    state = length = best = 0
    found = (0, 0)
    for word in theirs:
        while state and word not in known.next[state]:
            state = known.link[state]
            length = known.length[state]
        if word in known.next[state]:
            state, length = known.next[state][word], length + 1
        end = known.first_end[state] + 1
        if length and upto[end] - upto[end - length] > best:
            best, found = upto[end] - upto[end - length], (end - length, length)
    return found


def runs(tokens: Sequence[str], size: int) -> list[tuple[str, ...]]:
    """Return every run that comes to *size* words, those across a gap left out.

    >>> runs(["a", "b", "c"], 2)
    [('a', 'b'), ('b', 'c')]
    """
    every = (tuple(tokens[first:end]) for first, end in stretches(tokens, size))
    return [run for run in every if "" not in run]


class _Automaton:
    """The suffix automaton of a text: reads any text and says how long a run of it, ending here, the first one holds.

    Built in linear time (Blumer et al. 1985): every word adds at most two states, and `link` is followed back no more
    often than it was led forward. Reading is linear too: `length` grows by one a word and each step back shortens it.
    """

    def __init__(self, text: Sequence[str]) -> None:
        self.next: list[dict[str, int]] = [{}]
        self.link, self.length, self.first_end = [-1], [0], [-1]
        last = 0
        for position, word in enumerate(text):
            last = self._append(last, word, position) if word else 0

    def _append(self, last: int, word: str, position: int) -> int:
        """Add *word* after the text that ends in state *last*; return the state of the longer text."""
        known = self.next[last].get(word)
        if known is not None and self.length[known] == self.length[last] + 1:
            return known  # after a gap, a run that stood before
        state = self._state({}, self.length[last] + 1, position) if known is None else -1
        back = last
        while back >= 0 and word not in self.next[back]:
            self.next[back][word] = state
            back = self.link[back]
        below = 0 if back < 0 else self._split(back, word)
        if state < 0:
            return below
        self.link[state] = below
        return state

    def _split(self, back: int, word: str) -> int:
        """Return the state that *word* leads to from *back* and that holds nothing longer; made when there is none."""
        found = self.next[back][word]
        if self.length[found] == self.length[back] + 1:
            return found
        copy = self._state(dict(self.next[found]), self.length[back] + 1, self.first_end[found])
        self.link[copy] = self.link[found]
        self.link[found] = copy
        while back >= 0 and self.next[back].get(word) == found:
            self.next[back][word] = copy
            back = self.link[back]
        return copy

    def _state(self, leads: dict[str, int], length: int, position: int) -> int:
        self.next.append(leads)
        self.link.append(0)
        self.length.append(length)
        self.first_end.append(position)
        return len(self.next) - 1


def _own_words(text: str) -> Iterator[Word]:
    """Yield the words outside quotation marks, with a gap for each quotation, so that no run leads across one."""
    start, parted = 0, spaced(text)
    for quoted in QUOTED.finditer(text):
        yield from _words_between(parted, start, quoted.start())
        yield Word("")
        start = quoted.end()
    yield from _words_between(parted, start, len(text))


def _words_between(parted: str, start: int, end: int) -> Iterator[Word]:
    for found in WORD.finditer(parted, start, end):
        if key := _key(found[0]):
            yield Word(key, found.start(), found.end())


def _shown(text: str, run: Sequence[Word]) -> str:
    if not run:
        return ""
    shown = " ".join(text[run[0].start : run[:NAMED][-1].end].split())
    return f"{shown[:LONGEST]} …" if len(run) > NAMED or len(shown) > LONGEST else shown

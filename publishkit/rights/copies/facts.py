"""What in a text is nobody's wording: names, lists, figures, titles of laws and works.

Who sat on a committee, which countries voted, how a directive is cited: two people who report it honestly write it in the
same words. It is told in the *withheld* text, as it is stored, so that nobody prints an article by writing it In Capitals
or with commas between its words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from publishkit.rights.copies.near_copy import units
from publishkit.words import UNSPACED, skeleton

NAMED, PLAIN, SMALL = 1, -1, 0
"""A word of a name, a list or a figure; a word that somebody chose; a word that stands in both alike."""
SMALL_LETTERS = 4
"""Letters of a word such as "of", "and", "from", "sind"."""
ACRONYM = 5
"""Letters of a word in capitals that names something; longer ones are cried out, and so are several in a row."""
FEWEST = 4
"""Named words of a run that is one of facts."""
SHARE = 4
"""So many named words stand beside each that somebody chose."""
ITEM = 4
"""Words of an item of a list that has a name or a figure in it."""
BARE_ITEM = 2
"""Words of one that has none: more are a clause."""
UNSPACED_ITEM = 8
"""Letters of one in a script without spaces, where clauses are short, too."""
ITEMS = 4
"""Items of a list, with commas between them."""
LAW = 14
"""Words of a law's title behind its date."""

_PIECE = re.compile(
    r"(?P<comma>[;،、；・·•|]|,(?!\d)|(?<!\d),)|(?P<stop>[()\[\]{}“”„«»\"，\s]+)|(?P<word>[^,;،、；・·•|()\[\]{}“”„«»\"，\s]+)"
)
"""The wide comma of Chinese parts clauses, not items."""
_GERMAN = frozenset("und der die das den dem des nicht ist mit von zu im ein eine sich auf für".split())
GERMAN = 10
"""At least every tenth word of a German text is one of those."""
_ENDS = re.compile(r"[.!?:…。！？：][’'”\")\]]*$")
_SHORTENED = re.compile(r"^\w{1,4}\.$")
"""Dr., St., No., J.: the sentence goes on."""
_LAW = re.compile(
    r"\b(?:of|vom|du|de|del|della|van|av|af)\s+\d{1,2}\.?\s+\w+\s+\d{4}\s+"
    r"(?:on|über|zur|zum|sur|relati\w+|concern\w+|sobre|over|om|amending|zu)\b(?P<title>(?:\s+[^\s.,;:]+){1,14})"
)
_WORK = re.compile(r"《[^《》]{1,60}》|〈[^〈〉]{1,60}〉|『[^『』]{1,40}』")
"""Titles as Chinese, Japanese and Korean mark them."""


@dataclass(slots=True)
class _Word:
    """A piece of text between spaces and signs."""

    text: str
    first: int
    """Of its units."""
    end: int
    weight: int = PLAIN


def weights(text: str) -> list[int]:
    """Return for each unit of *text* whether it is named, plain or small.

    >>> weights("seen by Ada Quill")
    [0, 0, 1, 1]
    """
    words, chains = _read(text)
    _mark_names(words)
    for chain in chains:
        _mark_list(words, chain)
    return [word.weight for word in words for _ in range(word.end - word.first)]


def is_bare(weighed: Sequence[int]) -> bool:
    """Return whether a run of words is one of facts.

    >>> is_bare([1, 1, 0, 1, 1, -1]), is_bare([1, 1, 0, -1, 1, -1])
    (True, False)
    """
    named = weighed.count(NAMED)
    return named >= FEWEST and weighed.count(PLAIN) * SHARE <= named


def _read(text: str) -> tuple[list[_Word], list[list[tuple[int, int]]]]:
    """Return the words, and the rows of items with commas between them: (first word, the one after the last)."""
    given = [match.span("title") for match in _LAW.finditer(text)] + [match.span() for match in _WORK.finditer(text)]
    words: list[_Word] = []
    chains: list[list[tuple[int, int]]] = [[]]
    begun = at = 0
    for found in _PIECE.finditer(text):
        if found["comma"] or "\n" in found[0]:
            chains[-1].append((begun, len(words)))
            begun = len(words)
        if not found["word"]:
            if "\n" in found[0]:
                chains.append([])
            continue
        size = len(units(skeleton(found[0])))
        named = any(first <= found.start() < end for first, end in given)
        words.append(_Word(found[0], at, at + size, NAMED if named else PLAIN))
        at += size
        if _ends_sentence(found[0]):
            chains[-1].append((begun, len(words)))
            chains.append([])
            begun = len(words)
    chains[-1].append((begun, len(words)))
    return words, chains


def _ends_sentence(word: str) -> bool:
    return bool(_ENDS.search(word)) and not _SHORTENED.match(word)


def _mark_names(words: Sequence[_Word]) -> None:
    nouns = sum(word.text in _GERMAN for word in words) * GERMAN > len(words)
    begins = True
    before = ""
    for word, after in zip(words, [*(one.text for one in words), ""][1:], strict=True):
        # Every sentence begins with a capital, and so does every German noun: a name is one of several words there.
        alone = not after[:1].isupper() and (begins or not before[:1].isupper())
        cried = _is_cried(word.text) and (_is_cried(before) or _is_cried(after))
        if word.weight != NAMED and not cried:
            word.weight = _weight(word.text, doubtful=alone and (begins or nouns))
        begins = _ends_sentence(word.text)
        before = "" if begins else "A" if after and word.text.isdigit() else word.text


def _is_cried(word: str) -> bool:
    return word.isupper() and sum(map(str.isalpha, word)) > 1


def _weight(word: str, *, doubtful: bool) -> int:
    letters = "".join(filter(str.isalpha, word))
    if any(map(str.isdigit, word)):
        return NAMED
    if letters[:1].isupper() and not (_is_cried(letters) and len(letters) > ACRONYM):
        return SMALL if doubtful else NAMED
    cased = letters.lower() != letters.upper()
    return SMALL if cased and letters.islower() and len(letters) <= SMALL_LETTERS else PLAIN


def _mark_list(words: Sequence[_Word], chain: Sequence[tuple[int, int]]) -> None:
    """Mark the items of every list in a sentence: short ones in a row; the first and the last may lean on other words."""
    short = [_is_short(words[first:end]) for first, end in chain]
    for first_short, after in _stretches(short):
        begin, end = max(0, first_short - 1), min(len(chain), after + 1)
        if end - begin >= ITEMS:
            for number in range(begin, end):
                first, last = chain[number]
                row = words[first:last]
                if not short[number]:
                    row = list(takewhile(_is_not_plain, reversed(row) if number == begin else row))
                for word in row:
                    word.weight = NAMED


def _stretches(short: Sequence[bool]) -> Iterator[tuple[int, int]]:
    begin = 0
    for number, one in enumerate((*short, False)):
        if not one:
            if number > begin:
                yield begin, number
            begin = number + 1


def _is_not_plain(word: _Word) -> bool:
    return word.weight != PLAIN


def _is_short(item: Sequence[_Word]) -> bool:
    """Whether words between commas are an item of a list; figures are left out."""
    found = [unit for word in item for unit in units(skeleton(word.text))]
    if any(map(UNSPACED.match, found)):
        return len(found) <= UNSPACED_ITEM
    return len(found) <= (ITEM if any(word.weight == NAMED for word in item) else BARE_ITEM)

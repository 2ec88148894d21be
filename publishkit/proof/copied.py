"""Words of withheld texts in finished files: each run of nine is looked for at every letter, and what is owed may be said.

Letters alone are compared (`words.skeleton`), so that it does not matter how they are spaced, cut into elements, dressed
or parted. What the edition says by right (titles, names, notices, addresses, quotations: `edition/said.py`) is found in
the file first: a run counts when more than a third of its letters belong to nothing of that. So a title beside its
publisher's name is no copy, in whatever order a theme places them, and a sentence is one though it names them both.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from itertools import chain

from publishkit.model.owed import Withheld
from publishkit.proof.read.document import Document
from publishkit.proof.reworded import Reworded
from publishkit.rights.copies.near_copy import LETTERS_A_WORD
from publishkit.rights.copies.traces import (
    WITHOUT_OPENING,
    WRITTEN,
    hash_of,
    old_traces,
    packed,
    read_trace,
    seeds,
    turned_openings,
)
from publishkit.words import UNSPACED, hidden_message, skeleton, skeleton_of, unveiled

PIECE = 20
"""Letters in a row of something said by right that are known as such where the rest is cut off: by a page's end, say."""
FEWEST = 4
"""Letters of a name that is looked for; in a script without spaces half of it."""
SHOWN = 12
"""Words of a copied passage that are shown."""
LONGEST = 160
"""In at most so many characters."""
_ITEM = re.compile(r"a\d{2,}")

Stretch = tuple[int, int]
"""First letter and the one after the last."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """Where a document has words of something withheld."""

    document: Document
    words: int
    """How many, all such places of the document together; what stands twice counts once."""
    shown: str
    """How the first begins."""
    where: str
    """The document, and the item in it that holds the first."""


class Said:
    """What may be said, as it is looked for in the letters of a document."""

    def __init__(self, strings: Iterable[str]) -> None:
        """Take *strings* apart."""
        self._pieces: set[str] = set()
        self._names: set[str] = set()
        for text in strings:
            letters = skeleton(text).replace(" ", "")
            if len(letters) >= PIECE:
                self._pieces |= {letters[at : at + PIECE] for at in range(len(letters) - PIECE + 1)}
            elif len(letters) >= (FEWEST // 2 if UNSPACED.search(letters) else FEWEST):
                self._names.add(letters)

    def leaves(self, text: "_Text", first: int, end: int) -> int:
        """Return how many of the letters from *first* to *end* belong to nothing that may be said."""
        free = bytearray(b"\1") * (end - first)
        for at in range(max(0, first - PIECE + 1), end):
            if text.letters[at : at + PIECE] in self._pieces:
                _take(free, at - first, PIECE)
        low, high = max(0, first - PIECE), min(len(text.letters), end + PIECE)
        near = text.letters[low:high]
        for name in self._names:
            at = near.find(name)
            while at >= 0:
                if text.is_whole(low + at, low + at + len(name)):
                    _take(free, low + at - first, len(name))
                at = near.find(name, at + 1)
        return sum(free)


def _take(free: bytearray, at: int, count: int) -> None:
    first, end = max(0, at), min(len(free), at + count)
    if first < end:
        free[first:end] = bytes(end - first)


@dataclass(slots=True)
class _Text:
    """The letters of everything that is written in a document."""

    words: str
    letters: str
    begins: Collection[int]
    """The letters that begin a word, and the end."""
    units: Sequence[int]
    """The same in order."""
    openings: "array[int]"
    """The checksum of three words from each of them on."""
    known: Mapping[str, Sequence[Stretch]] = field(default_factory=dict)
    """Trace -> where its run stands, as far as it is more than what may be said."""

    def is_whole(self, first: int, end: int) -> bool:
        """Whether a stretch begins and ends where words do."""
        return first in self.begins and end in self.begins


@lru_cache(maxsize=128)
def _lettered(words: str) -> tuple[str, "array[int]", "array[int]", "array[int]", "array[int]"]:
    """Return the letters of *words*, where its words begin and end, the checksum at every letter, and the openings.

    The last are those with two neighbours exchanged, two for each word.
    """
    letters, begins, opened = packed(words)
    ends = array("I", (*begins, len(letters)))
    return letters, ends, array("I", seeds(letters)), array("I", opened), array("I", turned_openings(letters, ends))


def first_letters(documents: Iterable[Document]) -> tuple[frozenset[int], frozenset[int]]:
    """Return the checksums at every letter of everything that is written in *documents*, and the openings."""
    every = [_lettered(reading) for words in {one.words for one in documents} for reading in readings(words)]
    return frozenset(chain.from_iterable(one[2] for one in every)), frozenset(
        chain.from_iterable(chain(one[3], one[4]) for one in every)
    )


class Copied:
    """The runs of words that stand both in a document and in something withheld; as a rule none."""

    def __init__(self, withheld: Sequence[Withheld], documents: Iterable[Document], said: Iterable[str]) -> None:
        """Look for every trace in every document; equal documents are read once."""
        marks = {mark for item in withheld for mark in item.shingles}
        self._wanted: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        for mark in marks:
            if len(mark) in (WRITTEN, WITHOUT_OPENING):
                first, whole, length, _ = read_trace(mark)
                self._wanted[first].append((whole, length, mark))
        self._old = frozenset(mark for mark in marks if len(mark) not in (WRITTEN, WITHOUT_OPENING))
        self._reworded = Reworded(item.shingles for item in withheld)
        self._strings = tuple(said)
        every = {document.words for document in documents} if marks else ()
        self._texts = {words: tuple(map(self._read, readings(words))) for words in every}

    @property
    def marks(self) -> frozenset[str]:
        """The traces that were found anywhere."""
        return frozenset(mark for text in chain.from_iterable(self._texts.values()) for mark in text.known)

    @cached_property
    def _said(self) -> Said:
        return Said(self._strings)

    def _read(self, words: str) -> _Text:
        letters, begins, firsts, openings, turned = _lettered(words)
        text = _Text(words=words, letters=letters, begins=frozenset(begins), units=begins, openings=openings)
        known: dict[str, list[Stretch]] = defaultdict(list)
        for mark, first, end in (*self._new_runs(letters, firsts), *self._old_runs(words, letters)):
            if self._is_free(text, first, end):
                known[mark].append((first, end))
        is_free = partial(self._is_free, text)
        for mark, first, end in self._reworded.in_text(letters, begins, (openings, turned), is_free):
            known[mark].append((first, end))
        text.known = known
        return text

    def _is_free(self, text: _Text, first: int, end: int) -> bool:
        """Whether more than a third of a stretch belongs to nothing that may be said."""
        return 3 * self._said.leaves(text, first, end) > end - first

    def _new_runs(self, letters: str, firsts: "array[int]") -> Iterator[tuple[str, int, int]]:
        wanted = self._wanted
        for at, first in enumerate(firsts if wanted else ()):
            if first in wanted:
                for whole, length, mark in wanted[first]:
                    run = letters[at : at + length]
                    if len(run) == length and hash_of(run) == whole:
                        yield mark, at, at + length

    def _old_runs(self, words: str, letters: str) -> Iterator[tuple[str, int, int]]:
        for mark, run in old_traces(words).items() if self._old else ():
            if mark in self._old:
                known = skeleton(run).replace(" ", "")
                at = letters.find(known)
                yield mark, max(0, at), max(0, at) + len(known)

    def of(self, item: Withheld, documents: Iterable[Document]) -> Iterator[Passage]:
        """Yield every document that has words of *item* in the first reading that has, and how they begin there."""
        own = frozenset(item.shingles)
        for document in documents:
            texts = self._texts.get(document.words, ())
            text = next((one for one in texts if not own.isdisjoint(one.known)), None)
            if text is None:
                continue
            found = _joined(stretch for mark in own & text.known.keys() for stretch in text.known[mark])
            first, end = _places(text.words, found[0])
            yield Passage(
                document=document,
                words=sum(_in_words(text, *stretch) for stretch in _different(text, found)),
                shown=_shown(text.words[first:end]),
                where=_where(document, first) if text.words == document.words else document.name,
            )


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the stretches in order, those that overlap made one."""
    found: list[Stretch] = []
    for first, end in sorted(stretches):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((first, end))
    return found


def _different(text: _Text, stretches: Iterable[Stretch]) -> Iterable[Stretch]:
    """Return one stretch of each wording: an article stands on more than one page, its title in more than one place."""
    return {text.letters[first:end]: (first, end) for first, end in stretches}.values()


def _in_words(text: _Text, first: int, end: int) -> int:
    letters = len(UNSPACED.findall(text.letters, first, end))
    begun = sum(first <= at < end for at in text.begins) - letters
    return max(1, begun + letters // LETTERS_A_WORD)


def _places(words: str, stretch: Stretch) -> Stretch:
    """Return from where to where in *words* a stretch of their letters goes."""
    count = 0
    begin = 0
    for at, letter in enumerate(words):
        made = len(skeleton_of(letter).strip())
        if made and count <= stretch[0] < count + made:
            begin = at
        count += made
        if count >= stretch[1]:
            return begin, at + 1
    return begin, len(words)


def _shown(passage: str) -> str:
    words = passage.split()
    shown = " ".join(words[:SHOWN])
    return f"{shown[:LONGEST]} …" if len(words) > SHOWN or len(shown) > LONGEST else shown


def _where(document: Document, at: int) -> str:
    """Return the document, and the item that has the place *at* of its text."""
    spans = [(end - first, name) for name, (first, end) in document.spans.items() if first <= at < end]
    items = sorted((size, name) for size, name in spans if _ITEM.fullmatch(name))
    return f"{document.name}#{items[0][1]}" if items and at < len(document.text) else document.name


# --- other readings: letters nobody sees, written as figures, upside down, or among tags ------------------------------------------


DRESSED = 9
"""Words in such dress before a text is read anew."""
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,60}>")
"""Markup that a reader sees as it is written: `mar<sub>ket</sub>`."""
_MARK_IN_RUBY = re.compile(r"<(rt|rp)>[^<>]{0,60}</\1>")
_FIGURED = re.compile(r"[^\W\d_][013457@$]|[013457@$][^\W\d_]")
_FIGURES = str.maketrans("0134578@$", "oieastbas")
_UPSIDE_DOWN = re.compile("[ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ]")
_TURNED = str.maketrans("uncdpqbn", "nupɔdbqu")


def readings(text: str) -> Iterator[str]:
    r"""Yield *text*, and what else it may be read as; nearly always nothing else.

    >>> list(readings("Low water"))
    ['Low water']
    """
    yield text
    if hidden_message(text):
        yield unveiled(text)
    if len(_TAG.findall(text)) >= DRESSED:
        yield _TAG.sub("", _MARK_IN_RUBY.sub("", text))
    if len(_FIGURED.findall(text)) >= DRESSED:
        yield re.sub(r"[\w@$]+", _spelled, text)
    if len(_UPSIDE_DOWN.findall(text)) >= DRESSED:
        yield text.translate(_TURNED)[::-1]


def _spelled(word: re.Match[str]) -> str:
    return word[0].translate(_FIGURES) if len(word[0]) <= 3 or not word[0].isdigit() else word[0]

"""Is our text theirs, word for word? A hash of the normalized body, and the first places where two bodies differ.

Normalized away: tags, line breaks and kinds of space, soft hyphens, decomposed letters. Quotes, dashes, capitals and
numbers are the author's and stay.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from html.parser import HTMLParser

from publishkit.words import SOFT_HYPHEN, Folding, lowered_signs, raised_signs

LETTER_BY_LETTER = Folding(form="NFC", drops=SOFT_HYPHEN, spaces="one")
"""Joiners and the like may be the author's (they change how Persian reads), and hashes in this form stand in workspaces."""
BLOCKS = frozenset(
    "address article aside blockquote body caption dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr html "
    "li main nav ol p pre section table tbody td tfoot th thead title tr ul".split()
)
"""Elements that begin a line of their own."""
MOVED = {"sup": raised_signs, "sub": lowered_signs}
UNREAD = frozenset({"head", "script", "style", "template"})
SHOWN = 8
"""How many words of a difference are shown."""
LONGEST = 200
"""In at most so many characters."""
MOST = 4_000_000
"""Pairs of words compared (two texts of 2,000 words): difflib is quadratic, and whoever rewrote more than that gets one
difference for the whole stretch."""

RARE = 8
"""A word in more paragraphs than this says nothing of which paragraph was changed."""
ALIKE = 0.3
"""Share of its telling words, those that are rare on the page or new, that a paragraph has from the one it was made from."""
NAMED = 3
"""How many differences are named."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One place where our text is not the source's."""

    source: str
    ours: str

    def __str__(self) -> str:
        """Say it as an editor would.

        >>> str(Difference(source="eleven", ours="twelve"))
        '“eleven” became “twelve”'
        """
        if not self.ours:
            return f"“{self.source}” is missing"
        if not self.source:
            return f"“{self.ours}” was added"
        if self.source == self.ours:
            return f"“{self.ours}” stands in another place"
        return f"“{self.source}” became “{self.ours}”"


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """The result of the verbatim check."""

    same: bool
    count: int = 0
    first: tuple[Difference, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    """The paragraphs of the source, as they are compared."""

    paragraphs: Sequence[str]
    places: Mapping[str, Sequence[int]]
    """Paragraph -> where it stands, in order."""
    telling: Mapping[str, Sequence[int]]
    """Word -> the few paragraphs it stands in."""


def body_sha256(paragraphs: Iterable[str]) -> str:
    """Return the hash by which two bodies are compared; paragraphs are plain text."""
    return sha256(normalize(paragraphs).encode()).hexdigest()


def normalize(paragraphs: Iterable[str]) -> str:
    r"""Return the body with its spaces and letters in one form, paragraphs parted by a blank line.

    >>> normalize(["Twelve\u00a0coun\u00adtries ", "", "signed."])
    'Twelve countries\n\nsigned.'
    """
    return "\n\n".join(filter(None, map(plain_paragraph, paragraphs)))


def paragraph_differences(source: str, ours: str) -> Iterator[Difference]:
    """Yield the places where one paragraph, in plain form, is not the other."""
    yield from _differences(source.split(" "), ours.split(" "))


def html_paragraphs(markup: str, *, unread: Container[str] = UNREAD, blocks: Container[str] = BLOCKS) -> list[str]:
    """Return the text of *markup*, one string a block, tags dropped; nothing of what is *unread*.

    >>> html_paragraphs("<p>One<br>line.</p><p>The <em>next</em>.</p>")
    ['One line.', 'The next.']
    """
    reader = _Reader(unread, blocks)
    reader.feed(markup)
    reader.close()
    return [block for block in map(plain_paragraph, "".join(reader.pieces).split("\0")) if block]


def plain_paragraph(text: str) -> str:
    """Return one paragraph in the form in which it is compared."""
    return LETTER_BY_LETTER(text)


def _differences(source: list[str], ours: list[str]) -> Iterator[Difference]:
    start = _shared_start(source, ours)
    end = _shared_start(source[start:][::-1], ours[start:][::-1])
    theirs, own = source[start : len(source) - end], ours[start : len(ours) - end]
    if len(theirs) * len(own) > MOST:
        yield Difference(source=shown_words(theirs), ours=shown_words(own))
        return
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, theirs, own, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Difference(source=shown_words(theirs[a1:a2]), ours=shown_words(own[b1:b2]))


def _shared_start(source: list[str], ours: list[str]) -> int:
    pairs = enumerate(zip(source, ours, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(source), len(ours)))


def shown_words(words: list[str]) -> str:
    """Return the beginning of a difference."""
    shown = " ".join(words[:SHOWN])
    return shown[:LONGEST] + (" …" if len(words) > SHOWN or len(shown) > LONGEST else "")


class _Reader(HTMLParser):
    """Collects text; a NUL parts blocks, a line break is a space."""

    def __init__(self, unread: Container[str], blocks: Container[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.left_out, self.blocks = unread, blocks
        self.unread = 0
        self.moved: list[tuple[str, int]] = []
        """Raised and lowered elements that are open, and the piece each begins with."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unread += tag in self.left_out
        self.pieces.append("\0" if tag in self.blocks else " " if tag == "br" else "")
        if tag in MOVED and len(self.moved) < 4:
            self.moved.append((tag, len(self.pieces)))

    def handle_endtag(self, tag: str) -> None:
        if self.moved and self.moved[-1][0] == tag:
            _, first = self.moved.pop()
            if len(self.pieces) - first < 20:
                self.pieces[first:] = [MOVED[tag]("".join(self.pieces[first:]))]
        self.unread = max(0, self.unread - (tag in self.left_out))
        self.pieces.append("\0" if tag in self.blocks else "")

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.pieces.append(data.replace("\0", ""))


# --- one body among other text ----------------------------------------------------------------------------------------


def compare_with_page(ours: Sequence[str], page: Sequence[str]) -> Comparison:
    """Return whether every paragraph of *ours* stands unchanged and in order on the *page*, and none between is missing.

    What stands on the page before the first and after the last of our paragraphs is none of our business: menus,
    comments, notices. Nearly linear: a paragraph is looked up whole, a changed one by its rare words, and only the pair
    so found is compared word by word.

    >>> compare_with_page(["One two.", "Five six."], ["Menu", "One two.", "Three four.", "Five six.", "Imprint"]).first
    (Difference(source='Three four.', ours=''),)
    """
    own = [text for text in map(plain_paragraph, ours) if text]
    read = _read([text for text in map(plain_paragraph, page) if text])
    stands = _unchanged(own, read)
    made_from = _changed(own, stands, read)
    found = list(_page_differences(own, stands, made_from, read))
    return Comparison(same=not found, count=len(found), first=tuple(found[:NAMED]))


def found_unchanged(ours: Sequence[str], page: Sequence[str]) -> int:
    """Return how many of our paragraphs stand on the page as they are: which of several readings of a page is right."""
    known = set(map(plain_paragraph, page))
    return sum(plain_paragraph(text) in known for text in ours)


def _read(paragraphs: Sequence[str]) -> _Page:
    places: defaultdict[str, list[int]] = defaultdict(list)
    telling: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(paragraphs):
        places[text].append(number)
        for word in set(text.split(" ")):
            telling[word].append(number)
    return _Page(paragraphs=paragraphs, places=places, telling=telling)


def _unchanged(own: Sequence[str], page: _Page) -> dict[int, int]:
    """Return our paragraph -> place on the page, for those that stand there after the one before."""
    stands: dict[int, int] = {}
    last = -1
    for number, text in enumerate(own):
        after = _next(page.places.get(text, ()), last)
        # A line that stands on the page by chance, in its footer say, must not hide all that comes before it.
        if after is not None and not _skips(own[number + 1 : number + 1 + RARE], page, last, after):
            stands[number] = last = after
    return stands


def _skips(rest: Sequence[str], page: _Page, last: int, after: int) -> bool:
    """Whether one of our next paragraphs stands between *last* and *after*, so that *after* is another one's place."""
    nearer = (_next(page.places.get(text, ()), last) for text in rest)
    return any(place is not None and place < after for place in nearer)


def _next(places: Sequence[int], last: int) -> int | None:
    at = bisect_right(places, last)
    return places[at] if at < len(places) else None


def _changed(own: Sequence[str], stands: Mapping[int, int], page: _Page) -> dict[int, int]:
    """Return our paragraph -> the place on the page it was made from, for those that do not stand in their place."""
    used = set(stands.values())
    made_from: dict[int, int] = {}
    for number, text in enumerate(own):
        if number in stands:
            continue
        same = page.places.get(text, ())[:RARE]
        place = next((place for place in same if place not in used), None)
        place = _nearest(text, page, used) if place is None else place
        if place is not None:
            made_from[number] = place
            used.add(place)
    return made_from


def _nearest(text: str, page: _Page, used: set[int]) -> int | None:
    """Return the paragraph that shares most of our telling words, None when none shares enough."""
    told = [places for word in set(text.split(" ")) if len(places := page.telling.get(word, ())) <= RARE]
    votes = Counter(place for places in told for place in places if place not in used)
    place, score = max(votes.items(), key=lambda vote: (vote[1], -vote[0]), default=(0, 0))
    return place if score and score >= ALIKE * len(told) else None


def _page_differences(
    own: Sequence[str], stands: Mapping[int, int], made_from: Mapping[int, int], page: _Page
) -> Iterator[Difference]:
    """Yield them in the order of our text, what is missing where it should have stood."""
    taken = {*stands.values(), *made_from.values()}
    last: int | None = None
    for number, text in enumerate(own):
        if number in stands:
            yield from _missing(page.paragraphs, last, stands[number], taken)
            last = stands[number]
        elif number not in made_from:
            yield Difference(source="", ours=shown_words(text.split(" ")))
        elif (theirs := page.paragraphs[made_from[number]]) != text:
            yield from paragraph_differences(theirs, text)
        else:
            yield Difference(source=shown_words(text.split(" ")), ours=shown_words(text.split(" ")))


def _missing(paragraphs: Sequence[str], last: int | None, place: int, taken: set[int]) -> Iterator[Difference]:
    for number in range(place if last is None else last + 1, place):
        if number not in taken:
            yield Difference(source=shown_words(paragraphs[number].split(" ")), ours="")

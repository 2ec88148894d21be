"""Where does our text differ from the page it was taken from? Paragraph by paragraph, whatever else stands on the page."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from publishkit.rights.verbatim import Comparison, Difference, paragraph_differences, plain_paragraph, shown_words

RARE = 8
"""A word in more paragraphs than this says nothing of which paragraph was changed."""
ALIKE = 0.3
"""Share of its telling words, those that are rare on the page or new, that a paragraph has from the one it was made from."""
NAMED = 3
"""How many differences are named (reference 3.6)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    """The paragraphs of the source, as they are compared."""

    paragraphs: Sequence[str]
    places: Mapping[str, Sequence[int]]
    """Paragraph -> where it stands, in order."""
    telling: Mapping[str, Sequence[int]]
    """Word -> the few paragraphs it stands in."""


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
    found = list(_differences(own, stands, made_from, read))
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


def _differences(
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

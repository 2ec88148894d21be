"""Finding a sentence that a page's end has parted: its halves stand around running heads, folios and footnotes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

GAP = 400
"""Characters of such furniture that may stand between the halves."""

LEAST = 4
"""Characters by which a beginning is looked for."""

STEPS = 4
"""Places tried before the last one that fits: furniture may begin with the very words that would follow."""

LONG = 60
"""Characters no line holds; a place to break must be made inside."""

MOST = 64
"""Half-told beginnings that are carried to the next page, the longest: words that repeat themselves have hundreds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What stands on one page, as a key (`matching.key`): without whitespace."""

    text: str
    hyphens: frozenset[int] = frozenset()
    """Offsets at which a line ended with a hyphen that is no longer in the text: a word may be parted there."""


def parted(words: Sequence[str], pages: Sequence[Page]) -> bool:
    """Return whether *words* (keys) begin near the end of a page and go on, unchanged, near the head of the next ones.

    A page breaks between words, or inside one at a hyphen.

    >>> words = ["No", "one", "shall", "copy", "this."]
    >>> parted(words, [Page(text="Text.Nooneshall12"), Page(text="Theletter·Mudcopythis.End")])
    True
    >>> parted(words, [Page(text="Text.Nooneshall12"), Page(text="Theletter·Mudsellthis.End")])
    False
    """
    wanted, joints = "".join(words), _joints(words)
    begun: set[int] = set()
    for page in pages:
        went_on = {step for cut in begun for step in _goes_on(wanted, joints, cut, page)}
        if len(wanted) in went_on:
            return True
        begun = set(sorted(went_on | set(_begins(wanted, joints, page)))[-MOST:])
    return False


def _joints(words: Sequence[str]) -> list[int]:
    """Return after how many characters a line may end: after each word, `-` and `/`, and anywhere in an overlong word."""
    joints, at = [0], 0
    for word in words:
        whole = len(word) < LONG
        joints += [at + n for n, letter in enumerate(word, 1) if not whole or letter in "-/" or n == len(word)]
        at += len(word)
    return joints


def _goes_on(wanted: str, joints: Sequence[int], cut: int, page: Page) -> Iterator[int]:
    """Yield how far *wanted* is told when *page* goes on at *cut*: all of it, or to near the page's end."""
    rest = wanted[cut : cut + LEAST]
    at = page.text.find(rest, 0, GAP + LEAST)
    while at >= 0:
        same = cut + _common(wanted, cut, page.text, at)
        if same == len(wanted):
            yield same
        yield from (told for told in _stops(joints, same, page, at - cut) if told > cut)
        at = page.text.find(rest, at + 1, GAP + LEAST)


def _begins(wanted: str, joints: Sequence[int], page: Page) -> Iterator[int]:
    """Yield how many characters of *wanted* have been told near the page's end."""
    first = wanted[: min(LEAST, joints[1])]
    start = page.text.find(first, max(0, len(page.text) - GAP - len(wanted)))
    while start >= 0:
        yield from _stops(joints, _common(wanted, 0, page.text, start), page, start)
        start = page.text.find(first, start + 1)


def _stops(joints: Sequence[int], same: int, page: Page, start: int) -> Iterator[int]:
    """Yield how much may have been told of a text that began at *start* and fits for *same* characters."""
    inside = [offset - start for offset in page.hyphens if 0 < offset - start <= same]
    between = [joint for joint in joints if 0 < joint <= same][-STEPS:]
    yield from (told for told in (*between, *inside) if len(page.text) - start - told <= GAP)


def _common(one: str, first: int, other: str, second: int) -> int:
    """Return how many characters are the same from the two places on."""
    low, high = 0, min(len(one) - first, len(other) - second)
    while low < high:
        middle = (low + high + 1) // 2
        if one[first : first + middle] == other[second : second + middle]:
            low = middle
        else:
            high = middle - 1
    return low

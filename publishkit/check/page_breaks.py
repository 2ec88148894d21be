"""Finding a sentence that a page's end has parted: its halves stand around running heads, folios and footnotes."""

from collections.abc import Iterator, Sequence

GAP = 400
"""Characters of such furniture that may stand between the halves."""

LEAST = 4
"""A half this short proves nothing; a sentence is not parted there."""


def parted(wanted: str, pages: Sequence[str]) -> bool:
    """Return whether *wanted* begins near the end of a page and goes on, unchanged, near the head of the next ones.

    Both are keys (`matching.key`): without whitespace.

    >>> parted("Nooneshallcopythis.", ["Text.Nooneshall12", "Theletter·Mudcopythis.End"])
    True
    >>> parted("Nooneshallcopythis.", ["Text.Nooneshall12", "Theletter·Mudsellthis.End"])
    False
    """
    begun: set[int] = set()
    for page in pages:
        went_on = {step for cut in begun for step in _goes_on(wanted, cut, page)}
        if len(wanted) in went_on:
            return True
        begun = went_on | set(_begins(wanted, page))
    return False


def _goes_on(wanted: str, cut: int, page: str) -> Iterator[int]:
    """Yield how far *wanted* is told when *page* goes on at *cut*: all of it, or to near the page's end."""
    rest = wanted[cut : cut + LEAST]
    at = page.find(rest, 0, GAP + LEAST)
    while at >= 0:
        told = cut + _common(wanted, cut, page, at)
        if told == len(wanted) or len(page) - (at + told - cut) <= GAP:
            yield told
        at = page.find(rest, at + 1, GAP + LEAST)


def _begins(wanted: str, page: str) -> Iterator[int]:
    """Yield how many characters of *wanted* have been told at each of the page's last places, when enough."""
    tail = page[-(GAP + len(wanted)) :]
    start = tail.find(wanted[:LEAST])
    while start >= 0:
        told = _common(wanted, 0, tail, start)
        if len(tail) - start - told <= GAP:
            # The furniture may begin with the very letter the sentence goes on with.
            yield from range(max(LEAST, told - 2), told + 1)
        start = tail.find(wanted[:LEAST], start + 1)


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

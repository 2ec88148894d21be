"""Finding a sentence that a page's end has parted: its halves stand around running heads, folios and footnotes."""

from collections.abc import Iterator, Sequence

GAP = 400
"""Characters of such furniture that may stand between the halves."""

LEAST = 4
"""Characters by which a beginning is looked for."""


def parted(words: Sequence[str], pages: Sequence[str]) -> bool:
    """Return whether *words* begin near the end of a page and go on, unchanged, near the head of the next ones.

    All are keys (`matching.key`): without whitespace. A line, and so a page, breaks between words only.

    >>> parted(["No", "one", "shall", "copy", "this."], ["Text.Nooneshall12", "Theletter·Mudcopythis.End"])
    True
    >>> parted(["No", "one", "shall", "copy", "this."], ["Text.Nooneshall12", "Theletter·Mudsellthis.End"])
    False
    """
    wanted, joints = "".join(words), _joints(words)
    begun: set[int] = set()
    for page in pages:
        went_on = {step for cut in begun for step in _goes_on(wanted, joints, cut, page)}
        if len(wanted) in went_on:
            return True
        begun = went_on | set(_begins(wanted, joints, page))
    return False


def _joints(words: Sequence[str]) -> list[int]:
    """Return after how many characters a line may end: after each word, and after `-` and `/` inside one."""
    joints, at = [0], 0
    for word in words:
        joints += [at + inside for inside, letter in enumerate(word, 1) if letter in "-/" or inside == len(word)]
        at += len(word)
    return joints


def _told(joints: Sequence[int], most: int) -> list[int]:
    """Return the last two joints within *most* characters: furniture may begin with the very word that would follow."""
    return [joint for joint in joints if joint <= most][-2:]


def _goes_on(wanted: str, joints: Sequence[int], cut: int, page: str) -> Iterator[int]:
    """Yield how far *wanted* is told when *page* goes on at *cut*: all of it, or to near the page's end."""
    rest = wanted[cut : cut + LEAST]
    at = page.find(rest, 0, GAP + LEAST)
    while at >= 0:
        same = cut + _common(wanted, cut, page, at)
        if same == len(wanted):
            yield same
        yield from (joint for joint in _told(joints, same) if joint > cut and len(page) - (at + joint - cut) <= GAP)
        at = page.find(rest, at + 1, GAP + LEAST)


def _begins(wanted: str, joints: Sequence[int], page: str) -> Iterator[int]:
    """Yield how many characters of *wanted* have been told near the page's end."""
    tail = page[-(GAP + len(wanted)) :]
    first = wanted[: min(LEAST, joints[1])]
    start = tail.find(first)
    while start >= 0:
        same = _common(wanted, 0, tail, start)
        yield from (joint for joint in _told(joints, same) if joint > 0 and len(tail) - start - joint <= GAP)
        start = tail.find(first, start + 1)


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

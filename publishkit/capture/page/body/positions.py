"""Behind which block of the body stood what was left out of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from publishkit.capture.extracted import Block, Dropped
from publishkit.capture.page.body.outline import Run


def with_places(dropped: Sequence[Dropped], blocks: Sequence[Block], runs: Sequence[Run]) -> tuple[Dropped, ...]:
    """Return what was left out, each with the number of blocks before it; *runs* are all of the page, in their order.

    Takes time in proportion to the page. What cannot be found among the runs gets no place.
    """
    found: dict[str, list[int]] = {}
    for number, run in enumerate(runs):
        if run.text:
            found.setdefault(_first(run.text), []).append(number)
    ends, taken = _ends(blocks, found)
    left = {text: iter([number for number in numbers if number not in taken]) for text, numbers in found.items()}
    numbers = (next(left.get(_first(one.text), iter(())), None) for one in dropped)
    return tuple(
        one if number is None else replace(one, after=bisect_left(ends, number))
        for one, number in zip(dropped, numbers, strict=True)
    )


def _ends(blocks: Sequence[Block], found: dict[str, list[int]]) -> tuple[list[int], set[int]]:
    """Return the number of the last run of each block, and the runs that are in blocks."""
    ends: list[int] = []
    taken: set[int] = set()
    at = -1
    for block in blocks:
        for line in block.text.split("\n"):
            numbers = found.get(_first(line), ()) if line.strip() else ()
            following = bisect_right(numbers, at)
            if following < len(numbers):
                at = numbers[following]
                taken.add(at)
        ends.append(at)
    return ends, taken


def _first(text: str) -> str:
    """Return the first line of a text, as both sides have it."""
    return " ".join(text.strip().partition("\n")[0].split())

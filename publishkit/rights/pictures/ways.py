"""The eight ways a picture may lie, and what the squares around its spots are in each of them.

A square is told by the signs of its 40 lowest cosine coefficients. Mirroring and turning by right angles only exchange
these coefficients or their signs, so that nothing has to be looked at again.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

Axes = tuple[float, float, float, float]
"""What one step to the right and one step down are: (right x, down x, right y, down y)."""

WAVES = tuple(
    sorted(
        ((u, v) for u in range(7) for v in range(7) if 0 < u + v <= 9),
        key=lambda wave: (sum(wave), abs(wave[0] - wave[1]), wave),
    )[:40]
)
"""Half waves across and down of each coefficient, the broadest first."""
BITS = len(WAVES)


Doubts = tuple[tuple[int, int], ...]
"""Of each part of the signs (`PARTS`) the two whose coefficients are the least, as bits of the whole."""
PARTS = (0, 8, 16, 24)
"""The first of 16 signs that are a part of all."""


def signs(told: Sequence[float]) -> int:
    """Return the signs of coefficients as one number, the broadest wave first."""
    return int("".join("1" if one > 0 else "0" for one in told), 2)


@dataclass(frozen=True, slots=True)
class Way:
    """One of the eight ways a picture can lie: turned over its diagonal or not, mirrored across or not, down or not."""

    turned: bool
    across: bool
    down: bool

    def axes(self, scale: float) -> Axes:
        """Return where right and down of a picture point to in the copy that lies this way."""
        right, down = (-scale if self.across else scale), (-scale if self.down else scale)
        return (0.0, down, right, 0.0) if self.turned else (right, 0.0, 0.0, down)


WAYS = tuple(
    Way(turned, across, down) for turned in (False, True) for across in (False, True) for down in (False, True)
)


_TURNED = itemgetter(*(WAVES.index((v, u)) for u, v in WAVES))
"""Takes the coefficients of a square that is turned over its diagonal."""


def _changed(way: Way) -> int:
    """Return which signs change when a square is mirrored that way."""
    return int("".join("1" if (way.across and u % 2) != (way.down and v % 2) else "0" for u, v in WAVES), 2)


_CHANGED = tuple((way.turned, _changed(way)) for way in WAYS)


def each_way(told: Sequence[float]) -> tuple[int, ...]:
    """Return the signs of coefficients in each of `WAYS`."""
    both = signs(told), signs(_TURNED(told))
    return tuple(both[turned] ^ changed for turned, changed in _CHANGED)


def doubts(told: Sequence[float]) -> tuple[Doubts, ...]:
    """Return the signs that are most doubtful, in each of `WAYS`."""
    sizes = list(map(abs, told))
    both = _least(sizes), _least(_TURNED(sizes))
    return tuple(both[turned] for turned, _ in _CHANGED)


def _least(sizes: Sequence[float]) -> Doubts:
    return tuple(map(_two_least, ((first, list(sizes[first : first + 16])) for first in PARTS)))


def _two_least(part: tuple[int, list[float]]) -> tuple[int, int]:
    first, sizes = part
    one = sizes.index(min(sizes))
    sizes[one] = math.inf
    other = sizes.index(min(sizes))
    return 1 << (BITS - 1 - first - one), 1 << (BITS - 1 - first - other)

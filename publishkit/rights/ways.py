"""The eight ways a picture may lie, and what the squares around its spots are in each of them.

A square is told by the signs of its 40 lowest cosine coefficients. Mirroring and turning by right angles only exchange
these coefficients or their signs, so that nothing has to be looked at again.
"""

from collections.abc import Callable, Sequence
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


def _exchanged(way: Way) -> tuple[Callable[[Sequence[str]], Sequence[str]], int]:
    """Return which coefficient takes the place of which when a picture lies that way, and which signs change."""
    taken = [WAVES.index((v, u)) if way.turned else at for at, (u, v) in enumerate(WAVES)]
    changed = ["1" if (way.across and u % 2) != (way.down and v % 2) else "0" for u, v in WAVES]
    return itemgetter(*taken), int("".join(changed), 2)


_EXCHANGED = tuple(map(_exchanged, WAYS))


def each_way(told: Sequence[float]) -> tuple[int, ...]:
    """Return the signs of coefficients in each of `WAYS`."""
    letters = ["1" if one > 0 else "0" for one in told]
    return tuple(int("".join(take(letters)), 2) ^ changed for take, changed in _EXCHANGED)


_TURNED = tuple(WAVES.index((v, u)) for u, v in WAVES)


def doubts(told: Sequence[float]) -> tuple[Doubts, ...]:
    """Return the signs that are most doubtful, in each of `WAYS`."""
    upright = _least(list(map(abs, told)))
    turned = _least([abs(told[WAVES.index((v, u))]) for u, v in WAVES])
    return tuple(turned if way.turned else upright for way in WAYS)


def _least(sizes: Sequence[float]) -> Doubts:
    found = []
    for first in PARTS:
        one, other = sorted(range(first, first + 16), key=sizes.__getitem__)[:2]
        found.append((1 << (BITS - 1 - one), 1 << (BITS - 1 - other)))
    return tuple(found)

"""How a known picture lies on another: guessed from a few spots that agree, settled by all of them, counted in the end."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

from publishkit.rights.pictures.keypoints import REACH, STEP, Look, Patch, Spot
from publishkit.rights.pictures.ways import WAYS, Axes, signs

SAME = 10
"""Signs of 40 in which a spot may differ from what is seen where it must be; by chance 1 in 900 differs in no more."""
FEWEST = 3
"""Spots that must agree on how the picture lies before it is laid there."""
A_FEW, A_PART = 20, 8
"""Spots that are looked for at first; fewer that must be seen say nothing."""
PROMISING = 2
"""Of the few those that are seen at first, in a guess that is worth settling."""
CONVINCING = 4
"""Of the few those that are seen when it was moved once."""
STEPS = (1.5, 1.2, 0.8, 0.5)
"""How far around its place a spot is looked for, round by round, in samples of its square."""
SETTLED = 0.8
"""Share of the spots seen at which no further round is needed."""
RIM = 0.9
"""Share of a square that must be within the picture on each side of the spot."""

GUESSED = 0.1
"""Share of the picture's side by which pairs of spots may differ in a first guess in where its middle lies."""
MISSED, HEARD = 0.04, 24
"""Share of the other picture's side by which a spot may be off where a pair says; pairs that are asked so."""
FULLEST = 4
"""Guesses that are made of one picture in one way."""
ENOUGH = 6
"""Spots by which stretching and skewing can be told."""

Pair = tuple[int, int]
"""(spot of the known picture, spot of the other)."""
Telling = tuple[float, Pair]
"""How much a pair says: 1 for a spot that is like no other, 1/n for one that is like n."""


@dataclass(frozen=True)
class Known:
    """A picture as its fingerprint tells it."""

    size: tuple[int, int]
    places: Callable[[], tuple[Spot, ...]]
    """Reads its spots; most pictures are never laid anywhere."""
    told: tuple[int, ...]
    """What is around each spot, as signs."""
    rising: int = 0
    """Of 16 rows of 16 steps between neighboring fields of the picture, row by row, which become brighter."""
    decisive: int = 0
    """Which of these steps are more than noise; 0 for a fingerprint that does not have them."""

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Its spots, in the order of `told`."""
        return self.places()


@dataclass(frozen=True, slots=True)
class Lay:
    """Where the right and the down of a known picture point to in another, and where its corner lies."""

    axes: Axes
    x: float
    y: float

    def place(self, spot: Spot) -> tuple[float, float]:
        """Return where a spot of the known picture lies."""
        a, b, c, d = self.axes
        return a * spot.x + b * spot.y + self.x, c * spot.x + d * spot.y + self.y

    @property
    def scale(self) -> float:
        """How many times larger it lies there, at least 0.001."""
        a, b, c, d = self.axes
        return math.sqrt(max(1e-6, abs(a * d - b * c)))

    def is_near(self, guess: "Lay") -> bool:
        """Return whether it is *guess* but for a small turn, some stretching and a part of the size."""
        (a, b, c, d), (p, q, r, s) = self.axes, guess.axes
        size = guess.scale**2
        right, skew, tilt, down = (
            (p * a + r * c) / size,
            (p * b + r * d) / size,
            (q * a + s * c) / size,
            (q * b + s * d) / size,
        )
        turned = max(abs(skew), abs(tilt)) < 0.22 and abs(skew + tilt) < 0.15
        return turned and min(right, down) > 0.6 and max(right, down) < 1.6 and 0.75 < right / down < 1.33


@dataclass(frozen=True, slots=True)
class Guess:
    """A way in which a known picture may lie on another."""

    weight: float
    """What the spots that agree on it say together."""
    way: int
    """Number of the way it lies (`keypoints.WAYS`)."""
    lay: Lay
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, order=True)
class Cover:
    """How well a known picture covers another one where it lies."""

    share: float
    """Of the spots that must be seen there."""
    seen: int
    sought: int
    """Spots that must be seen."""
    spread: float
    """Share of the known picture between the spots seen."""
    lay: Lay = field(compare=False)


def guesses(known: Known, look: Look, way: int, pairs: Sequence[Telling]) -> Iterator[Guess]:
    """Yield the places on which *pairs* of spots agree, the most telling first, each with pairs that are mostly its own.

    *way* is the number of the way the picture lies (`keypoints.WAYS`). One pair alone says how large the picture is there
    and where its middle would lie; pairs that say much the same are counted in fields that overlap by half.
    """
    fields: defaultdict[tuple[int, int, int], list[_Vote]] = defaultdict(list)
    side = GUESSED * max(known.size)
    for vote in _votes(known, look, way, pairs):
        level = math.floor(vote.levels)
        for size in (level, level + 1):
            wide = side * STEP**size
            x, y = math.floor(vote.x / wide), math.floor(vote.y / wide)
            for column in (x, x + 1):
                fields[size, column, y].append(vote)
                fields[size, column, y + 1].append(vote)
    held = set[Pair]()
    for weight, votes in _fullest(fields.values()):
        taken = [vote.pair for vote in votes]
        if sum(pair in held for pair in taken) * 2 < len(taken):
            held.update(taken)
            yield Guess(weight, way, _lay(known, way, votes), tuple(taken))


@dataclass(frozen=True, slots=True)
class _Vote:
    """How large a known picture lies in the other one by one pair of spots, in levels, and where its middle."""

    levels: float
    x: float
    y: float
    weight: float
    pair: Pair


def _votes(known: Known, look: Look, way: int, pairs: Sequence[Telling]) -> Iterator[_Vote]:
    a, b, c, d = WAYS[way].axes(1.0)
    middle = known.size[0] / 2, known.size[1] / 2
    for weight, pair in pairs:
        spot, there = known.spots[pair[0]], look.spots[pair[1]]
        x, y, levels = middle[0] - spot.x, middle[1] - spot.y, there.level - spot.level
        scale = STEP**levels
        yield _Vote(levels, there.x + scale * (a * x + b * y), there.y + scale * (c * x + d * y), weight, pair)


def _fullest(fields: Iterable[Sequence[_Vote]]) -> Sequence[tuple[float, Sequence[_Vote]]]:
    """Return the fields whose votes say the most, and how much: each spot of either picture once."""
    counted = []
    for votes in fields:
        if len(votes) >= FEWEST:
            said = [{vote.pair[side]: vote.weight for vote in votes} for side in (0, 1)]
            if min(map(len, said)) >= FEWEST:
                counted.append((min(sum(one.values()) for one in said), votes))
    return sorted(counted, key=lambda one: -one[0])[:FULLEST]


def _lay(known: Known, way: int, votes: Sequence[_Vote]) -> Lay:
    """Return where a picture lies by the middle of what pairs of spots say."""
    levels, x, y = map(median, zip(*((vote.levels, vote.x, vote.y) for vote in votes), strict=True))
    axes = WAYS[way].axes(STEP**levels)
    left, top = Lay(axes, 0, 0).place(Spot(known.size[0] / 2, known.size[1] / 2, 0))
    return Lay(axes, x - left, y - top)


def cover(known: Known, look: Look, guess: Guess) -> Cover | None:
    """Return how well *known* covers *look* where *guess* has it, or near there; None when it lies outside."""
    agreeing = _of_one_mind(known, look, guess)
    lay = guess.lay
    for reach in (0.04, 0.03):
        fitted = _fit([_placed(known, look, pair) for pair in agreeing], guess.lay)
        if fitted is None:
            break
        lay = fitted
        agreeing = tuple(_agreeing(known, look, guess.way, lay, reach * max(look.size)))
    lay = _fit([_placed(known, look, pair) for pair in agreeing], guess.lay) or lay
    first = _settle(known, look, lay, guess.lay)
    if lay == guess.lay or (first and first.share > SETTLED):
        return first
    return max(filter(None, (first, _settle(known, look, guess.lay, guess.lay))), default=None)


def _of_one_mind(known: Known, look: Look, guess: Guess) -> tuple[Pair, ...]:
    """Return the most pairs of a guess that lie as one of them says, each spot in one of them."""
    reach, best = MISSED * max(look.size), dict[int, int]()
    for one, other in guess.pairs[:HEARD]:
        spot, there = known.spots[one], look.spots[other]
        axes = WAYS[guess.way].axes(STEP ** (there.level - spot.level))
        left, top = Lay(axes, 0, 0).place(spot)
        lay, met = Lay(axes, there.x - left, there.y - top), dict[int, int]()
        for pair in guess.pairs:
            x, y = lay.place(known.spots[pair[0]])
            seen = look.spots[pair[1]]
            if abs(x - seen.x) < reach and abs(y - seen.y) < reach:
                met[pair[0]] = pair[1]
        best = max(best, met, key=len)
    return tuple(best.items())


def _settle(known: Known, look: Look, lay: Lay, guess: Lay) -> Cover | None:
    """Return the best count of the spots seen while *lay* is moved to where most of them are found.

    None for a place where hardly any is seen, which a part of the spots says soon.
    """
    at_first = _count(known, look, lay, A_FEW)
    if at_first is None or at_first.seen < PROMISING:
        return None
    if at_first.share <= SETTLED:
        moved = _fit(list(_found_near(known, look, lay, STEPS[0], 2 * A_FEW)), guess)
        then = _count(known, look, moved, A_FEW) if moved else None
        if moved is None or then is None or then.seen < CONVINCING:
            return None
        lay = moved
    best = _count(known, look, lay)
    for step in STEPS[1:]:
        moved = _fit(list(_found_near(known, look, lay, step)), guess) if best and best.share <= SETTLED else None
        if best is None or moved is None:
            break
        lay = moved
        best = max(best, _count(known, look, lay) or best)
    return best


# --- a first guess ----------------------------------------------------------------------------------------------------

Placed = tuple[Spot, tuple[float, float]]
"""A spot of the known picture, and where it is in the other one."""


def _placed(known: Known, look: Look, pair: Pair) -> Placed:
    other = look.spots[pair[1]]
    return known.spots[pair[0]], (other.x, other.y)


def _agreeing(known: Known, look: Look, way: int, lay: Lay, reach: float) -> Iterator[Pair]:
    """Yield for each known spot the one that resembles it most among those near its place."""
    levels = math.log(lay.scale, STEP)
    for one, (spot, told) in enumerate(zip(known.spots, known.told, strict=True)):
        x, y = lay.place(spot)
        near = (
            ((look.told[other][way] ^ told).bit_count(), other)
            for other, there in enumerate(look.spots)
            if abs(there.x - x) < reach and abs(there.y - y) < reach and abs(there.level - spot.level - levels) < 1.6
        )
        apart, other = min(near, default=(SAME + 1, 0))
        if apart <= SAME:
            yield one, other


def _fit(placed: Sequence[Placed], guess: Lay) -> Lay | None:
    """Return where the picture lies by least squares; None when that is far from *guess*, or nothing can be said."""
    if len(placed) < FEWEST:
        return None
    count = len(placed)
    x, y = sum(spot.x for spot, _ in placed) / count, sum(spot.y for spot, _ in placed) / count
    u, v = sum(to[0] for _, to in placed) / count, sum(to[1] for _, to in placed) / count
    moved = [(spot.x - x, spot.y - y, to[0] - u, to[1] - v) for spot, to in placed]
    axes = _stretched(moved) if count >= ENOUGH else _turned(moved, guess)
    if axes is None:
        return None
    lay = Lay(axes, 0, 0)
    left, top = axes[0] * x + axes[1] * y, axes[2] * x + axes[3] * y
    return Lay(axes, u - left, v - top) if lay.is_near(guess) else None


def _stretched(moved: Sequence[tuple[float, float, float, float]]) -> Axes | None:
    """Return the axes that may be stretched and skewed (affine)."""
    xx, xy, yy = (sum(one) for one in zip(*((x * x, x * y, y * y) for x, y, _, _ in moved), strict=True))
    ux, uy, vx, vy = (sum(one) for one in zip(*((u * x, u * y, v * x, v * y) for x, y, u, v in moved), strict=True))
    part = xx * yy - xy * xy
    if part <= 1e-3 * (xx + yy) ** 2:
        return None  # all on one line
    return (
        (ux * yy - uy * xy) / part,
        (uy * xx - ux * xy) / part,
        (vx * yy - vy * xy) / part,
        (vy * xx - vx * xy) / part,
    )


def _turned(moved: Sequence[tuple[float, float, float, float]], guess: Lay) -> Axes | None:
    """Return the axes that are only turned and scaled (similarity), mirrored when *guess* is."""
    a, b, c, d = guess.axes
    hand = 1 if a * d > b * c else -1
    size = sum(x * x + y * y for x, y, _, _ in moved)
    if size < 1:
        return None
    real = sum(u * x + v * y * hand for x, y, u, v in moved) / size
    turn = sum(v * x - u * y * hand for x, y, u, v in moved) / size
    return real, -turn * hand, turn, real * hand


# --- what is seen there -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sought:
    """A known spot, and the square where it must be seen."""

    number: int
    reach: float
    """Half its side, in pixels of the other picture."""
    patch: Patch

    def moved(self, right: float, down: float) -> Patch:
        """Return the square so many samples further."""
        x, y = self.patch.x + right * self.reach / 4, self.patch.y + down * self.reach / 4
        return Patch(x, y, self.patch.level, self.patch.axes)


def _sought(known: Known, look: Look, lay: Lay, most: int) -> Sequence[_Sought]:
    """Return the spots that must be seen, about *most* of them: none beyond the rim, or finer than the other picture shows."""
    a, b, c, d = lay.axes
    levels, found = math.log(lay.scale, STEP), []
    for number, spot in enumerate(known.spots):
        reach = REACH * STEP**spot.level * lay.scale
        x, y = lay.place(spot)
        if spot.level + levels >= look.finest - 1 and is_within(x, y, RIM * reach, look.size):
            level = max(0, round(spot.level + levels))
            factor = STEP ** (spot.level - level)
            axes = (a * factor, b * factor, c * factor, d * factor)
            found.append(_Sought(number, reach, Patch(x, y, level, axes)))
    return found[:: max(1, len(found) // most)]


def is_within(x: float, y: float, rim: float, size: tuple[int, int]) -> bool:
    """Return whether a place is in a picture of *size*, at least *rim* from its edges."""
    return rim <= x <= size[0] - rim and rim <= y <= size[1] - rim


def _count(known: Known, look: Look, lay: Lay, most: int = 1000) -> Cover | None:
    """Return how many of the spots that must be seen are seen; None when too few must be."""
    sought = _sought(known, look, lay, most)
    if len(sought) < A_PART:
        return None
    told = look.tell([one.patch for one in sought])
    seen = [
        known.spots[one.number]
        for one, there in zip(sought, told, strict=True)
        if (signs(there) ^ known.told[one.number]).bit_count() <= SAME
    ]
    return Cover(len(seen) / len(sought), len(seen), len(sought), _spread(seen, known.size), lay)


def _spread(spots: Sequence[Spot], size: tuple[int, int]) -> float:
    if not spots:
        return 0
    across, down = ([spot.x for spot in spots], [spot.y for spot in spots])
    return (max(across) - min(across)) * (max(down) - min(down)) / (size[0] * size[1])


def _found_near(known: Known, look: Look, lay: Lay, step: float, most: int = 1000) -> Iterator[Placed]:
    """Yield for each known spot where around its place it is seen best."""
    sought = _sought(known, look, lay, most)
    around = [(x * step, y * step) for x in (0, -1, 1) for y in (0, -1, 1)]
    moved = [(one.number, one.moved(*offset)) for one in sought for offset in around]
    moved = [(number, patch) for number, patch in moved if is_within(patch.x, patch.y, 0, look.size)]
    best: dict[int, tuple[int, Patch]] = {}
    for (number, patch), told in zip(moved, look.tell([patch for _, patch in moved]), strict=True):
        apart = (signs(told) ^ known.told[number]).bit_count()
        if apart <= SAME and apart < best.get(number, (SAME + 1, patch))[0]:
            best[number] = apart, patch
    for number, (_, patch) in best.items():
        yield known.spots[number], (patch.x, patch.y)

"""Points of a picture that are found again in any copy of it: spots of brightness, each told by what is around it.

A spot is where a picture differs most from its own surroundings, at some size (a local extremum of a band of its scale
space, as in Lowe, "Distinctive image features from scale-invariant keypoints", 2004). What is around it, a square of
8 x 8 samples, is told by the signs of its 40 lowest cosine coefficients. Mirroring and turning by right angles only
exchange these coefficients or their signs, so the eight ways a picture can lie are compared without looking again.

Pillow does the work on pixels; NumPy and OpenCV would be 30 and 180 MB more for every user.
"""

import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from PIL import Image, ImageMath, ImageOps

from publishkit.rights.pictures.ways import WAVES, Axes, Doubts, doubts, each_way

AREA = 256 * 256
"""Pixels a picture is scaled to before it is looked at."""
STEP = 2 ** (1 / 3)
"""Each level of the scale space is smaller by this factor: three to halve a picture."""
LEVELS = 10
SMOOTH, BAND = 2, 5
"""Spots of a level are seen between the levels that are this many steps smaller."""
NOISE = 1.2
"""Levels of grey (of 256) that the broadest spots must differ from their surroundings."""
GRAIN = 3.0
"""And as many more the finest, which film, paper and compression imitate."""
BREADTH = 0.5
"""A spot counts for more the broader it is: by this power of its size. Fine ones are lost in smaller copies."""
ROUND = 12
"""An edge is no spot: most that the two curvatures may differ (trace² / determinant)."""
REACH = 7.0
"""Half the side of the square around a spot, in pixels of its level."""
APART = 5.0
"""Pixels of its level that a spot must be away from others of its size."""
FIELD = 24.0
"""Pixels of a picture in which its spots are looked up together."""
GRID = 5
"""Spots are taken from 5 x 5 parts of a picture in turn, so that all of it is told."""
MOST = 240
"""Spots that are kept of a picture."""
IN_CELL = 20
"""Spots that are looked for in each of these parts."""
SIDE = 8
"""Samples along a square."""

UPRIGHT: Axes = (1.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Spot:
    """A spot of a picture."""

    x: float
    y: float
    """In pixels of the picture as it is looked at."""
    level: float
    """How broad it is; between two levels as a rule."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A square to be told: around (x, y), at a level, its sides along `axes`."""

    x: float
    y: float
    level: int
    axes: Axes = UPRIGHT
    """In pixels of the picture for each pixel of the level, without the level's own factor."""


class Look:
    """A picture as it is looked at: grey, scaled, at every size; its spots and what is around them."""

    def __init__(self, picture: Image.Image, data: bytes = b"") -> None:
        """Look at an opened picture; *data* is its file, where its colours may be looked at besides.

        Raises:
            OSError: it is damaged.
        """
        self.data = data
        self.grey = _seen(picture)
        """In levels of grey."""
        self.size = self.grey.size
        base = self.grey.convert("F")
        shown = math.sqrt(self.size[0] * self.size[1] / max(1, picture.width * picture.height))
        self.finest = max(0.0, math.log(shown, STEP))
        """The level of the finest spots that the file itself can show: above 0 for a picture that had to be enlarged."""
        self._sizes = [base]
        for level in range(1, LEVELS + BAND):
            size = (round(base.width / STEP**level), round(base.height / STEP**level))
            if min(size) < SIDE - 2:
                break
            larger = self._sizes[max(0, level - 3)]
            self._sizes.append(larger.resize(size, Image.Resampling.BICUBIC))

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """The spots that differ most, spread over the picture."""
        cells: dict[tuple[int, int], list[tuple[float, Spot]]] = {}
        for strength, spot in self._found():
            cells.setdefault(self._cell(spot.x, spot.y), []).append((strength, spot))
        kept = _Apart()
        for turn in range(IN_CELL):
            row = [cell[turn] for cell in cells.values() if len(cell) > turn]
            for _, spot in sorted(row, key=lambda one: -one[0]):
                kept.add(spot)
        return tuple(kept.spots[:MOST])

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        return int(x * GRID / self.size[0]), int(y * GRID / self.size[1])

    @cached_property
    def _measured(self) -> Sequence[tuple[float, ...]]:
        return self.tell([_patch(spot) for spot in self.spots])

    @cached_property
    def told(self) -> tuple[tuple[int, ...], ...]:
        """What is around each spot, in the eight ways a picture can lie (`WAYS`)."""
        return tuple(map(each_way, self._measured))

    @cached_property
    def doubts(self) -> tuple[tuple[Doubts, ...], ...]:
        """Of each spot, in the eight ways, the signs that a copy is most likely to have otherwise."""
        return tuple(map(doubts, self._measured))

    def tell(self, patches: Sequence[Patch]) -> Sequence[tuple[float, ...]]:
        """Return the cosine coefficients of each patch, in the order of `WAVES`."""
        levels: dict[int, list[int]] = {}
        if not patches:  # nothing is on a blank sheet
            return ()
        for number, patch in enumerate(patches):
            levels.setdefault(patch.level, []).append(number)
        sheet, order = Image.new("F", (SIDE, SIDE * len(patches))), list[int]()
        for level, numbers in levels.items():
            source = self._sizes[min(level + SMOOTH, len(self._sizes) - 1)]
            scale = (source.width / self.size[0], source.height / self.size[1])
            corners = [_corners(patches[number], REACH * STEP**level, scale) for number in numbers]
            boxes = [(0, SIDE * n, SIDE, SIDE * n + SIDE) for n in range(len(numbers))]
            cut = source.transform(
                (SIDE, SIDE * len(numbers)),
                Image.Transform.MESH,
                list(zip(boxes, corners, strict=True)),
                Image.Resampling.BILINEAR,
            )
            sheet.paste(cut, (0, SIDE * len(order)))
            order += numbers
        told = dict(zip(order, _coefficients(sheet, len(patches)), strict=True))
        return [told[number] for number in range(len(patches))]

    def _found(self) -> Iterator[tuple[float, Spot]]:
        """Yield spots with their weight, the heaviest first, as many as the parts of the picture want."""
        bands = [_Band(self._band(level)) for level in range(min(LEVELS, len(self._sizes) - BAND))]
        extremes = [
            (abs(band.values[at]) * STEP ** (BREADTH * level), level, at)
            for level, band in enumerate(bands)
            for at in band.extremes(math.ceil(REACH), NOISE + GRAIN / STEP**level)
        ]
        taken: Counter[tuple[int, int]] = Counter()
        for weight, level, at in sorted(extremes, reverse=True):
            band = bands[level]
            x, y = (at % band.width + 0.5) / band.width, (at // band.width + 0.5) / band.height
            value, cell = abs(band.values[at]), self._cell(x * self.size[0], y * self.size[1])
            if taken[cell] >= IN_CELL:
                continue
            finer, broader = (
                bands[one].at(x, y, band.values[at]) if 0 <= one < len(bands) else 0.0 for one in (level - 1, level + 1)
            )
            if max(finer, broader) <= value and (off := band.peak(at)):
                taken[cell] += 1
                x, y = x + off[0] / band.width, y + off[1] / band.height
                breadth = level + _half(finer - broader, finer + broader - 2 * value)
                yield weight, Spot(x * self.size[0], y * self.size[1], max(0.0, breadth))

    def _band(self, level: int) -> Image.Image:
        size = self._sizes[level].size
        fine, coarse = (self._sizes[level + more].resize(size, Image.Resampling.BICUBIC) for more in (SMOOTH, BAND))
        return _each_pixel(lambda of: of["fine"] - of["coarse"], fine=fine, coarse=coarse)


def _seen(picture: Image.Image) -> Image.Image:
    """Return *picture* upright, on white, in grey of full contrast, as large as it is looked at."""
    # A JPEG decoded at a fraction of its size shows the same, many times faster; other formats ignore this.
    picture.draft("L", (512, 512))
    grey = on_white(ImageOps.exif_transpose(picture)).convert("L")
    scale = math.sqrt(AREA / (grey.width * grey.height))
    size = (max(SIDE, round(grey.width * scale)), max(SIDE, round(grey.height * scale)))
    return ImageOps.autocontrast(grey.resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0), cutoff=0.5)


def on_white(picture: Image.Image) -> Image.Image:
    """Return *picture* as it looks on paper: what is transparent becomes white."""
    if not picture.has_transparency_data:
        return picture
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture.convert("RGBA"))
    return paper


def _each_pixel(formula: Callable[[Any], Any], **images: Image.Image) -> Image.Image:
    """Return *formula* worked out for each pixel of *images* of one size."""
    image: Image.Image = ImageMath.lambda_eval(formula, **images)
    return image


# --- spots ------------------------------------------------------------------------------------------------------------


class _Band:
    """How much each pixel differs from its surroundings, at one size."""

    def __init__(self, image: Image.Image) -> None:
        self.image = image
        self.width, self.height = image.size
        self.values = memoryview(image.tobytes()).cast("f")

    def extremes(self, rim: int, noise: float) -> Iterator[int]:
        """Yield the offsets of the pixels that are the highest or the lowest of the 25 around them, none in the rim."""
        high, low = _of_five(self.image, "max"), _of_five(self.image, "min")
        marked = _each_pixel(
            lambda of: (of["it"] >= of["high"]) * (of["it"] > noise) + (of["it"] <= of["low"]) * (of["it"] < -noise),
            it=self.image,
            high=high,
            low=low,
        )
        flags = marked.convert("L").tobytes()
        for y in range(rim, self.height - rim):
            last = (y + 1) * self.width - rim
            at = flags.find(b"\1", y * self.width + rim, last)
            while at >= 0:
                yield at
                at = flags.find(b"\1", at + 1, last)

    def at(self, x: float, y: float, like: float) -> float:
        """Return the value at a place given in shares of the picture, positive when it has the sign of *like*."""
        across, down = min(self.width - 1, int(x * self.width)), min(self.height - 1, int(y * self.height))
        value: float = self.values[down * self.width + across]
        return value if like > 0 else -value

    def peak(self, at: int) -> tuple[float, float] | None:
        """Return how many pixels the top of a spot is from its pixel; None for an edge."""
        values, width = self.values, self.width
        here, left, right, above, below = (
            values[at],
            values[at - 1],
            values[at + 1],
            values[at - width],
            values[at + width],
        )
        across, down = left + right - 2 * here, above + below - 2 * here
        corners = values[at + width + 1] + values[at - width - 1] - values[at - width + 1] - values[at + width - 1]
        determinant = across * down - (corners / 4) ** 2
        if determinant <= 0 or (across + down) ** 2 > ROUND * determinant:
            return None
        return _half(left - right, across), _half(above - below, down)


def _of_five(image: Image.Image, which: str) -> Image.Image:
    """Return the highest or lowest ("max", "min") of each pixel and those around it, two steps to each side."""
    for x, y in ((1, 0), (0, 1)):
        two = _of_two(image, _moved(image, x, y), which)
        four = _of_two(two, _moved(two, -2 * x, -2 * y), which)
        image = _of_two(four, _moved(image, 2 * x, 2 * y), which)
    return image


def _of_two(one: Image.Image, other: Image.Image, which: str) -> Image.Image:
    return _each_pixel(lambda of: of[which](of["one"], of["other"]), one=one, other=other)


def _moved(image: Image.Image, x: int, y: int) -> Image.Image:
    """Return *image* with what is so far to the right and below in the place of each pixel."""
    return image.crop((x, y, image.width + x, image.height + y))


class _Apart:
    """Spots of which no two are told by much the same square."""

    def __init__(self) -> None:
        self.spots: list[Spot] = []
        self._near: dict[tuple[int, int], list[Spot]] = {}

    def add(self, spot: Spot) -> None:
        """Take a spot, unless one of much its size is too near."""
        x, y, level = spot.x, spot.y, spot.level
        reach = APART * STEP**level
        rows = range(int((y - reach) / FIELD), int((y + reach) / FIELD) + 1)
        for column in range(int((x - reach) / FIELD), int((x + reach) / FIELD) + 1):
            for row in rows:
                for other in self._near.get((column, row), ()):
                    if abs(level - other.level) <= 1 and abs(x - other.x) < reach and abs(y - other.y) < reach:
                        return
        self.spots.append(spot)
        self._near.setdefault((int(x / FIELD), int(y / FIELD)), []).append(spot)


def _half(slope: float, curve: float) -> float:
    return max(-0.5, min(0.5, slope / (2 * curve))) if curve else 0.0


# --- what is around them ----------------------------------------------------------------------------------------------


def _patch(spot: Spot) -> Patch:
    """Return the square around a spot, as large as the spot is broad."""
    level = round(spot.level)
    factor = STEP ** (spot.level - level)
    return Patch(spot.x, spot.y, level, (factor, 0.0, 0.0, factor))


def _corners(patch: Patch, reach: float, scale: tuple[float, float]) -> tuple[float, ...]:
    """Return the corners of a patch in a level: northwest, southwest, southeast, northeast."""
    a, b, c, d = patch.axes
    return tuple(
        place
        for x, y in ((-reach, -reach), (-reach, reach), (reach, reach), (reach, -reach))
        for place in ((patch.x + a * x + b * y) * scale[0], (patch.y + c * x + d * y) * scale[1])
    )


def _coefficients(sheet: Image.Image, count: int) -> Iterator[tuple[float, ...]]:
    """Yield the cosine coefficients of *count* squares that stand one below the other, all at once."""
    across = Image.new("F", (7, SIDE * count))
    for wave in range(7):
        column = _product(sheet, _wave(wave, "across").crop((0, 0, SIDE, SIDE * count)))
        across.paste(column.resize((1, SIDE * count), Image.Resampling.BOX), (wave, 0))
    rows = []
    for wave in range(7):
        down = _product(across, _wave(wave, "down").crop((0, 0, 7, SIDE * count)))
        rows.append(memoryview(down.resize((7, count), Image.Resampling.BOX).tobytes()).cast("f"))
    for number in range(count):
        yield tuple(rows[v][7 * number + u] for u, v in WAVES)


def _product(one: Image.Image, other: Image.Image) -> Image.Image:
    return _each_pixel(lambda of: of["one"] * of["other"], one=one, other=other)


@lru_cache(maxsize=14)
def _wave(wave: int, way: str) -> Image.Image:
    """Return one cosine wave over a square, repeated downwards as often as patches are told at once."""
    line = [math.cos(math.pi * (2 * at + 1) * wave / (2 * SIDE)) for at in range(SIDE)]
    wide = SIDE if way == "across" else 7
    square = array("f", (line[x if way == "across" else y] for y in range(SIDE) for x in range(wide)))
    return Image.frombytes("F", (wide, SIDE * AT_ONCE), square.tobytes() * AT_ONCE)


AT_ONCE = 1024
"""Patches that can be told in one call."""

"""The picture desk's hand: paper, inks, carved edges, grain. Pillow only, and every random number has a seed."""

import math
import random
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

Point = tuple[float, float]
Color = tuple[int, int, int]

WIDTH, HEIGHT = 2000, 1333
"""Of a finished picture, in pixels."""
FINE = 2
"""Everything is drawn this much larger and reduced at the end."""

PAPER: Color = (245, 240, 229)
SHADE: Color = (226, 217, 198)
INK: Color = (34, 38, 41)
TEAL: Color = (31, 95, 90)
MIST: Color = (170, 194, 188)
RUST: Color = (180, 83, 42)

FONTS = Path(__file__).parents[3] / "themes" / "almanac" / "fonts"


def font(name: str, size: float) -> ImageFont.FreeTypeFont:
    """Return one of the theme's own fonts, e.g. `PkSans-Regular`, in pixels of the finished picture."""
    return ImageFont.truetype(FONTS / f"{name}.ttf", round(size * FINE))


def noise(size: tuple[int, int], seed: int) -> Image.Image:
    """Return white noise, one byte a pixel."""
    return Image.frombytes("L", size, random.Random(seed).randbytes(size[0] * size[1]))


def clouds(size: tuple[int, int], seed: int, grain: int) -> Image.Image:
    """Return soft noise whose blots are *grain* pixels wide."""
    small = noise((size[0] // grain + 2, size[1] // grain + 2), seed)
    return small.resize(size, Image.Resampling.BICUBIC)


def wave(x: float, seed: int) -> float:
    """Return a smooth wandering value between -1 and 1: three sines that never quite meet."""
    return (
        math.sin(x * 1.00 + seed * 1.7) + 0.6 * math.sin(x * 2.31 + seed * 4.1) + 0.4 * math.sin(x * 4.87 + seed * 2.9)
    ) / 2


def curve(start: Point, bend: Point, end: Point, steps: int = 24) -> list[Point]:
    """Return points on a quadratic curve."""
    points = []
    for step in range(steps + 1):
        t = step / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        points.append((a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1]))
    return points


def smooth(points: Sequence[Point], rounds: int = 3, *, closed: bool = False) -> list[Point]:
    """Return *points* with their corners cut (Chaikin), which looks drawn rather than constructed."""
    line = list(points)
    for _ in range(rounds):
        pairs = list(zip(line, line[1:] + line[:1] if closed else line[1:], strict=False))
        cut = [(a[0] * k + b[0] * (1 - k), a[1] * k + b[1] * (1 - k)) for a, b in pairs for k in (0.75, 0.25)]
        line = cut if closed else [line[0], *cut, line[-1]]
    return line


class Block:
    """A printing block in relief: what is white on its mask takes ink. Coordinates are those of the finished picture."""

    def __init__(self, mask: Image.Image | None = None) -> None:
        self.mask = mask or Image.new("L", (WIDTH * FINE, HEIGHT * FINE), 0)
        self.pen = ImageDraw.Draw(self.mask)

    def shape(self, points: Sequence[Point], *, on: bool = True) -> None:
        """Leave a shape standing, or cut it away."""
        self.pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=255 if on else 0)

    def disc(self, x: float, y: float, radius: float, *, on: bool = True) -> None:
        """Leave a round standing, or cut it away."""
        box = [(x - radius) * FINE, (y - radius) * FINE, (x + radius) * FINE, (y + radius) * FINE]
        self.pen.ellipse(box, fill=255 if on else 0)

    def gouge(
        self,
        points: Sequence[Point],
        width: float,
        *,
        on: bool = False,
        profile: Callable[[float], float] = lambda t: math.sin(math.pi * t) ** 0.6,
    ) -> None:
        """Draw one stroke of the gouge: thin where it enters and leaves (*profile* runs over 0 to 1)."""
        left, right = [], []
        last = len(points) - 1
        for index, (x, y) in enumerate(points):
            ahead, behind = points[min(index + 1, last)], points[max(index - 1, 0)]
            angle = math.atan2(ahead[1] - behind[1], ahead[0] - behind[0]) + math.pi / 2
            half = width / 2 * profile(index / last)
            left.append((x + half * math.cos(angle), y + half * math.sin(angle)))
            right.append((x - half * math.cos(angle), y - half * math.sin(angle)))
        self.shape([*left, *reversed(right)], on=on)

    def line(self, points: Sequence[Point], width: float, *, on: bool = True) -> None:
        """Draw a line of even width with round ends."""
        self.gouge(points, width, on=on, profile=lambda _: 1)
        for x, y in points:
            self.disc(x, y, width / 2, on=on)

    def text(self, at: Point, words: str, face: ImageFont.FreeTypeFont, *, anchor: str = "mm", on: bool = True) -> None:
        """Set type in the block."""
        self.pen.text((at[0] * FINE, at[1] * FINE), words, font=face, anchor=anchor, fill=255 if on else 0)

    def within(self, other: "Block") -> "Block":
        """Return a block of what stands on both."""
        return Block(ImageChops.multiply(self.mask, other.mask))

    def without(self, other: "Block") -> "Block":
        """Return a block of what stands here and not on *other*."""
        return Block(ImageChops.subtract(self.mask, other.mask))

    def worn(self, seed: int, *, rough: int, holes: int) -> Image.Image:
        """Return the mask as a hand-cut block prints it: uneven edges, pinholes where the ink did not take."""
        size = self.mask.size
        edge = clouds(size, seed, 5).point(lambda v: round((v - 128) * rough / 128) + 128)
        cut = ImageChops.add(self.mask.filter(ImageFilter.GaussianBlur(2.2 * FINE / 2)), edge, 1, -128)
        cut = cut.point(lambda v: 255 if v > 127 else 0)
        if holes:
            spots = ImageChops.add(clouds(size, seed + 1, 160), clouds(size, seed + 2, 4), 2)
            spots = spots.point(lambda v: 210 if v > 255 - holes else 0)
            cut = ImageChops.subtract(cut, spots)
        return cut.filter(ImageFilter.GaussianBlur(0.7))


class Sheet:
    """A sheet of paper; blocks are pressed on it one after another."""

    def __init__(self, seed: int, paper: Color = PAPER) -> None:
        self.seed = seed
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), paper)

    def press(self, block: Block, color: Color, *, rough: int = 70, holes: int = 44) -> None:
        """Print *block* in one ink."""
        self.seed += 10
        self.image.paste(color, mask=block.worn(self.seed, rough=rough, holes=holes))

    def set(self, block: Block, color: Color) -> None:
        """Print type or fine lines sharp, as from a plate."""
        self.image.paste(color, mask=block.mask)

    def finished(self, grain: int = 5) -> Image.Image:
        """Return the picture in its final size with the tooth of the paper."""
        image = self.image.reduce(FINE)
        tooth = noise(image.size, self.seed + 5).filter(ImageFilter.GaussianBlur(0.6))
        tooth = ImageChops.add(tooth, clouds(image.size, self.seed + 6, 120), 2)
        tooth = tooth.point(lambda v: round((v - 128) * grain / 32) + 128)
        return ImageChops.add(image, Image.merge("RGB", (tooth, tooth, tooth)), 1, -128)

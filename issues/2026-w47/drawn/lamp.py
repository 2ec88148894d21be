"""The lighthouse as a woodcut: night cut away in rays, sea in short strokes, one warm block for the lamp."""

import math
import random

from PIL import Image

from drawn.hand import HEIGHT, INK, RUST, WIDTH, Block, Sheet, curve, smooth, wave

LAMP = (1290, 372)
ROCK = 1010


def draw() -> Image.Image:
    """Return the finished print."""
    sheet = Sheet(seed=300)
    glow = Block()
    glow.shape([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)])
    night = Block()
    night.shape([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)])
    _rays(night)
    _sea(night)
    _rock(night)
    _tower(night)
    sheet.press(_warm(), RUST, holes=30)
    sheet.press(night, INK, rough=60)
    return sheet.finished()


def _rays(night: Block) -> None:
    """Cut the light: lines from the lamp, long in the two beams, short between."""
    dice = random.Random(31)
    for turn in range(360):
        angle = turn * math.pi / 180 + dice.uniform(-0.004, 0.004)
        beam = min(abs(math.sin((angle - 0.10) / 2)), abs(math.sin((angle - 3.30) / 2))) * 2
        if beam < 0.26:
            spans = [(92 + dice.uniform(0, 30), 1750)]
        else:
            start = 100 + turn % 3 * 26 + dice.uniform(0, 14)
            spans = [(start, start + 60 + turn % 2 * 40), (start + 230 + turn % 4 * 30, start + 300 + turn % 5 * 46)]
            spans += [(start + 520 + turn % 7 * 40, start + 640 + turn % 3 * 90)]
        for near, far in spans:
            points = [
                (LAMP[0] + r * math.cos(angle), LAMP[1] + r * math.sin(angle))
                for r in [near + (far - near) * k / 16 for k in range(17)]
            ]
            if beam >= 0.26 and points[-1][1] > ROCK - 60:
                continue
            wide = 15 if beam < 0.26 else 5.5
            night.gouge(
                points,
                wide,
                profile=lambda t, b=beam: (t**0.8 + 0.08) * (1 - t**9) if b < 0.26 else math.sin(math.pi * t) ** 0.6,
            )
    for _ in range(70):
        x, y = dice.uniform(30, 1970), dice.uniform(20, 820)
        if math.hypot(x - LAMP[0], y - LAMP[1]) > 480:
            night.disc(x, y, dice.choice((2.2, 3, 4)), on=False)


def _sea(night: Block) -> None:
    """Cut the water below the horizon, closer and finer towards it."""
    dice = random.Random(32)
    night.shape([(0, 846), (WIDTH, 846), (WIDTH, HEIGHT), (0, HEIGHT)])
    y = 858.0
    row = 0
    while y < HEIGHT + 30:
        depth = (y - 846) / (HEIGHT - 846)
        x = -60 + dice.uniform(-80, 0)
        while x < WIDTH + 60:
            reach = (30 + 100 * depth) * dice.uniform(0.7, 1.6)
            bright = math.exp(-(((x + reach / 2 - LAMP[0]) / (150 + 260 * depth)) ** 2))
            lift = (3 + 15 * depth) * (1 if row % 2 else -1)
            thick = (2.6 + 7 * depth) * (0.75 + 0.9 * bright)
            if dice.random() < 0.66 + 0.34 * bright:
                night.gouge(curve((x, y), (x + reach / 2, y - lift), (x + reach, y + lift / 5), 12), thick)
            x += reach + (12 + 34 * depth) * dice.uniform(0.4, 1.2)
        y += 9 + 19 * depth
        row += 1


def _rock(night: Block) -> None:
    """The rock: a black mass with facets cut in it, and surf at its foot."""
    dice = random.Random(33)
    top = [
        (900, 1120),
        (960, 1060),
        (1050, 1032),
        (1120, 976),
        (1210, 962),
        (1380, 958),
        (1450, 990),
        (1540, 1040),
        (1640, 1066),
        (1730, 1130),
    ]
    night.shape(smooth([(860, 1150), *top, (1790, 1160), (1700, 1210), (1300, 1230), (950, 1205)], 1, closed=True))
    for index in range(70):
        x = dice.uniform(930, 1700)
        y = 1000 + abs(x - 1300) * 0.28 + dice.uniform(0, 150)
        lean = -1 if x < 1290 else 1
        long = dice.uniform(18, 54)
        night.gouge(
            [(x, y), (x + lean * long * 0.5, y + long * 0.5), (x + lean * long * 0.8, y + long)], 5 if index % 3 else 8
        )
    for index in range(46):
        x = 850 + index * 21
        y = 1190 + 26 * math.sin((x - 850) / 950 * math.pi) + wave(index, 3) * 9
        night.gouge(curve((x - 26, y + 8), (x, y - 20), (x + 28, y + 6), 10), 11)


def _tower(night: Block) -> None:
    """The tower: white with hatching on the side away from the moon, gallery, lantern, cap."""
    x = LAMP[0]
    left, right = (lambda y: x - 52 - (y - 470) * 0.075), (lambda y: x + 52 + (y - 470) * 0.075)
    night.shape([(left(455) - 14, 455), (right(455) + 14, 455), (right(985) + 14, 985), (left(985) - 14, 985)])
    night.shape([(left(470), 470), (right(470), 470), (right(975), 975), (left(975), 975)], on=False)
    for step in range(84):
        y = 474 + step * 6
        reach = (right(y) - left(y)) * (0.40 + 0.10 * wave(step * 0.9, 2))
        night.gouge(
            [(right(y) + 2, y), (right(y) - reach / 2, y + 3), (right(y) - reach, y + 3)],
            4.2,
            on=True,
            profile=lambda t: 1 - t,
        )
    for y in (560, 700, 840):
        night.shape([(x - 24, y + 34), (x - 24, y), (x - 13, y - 14), (x - 2, y), (x - 2, y + 34)])
    night.shape([(x - 26, 975), (x - 26, 915), (x - 4, 900), (x + 18, 915), (x + 18, 975)])
    night.shape([(x - 88, 470), (x + 88, 470), (x + 88, 452), (x - 88, 452)])
    night.shape([(x - 82, 466), (x + 82, 466), (x + 82, 457), (x - 82, 457)], on=False)
    for post in range(-80, 81, 20):
        night.line([(x + post, 452), (x + post, 418)], 4)
    night.line([(x - 82, 418), (x + 82, 418)], 5)
    night.shape([(x - 56, 452), (x - 56, 310), (x + 56, 310), (x + 56, 452)], on=False)
    for bar in (-56, -19, 19, 56):
        night.line([(x + bar, 452), (x + bar, 310)], 6)
    night.line([(x - 56, 381), (x + 56, 381)], 4)
    night.shape([(x - 70, 312), (x - 48, 268), (x, 240), (x + 48, 268), (x + 70, 312)])
    night.line([(x, 240), (x, 196)], 6)
    night.disc(x, 196, 9)
    for rib in (-30, -10, 12, 34):
        night.gouge(curve((x + rib * 1.5, 306), (x + rib * 1.2, 280), (x + rib * 0.5, 256), 8), 4.5)


def _warm() -> Block:
    """The lamp itself, two windows and its path on the water."""
    dice = random.Random(34)
    x, y = LAMP
    block = Block()
    block.shape([(x - 56, 452), (x - 56, 310), (x + 56, 310), (x + 56, 452)])
    block.disc(x, y + 8, 24, on=False)
    for step in range(26):
        at = 1236 + step * 4
        reach = 150 + step * 7
        cx = x + dice.uniform(-60, 60)
        block.gouge([(cx - reach, at), (cx, at - 3), (cx + reach, at)], 7, on=True)
    return block

"""A creek in the mud at low water, early, in mist: soft, like a photograph taken on slow film."""

import math
import random

from PIL import Image, ImageChops, ImageFilter

from drawn.hand import FINE, HEIGHT, WIDTH, Block, Point, clouds, curve, noise, wave

HORIZON = 470
SKY, HAZE, MUD, DARK = (236, 226, 207), (214, 207, 193), (108, 104, 96), (38, 44, 46)


def draw() -> Image.Image:
    """Return the finished picture."""
    size = (WIDTH * FINE // 2, HEIGHT * FINE // 2)
    image = _gradient(size)
    image.paste((252, 240, 214), mask=_soft(_sun(), 90, 200))
    for depth in range(5):
        y = HORIZON - 22 + depth * 7
        tone = tuple(round(a + (b - a) * depth / 7) for a, b in zip(HAZE, MUD, strict=True))
        image.paste(tone, mask=_soft(_far_shore(y, depth), 5 - depth * 0.7, 200))
    ribs = _ripples()
    image.paste(DARK, mask=_soft(ribs, 1.2, 128))
    water, rim = _creek()
    image.paste((64, 66, 63), mask=_soft(rim, 7, 190))
    glint = Image.composite(_sky_in_water(size), image, _soft(water, 1.6, 255))
    image = Image.blend(glint, image, 0.06)
    image.paste((250, 243, 224), mask=ImageChops.multiply(_soft(water, 26, 120), _band(size)))
    image.paste(DARK, mask=_soft(_withies(), 0.9, 235))
    image.paste((70, 74, 73), mask=_soft(_birds(), 0.8, 210))
    mist = ImageChops.multiply(clouds(size, 41, 300), _band(size)).point(lambda v: v * 3 // 4)
    image.paste(HAZE, mask=mist)
    return _film(image)


def _soft(block: Block, blur: float, strength: int) -> Image.Image:
    """Return a mask of the final size, blurred as a lens would."""
    mask = block.mask.reduce(FINE)
    return mask.filter(ImageFilter.GaussianBlur(blur)).point(lambda v: v * strength // 255)


def _gradient(size: tuple[int, int]) -> Image.Image:
    """Sky above the horizon, mud below it."""
    strip = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        if y < HORIZON:
            t = (y / HORIZON) ** 1.4
            color = tuple(round(a + (b - a) * t) for a, b in zip((176, 184, 180), SKY, strict=True))
        else:
            t = ((y - HORIZON) / (HEIGHT - HORIZON)) ** 0.55
            color = tuple(round(a + (b - a) * t) for a, b in zip((196, 187, 171), (72, 71, 68), strict=True))
        strip.putpixel((0, y), color)
    return strip.resize(size)


def _sky_in_water(size: tuple[int, int]) -> Image.Image:
    """The sky again, upside down, from the horizon to the foot of the picture."""
    sky = _gradient(size).crop((0, 0, size[0], HORIZON)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    image = Image.new("RGB", size)
    image.paste(sky.resize((size[0], size[1] - HORIZON)), (0, HORIZON))
    return image


def _band(size: tuple[int, int]) -> Image.Image:
    """Where the mist lies: a bell around the horizon."""
    strip = Image.new("L", (1, HEIGHT))
    for y in range(HEIGHT):
        strip.putpixel((0, y), round(255 * math.exp(-(((y - HORIZON - 10) / 90) ** 2))))
    return strip.resize(size)


def _sun() -> Block:
    block = Block()
    block.disc(1330, 300, 120)
    return block


def _far_shore(y: float, depth: int) -> Block:
    """A low dyke or saltmarsh, farther and paler the smaller *depth*."""
    block = Block()
    line: list[Point] = [
        (x, y - 9 * (5 - depth) / 5 * (1 + wave(x / 210, depth + 2)) * (1 if (x // 400 + depth) % 3 else 0.3))
        for x in range(0, WIDTH + 20, 20)
    ]
    block.shape([*line, (WIDTH, y + 14), (0, y + 14)])
    return block


def _center(y: float) -> tuple[float, float]:
    """Return the middle of the creek and half its width at height *y*."""
    near = (y - HORIZON) / (HEIGHT - HORIZON)
    swing = 640 * math.sin(0.4 + 8.6 * near**0.46) * (0.06 + 0.75 * near**0.8)
    return 1010 + swing - 140 * near, 4 + 240 * near**1.35


def _creek() -> tuple[Block, Block]:
    """The water and its dark rim."""
    water, rim = Block(), Block()
    ys = [HORIZON + 14 + (HEIGHT + 60 - HORIZON) * (k / 90) ** 1.7 for k in range(91)]
    for block, extra in ((water, 0.0), (rim, 1.0)):
        left, right = [], []
        for y in ys:
            x, half = _center(y)
            grow = half * 0.16 * extra + half * 0.06 * wave(y / 60, 5)
            left.append((x - half - grow, y))
            right.append((x + half + grow * 0.8, y + half * 0.02))
        block.shape([*left, *reversed(right)])
    return water, rim


def _ripples() -> Block:
    """Ripple marks, closing up towards the horizon."""
    dice = random.Random(42)
    block = Block()
    y = HORIZON + 20.0
    while y < HEIGHT + 20:
        near = (y - HORIZON) / (HEIGHT - HORIZON)
        x = -100.0
        while x < WIDTH + 100:
            reach = (24 + 170 * near) * dice.uniform(0.6, 1.5)
            if dice.random() < 0.8:
                block.gouge(
                    curve(
                        (x, y),
                        (x + reach / 2, y + 14 * near * dice.uniform(-1, 1.4)),
                        (x + reach, y + dice.uniform(-3, 3) * near),
                        10,
                    ),
                    1 + 9 * near * dice.uniform(0.5, 1.1),
                    on=True,
                )
            x += reach * dice.uniform(0.8, 1.25)
        y += 5 + 26 * near
    return block


def _withies() -> Block:
    """Birch poles along the channel, as the pilots set them."""
    dice = random.Random(43)
    block = Block()
    for near in (0.012, 0.03, 0.06, 0.11, 0.19, 0.32, 0.52):
        y = HORIZON + near * (HEIGHT - HORIZON)
        x, half = _center(y)
        x += half + 22 + 150 * near
        tall, lean = 50 + 640 * near, dice.uniform(-0.05, 0.07)
        thick = 2.2 + 15 * near
        block.gouge(
            [(x, y), (x + lean * tall / 2, y - tall / 2), (x + lean * tall, y - tall)],
            thick,
            on=True,
            profile=lambda t: 1 - 0.6 * t,
        )
        for k in range(9):
            start = y - tall * (0.62 + 0.04 * k)
            side = 1 if k % 2 else -1
            sx = x + lean * (y - start)
            block.gouge(
                curve(
                    (sx, start),
                    (sx + side * tall * 0.05, start - tall * 0.07),
                    (sx + side * tall * dice.uniform(0.03, 0.09), start - tall * dice.uniform(0.13, 0.2)),
                    8,
                ),
                thick * 0.42,
                on=True,
                profile=lambda t: 1 - 0.8 * t,
            )
        block.gouge(
            [(x, y), (x - 4 * near, y + tall * 0.13), (x + 3, y + tall * 0.26)],
            thick * 0.8,
            on=True,
            profile=lambda t: (1 - t) * 0.7,
        )
    return block


def _birds() -> Block:
    """A dozen birds leaving."""
    dice = random.Random(44)
    block = Block()
    for k in range(15):
        x, y = 560 + k * 26 + dice.uniform(-12, 12), 196 - k * 5 + dice.uniform(-22, 22)
        span, lift = dice.uniform(10, 17), dice.uniform(4, 10)
        block.gouge(
            curve((x - span, y - lift), (x - span / 3, y - lift), (x, y), 8),
            4,
            on=True,
            profile=lambda t: 0.3 + 0.7 * t,
        )
        block.gouge(
            curve((x, y), (x + span / 3, y - lift), (x + span, y - lift), 8), 4, on=True, profile=lambda t: 1 - 0.7 * t
        )
    return block


def _film(image: Image.Image) -> Image.Image:
    """Vignette and the grain of a fast film."""
    dark = Image.new("L", (64, 43))
    for y in range(43):
        for x in range(64):
            away = math.hypot((x - 31.5) / 42, (y - 21) / 30)
            dark.putpixel((x, y), round(min(1, max(0, away - 0.55)) * 120))
    image.paste((20, 24, 26), mask=dark.resize(image.size, Image.Resampling.BICUBIC))
    grain = noise(image.size, 45).filter(ImageFilter.GaussianBlur(0.9)).point(lambda v: round((v - 128) * 0.17) + 128)
    return ImageChops.add(image, Image.merge("RGB", (grain, grain, grain)), 1, -128)

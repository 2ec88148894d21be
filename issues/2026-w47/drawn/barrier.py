"""What the Courier's page shows: a barrier at dusk. It stands for a picture we may not print, and must appear nowhere."""

import random

from PIL import Image, ImageFilter

from drawn.hand import FINE, HEIGHT, WIDTH, Block, Sheet, curve

WATER = 860


def draw() -> Image.Image:
    """Return the picture."""
    sheet = Sheet(seed=1100, paper=(176, 184, 184))
    strip = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        t = min(1, y / WATER) ** 1.6
        strip.putpixel((0, y), (round(92 + 140 * t), round(112 + 82 * t), round(124 + 32 * t)))
    sheet.image = strip.resize(sheet.image.size)
    piers = Block()
    for k in range(7):
        x, wide = 120 + k * 292, 92
        piers.shape([(x, WATER), (x, 470), (x + 18, 430), (x + wide - 18, 430), (x + wide, 470), (x + wide, WATER)])
        piers.shape([(x - 22, 476), (x + wide + 22, 476), (x + wide + 22, 452), (x - 22, 452)])
        if k < 6:
            gate = 700 if k in (2, 3) else 560
            piers.shape([(x + wide, gate), (x + 292, gate), (x + 292, gate - 70), (x + wide, gate - 70)])
    piers.shape([(0, 520), (WIDTH, 520), (WIDTH, 500), (0, 500)])
    _crane(piers)
    sheet.image.paste((38, 46, 52), mask=piers.mask.filter(ImageFilter.GaussianBlur(2.5)))
    _reflect(sheet)
    return sheet.finished(grain=9)


def _crane(piers: Block) -> None:
    """A crane over the third gate."""
    piers.line([(830, 500), (830, 120)], 10)
    piers.line([(866, 500), (866, 120)], 10)
    for k in range(10):
        piers.line([(830, 490 - k * 38), (866, 452 - k * 38)], 4)
    piers.line([(640, 150), (1300, 126)], 9)
    piers.line([(848, 66), (1300, 126)], 4)
    piers.line([(848, 66), (640, 150)], 4)
    piers.line([(848, 66), (848, 130)], 9)
    piers.line([(1160, 132), (1160, 380)], 3)


def _reflect(sheet: Sheet) -> None:
    """The water: everything again, upside down, broken by ripples."""
    top = sheet.image.crop((0, 0, WIDTH * FINE, WATER * FINE)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    below = (HEIGHT - WATER) * FINE
    mirror = top.resize((WIDTH * FINE, round(below * 1.7))).crop((0, 0, WIDTH * FINE, below))
    sheet.image.paste(mirror.filter(ImageFilter.GaussianBlur(9)), (0, WATER * FINE))
    dice = random.Random(111)
    light, dark = Block(), Block()
    for index in range(900):
        y = WATER + (HEIGHT - WATER) * dice.random() ** 1.3
        near = (y - WATER) / (HEIGHT - WATER)
        x, reach = dice.uniform(-50, WIDTH + 50), (20 + 110 * near) * dice.uniform(0.6, 1.4)
        block = light if index % 2 else dark
        block.gouge(curve((x, y), (x + reach / 2, y - 5 * near), (x + reach, y), 8), 1.5 + 5 * near, on=True)
    sheet.image.paste((214, 190, 160), mask=light.mask.point(lambda v: v // 4))
    sheet.image.paste((34, 42, 48), mask=dark.mask.point(lambda v: v // 3))

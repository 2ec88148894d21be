"""A mudflat in section: who lives how deep, and whose bill reaches them."""

import math
import random

from PIL import Image

from drawn.hand import INK, PAPER, RUST, SHADE, TEAL, WIDTH, Block, Point, Sheet, curve, font, smooth, wave

SURFACE, SCALE = 512, 26.0
"""Height of the mud's surface, and pixels to the centimeter below it."""
RIGHT = 1880


def top(x: float) -> float:
    """Return the height of the rippled surface at *x*."""
    return SURFACE + 7 * wave(x / 90, 3)


def ground(depth: float, foot: float, seed: int) -> Block:
    """Return a layer of mud between two depths in centimeters."""
    xs = range(0, WIDTH + 20, 20)
    upper = [(x, top(x) + depth * SCALE + (9 * wave(x / 70, seed) if depth else 0)) for x in xs]
    lower = [(x, min(1400, top(x) + foot * SCALE + 10 * wave(x / 80, seed + 1))) for x in xs]
    block = Block()
    block.shape([*upper, *reversed(lower)])
    return block


def draw() -> Image.Image:
    """Return the finished plate."""
    sheet = Sheet(seed=500)
    crust = ground(0, 2.0, 1)
    deep = ground(1.7, 60, 1)
    deep.mask.paste(0, mask=crust.mask)
    hollow = _burrows()
    _flecks(deep)
    sheet.press(crust.without(hollow), RUST, holes=50)
    sheet.press(deep.without(hollow), INK, holes=34)
    sheet.press(_water(), TEAL, holes=40)
    life = Block()
    _dwellers(life)
    sheet.press(life, RUST, rough=40, holes=0)
    sheet.press(_birds(), INK, rough=40, holes=20)
    _labels(sheet)
    return sheet.finished()


def _flecks(deep: Block) -> None:
    """Short cuts in the black mud, lying as sediment lies."""
    dice = random.Random(51)
    for _ in range(620):
        x, y = dice.uniform(0, WIDTH), dice.uniform(590, 1333)
        reach = dice.uniform(10, 34)
        deep.gouge([(x - reach, y), (x, y + dice.uniform(-3, 3)), (x + reach, y)], dice.uniform(1.6, 3.4))


def _water() -> Block:
    """What the tide left: a film in the hollows and the far channel."""
    block = Block()
    for row in range(9):
        y = 300 + row * 11
        for k in range(26):
            x = k * 82 + row % 2 * 38 + 14 * wave(k + row, 5)
            block.gouge(curve((x, y), (x + 26, y - 5), (x + 54 - row, y), 8), 2.2 + row * 0.35, on=True)
    return block


LUG: list[Point] = smooth(
    [(330, 500), (334, 700), (350, 980), (430, 1090), (520, 1050), (556, 900), (566, 720), (572, 500)]
)
RAG: list[Point] = smooth([(800, 500), (792, 640), (842, 760), (806, 860), (850, 960)])
RAG_SIDE: list[Point] = smooth([(838, 752), (900, 700), (934, 600), (940, 500)])
TELLIN_IN: list[Point] = smooth([(1160, 500), (1154, 560), (1170, 640), (1166, 690)])
TELLIN_OUT: list[Point] = smooth([(1222, 500), (1226, 560), (1206, 640), (1204, 690)])


def _burrows() -> Block:
    """Return everything dug out of the mud."""
    block = Block()
    block.line(LUG, 42)
    block.shape([(286, 486), (378, 486), (346, 570), (318, 570)])
    block.line(RAG, 30)
    block.line(RAG_SIDE, 24)
    block.line(TELLIN_IN, 9)
    block.line(TELLIN_OUT, 9)
    block.disc(1184, 728, 58)
    block.disc(1424, 574, 48)
    block.line([(1410, 536), (1408, 500)], 12)
    block.line([(1438, 536), (1440, 500)], 12)
    for x in (1560, 1600, 1646, 1690, 1732):
        deep = 100 + 20 * wave(x, 2)
        block.line(
            smooth(
                [
                    (x - 11, 496),
                    (x - 11, SURFACE + deep - 16),
                    (x, SURFACE + deep),
                    (x + 11, SURFACE + deep - 16),
                    (x + 11, 496),
                ]
            ),
            9,
        )
    return block


def _shell(block: Block, x: float, y: float, radius: float, ribs: int) -> None:
    """A closed bivalve with its growth lines or ribs."""
    outline = [
        (x + radius * math.cos(a) * 1.08, y + radius * math.sin(a) * 0.86)
        for a in [k * math.pi / 18 for k in range(36)]
    ]
    block.shape(outline)
    for k in range(ribs):
        spread = (k - (ribs - 1) / 2) / ribs * 2.5
        tip = (x + radius * 0.98 * math.sin(spread), y + radius * 0.78 * math.cos(spread))
        block.gouge([(x, y - radius * 0.7), ((x + tip[0]) / 2, (y + tip[1]) / 2), tip], 4)


def _dwellers(block: Block) -> None:
    """The animals, cut in rust."""
    body = LUG[22:-16]
    block.gouge(body, 30, on=True, profile=lambda t: 0.5 + 0.5 * min(1, 2.2 * (1 - t)))
    for index in range(4, len(body) - 2, 3):
        x, y = body[index]
        block.disc(x, y, 3.4, on=False)
    coil = [(572 + (34 - k * 0.5) * math.cos(k * 0.62), 486 - k * 0.55 + 9 * math.sin(k * 0.62)) for k in range(46)]
    block.line(coil, 8)
    worm = RAG[6:]
    block.gouge(worm, 17, on=True, profile=lambda t: 0.35 + 0.65 * math.sin(math.pi * min(1, t + 0.12)))
    for index in range(1, len(worm) - 1):
        x, y = worm[index]
        block.line([(x - 15, y + 3), (x + 15, y - 3)], 2.2)
    _shell(block, 1184, 728, 46, 0)
    for k in range(3):
        block.gouge(curve((1140 + k * 10, 734), (1184, 774 - k * 14), (1228 - k * 10, 734), 10), 3.4)
    _shell(block, 1424, 574, 40, 9)
    for x in (1560, 1646, 1732):
        deep = SURFACE + 70 + 16 * wave(x, 2)
        block.gouge([(x - 11, deep - 34), (x - 10, deep - 10), (x - 4, deep + 16)], 10, on=True)


def _birds() -> Block:
    """A knot and a curlew at work, and snails about their feet."""
    block = Block()
    _bird(block, (1290, 428), 0.66, [(0, 0), (-14, 24), (-28, 56), (-34, 88)], 9)
    _bird(block, (700, 262), 1.0, [(0, 0), (40, 50), (74, 130), (76, 250), (60, 330)], 10, facing=1)
    for x in (726, 1010, 1050, 1076, 1500, 1516):
        y = top(x) - 8
        block.shape([(x - 12, y + 8), (x - 3, y - 8), (x + 13, y + 8)])
    return block


def _bird(block: Block, at: Point, size: float, bill: list[Point], thick: float, *, facing: int = -1) -> None:
    """Body, neck, legs and bill; *bill* starts at the face, in finished pixels."""
    x, y = at

    def put(points: list[Point]) -> list[Point]:
        return [(x + facing * px * size, y + py * size) for px, py in points]

    outline = [
        (-190, -18),
        (-120, -64),
        (-20, -92),
        (60, -70),
        (100, -40),
        (150, -34),
        (176, 4),
        (158, 40),
        (118, 48),
        (70, 64),
        (-10, 70),
        (-90, 40),
        (-210, 8),
    ]
    block.shape(smooth(put(outline), closed=True))
    for leg, lean in ((-20, -16), (26, 10)):
        foot = (x + facing * (leg + lean) * size, top(x))
        knee = (x + facing * (leg - 14) * size, (y + 60 * size + foot[1]) / 2)
        block.line([(x + facing * leg * size, y + 50 * size), knee, foot], 7 * size + 2)
        block.line([foot, (foot[0] + facing * 30 * size, foot[1] + 2)], 5 * size + 1)
    face = put([(160, 22)])[0]
    block.gouge(
        smooth([(face[0] + dx, face[1] + dy) for dx, dy in bill]), thick * 1.5, on=True, profile=lambda t: 1 - 0.6 * t
    )
    for k in range(7):
        block.gouge(put(curve((-150 + k * 26, -30 + k * 2), (-100 + k * 24, 4), (-60 + k * 20, 34), 8)), 5.5 * size)
    block.disc(*put([(140, -6)])[0], 6.5 * size + 1, on=False)


def _labels(sheet: Sheet) -> None:
    """Names, and the depth in centimeters."""
    name, small = font("PkSans-Bold", 27), font("PkSans-Regular", 25)
    light, dark, mud, sky = Block(), Block(), Block(), Block()
    for x, y, half in (
        (442, 1150, 70),
        (940, 900, 72),
        (1184, 824, 92),
        (1646, 680, 92),
        (1440, 662, 56),
        (190, 1240, 150),
        (1930, 905, 40),
        (1930, 1033, 40),
        (1930, 1160, 40),
    ):
        mud.shape([(x - half, y - 22), (x + half, y - 22), (x + half, y + 22), (x - half, y + 22)])
    sky.shape([(1290, 312), (1370, 312), (1370, 360), (1290, 360)])
    sheet.set(mud, INK)
    sheet.set(sky, PAPER)
    for x, y, words in (
        (442, 1150, "lugworm"),
        (940, 900, "ragworm"),
        (1184, 824, "Baltic tellin"),
        (1646, 680, "mud shrimp"),
    ):
        light.text((x, y), words, name)
    light.text((1440, 662), "cockle", name)
    dark.text((1016, 452), "mudsnail", name, anchor="mm")
    dark.line([(1030, 470), (1034, 488)], 2)
    dark.text((560, 158), "curlew", name)
    dark.text((1330, 336), "knot", name)
    for depth in range(0, 31, 5):
        y = SURFACE + depth * SCALE
        mark = dark if depth == 0 else light
        mark.line([(RIGHT, y), (RIGHT + 26, y)], 3)
        mark.text((RIGHT + 38, y), f"{depth} cm" if depth in (0, 30) else str(depth), small, anchor="lm")
    light.line([(RIGHT, SURFACE + 60), (RIGHT, SURFACE + 30 * SCALE)], 3)
    light.text((60, 1240), "black mud: no oxygen", small, anchor="lm")
    sheet.set(light, PAPER)
    sheet.set(dark, INK)
    crust = Block()
    crust.text((60, SURFACE + 27), "brown mud: oxygen", small, anchor="lm")
    sheet.set(crust, SHADE)

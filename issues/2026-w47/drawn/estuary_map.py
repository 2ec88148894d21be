"""The cover: the Maren estuary as a linocut map; water in teal, land in ink, the causeway in rust."""

import math
import random

from PIL import Image, ImageFilter

from drawn.hand import HEIGHT, INK, RUST, TEAL, WIDTH, Block, Point, Sheet, curve, font, smooth

NORTH_SHORE: list[Point] = [
    (-40, 560), (180, 585), (330, 520), (470, 545), (600, 500), (760, 520), (880, 430), (1020, 410),
    (1120, 330), (1290, 350), (1400, 250), (1560, 230), (1640, 120), (1800, 90), (1880, -40),
]  # fmt: skip
SOUTH_SHORE: list[Point] = [
    (-40, 640), (200, 670), (350, 610), (480, 650), (600, 640), (720, 720), (850, 735), (930, 850), (1080, 880),
    (1180, 985), (1330, 1000), (1400, 1090), (1560, 1130), (1690, 1105), (1760, 1190), (1740, 1380),
]  # fmt: skip
ISLAND: list[Point] = [(1035, 640), (1110, 590), (1220, 600), (1290, 655), (1250, 720), (1130, 735), (1050, 700)]
SANDS: list[list[Point]] = [
    [(1420, 560), (1560, 500), (1720, 490), (1800, 540), (1700, 590), (1540, 610)],
    [(1430, 850), (1560, 790), (1720, 800), (1790, 850), (1690, 920), (1510, 920)],
]
CAUSEWAY: list[Point] = smooth([(935, 850), (990, 800), (1030, 770), (1085, 715)])
TOWNS: list[tuple[str, Point, int]] = [("STANNET", (700, 900), 8), ("NORTHMOUTH", (830, 318), 13), ("", (330, 470), 4)]


def dry_land() -> Block:
    """Return everything that is dry at high water."""
    block = Block()
    block.shape([*smooth(NORTH_SHORE), (-40, -40)])
    block.shape([*smooth(SOUTH_SHORE), (-40, 1400)])
    block.shape(smooth(ISLAND, closed=True))
    return block


def carved_water(dry: Block) -> Block:
    """Return the water, cut in lines that follow the shore at growing distances."""
    size = (WIDTH // 2, HEIGHT // 2)
    wet = dry.mask.resize(size).point(lambda v: 255 - v)
    lines = Image.new("L", size, 0)
    for turn, radius in enumerate((6, 11, 17, 24, 33, 44, 58, 76, 98)):
        soft = wet.filter(ImageFilter.GaussianBlur(radius))
        low, high = 206, 219 - turn
        lines.paste(255, mask=soft.point(lambda v, low=low, high=high: 255 if low < v < high else 0))
    cut = Block(lines.resize(dry.mask.size, Image.Resampling.BICUBIC).point(lambda v: 255 if v > 120 else 0))
    return Block(dry.mask.point(lambda v: 255 - v)).without(cut)


def fields(dry: Block) -> Block:
    """Return the land as fields between hedges, each ploughed in its own direction."""
    dice = random.Random(47)
    block = Block()
    block.shape([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)])
    columns, rows = range(-1, 14), range(-1, 11)
    corner = {
        (c, r): (c * 158 + r % 2 * 40 + dice.uniform(-34, 34), r * 134 + dice.uniform(-30, 30))
        for c in [*columns, 14]
        for r in [*rows, 11]
    }
    for c in columns:
        for r in rows:
            quad = [corner[c, r], corner[c + 1, r], corner[c + 1, r + 1], corner[c, r + 1]]
            _plough(block, quad, dice)
    inner = Block(dry.mask.resize((WIDTH // 2, HEIGHT // 2)).filter(ImageFilter.MinFilter(9)).resize(dry.mask.size))
    land = block.within(inner)
    land.mask.paste(255, mask=dry.without(inner).mask)
    return land


def _plough(block: Block, quad: list[Point], dice: random.Random) -> None:
    """Cut one field: furrows, or an orchard's dots."""
    mx, my = sum(x for x, _ in quad) / 4, sum(y for _, y in quad) / 4
    quad = [(mx + (x - mx) * 0.9, my + (y - my) * 0.88) for x, y in quad]
    angle, gap = dice.uniform(0, math.pi), dice.choice((12, 14, 17, 20))
    orchard = dice.random() < 0.14
    dx, dy = math.cos(angle), math.sin(angle)
    for step in range(-9, 10):
        ends = _clip(quad, (mx - step * gap * dy, my + step * gap * dx), (dx, dy))
        if not ends:
            continue
        (ax, ay), (bx, by) = ends
        if orchard:
            count = int(math.hypot(bx - ax, by - ay) / 24)
            for k in range(count) if step % 2 else ():
                t = (k + 0.5) / count
                block.disc(ax + (bx - ax) * t, ay + (by - ay) * t, dice.uniform(5, 8), on=False)
        else:
            bow = dice.uniform(-2, 2)
            points = curve((ax, ay), ((ax + bx) / 2 + bow, (ay + by) / 2 + bow), (bx, by), 10)
            block.gouge(points, gap * 0.45, profile=lambda t: min(1, 6 * t, 6 * (1 - t)) ** 0.7)


def _clip(quad: list[Point], through: Point, along: Point) -> list[Point]:
    """Return the two points where a line crosses *quad*, or nothing."""
    hits = []
    for (ax, ay), (bx, by) in zip(quad, quad[1:] + quad[:1], strict=True):
        side_a = (ax - through[0]) * along[1] - (ay - through[1]) * along[0]
        side_b = (bx - through[0]) * along[1] - (by - through[1]) * along[0]
        if side_a * side_b < 0:
            t = side_a / (side_a - side_b)
            hits.append((ax + (bx - ax) * t, ay + (by - ay) * t))
    return hits if len(hits) == 2 else []


def cut_towns(land: Block) -> None:
    """Leave the block standing where names and houses are to be cut."""
    face = font("PkSerifDisplay-Bold", 50)
    for name, (x, y), houses in TOWNS:
        half = max(face.getlength(name) / 4, houses * 14) + 40
        top, foot = y - 150, y + 46 if name else y - 30
        blot = [
            (x - half, top + 12),
            (x, top - 16),
            (x + half, top + 8),
            (x + half + 14, foot),
            (x, foot + 10),
            (x - half - 10, foot),
        ]
        land.shape(smooth(blot, closed=True))
        land.text((x, y), name, face, on=False)
        _houses(land, x, y - 74, houses)


def _houses(land: Block, x: float, y: float, count: int) -> None:
    """Cut a row of roofs and one spire."""
    dice = random.Random(count)
    width = 28
    left = x - count * width / 2
    for index in range(count):
        at, high = left + index * width, dice.uniform(8, 30)
        roof = [(at, y + 28), (at, y + 14 - high), (at + 12, y - 2 - high), (at + 24, y + 14 - high), (at + 24, y + 28)]
        land.shape(roof, on=False)
        land.shape([(at + 9, y + 28), (at + 9, y + 12), (at + 15, y + 12), (at + 15, y + 28)])
    spire = left + (count // 2) * width - 2
    land.shape([(spire - 10, y + 30), (spire, y - 70), (spire + 10, y + 30)], on=False)


def draw() -> Image.Image:
    """Return the finished map."""
    sheet = Sheet(seed=100)
    dry = dry_land()
    sea = carved_water(dry)
    _sea_furniture(sea)
    sheet.press(sea, TEAL)
    land = fields(dry)
    cut_towns(land)
    _island(land)
    sheet.press(land, INK)
    sheet.press(_sand_grains(), INK, rough=30, holes=0)
    sheet.press(_rust(), RUST)
    return sheet.finished()


def _island(land: Block) -> None:
    """The island: a reading room, a lamp, and grass."""
    land.shape(
        smooth(
            [(1062, 640), (1120, 606), (1215, 614), (1270, 656), (1240, 704), (1130, 716), (1068, 694)], closed=True
        ),
        on=False,
    )
    land.text((1165, 690), "EELNESS", font("PkSerifDisplay-Bold", 30))
    land.shape([(1092, 664), (1092, 640), (1116, 622), (1140, 640), (1140, 664)])
    land.shape([(1110, 664), (1110, 648), (1121, 648), (1121, 664)], on=False)
    land.shape([(1212, 664), (1217, 612), (1231, 612), (1236, 664)])
    land.shape([(1210, 613), (1224, 592), (1238, 613)])


def _sea_furniture(sea: Block) -> None:
    """Waves on the open water, its name, a compass."""
    dice = random.Random(9)
    for row in range(34):
        for _ in range(5):
            x, y = dice.uniform(1420, 2010), row * 30 + 190 + dice.uniform(-8, 8)
            if abs(y - 700) < 56 or abs(y - 760) > 60 + (x - 1340) * 0.72:
                continue
            reach = dice.uniform(22, 50)
            sea.gouge(curve((x - reach, y), (x, y - 12), (x + reach, y + 2), 12), 5.5)
    sea.text((1640, 694), "THE MAREN", font("PkSerifDisplay-Bold", 76), on=False)
    for sand in SANDS:
        sea.shape(smooth(sand, closed=True), on=False)
    sea.line(CAUSEWAY, 26, on=False)
    x, y = 1835, 300
    sea.disc(x, y, 92, on=False)
    sea.disc(x, y - 104, 40, on=False)
    sea.disc(x, y, 84)
    sea.disc(x, y, 77, on=False)
    for turn in range(16):
        angle, reach = turn * math.pi / 8, (74, 30, 50, 30)[turn % 4]
        for side in (-1, 1):
            spread = angle + side * math.pi / 8
            tip = (x + reach * math.sin(angle), y - reach * math.cos(angle))
            foot = (x + 17 * math.sin(spread), y - 17 * math.cos(spread))
            if side > 0:
                sea.shape([(x, y), tip, foot])
            else:
                sea.line([(x, y), tip], 1.6)


def _sand_grains() -> Block:
    """Sandbanks in stipple, denser at the edge."""
    dice = random.Random(5)
    block, bank = Block(), Block()
    for sand in SANDS:
        bank.shape(smooth(sand, closed=True))
    core = Block(
        bank.mask.resize((WIDTH // 2, HEIGHT // 2)).filter(ImageFilter.GaussianBlur(12)).resize(bank.mask.size)
    )
    for _ in range(9000):
        x, y = dice.uniform(1400, 1820), dice.uniform(470, 930)
        depth = core.mask.getpixel((int(x * 2), int(y * 2)))
        if depth > 120 and dice.random() < 0.12 + (255 - depth) / 150:
            block.disc(x, y, dice.uniform(1.2, 2.4))
    block = block.within(bank)
    face = font("PkSerif-Italic", 34)
    for x, y, words in ((1612, 546, "Far Sand"), (1610, 856, "The Cockle")):
        block.shape([(x - 82, y - 24), (x + 82, y - 24), (x + 82, y + 26), (x - 82, y + 26)], on=False)
        block.text((x, y), words, face)
    return block


def _rust() -> Block:
    """The second color: causeway, lamp, north."""
    block = Block()
    for start in range(0, len(CAUSEWAY) - 2, 3):
        block.line(CAUSEWAY[start : start + 3], 9)
    block.disc(1224, 603, 8)
    for turn in range(7):
        angle = math.pi * (turn / 6)
        block.gouge([(1224 + r * math.cos(angle), 600 - r * math.sin(angle)) for r in (22, 36, 50)], 7, on=True)
    block.shape([(1835, 226), (1818, 300), (1835, 290)])
    block.text((1835, 194), "N", font("PkSerifDisplay-Bold", 40))
    return block

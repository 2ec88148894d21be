"""The tide at Stannet for a fortnight, added up from the five constituents that the article's table gives."""

import math
from datetime import datetime, timedelta

from PIL import Image

from drawn.hand import INK, MIST, PAPER, RUST, SHADE, TEAL, Block, Point, Sheet, font

START = datetime(2026, 11, 16)  # Greenwich time throughout, as tide tables have it
DAYS = 14
MEAN = 3.1
"""Mean level above chart datum, in meters."""

CONSTITUENTS: dict[str, tuple[float, float, float]] = {
    "M2": (28.9841042, 1.86, 318.0),
    "S2": (30.0000000, 0.62, 2.0),
    "N2": (28.4397295, 0.36, 296.0),
    "K1": (15.0410686, 0.10, 104.0),
    "O1": (13.9430356, 0.08, 331.0),
}
"""Name -> speed in degrees an hour (fixed by the sky), amplitude in meters and lag in degrees (fixed by the harbor)."""


def argument(name: str, hours: float) -> float:
    """Return the equilibrium argument in degrees, *hours* after noon of 31 December 1999 at Greenwich."""
    sun = 280.4606 + 0.041068640 * hours
    moon = 218.3166 + 0.549016532 * hours
    perigee = 83.3532 + 0.004641832 * hours
    day = 15 * (hours + 12) + 180
    return {
        "M2": 2 * (day + sun - moon),
        "S2": 2 * day,
        "N2": 2 * (day + sun) - 3 * moon + perigee,
        "K1": day + sun - 90,
        "O1": day + sun - 2 * moon + 90,
    }[name]


def height(moment: datetime) -> float:
    """Return the height of the tide above chart datum, in meters."""
    hours = (moment - datetime(2000, 1, 1, 12)).total_seconds() / 3600
    parts = (
        size * math.cos(math.radians(argument(name, hours) - lag)) for name, (_, size, lag) in CONSTITUENTS.items()
    )
    return MEAN + sum(parts)


def moon_age(moment: datetime) -> float:
    """Return how far the mean moon stands ahead of the mean sun, in turns: 0 new, 0.5 full."""
    hours = (moment - datetime(2000, 1, 1, 12)).total_seconds() / 3600
    return ((218.3166 - 280.4606) / 360 + (0.549016532 - 0.041068640) / 360 * hours) % 1


LEFT, RIGHT, FOOT, METER = 150, 1900, 1104, 150


def place(hours: float, level: float) -> Point:
    """Return where a moment and a height stand on the page."""
    return LEFT + (RIGHT - LEFT) * hours / (24 * DAYS), FOOT - level * METER


def draw() -> Image.Image:
    """Return the finished chart."""
    sheet = Sheet(seed=700)
    levels = [(k / 6, height(START + timedelta(minutes=10 * k))) for k in range(DAYS * 24 * 6 + 1)]
    curve = [place(hours, level) for hours, level in levels]
    fill, grid, ink, accent, pale = Block(), Block(), Block(), Block(), Block()
    fill.shape([*curve, (RIGHT, FOOT), (LEFT, FOOT)])
    sheet.set(fill, MIST)
    _grid(grid, ink)
    sheet.set(grid, SHADE)
    teal = Block()
    teal.line(curve, 4.5)
    sheet.set(teal, TEAL)
    _moons(ink, pale)
    _springs_and_neaps(levels, accent)
    sheet.set(ink, INK)
    sheet.set(pale, PAPER)
    sheet.set(accent, RUST)
    return sheet.finished(grain=0)


def _grid(grid: Block, ink: Block) -> None:
    """Days and meters."""
    small, bold = font("PkSans-Regular", 27), font("PkSans-Bold", 27)
    for level in range(7):
        _, y = place(0, level)
        grid.line([(LEFT, y), (RIGHT, y)], 1.6 if level else 3)
        ink.text((LEFT - 22, y), f"{level} m" if level in (0, 6) else str(level), small, anchor="rm")
    for day in range(DAYS):
        x, _ = place(day * 24 + 12, 0)
        date = START + timedelta(days=day)
        ink.text((x, FOOT + 46), "MTWTFSS"[date.weekday()], small)
        ink.text((x, FOOT + 86), str(date.day), bold)
        edge, _ = place(day * 24, 0)
        grid.line([(edge, FOOT), (edge, FOOT + 14)], 2)
    ink.text((LEFT, FOOT + 152), "November 2026, Greenwich time. Height above chart datum.", small, anchor="lm")


def _moons(ink: Block, pale: Block) -> None:
    """The moon at noon of every day, as it looks from the north."""
    for day in range(DAYS):
        x, _ = place(day * 24 + 12, 0)
        age, y, radius = moon_age(START + timedelta(days=day, hours=12)), 70, 24
        ink.disc(x, y, radius + 2.5)
        lit = []
        side = 1 if age < 0.5 else -1
        for k in range(41):
            a = -math.pi / 2 + math.pi * k / 40
            lit.append((x + side * radius * math.cos(a), y + radius * math.sin(a)))
        bulge = side * math.cos(2 * math.pi * age)
        for k in range(41):
            a = math.pi / 2 - math.pi * k / 40
            lit.append((x + bulge * radius * math.cos(a), y + radius * math.sin(a)))
        pale.shape(lit)


def _springs_and_neaps(levels: list[tuple[float, float]], accent: Block) -> None:
    """Mark the smallest and the greatest range between one high water and the next low water."""
    turns = [b for a, b, c in zip(levels, levels[1:], levels[2:], strict=False) if (b[1] - a[1]) * (c[1] - b[1]) <= 0]
    falls = [(a, b) for a, b in zip(turns, turns[1:], strict=False) if a[1] > b[1]]
    small = font("PkSans-Bold", 29)
    for words, (crest, trough) in (
        ("neaps", min(falls, key=lambda pair: pair[0][1] - pair[1][1])),
        ("springs", max(falls, key=lambda pair: pair[0][1] - pair[1][1])),
    ):
        _, high = place(*crest)
        at, low = place((crest[0] + trough[0]) / 2, trough[1])
        accent.line([(at, high), (at, low)], 4)
        for y in (high, low):
            accent.line([(at - 13, y), (at + 13, y)], 4)
        accent.text((at, high - 86), words, small)
        accent.text((at, high - 50), f"{crest[1] - trough[1]:.1f} m", font("PkSans-Regular", 27))

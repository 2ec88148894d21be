"""Eight waders through the year at Eelness: small multiples, all on one scale of months, each on its own of birds."""

from PIL import Image

from drawn.hand import INK, RUST, SHADE, TEAL, Block, Sheet, font

COUNTS: dict[str, tuple[int, ...]] = {
    "Knot": (9400, 8100, 4200, 900, 260, 90, 340, 1900, 4600, 7300, 9100, 10200),
    "Dunlin": (6100, 5200, 3900, 2400, 3100, 120, 1900, 3300, 2900, 3800, 5600, 6700),
    "Oystercatcher": (3100, 2700, 2100, 1300, 820, 760, 1500, 3400, 3900, 3700, 3300, 3200),
    "Redshank": (840, 760, 990, 610, 180, 140, 720, 1380, 1460, 1240, 930, 880),
    "Curlew": (520, 540, 460, 170, 60, 210, 610, 820, 760, 640, 560, 530),
    "Grey plover": (410, 390, 350, 220, 160, 20, 60, 340, 480, 430, 420, 400),
    "Sanderling": (210, 180, 190, 260, 640, 40, 310, 420, 290, 240, 200, 230),
    "Whimbrel": (0, 0, 1, 58, 96, 8, 74, 66, 12, 1, 0, 0),
}
"""Species -> birds in the twelve months, mean of five winters' monthly counts; our own count sheets."""

MONTHS = "JFMAMJJASOND"
COLUMN, ROW, WIDE, HIGH = 481, 626, 400, 350


def draw() -> Image.Image:
    """Return the finished plate."""
    sheet = Sheet(seed=800)
    rule, bars, peak, type_ = Block(), Block(), Block(), Block()
    for index, (name, counts) in enumerate(COUNTS.items()):
        left, foot = 78 + index % 4 * COLUMN, 586 + index // 4 * ROW
        _panel(name, counts, left, foot, rule, bars, peak, type_)
    sheet.set(rule, SHADE)
    sheet.set(bars, TEAL)
    sheet.set(peak, RUST)
    sheet.set(type_, INK)
    return sheet.finished(grain=0)


def _panel(
    name: str, counts: tuple[int, ...], left: float, foot: float, rule: Block, bars: Block, peak: Block, type_: Block
) -> None:
    """One bird's year; its best month in rust with the number."""
    step, most = WIDE / 12, max(counts)
    small = font("PkSans-Regular", 22)
    type_.text((left, foot - HIGH - 122), name, font("PkSerifDisplay-Bold", 46), anchor="ls")
    rule.line([(left, foot), (left + WIDE, foot)], 2.4)
    rule.line([(left, foot - HIGH - 96), (left + WIDE, foot - HIGH - 96)], 2.4)
    for month, count in enumerate(counts):
        x, tall = left + month * step, HIGH * count / most
        block = peak if count == most else bars
        if count:
            block.shape(
                [
                    (x + 4, foot - 2),
                    (x + 4, foot - 2 - max(3, tall)),
                    (x + step - 4, foot - 2 - max(3, tall)),
                    (x + step - 4, foot - 2),
                ]
            )
        type_.text((x + step / 2, foot + 26), MONTHS[month], small)
        if count == most:
            face = font("PkSans-Bold", 28)
            middle = x + step / 2
            half = face.getlength(f"{count:,}") / 4
            middle = min(max(middle, left + half), left + WIDE - half)
            peak.text((middle, foot - tall - 28), f"{count:,}", face)

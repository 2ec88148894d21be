"""The rule of twelfths: how much a tide rises in each of its six hours, beside the curve it stands for."""

import math

from PIL import Image

from drawn.hand import INK, MIST, RUST, SHADE, TEAL, Block, Sheet, font

PARTS = (1, 2, 3, 3, 2, 1)
LEFT, FOOT, STEP, UNIT = 400, 1100, 238, 76


def draw() -> Image.Image:
    """Return the finished diagram."""
    sheet = Sheet(seed=1200)
    steps, fresh, rule, line, type_ = Block(), Block(), Block(), Block(), Block()
    small, bold, big = font("PkSans-Regular", 30), font("PkSans-Bold", 34), font("PkSerifDisplay-Bold", 54)
    for twelfth in range(13):
        y = FOOT - twelfth * UNIT
        rule.line([(LEFT, y), (LEFT + 6 * STEP, y)], 2.6 if twelfth % 12 == 0 else 1.2)
    done = 0
    for hour, part in enumerate(PARTS):
        x, low, high = LEFT + hour * STEP, FOOT - done * UNIT, FOOT - (done + part) * UNIT
        if done:
            steps.shape([(x + 6, FOOT), (x + STEP - 6, FOOT), (x + STEP - 6, low), (x + 6, low)])
        fresh.shape([(x + 6, low), (x + STEP - 6, low), (x + STEP - 6, high), (x + 6, high)])
        for k in range(1, part):
            fresh.line([(x + 6, low - k * UNIT), (x + STEP - 6, low - k * UNIT)], 2.4, on=False)
        type_.text((x + STEP / 2, FOOT + 52), ("1st", "2nd", "3rd", "4th", "5th", "6th")[hour], small)
        type_.text((x + STEP / 2, high - 44), str(part), big)
        done += part
    type_.text((LEFT + 3 * STEP, FOOT + 112), "hour of the flood", small)
    type_.text((LEFT - 28, FOOT), "low water", bold, anchor="rm")
    type_.text((LEFT - 28, FOOT - 12 * UNIT), "high water", bold, anchor="rm")
    line.line([(LEFT + STEP * k / 20, FOOT - 6 * UNIT * (1 - math.cos(math.pi * k / 120))) for k in range(121)], 6)
    sheet.set(rule, SHADE)
    sheet.set(steps, MIST)
    sheet.set(fresh, TEAL)
    sheet.set(type_, INK)
    sheet.set(line, RUST)
    return sheet.finished(grain=0)

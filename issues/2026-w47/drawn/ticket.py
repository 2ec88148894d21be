"""A ferry ticket of the small stiff kind, much enlarged: card, letterpress, a clipper's bite."""

import random

from PIL import Image, ImageChops, ImageFilter

from drawn.hand import FINE, INK, RUST, TEAL, Block, Sheet, clouds, font

CARD = (214, 196, 150)
LEFT, TOP, RIGHT, FOOT = 270, 250, 1730, 1020


def draw() -> Image.Image:
    """Return the ticket lying on a sheet of paper, a little askew."""
    sheet = Sheet(seed=900, paper=(233, 228, 216))
    card = _card()
    shadow = card.mask.rotate(-2.2, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(26))
    shadow = ImageChops.offset(shadow, 22 * FINE, 26 * FINE).point(lambda v: v * 46 // 100)
    sheet.image.paste((84, 78, 66), mask=shadow)
    ticket = Sheet(seed=910, paper=CARD)
    blots = clouds(ticket.image.size, 911, 330).point(lambda v: max(0, v - 128) // 2)
    ticket.image.paste((190, 168, 118), mask=blots)
    ticket.press(_band(), RUST, rough=40, holes=60)
    ticket.press(_type(), INK, rough=46, holes=58)
    ticket.press(_number(), TEAL, rough=46, holes=58)
    ticket.image.paste((150, 130, 88), mask=_fibers())
    edge = ImageChops.subtract(card.mask, card.mask.filter(ImageFilter.MinFilter(9)))
    ticket.image.paste((160, 140, 98), mask=edge.point(lambda v: v // 2))
    turned = ticket.image.rotate(-2.2, Image.Resampling.BICUBIC)
    sheet.image.paste(turned, mask=card.mask.rotate(-2.2, Image.Resampling.BICUBIC))
    return sheet.finished(grain=6)


def _card() -> Block:
    """The cut card: corners a little worn, one notch of the clipper."""
    block = Block()
    box = [LEFT * FINE, TOP * FINE, RIGHT * FINE, FOOT * FINE]
    block.pen.rounded_rectangle(box, radius=20 * FINE, fill=255)
    block.shape([(1250, FOOT + 6), (1262, FOOT - 62), (1290, FOOT - 88), (1318, FOOT - 62), (1330, FOOT + 6)], on=False)
    return block


def _band() -> Block:
    """The overprint that told a return half from across the deck."""
    block = Block()
    block.shape([(1330, TOP), (1400, TOP), (1400, FOOT), (1330, FOOT)])
    block.shape([(1416, TOP), (1428, TOP), (1428, FOOT), (1416, FOOT)])
    return block


def _type() -> Block:
    """What the press printed, in five sizes of three faces."""
    block = Block()
    middle = (LEFT + 1320) / 2 - 4
    block.text((middle, 330), "STANNET & EELNESS STEAM FERRY", font("PkSerif-Bold", 50))
    block.line([(330, 376), (1264, 376)], 3)
    block.line([(330, 384), (1264, 384)], 1.4)
    block.text((middle, 440), "There and Back", font("PkSerif-Italic", 62))
    block.text((middle, 548), "STANNET QUAY", font("PkSerifDisplay-Bold", 104))
    block.text((middle, 632), "to", font("PkSerif-Italic", 48))
    block.text((middle, 716), "EELNESS", font("PkSerifDisplay-Bold", 104))
    block.line([(330, 800), (1264, 800)], 3)
    block.text((334, 846), "Third Class", font("PkSerif-Bold", 48), anchor="lm")
    block.text((1262, 846), "Fare 4d.", font("PkSerif-Bold", 48), anchor="rm")
    block.text((middle, 914), "Available on the day of issue and at such", font("PkSerif-Regular", 33))
    block.text((middle, 958), "hours as the Tide may permit.", font("PkSerif-Regular", 33))
    return block


def _number() -> Block:
    """The serial number, twice, as the counting machine set it."""
    block, side = Block(), Block()
    side.text((1000, 666), "0417", font("PkSans-Bold", 128))
    block.mask = side.mask.rotate(90, Image.Resampling.BICUBIC, center=(1000 * FINE, 666 * FINE))
    block.mask = ImageChops.offset(block.mask, 574 * FINE, -31 * FINE)
    return block


def _fibers() -> Image.Image:
    """Hairs in the card."""
    dice = random.Random(92)
    block = Block()
    for _ in range(340):
        x, y = dice.uniform(LEFT, RIGHT), dice.uniform(TOP, FOOT)
        dx, dy = dice.uniform(-22, 22), dice.uniform(-10, 10)
        block.gouge([(x, y), (x + dx / 2, y + dy), (x + dx, y + dy / 2)], 1.8, on=True)
    return block.mask.point(lambda v: v * 2 // 5)

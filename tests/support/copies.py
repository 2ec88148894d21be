"""Pictures drawn for tests and measures, and the copies that editors, phones and social networks make of pictures."""

import math
import random
from collections.abc import Callable, Mapping
from io import BytesIO

from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageMath, ImageOps

Draw = Callable[[int], Image.Image]
Copy = Callable[[Image.Image], Image.Image]
WORDS = "harbor vote quay council tide lamp ticket barrier wheel ferry north mud budget dues school rail".split()


def _noise(chance: random.Random, size: tuple[int, int], octaves: int = 7, fall: float = 0.6) -> Image.Image:
    """Return clouds of all sizes, as light makes them."""
    sum_ = Image.new("F", size)
    for octave in range(octaves):
        across, down = 2 << octave, max(2, round((2 << octave) * size[1] / size[0]))
        layer = Image.frombytes("L", (across, down), chance.randbytes(across * down)).convert("F")
        grown, weight = layer.resize(size, Image.Resampling.BICUBIC), fall**octave
        sum_ = ImageMath.lambda_eval(lambda of, weight=weight: of["a"] + of["b"] * weight, a=sum_, b=grown)  # type: ignore[misc]
    most = sum(fall**octave for octave in range(octaves))
    return ImageOps.autocontrast(ImageMath.lambda_eval(lambda of: of["a"] / most, a=sum_).convert("L"))


def _color(chance: random.Random, low: int = 0, high: int = 255) -> tuple[int, int, int]:
    return chance.randint(low, high), chance.randint(low, high), chance.randint(low, high)


def landscape(seed: int) -> Image.Image:
    """A sky over hills, with houses."""
    chance, (wide, high) = random.Random(seed), (900, 600)
    image = ImageOps.colorize(_noise(chance, (wide, high)), (120, 150, 190), (235, 238, 242))
    for hill in range(chance.randint(2, 4)):
        top, phase = high * (0.45 + 0.12 * hill), chance.uniform(0, 6)
        crest = [
            (x, top + high * 0.06 * math.sin(x / 97 + phase) + 20 * math.sin(x / 31 + phase))
            for x in range(0, wide + 9, 9)
        ]
        mask = Image.new("L", (wide, high))
        ImageDraw.Draw(mask).polygon([*crest, (wide, high), (0, high)], fill=255)
        dark = _color(chance, 10, 70)
        ground = ImageOps.colorize(
            _noise(chance, (wide, high), 8, 0.75), dark, tuple(min(255, 3 * one) for one in dark)
        )
        image = Image.composite(ground, image, mask)
    draw = ImageDraw.Draw(image)
    for _ in range(chance.randint(4, 12)):
        x, y, side = chance.randrange(wide), chance.randrange(high // 2, high), chance.randint(12, 60)
        draw.rectangle((x, y - side, x + side, y), fill=_color(chance))
    return image


def portrait(seed: int) -> Image.Image:
    """A face before a blurred ground; all have their eyes in much the same place."""
    chance, (wide, high) = random.Random(seed + 2000), (600, 800)
    image = ImageOps.colorize(_noise(chance, (wide, high), 4, 0.4), _color(chance, 40, 120), _color(chance, 140, 230))
    draw, middle, brow = ImageDraw.Draw(image), wide / 2 + chance.randint(-30, 30), high * 0.4
    across, down = wide * chance.uniform(0.2, 0.26), high * chance.uniform(0.19, 0.24)
    skin, hair = _color(chance, 110, 230), _color(chance, 10, 120)
    draw.ellipse((middle - wide * 0.42, high * 0.68, middle + wide * 0.42, high * 1.3), fill=_color(chance, 20, 220))
    draw.ellipse(
        (middle - across * 1.12, brow - down * 1.2, middle + across * 1.12, brow + down * chance.uniform(0.3, 1.4)),
        fill=hair,
    )
    draw.ellipse((middle - across, brow - down, middle + across, brow + down), fill=skin)
    apart, size = across * chance.uniform(0.35, 0.45), across * chance.uniform(0.1, 0.16)
    for eye in (middle - apart, middle + apart):
        draw.ellipse((eye - size * 1.3, brow - size, eye + size * 1.3, brow + size), fill="white")
        draw.ellipse((eye - size * 0.6, brow - size * 0.6, eye + size * 0.6, brow + size * 0.6), fill="#1e1e28")
    mouth = across * chance.uniform(0.25, 0.45)
    draw.ellipse(
        (middle - mouth, brow + down * 0.5, middle + mouth, brow + down * chance.uniform(0.58, 0.7)), fill="#a0323c"
    )
    return Image.blend(image, _noise(chance, (wide, high), 8, 0.8).convert("RGB"), 0.12)


def chart(seed: int, data: int | None = None) -> Image.Image:
    """Bars over a grid; *data* gives the same chart other figures."""
    chance, figures = random.Random(seed + 3000), random.Random(seed if data is None else data)
    image, count = Image.new("RGB", (800, 500), "white"), chance.choice([6, 8, 10])
    draw, color = ImageDraw.Draw(image), _color(chance, 0, 180)
    draw.text((50, 12), " ".join(chance.sample(WORDS, 4)).capitalize(), fill="black", font=ImageFont.load_default(26))
    for line in range(6):
        draw.line((70, 440 - 72 * line, 770, 440 - 72 * line), fill="#d7d7d7")
        draw.text((30, 432 - 72 * line), str(10 * line), fill="#5a5a5a", font=ImageFont.load_default(13))
    for bar in range(count):
        left, wide = 70 + 700 * bar / count, 700 / count
        draw.rectangle(
            (left + wide * 0.15, 440 - 360 * figures.uniform(0.1, 0.95), left + wide * 0.85, 440), fill=color
        )
        draw.text((left + wide * 0.2, 448), chance.choice(WORDS)[:5], fill="#3c3c3c", font=ImageFont.load_default(13))
    return image


def table(seed: int) -> Image.Image:
    """A screenshot of sixteen rows of figures; all have the same head."""
    chance, image = random.Random(seed + 4000), Image.new("RGB", (800, 560), "white")
    draw, columns = ImageDraw.Draw(image), (240, 360, 480, 600, 700)
    draw.rectangle((0, 0, 800, 44), fill="#1e3c6e")
    draw.text((14, 10), "Statistics portal", fill="white", font=ImageFont.load_default(20))
    for row in range(16):
        top = 66 + 30 * row
        draw.text((14, top), " ".join(chance.sample(WORDS, 2)), fill="black", font=ImageFont.load_default(15))
        for left in columns:
            draw.text((left, top), str(chance.randrange(100, 99999)), fill="black", font=ImageFont.load_default(15))
    return image


def map_(seed: int) -> Image.Image:
    """Land, sea, roads and names."""
    chance, (wide, high) = random.Random(seed + 6000), (800, 700)
    land = _noise(chance, (wide, high), 5, 0.45).point(lambda level: 255 if level > 118 else 0)
    image = Image.composite(Image.new("RGB", (wide, high), "#ece8d6"), Image.new("RGB", (wide, high), "#aacde1"), land)
    draw = ImageDraw.Draw(image)
    for _ in range(14):
        way = [(chance.randrange(wide), chance.randrange(high))]
        for _ in range(8):
            way.append((way[-1][0] + chance.randint(-80, 80), way[-1][1] + chance.randint(-80, 80)))
        draw.line(way, fill=chance.choice(["#c8783c", "#969696", "#5a8cc8"]), width=chance.choice([2, 3, 5]))
    for _ in range(12):
        x, y = chance.randrange(wide - 80), chance.randrange(high - 30)
        draw.text((x, y), chance.choice(WORDS), fill="black", font=ImageFont.load_default(16))
    return image


KINDS: Mapping[str, Draw] = {"landscape": landscape, "portrait": portrait, "chart": chart, "table": table, "map": map_}


# --- copies -----------------------------------------------------------------------------------------------------------


def saved(image: Image.Image, kind: str = "PNG", **options: int) -> bytes:
    """Return the file of a picture."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _as(kind: str, **options: int) -> Copy:
    return lambda image: Image.open(BytesIO(saved(image, kind, **options)))


def _cut(left: float, top: float, right: float, bottom: float) -> Copy:
    def copy(image: Image.Image) -> Image.Image:
        wide, high = image.size
        return image.crop(
            (round(left * wide), round(top * high), round((1 - right) * wide), round((1 - bottom) * high))
        )

    return copy


def _square(at: float) -> Copy:
    def copy(image: Image.Image) -> Image.Image:
        side = min(image.size)
        left, top = round((image.width - side) * at), round((image.height - side) * at)
        return image.crop((left, top, left + side, top + side))

    return copy


def _small(side: int) -> Copy:
    return lambda image: ImageOps.contain(image, (side, side))


def _turned(degrees: float, fill: str = "white") -> Copy:
    return lambda image: image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=fill)


def _framed(share: float, color: str) -> Copy:
    return lambda image: ImageOps.expand(image, round(share * max(image.size)), color)


def _banner(image: Image.Image) -> Image.Image:
    copy = image.copy()
    draw, top = ImageDraw.Draw(copy), round(image.height * 0.87)
    draw.rectangle((0, top, image.width, image.height), fill="#b4141e")
    draw.text((20, top + 8), "BREAKING: more on page 7", fill="white", font=ImageFont.load_default(image.height // 14))
    return copy


def _polaroid(image: Image.Image) -> Image.Image:
    rim = round(0.06 * image.width)
    paper = Image.new("RGB", (image.width + 2 * rim, image.height + rim + round(0.22 * image.height)), "#f8f6f0")
    paper.paste(image, (rim, rim))
    return paper


def _collage(image: Image.Image) -> Image.Image:
    other = landscape(991).resize((image.width, image.height))
    both = Image.new("RGB", (image.width * 2, image.height))
    both.paste(image, (0, 0))
    both.paste(other, (image.width, 0))
    return both


def _screenshot(image: Image.Image) -> Image.Image:
    page = Image.new("RGB", (round(image.width * 1.3), round(image.height * 1.4)), "white")
    page.paste(image, (round(image.width * 0.12), round(image.height * 0.22)))
    ImageDraw.Draw(page).text((40, 20), "The Paper | News", fill="black", font=ImageFont.load_default(40))
    return page


def _after(*steps: Copy) -> Copy:
    def copy(image: Image.Image) -> Image.Image:
        for step in steps:
            image = step(image).convert("RGB")
        return image

    return copy


COPIES: Mapping[str, Copy] = {
    "10 % cut off left": _cut(0.1, 0, 0, 0),
    "10 % cut off top": _cut(0, 0.1, 0, 0),
    "10 % cut off right": _cut(0, 0, 0.1, 0),
    "10 % cut off below": _cut(0, 0, 0, 0.1),
    "10 % cut off all sides": _cut(0.1, 0.1, 0.1, 0.1),
    "to a square": _square(0.5),
    "to a square at one end": _square(0.0),
    "to a square at the other": _square(1.0),
    "mirrored": ImageOps.mirror,
    "upside down": ImageOps.flip,
    "turned by 90": _turned(90),
    "turned by 180": _turned(180),
    "turned by 270": _turned(270),
    "turned by 3": _turned(3),
    "turned by -5": _turned(-5),
    "turned by 3 on black": _turned(3, "black"),
    "framed 5 %": _framed(0.05, "white"),
    "framed 10 %": _framed(0.1, "black"),
    "framed 8 % red": _framed(0.08, "red"),
    "polaroid": _polaroid,
    "JPEG of quality 30": _as("JPEG", quality=30),
    "JPEG of quality 40": _as("JPEG", quality=40),
    "WebP": _as("WEBP", quality=40),
    "PNG of 32 colors": lambda image: image.quantize(32),
    "GIF": _as("GIF"),
    "320 pixels": _small(320),
    "200 pixels": _small(200),
    "200 pixels, JPEG 40": _after(_small(200), _as("JPEG", quality=40)),
    "grey": ImageOps.grayscale,
    "more contrast": lambda image: ImageEnhance.Contrast(image).enhance(1.6),
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.4),
    "much brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.6),
    "darker by half": lambda image: ImageEnhance.Brightness(image).enhance(0.5),
    "sepia": lambda image: ImageOps.colorize(ImageOps.grayscale(image), "#281400", "#fff0c8"),
    "a banner below": _banner,
    "beside another": _collage,
    "screenshot": _screenshot,
    "square, mirrored, JPEG 40": _after(_square(0.5), ImageOps.mirror, _as("JPEG", quality=40)),
    "cut, banner, 200 pixels": _after(_cut(0.1, 0.1, 0.1, 0.1), _banner, _small(200)),
}
"""What is done to pictures, on the way or on purpose."""

"""A picture as 16 x 16 differences of brightness: how one with few spots is told, the light of any as a whole, also in other colours."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise

from PIL import Image, ImageOps, ImageStat

from publishkit.rights.pictures.keypoints import Look, on_white

SIDE = 16
"""The picture is compared as 16 x 16 differences of brightness."""

DIGITS = SIDE * SIDE // 4
"""Hex digits of one half of a fingerprint."""

STEP = 5
"""Levels of grey (of 256) by which neighboring fields differ decisively: less is noise of scaling and compression."""

DECISIVE = 24
"""A picture with fewer decisive fields is nearly flat, and would be taken for any other flat one."""

ALIKE = 0.12
"""Share of the decisive fields in which the same picture may differ."""

Crop = tuple[float, float, float, float]
"""Shares cut off left, top, right and bottom."""

WHOLE: Crop = (0, 0, 0, 0)
CROPS: tuple[Crop, ...] = (
    WHOLE,
    *((share, share, share, share) for share in (0.01, 0.02, 0.035)),
    (0.03, 0, 0, 0),
    (0, 0.03, 0, 0),
    (0, 0, 0.03, 0),
    (0, 0, 0, 0.03),
    (0.03, 0, 0.03, 0),
    (0, 0.03, 0, 0.03),
)
"""Edges that get lost when a picture is fitted or saved in blocks."""


def difference_hashes(look: Look, crops: Sequence[Crop] = CROPS) -> tuple[str, ...]:
    """Return the difference hashes of a picture and of what is left of it when an edge is cut off.

    Each has 128 hex digits, bit by bit, row by row: is the next of 17 x 16 grey fields brighter? Then as many bits: was the
    step decisive?
    """
    return tuple(dict.fromkeys(fields_of(_cut(look.grey, crop)) for crop in crops))


def _cut(grey: Image.Image, crop: Crop) -> Image.Image:
    left, top, right, bottom = crop
    box = (left * grey.width, top * grey.height, (1 - right) * grey.width, (1 - bottom) * grey.height)
    return grey.crop((round(box[0]), round(box[1]), max(1, round(box[2])), max(1, round(box[3]))))


def fields_of(grey: Image.Image) -> str:
    """Return the difference hash of a grey picture."""
    fields = grey.resize((SIDE + 1, SIDE), Image.Resampling.BOX).tobytes()
    rows = (fields[at : at + SIDE + 1] for at in range(0, len(fields), SIDE + 1))
    steps = [right - left for row in rows for left, right in pairwise(row)]
    rising = "".join("1" if step > 0 else "0" for step in steps)
    decisive = "".join("1" if abs(step) >= STEP else "0" for step in steps)
    return f"{int(rising, 2):0{DIGITS}x}{int(decisive, 2):0{DIGITS}x}"


def distance(one: str, other: str) -> int:
    """Return in how many of the fields that are decisive in *one* the two differ.

    >>> distance("f0" * 32 + "ff" * 32, "f1" * 32 + "00" * 32)
    32
    """
    (rising, decisive), (others, _) = halves(one), halves(other)
    return ((rising ^ others) & decisive).bit_count()


def alike(one: str, other: str) -> bool:
    """Return whether *other* is the picture *one*, scaled, saved again or a little brighter.

    Copies differ in up to 9 of 100 decisive fields, other pictures in 25 and more (measured on twelve pictures, 40 other
    versions of each).
    """
    return telling(one) and distance(one, other) <= ALIKE * halves(one)[1].bit_count()


def telling(print_: str) -> bool:
    """Return whether a fingerprint says enough to recognise a picture: a blank sheet resembles every blank sheet."""
    return halves(print_)[1].bit_count() >= DECISIVE


def halves(print_: str) -> tuple[int, int]:
    """Return the rising fields and the decisive ones; of a fingerprint of before 2026-11-23 all are decisive."""
    decisive = print_[DIGITS:] or "f" * DIGITS
    return int(print_[:DIGITS], 16), int(decisive, 16)


FINE = (68, 64)
"""Pixels that are turned back; 17 x 16 fields are compared."""
TURNS = 16
"""Steps around the circle of hues; between two of them the light of a picture is nearly the same."""
COLOURFUL = 12
"""Mean saturation, of 255, below which there is no colour to turn."""
EXCHANGED = ((0, 2, 1), (2, 1, 0), (1, 0, 2))
"""Two channels for each other; all three in turn are a turn of the hues by a third."""


def turned_back(data: bytes) -> Iterator[Image.Image]:
    """Yield a picture's file, small and grey, as it may have been before its colours were changed.

    Raises:
        PIL.UnidentifiedImageError: it is no picture Pillow can read.
        OSError: it is damaged.
    """
    with Image.open(BytesIO(data)) as opened:
        opened.draft("RGB", (2 * FINE[0], 2 * FINE[1]))
        picture = on_white(ImageOps.exif_transpose(opened)).convert("RGB")
    small = picture.resize(FINE, Image.Resampling.BOX, reducing_gap=3.0)
    hue, saturation, value = small.convert("HSV").split()
    if ImageStat.Stat(saturation).mean[0] < COLOURFUL:
        return
    for turn in range(1, TURNS):
        turned = hue.point([(level + 256 * turn // TURNS) % 256 for level in range(256)])
        yield _grey(Image.merge("HSV", (turned, saturation, value)).convert("RGB"))
    channels = small.split()
    for order in EXCHANGED:
        yield _grey(Image.merge("RGB", [channels[at] for at in order]))


def _grey(picture: Image.Image) -> Image.Image:
    return ImageOps.autocontrast(picture.convert("L"), cutoff=0.5)

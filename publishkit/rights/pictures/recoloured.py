"""A whole picture in other colours: its hues turned, its channels exchanged.

Spots of light and dark are others then. So the colours are turned back in a few steps, and the light of the whole is compared.
"""

from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageOps, ImageStat

from publishkit.rights.pictures.keypoints import on_white

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

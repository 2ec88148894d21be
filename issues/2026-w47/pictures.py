"""Draw the pictures of this issue: `python issues/2026-w47/pictures.py [NAME…]`.

Drawn and plotted by the Estuary Reading Room's picture desk, in code: Pillow, the theme's own fonts and a seed for every
random number, so that the same picture comes out each time. `--into DIR` writes them elsewhere and leaves ours alone.
"""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from drawn import barrier, creek, estuary_map, lamp, mudflat, ticket, tides, twelfths, waders
from PIL import Image

HERE = Path(__file__).parent
JPEG_QUALITY = 72

PICTURES: Mapping[str, Callable[[], Image.Image]] = {
    "five-wheels/images/fortnight.png": tides.draw,
    "counting-knots/images/year-of-waders.png": waders.draw,
    "a-house-in-the-mud/images/cross-section.jpg": mudflat.draw,
    "the-last-ticket/images/ticket.jpg": ticket.draw,
    "northmouth-barrier/images/barrier.jpg": barrier.draw,
    "what-the-lamp-says/images/lamp.jpg": lamp.draw,
    "woerter-im-watt/images/priel.jpg": creek.draw,
    "directions-1868/images/twelfths.png": twelfths.draw,
    "tide-hours/images/estuary-map.jpg": estuary_map.draw,
}
"""File below `articles/` -> the function that draws it."""


def write_picture(image: Image.Image, path: Path) -> None:
    """Save *image* as the kind of file its name says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".png":
        image.quantize(160, dither=Image.Dither.NONE).save(path, optimize=True)
    else:
        image.save(path, quality=JPEG_QUALITY, optimize=True, progressive=True)


def main() -> None:
    """Write all pictures, or those whose path contains one of the names given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="parts of file names; all pictures when absent")
    parser.add_argument("--into", type=Path, default=HERE / "articles")
    options = parser.parse_args()
    for file, draw in PICTURES.items():
        if not options.names or any(name in file for name in options.names):
            write_picture(draw(), options.into / file)


if __name__ == "__main__":
    main()

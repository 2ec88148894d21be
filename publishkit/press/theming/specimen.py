"""The built-in edition that a theme is tried on: an item of every kind, a duty of every kind, an issue that was corrected."""

import io
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

from publishkit.edition.assemble import assemble
from publishkit.edition.items import draw_pictures
from publishkit.edition.logo import draw_logo
from publishkit.model.edition import Edition
from publishkit.press.build import clear, read
from publishkit.theme.load import Theme

FOLDER = Path(__file__).with_name("specimen")
ISSUE = "specimen"
PICTURES: Mapping[str, tuple[int, int]] = {
    "brand/logo.png": (600, 120),
    "brand/logo-dark.png": (600, 120),
    f"issues/{ISSUE}/articles/low-water/images/wide.png": (1600, 900),
    f"issues/{ISSUE}/articles/low-water/images/tall.png": (700, 1200),
    f"issues/{ISSUE}/articles/salt/images/pans.jpg": (1500, 900),
    f"issues/{ISSUE}/articles/lamp/images/lamp.png": (900, 600),
    f"issues/{ISSUE}/articles/harbour-dues/images/council-vote.png": (640, 400),
}
"""Path in the specimen -> width and height in pixels; they are drawn when they are needed."""


def make_specimen(theme: Theme) -> Edition:
    """Return the specimen as an edition, the texts of its drawings set in the fonts of *theme*."""
    with _workspace() as root:
        cleared = clear(read(root, ISSUE))
        pictures = draw_pictures(cleared.items, theme.fonts)
        logo = draw_logo(cleared.planned.config.brand, cleared.planned.logos, theme.fonts)
        return assemble(cleared.planned, cleared.items, pictures, logo=logo)


def bare(edition: Edition) -> Edition:
    """Return *edition* without everything that an issue may lack: title, letter, cover, section intros, logo, colors' words."""
    sections = tuple(replace(section, intro="") for section in edition.sections)
    brand = edition.config.brand.model_copy(update={"footer": ""})
    publication = edition.config.publication.model_copy(update={"tagline": "", "address": ""})
    config = edition.config.model_copy(update={"brand": brand, "publication": publication})
    return replace(
        edition,
        config=config,
        title="",
        preheader="",
        editorial=(),
        editorial_by="",
        cover=None,
        sections=sections,
        logo=None,
        changes=(),
        revision=1,
        revised=None,
        revision_shown="",
    )


@contextmanager
def _workspace() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="publishkit-specimen-") as folder:
        root = Path(folder) / ISSUE
        shutil.copytree(FOLDER, root)
        for number, (name, size) in enumerate(PICTURES.items()):
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_picture(size, number, "JPEG" if name.endswith(".jpg") else "PNG"))
        yield root


def _picture(size: tuple[int, int], seed: int, form: str) -> bytes:
    """Return a picture with enough going on to be told from another."""
    picture = Image.new("RGB", size, (150 + 12 * seed, 176, 170 - 9 * seed))
    draw = ImageDraw.Draw(picture)
    width, height = size
    for n in range(24):
        x, y = (n * 197 + seed * 131) % width, (n * 113 + seed * 71) % height
        box = (x, y, x + width // 8 + n * 3, y + height // 9 + seed * 5)
        draw.ellipse(box, fill=(n * 10 % 256, (n * 7 + seed * 40) % 256, 90 + n * 4))
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()

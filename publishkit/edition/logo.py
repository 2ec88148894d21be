"""The house's logo, from the file in the workspace to the picture that formats show."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageOps

from publishkit.edition.pixels import is_transparent, upright_srgb
from publishkit.edition.renditions import draw
from publishkit.errors import InputError, Problem
from publishkit.model.article import Asset
from publishkit.model.brand import Brand
from publishkit.model.edition import Logo
from publishkit.workspace.drawing import MEDIA_TYPE, DrawingError, parse_drawing
from publishkit.workspace.folder import CONFIG

BOX = (320, 72)
"""CSS pixels that a logo is fitted into."""
SHARP = 3
"""Pixels for one of CSS: print and good screens show them."""
NAMES = {"logo": "logo.png", "logo_dark": "logo-dark.png"}
"""What the files are called beside the pictures, whose names end in a number."""


def draw_logo(brand: Brand, logos: Mapping[str, Asset], fonts: Sequence[Path] = ()) -> Logo | None:
    """Return the logo of the *brand*; *logos* are its files by their paths, *fonts* folders to draw texts of drawings with.

    Raises:
        InputError: a file cannot be decoded or drawn.
    """
    if not brand.logo:
        return None
    light = _drawn("logo", brand.logo, logos, fonts)
    dark = _drawn("logo_dark", brand.logo_dark, logos, fonts) if brand.logo_dark else None
    scale = min(BOX[0] / light.width, BOX[1] / light.height, 1)
    width, height = (max(1, round(side * scale)) for side in (light.width, light.height))
    return Logo(light=light, dark=dark, width=width, height=height, is_name=brand.logo_is_name)


def _drawn(key: str, file: str, logos: Mapping[str, Asset], fonts: Sequence[Path]) -> Asset:
    """Return the picture as PNG, fitted into the box; never enlarged."""
    source = logos[file]
    try:
        data = source.data
        if source.media_type == MEDIA_TYPE:
            drawing = parse_drawing(data)
            fit = min(BOX[0] / drawing.width, BOX[1] / drawing.height)
            side = round(max(drawing.width, drawing.height) * fit * SHARP)
            data = draw(drawing, side, fonts)
        with Image.open(io.BytesIO(data)) as opened:
            opened.load()
            see_through = is_transparent(opened)
            picture = ImageOps.exif_transpose(opened).convert("RGBA") if see_through else upright_srgb(opened)
    except DrawingError as cause:
        raise InputError(Problem(place=f"{CONFIG}: brand.{key}", message=str(cause))) from cause
    except (OSError, ValueError, SyntaxError, RuntimeError) as cause:
        message = f"`{file}` cannot be decoded: {cause}"
        raise InputError(Problem(place=f"{CONFIG}: brand.{key}", message=message, hint="save it again")) from cause
    picture.thumbnail((BOX[0] * SHARP, BOX[1] * SHARP), Image.Resampling.LANCZOS)
    picture.info = {}
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return Asset(
        name=NAMES[key], media_type="image/png", data=out.getvalue(), width=picture.width, height=picture.height
    )

"""The site's icon: the first letter of its name in the theme's display face."""

import io

from PIL import Image, ImageDraw, ImageFont

from publishkit.theme.load import Theme

SIZE = 192
"""Pixels; what telephones ask for."""


def draw_icon(name: str, theme: Theme) -> bytes:
    """Return the icon as PNG, the same bytes for the same values."""
    colors = theme.tokens.color.light
    image = Image.new("RGB", (SIZE, SIZE), colors.accent)
    letter = next((char for char in name.removeprefix("The ") if char.isalnum()), "·").upper()
    draw = ImageDraw.Draw(image)
    draw.text((SIZE / 2, SIZE / 2), letter, font=_font(theme), fill=colors.paper, anchor="mm")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _font(theme: Theme) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    family = theme.tokens.type.display.family
    files = [face.file for face in theme.tokens.face if face.family == family and face.style == "normal"]
    return ImageFont.truetype(io.BytesIO(theme.font_data[files[0]]), 128) if files else ImageFont.load_default(128)

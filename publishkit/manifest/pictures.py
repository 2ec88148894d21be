"""Picture files: looked at, measured, refused when they are not what they say."""

import io
import warnings

from PIL import Image, UnidentifiedImageError

from publishkit.errors import InputError, Problem
from publishkit.model.asset import Asset

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
MAX_BYTES = 40_000_000
MAX_PIXELS = 60_000_000
"""About 9,500 x 6,300: more than any camera our users have; decompression bombs are larger."""


def parse_picture(name: str, data: bytes, place: str) -> Asset:
    """Return the picture with its size in pixels; nothing is decoded beyond its head.

    Raises:
        InputError: too large, or not a JPEG, PNG, GIF or WebP.
    """
    if len(data) > MAX_BYTES:
        raise _refuse(place, f"is {len(data):,} bytes; the limit is {MAX_BYTES:,}", "save a smaller copy")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=tuple(FORMATS)) as picture:
                size, kind = picture.size, picture.format or ""
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as cause:
        raise _refuse(
            place, "is not a JPEG, PNG, GIF or WebP picture", "convert it, or remove it from rights.toml"
        ) from cause
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as cause:
        raise _refuse(place, f"has more than {MAX_PIXELS:,} pixels", "save a smaller copy") from cause
    if size[0] * size[1] > MAX_PIXELS:
        raise _refuse(place, f"has more than {MAX_PIXELS:,} pixels", "save a smaller copy")
    return Asset(name=name, media_type=FORMATS[kind], data=data, width=size[0], height=size[1])


def _refuse(place: str, message: str, hint: str) -> InputError:
    return InputError(Problem(place=place, message=message, hint=hint))

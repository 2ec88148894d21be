"""The typefaces a book carries: those the workspace asks for, cut down to the characters that stand in the book."""

import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTLibError

from publishkit.errors import InputError, Problem
from publishkit.model.rights import Channel
from publishkit.theme.load import Theme
from publishkit.theme.tokens import Face

MEDIA_TYPES = {"ttf": "font/ttf", "woff2": "font/woff2"}
SELDOM = frozenset({"frac", "numr", "dnom"})
"""Features of a font that draw fractions by hand; they double what is kept of it."""
FEATURES = [name for name in subset.Options().layout_features if name not in SELDOM]


def cut_fonts(theme: Theme, form: str, characters: frozenset[str]) -> Iterator[tuple[Face, str, bytes]]:
    """Yield each face of the book with the name of its file in *form* ("ttf", "woff2") and its bytes; nothing for "none".

    Raises:
        InputError: a file of the theme is no font.
    """
    if form not in MEDIA_TYPES:
        return
    for face in theme.tokens.faces(Channel.EPUB):
        name = f"{face.file.removesuffix('.ttf')}.{form}"
        try:
            data = _cut(theme.font_data[face.file], form, characters)
        except (TTLibError, AssertionError, KeyError) as cause:
            raise InputError(
                Problem(place=f"theme: fonts/{face.file}", message=f"cannot be read as a font: {cause}")
            ) from cause
        yield face, name, data


@lru_cache(maxsize=24)
def _cut(data: bytes, form: str, characters: frozenset[str]) -> bytes:
    """Return the font with those characters alone: kept for the next book, which as a rule has the same."""
    options = subset.Options(hinting=False, layout_features=FEATURES, notdef_outline=True, recalc_timestamp=False)
    font: Any = subset.load_font(io.BytesIO(data), options)
    # Its names stay as they are, among them the license and who drew it; looking for those in use takes half of the time.
    names = font["name"]
    del font["name"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(character) for character in characters])
    cutter.subset(font)
    font["name"] = names
    font.flavor = None if form == "ttf" else form
    out = io.BytesIO()
    font.save(out, reorderTables=None)
    return out.getvalue()

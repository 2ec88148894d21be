"""SVG drawings become pictures that every reader shows alike: drawn once, by one engine, with the theme's fonts."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from publishkit.workspace.drawing import Drawing, DrawingError

SHARPER = 4
"""A drawing that says its size is drawn up to so many times larger: 384 dots an inch."""
_BOOKISH = re.compile(rb"(?<!sans-)\bserif\b|Times|Georgia|Garamond|Literata|Palatino", re.IGNORECASE)
FONT_FILES = frozenset({".ttf", ".otf"})


def draw(drawing: Drawing, side: int, fonts: Sequence[Path] = ()) -> bytes:
    """Return *drawing* as a PNG, on nothing, its longest side at most *side* pixels.

    *fonts* are folders; fonts of the machine are not looked at, so that the bytes are the same everywhere.

    Raises:
        DrawingError: it cannot be drawn, or has letters that no font has.
    """
    import resvg_py

    longest = max(drawing.width, drawing.height)
    scale = min(side / longest, SHARPER) if drawing.fixed else side / longest
    size: dict[str, Any] = {
        "width": max(1, round(drawing.width * scale)),
        "height": max(1, round(drawing.height * scale)),
    }
    try:
        made = resvg_py.svg_to_bytes(
            svg_string=drawing.data.decode(), skip_system_fonts=True, **size, **_fonts(drawing, fonts)
        )
    except ValueError as cause:
        raise DrawingError(f"is a drawing that cannot be drawn: {cause}") from cause
    return bytes(made)


def _fonts(drawing: Drawing, folders: Sequence[Path]) -> dict[str, Any]:
    """Return the fonts to draw the texts of *drawing* with, none for one without texts.

    Raises:
        DrawingError: they lack letters.
    """
    letters = {letter for letter in drawing.letters if letter.isprintable() and not letter.isspace()}
    if not letters:
        return {}
    files = list(_files(folders))
    known = [(path, *_face(path)) for path in files]
    lacking = sorted(letters - {chr(code) for _, _, codes in known for code in codes})
    if lacking:
        shown = " ".join(lacking[:5])
        raise DrawingError(f"has letters that no font of the theme has: {shown}; save its texts as outlines")
    families = [family for _, family, _ in known if family]
    sans = next((family for family in families if "sans" in family.lower()), families[0])
    # A family that is not there (Arial, mostly) is drawn in this one, too.
    bookish = _BOOKISH.search(drawing.data) is not None
    serif = (
        sans if not bookish else next((family for family in families if family.lower().endswith("serif")), families[0])
    )
    named = dict.fromkeys(("font_family", "sans_serif_family", "monospace_family", "cursive_family"), sans)
    return {"font_files": [str(path) for path in files], **named, "serif_family": serif, "fantasy_family": sans}


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    yield from (path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix.lower() in FONT_FILES)


@lru_cache(maxsize=64)
def _face(path: Path) -> tuple[str, frozenset[int]]:
    """Return the family of a font file, and the characters it has."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, lazy=True) as font:
            return font["name"].getBestFamilyName() or "", frozenset(font.getBestCmap() or ())
    except (TTLibError, OSError, KeyError):
        return "", frozenset()

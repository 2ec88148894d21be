"""Which fonts the PDF is drawn with: the theme's, the workspace's, and for letters they lack those in `letters/`."""

import os
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from publishkit.errors import InputError, Problem
from publishkit.model.edition import Edition
from publishkit.theme.load import Theme

SYSTEM_CONFIGS = (
    "/etc/fonts/fonts.conf",
    "/opt/homebrew/etc/fonts/fonts.conf",
    "/usr/local/etc/fonts/fonts.conf",
    "C:/msys64/ucrt64/etc/fonts/fonts.conf",
)
"""Where Linux, Homebrew (Apple and Intel) and MSYS2 keep fontconfig's own settings."""
FONT_FILES = frozenset({".ttf", ".otf", ".ttc"})


def system_fonts(edition: Edition, theme: Theme) -> bool:
    """Return whether the system's fonts are used too.

    Raises:
        InputError: they are not, and the theme has none of its own. (Pango would crash.)
    """
    if not edition.config.fonts.system and not has_fonts(theme.fonts):
        hint = "add a font to its fonts/ folder, or set `system = true` under [fonts]"
        raise InputError(Problem(place=f"themes/{theme.name}/fonts", message="the theme has no fonts", hint=hint))
    return edition.config.fonts.system


def has_fonts(folders: Sequence[Path]) -> bool:
    """Return whether any of *folders* holds a font Pango can draw with."""
    return next(_files(folders), None) is not None


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    yield from (path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix.lower() in FONT_FILES)


# --- letters that come with publishkit --------------------------------------------------------------------------------


LETTERS = Path(__file__).resolve().parent / "letters"
"""Scripts of the world, one face each; its ORIGIN.md says where they come from."""
FAMILY = "PK Letters"
"""How the name of each begins."""
_UNDRAWN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Cn", "Co", "Cs"})
"""Spaces and marks of control (Unicode's general categories) need no glyph."""


def with_letters(html: str, folders: Sequence[Path]) -> tuple[Path, ...]:
    """Return *folders*, and `LETTERS` after them when no font in them has all that *html* shows.

    Most editions need none of it; their bytes and the time they take are what they would be without that folder.
    """
    lacking = {ord(letter) for letter in set(unescape(html)) if unicodedata.category(letter) not in _UNDRAWN}
    for path in _files(folders):
        if not lacking:
            break
        lacking -= characters(path)
    return (*folders, LETTERS) if lacking else tuple(folders)


@lru_cache(maxsize=64)
def characters(path: Path) -> frozenset[int]:
    """Return the code points the font in *path* has glyphs for; none when it cannot be read."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    try:
        if path.suffix.lower() == ".ttc":
            with TTCollection(path, lazy=True) as collection:
                return frozenset(code for font in collection for code in font.getBestCmap() or ())
        with TTFont(path, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (TTLibError, OSError):
        return frozenset()


# --- fontconfig -------------------------------------------------------------------------------------------------------


@contextmanager
def fonts_seen(folders: Sequence[Path], *, system: bool) -> Iterator[None]:
    """Let fontconfig see the fonts in *folders*, and the machine's too when *system*, while the block runs.

    Works after WeasyPrint is loaded too: it reads the settings anew for each document.
    """
    before = os.environ.get("FONTCONFIG_FILE")
    with TemporaryDirectory(prefix="publishkit-fonts-") as folder:
        config = Path(folder) / "fonts.conf"
        config.write_text(fontconfig(folders, Path(folder) / "cache", system=system), encoding="utf-8")
        # Absolute: fontconfig does not find a relative one.
        os.environ["FONTCONFIG_FILE"] = str(config)
        try:
            yield
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before


LAST = (
    '<match target="scan">'
    f'<test name="family" compare="contains"><string>{FAMILY}</string></test>'
    '<edit name="lang" mode="assign"><string>zxx</string></edit>'
    "</match>"
)
"""Said to be for no language, our letters come after every font that is for the text's own."""


COLORED = (
    '<match target="scan">'
    '<test name="color"><bool>true</bool></test>'
    '<edit name="family" mode="append"><string>emoji</string></edit>'
    "</match>"
)
"""A font of coloured pictures is one that Pango asks for by this name where a text has emoji."""
SCALED = (
    '<match target="font">'
    '<test name="color"><bool>true</bool></test><test name="outline"><bool>false</bool></test>'
    '<edit name="enlarged" mode="assign"><divide>'
    '<name target="pattern">pixelsize</name><name target="font">pixelsize</name></divide></edit>'
    '<edit name="matrix" mode="assign"><times><name>matrix</name>'
    "<matrix><name>enlarged</name><double>0</double><double>0</double><name>enlarged</name></matrix></times></edit>"
    '<edit name="size" mode="assign"><divide><name>size</name><name>enlarged</name></divide></edit>'
    "</match>"
)
"""Its pictures take the size of the text; a machine's own settings say so too."""


def fontconfig(folders: Sequence[Path], cache: Path, *, system: bool) -> str:
    """Return a fontconfig file: *folders*, the machine's settings when *system*, and where to keep the cache."""
    machine = [f'<include ignore_missing="yes">{path}</include>' for path in SYSTEM_CONFIGS] if system else []
    own = [f"<dir>{escape(str(folder.resolve()))}</dir>" for folder in folders]
    lines = (
        '<?xml version="1.0"?>',
        '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
        "<fontconfig>",
        *machine,
        *own,
        COLORED,
        *([] if system else [SCALED]),
        *([LAST] if LETTERS in folders else []),
        f"<cachedir>{escape(str(cache))}</cachedir>",
        "</fontconfig>",
    )
    return "\n".join(lines) + "\n"

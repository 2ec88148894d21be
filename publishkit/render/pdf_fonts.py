"""Which fonts Pango sees: the theme's, so that every machine makes the same pages.

A script the theme's fonts lack is then reported (a missing glyph) instead of being drawn differently everywhere.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

SYSTEM_CONFIGS = (
    "/etc/fonts/fonts.conf",
    "/opt/homebrew/etc/fonts/fonts.conf",
    "/usr/local/etc/fonts/fonts.conf",
    "C:/msys64/ucrt64/etc/fonts/fonts.conf",
)
"""Where Linux, Homebrew (Apple and Intel) and MSYS2 keep fontconfig's own settings."""

FONT_FILES = frozenset({".ttf", ".otf", ".ttc"})


def has_fonts(folders: Sequence[Path]) -> bool:
    """Return whether any of *folders* holds a font Pango can draw with."""
    return any(path.suffix.lower() in FONT_FILES for folder in folders for path in folder.rglob("*"))


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
        f"<cachedir>{escape(str(cache))}</cachedir>",
        "</fontconfig>",
    )
    return "\n".join(lines) + "\n"

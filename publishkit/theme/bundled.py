"""Where the themes that come with publishkit are."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def bundled_themes() -> Path:
    """Return the folder of our own themes: inside an installed wheel, else the repository's top-level `themes`."""
    installed = PACKAGE / "bundled" / "themes"
    return installed if installed.is_dir() else PACKAGE.parent / "themes"


def bundled_workspace() -> Path:
    """Return the folder of the sample workspace `publishkit init` copies from: config and issues."""
    installed = PACKAGE / "bundled"
    return installed if (installed / "publishkit.toml").is_file() else PACKAGE.parent

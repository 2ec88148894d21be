"""`[brand]` of `publishkit.toml`: logo, colors and footer words of the house, laid over whatever theme is used."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from publishkit.model.article import Strict

COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def _color(value: str) -> str:
    if not COLOR.fullmatch(value):
        raise PydanticCustomError("color", 'is not a color: write it as "#rrggbb"')
    return value.lower()


Color = Annotated[str, AfterValidator(_color)]


class BrandColors(Strict):
    """Those colors of a theme that the house has of its own; what is not said stays the theme's."""

    paper: Color | None = None
    panel: Color | None = None
    """Behind notices and notes of ours."""
    ink: Color | None = None
    muted: Color | None = None
    """Labels, captions, credits."""
    rule: Color | None = None
    """Hairlines; carries no text."""
    accent: Color | None = None
    """Links."""
    second: Color | None = None
    """Kickers."""

    @property
    def said(self) -> Mapping[str, str]:
        """Name -> color of those that are said."""
        return {name: color for name, color in self if color is not None}


class Brand(Strict):
    """`[brand]`."""

    logo: str = ""
    """A picture in the workspace, `brand/logo.svg` or `.png`: stands over the publication's name in every format."""
    logo_dark: str = ""
    """The same for a dark ground; without it the logo stands on the paper's color there."""
    logo_is_name: bool = False
    """True when the logo shows the publication's name: it then stands in the name's place, and is read aloud as the name."""
    footer: str = ""
    """Words at the end of every format, such as who pays for it."""
    color: BrandColors = BrandColors()
    """For a light ground; the dark pair of each is derived."""
    color_dark: BrandColors = BrandColors()
    """Where the derived color is not wanted."""

"""Design tokens: what `theme.toml` may say. All formats draw from these; nothing in them can break out of a style sheet."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from publishkit.model.article import Strict
from publishkit.model.brand import Color
from publishkit.model.issue import Slug
from publishkit.model.rights import Channel

LENGTH = re.compile(r"(?P<number>\d{1,4}(?:\.\d{1,4})?)(?P<unit>px|pt|mm|rem|em|%)")
FAMILY = re.compile(r"[A-Za-z][A-Za-z0-9 -]{0,60}")
GENERIC = frozenset({"serif", "sans-serif", "monospace", "system-ui", "cursive", "fantasy"})
"""Words that are not quoted in a font stack (CSS Fonts 4, generic families)."""


def _length(value: str) -> str:
    if not LENGTH.fullmatch(value):
        raise PydanticCustomError(
            "length", 'is not a length: write a number with px, pt, mm, rem, em or %, as in "18px"'
        )
    return value


def _family(value: str) -> str:
    if not FAMILY.fullmatch(value):
        raise PydanticCustomError("family", "is not the name of a typeface: letters, digits, spaces and hyphens")
    return value


Length = Annotated[str, AfterValidator(_length)]
Family = Annotated[str, AfterValidator(_family)]
Factor = Annotated[float, Field(gt=0, le=20)]


class Palette(Strict):
    """The colors of one mode."""

    paper: Color
    """The ground of every page."""
    panel: Color
    """Behind notices and notes of ours."""
    ink: Color
    """Running text and headlines."""
    muted: Color
    """Labels, captions, credits."""
    rule: Color
    """Hairlines; carries no text."""
    accent: Color
    """Links."""
    second: Color
    """Kickers."""


class Colors(Strict):
    """Each color twice: for a light and for a dark screen."""

    light: Palette
    dark: Palette


class Typeface(Strict):
    """One family and what stands in for it."""

    family: Family
    """That of a `[[face]]`."""
    fallback: tuple[Family, ...] = Field(min_length=1)
    """What stands in for it, in order; a mail carries no fonts, so readers of mail see the first of these that they have."""

    @property
    def stack(self) -> str:
        """Value for `font-family`: names quoted, generic words not."""
        names = (self.family, *self.fallback)
        return ", ".join(name if name in GENERIC else f"'{name}'" for name in names)


class Typefaces(Strict):
    """Families by their job."""

    text: Typeface
    """Running text."""
    display: Typeface
    """Name and headlines."""
    label: Typeface
    """Labels, captions, credits, tables."""


class Base(Strict):
    """Size of running text in each format; the scale multiplies it."""

    email: Length
    """In px: mail programs know nothing else."""
    web: Length
    """In rem, so that the reader's own size counts."""
    pdf: Length
    """In pt."""
    epub: Length
    """In em: the size is the reader's."""


class Scale(Strict):
    """Type sizes as multiples of running text."""

    label: Factor
    """Kickers, labels, folios, credits: never under 0.8 (credits must be readable)."""
    small: Factor
    """Captions, notes."""
    body: Factor
    """Running text: 1.0."""
    deck: Factor
    """The lines between headline and text."""
    subhead: Factor
    """Headings within a text."""
    brief: Factor
    """Headline of a brief."""
    section: Factor
    """Name of a section."""
    title: Factor
    """Headline of an article."""
    masthead: Factor
    """Name of the publication."""

    @model_validator(mode="after")
    def _credits_stay_readable(self) -> Self:
        if min(self.label, self.small) < 0.8:
            raise PydanticCustomError("scale", "label and small carry credits: at least 0.8 of running text")
        return self


class Leading(Strict):
    """Line heights, without unit."""

    text: Factor
    """Running text."""
    small: Factor
    """Captions, credits."""
    tight: Factor
    """Headlines."""


class Space(Strict):
    """Distances as multiples of running text."""

    xs: Factor
    s: Factor
    m: Factor
    l: Factor  # noqa: E741 - a size of the row xs s m l xl xxl
    xl: Factor
    xxl: Factor


class Measure(Strict):
    """Widths of the text."""

    email: Length
    """Of the whole mail, at most 600px."""
    web: Length
    """Of a column of text in the browser."""
    wide: Length
    """Masthead and contents on a large screen."""


class Paper(Strict):
    """The pages of the PDF."""

    layout: Literal["magazine", "plain"] = "magazine"
    """`magazine`: a cover, a margin that headlines and captions reach into, pictures from edge to edge. `plain`: one column."""


class Face(Strict):
    """One font file in `fonts/`."""

    file: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.ttf$")]
    family: Family
    weight: Annotated[int, Field(ge=100, le=900)] = 400
    style: Literal["normal", "italic"] = "normal"
    formats: tuple[Channel, ...] = (Channel.WEB, Channel.PDF, Channel.EPUB)
    """Which formats carry it; each costs about 0.15 MB in an EPUB."""


class Tokens(Strict):
    """`theme.toml`."""

    api: int = 1
    """Version of what templates are given and of these keys (`publishkit/theme/api.py`) that the theme is made for."""
    description: str = ""
    """A sentence for `publishkit theme list`."""
    parent: Slug | None = None
    """Theme whose tokens and templates are used where this one has none."""
    color: Colors
    """Each for a light and a dark ground."""
    type: Typefaces
    """Families by their job."""
    base: Base
    """Size of running text in each format."""
    scale: Scale
    """Sizes of everything else."""
    leading: Leading
    """Line heights."""
    space: Space
    """Distances."""
    measure: Measure
    """Widths of the text."""
    paper: Paper = Paper()
    """How the PDF is laid out."""
    face: tuple[Face, ...] = ()
    """Font files; a theme that names any names all it uses, those in its parent's folder too."""

    def size(self, step: str, channel: Channel) -> str:
        """Return the type size *step* of the scale in *channel*: `size("title", "email")` is "37px"."""
        return self._times(getattr(self.scale, step), channel)

    def gap(self, step: str, channel: Channel) -> str:
        """Return the distance *step* in *channel*."""
        return self._times(getattr(self.space, step), channel)

    def faces(self, channel: Channel) -> tuple[Face, ...]:
        """Return the font files *channel* carries."""
        return tuple(face for face in self.face if channel in face.formats)

    def _times(self, factor: float, channel: Channel) -> str:
        return times(getattr(self.base, channel), factor)


def times(length: str, factor: float) -> str:
    """Return *length* multiplied, pixels whole (mail programs round them each in their own way).

    >>> times("17px", 1.5), times("9.6pt", 1.25), times("1em", 2)
    ('26px', '12pt', '2em')
    """
    found = LENGTH.fullmatch(length)
    if found is None:
        raise ValueError(length)
    value = float(found["number"]) * factor
    digits = 0 if found["unit"] == "px" else 3
    return f"{round(value + 1e-9, digits):g}{found['unit']}"

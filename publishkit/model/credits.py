"""Credits as they are printed: words that know their language, lines of spans, and what stands with an item and on the credits page."""

from dataclasses import dataclass
from typing import Literal, Self

from publishkit.model.rights import Notice

SpanKind = Literal["", "title", "author", "publisher", "license", "source", "notice", "copyright", "change"]


class Word(str):
    """A word or sentence of the interface that knows its language, where that is not the edition's.

    >>> Word("Contents", "en").lang, Word("Contents", "en") == "Contents"
    ('en', True)
    """

    __slots__ = ("lang",)
    lang: str
    """BCP 47 tag of the language it is borrowed from; "" when that was forgotten (a template's `format` makes plain words)."""

    def __new__(cls, text: str, lang: str = "") -> Self:
        """Return *text*, borrowed from *lang*."""
        word = super().__new__(cls, text)
        word.lang = lang
        return word

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Return what makes the same word again in another process."""
        return type(self), (str(self), self.lang)


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A run of text in a credit line, perhaps a link."""

    text: str
    href: str = ""
    kind: SpanKind = ""
    """What the words are, for RDFa in the web page."""
    lang: str = ""
    """Language our own words are borrowed from; "" where they are in the edition's."""
    theirs: str = ""
    """Language of somebody else's words, such as a title; "" where they are in that of the words around them."""


Line = tuple[Span, ...]
"""One printed line of credit: spans in order, spaces and punctuation included."""


def plain(line: Line) -> str:
    """Return the words of *line* as a reader sees them.

    >>> plain((Span(text="By "), Span(text="Ada", href="https://ada.example")))
    'By Ada'
    """
    return "".join(span.text for span in line)


@dataclass(frozen=True, kw_only=True, slots=True)
class CreditBlock:
    """What stands with an item in every format."""

    label: str
    """One line under the headline: "Full text · CC BY-ND 4.0", "Summary and link"."""
    lines: tuple[Line, ...]
    """After the item, each its own paragraph: credits that must stand exactly so, the credit sentence, what else is owed."""
    lines_top: tuple[Line, ...] = ()
    """Under the byline, before the text: credits whose publisher wants them there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RightsEntry:
    """One item on the credits-and-rights page."""

    id: str
    """`rights-a01`: the anchor credit blocks link to."""
    item_id: str
    number: int
    title: str
    lang: str
    lines: tuple[Line, ...]
    """Whose it is and how it is used, the holder, the address in print."""
    notices: tuple[Notice, ...]
    """To be shown complete and unchanged, in their own language, without hyphenation."""
    pictures: tuple[Line, ...]
    """A line per printed picture, for a page that shows this item alone."""
    omitted: tuple[str, ...]
    """A sentence on the pictures that are left out."""
    same_notices: tuple[Line, ...] = ()
    """Where a notice stands that this item shares with one before it."""
    every_notice: tuple[Notice, ...] = ()
    """All its notices, for a page that shows this item alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CreditsPage:
    """Credits and rights of the whole edition."""

    intro: str
    entries: tuple[RightsEntry, ...]
    own: Line
    """What our own texts, selection and layout are licensed under; () when they are not."""
    tdm: str
    """The sentence on text and data mining; "" when nothing is reserved."""
    pictures: tuple[Line, ...] = ()
    """Every picture credit once, with the numbers of the items that show it."""
    licenses: tuple[Line, ...] = ()
    """Every license once, with its address in print."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ColophonLine:
    """One line of the colophon."""

    label: str
    line: Line

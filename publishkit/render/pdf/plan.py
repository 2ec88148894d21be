"""What stands where on paper: chosen from the sizes of pictures and the lengths of texts, before anything is laid out.

A choice made from known numbers is the same on every machine and costs nothing; laying everything out to look at it and then again
costs as much as the PDF itself. Lengths are in millimeters, type sizes in points.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from publishkit.model.article import Asset
from publishkit.model.credits import plain
from publishkit.model.edition import Block, Edition, EditionSection, Item, PlacedPicture
from publishkit.render.pdf.measure import Measure, points
from publishkit.theme.load import Theme

MM = 72 / 25.4
"""Points in a millimeter."""
FINE = 152
"""Pixels in an inch that a picture has at least, if it can be that small: under 150 it looks coarse."""
SMALL = 40.0
"""No picture is made narrower than this because it is coarse."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """The paper and its margins."""

    width: float
    height: float
    side: float
    top: float
    bottom: float
    hang: float
    """The margin inside the left edge that headlines, captions and pictures reach into, and the text does not."""
    cover_top: float
    cover_bottom: float

    @property
    def measure(self) -> float:
        """From margin to margin."""
        return self.width - 2 * self.side

    @property
    def column(self) -> float:
        """Width of the running text."""
        return self.measure - self.hang

    @property
    def depth(self) -> float:
        """Height of a page's text."""
        return self.height - self.top - self.bottom

    @property
    def plain(self) -> "Sheet":
        """The same sheet for one column without a margin beside it, no wider than is read well."""
        return replace(self, side=max(self.side, (self.width - COLUMN) / 2), hang=0)

    @property
    def has_margin(self) -> bool:
        """Whether the margin is wide enough to carry captions."""
        return self.hang >= 25

    @property
    def half(self) -> float:
        """Width of one of two columns."""
        return (self.measure - GUTTER) / 2


GUTTER = 7.0
COLUMN = 136.0
"""Width of a column that stands alone."""
BLEED = 4.0
SHEETS: Mapping[str, Sheet] = {
    "A4": Sheet(width=210, height=297, side=21, top=26, bottom=25, hang=33, cover_top=18, cover_bottom=14),
    "letter": Sheet(width=215.9, height=279.4, side=22, top=25, bottom=24, hang=33, cover_top=17, cover_bottom=13),
    "A5": Sheet(width=148, height=210, side=15, top=17, bottom=19, hang=0, cover_top=14, cover_bottom=10),
}
"""`page_size` of `[pdf]` -> sheet. A5 is for tablets: it has no margin to hang anything into."""

# --- pictures ---------------------------------------------------------------------------------------------------------


Place = Literal["edge", "wide", "beside", "under", "half"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A picture and the room it is given."""

    picture: PlacedPicture
    place: Place
    """From edge to edge of the sheet; over the margin too; with its caption beside it in the margin; with it under it; in one of two columns."""
    width: float
    height: float
    floats: bool = False
    """Whether the text runs on, and the picture stands at the head of the next page, where there is no room for it."""

    @property
    def style(self) -> str:
        """The room, as a style."""
        return f"width: {self.width:.1f}mm; height: {self.height:.1f}mm"


def fitted(picture: Asset, width: float, height: float) -> tuple[float, float]:
    """Return the size at which the whole *picture* fits into the room, and is not coarse."""
    across, down = max(1, picture.width), max(1, picture.height)
    wide = min(width, max(SMALL, across / FINE * 25.4), height * across / down)
    return wide, wide * down / across


CAPTION = 0.84
"""Type size of captions, of that of the text."""
EDGE = 0.5
"""Of a page's height: how high a picture from edge to edge may be."""
HALF = 0.32
"""The same of one beside a headline."""
WIDEST = 0.47
"""Of a page's height: how high a picture over the whole measure may be."""
DEEPEST = 0.38
"""Of a page's height: how high a picture in running text may be."""
LAST = 0.28
"""The same where little text comes after it: it cannot float, for the next article begins after it."""
RUNS_ON = 700
"""Letters after a picture from which on it may float."""
FLAT = 1.25
"""From this proportion of width to height on a picture lies; under it, it stands."""
BROAD = 2.1
"""From this one on it is as broad as the page."""

# --- openers ----------------------------------------------------------------------------------------------------------


Opening = Literal["edge", "wide", "half", "plain"]
LONG = 300
"""Words from which on a text has a large headline."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Opener:
    """How an article begins."""

    kind: Opening
    """With a picture from edge to edge of the sheet, over the whole measure, beside the headline, or with none."""
    figure: Placed | None = None

    @property
    def skip(self) -> int:
        """How many blocks of the body are in it."""
        return 1 if self.figure else 0


ON_A_PAGE = 76
"""Lines up to which the contents stand in two columns, on one page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A part of a body as it is laid out."""

    kind: Literal["html", "table", "figure", "pull"]
    """A table here is one that floats; any other is in the markup around it."""
    block: Block
    placed: Placed | None = None
    """Of a figure."""


CONTENTS_LINE = 5.6
"""Millimeters."""
FULL = 0.5
"""Of a page, from where on the rest of it may stay empty."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ContentsPart:
    """A section, or the rest of one, in a column of the contents."""

    title: str
    """"" for the rest of a section that began in the column before."""
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The edition on paper."""

    edition: Edition
    theme: Theme
    tight: float = 1.0
    """How much of its height the cover may fill: less when it did not fit."""
    sheet: Sheet = field(init=False)
    openers: Mapping[str, Opener] = field(init=False)
    """Id of an item that is printed in full -> how it begins."""

    def __post_init__(self) -> None:
        """Choose the sheet, and how each article begins."""
        sheet = SHEETS[self.edition.config.pdf.page_size]
        object.__setattr__(self, "sheet", sheet.plain if self.is_plain else sheet)
        object.__setattr__(self, "openers", dict(self._openers()))

    @property
    def is_plain(self) -> bool:
        """Whether the theme asks for one column without a cover."""
        return self.theme.tokens.paper.layout == "plain"

    @property
    def bleed(self) -> float:
        """How far what reaches the edge goes on beyond it: a press cuts not quite where it should."""
        return BLEED if self.edition.config.pdf.profile == "print" else 0.0

    @property
    def edges(self) -> float:
        """From edge to edge of the sheet, and beyond."""
        return self.sheet.width + 2 * self.bleed

    def asset(self, picture: PlacedPicture) -> Asset:
        """Return the file of *picture* that is printed."""
        return picture.screen if self.edition.config.pdf.has_light_pictures else picture.book

    @property
    def rem(self) -> float:
        """Type size of running text."""
        return points(self.theme.tokens.base.pdf)

    def size(self, step: str, factor: float = 1) -> float:
        """Return a type size of the theme's scale in points."""
        return float(getattr(self.theme.tokens.scale, step)) * factor * self.rem

    # --- contents

    def contents(self) -> tuple[tuple[ContentsPart, ...], ...]:
        """Return the sections with their items in one column, or in two of about the same height when they fill a page."""
        parts = [ContentsPart(title=section.title, items=tuple(section.items)) for section in self.edition.sections]
        heights = [[_contents_lines(item) for item in part.items] for part in parts]
        lines = sum(map(sum, heights)) + 2 * len(parts)
        if not self.sheet.has_margin or lines > ON_A_PAGE:
            return (tuple(parts),)
        half, gone = sum(map(sum, heights)) / 2, 0.0
        left: list[ContentsPart] = []
        right: list[ContentsPart] = []
        for part, high in zip(parts, heights, strict=True):
            # An item goes where its middle is.
            cut = sum(gone + sum(high[:n]) + one / 2 <= half for n, one in enumerate(high))
            gone += sum(high)
            left += [ContentsPart(title=part.title, items=part.items[:cut])] if cut else []
            right += [ContentsPart(title="" if cut else part.title, items=part.items[cut:])] if part.items[cut:] else []
        return (tuple(left), tuple(right)) if right else (tuple(left),)

    @property
    def is_opening_full(self) -> bool:
        """Whether contents and letter fill their pages: what comes after them begins on a page of its own."""
        columns = self.contents()
        lines = max(sum(2 + sum(map(_contents_lines, part.items)) for part in column) for column in columns or ((),))
        size = self.size("body", 1.12)
        text = Measure(self.theme, self.theme.tokens.type.text)
        words = re.sub(r"<[^>]*>", " ", " ".join(block.html for block in self.edition.editorial))
        letter = text.lines(words, self.sheet.column * MM / size) * size * 1.62 / MM
        high = 20 + CONTENTS_LINE * lines + (20 + letter if self.edition.editorial else 0)
        return (high / self.sheet.depth) % 1 >= FULL

    # --- briefs

    def is_tall(self, item: Item) -> bool:
        """Return whether a brief is so long that it may go on overleaf."""
        return _letters(item.blocks) + len(item.quote) >= SHORT

    def rows(self, section: EditionSection) -> tuple[tuple[Item, ...], ...]:
        """Return the items of a section one by one, and briefs that follow each other in pairs, which stand side by side."""
        rows: list[tuple[Item, ...]] = []
        for item in section.items:
            if rows and len(rows[-1]) == 1 and self._pairs(rows[-1][0]) and self._pairs(item):
                rows[-1] = (*rows[-1], item)
            else:
                rows.append((item,))
        return tuple(rows)

    def _pairs(self, item: Item) -> bool:
        has_picture = any(block.picture for block in item.blocks)
        short = _letters(item.blocks) + len(item.quote) + len(item.note) < SHORT
        return not item.full and self.sheet.has_margin and short and not has_picture

    # --- articles

    def _openers(self) -> Iterator[tuple[str, Opener]]:
        pictured = 0
        leads = {section.items[0].id for section in self.edition.sections if section.items}
        for item in self.edition.items:
            if not item.full:
                continue
            picture = item.blocks[0].picture if item.blocks else None
            if picture is None:
                yield item.id, Opener(kind="plain")
                continue
            yield item.id, self._opener(item, picture, pictured, leads=item.id in leads)
            pictured += 1

    def _opener(self, item: Item, picture: PlacedPicture, pictured: int, *, leads: bool) -> Opener:
        """Return how an article begins after *pictured* others that begin with a picture: the first with the largest, every other one with a small one.

        An article that leads a section has its headline alone at first, which finds room where a small picture beside it would not.
        """
        flat, after = _proportion(picture) >= FLAT, _letters(item.blocks[1:])
        if (not flat or (pictured % 2 and not leads)) and self._fits_half(item):
            width, height = fitted(self.asset(picture), self.sheet.half, HALF * self.sheet.depth)
            return Opener(kind="half", figure=Placed(picture=picture, place="half", width=width, height=height))
        width, height = fitted(self.asset(picture), self.edges, EDGE * self.sheet.depth)
        if flat and not pictured and width == self.edges and after >= RUNS_ON and not self.is_plain:
            figure = Placed(picture=picture, place="edge", width=width, height=height, floats=True)
            return Opener(kind="edge", figure=figure)
        return Opener(kind="wide", figure=self._figure(picture, after, opens=True))

    def _fits_half(self, item: Item) -> bool:
        """Return whether the headline stands well in half of the measure."""
        title = Measure(self.theme, self.theme.tokens.type.display, 700)
        size = self.size("title", 1 if item.words < LONG else 1.32)
        width = self.sheet.half * MM / size
        return self.sheet.has_margin and title.longest(item.title) <= width and title.lines(item.title, width) <= 5

    def pieces(self, blocks: Sequence[Block], skip: int = 0) -> Iterator[Piece]:
        """Yield what is laid out of a body after its first *skip* blocks; tables that float are pieces of their own."""
        for at, block in enumerate(blocks[skip:], skip + 1):
            if block.picture is not None:
                yield Piece(kind="figure", block=block, placed=self._figure(block.picture, _letters(blocks[at:])))
            elif block.kind == "pull":
                yield Piece(kind="pull", block=block)
            else:
                yield from _around_tables(block.html, _letters(blocks[at:]))

    def placed(self, picture: PlacedPicture) -> Placed:
        """Return a picture that stands by itself."""
        return self._figure(picture, 0)

    def _figure(self, picture: PlacedPicture, after: int, *, opens: bool = False) -> Placed:
        sheet = self.sheet
        floats = after >= RUNS_ON
        if floats and (opens or _proportion(picture) >= BROAD):
            width, height = fitted(self.asset(picture), sheet.measure, WIDEST * sheet.depth)
            if width == sheet.measure:
                return Placed(picture=picture, place="wide", width=width, height=height, floats=floats)
        deepest = (DEEPEST if floats else LAST) * sheet.depth
        width, height = fitted(self.asset(picture), sheet.column, deepest)
        beside = sheet.has_margin and self._caption(picture, sheet.hang - 4) <= height
        return Placed(picture=picture, place="beside" if beside else "under", width=width, height=height, floats=floats)

    def _caption(self, picture: PlacedPicture, width: float) -> float:
        """Return the height of a caption and its credit in a column of *width*."""
        tokens = self.theme.tokens
        measure, size = Measure(self.theme, tokens.type.label), self.size("small")
        lines = sum(measure.lines(words, width * MM / size) for words in (picture.caption, plain(picture.credit)))
        return lines * size * tokens.leading.small / MM


ROWS = 12
"""Of a table that floats, at most."""
SHORT = 700
"""Letters up to which a brief stands beside another."""


def _proportion(picture: PlacedPicture) -> float:
    return picture.book.width / max(1, picture.book.height)


def _letters(blocks: Sequence[Block]) -> int:
    """Return how much text is in *blocks*; a letter that fills a square counts twice."""
    return sum(_length(block.html) for block in blocks)


def _length(html: str) -> int:
    text = re.sub(r"<[^>]*>", "", html)
    return len(text) + sum(letter > "\u2e7f" for letter in text)


_TABLE = re.compile(r'<div class="table"><table>.*?</table></div>\n?', re.DOTALL)
_NESTED = re.compile(r"<(?P<end>/?)(?:blockquote|[uod]l|div|table)\b")


def _around_tables(html: str, after: int) -> Iterator[Piece]:
    """Yield *html* in pieces: small tables that stand by themselves and have text after them (*after* letters follow) float."""
    gone = 0
    for table in _TABLE.finditer(html):
        depth = sum(-1 if tag["end"] else 1 for tag in _NESTED.finditer(html, 0, table.start()))
        follows = after + _length(html[table.end() :])
        if depth == 0 and table[0].count("<tr") <= ROWS and follows >= RUNS_ON:
            if before := html[gone : table.start()].strip():
                yield Piece(kind="html", block=Block(kind="html", html=before))
            yield Piece(kind="table", block=Block(kind="html", html=table[0]))
            gone = table.end()
    if rest := html[gone:].strip():
        yield Piece(kind="html", block=Block(kind="html", html=rest))


def _contents_lines(item: Item) -> float:
    """Return about how many lines an item takes in a column of the contents, the space below it included."""
    return 2 + len(item.title) // 34 + len(item.deck or item.byline) / 50

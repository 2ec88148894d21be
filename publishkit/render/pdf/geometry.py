"""What does not lie on the laid-out pages as it should: off the sheet, out of its column, over other words, alone, or leaving a gap.

Loading this loads WeasyPrint.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from weasyprint.css import AnonymousStyle
from weasyprint.formatting_structure import boxes
from weasyprint.images import RasterImage

from publishkit.model.artifact import Slip, SlipKind
from publishkit.render.pdf.words import BREAK

MM = 96 / 25.4
"""Pixels of WeasyPrint in a millimetre."""
HAIR = 1.0
"""Pixels that do not count at the edge of the sheet."""
SLACK = 1.5 * MM
"""Pixels that do not count at the edge of a column."""
GAP = 0.35
"""Share of a page that may stay empty within an article or a section."""
FEW = 2
"""Lines that are alone on a page."""
COARSE = 150
"""Dots an inch below which a printed picture is seen to have them."""
SAID = 60
"""Characters of a block by which it is known again."""
CORE = 0.25
"""Share of the size of letters by which two lines must come closer than they may, above and below the middle."""
PARTS = frozenset({"article", "section", "nav"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
FORCED = frozenset({"page", "left", "right", "recto", "verso"})
WORDED = frozenset({*HEADINGS, "p", "li", "dt", "dd", "td", "th", "table", "pre", "caption", "blockquote"})
"""Elements that are known by all their words; of any other the line says more."""
BLOCKS = (boxes.BlockBox, boxes.TableCellBox, boxes.InlineBlockBox)


@dataclass(frozen=True, kw_only=True, slots=True)
class Edges:
    """A rectangle in pixels, from the upper left corner of the sheet."""

    left: float
    top: float
    right: float
    bottom: float

    def beyond(self, room: "Edges") -> float:
        """Return how far this stands out of *room* to a side."""
        return max(room.left - self.left, self.right - room.right)


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A line of text, a picture or a table on a page."""

    box: Any
    edges: Edges
    room: Edges
    """The column, cell or page it should not stand out of."""
    holders: tuple[Any, ...]
    """Boxes it is in, the outermost first."""
    words: str = ""

    @property
    def element(self) -> Any:
        """The element whose line it is, a picture's own."""
        return self.box.element if self.box.element is not None else self.holders[-1].element

    @property
    def parts(self) -> tuple[Any, ...]:
        """Elements of the articles and sections it is in, the innermost last."""
        return tuple(
            box.element for box in self.holders if box.element_tag in PARTS and box.element.get("id") is not None
        )

    @property
    def is_heading(self) -> bool:
        """Whether it is a line of a heading."""
        return any(box.element_tag in HEADINGS for box in self.holders)

    @property
    def is_line(self) -> bool:
        """Whether it is a line of text."""
        return isinstance(self.box, boxes.LineBox)


@dataclass(slots=True)
class Sheet:
    """What lies on one page."""

    number: int
    box: Any
    flow: list[Placed] = field(default_factory=list)
    """In reading order."""
    edge: list[Placed] = field(default_factory=list)
    """Running heads and feet."""

    @property
    def paper(self) -> Edges:
        """The sheet, without the bleed."""
        return Edges(left=0, top=0, right=self.box.margin_width(), bottom=self.box.margin_height())

    @property
    def empty(self) -> float:
        """The share of the text area below the last thing on the page."""
        ends = [one.edges.bottom for one in self.flow]
        height = self.box.height or 1
        top = self.box.content_box_y()
        return float((top + height - max(ends, default=top)) / height)


def slips(document: Any) -> tuple[Slip, ...]:
    """Return what does not lie as it should on the pages of a *document* of WeasyPrint, page after page."""
    sheets = [_sheet(number, page._page_box) for number, page in enumerate(document.pages, 1)]  # noqa: SLF001 - as WeasyPrint does
    found: list[Slip] = []
    for at, sheet in enumerate(sheets):
        following = sheets[at + 1] if at + 1 < len(sheets) else None
        found += [*_outside(sheet), *_overlapping(sheet), *_coarse(sheet)]
        if following and sheet.flow and following.flow:
            found += [*_stranded(sheet, following), *_gap(sheet, following)]
    found += _spilled(sheets)
    return tuple(dict.fromkeys(found))


# --- the boxes of a page ----------------------------------------------------------------------------------------------


def _sheet(number: int, page: Any) -> Sheet:
    sheet = Sheet(number, page)
    room = _inner(page)
    for child in page.children:
        into = sheet.edge if isinstance(child, boxes.MarginBox) else sheet.flow
        into += _placed(child, (child,), _inner(child) if into is sheet.edge else room)
    return sheet


def _placed(box: Any, holders: tuple[Any, ...], room: Edges) -> Iterator[Placed]:
    """Yield the lines, pictures and tables in *box*, whose own edges are *room*."""
    for child in getattr(box, "children", ()):
        if str(child.element_tag).endswith("::marker"):
            continue
        if isinstance(child, boxes.LineBox):
            edges, words = _line(child)
            if edges:
                yield Placed(box=child, edges=edges, room=room, holders=holders, words=words)
        elif isinstance(child, boxes.ReplacedBox):
            yield Placed(box=child, edges=_outer(child), room=room, holders=holders)
            continue
        elif _is_table(child):
            yield Placed(box=child, edges=_outer(child), room=room, holders=holders)
        inner = _inner(child) if _has_room_of_its_own(child) else room
        yield from _placed(child, (*holders, child), inner)


def _has_room_of_its_own(box: Any) -> bool:
    is_made_up = isinstance(box.style, AnonymousStyle)
    return isinstance(box, BLOCKS) and not box.is_table_wrapper and not is_made_up


def _is_table(box: Any) -> bool:
    """Return whether it is a table that a text has, and no grid of the theme."""
    return isinstance(box, boxes.TableBox) and box.element_tag == "table"


def _line(line: Any) -> tuple[Edges | None, str]:
    """Return the edges of the words of a line, None when it has none, and what it says."""
    texts = [box for box in _inline(line) if isinstance(box, boxes.TextBox) and box.text.strip()]
    if not texts:
        return None, ""
    edges = Edges(
        left=min(box.position_x for box in texts),
        top=min(box.position_y for box in texts),
        right=max(box.position_x + box.width for box in texts),
        bottom=max(box.position_y + box.height for box in texts),
    )
    return edges, "".join(box.text for box in texts)


def _inline(line: Any) -> Iterator[Any]:
    """Yield the boxes on a line, without what stands in a block of its own within it."""
    for child in line.children:
        if isinstance(child, boxes.InlineBox):
            yield from _inline(child)
        else:
            yield child


def _inner(box: Any) -> Edges:
    left, top = box.padding_box_x(), box.padding_box_y()
    return Edges(left=left, top=top, right=left + box.padding_width(), bottom=top + box.padding_height())


def _outer(box: Any) -> Edges:
    left, top = box.border_box_x(), box.border_box_y()
    return Edges(left=left, top=top, right=left + box.border_width(), bottom=top + box.border_height())


# --- what is wrong with one -------------------------------------------------------------------------------------------


def _slip(kind: SlipKind, sheet: Sheet, one: Placed, amount: float = 0) -> Slip:
    part = one.parts[-1].get("id") if one.parts else ""
    block = one.element
    tag = str(block.tag) if block is not None else ""
    if tag == "img":
        said = block.get("alt") or str(block.get("src")).rpartition("/")[2]
    else:
        said = "".join(block.itertext()) if tag in WORDED else one.words
    words = " ".join(said.replace(BREAK, "").split())
    return Slip(kind=kind, page=sheet.number, part=part, block=tag, words=_short(words), amount=round(amount))


def _short(words: str) -> str:
    return words if len(words) <= SAID else f"{words[:SAID].rstrip()}…"


def _outside(sheet: Sheet) -> Iterator[Slip]:
    """Yield what stands off the sheet, or else out of its column: a table once, not each of its cells."""
    named: list[Any] = []
    for one in (*sheet.flow, *sheet.edge):
        over = _over(one.edges, sheet.paper)
        if one.is_line and over > HAIR:
            table = next(filter(_is_table, one.holders), None)
            if table not in named:
                named += [table] if table else []
                held = Placed(box=table, edges=one.edges, room=one.room, holders=one.holders) if table else one
                yield _slip("off sheet", sheet, held, _over(_outer(table), sheet.paper) / MM if table else over / MM)
    for one in (*sheet.flow, *sheet.edge):
        is_named = one.box in named or any(box in named for box in one.holders) or _over(one.edges, sheet.paper) > HAIR
        if not is_named and one.edges.beyond(one.room) > SLACK:
            named += [one.box] if _is_table(one.box) else []
            yield _slip("off column", sheet, one, one.edges.beyond(one.room) / MM)


def _over(edges: Edges, paper: Edges) -> float:
    """Return how far something stands off the sheet, to any side."""
    return max(edges.beyond(paper), paper.top - edges.top, edges.bottom - paper.bottom)


def _overlapping(sheet: Sheet) -> Iterator[Slip]:
    """Yield lines whose words lie over those of another line."""
    lines = sorted(
        ((_core(one), one) for one in (*sheet.flow, *sheet.edge) if one.is_line), key=lambda pair: pair[0].top
    )
    near: list[tuple[Edges, Placed]] = []
    for core, one in lines:
        near = [pair for pair in near if pair[0].bottom > core.top]
        if any(_meet(core, other) and not _are_one(one, above) for other, above in near):
            yield _slip("overlap", sheet, one)
        near.append((core, one))


def _are_one(one: Placed, other: Placed) -> bool:
    """Return whether one of two lines is a word of the other that is kept in one piece."""
    return other.box in one.holders or one.box in other.holders


def _core(one: Placed) -> Edges:
    """Return where the small letters of a line are, about."""
    size = one.box.style["font_size"]
    middle = (one.edges.top + one.edges.bottom) / 2
    return Edges(
        left=one.edges.left + HAIR, top=middle - CORE * size, right=one.edges.right - HAIR, bottom=middle + CORE * size
    )


def _meet(one: Edges, other: Edges) -> bool:
    return (
        min(one.right, other.right) - max(one.left, other.left) > HAIR
        and min(one.bottom, other.bottom) - max(one.top, other.top) > HAIR
    )


def _coarse(sheet: Sheet) -> Iterator[Slip]:
    """Yield pictures that are printed so large that their dots are seen."""
    for one in sheet.flow:
        picture = getattr(one.box, "replacement", None)
        if isinstance(picture, RasterImage) and one.box.width and one.box.height:
            dots = min(picture.width / one.box.width, picture.height / one.box.height) * 96
            if dots < COARSE - 1:
                yield _slip("coarse", sheet, one, dots)


# --- what is wrong between two pages ----------------------------------------------------------------------------------


def _stranded(sheet: Sheet, following: Sheet) -> Iterator[Slip]:
    """Yield a heading that ends the page, and the last line of a block, or of a part, that is alone on the next."""
    last, first = sheet.flow[-1], following.flow[0]
    if last.is_heading and _common(last, first):
        yield _slip("stranded", sheet, last)
    lines = [one for one in following.flow if one.is_line]
    rest = [one for one in lines if one.element is first.element]
    is_last_line = first.is_line and len(rest) == 1 and last.element is first.element
    is_all = len(lines) == len(following.flow) <= FEW and _common(last, first) and not _is_forced(last, first)
    if is_last_line or is_all:
        yield _slip("stranded", following, first)


def _gap(sheet: Sheet, following: Sheet) -> Iterator[Slip]:
    """Yield what left a gap on the page when it went on to the next, within an article or a section."""
    last, first = sheet.flow[-1], following.flow[0]
    if sheet.empty > GAP and _common(last, first) and not _is_forced(last, first):
        yield _slip("empty", sheet, first, sheet.empty * 100)


def _common(last: Placed, first: Placed) -> Any:
    """Return the innermost article or section that both are in; None when they share none."""
    held = first.parts
    return next((part for part in reversed(last.parts) if part in held), None)


def _is_forced(last: Placed, first: Placed) -> bool:
    """Return whether the page was to end between the two: the theme says so of what they are not both in."""
    before = {id(box.element) for box in last.holders if box.element is not None}
    opened = [box for box in first.holders if box.element is not None and id(box.element) not in before]
    held = {id(box.element) for box in first.holders if box.element is not None}
    closed = [box for box in last.holders if box.element is not None and id(box.element) not in held]
    return any(box.style["break_before"] in FORCED for box in opened) or any(
        box.style["break_after"] in FORCED for box in closed
    )


def _spilled(sheets: Sequence[Sheet]) -> Iterator[Slip]:
    """Yield the cover when it takes more than a page."""
    pages = [
        (sheet, one) for sheet in sheets for one in sheet.flow if any(part.get("id") == "cover" for part in one.parts)
    ]
    over = [pair for pair in pages if pair[0].number > pages[0][0].number]
    if over:
        yield _slip("two pages", *over[0])

"""Where the pages of a PDF begin in the texts, for a book whose readers want to cite the same pages.

A text is followed through the pages letter by letter. What stands between (running heads, captions, notes) is passed over,
and so are figures and signs, which a page may draw in another way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import html

from publishkit.model.edition import Edition, Item, PageStart
from publishkit.words import skeleton, skeleton_of

WINDOW = 24
"""Letters by which a place is known again."""
LEAST = 8
"""Letters at the end of a text that are worth looking for."""
AHEAD = 600
"""Letters of a text that are looked through for the next place known again: a table or a formula is passed over."""
FURTHER = 2
"""Pages after the one we are on that are looked at: a picture may fill one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A page as it was read back."""

    label: str
    """As its reader shows it: "7"; of the cover perhaps a word."""
    text: str


def letters_in(text: str) -> int:
    """Return how many letters of *text* count.

    >>> letters_in("Low water, 1931")
    8
    """
    return sum(len(found) for found in map(skeleton_of, text) if found != " ")


def page_starts(edition: Edition, sheets: Sequence[Sheet], begins: Mapping[str, int]) -> tuple[PageStart, ...]:
    """Return where each page begins that has text of an item; *begins* is item -> its first page, counted from 0."""
    pages = [letters(sheet.text) for sheet in sheets]
    found: dict[int, PageStart] = {}
    items = [item for item in edition.items if item.id in begins]
    ends = [*(begins[item.id] for item in items[1:]), len(pages) - 1]
    for item, last in zip(items, ends, strict=True):
        first = begins[item.id]
        found.setdefault(first, PageStart(label=sheets[first].label, item=item.id, letters=0))
        for page, at in followed(text_of(item), pages[: last + 1], first):
            # A text whose heading stands alone on the page before begins anew with its first word, not with its heading.
            found[page] = PageStart(label=sheets[page].label, item=item.id, letters=max(at, 1))
    return tuple(found[page] for page in sorted(found))


def text_of(item: Item) -> str:
    """Return the letters of an item's paragraphs; formulas, which are pictures on paper, are not among them."""
    fragments = (
        html.fragment_fromstring(block.html, create_parent="div") for block in item.blocks if block.kind == "html"
    )
    return letters("\n".join("".join(_told(fragment)) for fragment in fragments))


def _told(element: html.HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag != "math" and isinstance(child.tag, str):
            yield from _told(child)
        yield child.tail or ""


def letters(text: str) -> str:
    r"""Return the letters of *text* that count, alone.

    >>> letters("Low wa-\nter")
    'iowwater'
    """
    return skeleton(text).replace(" ", "")


def followed(text: str, pages: Sequence[str], first: int) -> Iterator[tuple[int, int]]:
    """Yield (page, letters of *text* before it) for every page after *first* on which *text* goes on.

    >>> list(
    ...     followed(
    ...         "abcdefghijklmnopqrstuvwxyzabcd" * 2,
    ...         ["headabcdefghijklmnopqrstuvwxyzabcd", "abcdefghijklmnopqrstuvwxyzabcdfoot"],
    ...         0,
    ...     )
    ... )
    [(1, 30)]
    """
    page, at, behind = first, 0, 0
    while at < len(text):
        place = _next_place(text, at, pages, page, behind)
        if place is None:
            at += AHEAD
            continue
        onto, at, where = place
        if onto != page:
            yield onto, at
        length = _same(text, at, pages[onto], where)
        page, at, behind = onto, at + length, where + length


def _next_place(text: str, at: int, pages: Sequence[str], page: int, behind: int) -> tuple[int, int, int] | None:
    """Return (page, letters of the text, letters of the page) of the next window that a page has; None when none has."""
    for here in range(at, min(at + AHEAD, len(text) - LEAST + 1)):
        window = text[here : here + WINDOW]
        for onto in range(page, min(page + FURTHER + 1, len(pages))):
            if (where := pages[onto].find(window, behind if onto == page else 0)) >= 0:
                return onto, here, where
    return None


def _same(text: str, at: int, page: str, where: int) -> int:
    """Return how many letters of *text* and of *page* are the same from there."""
    most = min(len(text) - at, len(page) - where)
    if text[at : at + most] == page[where : where + most]:
        return most
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        if text[at : at + middle] == page[where : where + middle]:
            low = middle
        else:
            high = middle
    return low

"""Pictures that go overleaf while the text runs on: floats of WeasyPrint, which breaks them but fills the page with what is left of them.

Loading this loads WeasyPrint.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.layout import block, page

ROOM = "room"
"""Class of the empty element that a float begins with: the space above what it holds."""
HELD = "inline-start"
"""Where a float that went overleaf counts as floating until then: what stands in the same text does not wait for that side."""
Waiting = dict[Any, Any]
"""What WeasyPrint keeps of floats that go on overleaf: the part that was laid out -> the float, where it is, and where to go on."""


@contextmanager
def floating() -> Iterator[None]:
    """Let a float whose content found no room on its page take nothing of it, while the block runs and pages are laid out.

    What has `clear: both` (the next article) still comes after it, and so overleaf.
    """
    lay, make = block.float_layout, page.remake_page
    block.float_layout, page.remake_page = _taking_nothing(lay), _remembering(make)
    try:
        yield
    finally:
        block.float_layout, page.remake_page = lay, make


def _taking_nothing(before: Callable[..., Any]) -> Callable[..., Any]:
    def lay(context: Any, box: Any, *more: Any, **how: Any) -> Any:
        made, resume_at = before(context, box, *more, **how)
        if resume_at is not None and made.children and all(map(_is_room, made.children)):
            made.height = made.margin_top = made.margin_bottom = 0
            made.style = made.style.copy()
            made.style["float"] = HELD
            context.excluded_shapes.remove(made)
        return made, resume_at

    return lay


def _is_room(box: Any) -> bool:
    return box.element is not None and box.element.get("class") == ROOM


def _remembering(before: Callable[..., Any]) -> Callable[..., Any]:
    """Keep what goes overleaf page by page: WeasyPrint lays out again only pages that changed, and would lose it or print it twice."""

    def make(index: int, context: Any, root_box: Any, html: Any) -> Any:
        kept: dict[int, Waiting] = vars(context).setdefault("overleaf", {})
        context.broken_out_of_flow = dict(kept.get(index - 1, {}))
        made = before(index, context, root_box, html)
        known, now = kept.get(index), dict(context.broken_out_of_flow)
        if known is not None and _floats(known) != _floats(now) and index + 1 < len(context.page_maker):
            context.page_maker[index + 1][-1]["content_changed"] = True
        kept[index] = now
        return made

    return make


def _floats(waiting: Waiting) -> list[Any]:
    return [kept[0].element for kept in waiting.values()]

"""Pictures that go overleaf while the text runs on: floats of WeasyPrint, which breaks them but fills the page with what is left of them.

Loading this loads WeasyPrint.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.layout import block

ROOM = "room"
"""Class of the empty element that a float begins with: the space above what it holds."""
HELD = "inline-start"
"""Where a float that went overleaf counts as floating until then: what stands in the same text does not wait for that side."""


@contextmanager
def floating() -> Iterator[None]:
    """Let a float whose content found no room on its page take nothing of it, while the block runs and pages are laid out.

    What has `clear: both` (the next article) still comes after it, and so overleaf.
    """
    before = block.float_layout

    def lay(context: Any, box: Any, *more: Any, **how: Any) -> Any:
        made, resume_at = before(context, box, *more, **how)
        if resume_at is not None and made.children and all(map(_is_room, made.children)):
            made.height = made.margin_top = made.margin_bottom = 0
            made.style = made.style.copy()
            made.style["float"] = HELD
            context.excluded_shapes.remove(made)
        return made, resume_at

    block.float_layout = lay
    try:
        yield
    finally:
        block.float_layout = before


def _is_room(box: Any) -> bool:
    return box.element is not None and box.element.get("class") == ROOM

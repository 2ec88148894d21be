"""Lines of code that turn over: each part but the first is marked by an arrow before it, so that nobody takes it for a line.

Loading this loads WeasyPrint.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint import draw
from weasyprint.layout import inline

LINE = "line"
"""Class of the element a line of code stands in (`words.by_line`)."""
FAR, NEAR, HEAD = 1.02, 0.36, 0.15
"""Where the arrow begins and ends before the words, and how large its head is, in heights of letters."""
MIDDLE, RISE = 0.3, 0.42
"""How far the arrow lies above the line the letters stand on, and its bend above that."""
THIN = 0.06


@contextmanager
def noted_turns() -> Iterator[None]:
    """Note while the block runs, and lines are laid out, which words go on with a line of code that has turned over."""
    before = inline.split_text_box

    def split(context: Any, box: Any, width: Any, skip: Any, **how: Any) -> Any:
        made = before(context, box, width, skip, **how)
        if made[0] is not None and skip and box.element is not None and box.element.get("class") == LINE:
            made[0].is_turned = True
        return made

    inline.split_text_box = split
    try:
        yield
    finally:
        inline.split_text_box = before


@contextmanager
def marked_turns() -> Iterator[None]:
    """Draw the arrows while the block runs: outlines, which say nothing to those who copy the code or have it read to them."""
    before = draw.draw_text

    def text(stream: Any, textbox: Any, *how: Any) -> None:
        before(stream, textbox, *how)
        if getattr(textbox, "is_turned", False):
            _arrow(stream, textbox)

    draw.draw_text = text
    try:
        yield
    finally:
        draw.draw_text = before


def _arrow(stream: Any, textbox: Any) -> None:
    size = textbox.style["font_size"]
    far, near = (textbox.position_x - size * share for share in (FAR, NEAR))
    middle = textbox.position_y + textbox.baseline - size * MIDDLE
    with stream.stacked():
        stream.set_color(textbox.style["color"], stroke=True)
        stream.set_line_width(size * THIN)
        stream.move_to(far, middle - size * RISE)
        stream.line_to(far, middle)
        stream.line_to(near, middle)
        stream.move_to(near - size * HEAD, middle - size * HEAD)
        stream.line_to(near, middle)
        stream.line_to(near - size * HEAD, middle + size * HEAD)
        stream.stroke()

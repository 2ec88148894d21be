"""What a line says, beside its glyphs, for scripts in which the glyphs alone do not say it.

In the scripts of India and Southeast Asia a vowel is drawn before the consonant it follows, signs are stacked, and several
letters become one glyph: who copies, searches or reads such a line aloud gets other letters than were written. A mark with
the words (`ActualText`, ISO 32000-1, 14.9.4) says them. Loading this loads WeasyPrint.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint.draw import text

from publishkit.words import REORDERED, RIGHT_TO_LEFT

Drawer = Callable[..., Any]


@contextmanager
def said_lines() -> Iterator[None]:
    """Write such marks while the block runs."""
    before: Drawer = text.draw_first_line

    def draw(stream: Any, textbox: Any, *how: Any) -> Any:
        words = textbox.text
        # Readers turn what a mark says from right to left around, as they do with letters.
        if not REORDERED.search(words) or RIGHT_TO_LEFT.search(words):
            return before(stream, textbox, *how)
        said = pydyf.Dictionary({"ActualText": pydyf.String(words)})
        stream.begin_marked_content("Span", said)
        emojis = before(stream, textbox, *how)
        stream.end_marked_content()
        return emojis

    text.draw_first_line = draw
    try:
        yield
    finally:
        text.draw_first_line = before

"""What a line of text says: marks with the words where glyphs do not tell them, and no glyph that says nothing.

Loading this loads WeasyPrint.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint import pdf
from weasyprint.draw import text

from publishkit.words import REORDERED, RIGHT_TO_LEFT

Drawer = Callable[..., Any]
NOTHING = "\u200b"
"""What a glyph says that says nothing by itself: a file may not leave it out (PDF/UA-1, 7.21.7), and this is seen by nobody."""


@contextmanager
def said_lines() -> Iterator[None]:
    """Write such marks while the block runs, and let every glyph say something."""
    before: Drawer = text.draw_first_line
    named: Drawer = pdf.build_fonts_dictionary

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

    def name(file: Any, fonts: Any, *how: Any) -> Any:
        for font in fonts.values():
            font.to_unicode.update({glyph: NOTHING for glyph, said in font.to_unicode.items() if not said})
        return named(file, fonts, *how)

    text.draw_first_line, pdf.build_fonts_dictionary = draw, name
    try:
        yield
    finally:
        text.draw_first_line, pdf.build_fonts_dictionary = before, named

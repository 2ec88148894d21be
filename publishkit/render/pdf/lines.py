"""What a line of text says (marks with the words where glyphs do not tell them, spaces between words), and its mark when it has turned over.

Loading this loads WeasyPrint.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint import draw, pdf
from weasyprint.draw import text
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.matrix import Matrix
from weasyprint.text.line_break import line_size

from publishkit.words import REORDERED, RIGHT_TO_LEFT

Drawer = Callable[..., Any]
NOTHING = "\u200b"
"""What a glyph says that says nothing by itself: a file may not leave it out (PDF/UA-1, 7.21.7), and this is seen by nobody."""


SPACES = (b" ", b"\n", b"\t")
SOFT = "\u00ad"
"""What a hyphen says that only the end of a line asked for (ISO 32000-1, 14.8.2.2.3)."""


@contextmanager
def spaced_lines() -> Iterator[None]:
    """Note while the block runs, and lines are laid out, which of them end where a space was: it is dropped from the line."""
    trim, split = inline.remove_last_whitespace, inline.split_text_box

    def trimmed(context: Any, line: Any) -> None:
        last, is_broken = _last(line)
        words = last.text if last is not None else ""
        trim(context, line)
        if last is not None and (is_broken or len(last.text) < len(words)):
            last.is_spaced = True

    def cut(context: Any, box: Any, width: Any, skip: Any, **how: Any) -> Any:
        made = split(context, box, width, skip, **how)
        first, resume, *_ = made
        if first is not None and resume is not None and box.text.encode()[resume - 1 : resume] in SPACES:
            first.is_spaced = True
        return made

    inline.remove_last_whitespace, inline.split_text_box = trimmed, cut
    try:
        yield
    finally:
        inline.remove_last_whitespace, inline.split_text_box = trim, split


def _last(line: Any) -> tuple[Any, bool]:
    """Return the last text of a line, None when it ends with something else; and whether a `br` ends it."""
    is_broken = False
    waiting = [line]
    while waiting:
        box = waiting.pop()
        if isinstance(box, boxes.TextBox):
            return box, is_broken
        if not isinstance(box, boxes.LineBox | boxes.InlineBox):
            return None, is_broken
        is_broken = is_broken or box.element_tag == "br"
        waiting += box.children
    return None, is_broken


@contextmanager
def said_lines() -> Iterator[None]:
    """Write what lines say while the block runs: marks, spaces between words and lines, and something for every glyph."""
    before: Drawer = text.draw_first_line
    named: Drawer = pdf.build_fonts_dictionary

    def draw(stream: Any, textbox: Any, overflow: Any, ellipsis: Any, matrix: Any) -> Any:
        words = textbox.text
        moved = _space(textbox)
        how = (overflow, ellipsis, matrix @ Matrix(e=-moved) if moved else matrix)
        said = _said(textbox, words)
        try:
            if said:
                stream.begin_marked_content("Span", pydyf.Dictionary({"ActualText": pydyf.String(said)}))
            emojis = before(stream, textbox, *how)
            if said:
                stream.end_marked_content()
        finally:
            textbox.text = words
        for emoji in emojis:
            emoji[4] -= moved / textbox.style["font_size"]
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


def _space(textbox: Any) -> float:
    """Have the space drawn that stands alone between two boxes, or stood at the end of the line: words are told apart by it.

    Return how far the words must be moved to the left, for they begin after it where a line is read from right to left.
    """
    layout = textbox.pango_layout
    if getattr(textbox, "is_spaced", False) and textbox.text:
        before = layout.get_first_line()[0]
        from_right = layout.first_line_direction % 2
        width = line_size(before, textbox.style)[0] if from_right else 0.0
        layout.set_text(f"{layout.text} ", justify=True)
        return line_size(layout.get_first_line()[0], textbox.style)[0] - width if from_right else 0.0
    if not textbox.text.strip() and layout.text[:1] == " ":
        # WeasyPrint draws no box whose text is blank.
        textbox.text = "."
    return 0.0


def _said(textbox: Any, words: str) -> str:
    """Return what a mark must say in place of the glyphs of a line; "" when they say it."""
    # Readers turn what a mark says from right to left around, as they do with letters.
    if not words or RIGHT_TO_LEFT.search(words):
        return ""
    hyphen = textbox.style["hyphenate_character"]
    if hyphen and len(words) > len(hyphen) and words.endswith(hyphen) and textbox.style["hyphens"] != "none":
        return f"{words.removesuffix(hyphen)}{SOFT}"
    return words if REORDERED.search(words) else ""


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

"""Text a PDF holds and shows to nobody. It is taken off the page before the page is read, so that it proves nothing.

Invisible, tiny, see-through, off the paper, in the colour of its ground, or painted over; and what marks say instead.
"""

import ctypes
from collections.abc import Sequence
from typing import Any

from pypdfium2 import raw

from publishkit.check.colors import told_apart
from publishkit.check.pdf_painted import Box, Painted, painted

SMALLEST = 3.0
"""Points; the smallest print there is on paper (package leaflets, stock lists) has five."""

FAINT = 26
"""Alpha of 255: a tenth."""

OPAQUE = 250
LAYER = (*b"OC", 0)
"""The name of such a mark, as PDFium writes it."""
WHITE = (255, 255, 255)

UNDRAWN = frozenset({raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP})
OUTLINED = frozenset({raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP})
"""Modes in which the colour of filling is not seen."""


def take_hidden(page: Any) -> tuple[str, ...]:
    """Take off the opened *page* of PDFium (in memory) what no reader sees; return its words."""
    found = tuple(painted(page))
    texts = [(at, text) for at, text in enumerate(found) if text.is_text]
    grounds = [(at, one) for at, one in enumerate(found) if one.is_many or (one.area and one.alpha >= OPAQUE)]
    paper = Box(0, 0, *page.get_size())
    hidden = [
        text
        for at, text in texts
        if not _is_drawn(text, paper)
        or not _stands_out(text, [one for n, one in grounds if n < at])
        or any(_covers(one, text.box) for n, one in grounds if n > at)
    ]
    for _, text in texts:
        _forget_what_marks_say(text.handle)
    if not hidden:
        return ()
    words = _words(page, hidden)
    for text in hidden:
        if text.form:
            raw.FPDFFormObj_RemoveObject(text.form, text.handle)
        else:
            raw.FPDFPage_RemoveObject(page, text.handle)
        raw.FPDFPageObj_Destroy(text.handle)
    return words


def _is_drawn(text: Painted, paper: Box) -> bool:
    """Return whether letters are drawn, large enough, not see-through, on the paper and not cut off."""
    if text.mode in UNDRAWN or text.size < SMALLEST or text.alpha < FAINT or _is_in_a_layer(text.handle):
        return False
    middle = text.box.middle
    return paper.holds(*middle) and all(clip.holds(*middle) for clip in text.clips)


def _is_in_a_layer(handle: Any) -> bool:
    """Return whether a text is optional content, which readers switch on and off."""
    name, size = (ctypes.c_ushort * len(LAYER))(), ctypes.c_ulong()
    for index in range(raw.FPDFPageObj_CountMarks(handle)):
        mark = raw.FPDFPageObj_GetMark(handle, index)
        # Another mark's name is longer or other; a longer one is not written into so small a place.
        if raw.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), size) and tuple(name) == LAYER:
            return True
    return False


def _stands_out(text: Painted, below: Sequence[Painted]) -> bool:
    """Return whether letters have another colour than what was painted last under their middle."""
    if text.mode in OUTLINED:
        return True
    middle = text.box.middle
    for one in reversed(below):
        if one.box.holds(*middle) and (one.area is None or one.area.holds(*middle)):
            # A picture or gradient has many colours.
            return one.is_many or told_apart(text.color, one.color)
    return told_apart(text.color, WHITE)


def _covers(later: Painted, box: Box) -> bool:
    area = later.area
    if area is None or not later.box.holds(*box.middle):
        return False
    return all(area.holds(*corner) for corner in box.corners)


def _forget_what_marks_say(handle: Any) -> None:
    """Take away the words that marks say in place of letters: a reader sees the letters."""
    for index in range(raw.FPDFPageObj_CountMarks(handle)):
        raw.FPDFPageObjMark_RemoveParam(handle, raw.FPDFPageObj_GetMark(handle, index), b"ActualText")


def _words(page: Any, texts: Sequence[Painted]) -> tuple[str, ...]:
    layer = page.get_textpage()
    try:
        return tuple(filter(None, (_said(layer, text.handle) for text in texts)))
    finally:
        layer.close()


def _said(text: Any, handle: Any) -> str:
    size = raw.FPDFTextObj_GetText(handle, text, None, 0)
    letters = (ctypes.c_ushort * max(1, size // 2))()
    raw.FPDFTextObj_GetText(handle, text, letters, size)
    return bytes(letters)[: max(0, size - 2)].decode("utf-16-le", "replace")

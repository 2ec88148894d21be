"""Words a page of a PDF holds beside its text: annotations, and what its tags say in place of pictures."""

import ctypes
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from pypdfium2 import raw

FIELDS = (b"Contents", b"T", b"TU", b"V", b"Subj", b"NM", b"RC")
"""Text entries of annotations and form fields (ISO 32000-1, tables 164, 170 and 220)."""

Ask = Callable[[Any, int], int]
"""Called with a buffer and its size; returns the size that is needed."""


def unseen_words(page: Any) -> Iterator[str]:
    """Yield the texts of the annotations of *page*, and of its structure tree: alternatives, replacements, titles."""
    yield from _annotations(page)
    tree = raw.FPDF_StructTree_GetForPage(page)
    if tree:
        try:
            waiting = [
                raw.FPDF_StructTree_GetChildAtIndex(tree, n) for n in range(raw.FPDF_StructTree_CountChildren(tree))
            ]
            yield from _elements(waiting)
        finally:
            raw.FPDF_StructTree_Close(tree)


def _annotations(page: Any) -> Iterator[str]:
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        for key in FIELDS:
            if raw.FPDFAnnot_HasKey(annotation, key):
                yield _text(partial(raw.FPDFAnnot_GetStringValue, annotation, key))
        raw.FPDFPage_CloseAnnot(annotation)


def _elements(waiting: list[Any]) -> Iterator[str]:
    asks = (raw.FPDF_StructElement_GetAltText, raw.FPDF_StructElement_GetActualText, raw.FPDF_StructElement_GetTitle)
    while waiting:
        element = waiting.pop()
        if element:
            yield from filter(None, (_text(partial(ask, element)) for ask in asks))
            count = max(0, raw.FPDF_StructElement_CountChildren(element))
            waiting += [raw.FPDF_StructElement_GetChildAtIndex(element, n) for n in range(count)]


def _text(ask: Ask) -> str:
    """Return what PDFium has to say: asked once how long it is, once for the words (UTF-16, ended by a zero)."""
    size = ask(None, 0)
    if size <= 2:
        return ""
    letters = (ctypes.c_ushort * (size // 2))()
    ask(letters, size)
    return bytes(letters)[: size - 2].decode("utf-16-le", "replace")

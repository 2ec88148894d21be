"""What marks in a PDF say in place of letters (`ActualText`, ISO 32000-1, 14.9.4). A reader sees the letters.

Where glyphs do not stand for letters one by one, as in the scripts of India and Southeast Asia, only the mark has the words.
It is believed when the glyphs bear it out: every other letter it says is drawn, and so is most of what it says in those scripts.
"""

import codecs
import ctypes
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby
from typing import Any

from pypdfium2 import raw

from publishkit.words import REORDERED, Folding

BORNE_OUT = 0.5
"""Share of a mark's letters of such scripts that must be among the glyphs; a PDF names each glyph after its first use."""
SAYS = b"ActualText"
_LETTERS = Folding(spaces="dropped", hyphens="dropped")
Twins = Callable[[], Iterator[tuple[Any, list[Any]]]]
"""Opens the page once more: the page, and the handles of the texts on it."""


def forget_false_marks(handles: Sequence[Any], hidden: AbstractSet[int], twins: Twins | None) -> None:
    """Take the words of marks off the texts *handles* of a page, but for marks that say what the letters say.

    Those of a text that nobody sees (its `id` in *hidden*) go; without *twins* all go.
    """
    said = [_said(handle) for handle in handles]
    if not any(said):
        return
    true = _borne_out(said, twins) if twins and any(map(REORDERED.search, said)) else set[int]()
    for run in _runs(said):
        if not true.issuperset(run) or any(id(handles[at]) in hidden for at in run):
            for at in run:
                _forget(handles[at])


def _runs(said: Sequence[str]) -> Iterator[list[int]]:
    """Yield the places of texts, side by side, over which the same mark lies."""
    for words, run in groupby(range(len(said)), key=said.__getitem__):
        if words:
            yield list(run)


def _borne_out(said: Sequence[str], twins: Twins) -> set[int]:
    """Return the places of texts whose mark says what is drawn: looked up on a page on which no mark says anything."""
    true: set[int] = set()
    for page, handles in twins():
        for handle in handles:
            _forget(handle)
        layer = page.get_textpage()
        for run in _runs(said):
            drawn = "".join(drawn_words(layer, handles[at]) for at in run)
            if REORDERED.search(said[run[0]]) and agrees(said[run[0]], drawn):
                true.update(run)
        layer.close()
    return true


def agrees(said: str, drawn: str) -> bool:
    r"""Return whether the glyphs, which read as *drawn*, bear out what a mark says.

    >>> (
    ...     agrees("\u0926\u093f\u0928 5", "\u021b\u0926\u0928 5"),
    ...     agrees("\u0926\u093f\u0928 Ada", "\u0926\u093f\u0928 Eve"),
    ... )
    (True, False)
    """
    wanted, seen = Counter(_LETTERS(said)), Counter(_LETTERS(drawn))
    own = Counter({letter: count for letter, count in wanted.items() if REORDERED.match(letter)})
    return wanted - own <= seen and (own & seen).total() >= BORNE_OUT * own.total()


def _said(handle: Any) -> str:
    """Return what the last mark over a text says in place of its letters; "" when none does."""
    return next(filter(None, (_value(mark) for mark in reversed(_marks(handle)))), "")


def _marks(handle: Any) -> list[Any]:
    return [raw.FPDFPageObj_GetMark(handle, index) for index in range(raw.FPDFPageObj_CountMarks(handle))]


def _value(mark: Any) -> str:
    # PDFium's own decoding takes the bytes for UTF-8.
    size = ctypes.c_ulong()
    if not raw.FPDFPageObjMark_GetParamBlobValue(mark, SAYS, None, 0, size) or not size.value:
        return ""
    data = (ctypes.c_ubyte * size.value)()
    raw.FPDFPageObjMark_GetParamBlobValue(mark, SAYS, data, size.value, size)
    return decoded(bytes(data))


def decoded(data: bytes) -> str:
    r"""Return a text string of a PDF (ISO 32000-1, 7.9.2.2).

    >>> decoded(b"\xfe\xff\x0e\x01"), decoded(b"Ada")
    ('\u0e01', 'Ada')
    """
    return data[2:].decode("utf-16-be", "replace") if data.startswith(codecs.BOM_UTF16_BE) else data.decode("latin-1")


def _forget(handle: Any) -> None:
    for mark in _marks(handle):
        raw.FPDFPageObjMark_RemoveParam(handle, mark, SAYS)


def drawn_words(text: Any, handle: Any) -> str:
    """Return what one text on a page says; *text* is the page's layer of texts."""
    size = raw.FPDFTextObj_GetText(handle, text, None, 0)
    letters = (ctypes.c_ushort * max(1, size // 2))()
    raw.FPDFTextObj_GetText(handle, text, letters, size)
    return bytes(letters)[: max(0, size - 2)].decode("utf-16-le", "replace")

"""A PDF read a second time, by pypdf: what one engine cannot read, an emoji or a vowel sign, another can.

It is asked only for what PDFium did not find, and only about pages from which nothing hidden was taken (`pdf_hidden.py`),
for pypdf does not tell what is seen from what is not.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a page, and where in the document's text it stands."""

    first: int
    last: int
    page: int
    """Counted from 0."""
    left: float
    bottom: float
    right: float
    top: float
    """Points from the page's left and lower edge."""


Piece = tuple[float, float, str]
"""(where the words begin, height of the line, words)."""
FAR = float("inf")


class Again:
    """The second reading of a PDF; each page is read when it is first asked for."""

    def __init__(self, data: bytes, stretches: Sequence[Stretch], unclean: Collection[int]) -> None:
        """Know the parts of the PDF *data*, and the pages that hold what no reader sees."""
        self._data = data
        self._stretches = tuple(stretches)
        self._unclean = frozenset(unclean)
        self._read = cache(self._pieces)

    def between(self, first: int, last: int) -> tuple[str, tuple[int, ...]]:
        """Return the words that stand between two offsets of the first reading, and where in them a new page begins."""
        text, breaks, at = "", list[int](), -1
        for part in self._stretches:
            if part.first < last and part.last > first:
                if at not in {-1, part.page}:
                    breaks.append(len(text))
                text += f"{self.words(part.page, part.bottom, part.top, part.left, part.right)}\n\n"
                at = part.page
        return text, tuple(breaks)

    def words(self, page: int, bottom: float, top: float, left: float = -FAR, right: float = FAR) -> str:
        """Return the words of a page that stand between two heights, and sides; "" for a page with hidden words."""
        if page in self._unclean:
            return ""
        return "".join(
            words
            for across, up, words in self._read(page)
            if (bottom <= up < top and left <= across < right) or words == "\n"
        )

    def _pieces(self, page: int) -> tuple[Piece, ...]:
        found: list[Piece] = []

        def hear(words: str, outer: Sequence[float], inner: Sequence[float], *_: Any) -> None:
            across = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
            found.append((across, inner[4] * outer[1] + inner[5] * outer[3] + outer[5], words))

        # A damaged file makes pypdf fail in many ways; each means that it has nothing to add.
        try:
            if self._reader is not None:
                self._reader.pages[page].extract_text(visitor_text=hear)
        except (PyPdfError, KeyError, TypeError, ValueError, AttributeError, IndexError):
            return ()
        return tuple(found)

    @cached_property
    def _reader(self) -> PdfReader | None:
        try:
            return PdfReader(BytesIO(self._data))
        except (PyPdfError, KeyError, TypeError, ValueError, AttributeError, IndexError):
            return None

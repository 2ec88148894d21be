"""How wide words are in a theme's faces, and so how many lines they take: what a layout is fitted by before it is drawn."""

import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from PIL import ImageFont

from publishkit.theme.load import Theme
from publishkit.theme.tokens import Face, Typeface

EM = 1000
"""Units widths are measured in; as large as a font's own, so that nothing is rounded."""
GUESS = 0.62
"""Width of a letter in em, where the theme has no face to measure with."""
IDEOGRAPHS = frozenset("WF")
"""East Asian widths (Unicode, UAX 11) of letters that fill their square; lines break between any two of them."""
TIGHT = 1.02
"""What lines take more than their words: the ends of hyphens and the fonts of other scripts are not measured."""
ONE, MOST = 1, 4
"""Lines of a masthead."""
LARGER = 1.3
"""Times as large as with fewer lines."""


@dataclass(frozen=True)
class Measure:
    """Widths in one face."""

    theme: Theme
    face: Typeface
    weight: int = 400
    style: str = "normal"
    _known: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    def width(self, text: str) -> float:
        """Return the width of *text* on one line, in em."""
        wide = [letter for letter in text if unicodedata.east_asian_width(letter) in IDEOGRAPHS]
        rest = "".join(letter for letter in text if letter not in wide) if wide else text
        return len(wide) + self._width(rest)

    def lines(self, text: str, width: float) -> int:
        """Return how many lines *text* takes where a line is *width* em wide; 0 for none."""
        count, left = 0, 0.0
        space = self.width(" ")
        for word in text.split():
            wide = self.width(word) * TIGHT
            if count and wide <= left - space:
                left -= wide + space
                continue
            # A word that is too long goes on in the next line.
            more = max(1, -int(-wide // width))
            count, left = count + more, more * width - wide
        return count

    def longest(self, text: str) -> float:
        """Return the width of the longest word of *text*, in em."""
        return max((self.width(word) for word in _words(text)), default=0.0)

    def largest(self, text: str, width: float, most: float) -> tuple[float, int]:
        """Return the size in points at which *text* fills lines of *width* points, at most *most*, and how many lines.

        More lines are taken only where they make the letters `LARGER`.
        """
        best = (0.0, ONE)
        for count in range(ONE, MOST + 1):
            size = min(most, width / max(self._narrowest(_words(text), count) * TIGHT, 0.1))
            if size > LARGER * best[0]:
                best = (size, count)
        return best

    def _narrowest(self, words: Sequence[str], count: int) -> float:
        """Return how wide *count* lines must be at least to hold *words*, in em."""
        widths = [self.width(word) for word in words]
        space = self.width(" ")
        low, high = max(widths, default=0.0), sum(widths) + space * len(words)
        while high - low > 0.02:
            middle = (low + high) / 2
            low, high = (low, middle) if _filled(widths, space, middle) <= count else (middle, high)
        return high

    def _width(self, text: str) -> float:
        if text not in self._known:
            font = self._font
            self._known[text] = font.getlength(text) / EM if font else GUESS * len(text)
        return self._known[text]

    @cached_property
    def _font(self) -> Any:
        """The file of the family nearest in weight; None when the theme carries none."""
        cuts = [cut for cut in self.theme.tokens.face if cut.family == self.face.family]
        nearest = min(cuts, key=self._distance, default=None)
        data = self.theme.font_data.get(nearest.file) if nearest else None
        # The basic engine is the same on every machine.
        return ImageFont.truetype(io.BytesIO(data), EM, layout_engine=ImageFont.Layout.BASIC) if data else None

    def _distance(self, cut: Face) -> tuple[bool, int, str]:
        return cut.style != self.style, abs(cut.weight - self.weight), cut.file


def _words(text: str) -> list[str]:
    """Return what a line may end after."""
    words: list[str] = []
    for word in text.split():
        if any(unicodedata.east_asian_width(letter) in IDEOGRAPHS for letter in word):
            words += word
        else:
            words.append(word)
    return words


def _filled(widths: Sequence[float], space: float, width: float) -> int:
    """Return how many lines of *width* hold words of *widths*."""
    count, left = 1, width
    for wide in widths:
        if wide > left and left < width:
            count, left = count + 1, width
        left -= wide + space
    return count


POINTS: Mapping[str, float] = {"pt": 1.0, "px": 0.75, "mm": 72 / 25.4, "rem": 12.0, "em": 12.0, "%": 0.12}
"""Of one unit of a length of `theme.toml`."""


def points(length: str) -> float:
    """Return a length of `theme.toml` in points.

    >>> points("9.8pt"), points("16px")
    (9.8, 12.0)
    """
    unit = length.lstrip("0123456789.")
    return float(length.removesuffix(unit)) * POINTS[unit]

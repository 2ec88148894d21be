"""Pages laid one under the other: text with offsets, cut where an item begins, links and pictures at their height."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from publishkit.check.document import Spot

_ITEM = re.compile(r"a\d{2,}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """Where something begins: an item, or what ends the item before it."""

    page: int
    """Counted from 0."""
    up: float
    """Points from the page's lower edge."""
    name: str
    """Element id of an item; "" for anything else."""


@dataclass(slots=True)
class Paper:
    """The pages of a PDF, read one after the other."""

    marks: Mapping[int, Sequence[Mark]]
    """Page -> marks on it, from top to bottom."""
    pieces: list[str] = field(default_factory=list)
    links: list[Spot] = field(default_factory=list)
    pictures: list[Spot] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    begins: list[tuple[int, str]] = field(default_factory=list)
    """(offset, item or "") of every mark, in order."""
    at: int = 0

    def lay(self, number: int, page: Any, links: Sequence[tuple[float, str]], pictures: Sequence[float]) -> None:
        """Add a page of PDFium with its links (height, address) and the heights of its pictures."""
        if number:
            self.breaks.append(self.at)
        marks = self.marks.get(number, ())
        text = page.get_textpage()
        for index, (top, bottom) in enumerate(pairwise([page.get_height(), *(mark.up for mark in marks), 0.0])):
            if index:
                self.begins.append((self.at, marks[index - 1].name))
            # The offset after the first character is inside this stretch and outside the one before.
            inside = self.at + 1
            self._say(text.get_text_bounded(bottom=bottom, top=top) if marks else text.get_text_range())
            self._say("\n\n")
            self.links += [Spot(at=inside, target=target) for up, target in links if bottom <= up < top]
            self.pictures += [Spot(at=inside, target=f"page {number + 1}") for up in pictures if bottom <= up < top]
        text.close()

    def _say(self, text: str) -> None:
        self.pieces.append(text)
        self.at += len(text)

    def spans(self) -> Mapping[str, tuple[int, int]]:
        """Return from where to where each item goes: to the next mark, or to the end."""
        ends = [*(at for at, _ in self.begins[1:]), self.at]
        found = zip(self.begins, ends, strict=True) if self.begins else ()
        return {name: (first, last) for (first, name), last in found if _ITEM.fullmatch(name)}

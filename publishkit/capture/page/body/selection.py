"""What of a page is printed, as a value: its runs, the article's area, and why some of it is left out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from lxml.html import HtmlElement

from publishkit.capture.page.body.outline import Box, Run


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What the front matter holds already, and what else is no text of the body."""

    title: str = ""
    deck: str = ""
    kicker: str = ""
    names: Collection[str] = ()
    """Of its authors."""
    days: Collection[date] = ()
    """On which it was published and changed."""
    taken: Collection[HtmlElement] = ()
    """Elements that are printed elsewhere: captions, notes."""
    hidden: Collection[HtmlElement] = ()
    """Elements no reader sees."""


class Taken:
    """The elements that are printed elsewhere than in the text; which boxes stand in them is looked for once."""

    def __init__(self, elements: Collection[HtmlElement]) -> None:
        self.elements = frozenset(elements)
        self.boxes: dict[Box, bool] = {}

    def holds(self, run: Run) -> bool:
        """Whether a run is in one of them."""
        return bool(self.elements) and (run.box.element in self.elements or self._around(run.box.above))

    def _around(self, box: Box | None) -> bool:
        if box is None:
            return False
        if box not in self.boxes:
            self.boxes[box] = box.element in self.elements or self._around(box.above)
        return self.boxes[box]


@dataclass(eq=False, slots=True)
class Selection:
    """The runs of the article's area, and why some of them are left out."""

    runs: Sequence[Run]
    """All with words, in order."""
    first: int
    last: int
    """The area: indices into `runs`."""
    core: Collection[Box] = ()
    """The boxes that hold the article."""
    left: dict[Run, str] = field(default_factory=dict)
    """Run -> why it is not printed."""

    printed: set[Run] = field(default_factory=set)
    """What is left of the area."""
    apart: dict[Box, str] = field(default_factory=dict)
    """What a box is by what is in it, "" for those of the article."""
    taken: "Taken" = field(default_factory=lambda: Taken(()))
    fields: Collection[HtmlElement] = ()
    """Elements in which a reader may write an address."""
    times: set[Run] = field(default_factory=set)
    """Times of day that stand over the entries of a live blog."""
    heads: set[Run] = field(default_factory=set)
    """Subheads: headings, and bold lines that stand as one."""

    speakers: dict[Run, Sequence[Run]] = field(default_factory=dict)
    """The last label over a speech -> all that stand over it."""

    def keeps(self, run: Run) -> bool:
        """Whether the run is printed."""
        return run in self.printed

    def takes(self, run: Run) -> bool:
        """Whether the run is printed elsewhere than in the text: a caption, a note."""
        return self.taken.holds(run)

    def leave(self, run: Run, reason: str) -> None:
        """Take a run out of what is printed."""
        self.printed.discard(run)
        self.left[run] = reason

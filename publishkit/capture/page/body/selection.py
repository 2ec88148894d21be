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
    taken: Collection[HtmlElement] = ()
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
        return is_taken(run, self.taken)

    def leave(self, run: Run, reason: str) -> None:
        """Take a run out of what is printed."""
        self.printed.discard(run)
        self.left[run] = reason


def is_taken(run: Run, taken: Collection[HtmlElement]) -> bool:
    """Return whether a run stands in one of the elements that are printed elsewhere."""
    return bool(taken) and any(box.element in taken for box in run.box.chain)

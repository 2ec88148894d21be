"""Where each element of a page begins and ends, and how much stands in it: counted once, so that asking costs nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from publishkit.capture.page.body.outline import Run
from publishkit.capture.page.pictures.sources import Sources, is_captioned_alone, is_icon, photo_key, read_sources
from publishkit.capture.page.tree import UNREAD

IMAGES = ("img", "amp-img", "amp-anim")
SHARE = 0.2
"""Part of the marked letters from which on an element holds the article."""


def is_image(element: HtmlElement) -> bool:
    """Whether an element shows a picture: an image's, one behind its words, or one of a site's own ("storefront-image")."""
    tag = element.tag
    if tag in IMAGES:
        return True
    if tag == "svg":
        return is_captioned_alone(element)
    style = element.get("style") or ""
    if "url(" in style and "background" in style:
        return True
    own = isinstance(tag, str) and "-" in tag and tag.rsplit("-", 1)[-1] in {"image", "img", "picture", "photo"}
    return own and any(element.get(name) for name in ("src", "data-src", "srcset"))


@dataclass(kw_only=True, slots=True)
class Places:
    """The elements of a page by number, in reading order."""

    order: dict[HtmlElement, int] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)
    """Number of the last element inside."""
    before: list[int] = field(default_factory=list)
    """Letters before an element."""
    inside: list[int] = field(default_factory=list)
    """Letters in an element."""
    images: dict[HtmlElement, Sources] = field(default_factory=dict)
    """Every image, with its addresses."""
    shown: list[int] = field(default_factory=list)
    """Pictures up to an element; icons, and one that stands twice in a row, count as none."""
    marks: list[int] = field(default_factory=list)
    """Marked letters up to an element."""
    start: int = 0
    """Of the title, else of the first marked paragraph."""
    first: int = 0
    last: int = 0
    """Of the marked paragraphs."""

    def letters(self, element: HtmlElement) -> int:
        """Return the number of letters a reader sees in an element."""
        return self.inside[self.order[element]]

    def size(self, element: HtmlElement) -> int:
        """Return the number of elements in an element."""
        number = self.order[element]
        return self.ends[number] - number

    def pictures(self, element: HtmlElement) -> int:
        """Return the number of pictures in an element, itself too."""
        number = self.order[element]
        return self.shown[self.ends[number]] - (self.shown[number - 1] if number else 0)

    def marked(self, element: HtmlElement) -> int:
        """Return the marked letters in an element."""
        number = self.order[element]
        return self.marks[self.ends[number]] - (self.marks[number - 1] if number else 0)

    def holds(self, element: HtmlElement) -> bool:
        """Whether the article, or a good part of it, is in an element."""
        return self.marked(element) > SHARE * self.marks[-1]

    def between(self, position: int) -> int:
        """Return the letters between the article and what stands above or behind it at a place; 0 for what stands in it."""
        if position < self.start:
            return self.before[self.first] - self.before[position]
        if position > self.ends[self.last]:
            return self.before[position] - self.before[self.last] - self.inside[self.last]
        return 0

    def spans(self, element: HtmlElement) -> bool:
        """Return whether an element stands between the first and the last paragraph."""
        return self.first <= self.order[element] <= self.ends[self.last]

    def reach(self, printed: Sequence[Run]) -> bool:
        """Let the article end where what is printed ends; return whether there are pictures between its old end and that one."""
        last = max((self._place(run) for run in printed), default=0)
        end = self.ends[self.last]
        if last <= end:
            return False
        pictures = self.shown[last] - self.shown[end]
        self.last = last
        return pictures > 0

    def _place(self, run: Run) -> int:
        element = run.slot if run.slot is not None and self.holds(run.box.element) else run.box.element
        return self.order[element]

    def around(self, element: HtmlElement) -> Iterator[HtmlElement]:
        """Yield an element and those around it, up to the one that holds the article."""
        inner: HtmlElement | None = element
        while inner is not None and not self.holds(inner):
            yield inner
            inner = inner.getparent()


def read_places(tree: HtmlElement, runs: Sequence[Run], head: HtmlElement | None) -> Places | None:
    """Return the places of a page whose title is in *head*; None when nothing in it is marked."""
    marked = [run for run in runs if run.marked and len(run.text) > 60] or [run for run in runs if run.marked]
    if not marked:
        return None
    places = Places()
    _count(tree, places)
    numbers = [places.order[run.box.element] for run in marked]
    weights = [0] * len(places.ends)
    for number, run in zip(numbers, marked, strict=True):
        weights[number] += len(run.text)
    total = 0
    for weight in weights:
        total += weight
        places.marks.append(total)
    places.first, places.last = min(numbers), max(numbers)
    places.start = min(places.order[head], places.first) if head is not None else places.first
    return places


def _count(tree: HtmlElement, places: Places) -> None:
    letters, pictures, number, unread = 0, 0, -1, 0
    key = ""
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            number += 1
            places.order[element] = number
            places.ends.append(number)
            places.before.append(letters)
            places.inside.append(0)
            unread += element.tag in UNREAD
            if is_image(element):
                sources = places.images[element] = read_sources(element)
                if not is_icon(element, sources) and (own := photo_key(sources.addresses[0])) != key:
                    pictures, key = pictures + 1, own
            places.shown.append(pictures)
            text = element.text
        else:
            here = places.order[element]
            places.ends[here] = number
            places.inside[here] = letters - places.before[here]
            unread -= element.tag in UNREAD
            text = element.tail
        if text and not unread:
            letters += len(text.strip())

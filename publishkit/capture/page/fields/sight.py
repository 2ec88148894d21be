"""The lines of a page as a reader sees them: where each stands, what stands around it, and how the page names it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal

from lxml.html import HtmlElement

from publishkit.capture.bylines import parse_byline
from publishkit.capture.page.body.core import core_boxes
from publishkit.capture.page.body.outline import Box, Run
from publishkit.capture.page.body.shapes import near_boxes
from publishkit.capture.page.tree import key_of, text_of
from publishkit.capture.paste.lines import weight

FEW = 12
"""Lines of a box whose name may speak of one of them."""
MOST = 4_000
"""Runs of a page that are looked at for its fields; the one with most of the real pages we tried has 655."""
PROSE = 80
"""Weight of a line that is surely prose."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
WHOLE = frozenset({"html", "body", "main", "article", "header"})
Place = Literal["", "menu", "beside", "picture", "foot"]

MENU = frozenset("nav navigation navbar menu breadcrumb breadcrumbs breadbar trail crumbs toolbar topbar".split())
BESIDE = frozenset(
    "related recommended recommendation recommendations popular trending promo promotion sidebar carousel swiper"
    " comments comment newsletter widget outbrain taboola latest mostread ad ads advert advertisement subscribe subscription".split()
)
TEASER = frozenset({"teaser", "teasers"})
"""Of another article where it has a heading or a link, else what some call the deck."""
FIRST = frozenset(
    "first is has paragraph para p drop cap dropcap dropcaps initial speakable article body text last".split()
)
"""What names a paragraph for its place in the text."""
PICTURE = frozenset(
    "caption figcaption credit credits figure gallery slideshow lightbox mediainfo rights copyright".split()
)
CREDIT = frozenset({"credit", "credits"})
"""Of a picture, or of the text: then the line opens as a byline."""
UNSEEN = re.compile(
    r"(?:^|\s)(?:visually-?hidden|sr-only|screen-?reader(?:-text)?|u-hidden|is-hidden|hide)(?:\s|$)", re.IGNORECASE
)
WITH = frozenset({"has", "with", "without", "no"})
"""“has-caption” speaks of what is inside."""
NAMING = frozenset({"class", "id", "data-testid", "data-component", "itemprop", "data-qa", "role"})
"""Attributes that say what an element is."""
NOTHING: frozenset[str] = frozenset()
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")


def words_of(element: HtmlElement) -> frozenset[str]:
    """Return the words of what an element is named, "subTitle", "sub-title" and "subtitle" alike.

    >>> from lxml.html import fromstring
    >>> sorted(words_of(fromstring('<p class="sub-title entryTitle">x</p>')))
    ['entry', 'entrytitle', 'sub', 'subtitle', 'title']
    """
    named = [value for name, value in element.items() if name in NAMING]
    if not named:
        return NOTHING
    return frozenset().union(*(_words(part) for value in named for part in value[:400].split()))


@lru_cache(maxsize=5_000)
def _words(name: str) -> frozenset[str]:
    """The words of one name, and each two that stand side by side."""
    parts = [word.lower() for word in WORD.findall(name) if not word.isdigit()]
    single = parts if not parts or parts[0] not in WITH else ()
    return frozenset((*single, *(one + other for one, other in pairwise(parts))))


@dataclass(eq=False, slots=True)
class Line:
    """Words that stand together on a page."""

    run: Run
    number: int
    text: str
    heading: HtmlElement | None
    """The heading it is in."""
    place: Place
    near: Mapping[Box, int]
    """The boxes around it that hold only a few lines, nearest first -> how many."""
    hidden: bool = False
    named: dict[int, frozenset[str]] = field(default_factory=dict)
    """What `names` has found."""

    @property
    def level(self) -> int:
        """1 for a line in an h1, 7 for one in no heading."""
        return int(str(self.heading.tag)[1]) if self.heading is not None else 7

    @property
    def prose(self) -> bool:
        """Whether it is a paragraph of the article, as the extraction library sees it."""
        return (
            self.run.marked
            and weight(self.text) >= PROSE
            and self.heading is None
            and self.place not in {"picture", "menu"}
        )

    @property
    def inline(self) -> Iterator[HtmlElement]:
        """The elements within the line."""
        for piece in self.run.pieces:
            if not isinstance(piece, str):
                yield from (one for one in piece.iter() if isinstance(one.tag, str))

    def names(self, most: int = 4) -> frozenset[str]:
        """Return what the line and the boxes around it are named, as far as they hold no more than *most* lines."""
        if most not in self.named:
            self.named[most] = self._names(most)
        return self.named[most]

    def _names(self, most: int) -> frozenset[str]:
        found: set[str] = set(words_of(self.run.box.element))
        for box, lines in self.near.items():
            if lines <= most:
                found |= words_of(box.element)
        for element in self.wrapping:
            found |= words_of(element)
        return frozenset(found)

    @property
    def wrapping(self) -> Iterator[HtmlElement]:
        """The inline elements that hold the whole line."""
        pieces = [piece for piece in self.run.pieces if not isinstance(piece, str) or piece.strip()]
        while len(pieces) == 1 and not isinstance(pieces[0], str):
            element = pieces[0]
            yield element
            if (element.text or "").strip() or len(element) != 1 or (element[0].tail or "").strip():
                return
            pieces = [element[0]]

    @property
    def bold(self) -> bool:
        """Whether all of its words are set in bold or italic."""
        spans = [span for span in self.run.spans if span.kind == "words" and span.text.strip()]
        return bool(spans) and all(span.style.strong or span.style.slanted for span in spans)

    @property
    def kind(self) -> tuple[str, str, bool]:
        """What it is set as: two paragraphs of a text have the same."""
        classes = " ".join(sorted(re.sub(r"\d+", "", self.run.box.element.get("class") or "").split()))
        return self.run.box.tag, classes, self.bold


@dataclass(eq=False)
class Sight:
    """All lines of a page, in order."""

    lines: Sequence[Line]
    core: frozenset[Box] = field(default_factory=frozenset)
    passed_over: int = 0
    """Lines with words that are not among them: of very many only some are looked at."""

    @cached_property
    def menu(self) -> frozenset[str]:
        """The words of its menus, line by line, as keys."""
        return frozenset(key_of(line.text) for line in self.lines if line.place == "menu" and len(line.text) < 60)

    @cached_property
    def headings(self) -> frozenset[str]:
        """The words of its headings, as keys."""
        return frozenset(key_of(line.text) for line in self.lines if line.heading is not None)

    @cached_property
    def first_prose(self) -> int:
        """The number of the first paragraph of the text; that of the last line where there is none."""
        return next((line.number for line in self.lines if line.prose), len(self.lines))

    @cached_property
    def last_text(self) -> int:
        """The number of the last line of the text, -1 where there is none."""
        return next((line.number for line in reversed(self.lines) if line.run.marked), -1)

    @cached_property
    def last_prose(self) -> int:
        """The number of the last paragraph of the text, -1 where there is none."""
        return next((line.number for line in reversed(self.lines) if line.prose), self.last_text)

    @cached_property
    def usual(self) -> tuple[str, str, bool] | None:
        """What most paragraphs of the text are set as; None where there are fewer than two alike."""
        kinds = Counter(line.kind for line in self.lines if line.prose)
        return next((kind for kind, times in kinds.most_common(1) if times > 1), None)

    def around(self, number: int, before: int, after: int) -> Sequence[Line]:
        """Return the lines from *before* lines above a line to *after* lines below it."""
        return self.lines[max(0, number - before) : number + after + 1]


def read_sight(runs: Sequence[Run]) -> Sight:
    """Return the lines of a page that a reader can see."""
    shown = [run for run in runs if run]
    core = core_boxes(shown)
    looked_at = _looked_at(shown)
    sizes = _sizes(shown, {box for run in looked_at for box in run.box.chain})
    titled = _titled(shown)
    words: dict[Box, frozenset[str]] = {}
    hidden: dict[Box, bool] = {}
    lines: list[Line] = []
    for run in looked_at:
        text = _read_aloud_once(run)
        if not text:
            continue
        boxes = near_boxes(run, core)
        near = {box: sizes[box] for box in boxes if sizes[box] <= FEW}
        line = Line(
            run=run,
            number=len(lines),
            text=text,
            heading=next((box.element for box in run.box.chain if box.tag in HEADINGS), None),
            place=_place(run, boxes, titled, words),
            near=near,
            hidden=any(_is_hidden(box, hidden) for box in boxes),
        )
        lines.append(line)
    return Sight(lines, frozenset(core), len(shown) - len(looked_at))


def _read_aloud_once(run: Run) -> str:
    """The words of a run in one line, without the readings that are set above them."""
    text = " ".join(run.text.split("\n")).strip()
    for piece in run.pieces if "（" in text else ():
        for reading in () if isinstance(piece, str) else piece.iter("rt", "rtc"):
            text = text.replace(f"（{text_of(reading)}）", "", 1)
    return text


def _looked_at(runs: Sequence[Run]) -> Sequence[Run]:
    """The runs in which a page says what its article is: of very many those around both ends of the text, and the highest headings."""
    if len(runs) <= MOST:
        return runs
    marked = [number for number, run in enumerate(runs) if run.marked and weight(run.text) >= PROSE] or [0, len(runs)]
    near = [range(end - MOST // 4, end + MOST // 4) for end in (marked[0], marked[-1])]
    return [
        run for number, run in enumerate(runs) if any(number in one for one in near) or run.box.tag in {"h1", "header"}
    ]


def _sizes(runs: Sequence[Run], boxes: set[Box]) -> Counter[Box]:
    """How many runs are in each of some boxes."""
    sizes: Counter[Box] = Counter()
    for run in runs:
        for box in run.box.chain:
            if box in boxes:
                sizes[box] += 1
    return sizes


def _titled(runs: Sequence[Run]) -> dict[Box, str]:
    """The boxes around a heading -> the highest one's name."""
    found: dict[Box, str] = {}
    for run in runs:
        boxes = list(run.box.chain)
        at = next((number for number, box in enumerate(boxes) if box.tag in HEADINGS), None)
        if at is not None:
            for box in boxes[at + 1 :]:
                found[box] = min(boxes[at].tag, found.get(box, "h6"))
    return found


def _place(run: Run, near: Sequence[Box], titled: Mapping[Box, str], known: dict[Box, frozenset[str]]) -> Place:
    """Where a line stands, by the elements and names around it up to those that hold the article.

    What a box around the headline is named says nothing of the lines in it: "has-caption", "with-sidebar".
    """
    found: Place = ""
    first = run.text.partition("|")[0].strip() if len(run.text) < 150 else ""
    signed = any(one.role in {"author", "agency"} for one in parse_byline(first))
    for box in near:
        if box not in known:
            known[box] = words_of(box.element) if box.tag not in WHOLE else frozenset()
        words = known[box]
        of_picture = words & (PICTURE if not signed else PICTURE - CREDIT)
        if box.tag in {"figure", "figcaption", "caption"} or (of_picture and titled.get(box, "h6") > "h2"):
            return "picture"
        if box.tag == "nav" or words & MENU:
            return "menu"
        teaser = words & TEASER and (box in titled or any(span.style.href for span in run.spans))
        if box.tag in {"aside", "form", "dialog"} or ((words & BESIDE or teaser) and titled.get(box) != "h1"):
            found = found or "beside"
        if box.tag == "footer":
            found = found or "foot"
    return found


def _is_hidden(box: Box, known: dict[Box, bool]) -> bool:
    if box not in known:
        element = box.element
        known[box] = (
            element.get("hidden") is not None
            or "display:none" in (element.get("style") or "").replace(" ", "").lower()
            or bool(UNSEEN.search(element.get("class") or ""))
        )
    return known[box]


def alike(one: Line, other: Line | tuple[str, str, bool] | None) -> bool:
    """Return whether two lines are set as paragraphs of one text: the first of them is often named so, that makes it no other kind."""
    if other is None:
        return False
    kind = other.kind if isinstance(other, Line) else other
    if (one.kind[0], one.kind[2]) != (kind[0], kind[2]):
        return False
    mine, its = set(one.kind[1].split()), set(kind[1].split())
    return (
        mine == its
        or bool(mine & its)
        or not {part for name in mine ^ its for part in re.findall(r"[a-z]+", name.lower())} - FIRST
    )


def same_words(one: str, other: str) -> bool:
    """Return whether two texts say the same but for case, spaces and signs."""
    return bool(one) and key_of(one) == key_of(other)

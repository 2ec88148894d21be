"""What frames a picture: the box around it, or the lines beside it, that hold its caption and credit."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from publishkit.capture.cues import is_furniture
from publishkit.capture.page.pictures.places import Places
from publishkit.capture.page.pictures.seen import words_of
from publishkit.capture.page.pictures.sources import attribute
from publishkit.capture.page.tree import key_of

BOX = re.compile(r"figure|image|photo|picture|media|caption|thumb|hero|visual|foto|bild|gallery|slide|wrap|imagen|imagem|immagine|zdjecie", re.IGNORECASE)  # fmt: skip
CAPTIONED = re.compile(
    r"(?<!has)(?<!has[-_])caption(?!ed)|figcap|gallerytext|legend|image-?desc|img-?desc|bildtext|bildunterschrift|bildzeile|didascalia|pie-?(?:de-)?foto|photo-?(?:text|desc)|picture-?text|media--lead|subtitle-?text"
    r"|(?:image|img|photo|picture|media|foto|bild)[\w-]{0,12}[-_]?(?:title|text|description|lead|info)|(?:^|[\s_-])(?:legende|podpis|popisek|kuvateksti|bu|cap)(?:[\s_-]|$)",
    re.IGNORECASE,
)
BESIDE_TEXT = re.compile(r"media-?text|text-?media|text-?pic(?![a-z])|text-?(?:and|with)-?(?:image|media|photo)|(?:image|media|photo)-?(?:and|with)-?text", re.IGNORECASE)  # fmt: skip
"""A picture with a paragraph of the text at its side: these are no words of the picture."""
CREDITED = re.compile(
    r"credit(?!or|card)|copyright|photographer|image-?author|img-?author|(?:^|[\s_-]|media|image|img|photo|picture|bild)rights?(?:[\s_-]|$)|agency|bildquelle|quelle|fotograf|photo-?by|distributor"
    r"|(?:^|[-_ ])(?:source|legal)(?:[-_ ]|$)|__source|subcaption|phototaker",
    re.IGNORECASE,
)
SIGNED = re.compile(r"(?:^|[-_ ])(?:author|byline)(?:[-_ ]|$)|__author", re.IGNORECASE)
"""In a caption the photographer, elsewhere whoever wrote the article."""
SAYING = ("class", "itemprop", "slot")
"""Attributes that say what an element is; the last one in what stands in an element of a site's own."""
PHOTO = frozenset("photo photograph image picture figure foto bild illustration".split())
FIGURES = frozenset({"wp-caption", "gallerybox", "thumbinner"})
"""Classes that systems give to a box of one picture and its words."""
WIDE = 700
"""Letters above which a box is no picture's, unless it says that it is a figure."""
SHORT = 240
FIGURE = 2_500
DEEP = 6
MANY = 400
"""Elements above which nothing is a picture's box."""
NO_CAPTION = frozenset({"img", "picture", "a", "button", "source", "input"})
NOT_CAPTION = frozenset("h1 h2 h3 h4 h5 h6 ul ol table form nav blockquote pre iframe video audio".split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """A picture's surroundings."""

    box: HtmlElement | None = None
    """Around picture and caption."""
    beside: tuple[HtmlElement, ...] = ()
    """Lines after it, or in front of it, that are its caption and credit."""
    maybe: HtmlElement | None = None
    """A short line with or after a picture that is its caption only when it names a credit."""
    is_figure: bool = False
    """Whether the page itself says that it is a figure."""


def find_frame(image: HtmlElement, places: Places) -> Frame:
    """Return what frames *image*."""
    chain = list(islice(places.around(image), 16))
    figure = next((element for element in chain if _is_figure(element) and places.letters(element) <= FIGURE), None)
    if figure is not None and not _own(figure, places):
        inner = _captioned(chain, places, figure)
        return Frame(
            box=inner,
            beside=() if inner is not None else _beside(_bare_box(chain, places), image, places),
            is_figure=True,
        )
    top = _bare_box(chain, places)
    inner = _captioned(chain, places, figure)
    if inner is not None:
        return Frame(box=inner, is_figure=figure is not None)
    if figure is not None and places.letters(figure):
        return Frame(box=figure, is_figure=True)
    beside = _beside(top, image, places)
    if beside:
        return Frame(beside=beside, is_figure=figure is not None)
    for element in chain[1:DEEP]:
        few = 0 < places.letters(element) < WIDE and _own(element, places) and _is_box(element)
        if few and not _is_menu(element, places):
            return Frame(box=element, is_figure=figure is not None or _is_photo(element, image, places))
    return Frame(box=figure, maybe=_maybe(top, places), is_figure=figure is not None)


def _is_box(element: HtmlElement) -> bool:
    names = attribute(element, "class")
    return bool(BOX.search(names)) and not BESIDE_TEXT.search(names)


def _is_photo(element: HtmlElement, image: HtmlElement, places: Places) -> bool:
    """Whether a paragraph is named as a picture and holds nothing else but a short line under it."""
    words = (element.text or "").strip()
    return (
        element.tag == "p"
        and not words
        and places.letters(element) < SHORT
        and not PHOTO.isdisjoint((element.get("class") or "").lower().split())
        and next(element.iter("img"), None) is image
    )


def _maybe(top: HtmlElement, places: Places) -> HtmlElement | None:
    """The short line around or after a bare picture."""
    after = _neighbour(top, 1)
    if after is not None and _fits(after, places) and places.letters(after) < SHORT:
        return after
    above = top.getparent()
    if above is not None and above.tag in {"p", "div", "center", "td", "span"} and _own(above, places):
        return above if 0 < places.letters(above) < SHORT else None
    return None


def _is_figure(element: HtmlElement) -> bool:
    return element.tag == "figure" or not FIGURES.isdisjoint(attribute(element, "class").split())


def _own(element: HtmlElement, places: Places) -> bool:
    """Whether no other picture is in it."""
    return places.pictures(element) <= 1 and places.size(element) <= MANY


def _is_menu(element: HtmlElement, places: Places) -> bool:
    """Whether a box holds more links than words of its own."""
    links = list(element.iter("a"))
    return len(links) > 3 and sum(places.letters(link) for link in links) > 0.5 * places.letters(element)


def _bare_box(chain: Sequence[HtmlElement], places: Places) -> HtmlElement:
    """The largest box with nothing but this picture."""
    top = chain[0]
    for element in chain:
        if not _own(element, places) or places.letters(element):
            break
        top = element
    return top


def _captioned(chain: Sequence[HtmlElement], places: Places, figure: HtmlElement | None) -> HtmlElement | None:
    """The nearest box in which an element says that it is the caption or the credit; no other picture is in it."""
    for element in chain[1 : 2 * DEEP]:
        most = FIGURE if element is figure else WIDE
        if not _own(element, places) or places.letters(element) >= most or _is_menu(element, places):
            return None
        if places.letters(element) and next(caption_elements(element), None) is not None:
            return _with_credit(element, chain, places)
    return None


def _with_credit(box: HtmlElement, chain: Sequence[HtmlElement], places: Places) -> HtmlElement:
    """The box, or one not much larger in which the credit stands that is not in it."""
    if any(map(is_credit, box.iterdescendants())):
        return box
    for element in chain[chain.index(box) + 1 : 2 * DEEP]:
        more = places.letters(element) - places.letters(box)
        if not _own(element, places) or more > SHORT or places.marked(element) > places.marked(box):
            break
        if more and any(is_credit(one) and 0 < places.letters(one) < 160 for one in element.iterdescendants()):
            return element
    return box


def caption_elements(box: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements in *box* that say that they are a caption or a credit, outermost first."""
    for element in box.iterdescendants():
        if not isinstance(element.tag, str) or element.tag in NO_CAPTION:
            continue
        if (element.tag == "figcaption" or is_caption(element) or is_credit(element)) and words_of(element):
            yield element


def is_unclosed(caption: HtmlElement) -> bool:
    """Whether a caption was never closed, so that the article's paragraphs stand in it."""
    paragraphs = sum(len(words_of(child)) >= 80 for child in caption.iterchildren("p"))
    return paragraphs > 2 or (paragraphs > 0 and bool((caption.text or "").strip()))


def is_caption(element: HtmlElement) -> bool:
    """Whether its class or property says that it is a caption."""
    return _names_caption(" ".join(element.get(name) or "" for name in SAYING))


@lru_cache(maxsize=5_000)
def _names_caption(names: str) -> bool:
    return CAPTIONED.search(names) is not None and not BESIDE_TEXT.search(names)


def is_credit(element: HtmlElement) -> bool:
    """Whether its class or property says that it is a credit."""
    if element.tag == "cite":
        return True
    named = f"{element.get('class') or ''} {element.get('slot') or ''}"
    credit, signed = _names_credit(named, element.get("itemprop") or "")
    return credit or (
        signed and any(above.tag == "figcaption" or is_caption(above) for above in islice(element.iterancestors(), 5))
    )


@lru_cache(maxsize=5_000)
def _names_credit(named: str, kind: str) -> tuple[bool, bool]:
    """Whether names are a credit's, and whether they are one's in a caption."""
    names = f"{named} {kind}"
    credit = CREDITED.search(names) or re.search(r"copyrightHolder|creditText", kind)
    return credit is not None, SIGNED.search(names) is not None


def _beside(top: HtmlElement, image: HtmlElement, places: Places) -> tuple[HtmlElement, ...]:
    """The lines next to a bare picture that are its own: by their class, their words, or how they are set."""
    level = top
    for _ in range(3):
        found = tuple(_after(level, image, places))
        if found:
            return found
        before = _neighbour(level, -1)
        if before is not None and _fits(before, places) and (is_caption(before) or before.tag == "figcaption"):
            return (before,)
        above = level.getparent()
        if above is None or places.holds(above) or not _own(above, places) or places.letters(above) >= WIDE:
            return ()
        level = above
    return ()


def _after(level: HtmlElement, image: HtmlElement, places: Places) -> Iterator[HtmlElement]:
    element = _neighbour(level, 1)
    for number in range(3):
        if element is None or not _fits(element, places):
            return
        says = element.tag == "figcaption" or is_caption(element) or is_credit(element)
        if not says and not (number == 0 and (_is_set_apart(element, image) or _is_aside(element, level, places))):
            return
        yield element
        element = _neighbour(element, 1)


def _neighbour(element: HtmlElement, step: int) -> HtmlElement | None:
    """The next element with words or a picture; None when words stand loose between."""
    for _ in range(4):
        other = element.getnext() if step > 0 else element.getprevious()
        between = element if step > 0 else other
        if other is None or between is None or (between.tail or "").strip():
            return None
        element = other
        if element.tag not in {"br", "noscript", "script", "style", "source", "template", "button", "svg"} and (
            words_of(element) or next(element.iter("img"), None) is not None
        ):
            return element
    return None


def _fits(element: HtmlElement, places: Places) -> bool:
    return (
        0 < places.letters(element) < 600
        and not places.pictures(element)
        and places.size(element) < 40
        and element.tag not in NOT_CAPTION
        and not any(inner.tag in NOT_CAPTION for inner in element.iterdescendants())
    )


def _is_set_apart(element: HtmlElement, image: HtmlElement) -> bool:
    """Whether a line without a name is a caption: it repeats the picture's own description, or is wholly small or slanted."""
    text = words_of(element)
    own = {key_of(attribute(image, name)) for name in ("alt", "title", "data-caption")} - {""}
    if key_of(text) in own:
        return True
    if len(text) > 200 or element.tag not in {"p", "div", "span", "em", "i", "small"}:
        return False
    inner = element
    while len(inner) == 1 and not (inner.text or "").strip() and not (inner[0].tail or "").strip():
        inner = inner[0]
    slanted = {element.tag, inner.tag} & {"em", "i", "small", "cite", "figcaption"}
    return bool(slanted)


def _is_aside(element: HtmlElement, level: HtmlElement, places: Places) -> bool:
    """Whether a short line behind a picture's own box is no text of the article and no link."""
    text = words_of(element)
    linked = next(level.iterancestors("a"), None)
    return (
        element.tag in {"div", "span"}
        and level.tag == "div"
        and bool(element.get("class") and level.get("class"))
        and not places.marked(element)
        and 8 <= len(text) <= 200
        and not is_furniture(text)
        and next(element.iter("a", "time", "button"), None) is None
        and (linked is None or places.holds(linked))
    )

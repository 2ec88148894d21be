"""Galleries and slide shows: what is said once for several pictures."""

import re
from itertools import islice

from lxml.html import HtmlElement

from publishkit.capture.extracted import Readers
from publishkit.capture.page.pictures.captions import Caption, read_caption
from publishkit.capture.page.pictures.frames import Frame, is_caption, is_credit
from publishkit.capture.page.pictures.places import Places
from publishkit.capture.page.pictures.seen import words_of

GALLERY = re.compile(r"galler|galer|slide-?show|slider|carousel|swiper|diaporama|bildstrecke|fotostrecke|kg-gallery|tiled|mosaic|photo-?(?:set|grid|essay)|image-?(?:grid|pair|group)", re.IGNORECASE)  # fmt: skip
MANY = 300
"""Parts of a gallery that are looked at."""


def is_gallery(element: HtmlElement) -> bool:
    """Whether an element holds several pictures that belong together."""
    return element.tag in {"figure", "amp-carousel"} or bool(GALLERY.search(element.get("class") or ""))


def read_shared(gallery: HtmlElement, places: Places, readers: Readers) -> Caption:
    """Return the caption and the credit that stand in, or right under, a gallery as a whole."""
    own = [part for part in islice(gallery, MANY) if _is_line(part, places)]
    lines = [part for part in own if part.tag == "figcaption" or is_caption(part) or is_credit(part)]
    if lines:
        return read_caption(Frame(beside=tuple(lines), is_figure=True), gallery, readers)
    after = gallery.getnext()
    for line in (*own, *((after,) if after is not None and _is_line(after, places) else ())):
        found = readers.credit_line(words_of(line))
        if found is not None and not found.caption:
            return Caption(credit=found.credit, raw=found.raw, words=(line,))
    return Caption()


def _is_line(element: HtmlElement, places: Places) -> bool:
    return (
        isinstance(element.tag, str)
        and element in places.order
        and 0 < places.letters(element) < 500
        and not places.pictures(element)
    )

"""The lines of a page in which a license may be named: their words, their links, and the buttons of licenses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from publishkit.capture.page.tree import HIDDEN, INLINE, squeeze, text_of, visible
from publishkit.rights.detect.license_words import BADGE, MENTION, UNSPECIFIED, is_only_a_name, licenses_in
from publishkit.words import LINK_EDGE

LICENSE_PROPERTY = re.compile(r"(?:^|\s)(?:\w{1,12}:)?license(?:\s|$)")
NAME_PROPERTY = re.compile(r"(?:^|\s)(?:\w{1,12}:)?attributionName(?:\s|$)")
LINKS = frozenset({"a", "span", "meta", "link", "div"})
"""Elements that may lead to a license."""
LEADING = {"a": ("href", "resource"), "img": ("alt", "title"), **dict.fromkeys(("span", "div"), ("href", "resource")),
    **dict.fromkeys(("meta", "link"), ("href", "resource", "content"))}  # fmt: skip
"""Element -> the attributes in which it may name a license."""


@dataclass(kw_only=True, slots=True)
class Line:
    """A line as it is put together: its words, with the addresses of license links after them."""

    words: list[str] = field(default_factory=list)
    rel: tuple[str, ...] = ()
    """Addresses of links that say rel="license"."""
    names: tuple[str, ...] = ()
    """Whom the page asks to be named (`cc:attributionName`)."""
    at: HtmlElement | None = None
    """The element that names the license, else the first one."""
    linked: bool = False
    """Whether a license's link or button is in it."""

    text: str = ""
    """Its words, the edges of links marked, when it is whole."""

    @property
    def whole(self) -> "Line":
        """It, when nothing more comes."""
        self.text = squeeze("".join(self.words))
        self.words = _NONE
        return self


_NONE: list[str] = []


class Lines:
    """The lines of a page that have words: one for each block, the addresses of its license links set after their words."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree
        self.mention = MENTION.narrowed("\n".join(filter(None, _told(tree))))
        self.line = Line()

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines, whole."""
        for starts, element, tag in visible(self.tree):
            if tag not in INLINE and tag != "img":
                yield from self._ended()
            if starts:
                if tag == "a":
                    self.line.words.append(LINK_EDGE)
                elif tag == "img":
                    self._add_button(element)
                self._add(element, element.text)
            else:
                if tag in LINKS or element.get("property"):
                    self._add_link(element, tag)
                if tag == "a":
                    self.line.words.append(LINK_EDGE)
                self._add(element, element.tail)
        yield from self._ended()

    def _ended(self) -> Iterator[Line]:
        if self.line.at is not None:
            yield self.line.whole
            self.line = Line()
        elif self.line.words or self.line.names:
            self.line = Line()

    def _add(self, element: HtmlElement, text: str | None) -> None:
        if not text:
            return
        if (self.line.at is None or self.mention.search(text)) and text.strip():
            self.line.at = element
        self.line.words.append(text)

    def _add_link(self, element: HtmlElement, tag: str) -> None:
        """A link to a license: its address is as good as its words, its rel says that it is meant."""
        said = element.get("property") or ""
        if said and NAME_PROPERTY.search(said) and (name := text_of(element)):
            self.line.names += (name,)
        address = (element.get("href") or element.get("resource") or "").strip()
        if tag in {"meta", "link"}:
            # In the head they are the template's; in the body a property of the thing around them.
            address = (address or (element.get("content") or "").strip()) if element.get("itemprop") else ""
        if tag not in LINKS or not address:
            return
        meant = "license" in (element.get("rel") or "").lower().split() or LICENSE_PROPERTY.search(
            f"{said} {element.get('itemprop') or ''}"
        )
        if meant or self._names_license(f"<{address[:500]}>"):
            self.line.words.append(f" <{address[:500]}> ")
            self.line.at, self.line.linked = element, True
        if meant:
            self.line.rel += (address,)

    def _add_button(self, image: HtmlElement) -> None:
        """The button of a license, known by where it comes from or by a text that is a license's name and nothing else."""
        source = (image.get("src") or "").strip()
        told = next((text for name in ("alt", "title") if self._is_name(text := squeeze(image.get(name) or ""))), "")
        if BADGE.search(source[:500]):
            told = f"<{source[:500]}>"
        if told:
            self.line.words.append(f" {told} ")
            self.line.at, self.line.linked = image, True

    def _is_name(self, text: str) -> bool:
        return bool(text) and self.mention.search(text) is not None and is_only_a_name(text)

    def _names_license(self, address: str) -> bool:
        return self.mention.search(address) is not None and any(one.id != UNSPECIFIED for one in licenses_in(address))


def _told(tree: HtmlElement) -> Iterator[str | None]:
    """Everything in which a page may name a license, piece by piece."""
    for element in tree.iter():
        tag = element.tag
        if tag not in HIDDEN:
            yield element.text
        yield element.tail
        for name in LEADING.get(tag, ()) if isinstance(tag, str) else ():
            yield element.get(name)

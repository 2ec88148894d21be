"""Where the pages of the PDF begin, marked in the texts of the book (EPUB 3.3, D.2; DPUB-ARIA `doc-pagebreak`)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from publishkit.model.edition import PageStart
from publishkit.render.epub.markup import EPUB_TYPE, MATHML, XHTML
from publishkit.render.page_starts import letters_in

ASIDE = frozenset({"figure", "pull", "pagebreak"})
"""What stands among the paragraphs of a text and is not counted: it may lie on another page than the words around it."""


LONGEST = 40
"""Letters of a word that may be parted at the end of a page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageMark:
    """A mark that was set, for the list of pages."""

    label: str
    href: str
    """From the folder of the package document: `text/a03.xhtml#page7`."""


def mark_pages(documents: Mapping[str, etree._Element], starts: Sequence[PageStart], word: str) -> tuple[PageMark, ...]:
    """Set a mark in *documents* (file name -> tree) for each of *starts*; return them in the order of the pages.

    *word* is "page" in the edition's language. A page that begins in no text of the book has no mark.
    """
    marks = []
    for number, start in enumerate(starts, 1):
        name = f"{start.item}.xhtml"
        section = documents[name].find(f".//{XHTML}section[@id='{start.item}']") if name in documents else None
        if section is not None:
            marker = _marker(f"page{number}", f" {word} {start.label}. ")
            _place(section, marker, start.letters)
            marks.append(PageMark(label=start.label, href=f"text/{name}#page{number}"))
    return tuple(marks)


def _marker(name: str, words: str) -> etree._Element:
    marker = etree.Element(
        f"{XHTML}span", {"id": name, "role": "doc-pagebreak", "aria-label": words, "class": "pagebreak"}
    )
    marker.set(EPUB_TYPE, "pagebreak")
    return marker


def _place(section: etree._Element, marker: etree._Element, letters: int) -> None:
    """Put *marker* before the word of the text before which *letters* stand; before everything when there are none."""
    body = next((found for found in section.iter(f"{XHTML}div") if found.get("class") == "body"), None)
    if letters and body is not None:
        left = letters
        for run in _runs(body):
            here = letters_in(run.text)
            if left < here:
                run.insert(marker, _offset(run.text, left))
                return
            left -= here
    marker.tail, section.text = section.text, None
    section.insert(0, marker)


def _offset(text: str, letters: int) -> int:
    """Return where the word begins before which, or in which, *letters* of *text* are over."""
    at = 0
    while letters > 0:
        letters -= letters_in(text[at])
        at += 1
    while at < len(text) and not letters_in(text[at]):
        at += 1
    # Where words are not parted by spaces, a page may begin between any two letters.
    return max((text.rfind(space, max(0, at - LONGEST), at) + 1 for space in " \n\u00a0"), default=0) or (
        0 if at <= LONGEST and text[:at].isalpha() else at
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    """A run of text in the tree: what an element begins with, or what follows it."""

    element: etree._Element
    is_tail: bool

    @property
    def text(self) -> str:
        return (self.element.tail if self.is_tail else self.element.text) or ""

    def insert(self, marker: etree._Element, at: int) -> None:
        """Divide the run at *at* by *marker*."""
        text = self.text
        if self.is_tail:
            self.element.tail = text[:at] or None
            self.element.addnext(marker)
        else:
            self.element.text = text[:at] or None
            self.element.insert(0, marker)
        marker.tail = text[at:] or None


def _runs(element: etree._Element) -> Iterator[_Run]:
    """Yield the runs of *element* in order that count and in which a mark may stand."""
    yield _Run(element=element, is_tail=False)
    for child in list(element):
        if isinstance(child.tag, str) and not _is_aside(child):
            yield from _runs(child)
        yield _Run(element=child, is_tail=True)


def _is_aside(element: etree._Element) -> bool:
    name = etree.QName(element)
    classes = {name.localname, *(element.get("class") or "").split()}
    return bool(classes & ASIDE) or f"{{{name.namespace}}}" == MATHML

"""HTML and XHTML as a reader sees it: one walk through the tree, hidden parts set aside."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import chain, zip_longest
from unicodedata import normalize
from urllib.parse import unquote, urljoin

from lxml import etree, html

from publishkit.proof.read.css import plain_css
from publishkit.proof.read.document import Document, Kind, Spot, json_words
from publishkit.proof.read.html_hidden import hidden_elements, pale_elements
from publishkit.proof.read.html_layout import changed_looks, read_otherwise, untouchable

_PHRASING = """a abbr b bdi bdo cite code data del dfn em font i img ins kbd mark q rp rt ruby s samp small span strong
sub sup time u var wbr math mrow mi mn mo mtext mspace mstyle msqrt mroot mfrac msub msup msubsup munder mover munderover
mpadded mphantom menclose mtable mtr mtd"""

INLINE = frozenset(_PHRASING.split())
"""Elements that do not part words."""

SILENT = frozenset(
    """head script style template noscript audio canvas case datalist defs desc iframe noembed noframes object textarea title
    video""".split()
)
"""Elements whose text is no reader's, or only of one whose program shows nothing else in their place."""

ADDRESSES = ("href", "src", "poster", "data", "background")

WORDLESS = frozenset(
    """style class id role rel type lang dir width height align valign border cellpadding cellspacing colspan rowspan
    target media sizes srcset charset http-equiv property itemprop itemtype name for headers scope tabindex""".split()
)
"""Attributes that hold names of ours and measures, no words; pictures in a `srcset` are named by `mentions`."""

_ENDS = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)

_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)")

OVERRIDES = re.compile("[\u202d\u202e]")
"""What follows is written from left to right or from right to left, whatever its letters are."""

_CONTENT = re.compile(
    r"""(?:content|list-style(?:-type)?|(?:additive-)?symbols|prefix|suffix|quotes|--[\w-]+)\s*:((?:[^;}"']|"[^"]*"|'[^']*')*)"""
)
_STRING = re.compile(r"""\"([^\"]*)\"|'([^']*)'""")


def parse_html(data: bytes) -> etree._Element:
    """Return the root of an HTML page.

    Raises:
        etree.ParserError: there is nothing in it.
    """
    # What stands after these ends belongs to the body (HTML, 13.2.6.4.19); libxml2 would stop there.
    return html.document_fromstring(_ENDS.sub(b"", data), parser=html.HTMLParser(encoding="utf-8"))


def parse_xml(data: bytes) -> etree._Element:
    """Return the root of an XML document, its elements' namespaces taken off; nothing outside it is loaded.

    Raises:
        etree.XMLSyntaxError: it is not well-formed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(data, parser)
    for element in root.iter(etree.Element):
        element.tag = tag(element)
    return root


def tag(element: etree._Element) -> str:
    """Return the element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def read_tree(name: str, root: etree._Element, kind: Kind, sheets: Iterable[str] = ()) -> Document:
    """Return the document of a parsed page; *sheets* are the style sheets it links to."""
    own = [style.text or "" for style in root.iter("style")]
    all_sheets = [*own, *sheets]
    walk = _Walk(
        hidden=hidden_elements(root, all_sheets),
        pale=pale_elements(root, all_sheets),
        dead=untouchable(root, all_sheets),
    )
    walk.through(root)
    base = next((element.get("href") or "" for element in root.iter("base")), "")
    return Document(
        name=name,
        kind=kind,
        text="".join(walk.pieces),
        unseen="\n".join(
            [
                *walk.unseen,
                *_columns(root),
                *_attribute_words(root),
                *map(css_words, own),
                *_styled_words(root),
                *_turned(root, all_sheets),
                *read_otherwise(root, all_sheets),
            ]
        ),
        spans=walk.spans,
        links=tuple(replace(spot, target=_from_base(base, spot.target)) for spot in walk.links),
        pictures=tuple(replace(spot, target=_from_base(base, spot.target)) for spot in walk.pictures),
        mentions=tuple(_from_base(base, address) for address in _mentions(root, own)),
        meta=_meta(root, changed_looks(root, all_sheets)),
        root=root,
    )


def _from_base(base: str, address: str) -> str:
    """Return what the page's `<base>` makes of an address; the same when there is none."""
    try:
        return urljoin(base, address) if base else address
    except ValueError:
        return address


@dataclass(slots=True)
class _Walk:
    """Collects pieces of text with offsets while going through a tree once."""

    hidden: frozenset[etree._Element]
    pale: frozenset[etree._Element] = frozenset()
    """Elements whose own letters have the colour of their ground."""
    dead: frozenset[etree._Element] = frozenset()
    """Links that nobody can follow with a pointer."""
    pieces: list[str] = field(default_factory=list)
    at: int = 0
    unseen: list[str] = field(default_factory=list)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    begun: dict[etree._Element, tuple[int, int, int]] = field(default_factory=dict)
    """Links that are open: offset, pieces and pictures so far."""
    links: list[Spot] = field(default_factory=list)
    pictures: list[Spot] = field(default_factory=list)
    as_written: int = 0
    """`pre` elements that are open: a line of the file is a line of the page in them, and nowhere else."""

    def through(self, root: etree._Element) -> None:
        """Visit every element, comment and instruction below *root* in document order."""
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, node in walker:
            if node.tag == "pre":
                self.as_written += 1 if event == "start" else -1
            if event == "start":
                if node in self.hidden or node.tag in SILENT:
                    words = " ".join(node.itertext())
                    self.unseen.append(json_words(words) if node.tag == "script" else words)
                    walker.skip_subtree()
                else:
                    self._open(node)
            elif event == "end":
                self._close(node)
            else:
                self.unseen.append(node.text or "")
                self._say_in(node.getparent(), node.tail)

    def _open(self, element: etree._Element) -> None:
        if element.tag not in INLINE:
            self._say("\n")
        if name := element.get("id"):
            self.spans.setdefault(name, (self.at, self.at))
        if element.tag == "a" and element.get("href") and element not in self.dead:
            self.begun[element] = (self.at, len(self.pieces), len(self.pictures))
        if element.tag == "img":
            self.pictures.append(Spot(at=self.at, target=element.get("src", "")))
        if element.tag == "img" or (element.tag == "source" and element.getparent() is not None):
            self.pictures += [Spot(at=self.at, target=one) for one in _candidates(element) if one != element.get("src")]
        self._say_in(element, element.text)

    def _close(self, element: etree._Element) -> None:
        first, last = self.spans.get(element.get("id", ""), (0, -1))
        if first == last:
            self.spans[element.get("id", "")] = (first, self.at)
        if element in self.begun:
            at, said, shown = self.begun.pop(element)
            # Nobody can follow what has neither words nor a picture.
            if len(self.pictures) > shown or any(piece.strip() for piece in self.pieces[said:]):
                self.links.append(Spot(at=at, target=element.get("href", "")))
        if element.tag not in INLINE:
            self._say("\n")
        self._say_in(element.getparent(), element.tail)

    def _say_in(self, element: etree._Element | None, text: str | None) -> None:
        if element in self.pale:
            self.unseen.append(text or "")
        else:
            self._say(text if self.as_written else (text or "").replace("\n", " "))

    def _say(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            self.at += len(text)


def _candidates(element: etree._Element) -> list[str]:
    """Return the pictures that a browser may show in place of an element's own."""
    return [part.split()[0] for part in element.get("srcset", "").split(",") if part.strip()]


def _mentions(root: etree._Element, sheets: Iterable[str]) -> Iterator[str]:
    """Yield every address the page holds, seen or not."""
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            plain = str(name).rpartition("}")[2].rpartition(":")[2]
            if plain in ADDRESSES:
                yield str(value)
            elif (packed := str(value).lower().find("data:image/")) >= 0:
                yield str(value)[packed:]
            elif plain == "content" and str(value).startswith(("https://", "http://", "//")):
                yield str(value)
            elif plain in {"srcset", "imagesrcset"}:
                yield from (part.split()[0] for part in str(value).split(",") if part.strip())
            elif plain == "style":
                yield from _URL.findall(str(value))
    for sheet in sheets:
        yield from css_addresses(sheet)


def css_addresses(sheet: str) -> list[str]:
    """Return what a style sheet's `url()` point to.

    >>> css_addresses("@font-face { src: url('a.woff2') } p { background: url(b.png) }")
    ['a.woff2', 'b.png']
    """
    return _URL.findall(sheet)


def css_words(sheet: str) -> str:
    r"""Return the words that a style sheet puts on the page.

    >>> css_words('p::before { content: "Low" " wa\\74 er" } q::after { content: open-quote }')
    'Low  water'
    """
    said = (_STRING.findall(found) for found in _CONTENT.findall(plain_css(sheet)))
    return " ".join(text for found in said for pair in found for text in pair if text)


def _styled_words(root: etree._Element) -> Iterator[str]:
    """Yield the words that `style` attributes put on the page, those of a list's marks above all."""
    styles = (str(style) for style in root.xpath("//@style"))
    yield " ".join(filter(None, (css_words(style) for style in styles if "'" in style or '"' in style)))


def _columns(root: etree._Element) -> Iterator[str]:
    """Yield the words of tables column by column, as they may be read, too."""
    for table in root.iter("table"):
        rows = [[" ".join(cell.itertext()) for cell in row.iter("td", "th")] for row in table.iter("tr")]
        if len(rows) > 1 and max(map(len, rows)) > 1:
            yield from ("\n".join(column) for column in zip_longest(*rows, fillvalue=""))


def _turned(root: etree._Element, sheets: Iterable[str]) -> Iterator[str]:
    """Yield the words of a page whose letters are turned round, in the order in which a reader sees them."""
    words = "".join(map(str, root.itertext()))
    styles = chain(sheets, map(str, root.xpath("//@style")))
    if (
        root.find(".//bdo") is not None
        or OVERRIDES.search(words)
        or any("-override" in plain_css(sheet).lower() for sheet in styles)
    ):
        yield words[::-1]


def _attribute_words(root: etree._Element) -> Iterator[str]:
    """Yield what stands in attributes, each attribute's values one after the other: a word an element makes a sentence."""
    found: dict[str, list[str]] = {}
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            plain = str(name).rpartition("}")[2]
            if plain not in WORDLESS:
                found.setdefault(plain, []).append(str(value))
    for name, values in found.items():
        yield "\n".join(map(unquote, dict.fromkeys(values)) if name in ADDRESSES else values)


def _meta(root: etree._Element, looks: str) -> Mapping[str, str]:
    """Return what the head says, by the names of `Document.meta`."""
    found = {"lang": root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""}
    title = root.find(".//head/title")
    found["title"] = " ".join((title.text or "").split()) if title is not None else ""
    for meta in root.iter("meta"):
        if name := meta.get("name"):
            found.setdefault(_NAMES.get(name.lower(), name.lower()), meta.get("content") or "")
    data = [
        " ".join((script.text or "").split()) for script in root.iter("script") if "json" in (script.get("type") or "")
    ]
    if data:
        found["data"] = sha256(normalize("NFC", "\n".join(data)).encode()).hexdigest()
    if looks:
        found["pictures"] = looks
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").split():
            found["canonical"] = link.get("href") or ""
    return found


_NAMES: Mapping[str, str] = {"dcterms.rights": "rights", "copyright": "rights"}

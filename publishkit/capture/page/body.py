"""The body of a saved page: trafilatura says what is article text, its tree becomes blocks."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from lxml import etree

from publishkit.capture.extracted import Block
from publishkit.capture.markdown import emphasis, escape, link
from publishkit.capture.page.tree import squeeze


def extract_blocks(html: str) -> tuple[Block, ...]:
    """Return the blocks of the article in *html*, in order; pictures and comments are left out."""
    import trafilatura

    _quiet()
    found = trafilatura.extract(
        html, output_format="xml", include_comments=False, include_tables=True, include_images=False,
        include_formatting=True, include_links=True, with_metadata=False,
    )  # fmt: skip
    if not found:
        return ()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    main = etree.fromstring(found.encode("utf-8"), parser).find(".//main")
    return tuple(_blocks(main)) if main is not None else ()


CONTAINERS = frozenset({"div", "main", "body", "figure"})


@cache
def _quiet() -> None:
    """Silence trafilatura: it warns about pages it cannot read; we say so ourselves."""
    for name in ("trafilatura", "htmldate", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _blocks(main: etree._Element) -> Iterator[Block]:
    """The blocks below an element; words that stand loose between them become paragraphs."""
    loose: list[str] = [escape(main.text or "")]
    plain: list[str] = [main.text or ""]
    for element in main:
        if element.tag in CONTAINERS:
            yield from _loose(plain, loose)
            yield from _blocks(element)
        elif (block := _block(element)) is not None:
            yield from _loose(plain, loose)
            yield from [block] if block.text else []
        elif isinstance(element.tag, str):
            plain += _texts(element)
            loose += _marked(element)
        plain.append(element.tail or "")
        loose.append(escape(element.tail or ""))
    yield from _loose(plain, loose)


def _loose(plain: list[str], marked: list[str]) -> Iterator[Block]:
    text, markdown = squeeze("".join(plain)), squeeze("".join(marked))
    plain.clear()
    marked.clear()
    if text:
        yield Block(kind="paragraph", text=text, markdown=markdown)


def _block(element: etree._Element) -> Block | None:
    make = MAKERS.get(str(element.tag))
    return make(element) if make else None


def _paragraph(element: etree._Element) -> Block:
    return Block(kind="paragraph", text=_plain(element), markdown=_inline(element))


def _subhead(element: etree._Element) -> Block:
    return Block(kind="subhead", text=_plain(element))


def _list(element: etree._Element) -> Block:
    items = tuple(filter(None, (_plain(item) for item in element.iter("item"))))
    return Block(kind="list", text="\n".join(items), items=items, ordered=element.get("rend") == "ol")


def _quote(element: etree._Element) -> Block:
    return Block(kind="quote", text=_plain(element), markdown=_inline(element))


def _table(element: etree._Element) -> Block:
    rows = tuple(" | ".join(_plain(cell).replace("|", "/") for cell in row.iter("cell")) for row in element.iter("row"))
    return Block(kind="table", text="\n".join(rows), items=rows)


def _code(element: etree._Element) -> Block:
    return Block(kind="code", text="".join(element.itertext()).strip("\n"))


MAKERS: Mapping[str, Callable[[etree._Element], Block]] = {
    "p": _paragraph,
    "item": _paragraph,
    "head": _subhead,
    "list": _list,
    "quote": _quote,
    "table": _table,
    "code": _code,
}
"""trafilatura's elements, and the blocks they become."""


def _plain(element: etree._Element) -> str:
    return squeeze("".join(_texts(element)))


def _texts(element: etree._Element) -> Iterator[str]:
    """The words of an element; a line break and a nested paragraph part words."""
    if element.text:
        yield element.text
    for child in element:
        if child.tag in {"lb", "p", "item"}:
            yield " "
        if isinstance(child.tag, str):
            yield from _texts(child)
        if child.tail:
            yield child.tail


def _inline(element: etree._Element) -> str:
    """The words as CommonMark: emphasis and links of the source stay."""
    return re.sub(r"[ \t\r\n]+", " ", "".join(_marked(element))).strip()


def _marked(element: etree._Element) -> Iterator[str]:
    yield escape(element.text or "")
    for child in element:
        inner = "".join(_marked(child)) if isinstance(child.tag, str) else ""
        if child.tag == "ref":
            yield link(inner, child.get("target") or "")
        elif child.tag == "hi":
            yield emphasis(inner, child.get("rend") or "")
        else:
            yield f" {inner}" if child.tag in {"lb", "p", "item"} else inner
        yield escape(child.tail or "")

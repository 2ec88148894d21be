"""The body of a saved page: trafilatura says what is article text, its tree becomes blocks."""

import logging
import re
from collections.abc import Iterator
from functools import cache

from lxml import etree

from publishkit.articles.extracted import Block
from publishkit.articles.html_tree import squeeze
from publishkit.articles.markdown_text import emphasis, escape, link

KINDS = {"p": "paragraph", "head": "subhead", "list": "list", "quote": "quote", "table": "table", "code": "code", "item": "paragraph"}


def extract_blocks(html: str) -> tuple[Block, ...]:
    """Return the blocks of the article in *html*, in order; pictures and comments are left out."""
    import trafilatura  # noqa: PLC0415  heavy: 0.3 s, only where a page is read

    _quiet()
    found = trafilatura.extract(
        html, output_format="xml", include_comments=False, include_tables=True, include_images=False,
        include_formatting=True, include_links=True, with_metadata=False,
    )  # fmt: skip
    if not found:
        return ()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    root = etree.fromstring(found.encode("utf-8"), parser)
    main = root.find(".//main") if root is not None else None
    return tuple(_blocks(main)) if main is not None else ()


@cache
def _quiet() -> None:
    """trafilatura warns about pages it cannot read; we say so ourselves."""
    for name in ("trafilatura", "htmldate", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _blocks(main: etree._Element) -> Iterator[Block]:
    loose: list[str] = [main.text or ""]
    for element in main:
        block = _block(element)
        if block is not None and (block.text or block.items):
            yield from _loose(loose)
            yield block
        loose.append(element.tail or "")
    yield from _loose(loose)


def _loose(texts: list[str]) -> Iterator[Block]:
    text = squeeze(" ".join(texts))
    texts.clear()
    if text:
        yield Block(kind="paragraph", text=text)


def _block(element: etree._Element) -> Block | None:
    match KINDS.get(str(element.tag)):
        case "paragraph":
            return Block(kind="paragraph", text=_plain(element), markdown=_inline(element))
        case "subhead":
            return Block(kind="subhead", text=_plain(element))
        case "list":
            items = tuple(filter(None, (_plain(item) for item in element.iter("item"))))
            return Block(kind="list", text="\n".join(items), items=items, ordered=element.get("rend") == "ol")
        case "quote":
            return Block(kind="quote", text=_plain(element), markdown=_inline(element))
        case "table":
            rows = tuple(" | ".join(_plain(cell).replace("|", "/") for cell in row.iter("cell")) for row in element.iter("row"))
            return Block(kind="table", text="\n".join(rows), items=rows)
        case "code":
            return Block(kind="code", text="".join(element.itertext()).strip("\n"))
        case _:
            return None


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

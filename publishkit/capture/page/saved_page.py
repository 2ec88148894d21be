"""A saved page becomes an article: fields from its own data and its head, its body, its pictures, its signs of rights."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from lxml import etree
from lxml.html import HtmlElement

from publishkit.capture.commonmark import emphasis, escape, link
from publishkit.capture.extracted import Block, Candidate, Extracted, FoundPicture, Readers, missing_files
from publishkit.capture.language import detect_language
from publishkit.capture.page.fields import (
    byline_candidates,
    canonical_of,
    dates_of,
    deck_of,
    kicker_of,
    language_of,
    publisher_of,
    site_of,
    title_candidates,
)
from publishkit.capture.page.figures import Figure, find_figures
from publishkit.capture.page.rights_signs import page_signals, picture_signals, rights_places
from publishkit.capture.page.structured import Structured, read_structured
from publishkit.capture.page.tree import clean_text, is_too_deep, page_lines, parse_html, squeeze
from publishkit.capture.paste.lines import fold, letters_of
from publishkit.model.statement import Signal

MAX_TAGS = 120_000
"""Tags, opening and closing: far more than any real page has (the largest of 350 we tried has 7,000)."""
STUB = 400
"""Characters of body below which a page is probably a wall or a teaser."""


def read_page(html: str, readers: Readers) -> Extracted:
    """Return the article of a saved page.

    Raises:
        ValueError: elements are nested deeper than any page nests them, or there is no element at all.
    """
    if is_too_deep(html):
        raise ValueError("its elements are nested too deeply to be a page")
    if html.count("<") > MAX_TAGS:
        raise ValueError(f"it has more than {MAX_TAGS:,} tags; no page has")
    html = clean_text(html)
    tree = parse_html(html)
    if tree is None:
        raise ValueError("there is no HTML in it")
    data = read_structured(tree)
    text = page_lines(tree)
    blocks = extract_blocks(html)
    places = rights_places(tree, blocks)
    found = _fields(tree, data, text, places, readers)
    found = replace(found, deck=_own_deck(found.deck, blocks))
    blocks = _without(blocks, found.title, found.deck)
    found = replace(found, language=found.language or detect_language("\n".join(block.text for block in blocks)))
    figures = find_figures(tree, blocks, found.title, data.first("og:image"), found.canonical_url, readers)
    return _with_pictures(_with_questions(replace(found, blocks=blocks), data), figures, data)


def _fields(tree: HtmlElement, data: Structured, text: str, places: Sequence[Signal], readers: Readers) -> Extracted:
    titles = title_candidates(tree, data)
    title = titles[0].value if titles else ""
    # Who signs at the foot; a © in the article may be a picture's.
    signed = [one.value for one in places if one.kind == "signed" and one.where == "footer"]
    publisher = publisher_of(data) or readers.copyright_name("\n".join(signed)) or ""
    bylines, source = byline_candidates(tree, data, publisher)
    published, modified = dates_of(tree, data)
    return Extracted(
        title=title,
        kicker=kicker_of(tree, title),
        deck=deck_of(tree, data, title),
        bylines=bylines,
        published=published,
        modified=modified,
        publisher=publisher or None,
        language=language_of(tree, data),
        canonical_url=canonical_of(data),
        source_url=canonical_of(data),
        site_url=site_of(tree),
        page_text=text,
        signals=(*page_signals(tree, data, canonical_of(data), title), *places),
        candidates={
            "title": titles,
            "bylines": [Candidate(value=byline.name, source=source) for byline in bylines],
            "published": [Candidate(value=published.isoformat(), source="page data")] if published else [],
        },
    )


def _own_deck(deck: str, blocks: Sequence[Block]) -> str:
    """The deck, unless it is only the description of a text that opens with the same words."""
    opening = next((fold(block.text) for block in blocks if block.kind == "paragraph"), "")
    key = fold(deck)
    if opening.startswith(key) and (opening != key or len(blocks) < 3):
        return ""
    return deck


def _without(blocks: Sequence[Block], title: str, deck: str) -> tuple[Block, ...]:
    """The body without the title and deck that the front matter holds already, and without doubled paragraphs."""
    known = {fold(title), fold(deck)}
    heading = letters_of(title)
    kept: list[Block] = []
    for index, block in enumerate(blocks):
        key = fold(block.text)
        repeated = block.kind == "subhead" and len(heading) > 15 and letters_of(block.text).endswith(heading)
        doubled = key in known or repeated
        if (index < 4 and doubled) or (len(key) > 60 and any(fold(other.text) == key for other in kept)):
            continue
        kept.append(block)
    return tuple(kept)


def _with_pictures(found: Extracted, figures: Sequence[Figure], data: Structured) -> Extracted:
    """Put each picture before the block it stands before on the page, with what the page's data says about it."""
    blocks: list[Block] = []
    for index, block in enumerate(found.blocks):
        blocks += [Block(kind="figure", picture=at) for at, figure in enumerate(figures) if figure.before == index]
        blocks.append(block)
    pictures: tuple[FoundPicture, ...] = tuple(
        _described(replace(figure.picture, signals=picture_signals(data, figure.picture.src))) for figure in figures
    )
    review = (*found.review, *missing_files(pictures))
    return replace(found, blocks=tuple(blocks), pictures=pictures, review=review)


def _described(picture: FoundPicture) -> FoundPicture:
    """The credit the page's data gives, where nothing stands under the picture."""
    signs = {one.kind: one.value for one in reversed(picture.signals)}
    credit = signs.get("credit") or signs.get("holder") or ""
    return picture if picture.credit or not 1 < len(credit) < 200 else replace(picture, credit=credit)


def _with_questions(found: Extracted, data: Structured) -> Extracted:
    """Add the questions the page leaves open."""
    locked = str(data.article.get("isAccessibleForFree")).lower() == "false"
    short = len(found.text) < STUB
    questions = [
        (not found.title, "title: the page names none"),
        (not found.bylines, "bylines: no author was found"),
        (found.published is None, "published: no date was found"),
        (found.publisher is None, "publisher: the page names none"),
        (bool(found.address_question), found.address_question),
        (short, f"body: only {len(found.text)} characters; the page may be a teaser or a wall"),
        (locked, "body: the page says it is not free to read; the text may be cut off"),
        ("\ufffd" in found.text, "body: some characters could not be read"),
    ]
    review = tuple(question for asked, question in questions if asked)
    return replace(found, review=(*found.review, *review), truncated=locked and short)


# --- the body: trafilatura says what is article text, its tree becomes blocks -----------------------------------------


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

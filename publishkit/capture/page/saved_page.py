"""Saved HTML -> Extracted: fields from the page's own data and its head, body, pictures, signs of rights."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from publishkit.capture.extracted import Block, Candidate, Extracted, FoundPicture, Readers
from publishkit.capture.language import detect_language
from publishkit.capture.page.body import extract_blocks
from publishkit.capture.page.fields import (
    byline_candidates,
    canonical_of,
    dates_of,
    deck_of,
    kicker_of,
    language_of,
    publisher_of,
    title_candidates,
)
from publishkit.capture.page.figures import PlacedPicture, find_figures, missing_files
from publishkit.capture.page.structured import Structured, page_signals, picture_signals, read_structured
from publishkit.capture.page.tree import (
    HIDDEN,
    INLINE,
    clean_text,
    is_too_deep,
    page_lines,
    parse_html,
    squeeze,
    text_of,
)
from publishkit.capture.paste.lines import fold, letters_of
from publishkit.capture.paste.pasted import NO_ADDRESS
from publishkit.model.statement import Signal

MENTION = re.compile(
    r"creative ?commons|licensebuttons\.net|rightsstatements\.org|open-?government-licence|open government licen|\bcc[ _:-]{0,2}(?:by|0|zero|nc|nd|sa|licen|lizen)|public domain mark|licence ouverte|datenlizenz|dl-de",
    re.IGNORECASE,
)
LICENSE_PROPERTY = re.compile(r"(?:^|\s)(?:\w{1,12}:)?license(?:\s|$)")
CAPTION = re.compile(r"caption|photo-?credit|image-?(?:credit|source|copyright)|bildquelle|bildnachweis|foto-?credit|wp-media-credit", re.IGNORECASE)  # fmt: skip
OF_PICTURE = re.compile(r"schema\.org/(?:ImageObject|Photograph|VideoObject|AudioObject)", re.IGNORECASE)
OF_ARTICLE = re.compile(r"schema\.org/\w{0,20}(?:Article|Posting|Report)\b", re.IGNORECASE)
ENTRY = re.compile(r"(?:^|\s)h-?entry(?:\s|$)")
FOOTER = re.compile(r"(?:^|[\s_-])(?:site|page|global|main|web)?-?(?:footer|colophon|contentinfo|site-info|impressum)(?:[\s_-]|$)", re.IGNORECASE)  # fmt: skip
OWN_FOOTER = re.compile(r"(?:entry|article|post|story|content)[-_]{0,2}(?:footer|meta|license|licence|credits?|info)", re.IGNORECASE)  # fmt: skip
COMMENT = re.compile(r"(?:^|[\s_-])comments?(?:[\s_-]|$)|respond|disqus", re.IGNORECASE)
BESIDE = re.compile(r"related|teaser|recommend|newsletter|comment|sidebar|widget|promo|(?:^|[\s_-])(?:ads?|nav|menu)(?:[\s_-]|$)", re.IGNORECASE)  # fmt: skip
MAX_LINE = 2_000
MAX_SIGNALS = 60


@dataclass(kw_only=True, slots=True)
class Line:
    """A line as it is put together: its words, with the addresses of license links after them."""

    words: list[str] = field(default_factory=list)
    rel: list[str] = field(default_factory=list)
    """Addresses of links that say rel="license"."""
    at: HtmlElement | None = None
    """The element that names the license, else the first one."""


def license_places(tree: HtmlElement, blocks: Sequence[Block]) -> tuple[Signal, ...]:
    """Return the lines that name a license (`license-words`) and the links marked as one (`license-link`)."""
    if not any(MENTION.search(text) for text in _everything(tree)):
        return ()
    area = _area(tree, blocks)
    return tuple(islice(_signals(tree, area), MAX_SIGNALS))


def _everything(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter():
        yield element.get("href") or element.get("content") or ""
        yield element.text or ""
        yield element.tail or ""
        if element.get("rel") == "license":
            yield "creativecommons"


def _signals(tree: HtmlElement, area: HtmlElement | None) -> Iterator[Signal]:
    for line in _lines(tree):
        words = squeeze("".join(line.words))[:MAX_LINE]
        if line.at is None or not (line.rel or MENTION.search(words)):
            continue
        where = _place(line.at, area)
        for address in dict.fromkeys(line.rel):
            yield Signal(kind="license-link", value=address[:MAX_LINE], where=where)
        if words:
            yield Signal(kind="license-words", value=words, where=where)


def _lines(tree: HtmlElement) -> Iterator[Line]:
    """One line for each block of the page, the addresses of its license links set after their words."""
    line = Line()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str) or element.tag in HIDDEN or _is_inside_hidden(element):
            continue
        if element.tag not in INLINE and element.tag != "img":
            yield line
            line = Line()
        if event == "start":
            _add(line, element, element.text or "")
        else:
            _add_link(line, element)
            _add(line, element, element.tail or "")
    yield line


def _add(line: Line, element: HtmlElement, text: str) -> None:
    if text.strip() and (line.at is None or MENTION.search(text)):
        line.at = element
    line.words.append(text)


def _add_link(line: Line, element: HtmlElement) -> None:
    """A link to a license: its address is as good as its words, its rel says that it is meant."""
    address = (element.get("href") or element.get("resource") or "").strip()
    if element.tag in {"meta", "link"}:
        # In the head they are the template's; in the body a property of the thing around them.
        address = (address or (element.get("content") or "").strip()) if element.get("itemprop") else ""
    if element.tag not in {"a", "span", "meta", "link", "div"} or not address:
        return
    meant = "license" in (element.get("rel") or "").lower().split() or LICENSE_PROPERTY.search(
        f"{element.get('property') or ''} {element.get('itemprop') or ''}"
    )
    if meant or MENTION.search(address):
        line.words.append(f" <{address[:500]}> ")
        line.at = element
    if meant:
        line.rel.append(address)


def _is_inside_hidden(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in HIDDEN


def _area(tree: HtmlElement, blocks: Sequence[Block]) -> HtmlElement | None:
    """The element that holds the article: around its first and last paragraph, up to what holds one article."""
    wanted = {_key(block.text)[:60] for block in blocks if len(block.text) > 60}
    hits = [element for element in tree.iter("p", "li", "blockquote") if _key(text_of(element))[:60] in wanted]
    if not hits:
        return None
    shared = set(hits[0].iterancestors()) & set(hits[-1].iterancestors())
    chain = [element for element in hits[0].iterancestors() if element in shared]
    whole = next((element for element in chain if _is_whole(element)), None)
    nearest = whole if whole is not None else next(iter(chain), None)
    return nearest if nearest is not None and nearest.tag not in {"body", "html"} else None


def _is_whole(element: HtmlElement) -> bool:
    """An element that says that it holds one article: by its name, its role, microdata or microformats."""
    return (
        element.tag in {"article", "main"}
        or element.get("role") == "main"
        or bool(OF_ARTICLE.search(element.get("itemtype") or ""))
        or bool(ENTRY.search(element.get("class") or ""))
    )


def _place(element: HtmlElement, area: HtmlElement | None) -> str:
    """Where an element stands; a comment is its writer's, a caption is one wherever it stands, an article's own footer is the article's."""
    chain = [element, *element.iterancestors()]
    inside = area is not None and area in chain
    inner = chain[: chain.index(area)] if area is not None and inside else chain
    if any(_is_caption(one) for one in inner):
        return "caption"
    if any(_is_footer(one) for one in inner) and not (inside and _is_own_footer(area, inner)):
        return "footer"
    if any(COMMENT.search(_names(one)) for one in inner if one.tag not in {"body", "html"}):
        return "comment"
    if any(
        one.tag in {"nav", "aside", "form"} or BESIDE.search(_names(one))
        for one in inner
        if one.tag not in {"body", "html"}
    ):
        return "aside"
    return "article" if inside else "page"


def _is_caption(element: HtmlElement) -> bool:
    if OF_PICTURE.search(element.get("itemtype") or ""):
        return True
    return element.tag in {"figure", "figcaption"} or (
        bool(CAPTION.search(_names(element))) and len(text_of(element)) < 700
    )


def _is_footer(element: HtmlElement) -> bool:
    return element.tag == "footer" or element.get("role") == "contentinfo" or bool(FOOTER.search(_names(element)))


def _is_own_footer(area: HtmlElement | None, inner: Sequence[HtmlElement]) -> bool:
    """A footer inside an <article> is that article's; inside a wider box it has to say so."""
    if area is not None and area.tag == "article":
        return True
    return any(_is_footer(one) and OWN_FOOTER.search(_names(one)) for one in inner)


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


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
    found = _fields(tree, data, text, readers)
    blocks = extract_blocks(html)
    found = replace(found, signals=(*found.signals, *license_places(tree, blocks)))
    found = replace(found, deck=_own_deck(found.deck, blocks))
    blocks = _without(blocks, found.title, found.deck)
    found = replace(found, language=found.language or detect_language("\n".join(block.text for block in blocks)))
    figures = find_figures(tree, blocks, found.title, data.first("og:image"), found.canonical_url, readers)
    return _with_pictures(_asked(replace(found, blocks=blocks), data), figures, data)


def _fields(tree: HtmlElement, data: Structured, text: str, readers: Readers) -> Extracted:
    titles = title_candidates(tree, data)
    title = titles[0].value if titles else ""
    publisher = publisher_of(data) or readers.copyright_name(text) or ""
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
        page_text=text,
        signals=page_signals(tree, data, canonical_of(data), title),
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


def _with_pictures(found: Extracted, figures: Sequence[PlacedPicture], data: Structured) -> Extracted:
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
    said = {one.kind: one.value for one in reversed(picture.signals)}
    credit = said.get("credit") or said.get("holder") or ""
    return picture if picture.credit or not 1 < len(credit) < 200 else replace(picture, credit=credit)


def _asked(found: Extracted, data: Structured) -> Extracted:
    """Add the questions the page leaves open."""
    locked = str(data.article.get("isAccessibleForFree")).lower() == "false"
    short = len(found.text) < STUB
    questions = [
        (not found.title, "title: the page names none"),
        (not found.bylines, "bylines: no author was found"),
        (found.published is None, "published: no date was found"),
        (found.publisher is None, "publisher: the page names none"),
        (found.source_url is None, NO_ADDRESS),
        (short, f"body: only {len(found.text)} characters; the page may be a teaser or a wall"),
        (locked, "body: the page says it is not free to read; the text may be cut off"),
        ("\ufffd" in found.text, "body: some characters could not be read"),
    ]
    review = tuple(question for asked, question in questions if asked)
    return replace(found, review=(*found.review, *review), truncated=locked and short)

"""A saved page becomes an article: fields from its own data and its head, its body, its pictures, its signs of rights."""

from collections.abc import Sequence
from dataclasses import replace

from lxml.html import HtmlElement

from publishkit.capture.extracted import NO_ADDRESS, Block, Candidate, Extracted, FoundPicture, Readers, missing_files
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
from publishkit.capture.page.figures import Figure, find_figures
from publishkit.capture.page.rights_lines import rights_places
from publishkit.capture.page.rights_signs import page_signals, picture_signals
from publishkit.capture.page.structured import Structured, read_structured
from publishkit.capture.page.tree import clean_text, is_too_deep, page_lines, parse_html
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
        (found.source_url is None, NO_ADDRESS),
        (short, f"body: only {len(found.text)} characters; the page may be a teaser or a wall"),
        (locked, "body: the page says it is not free to read; the text may be cut off"),
        ("\ufffd" in found.text, "body: some characters could not be read"),
    ]
    review = tuple(question for asked, question in questions if asked)
    return replace(found, review=(*found.review, *review), truncated=locked and short)

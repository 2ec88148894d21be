"""An article on several pages: those that the rules for its site name are fetched, or lie in the archive, and are joined."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from publishkit.capture.document import Document
from publishkit.capture.door.fetched import CHARSET, Fetched
from publishkit.capture.extracted import Block, Dropped, Extracted, FoundPicture
from publishkit.capture.files import read_text
from publishkit.capture.page.ruled import AHEAD, leads
from publishkit.capture.page.saved_page import STUB, read_page
from publishkit.capture.paste.lines import fold
from publishkit.capture.site_rules import SiteRules
from publishkit.capture.web_page import placed, same_site
from publishkit.errors import PublishkitError
from publishkit.press.adding.fetch_source import FetchedSource, OpenDoor, fetch_page
from publishkit.press.adding.propose_rights import readers

MOST_PAGES = 20
"""Pages of one article, the first included."""
REPEATED = 25
"""Characters of a paragraph that is not printed again when a later page repeats it."""
MARK = re.compile(r"\[\^(\d{1,5})\]")


@dataclass(kw_only=True, slots=True)
class _Pages:
    """The pages that were read after the first, and what stands in the way of the next."""

    read: list[Extracted] = field(default_factory=list)
    fetched: list[Fetched] = field(default_factory=list)
    stopped: str = ""


def with_further_pages(
    source: FetchedSource, found: Extracted, site: SiteRules | None, open_door: OpenDoor | None
) -> tuple[FetchedSource, Extracted]:
    """Return the source with the pages its article goes on at, and the article joined of all of them.

    A page that cannot be fetched ends the text, and is told.
    """
    origin = source.document.origin
    if site is None or origin is None or not {"next_page", "single_page"} & set(site.selectors):
        return source, found
    door = open_door if source.fetched else None
    address = origin.address
    led = leads(source.document.text, site, address)
    pages = _Pages()
    if whole := led.get("single_page"):
        one = _page(whole, source.document, door, pages)
        if one is not None:
            return _fetched(source, pages), _told(_of_whole(found, _read(one, whole, site)), pages)
    seen, html = {address}, source.document.text
    while (following := leads(html, site, address).get("next_page")) and following not in seen:
        if len(seen) >= MOST_PAGES:
            pages.stopped = f"body: it goes on at {following}; more than {MOST_PAGES} pages are not fetched"
            break
        document = _page(following, source.document, door, pages)
        if document is None:
            break
        seen.add(following)
        address, html = following, document.text
        pages.read.append(_read(document, following, site))
    return _fetched(source, pages), _told(joined(found, pages.read), pages)


def _page(address: str, first: Document, open_door: OpenDoor | None, pages: _Pages) -> Document | None:
    """The page at *address*: from the archive of the first one, else through the door; None where there is none."""
    origin = first.origin
    if origin is None:
        return None
    if not same_site(address, origin.address):
        pages.stopped = f"body: it goes on at {address}, which is another site; nothing was fetched there"
        return None
    if address in origin.files:
        told = CHARSET.search(origin.answers.get(address, {}).get("content-type", ""))
        document = read_text(address, origin.files[address], "html", told[1] if told else "")
        return replace(document, origin=replace(origin, address=address))
    if open_door is None:
        return None
    try:
        fetched = fetch_page(address, open_door())
        document = read_text(address, fetched.body, "html", fetched.charset)
    except PublishkitError as stop:
        pages.stopped = f"body: it goes on at {address}, which {stop.problems[0].message}; the text ends before it"
        return None
    pages.fetched.append(fetched)
    return replace(document, origin=replace(origin, address=fetched.address))


def _read(document: Document, address: str, site: SiteRules) -> Extracted:
    """A further page; one that holds no article is empty, and told."""
    origin = document.origin
    try:
        found = read_page(document.text, readers(), site)
    except ValueError as cause:
        return Extracted(review=(f"body: {address} cannot be read: {cause}",), truncated=True)
    return placed(found, document.text, origin) if origin else found


def _of_whole(first: Extracted, whole: Extracted) -> Extracted:
    """The article of the page that holds all of it, under the address it was asked for."""
    if not whole.blocks:
        return replace(first, review=(*first.review, *whole.review))
    return replace(
        first, blocks=whole.blocks, pictures=whole.pictures, dropped=whole.dropped, truncated=whole.truncated,
        deck_in_text=first.deck_in_text and whole.deck_in_text, page_text=f"{first.page_text}\n{whole.page_text}",
        signals=(*first.signals, *(one for one in whole.signals if one not in first.signals)),
        review=tuple(dict.fromkeys((*first.review, *_said(whole)))),
    )  # fmt: skip


def _fetched(source: FetchedSource, pages: _Pages) -> FetchedSource:
    return replace(source, fetched=(*source.fetched, *pages.fetched)) if pages.fetched else source


def _told(found: Extracted, pages: _Pages) -> Extracted:
    """The article with what is said of pages that are missing, and of no others."""
    short = len(found.text) < STUB
    kept = [line for line in found.review if short or not line.startswith("body: only ")]
    if pages.read or pages.fetched or pages.stopped:
        kept = [line for line in kept if not line.startswith(AHEAD)]
    stopped = [pages.stopped] if pages.stopped else []
    return replace(found, review=(*kept, *stopped), truncated=found.truncated or bool(pages.stopped))


# --- joined -----------------------------------------------------------------------------------------------------------


def joined(first: Extracted, more: Sequence[Extracted]) -> Extracted:
    """Return one article: the fields of the first page, the text and the pictures of all; what a page repeats stands once."""
    for page in more:
        first = _with_page(first, page)
    return first


def _with_page(found: Extracted, page: Extracted) -> Extracted:
    pictures = list(found.pictures)
    places: dict[int, int | None] = {}
    for number, picture in enumerate(page.pictures):
        places[number] = _added(pictures, picture)
    notes = sum(block.kind == "note" for block in found.blocks)
    seen = {fold(block.text) for block in found.blocks} | {fold(found.title), fold(found.deck)}
    blocks: list[Block] = []
    repeated: list[Dropped] = []
    for block in page.blocks:
        if block.picture is not None:
            if (place := places[block.picture]) is not None:
                blocks.append(replace(block, picture=place))
        elif fold(block.text) in seen and (len(block.text) >= REPEATED or block.kind == "subhead"):
            repeated.append(Dropped(text=block.text, reason="repeats an earlier page"))
        else:
            blocks.append(_renumbered(block, notes))
    before = [block for block in found.blocks if block.kind != "note"]
    last = [block for block in (*found.blocks, *blocks) if block.kind == "note"]
    return replace(
        found,
        blocks=(*before, *(block for block in blocks if block.kind != "note"), *last),
        pictures=tuple(pictures),
        dropped=(*found.dropped, *repeated, *(_later(one, len(before)) for one in page.dropped)),
        signals=(*found.signals, *(one for one in page.signals if one not in found.signals)),
        page_text=f"{found.page_text}\n{page.page_text}",
        review=tuple(dict.fromkeys((*found.review, *_said(page)))),
        truncated=found.truncated or page.truncated,
    )


def _added(pictures: list[FoundPicture], picture: FoundPicture) -> int | None:
    """The number of a picture that is new; None when an earlier page shows it."""
    if any(one.src == picture.src for one in pictures):
        return None
    pictures.append(picture)
    return len(pictures) - 1


def _renumbered(block: Block, notes: int) -> Block:
    """A block whose notes count on from those of the pages before."""
    if not notes or block.kind == "code":
        return block
    return replace(block, markdown=MARK.sub(lambda found: f"[^{int(found[1]) + notes}]", block.markdown))


def _later(one: Dropped, blocks: int) -> Dropped:
    return one if one.after is None else replace(one, after=one.after + blocks)


def _said(page: Extracted) -> Iterator[str]:
    """What is asked of the text of a further page; its fields are those of the first."""
    yield from (
        line for line in page.review if line.startswith("body: ") and not line.startswith((*AHEAD, "body: only "))
    )

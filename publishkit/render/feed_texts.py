"""`texts.json`: every article as feeds carry it and as the search finds it.

What stands here is what the edition's web page shows, no more: pictures, credits and notices of the web format. It stays
beside the edition and is not published itself.
"""

from collections.abc import Iterator
from itertools import chain

from lxml import html
from markupsafe import Markup

from publishkit.edition.records import canonical
from publishkit.model.edition import Block, Edition, Item, Line, PlacedPicture, RightsEntry
from publishkit.model.rights import Channel
from publishkit.render.anchors import LINK
from publishkit.render.base import Names
from publishkit.render.printed import printed

TEXTS = "texts.json"
SCHEMA = "publishkit-texts/1"
HEADINGS = 2
"""Cross-heads: the reader's software sets the title above them."""


def feed_texts(edition: Edition) -> bytes:
    """Return the texts of *edition* as the web format prints it."""
    whole = printed(edition, Channel.WEB, headings=HEADINGS)
    entries = {entry.item_id: entry for entry in whole.credits.entries}
    return canonical(
        {
            "schema": SCHEMA,
            "edition": edition.id,
            "items": [
                {
                    "id": item.id,
                    "slug": item.slug,
                    "html": _html(whole, item, entries.get(item.id)),
                    "text": _text(item),
                }
                for item in whole.items
                if not item.withdrawn
            ],
        }
    )


def _text(item: Item) -> str:
    """Return the words of the body, of our note and of the quotation, a line for each block."""
    blocks = (_words(block.html) for block in item.blocks if block.html)
    captions = (block.picture.caption for block in item.blocks if block.picture)
    return "\n".join(filter(None, chain(blocks, captions, (_words(note.html) for note in item.notes), _ours(item))))


def _ours(item: Item) -> Iterator[str]:
    yield item.quote
    yield item.note


def _words(markup: str) -> str:
    return " ".join("\n".join(html.fromstring(f"<div>{markup}</div>").itertext()).split())


# --- markup -----------------------------------------------------------------------------------------------------------


def _html(edition: Edition, item: Item, entry: RightsEntry | None) -> str:
    """Return the article with everything it owes; "" where a reader must fetch its page: a publisher counts readers there."""
    if item.beacons_in(Channel.WEB):
        return ""
    page = Names(edition=edition).page(item)
    parts = chain(
        _changes(item),
        (_paragraph(line) for line in item.credit.lines_top),
        (_block(edition, block) for block in item.blocks),
        _quoted(item),
        _notes(item),
        (_paragraph(line) for line in item.credit.lines),
        _notices(entry),
    )
    # Marks and notes lead to the page: an anchor without one would lead nowhere in a feed reader.
    home = page.partition("#")[0]
    return LINK.sub(lambda found: f"{found['before']}{home}#{found['id']}", str(Markup("\n").join(parts)))


def _block(edition: Edition, block: Block) -> Markup:
    if block.picture:
        return _figure(edition, block.picture)
    markup = Markup(block.html)  # noqa: S704 - cleaned by articles/ against an allow-list
    return Markup("<blockquote><p>{}</p></blockquote>").format(markup) if block.kind == "pull" else markup


def _figure(edition: Edition, picture: PlacedPicture) -> Markup:
    caption = Markup("{} {}").format(picture.caption, _line(picture.credit))
    return Markup('<figure><img src="{}" width="{}" height="{}" alt="{}"><figcaption>{}</figcaption></figure>').format(
        Names(edition=edition).image(picture.name),
        picture.screen.width,
        picture.screen.height,
        "" if picture.decorative else picture.alt,
        caption,
    )


def _changes(item: Item) -> Iterator[Markup]:
    """What was put right stands first: many read no further in a feed."""
    for change in item.changes:
        yield Markup("<p><strong>{}</strong> {}</p>").format(change.head, change.note)


def _quoted(item: Item) -> Iterator[Markup]:
    if item.quote:
        yield Markup("<blockquote><p>{}</p></blockquote>").format(item.quote)
    if item.note:
        yield Markup("<p>{}</p>").format(item.note)


def _notes(item: Item) -> Iterator[Markup]:
    if item.notes:
        notes = (Markup(note.html) for note in item.notes)  # noqa: S704 - cleaned as the blocks are
        yield Markup("<ol>{}</ol>").format(Markup("").join(Markup("<li>{}</li>").format(note) for note in notes))


def _notices(entry: RightsEntry | None) -> Iterator[Markup]:
    for notice in entry.notices if entry else ():
        yield Markup('<blockquote lang="{}"><p>{}</p></blockquote>').format(notice.lang, notice.text)


def _paragraph(line: Line) -> Markup:
    return Markup("<p>{}</p>").format(_line(line))


def _line(line: Line) -> Markup:
    return Markup("").join(
        Markup('<a href="{}">{}</a>').format(span.href, span.text) if span.href else Markup("{}").format(span.text)
        for span in line
    )

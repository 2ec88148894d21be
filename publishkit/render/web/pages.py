"""The edition to read in a browser: one long page, and a page of its own for every text that may stand alone."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import Any

from lxml import html
from markupsafe import Markup
from PIL import Image

from publishkit.edition.language import shown_size
from publishkit.edition.records.public_record import CoverRecord
from publishkit.edition.records.record_json import canonical, canonical_of, item_tdm
from publishkit.model.artifact import Artifact
from publishkit.model.credits import Line, RightsEntry
from publishkit.model.edition import Block, Edition, Item, PlacedPicture
from publishkit.model.rights import Channel
from publishkit.render.base import LINK, Names, context, formulas_in_words, issue_json, item_json, join_anchors, printed
from publishkit.render.cover import draw_cover
from publishkit.render.logo import logo_files
from publishkit.theme.load import Theme
from publishkit.theme.speech import runs, spoken

WEB = Channel.WEB
COVER = CoverRecord(
    file="web/cover.jpg", width=800, height=1200, small="web/cover-small.jpg", small_width=240, small_height=360
)
"""The title page for home pages and catalogs, and for lists; twice the size they are shown at."""
SCHEMA = "publishkit-texts/1"
HEADINGS = 2
"""Cross-heads: the reader's software sets the title above them."""


def render_web(edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return `web/…`: pages, style sheet, fonts and pictures; nothing in them asks another server for anything."""
    pages = join_anchors({"index.html": _index(edition, theme)} | dict(_pages(edition, theme)))
    style = theme.render("web/style.css", context(edition, theme, WEB))
    return (
        *(Artifact(name=f"web/{name}", media_type="text/html", data=page.encode()) for name, page in pages.items()),
        Artifact(name="web/style.css", media_type="text/css", data=style.encode()),
        *_fonts(theme),
        *_images(edition),
        *_logos(edition, theme),
        *_covers(edition, theme),
    )


def _index(edition: Edition, theme: Theme) -> str:
    whole = printed(edition, WEB, headings=4)  # h1 publication, h2 section, h3 article
    values = {
        "card": _card(whole),
        "downloads": _downloads(whole),
        "jsonld": issue_json(whole, WEB),
        "tdm": _tdm(whole),
    }
    return theme.render("web/index.html", {**context(whole, theme, WEB), **values})


def _pages(edition: Edition, theme: Theme) -> Iterator[tuple[str, str]]:
    whole = printed(edition, WEB, headings=2)  # h1 article
    shared = context(whole, theme, WEB)
    items = [item for item in whole.items if item.full]
    for before, item, after in _neighbors(items):
        values = {
            "card": _card(whole),
            "item": item,
            "before": before,
            "after": after,
            "entry": _alone(next(entry for entry in whole.credits.entries if entry.item_id == item.id)),
            "canonical": canonical_of(whole, item),
            "jsonld": item_json(whole, item, WEB),
            "tdm": _item_tdm(whole, item),
        }
        yield f"{item.slug}.html", theme.render("web/article.html", {**shared, **values})
    for item in (item for item in whole.items if item.had_page):
        # At the address of the article, so that whoever kept it learns what became of it.
        values = {"item": item, "jsonld": item_json(whole, item, WEB), "tdm": _item_tdm(whole, item)}
        yield f"{item.slug}.html", theme.render("web/withdrawn.html", {**shared, **values})


def _alone(entry: RightsEntry) -> RightsEntry:
    """Return the rights of an item as its own page shows them: all its notices, whatever other items share them."""
    return replace(entry, notices=entry.every_notice or entry.notices, same_notices=())


def _neighbors(items: list[Item]) -> Iterator[tuple[Item | None, Item, Item | None]]:
    row: list[Item | None] = [None, *items, None]
    for (before, item), (_, after) in pairwise(pairwise(row)):
        if item is not None:
            yield before, item, after


def _card(edition: Edition) -> Mapping[str, Any]:
    """Return the picture that previews of a page show: the drawn cover, in which its picture's credit stands."""
    address = f"{Names(edition=edition).web}{COVER.file.removeprefix('web/')}"
    return {"address": address, "width": COVER.width, "height": COVER.height}


def _tdm(edition: Edition) -> Mapping[str, Any]:
    """Return the reservation of the whole page (TDMRep: `tdm-reservation`, `tdm-policy`)."""
    return {"reserved": edition.tdm_reserved, "policy": edition.tdm_policy}


def _item_tdm(edition: Edition, item: Item) -> Mapping[str, Any]:
    reserved, policy = item_tdm(edition, item)
    return {"reserved": reserved, "policy": policy}


def _downloads(edition: Edition) -> Sequence[Mapping[str, str]]:
    """Return the books made beside this page: label key, address and, once they are made, size and checksum.

    Books lie one folder above the pages, in `out/` as on the site.
    """
    names = Names(edition=edition)
    books = ((Channel.PDF, "download_pdf", names.pdf), (Channel.EPUB, "download_epub", names.epub))
    made = {book.channel: book for book in edition.books}
    return [
        {
            "label": key,
            "href": f"../{name}",
            "name": name,
            "size": shown_size(made[channel].bytes, edition.language) if channel in made else "",
            "sha256": made[channel].sha256 if channel in made else "",
        }
        for channel, key, name in books
        if channel in edition.issue.outputs
    ]


def _fonts(theme: Theme) -> Iterator[Artifact]:
    for face in theme.tokens.faces(WEB):
        yield Artifact(name=f"web/fonts/{face.file}", media_type="font/ttf", data=theme.font_data[face.file])


def _images(edition: Edition) -> Iterator[Artifact]:
    """Yield the pictures of the pages, and those of the mail, which shows them from here."""
    wanted = {picture.name: picture for channel in (WEB, Channel.EMAIL) for picture in edition.pictures(channel)}
    for name, picture in sorted(wanted.items()):
        yield Artifact(name=f"web/images/{name}", media_type=picture.screen.media_type, data=picture.screen.data)


def _logos(edition: Edition, theme: Theme) -> Iterator[Artifact]:
    """Yield the logo of the pages, which the mail shows from here too."""
    for asset in logo_files(edition, theme, WEB):
        yield Artifact(name=f"web/images/{asset.name}", media_type=asset.media_type, data=asset.data)


def _covers(edition: Edition, theme: Theme) -> Iterator[Artifact]:
    """Yield the title page as a picture in two sizes, drawn with what the web may show."""
    with Image.open(io.BytesIO(draw_cover(printed(edition, WEB), theme))) as drawn:
        whole = drawn.convert("RGB")
    for name, size, quality in (
        (COVER.file, (COVER.width, COVER.height), 84),
        (COVER.small, (COVER.small_width, COVER.small_height), 80),
    ):
        out = io.BytesIO()
        # 4:4:4, as in the book: halved color would fringe the letters.
        whole.resize(size, Image.Resampling.LANCZOS).save(out, "JPEG", quality=quality, subsampling=0, optimize=True)
        yield Artifact(name=name, media_type="image/jpeg", data=out.getvalue())


# --- texts.json: every article as a feed carries it -------------------------------------------------------------------


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
    return " ".join("\n".join(html.fromstring(f"<div>{formulas_in_words(markup)}</div>").itertext()).split())


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
    markup = Markup(formulas_in_words(block.html))  # noqa: S704 - cleaned by capture/ against an allow-list
    if block.kind != "pull":
        return markup
    inner = markup if markup.lstrip().startswith(("<p>", "<p ")) else Markup("<p>{}</p>").format(markup)
    return Markup("<blockquote>{}</blockquote>").format(inner)


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
        notes = (Markup(formulas_in_words(note.html)) for note in item.notes)  # noqa: S704 - cleaned as the blocks are
        yield Markup("<ol>{}</ol>").format(Markup("").join(Markup("<li>{}</li>").format(note) for note in notes))


def _notices(entry: RightsEntry | None) -> Iterator[Markup]:
    for notice in _alone(entry).notices if entry else ():
        runs_so = runs(notice.text)
        yield Markup('<blockquote lang="{}" dir="{}"><p>{}</p></blockquote>').format(notice.lang, runs_so, notice.text)
    # Under a picture stands its credit; whose it is else stands on the credits page, which a feed does not have.
    for line in entry.pictures if entry else ():
        if any(span.kind == "copyright" for span in line):
            yield _paragraph(line)


def _paragraph(line: Line) -> Markup:
    return Markup("<p{}>{}</p>").format(spoken(line), _line(line))


def _line(line: Line) -> Markup:
    return Markup("").join(
        Markup('<a href="{}">{}</a>').format(span.href, span.text) if span.href else Markup("{}").format(span.text)
        for span in line
    )

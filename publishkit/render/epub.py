"""The edition as a book: EPUB 3.3 with accessibility and rights metadata (books.md 3)."""

from collections.abc import Iterator, Mapping
from typing import Any

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition, PlacedPicture
from publishkit.model.rights import Channel
from publishkit.render.anchors import join_anchors
from publishkit.render.base import Names, context
from publishkit.render.cover import draw_cover
from publishkit.render.epub_container import Part, pack
from publishkit.render.epub_metadata import identifier
from publishkit.render.epub_xhtml import finish
from publishkit.render.jsonld import issue_json
from publishkit.render.printed import printed
from publishkit.theme.load import Theme

EPUB = Channel.EPUB
XHTML = "application/xhtml+xml"


def render_epub(edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return the book; it needs none of the other formats."""
    whole = printed(edition, EPUB, headings=2)  # h1 article
    pictures = _pictures(whole)
    documents = _documents(whole, theme)
    parts = (
        *_dress(whole, theme),
        *(
            Part(id=_id(name), name=f"text/{name}", media_type=XHTML, data=finish(text))
            for name, text in documents.items()
        ),
        *(_media(picture) for picture in pictures),
    )
    spine = ["cover", "title", "nav", *(_id(name) for name in documents if name not in FRONT)]
    described = all(picture.alt or picture.decorative for picture in pictures)
    data = pack(whole, parts, spine, described=described, record=str(issue_json(whole, EPUB)).encode())
    return (Artifact(name=Names(edition=edition).epub, media_type="application/epub+zip", data=data),)


FRONT = ("cover.xhtml", "title.xhtml")
"""Before the contents."""


def _documents(edition: Edition, theme: Theme) -> dict[str, str]:
    """Return the texts in reading order: file name -> markup, links between them joined."""
    shared = context(edition, theme, EPUB)

    def render(template: str, **values: Any) -> str:
        return theme.render(f"epub/{template}.xhtml", {**shared, **values})

    entries = {entry.item_id: entry for entry in edition.credits.entries}
    documents = {"cover.xhtml": render("cover"), "title.xhtml": render("title")}
    for section in edition.sections:
        documents[f"{section.id}.xhtml"] = render("section", section=section)
        for item in section.items:
            documents[f"{item.id}.xhtml"] = render("article", item=item, section=section, entry=entries.get(item.id))
    if edition.changes:
        documents["corrections.xhtml"] = render("corrections")
    documents |= {
        "credits.xhtml": render("credits"),
        "colophon.xhtml": render("colophon"),
    }
    return join_anchors(documents)


def _dress(edition: Edition, theme: Theme) -> Iterator[Part]:
    """Yield what is not text: contents for new and old readers, style sheet, fonts, cover."""
    shared = context(edition, theme, EPUB)
    yield Part(
        id="nav",
        name="nav.xhtml",
        media_type=XHTML,
        data=finish(theme.render("epub/nav.xhtml", shared)),
        properties=("nav",),
    )
    ncx = theme.render("epub/toc.ncx", {**shared, "uid": identifier(edition)})
    yield Part(id="ncx", name="toc.ncx", media_type="application/x-dtbncx+xml", data=finish(ncx))
    yield Part(
        id="css", name="css/book.css", media_type="text/css", data=theme.render("epub/book.css", shared).encode()
    )
    for face in theme.tokens.faces(EPUB):
        yield Part(id=_id(face.file), name=f"fonts/{face.file}", media_type="font/ttf", data=theme.font_data[face.file])
    cover = draw_cover(edition, theme)
    yield Part(
        id="cover-image", name="images/cover.jpg", media_type="image/jpeg", data=cover, properties=("cover-image",)
    )


def _pictures(edition: Edition) -> tuple[PlacedPicture, ...]:
    """Return the pictures that stand in a text, each once; the cover's is drawn into the cover."""
    lists = (edition.editorial, *(item.blocks for item in edition.items))
    placed: Mapping[str, PlacedPicture] = {b.picture.name: b.picture for blocks in lists for b in blocks if b.picture}
    return tuple(placed[name] for name in sorted(placed))


def _media(picture: PlacedPicture) -> Part:
    return Part(
        id=_id(picture.name, "p-"),
        name=f"images/{picture.name}",
        media_type=picture.book.media_type,
        data=picture.book.data,
    )


def _id(name: str, prefix: str = "") -> str:
    """Return a manifest id: an XML name, so documents lose their suffix and files their dots.

    >>> _id("a01.xhtml"), _id("PkSans-Bold.ttf"), _id("2-x.jpg", "p-")
    ('a01', 'PkSans-Bold-ttf', 'p-2-x-jpg')
    """
    return prefix + name.removesuffix(".xhtml").replace(".", "-")

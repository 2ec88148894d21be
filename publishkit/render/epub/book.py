"""The edition as a book: EPUB 3.3, its texts, contents, pictures and typefaces put together."""

import io
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import uharfbuzz
from fontTools.ttLib import TTFont, TTLibError
from lxml import etree

from publishkit.errors import InputError, Problem
from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition, PlacedPicture
from publishkit.model.rights import Channel
from publishkit.render.base import Names, context, issue_json, join_anchors, printed
from publishkit.render.cover import HEIGHT, WIDTH, draw_cover
from publishkit.render.epub.access import access_of
from publishkit.render.epub.container import Part, pack
from publishkit.render.epub.markup import finish, tree, written
from publishkit.render.epub.pages import PageMark, mark_pages
from publishkit.render.epub.tables import fit_tables
from publishkit.render.logo import logo_files
from publishkit.theme.load import Theme
from publishkit.theme.tokens import Face

EPUB = Channel.EPUB
XHTML = "application/xhtml+xml"
FRONT = ("cover.xhtml", "title.xhtml")
"""Before the contents."""
ALWAYS_DRAWN = frozenset(string.printable) - frozenset(string.whitespace) | frozenset(" \u00a0\u2010•◦▪…")
"""What a reading system adds by itself: numbers and dots of lists, hyphens."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Illustration:
    """A picture, for the list of them."""

    title: str
    href: str
    """From the folder of the package document."""
    lang: str


def render_epub(edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return the book; its list of pages is that of `edition.pages`, of the other formats it needs nothing.

    Raises:
        InputError: a template of the theme is wrong, or a file in its fonts is none.
    """
    whole = printed(edition, EPUB, headings=2)  # h1 article
    pictures = _pictures(whole)
    documents = {name: tree(text) for name, text in _documents(whole, theme).items()}
    pages = mark_pages(documents, whole.pages, whole.labels["page"])
    for root in documents.values():
        fit_tables(root)
    parts = (
        *_dress(whole, theme, pages, _characters(whole, documents)),
        *(_text(whole, name, root) for name, root in documents.items()),
        *(_media(picture) for picture in pictures),
    )
    spine = ["cover", "title", "nav", *(_id(name) for name in documents if name not in FRONT)]
    access = access_of(documents, [picture.book.media_type for picture in pictures])
    data = pack(whole, parts, spine, access, record=str(issue_json(whole, EPUB)).encode())
    return (Artifact(name=Names(edition=edition).epub, media_type="application/epub+zip", data=data),)


def _text(edition: Edition, name: str, root: etree._Element) -> Part:
    return Part(
        id=_id(name),
        name=f"text/{name}",
        media_type=XHTML,
        data=written(root),
        properties=("mathml",) if root.find(".//{*}math") is not None else (),  # EPUB 3.3, 5.4.2
        is_fixed=name == "cover.xhtml" and edition.config.epub.cover == "fixed",
    )


def _documents(edition: Edition, theme: Theme) -> dict[str, str]:
    """Return the texts in reading order: file name -> markup, links between them joined."""
    shared = context(edition, theme, EPUB)

    def render(template: str, **values: Any) -> str:
        return theme.render(f"epub/{template}.xhtml", {**shared, **values})

    entries = {entry.item_id: entry for entry in edition.credits.entries}
    documents = {
        "cover.xhtml": render("cover", cover_width=WIDTH, cover_height=HEIGHT),
        "title.xhtml": render("title"),
    }
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


def _dress(edition: Edition, theme: Theme, pages: Sequence[PageMark], characters: frozenset[str]) -> Iterator[Part]:
    """Yield what is not text: contents for new and old readers, style sheet, fonts, cover."""
    faces = tuple(cut_fonts(theme, edition.config.epub.fonts, characters))
    lists = {"pages": pages, "illustrations": tuple(_illustrations(edition)), "uid": edition.identifier}
    shared = {**context(edition, theme, EPUB), **lists, "faces": [(face, name) for face, name, _ in faces]}
    nav = finish(theme.render("epub/nav.xhtml", shared))
    yield Part(id="nav", name="nav.xhtml", media_type=XHTML, data=nav, properties=("nav",))
    ncx = finish(theme.render("epub/toc.ncx", shared))
    yield Part(id="ncx", name="toc.ncx", media_type="application/x-dtbncx+xml", data=ncx)
    css = theme.render("epub/book.css", shared).encode()
    yield Part(id="css", name="css/book.css", media_type="text/css", data=css)
    for _, name, data in faces:
        kind = MEDIA_TYPES[name.rpartition(".")[2]]
        yield Part(id=_id(name), name=f"fonts/{name}", media_type=kind, data=data)
    for logo in logo_files(edition, theme, EPUB):
        yield Part(id=_id(logo.name, "p-"), name=f"images/{logo.name}", media_type=logo.media_type, data=logo.data)
    cover = draw_cover(edition, theme)
    yield Part(
        id="cover-image", name="images/cover.jpg", media_type="image/jpeg", data=cover, properties=("cover-image",)
    )


def _characters(edition: Edition, documents: Mapping[str, etree._Element]) -> frozenset[str]:
    """Return every character that stands in the book, capitals of labels included."""
    words = "".join(text for root in documents.values() for text in root.itertext())
    shown = frozenset(words).union("".join(edition.labels.values()))
    return shown | frozenset("".join(shown).upper()) | ALWAYS_DRAWN


def _illustrations(edition: Edition) -> Iterator[Illustration]:
    """Yield the pictures that say something, in the order of the texts."""
    texts = (("title.xhtml", edition.editorial), *((f"{item.id}.xhtml", item.blocks) for item in edition.items))
    for name, blocks in texts:
        for picture in (block.picture for block in blocks if block.picture):
            if title := picture.caption or picture.alt:
                yield Illustration(title=title, href=f"text/{name}#{picture.id}", lang=picture.lang)


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


MEDIA_TYPES = {"ttf": "font/ttf", "woff2": "font/woff2"}
SELDOM = ("frac", "numr", "dnom")
"""Features of a font that draw fractions by hand; they double what is kept of it."""


def cut_fonts(theme: Theme, form: str, characters: frozenset[str]) -> Iterator[tuple[Face, str, bytes]]:
    """Yield each face of the book with the name of its file in *form* ("ttf", "woff2") and its bytes; nothing for "none".

    Raises:
        InputError: a file of the theme is no font.
    """
    if form not in MEDIA_TYPES:
        return
    for face in theme.tokens.faces(Channel.EPUB):
        name = f"{face.file.removesuffix('.ttf')}.{form}"
        try:
            data = _cut(theme.font_data[face.file], form, characters)
        except (TTLibError, AssertionError, KeyError) as cause:
            raise InputError(
                Problem(place=f"theme: fonts/{face.file}", message=f"cannot be read as a font: {cause}")
            ) from cause
        yield face, name, data


@lru_cache(maxsize=24)
def _cut(data: bytes, form: str, characters: frozenset[str]) -> bytes:
    """Return the font with those characters alone: kept for the next book, which as a rule has the same.

    Raises:
        TTLibError: it is no font.
    """
    face = uharfbuzz.Face(data)
    if not face.glyph_count:
        raise TTLibError("holds no letters")
    wanted = uharfbuzz.SubsetInput()
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    wanted.sets(uharfbuzz.SubsetInputSets.UNICODE).update(map(ord, characters))
    wanted.sets(uharfbuzz.SubsetInputSets.LAYOUT_FEATURE_TAG).difference_update(uharfbuzz.Set(map(_tag, SELDOM)))
    # Its names stay as they are, among them the license and who drew it.
    for every in (uharfbuzz.SubsetInputSets.NAME_ID, uharfbuzz.SubsetInputSets.NAME_LANG_ID):
        wanted.sets(every).clear()
        wanted.sets(every).invert()
    cut = bytes(uharfbuzz.subset(face, wanted).blob.data)
    if form == "ttf":
        return cut
    font = TTFont(io.BytesIO(cut))
    font.flavor = form
    out = io.BytesIO()
    font.save(out, reorderTables=None)
    return out.getvalue()


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("ascii"), "big")

"""The edition to read in a browser: one long page, and a page of its own for every text that may stand alone."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition, Item
from publishkit.model.rights import Channel, Status, TdmState
from publishkit.render.anchors import join_anchors
from publishkit.render.base import Names, context
from publishkit.render.jsonld import issue_json, item_json
from publishkit.render.printed import printed
from publishkit.theme.load import Theme

WEB = Channel.WEB


def render_web(edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return `web/…`: pages, style sheet, fonts and pictures; nothing in them asks another server for anything."""
    pages = join_anchors({"index.html": _index(edition, theme)} | dict(_pages(edition, theme)))
    style = theme.render("web/style.css", {"tokens": theme.tokens, "channel": WEB})
    return (
        *(Artifact(name=f"web/{name}", media_type="text/html", data=page.encode()) for name, page in pages.items()),
        Artifact(name="web/style.css", media_type="text/css", data=style.encode()),
        *_fonts(theme),
        *_images(edition),
    )


def _index(edition: Edition, theme: Theme) -> str:
    whole = printed(edition, WEB, headings=4)  # h1 publication, h2 section, h3 article
    values = {"downloads": _downloads(whole), "jsonld": issue_json(whole, WEB), "tdm": _tdm(whole)}
    return theme.render("web/index.html", {**context(whole, theme, WEB), **values})


def _pages(edition: Edition, theme: Theme) -> Iterator[tuple[str, str]]:
    whole = printed(edition, WEB, headings=2)  # h1 article
    shared = context(whole, theme, WEB)
    items = [item for item in whole.items if item.full]
    for before, item, after in _neighbors(items):
        values = {
            "item": item,
            "before": before,
            "after": after,
            "entry": next(entry for entry in whole.credits.entries if entry.item_id == item.id),
            "canonical": _canonical(item, shared["names"]),
            "jsonld": item_json(whole, item, WEB),
            "tdm": _item_tdm(whole, item),
        }
        yield f"{item.slug}.html", theme.render("web/article.html", {**shared, **values})


def _neighbors(items: list[Item]) -> Iterator[tuple[Item | None, Item, Item | None]]:
    row: list[Item | None] = [None, *items, None]
    for (before, item), (_, after) in pairwise(pairwise(row)):
        if item is not None:
            yield before, item, after


def _canonical(item: Item, names: Names) -> str:
    """Return where search engines should look: what a publisher asks (D-CANONICAL); an unchanged reprint yields anyway."""
    reprint = item.use == "full" and item.statement.status is not Status.OWN
    return item.canonical or (item.source_url if reprint else "") or names.page(item)


def _tdm(edition: Edition) -> Mapping[str, Any]:
    """Return the reservation of the whole page (TDMRep: `tdm-reservation`, `tdm-policy`)."""
    return {"reserved": edition.tdm_reserved, "policy": edition.tdm_policy}


def _item_tdm(edition: Edition, item: Item) -> Mapping[str, Any]:
    """Return the item's own: a reservation for others must not spread to it (CC 4.0, 2(a)(5)(C))."""
    own = item.statement.status is Status.OWN and edition.config.publication.tdm_reserved and not item.license_uri
    reserved = item.tdm_reserved or item.statement.tdm.state is TdmState.RESERVED
    return {"reserved": own or reserved, "policy": item.statement.tdm.policy_url or edition.tdm_policy}


def _downloads(edition: Edition) -> list[tuple[str, str]]:
    """Return label key and address of the books made beside this page."""
    names = Names(edition=edition)
    books = ((Channel.PDF, "download_pdf", names.pdf), (Channel.EPUB, "download_epub", names.epub))
    return [(key, f"../{name}") for channel, key, name in books if channel in edition.issue.outputs]


def _fonts(theme: Theme) -> Iterator[Artifact]:
    for face in theme.tokens.faces(WEB):
        yield Artifact(name=f"web/fonts/{face.file}", media_type="font/ttf", data=theme.font_data[face.file])


def _images(edition: Edition) -> Iterator[Artifact]:
    """Yield the pictures of the pages, and those of the mail, which shows them from here."""
    wanted = {picture.name: picture for channel in (WEB, Channel.EMAIL) for picture in edition.pictures(channel)}
    for name, picture in sorted(wanted.items()):
        yield Artifact(name=f"web/images/{name}", media_type=picture.screen.media_type, data=picture.screen.data)

"""The mail: one HTML file, every style inlined, small enough that Gmail shows it whole."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from lxml import html

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Block, Edition, Item, Note, PlacedPicture
from publishkit.model.rights import Channel
from publishkit.render.base import Names, context, formulas_in_words
from publishkit.render.email.inline import Inlined, inline
from publishkit.theme.load import Theme

NAME = "email.html"
BUDGET = 90_000
"""Bytes of HTML up to which all texts stand in the mail; Gmail clips at about 102,000."""
LEAST_TEASER = 600
"""Bytes the link that stands for a text needs, so that a short text is never replaced by something longer."""
PAD = "\u034f\u200c\u00a0" * 100
"""Invisible, behind the preheader: keeps the first words of the body out of the preview line (700 bytes)."""


def render_email(edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return `email.html`, final but for the tokens of `@@PK_[A-Z0-9_]+@@` that each reader's message fills.

    Every text is printed whole or not at all, so that no license against cutting can be hurt: when the mail would grow
    over the budget, the longest texts give way, one by one, to a headline with a link to their page. Remarks name them.
    """
    mailed = _mailed(edition)
    teasers: tuple[str, ...] = ()
    made = _make(mailed, theme, teasers)
    size = len(made.html.encode())
    while size > BUDGET and (more := _to_shorten(mailed, teasers, size - BUDGET)):
        teasers += more
        made = _make(mailed, theme, teasers)
        size = len(made.html.encode())
    remarks = (*made.remarks, *_named(mailed, teasers))
    return (Artifact(name=NAME, media_type="text/html", data=made.html.encode(), remarks=remarks),)


def _make(edition: Edition, theme: Theme, teasers: tuple[str, ...]) -> Inlined:
    source = theme.render("email/email.html", _values(edition, theme, teasers))
    return inline(source, inliner=edition.config.email.inliner)


def _values(edition: Edition, theme: Theme, teasers: tuple[str, ...]) -> Mapping[str, Any]:
    return {
        **context(edition, theme, Channel.EMAIL),
        "cover": _cover(edition),
        "teasers": teasers,
        "preheader_pad": PAD,
    }


def _cover(edition: Edition) -> PlacedPicture | None:
    """Return the cover when it may be mailed and no item shows it already: a mail has one front, not two."""
    cover = edition.lone_cover
    return cover if cover and Channel.EMAIL in cover.channels else None


def _named(edition: Edition, teasers: tuple[str, ...]) -> Iterator[str]:
    for item in edition.items:
        if item.id in teasers:
            yield f"teaser {item.id}: “{item.title}” stands in the mail as a headline with a link, else Gmail would cut the mail"


# --- texts that give way when the mail grows too large ----------------------------------------------------------------


def _to_shorten(edition: Edition, teasers: tuple[str, ...], excess: int) -> tuple[str, ...]:
    """Return the ids of the next texts to give way, longest first, as many as the *excess* asks for; empty when all have."""
    chosen: list[str] = []
    for item in sorted(_candidates(edition, teasers), key=lambda item: (_keeps_links(edition, item), -_weight(item))):
        if excess <= 0:
            break
        chosen.append(item.id)
        excess -= _weight(item) - LEAST_TEASER
    return tuple(chosen)


def _candidates(edition: Edition, teasers: tuple[str, ...]) -> Iterator[Item]:
    return (item for item in edition.items if item.full and item.id not in teasers and _weight(item) > LEAST_TEASER)


def _weight(item: Item) -> int:
    """Bytes of the text itself, before styles."""
    return sum(len(block.html.encode()) for block in item.blocks)


def _keeps_links(edition: Edition, item: Item) -> bool:
    """Whether every link of the text must be shown: such a text gives way last."""
    asset = f"{item.slug}#text"
    return any(owed.asset_id == asset and owed.duty == "D-KEEP-LINKS" for owed in edition.owed)


# --- texts as a mail can carry them -----------------------------------------------------------------------------------


JUMPS = ("noteref", "backlink")
"""Classes of links from text to note and back; mail programs cut the anchors they need."""


def _mailed(edition: Edition) -> Edition:
    """Return the edition with texts as a mail can carry them."""
    names = Names(edition=edition)
    sections = tuple(
        replace(section, items=tuple(mail_item(item, names.page(item)) for item in section.items))
        for section in edition.sections
    )
    return replace(edition, sections=sections, editorial=mail_editorial(edition))


def mail_item(item: Item, page: str) -> Item:
    """Return *item* with note marks as plain figures and every link an address; *page* is where it stands on the web."""
    return replace(
        item,
        blocks=tuple(_mail_block(block, page) for block in item.blocks),
        notes=tuple(_mail_note(note, page) for note in item.notes),
    )


def mail_editorial(edition: Edition) -> tuple[Block, ...]:
    """Return the editor's letter, its links made whole likewise."""
    return tuple(_mail_block(block, edition.url) for block in edition.editorial)


def _mail_block(block: Block, page: str) -> Block:
    return replace(block, html=_mail_html(block.html, page)) if _needs_work(block.html) else block


def _mail_note(note: Note, page: str) -> Note:
    return replace(note, html=_mail_html(note.html, page)) if _needs_work(note.html) else note


def _needs_work(markup: str) -> bool:
    return any(sign in markup for sign in ("href=", "id=", "<table", "<math"))


def _mail_html(markup: str, page: str) -> str:
    root = html.fragment_fromstring(formulas_in_words(markup), create_parent="div")
    for element in root.xpath(".//*[@id]"):
        del element.attrib["id"]
    for link in root.xpath(".//a"):
        if link.get("class") in JUMPS:
            link.drop_tag()
        else:
            link.set("href", urljoin(page, link.get("href", "")))
    for table in root.xpath(".//table"):
        _in_wide_box(table)
    inner = html.tostring(root, encoding="unicode")
    return inner[len("<div>") : -len("</div>")]


def _in_wide_box(table: html.HtmlElement) -> None:
    """Mark a table of the text apart from the tables of the layout, in a box that scrolls where it is too wide."""
    table.set("class", "data")
    table.set("cellpadding", "6")  # a padding on each cell would cost 25 bytes a cell
    box = html.Element("div", {"class": "wide"})
    table.addprevious(box)
    box.tail, table.tail = table.tail, None
    box.append(table)

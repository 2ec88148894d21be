"""The mail: one HTML file, every style inlined, small enough that Gmail shows it whole."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urljoin

from lxml import html

from publishkit.edition.mail import beginning, lead_picture, mail_shown, named_by
from publishkit.model.artifact import Artifact
from publishkit.model.edition import Block, Edition, Item, Note, PlacedPicture
from publishkit.model.rights import Channel
from publishkit.render.base import Names, context, formulas_in_words
from publishkit.render.email.breaks import as_data, with_breaks
from publishkit.render.email.inline import Inlined, inline
from publishkit.theme.load import Theme

NAME = "email.html"
PAD = "\u034f\u200c\u00a0" * 100
"""Invisible, behind the preheader: keeps the first words of the body out of the preview line (700 bytes)."""


def render_email(edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return `email.html`, final but for the tokens of `@@PK_[A-Z0-9_]+@@` that each reader's message fills.

    Each item stands in it as the edition was planned (`render/email/plan.py`). Remarks name those that are not whole.
    """
    made = make_mail(edition, theme)
    remarks = (*made.remarks, *_named(edition))
    return (Artifact(name=NAME, media_type="text/html", data=made.html.encode(), remarks=remarks),)


def make_mail(edition: Edition, theme: Theme) -> Inlined:
    """Return the mail with its styles inlined, and what the inliner said.

    Raises:
        InputError: a rule of the theme does not survive in a mail.
    """
    return inline(mail_source(edition, theme), inliner=edition.config.email.inliner)


def mail_source(edition: Edition, theme: Theme) -> str:
    """Return the mail as the theme draws it, its styles in two sheets.

    Raises:
        InputError: the theme's template fails.
    """
    return theme.render("email/email.html", _values(_mailed(edition), theme))


def _values(edition: Edition, theme: Theme) -> Mapping[str, Any]:
    return {
        **context(edition, theme, Channel.EMAIL),
        "cover": _cover(edition),
        "form": edition.mail_form,
        "beginning": partial(beginning, edition),
        "lead_picture": lead_picture,
        "named_by": named_by,
        "preheader_pad": PAD,
    }


def _cover(edition: Edition) -> PlacedPicture | None:
    """Return the cover when it may be mailed and no item shows it already: a mail has one front, not two."""
    cover = edition.lone_cover
    return cover if cover and Channel.EMAIL in cover.channels else None


SHOWN = {"teaser": "with its beginning", "line": "as a line", "none": "not at all"}


def _named(edition: Edition) -> Iterator[str]:
    for item in edition.items:
        if placed := edition.mailed.get(item.id):
            cost = (
                f"{placed.bytes:,} bytes; whole it takes {placed.whole:,}"
                if placed.bytes
                else f"whole it takes {placed.whole:,} bytes"
            )
            yield f"shortened {item.id}: “{item.title}” stands in the mail {SHOWN[placed.form]} ({cost})"


# --- texts as a mail can carry them -----------------------------------------------------------------------------------


JUMPS = ("noteref", "backlink")
"""Classes of links from text to note and back; mail programs cut the anchors they need."""


def _mailed(edition: Edition) -> Edition:
    """Return the edition as a mail carries it: without the items that it does not show, texts as mail programs read them."""
    names = Names(edition=edition)
    shown = mail_shown(edition)
    sections = tuple(
        replace(section, items=tuple(mail_item(item, names.page(item)) for item in section.items))
        for section in shown.sections
    )
    return replace(shown, sections=sections, editorial=mail_editorial(edition))


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
    return any(sign in markup for sign in ("href=", "id=", "<table", "<math", "<pre"))


def _mail_html(markup: str, page: str) -> str:
    root = html.fragment_fromstring(formulas_in_words(markup), create_parent="div")
    for element in root.xpath(".//*[@id]"):
        del element.attrib["id"]
    for link in root.xpath(".//a"):
        if link.get("class") in JUMPS:
            link.drop_tag()
        else:
            link.set("href", urljoin(page, link.get("href", "")))
    for code in root.xpath(".//pre"):
        with_breaks(code)
    for table in root.xpath(".//table"):
        as_data(table)
    inner = html.tostring(root, encoding="unicode")
    return inner[len("<div>") : -len("</div>")]

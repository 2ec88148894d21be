"""The mail: one HTML file, every style inlined, small enough that Gmail shows it whole."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urljoin

from lxml import html

from publishkit.edition.mail import beginning, lead_picture, mail_shown, named_by
from publishkit.model.artifact import Artifact
from publishkit.model.edition import Block, Edition, Item, Note, PlacedPicture
from publishkit.model.rights import Channel
from publishkit.render.base import Names, context, formulas_in_words
from publishkit.render.email.breaks import as_data, with_breaks
from publishkit.render.email.inline import Inlined, inline
from publishkit.render.logo import logo_files
from publishkit.theme.load import Theme

NAME = "email.html"
PICTURES = "email/images"
"""Folder of the pictures of a mail that has no web pages beside it; at the same addresses as theirs."""
PAD = "\u034f\u200c\u00a0" * 100
"""Invisible, behind the preheader: keeps the first words of the body out of the preview line (700 bytes)."""


def render_email(edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return `email.html`, final but for the tokens of `@@PK_[A-Z0-9_]+@@` that each reader's message fills.

    Where no web pages are made that hold its pictures, these follow.

    Each item stands in it as the edition was planned (`render/email/plan.py`). Remarks name those that are not whole.
    """
    made = make_mail(edition, theme)
    remarks = (*made.remarks, *_named(edition))
    return (
        Artifact(name=NAME, media_type="text/html", data=made.html.encode(), remarks=remarks),
        *(() if Channel.WEB in edition.issue.outputs else _pictures(edition, theme)),
    )


def _pictures(edition: Edition, theme: Theme) -> Iterator[Artifact]:
    """Yield what the mail shows, for an issue without web pages, which would hold it; `publish` puts it where mails fetch it."""
    files = {picture.name: picture.screen for picture in edition.pictures(Channel.EMAIL)}
    files |= {asset.name: asset for asset in logo_files(edition, theme, Channel.EMAIL)}
    for name, asset in sorted(files.items()):
        yield Artifact(name=f"{PICTURES}/{name}", media_type=asset.media_type, data=asset.data)


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
        replace(section, items=tuple(mail_item(item, _Home(names.page(item), names.pages)) for item in section.items))
        for section in shown.sections
    )
    home = _Home(names.web, names.pages)
    return replace(shown, sections=sections, editorial=tuple(_mail_block(block, home) for block in edition.editorial))


class _Home(NamedTuple):
    """Where a text stands on the web."""

    page: str
    made: bool
    """Whether that page is made; a link within the text leads to its place there, or is none in a mail."""


def mail_item(item: Item, home: _Home) -> Item:
    """Return *item* with note marks as plain figures and every link an address."""
    return replace(
        item,
        blocks=tuple(_mail_block(block, home) for block in item.blocks),
        notes=tuple(_mail_note(note, home) for note in item.notes),
    )


def _mail_block(block: Block, home: _Home) -> Block:
    return replace(block, html=_mail_html(block.html, home)) if _needs_work(block.html) else block


def _mail_note(note: Note, home: _Home) -> Note:
    return replace(note, html=_mail_html(note.html, home)) if _needs_work(note.html) else note


def _needs_work(markup: str) -> bool:
    return any(sign in markup for sign in ("href=", "id=", "<table", "<math", "<pre"))


def _mail_html(markup: str, home: _Home) -> str:
    root = html.fragment_fromstring(formulas_in_words(markup), create_parent="div")
    for element in root.xpath(".//*[@id]"):
        del element.attrib["id"]
    for link in root.xpath(".//a"):
        address = link.get("href", "")
        if link.get("class") in JUMPS or (address.startswith("#") and not home.made):
            link.drop_tag()
        else:
            link.set("href", urljoin(home.page, address))
    for code in root.xpath(".//pre"):
        with_breaks(code)
    for table in root.xpath(".//table"):
        as_data(table)
    inner = html.tostring(root, encoding="unicode")
    return inner[len("<div>") : -len("</div>")]

"""An item's blocks as a mail can carry them: no jumps inside the text, every address whole."""

from dataclasses import replace
from urllib.parse import urljoin

from lxml import html

from publishkit.model.edition import Block, Edition, Item, Note

JUMPS = ("noteref", "backlink")
"""Classes of links from text to note and back; mail programs cut the anchors they need."""


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
    return any(sign in markup for sign in ("href=", "id=", "<table"))


def _mail_html(markup: str, page: str) -> str:
    root = html.fragment_fromstring(markup, create_parent="div")
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

"""What one format prints of an edition: pictures not cleared for it are gone before any template sees them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from publishkit.model.edition import Block, Edition, EditionSection, Item
from publishkit.model.rights import Channel

HEADING = re.compile(r"(?P<open></?h)(?P<level>[1-6])(?=[\s>])")
"""A tag, never text: `<` in text is always escaped in cleaned markup."""


def printed(edition: Edition, channel: Channel, *, headings: int = 3) -> Edition:
    """Return *edition* as *channel* prints it, an article's highest cross-head at the level *headings*."""
    sections = (_section(section, channel, headings) for section in edition.sections)
    cover = edition.cover if edition.cover and channel in edition.cover.channels else None
    editorial = tuple(_cleared(edition.editorial, channel))
    return replace(edition, sections=tuple(sections), cover=cover, editorial=editorial)


def at_level(blocks: tuple[Block, ...], top: int) -> tuple[Block, ...]:
    """Return *blocks* with their highest cross-head at level *top* and the others moved along.

    >>> at_level((Block(kind="html", html="<h3>A</h3><h4>B</h4>"),), 2)[0].html
    '<h2>A</h2><h3>B</h3>'
    """
    levels = [int(found["level"]) for block in blocks for found in HEADING.finditer(block.html)]
    if not levels or min(levels) == top:
        return blocks
    shift = top - min(levels)
    return tuple(
        replace(block, html=HEADING.sub(lambda m: f"{m['open']}{min(6, int(m['level']) + shift)}", block.html))
        for block in blocks
    )


def _section(section: EditionSection, channel: Channel, headings: int) -> EditionSection:
    return replace(section, items=tuple(_item(item, channel, headings) for item in section.items))


def _item(item: Item, channel: Channel, headings: int) -> Item:
    return replace(item, blocks=at_level(tuple(_cleared(item.blocks, channel)), headings))


def _cleared(blocks: tuple[Block, ...], channel: Channel) -> Iterator[Block]:
    for block in blocks:
        if block.picture is None or channel in block.picture.channels:
            yield block

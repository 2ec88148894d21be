"""`texts.json`: the articles as feeds carry them, each with everything it owes, for a feed's reader sees no page beside it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from publishkit.edition.records.announced import Announced
from publishkit.edition.records.records import TEXTS, RightsRecord
from publishkit.model.artifact import Finding
from publishkit.model.owed import Owed
from publishkit.model.rights import Channel
from publishkit.proof.belonging import check_pictures
from publishkit.proof.matching import links_to, shows
from publishkit.proof.read.document import Document, Reading, Region, View
from publishkit.proof.read.html import parse_html, read_tree

OWED = frozenset(
    """D-ATTRIB D-ATTRIB-BRIEF D-CREDIT-EXACT D-CREDIT-COURTESY D-HUMAN-SUMMARY D-INDICATE-CHANGES D-KEEP-LINKS
    D-KEEP-NOTICE D-LINK-LICENCE D-LINK-SOURCE D-SHARE-ALIKE D-TAGLINE D-VERBATIM""".split()
)
"""What a text by itself must show; the rest is for pages and files."""


def check_texts(
    said: Announced, owed: Sequence[Owed], data: bytes, rights: RightsRecord | None = None
) -> Iterator[Finding]:
    """R102, R103, R135: every article that feeds carry shows its credit, its notices, its links and its pictures' credits.

    One that a publisher counts readers of has no words here (`""`): it must be read on its page.
    """
    try:
        items = {str(one["id"]): one for one in json.loads(data)["items"]}
    except (ValueError, KeyError, TypeError):
        yield _slip("R135", TEXTS, "cannot be read")
        return
    known = {item.id: item for item in said.items}
    for name in sorted(items.keys() - known.keys()):
        yield _slip("R135", f"{TEXTS}#{name}", "is no item of this edition")
    for name, item in known.items():
        told = items.get(name)
        if told is None or not told.get("html"):
            continue
        if told.get("slug") != item.slug:
            yield _slip("R135", f"{TEXTS}#{name}", f"is not {item.slug}")
        yield from check_text(f"{TEXTS}#{name}", said, name, owed, str(told["html"]), rights)


def check_text(
    where: str, said: Announced, item: str, owed: Sequence[Owed], markup: str, rights: RightsRecord | None
) -> Iterator[Finding]:
    """R102, R103, R135: the *markup* of an article, as a feed carries it, shows by itself what the *item* owes."""
    document = _read(where, item, markup)
    region = document.whole
    told = next(one for one in said.items if one.id == item)
    for line in (*told.lines, *told.changes):
        if not shows(region, line):
            yield _slip("R102", where, f"does not have the line “{line}”")
    for one in owed:
        if one.item == item and one.channel is Channel.WEB and one.duty in OWED and not one.reason:
            yield from _lost(one, region)
    if rights is not None:
        reading = Reading(channel=Channel.WEB, views=(View(name="feed", documents=(document,)),))
        yield from (replace(found, where=where) for found in check_pictures(said, rights, {Channel.WEB: reading}))


def _read(where: str, item: str, markup: str) -> Document:
    """Return the document of an article in a feed: all of it is the item's."""
    try:
        root = parse_html(f"<title>x</title><body>{markup}</body>".encode())
    except (etree.ParserError, etree.XMLSyntaxError):
        return Document(name=where, kind="html", text="")
    document = read_tree(where, root, "html")
    return replace(document, spans={item: (0, len(document.text))})


def _lost(owed: Owed, region: Region) -> Iterator[Finding]:
    # What names the item itself stands in the feed's own entry: its title.
    for text in owed.strings:
        wanted = owed.near or owed.duty == "D-KEEP-NOTICE"
        if wanted and not shows(region, text, hyphens=owed.duty != "D-VERBATIM"):
            yield _slip("R102", region.where, f"{owed.asset_id} owes “{text[:70]}”, which cannot be read there")
    for href in owed.links:
        if not links_to(region, href):
            yield _slip("R103", region.where, f"{owed.asset_id} owes a link to {href}, which is not there")


def _slip(code: str, where: str, message: str) -> Finding:
    return Finding(code=code, severity="error", where=where, message=message, hint="build the edition again")

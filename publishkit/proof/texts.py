"""`texts.json`: the articles as feeds carry them, each with everything it owes, for a feed's reader sees no page beside it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from publishkit.edition.announced import Announced
from publishkit.model.artifact import Finding
from publishkit.model.owed import Owed
from publishkit.model.rights import Channel
from publishkit.proof.matching import links_to, shows
from publishkit.proof.read.document import Document, Region
from publishkit.proof.read.html import parse_html, read_tree

TEXTS = "texts.json"
OWED = frozenset(
    """D-ATTRIB D-ATTRIB-BRIEF D-CREDIT-EXACT D-CREDIT-COURTESY D-HUMAN-SUMMARY D-INDICATE-CHANGES D-KEEP-LINKS
    D-KEEP-NOTICE D-LINK-LICENCE D-LINK-SOURCE D-SHARE-ALIKE D-TAGLINE D-VERBATIM""".split()
)
"""What a text by itself must show; the rest is for pages and files."""


def check_texts(said: Announced, owed: Sequence[Owed], data: bytes) -> Iterator[Finding]:
    """R102, R103, R135: every article that feeds carry shows its credit, its notices and its links.

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
        region = _read(name, told).whole
        for line in item.lines:
            if not shows(region, line):
                yield _slip("R102", region.where, f"does not have the credit line “{line}”")
        for one in owed:
            if one.item == name and one.channel is Channel.WEB and one.duty in OWED and not one.reason:
                yield from _lost(one, region)


def _read(name: str, told: Mapping[str, Any]) -> Document:
    where = f"{TEXTS}#{name}"
    try:
        return read_tree(where, parse_html(f"<title>x</title><body>{told['html']}</body>".encode()), "html")
    except (etree.ParserError, etree.XMLSyntaxError):
        return Document(name=where, kind="html", text="")


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

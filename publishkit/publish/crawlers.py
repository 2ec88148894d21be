"""For programs that walk the site: `sitemap.xml`, `robots.txt`, and the reservation of text and data mining."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from publishkit.edition.public_record import EditionRecord
from publishkit.publish.addresses import Addresses
from publishkit.publish.edition_files import book_path
from publishkit.publish.files import SiteFile, made_file

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000
"""Addresses in one sitemap (sitemaps.org); more need an index of sitemaps."""


def crawler_files(records: Sequence[EditionRecord], lists: Sequence[str], at: Addresses) -> Iterator[SiteFile]:
    """Yield the files; *lists* are the addresses of the site's own pages."""
    rows = [(address, "") for address in lists] + list(_edition_pages(records, at))
    parts = [rows[n : n + MOST] for n in range(0, len(rows), MOST)]
    if len(parts) == 1:
        yield made_file("sitemap.xml", _urls(parts[0]), cache="feed")
    else:
        names = [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
        yield from (made_file(name, _urls(part), cache="feed") for name, part in zip(names, parts, strict=True))
        yield made_file("sitemap.xml", _index([at.to(name) for name in names]), cache="feed")
    yield made_file("robots.txt", _robots(at).encode(), cache="feed")
    yield made_file(".well-known/tdmrep.json", tdmrep(records, at), cache="feed")


def _edition_pages(records: Sequence[EditionRecord], at: Addresses) -> Iterator[tuple[str, str]]:
    """Yield (address, day); an article whose original is elsewhere is left to that place (D-CANONICAL)."""
    for record in records:
        yield record.url, record.updated
        for item in record.items:
            if item.page and item.canonical == at.item(record, item):
                yield item.canonical, record.updated


def _urls(rows: Sequence[tuple[str, str]]) -> bytes:
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP})
    for address, day in rows:
        node = etree.SubElement(root, f"{{{SITEMAP}}}url")
        etree.SubElement(node, f"{{{SITEMAP}}}loc").text = address
        if day:
            etree.SubElement(node, f"{{{SITEMAP}}}lastmod").text = day
    return _xml(root)


def _index(addresses: Sequence[str]) -> bytes:
    root = etree.Element(f"{{{SITEMAP}}}sitemapindex", nsmap={None: SITEMAP})
    for address in addresses:
        node = etree.SubElement(root, f"{{{SITEMAP}}}sitemap")
        etree.SubElement(node, f"{{{SITEMAP}}}loc").text = address
    return _xml(root)


def _xml(root: etree._Element) -> bytes:
    etree.indent(root, " ")
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _robots(at: Addresses) -> str:
    return (
        f"# What is reserved from text and data mining: {at.root}.well-known/tdmrep.json, and each page's own head.\n"
        f"User-agent: *\nAllow: {at.root}\nDisallow: {at.root}search/\n\nSitemap: {at.to('sitemap.xml')}\n"
    )


def tdmrep(records: Sequence[EditionRecord], at: Addresses) -> bytes:
    """Return `tdmrep.json` (W3C TDMRep, 2024): everything reserved, by path; what is not named is not reserved."""
    rules = [rule for record in records for rule in _rules(record, at)]
    return (json.dumps(rules, ensure_ascii=False, indent=1) + "\n").encode()


def _rules(record: EditionRecord, at: Addresses) -> Iterator[Mapping[str, Any]]:
    """Yield the reserved files of an edition: an article's page, or what holds the whole edition."""
    for item in record.items:
        if item.page and item.tdm_reserved:
            yield _rule(f"{at.root}{record.edition}/{item.page}", item.tdm_policy)
    if record.tdm_reserved:
        yield _rule(f"{at.root}{record.edition}/$", record.tdm_policy)
        yield _rule(f"{at.root}{record.edition}/index.html", record.tdm_policy)
        for book in record.books:
            yield _rule(f"{at.root}{book_path(book.name)}", record.tdm_policy)


def _rule(location: str, policy: str) -> Mapping[str, Any]:
    return {"location": location, "tdm-reservation": 1, **({"tdm-policy": policy} if policy else {})}

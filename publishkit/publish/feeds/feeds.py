"""Feeds in three forms: Atom (RFC 4287), RSS 2.0 (with the RSS Board's best practices), JSON Feed 1.1."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from lxml import etree

from publishkit.publish.addresses import FEEDS
from publishkit.publish.feeds.entries import Entry

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
GENERATOR = "publishkit"
SPECIFICATION = "https://www.rssboard.org/rss-specification"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A feed, before its form."""

    title: str
    description: str
    home: str
    """Address of the page it tells of."""
    url: str
    """Address of the feed without its suffix: `https://example.org/letter/feeds/issues`."""
    language: str
    publisher: str
    rights: str
    updated: datetime
    entries: tuple[Entry, ...]

    def address(self, form: str) -> str:
        """Return the feed's own address in the form `atom`, `rss` or `json`."""
        return f"{self.url}.{form}"


# --- Atom -------------------------------------------------------------------------------------------------------------


def atom(feed: Feed) -> bytes:
    """Return *feed* as Atom."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set(XML_LANG, feed.language)
    _atom(root, "id", feed.address("atom"))
    _atom(root, "title", feed.title)
    _atom(root, "subtitle", feed.description)
    _atom(root, "updated", _stamp(feed.updated))
    _atom(root, "link", rel="self", type=FEEDS["atom"], href=feed.address("atom"))
    _atom(root, "link", rel="alternate", type="text/html", href=feed.home)
    _atom(_atom(root, "author"), "name", feed.publisher)
    _atom(root, "rights", feed.rights)
    _atom(root, "generator", GENERATOR)
    for entry in feed.entries:
        _atom_entry(root, entry)
    return _xml(root)


def _atom_entry(root: etree._Element, entry: Entry) -> None:
    node = _atom(root, "entry")
    node.set(XML_LANG, entry.language)
    _atom(node, "id", entry.id)
    _atom(node, "title", entry.title)
    _atom(node, "updated", _stamp(entry.updated))
    _atom(node, "published", _stamp(entry.published))
    _atom(node, "link", rel="alternate", type="text/html", href=entry.url)
    if entry.source_url:
        _atom(node, "link", rel="via", href=entry.source_url)
    for book in entry.enclosures:
        _atom(
            node,
            "link",
            rel="enclosure",
            type=book.media_type,
            href=book.url,
            length=f"{book.bytes}",
            title=book.title,
        )
    for name in entry.authors:
        _atom(_atom(node, "author"), "name", name)
    if entry.category:
        _atom(node, "category", term=entry.category)
    _atom(node, "rights", entry.rights)
    _atom(node, "summary", entry.summary)
    if entry.html:
        _atom(node, "content", entry.html, type="html")


def _atom(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    node = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    node.text = text
    return node


def _stamp(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


# --- RSS --------------------------------------------------------------------------------------------------------------


def rss(feed: Feed) -> bytes:
    """Return *feed* as RSS 2.0."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": ATOM, "content": CONTENT, "dc": DC})
    channel = etree.SubElement(root, "channel")
    for name, text in (
        ("title", feed.title),
        ("link", feed.home),
        ("description", feed.description),
        ("language", feed.language),
        ("copyright", feed.rights),
        ("lastBuildDate", format_datetime(feed.updated)),
        ("generator", GENERATOR),
        ("docs", SPECIFICATION),
    ):
        etree.SubElement(channel, name).text = text
    _atom(channel, "link", rel="self", type=FEEDS["rss"], href=feed.address("rss"))
    for entry in feed.entries:
        _rss_item(channel, entry)
    return _xml(root)


def _rss_item(channel: etree._Element, entry: Entry) -> None:
    item = etree.SubElement(channel, "item")
    etree.SubElement(item, "title").text = entry.title
    etree.SubElement(item, "link").text = entry.url
    etree.SubElement(item, "guid", {"isPermaLink": "false"}).text = entry.id
    etree.SubElement(item, "pubDate").text = format_datetime(entry.published)
    etree.SubElement(item, "description").text = entry.summary
    if entry.html:
        etree.SubElement(item, f"{{{CONTENT}}}encoded").text = entry.html
    for name in entry.authors:
        etree.SubElement(item, f"{{{DC}}}creator").text = name
    if entry.category:
        etree.SubElement(item, "category").text = entry.category
    if entry.enclosures:
        # Programs take one <enclosure> (RSS Board, best practices); the other books are Atom's links.
        first, *others = entry.enclosures
        etree.SubElement(item, "enclosure", {"url": first.url, "length": f"{first.bytes}", "type": first.media_type})
        for book in others:
            _atom(item, "link", rel="enclosure", type=book.media_type, href=book.url, length=f"{book.bytes}")


def _xml(root: etree._Element) -> bytes:
    etree.indent(root, " ")
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


# --- JSON Feed --------------------------------------------------------------------------------------------------------


def json_feed(feed: Feed) -> bytes:
    """Return *feed* as JSON Feed 1.1."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address("json"),
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": feed.publisher}],
        "items": list(map(_json_item, feed.entries)),
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _json_item(entry: Entry) -> Mapping[str, Any]:
    attachments: Sequence[Mapping[str, Any]] = [
        {"url": book.url, "mime_type": book.media_type, "title": book.title, "size_in_bytes": book.bytes}
        for book in entry.enclosures
    ]
    told = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.source_url,
        "title": entry.title,
        "content_html": entry.html,
        # Either content must be there; where it may not, the summary is all there is to say.
        "content_text": "" if entry.html else entry.summary,
        "summary": entry.summary,
        "image": entry.image,
        "date_published": _stamp(entry.published),
        "date_modified": _stamp(entry.updated),
        "authors": [{"name": name} for name in entry.authors],
        "tags": [entry.category] if entry.category else [],
        "language": entry.language,
        "attachments": attachments,
    }
    return {key: value for key, value in told.items() if value not in ("", [])}

"""Feeds in three forms: Atom (RFC 4287), RSS 2.0 (with the RSS Board's best practices), JSON Feed 1.1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from lxml import etree

from publishkit.model.issue import stamp
from publishkit.publish.feeds.entries import Entry
from publishkit.publish.files import FEEDS, json_bytes, xml_bytes

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
    id: str
    """Of the Atom feed: stays when the site moves."""
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
    atom_node(root, "id", feed.id)
    atom_node(root, "title", feed.title)
    atom_node(root, "subtitle", feed.description)
    atom_node(root, "updated", stamp(feed.updated))
    atom_node(root, "link", rel="self", type=FEEDS["atom"], href=feed.address("atom"))
    atom_node(root, "link", rel="alternate", type="text/html", href=feed.home)
    atom_node(atom_node(root, "author"), "name", feed.publisher)
    atom_node(root, "rights", feed.rights)
    atom_node(root, "generator", GENERATOR)
    for entry in feed.entries:
        _atom_entry(root, entry)
    return xml_bytes(root)


def _atom_entry(root: etree._Element, entry: Entry) -> None:
    node = atom_node(root, "entry")
    node.set(XML_LANG, entry.language)
    atom_node(node, "id", entry.id)
    title = atom_node(node, "title", entry.title)
    if entry.title_language:
        title.set(XML_LANG, entry.title_language)
    atom_node(node, "updated", stamp(entry.updated))
    atom_node(node, "published", stamp(entry.published))
    atom_node(node, "link", rel="alternate", type="text/html", href=entry.url)
    if entry.source_url:
        atom_node(node, "link", rel="via", href=entry.source_url)
    for book in entry.enclosures:
        atom_node(
            node,
            "link",
            rel="enclosure",
            type=book.media_type,
            href=book.url,
            length=f"{book.bytes}",
            title=book.title,
        )
    for name in entry.authors:
        atom_node(atom_node(node, "author"), "name", name)
    if entry.category:
        atom_node(node, "category", term=entry.category)
    atom_node(node, "rights", entry.rights)
    atom_node(node, "summary", entry.summary)
    if entry.html:
        atom_node(node, "content", entry.html, type="html")


def atom_node(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    """Return a new element of Atom below *parent*."""
    node = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    node.text = text
    return node


# --- RSS --------------------------------------------------------------------------------------------------------------


def rss(feed: Feed) -> bytes:
    """Return *feed* as RSS 2.0."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": ATOM, "content": CONTENT, "dc": DC})
    channel = etree.SubElement(root, "channel")
    for name, text in (
        ("title", plain_text(feed.title)),
        ("link", feed.home),
        ("description", plain_text(feed.description)),
        ("language", feed.language),
        ("copyright", plain_text(feed.rights)),
        ("lastBuildDate", format_datetime(feed.updated)),
        ("generator", GENERATOR),
        ("docs", SPECIFICATION),
    ):
        etree.SubElement(channel, name).text = text
    atom_node(channel, "link", rel="self", type=FEEDS["rss"], href=feed.address("rss"))
    for entry in feed.entries:
        _rss_item(channel, entry)
    data = xml_bytes(root)
    for letter, reference in REFERENCES.values():
        data = data.replace(letter.encode(), reference)
    return data


REFERENCES = {"&": ("\ufdd0", b"&#x26;"), "<": ("\ufdd1", b"&#x3C;"), ">": ("\ufdd2", b"&#x3E;")}
"""Sign -> (what stands for it until the document is written: no character of any text; how it is written)."""


def plain_text(text: str) -> str:
    """Return the text of an element in which readers' programs expect now plain text, now HTML.

    Written as numeric references the three signs are taken for themselves by most of them; so the RSS Board's Best Practices
    Profile, "Character Data" (https://www.rssboard.org/rss-profile, and the validator's warning CharacterData; read 2026-11).
    """
    return text.translate({ord(sign): letter for sign, (letter, _) in REFERENCES.items()})


def _rss_item(channel: etree._Element, entry: Entry) -> None:
    item = etree.SubElement(channel, "item")
    etree.SubElement(item, "title").text = plain_text(entry.title)
    etree.SubElement(item, "link").text = entry.url
    etree.SubElement(item, "guid", {"isPermaLink": "false"}).text = entry.id
    etree.SubElement(item, "pubDate").text = format_datetime(entry.published)
    # A description is HTML for every reader: what is plain text here has to be escaped as HTML first.
    etree.SubElement(item, "description").text = escape(entry.summary, quote=False)
    if entry.html:
        etree.SubElement(item, f"{{{CONTENT}}}encoded").text = entry.html
    for name in entry.authors:
        etree.SubElement(item, f"{{{DC}}}creator").text = plain_text(name)
    if entry.category:
        etree.SubElement(item, "category").text = plain_text(entry.category)
    if entry.enclosures:
        # Programs take one <enclosure> (RSS Board, best practices); the other books are Atom's links.
        first, *others = entry.enclosures
        etree.SubElement(item, "enclosure", {"url": first.url, "length": f"{first.bytes}", "type": first.media_type})
        for book in others:
            atom_node(item, "link", rel="enclosure", type=book.media_type, href=book.url, length=f"{book.bytes}")


# --- JSON Feed --------------------------------------------------------------------------------------------------------


def json_feed(feed: Feed) -> bytes:
    """Return *feed* as JSON Feed 1.1."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address("json"),
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": feed.publisher}],
        "items": list(map(_json_item, feed.entries)),
    }
    return json_bytes(document)


def _json_item(entry: Entry) -> Mapping[str, Any]:
    attachments: Sequence[Mapping[str, Any]] = [
        {"url": book.url, "mime_type": book.media_type, "title": book.title, "size_in_bytes": book.bytes}
        for book in entry.enclosures
    ]
    document = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.source_url,
        "title": entry.title,
        "content_html": entry.html,
        # Either content must be there; where it may not, the summary is all there is to say.
        "content_text": "" if entry.html else entry.summary,
        "summary": entry.summary,
        "image": entry.image,
        "date_published": stamp(entry.published),
        "date_modified": stamp(entry.updated),
        "authors": [{"name": name} for name in entry.authors],
        "tags": [entry.category] if entry.category else [],
        "language": entry.language,
        "attachments": attachments,
    }
    return {key: value for key, value in document.items() if value not in ("", [])}

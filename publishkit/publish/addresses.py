"""The addresses of the site: paths relative to its root, full addresses, and the media types of feeds and catalogs."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from publishkit.edition.public_record import EditionRecord, ItemRecord
from publishkit.model.config import Publication

OWN_FOLDERS = frozenset({"archive", "feeds", "opds", "search", "sections", "site", ".well-known"})
"""Folders of the site itself; no edition may be called so."""

FEEDS: Mapping[str, str] = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}
"""Suffix of a feed's file -> its media type."""
OPDS_NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
OPDS_ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
OPDS_JSON = "application/opds+json"
OPDS_PUBLICATION = "application/opds-publication+json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Addresses:
    """Full addresses of a site."""

    base: str
    """`https://example.org/letter/`, with its slash."""

    @classmethod
    def of(cls, publication: Publication) -> "Addresses":
        """Return the addresses under `publication.url`."""
        return cls(base=f"{publication.url.rstrip('/')}/")

    @property
    def root(self) -> str:
        """The path of the site on its host: `/letter/`."""
        return urlsplit(self.base).path or "/"

    @property
    def host(self) -> str:
        """`example.org`"""
        return urlsplit(self.base).hostname or ""

    def to(self, path: str) -> str:
        """Return the address of a file of the site; `archive/index.html` is known as `archive/`."""
        return f"{self.base}{shown_path(path)}"

    def item(self, record: EditionRecord, item: ItemRecord) -> str:
        """Return where an article can be read: its own page, or its place in the edition."""
        return f"{self.base}{item_path(record, item)}"

    def tag(self, record: EditionRecord, slug: str = "") -> str:
        """Return the name of an edition or article that never changes (RFC 4151).

        >>> from types import SimpleNamespace as Record
        >>> Addresses(base="https://example.org/letter/").tag(Record(edition="2026-w47", date="2026-11-20"), "tides")
        'tag:example.org,2026-11-20:letter/2026-w47/tides'
        """
        parts = [part for part in (self.root.strip("/"), record.edition, slug) if part]
        return f"tag:{self.host},{record.date}:{'/'.join(parts)}"


def shown_path(path: str) -> str:
    """Return *path* as addresses name it.

    >>> shown_path("archive/index.html"), shown_path("index.html"), shown_path("404.html")
    ('archive/', '', '404.html')
    """
    return path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else path


def item_path(record: EditionRecord, item: ItemRecord) -> str:
    """Return an article's address relative to the root of the site."""
    return f"{record.edition}/{item.page}" if item.page else f"{record.edition}/#{item.id}"

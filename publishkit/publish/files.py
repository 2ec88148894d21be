"""The files of the published site, made in memory or taken from a finished edition, and their addresses."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Literal
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from publishkit.edition.records.proof_record import PROOF
from publishkit.edition.records.public_record import RECORD, EditionRecord, ItemRecord
from publishkit.edition.records.records import RIGHTS, SUMS
from publishkit.model.config import Publication
from publishkit.proof.finished import FinishedEdition

Cache = Literal["immutable", "page", "feed"]
"""How long a reader's software may keep a file: for ever (its name holds its version), a while, a short while."""
MEDIA_TYPES = {
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".epub": "application/epub+zip",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mp3": "audio/mpeg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
"""By suffix: what the build side and the site write, and what people put beside it. Feeds and catalogues carry their own type."""
PUBLIC_RECORDS = (RECORD, RIGHTS, PROOF)
"""Mails, inputs and the texts for feeds stay at home."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteFile:
    """What a target has to hold at one address."""

    path: str
    """Relative, `/` between parts: `2026-w47/index.html`."""
    source: bytes | Path
    """A path is read only when the file is sent: hundreds of editions stay on disk."""
    media_type: str
    """As the server must send it, charset included."""
    bytes: int
    sha256: str
    """Hex digest of the content."""
    cache: Cache

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open the content for reading, from the start.

        Raises:
            OSError: the file on disk cannot be opened.
        """
        # `source` tells which of the two it is; the field called `bytes` hides the type here.
        if isinstance(self.source, Path):
            with self.source.open("rb") as stream:
                yield stream
        else:
            yield BytesIO(self.source)


def content(file: SiteFile) -> bytes:
    """Return the whole content of *file*.

    Raises:
        OSError: the file on disk cannot be read.
    """
    with file.open() as stream:
        return stream.read()


def made_file(path: str, data: bytes, *, media_type: str = "", cache: Cache = "page") -> SiteFile:
    r"""Return a file of the site made in memory; its media type is that of its suffix unless given.

    >>> made_file("robots.txt", b"User-agent: *\n").media_type
    'text/plain; charset=utf-8'
    """
    return SiteFile(
        path=path,
        source=data,
        media_type=media_type or media_type_of(path),
        bytes=len(data),
        sha256=sha256(data).hexdigest(),
        cache=cache,
    )


def stored_file(path: str, source: Path, *, size: int, digest: str, media_type: str = "", cache: Cache) -> SiteFile:
    """Return a file of the site that lies on disk, of known *size* in bytes and SHA-256 *digest*; nothing is read."""
    return SiteFile(
        path=path,
        source=source,
        media_type=media_type or media_type_of(path),
        bytes=size,
        sha256=digest,
        cache=cache,
    )


def media_type_of(path: str) -> str:
    """Return the media type of the suffix of *path*.

    >>> media_type_of("2026-w47/images/creek-01.jpg"), media_type_of("2026-w47/notes")
    ('image/jpeg', 'application/octet-stream')
    """
    _, dot, suffix = path.rpartition("/")[2].rpartition(".")
    return MEDIA_TYPES.get(f"{dot}{suffix}".lower(), "application/octet-stream")


def xml_bytes(root: etree._Element) -> bytes:
    """Return *root* as an XML document in UTF-8, a line for each element."""
    etree.indent(root, " ")
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def json_bytes(value: object) -> bytes:
    """Return *value* as a JSON document in UTF-8, a line for each member, ended by a line break."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


# --- the files of an edition ------------------------------------------------------------------------------------------


def edition_files(edition: FinishedEdition) -> Iterator[SiteFile]:
    """Yield what readers get of *edition*, and `SHA256SUMS` over it; of one without pages the pictures that its mail shows."""
    if not edition.has_pages:
        for name in edition.mail_pictures:
            file, path = edition.files[name], f"{edition.id}/{name.removeprefix('email/')}"
            yield stored_file(path, file.path, size=file.bytes, digest=file.sha256, cache=_cache(path))
        return
    sums: list[str] = []
    for name, path in _published(edition):
        file = edition.files[name]
        yield stored_file(path, file.path, size=file.bytes, digest=file.sha256, cache=_cache(path))
        shown = path.removeprefix(f"{edition.id}/") if path.startswith(f"{edition.id}/") else f"../{path}"
        sums.append(f"{file.sha256}  {shown}\n")
    data = "".join(sorted(sums, key=lambda line: line[66:])).encode()
    yield made_file(f"{edition.id}/{SUMS}", data, media_type="text/plain; charset=utf-8")


def _published(edition: FinishedEdition) -> Iterator[tuple[str, str]]:
    """Yield (name in the edition's folder, path on the site)."""
    for name in sorted(edition.files):
        if name.startswith("web/"):
            yield name, f"{edition.id}/{name.removeprefix('web/')}"
        elif name in PUBLIC_RECORDS:
            yield name, f"{edition.id}/{name}"
    for book in edition.record.books:
        yield book.name, book_path(book.name)
    for old in edition.record.history.superseded:
        yield old.file, book_path(old.file)


def book_path(name: str) -> str:
    """Return where a download lies on the site, from its name in `out/<id>/`.

    >>> book_path("the-letter-2026-w47.pdf"), book_path("superseded/the-letter-2026-w46.pdf")
    ('the-letter-2026-w47.pdf', 'the-letter-2026-w46.pdf')
    """
    return name.rpartition("/")[2]


def _cache(path: str) -> Cache:
    """Fonts never change under their name; pages, pictures and books may, in a revision or a retraction."""
    return "immutable" if path.endswith(".ttf") else "page"


# --- addresses: relative to the root, and full; media types of feeds and catalogs -------------------------------------


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
    id_base: str = ""
    """What names are made from, whatever the address; "" is `base`."""

    @classmethod
    def of(cls, publication: Publication) -> "Addresses":
        """Return the addresses under `publication.url`."""
        return cls(base=publication.site, id_base=publication.id_base)

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
        """Return the name of an edition or article that never changes, wherever the site stands.

        A `tag:` name (RFC 4151) where the publication has an address or a tag for its id, else a UUID.

        >>> from types import SimpleNamespace as Record
        >>> Addresses(base="https://example.org/letter/").tag(Record(edition="2026-w47", date="2026-11-20"), "tides")
        'tag:example.org,2026-11-20:letter/2026-w47/tides'
        """
        parts = [part for part in (record.edition, slug) if part]
        base = self.id_base or self.base
        if base.startswith(("http://", "https://")):
            stood = urlsplit(base)
            parts = [part for part in (stood.path.strip("/"), *parts) if part]
            return f"tag:{stood.hostname},{record.date}:{'/'.join(parts)}"
        return self.name("/".join(parts))

    def name(self, path: str) -> str:
        """Return the name of what stands at *path*, which stays when the site moves.

        >>> Addresses(base="https://new.example/", id_base="https://old.example/letter/").name("feeds/issues.atom")
        'https://old.example/letter/feeds/issues.atom'
        """
        base = self.id_base or self.base
        keeps = base.startswith(("http://", "https://", "tag:"))
        return f"{base}{path}" if keeps else f"urn:uuid:{uuid5(NAMESPACE_URL, f'{base}{path}')}"


def shown_path(path: str) -> str:
    """Return *path* as addresses name it.

    >>> shown_path("archive/index.html"), shown_path("index.html"), shown_path("404.html")
    ('archive/', '', '404.html')
    """
    return path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else path


def item_path(record: EditionRecord, item: ItemRecord) -> str:
    """Return an article's address relative to the root of the site."""
    return f"{record.edition}/{item.page}" if item.page else f"{record.edition}/#{item.id}"

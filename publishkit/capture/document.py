"""One source as a document: its bytes as received, the text in them, and where it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Literal

from publishkit.capture.extracted import Moment
from publishkit.model.statement import Signal

DocumentKind = Literal["markdown", "html", "pasted"]


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteFiles:
    """What a site told machines when the page was saved; empty where nothing was kept."""

    headers: Mapping[str, str] = field(default_factory=dict)
    """The response's headers, from `PAGE.headers` (`curl -D ferry.html.headers -o ferry.html …`)."""
    robots: str = ""
    """`robots.txt`, from a folder with the name of the host beside the page or around it, as `wget -x` writes it."""
    tdmrep: str = ""
    """`.well-known/tdmrep.json`, from the same folder."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where on the web a document stood, and what came with it."""

    requested: str
    address: str
    """The final one, after `redirects`."""
    redirects: tuple[str, ...] = ()
    retrieved: datetime | None = None
    """UTC; None where an archive does not say."""
    media_type: str = ""
    robots: str = ""
    """What its robots.txt said to our fetching it: "allowed", "absent"; "" when somebody else fetched it."""
    etag: str = ""
    last_modified: str = ""
    site: SiteFiles = field(default_factory=SiteFiles)
    files: Mapping[str, bytes] = field(default_factory=dict)
    """What came with it, by its address: pictures."""
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The headers each of these came with, by names in small letters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What a file, a mail or a feed says of a text beside the text itself; unknown is empty."""

    where: str = ""
    """Who says so, in a sentence: "the file's properties", "the feed"."""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    publisher: str = ""
    language: str = ""
    address: str = ""
    """Where the text stands on the web."""
    sure: bool = False
    """Whether it is said of this very text, as an entry of a feed does; properties of a file are often those of another."""
    truncated: bool = False
    """Whether it says itself that the text goes on elsewhere."""
    rights: tuple[str, ...] = ()
    """Lines about rights, as they stand there."""
    signals: tuple[Signal, ...] = ()
    questions: tuple[str, ...] = ()
    """What an editor has to look at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One source, read."""

    name: str
    """As the editor gave it: a path, an address, or `-`."""
    kind: DocumentKind
    data: bytes
    """As received: what is kept as evidence; of a file that is no text, what was read in it, and the file is `archive`."""
    text: str
    charset: str
    charset_why: str
    """"bom", "header", "declared", "utf-8" or "guessed"."""
    unread: int = 0
    """Places where its bytes are no characters of its charset."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """Picture files beside a Markdown file or inside of the file, by the path or address written there."""
    whole: bool = False
    """Whether all of the text is the article, as in a manuscript; a page has much else on it."""
    tidy: bool = False
    """Whether buttons, pointers and what a mail says of itself are left out of a whole text."""
    part: str = ""
    """Which part of its file it is: a chapter's path, an entry's identity; "" when it is the whole."""
    facts: Facts = field(default_factory=Facts)
    origin: Origin | None = None
    """Of what was fetched, or read from a web archive."""
    archive: bytes = b""
    """The file it is kept in, pictures and all: a web archive, a book, a document of an office program."""
    archive_name: str = "page.warc.gz"
    """The name under which that is stored; never one from outside."""

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return sha256(self.data).hexdigest()

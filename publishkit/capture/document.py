"""One source as a document: its bytes as received, the text in them, and where it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Literal

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
class Document:
    """One source, read."""

    name: str
    """As the editor gave it: a path, an address, or `-`."""
    kind: DocumentKind
    data: bytes
    """As received: what is kept as evidence."""
    text: str
    charset: str
    charset_why: str
    """"bom", "header", "declared", "utf-8" or "guessed"."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """Picture files beside a Markdown file, by the path written there."""
    origin: Origin | None = None
    """Of what was fetched, or read from a web archive."""
    archive: bytes = b""
    """The web archive it is kept in, pictures and all."""

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return sha256(self.data).hexdigest()

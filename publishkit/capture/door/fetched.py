"""What the door brings back: each request with its answer as received, and what the last of them holds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Headers = tuple[tuple[str, str], ...]
"""Names and values in the order they came; one that comes twice stands twice."""
Verdict = Literal["allowed", "absent"]
"""What robots.txt says: its rules let us in, or the site has none."""
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MANUSCRIPTS = (WORD, "application/vnd.oasis.opendocument.text", "application/epub+zip")
"""Media types of texts of office programs, and of books."""
PACKED = (
    (b"application/epub+zip", MANUSCRIPTS[2]), (b"application/vnd.oasis.opendocument.text", MANUSCRIPTS[1]), (b"[Content_Types].xml", WORD), (b"word/", WORD),
)  # fmt: skip
"""What the first member of a packed file says that it is."""
CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.+-]{2,40})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back for one request."""

    status: int
    reason: str
    version: str
    """"HTTP/1.1"."""
    sent: Headers
    """The headers of the request."""
    headers: Headers
    """As received."""
    raw: bytes
    """The body as received, still packed."""
    body: bytes
    """The body, unpacked."""
    ip: str
    """The address connected to."""
    cut: bool = False
    """Whether the body goes on after what was read of it."""

    def header(self, name: str) -> str:
        """Return the header's value, one that comes twice joined as HTTP reads it; "" when it is absent."""
        return ", ".join(value.strip() for known, value in self.headers if known.lower() == name.lower())


@dataclass(frozen=True, kw_only=True, slots=True)
class Hop:
    """One address gone to, and its answer."""

    address: str
    moment: datetime
    """When the answer had been read; UTC."""
    answer: Answer


@dataclass(frozen=True, kw_only=True, slots=True)
class Validators:
    """What a site gave us to ask whether its page has changed."""

    address: str
    """The final one: another page's validators mean nothing."""
    etag: str = ""
    last_modified: str = ""

    def headers(self, address: str) -> Headers:
        """Return what asks so, when *address* is the one that gave them."""
        if address != self.address:
            return ()
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return tuple((name, value) for name, value in pairs if value and value.isascii() and value.isprintable())


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """One source of the web, as it was at one moment."""

    requested: str
    """The address as it was asked for."""
    redirects: tuple[Hop, ...] = ()
    """The answers that led on, in order."""
    last: Hop
    media_type: str
    """`text/html`; from the bytes where the header says nothing of use; "" when nobody knows."""
    robots: Verdict

    @property
    def address(self) -> str:
        """The final address."""
        return self.last.address

    @property
    def status(self) -> int:
        """Of the final answer."""
        return self.last.answer.status

    @property
    def headers(self) -> Headers:
        """Of the final answer, as received."""
        return self.last.answer.headers

    @property
    def named_headers(self) -> Mapping[str, str]:
        """The headers by their names in small letters, one that came twice joined."""
        return {name.lower(): self.last.answer.header(name) for name, _ in self.headers}

    @property
    def body(self) -> bytes:
        """Unpacked; b"" when the page has not changed."""
        return self.last.answer.body

    @property
    def retrieved(self) -> datetime:
        """UTC."""
        return self.last.moment

    @property
    def charset(self) -> str:
        """As the header declares it; "" when it does not."""
        found = CHARSET.search(self.last.answer.header("content-type"))
        return found[1].lower() if found else ""

    @property
    def etag(self) -> str:
        """As received; "" when there is none."""
        return self.last.answer.header("etag")

    @property
    def last_modified(self) -> str:
        """As received; "" when there is none."""
        return self.last.answer.header("last-modified")

    @property
    def validators(self) -> Validators:
        """What to ask with next time."""
        return Validators(address=self.address, etag=self.etag, last_modified=self.last_modified)

    @property
    def not_modified(self) -> bool:
        """Whether the site says that what we have of it is still what it has."""
        return self.status == 304


def packed_type(data: bytes) -> str:
    """Return the media type of a packed file by its first member; "" when that says nothing."""
    return next((kind for word, kind in PACKED if word in data[:400]), "")

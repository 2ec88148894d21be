"""One finished file, and what a check has to say about it."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

SlipKind = Literal["off sheet", "off column", "overlap", "stranded", "empty", "two pages", "coarse"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """One thing that does not lie on a laid-out page as it should."""

    kind: SlipKind
    page: int
    """Counted from 1."""
    part: str
    """Element id of what it stands in: `a03` of an item, `contents`, `credits`; "" for what is no part, such as a running head."""
    block: str
    """What it is, as HTML names it: `table`, `p`, `h2`, `img`."""
    words: str
    """How it begins, what a picture shows; "" when it says nothing."""
    amount: int = 0
    """Millimetres it stands out, hundredths of a page that stay empty, or dots an inch."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Artifact:
    """One file of the edition, in memory until `publish/output.py` writes it."""

    name: str
    """Path inside the edition folder, `/` between parts: `web/index.html`."""
    media_type: str
    data: bytes
    remarks: tuple[str, ...] = ()
    """What the engine said while making it, verbatim; checks turn remarks into findings."""
    slips: tuple[Slip, ...] = ()
    """Of pages: what does not lie on them as it should."""

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return sha256(self.data).hexdigest()


Level = Literal["error", "warning", "info"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing a check has to say; a code is never reused for another thing."""

    code: str
    """Letter of the family and three digits: R rights, A articles, L links, E email, P PDF, B EPUB, W web, X across formats,
    C corrections, T themes."""
    severity: Level
    where: str
    """Artifact or source file, and the place in it (`web/flashpoint.html#a03`, `issues/…/article.md`)."""
    message: str
    hint: str = ""

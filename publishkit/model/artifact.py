"""One finished file, and what a check has to say about it."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Artifact:
    """One file of the edition, in memory until `publish/output.py` writes it."""

    name: str
    """Path inside the edition folder, `/` between parts: `web/index.html`."""
    media_type: str
    data: bytes
    remarks: tuple[str, ...] = ()
    """What the engine said while making it, verbatim; checks turn remarks into findings."""

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

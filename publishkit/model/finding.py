"""What a check has to say about content."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "info"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing a check has to say; a code is never reused for another thing."""

    code: str
    """Letter of the family and three digits: R rights, A articles, L links, E email, P PDF, B EPUB, W web, X across formats."""
    severity: Level
    where: str
    """Artifact or source file, and the place in it (`web/flashpoint.html#a03`, `issues/…/article.md`)."""
    message: str
    hint: str = ""

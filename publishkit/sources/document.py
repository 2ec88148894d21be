"""What a source gave: its bytes as received, and the text in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

DocumentKind = Literal["markdown", "html", "pasted"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One source, read."""

    name: str
    """As the editor gave it: a path, or `-`."""
    kind: DocumentKind
    data: bytes
    """As received: what is kept as evidence."""
    text: str
    charset: str
    charset_why: str
    """"bom", "declared", "utf-8" or "guessed"."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """Picture files beside a Markdown file, by the path written there."""

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return sha256(self.data).hexdigest()
